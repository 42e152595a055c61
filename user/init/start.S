/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Init's first instructions. The kernel has set x0 to the boot record and sp to the stack's top; memory is
 * mapped, and .bss zeroed.
 */
	.section .text.start, "ax"
	.global	_start
	.type	_start, %function
_start:
	mov	x29, xzr
	mov	x30, xzr
	b	init_main
	.size	_start, . - _start

	.section .note.GNU-stack, "", %progbits
