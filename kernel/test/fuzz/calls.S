/* SPDX-License-Identifier: Apache-2.0 */
/* Calls by number, and the handler of svc #0. */
#include "abi/call.h"

	.section .text.calls, "ax"

	.global	fuzz_enter, fuzz_after, fuzz_reflect
fuzz_enter:
	stp	x29, x30, [sp, #-32]!
	str	x1, [sp, #16]
	adr	x16, stubs
	and	x0, x0, #31
	add	x16, x16, x0, lsl #3
	mov	x17, x1
	ldp	x0, x1, [x17]
	ldp	x2, x3, [x17, #16]
	ldp	x4, x5, [x17, #32]
	ldp	x6, x7, [x17, #48]
	ldp	x8, x9, [x17, #64]
	ldr	x10, [x17, #80]
	blr	x16
fuzz_after:
	ldr	x17, [sp, #16]
	stp	x0, x1, [x17]
	stp	x2, x3, [x17, #16]
	stp	x4, x5, [x17, #32]
	stp	x6, x7, [x17, #48]
	stp	x8, x9, [x17, #64]
	str	x10, [x17, #80]
	ldp	x29, x30, [sp], #32
	ret

	.balign	8
stubs:
	.set	n, 0
	.rept	31
	svc	#n
	ret
	.set	n, n + 1
	.endr
	svc	#65535
	ret

fuzz_reflect:
	svc	#HF_RESUME
	b	.

/*
 * A bystander: every register has a value of its own, and keeps it; so do the words behind the first two at x0.
 * It cannot be preempted without the kernel's moving all of this out and in again.
 */
	.arch_extension fp
	.arch_extension simd
	.global	bystander
bystander:
	mov	x28, x0
	mov	x27, x0
	.irp	n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25
	add	x\n, x0, #\n
	.endr
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	add	x26, x0, #(32 + \n)
	dup	v\n\().2d, x26
	.endr
	mov	x26, #2
1:	str	x26, [x28, x26, lsl #3]
	add	x26, x26, #1
	cmp	x26, #512
	b.ne	1b
	mov	x29, #0

2:	.irp	n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25
	sub	x26, x\n, #\n
	cmp	x26, x28
	b.ne	9f
	.endr
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	mov	x26, v\n\().d[1]
	sub	x26, x26, #(32 + \n)
	cmp	x26, x28
	b.ne	9f
	.endr
	mov	x26, #2
3:	ldr	x30, [x28, x26, lsl #3]
	cmp	x30, x26
	b.ne	9f
	add	x26, x26, #1
	cmp	x26, #512
	b.ne	3b
	add	x29, x29, #1
	str	x29, [x28]
	b	2b

9:	cbnz	x26, 8f
	mov	x26, #1
8:	str	x26, [x27, #8]
	b	.
