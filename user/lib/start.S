/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program's first instructions. init has set x0 to the boot record and sp to the stack's top; memory
 * is zeroed and mapped. A zero frame record ends backtraces here.
 */
	.section .text.start, "ax"
	.global	_start
	.type	_start, %function
_start:
	mov	x29, xzr
	mov	x30, xzr
	b	hf_start
	.size	_start, . - _start

	.section .note.GNU-stack, "", %progbits
