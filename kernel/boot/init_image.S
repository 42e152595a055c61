/* SPDX-License-Identifier: Apache-2.0 */
/* Init's image, as part of the kernel's. */
	.section .init_image, "a"
	.balign	4096
	.global	init_image
init_image:
	.incbin INIT_IMAGE
	.balign	8
