/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From svc #0 to C and back. All registers but x0 belong to the program and survive; floating-point
 * registers are not used here at all (the build says so). The frame lies on the program's own stack.
 */
#include "abi/call.h"

	.text

.macro restore from
	ldp	x2, x3, [\from, #16]
	ldp	x4, x5, [\from, #32]
	ldp	x6, x7, [\from, #48]
	ldp	x8, x9, [\from, #64]
	ldp	x10, x11, [\from, #80]
	ldp	x12, x13, [\from, #96]
	ldp	x14, x15, [\from, #112]
	ldp	x16, x17, [\from, #128]
	ldp	x18, x19, [\from, #144]
	ldp	x20, x21, [\from, #160]
	ldp	x22, x23, [\from, #176]
	ldp	x24, x25, [\from, #192]
	ldp	x26, x27, [\from, #208]
	ldp	x28, x29, [\from, #224]
	ldr	x30, [\from, #240]
.endm

	.global	linux_reflect
	.type	linux_reflect, %function
linux_reflect:
	sub	sp, sp, #256
	stp	x0, x1, [sp, #0]
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	str	x30, [sp, #240]
	mov	x0, sp
	bl	linux_call
	str	x0, [sp]
	restore	sp
	ldp	x0, x1, [sp, #0]
	add	sp, sp, #256
	svc	#HF_RESUME

/* linux_enter(entry, stack): the program's first instruction. */
	.global	linux_enter
	.type	linux_enter, %function
linux_enter:
	mov	sp, x1
	mov	x16, x0
	mov	x0, xzr
	mov	x1, xzr
	mov	x29, xzr
	mov	x30, xzr
	br	x16

/*
 * A new thread, from the kernel: x0 = its struct task, sp = the stack that clone was given. task_begin
 * makes it a thread that returns from clone; it gives back the registers.
 */
	.global	linux_thread
	.type	linux_thread, %function
linux_thread:
	mov	x29, xzr
	mov	x30, xzr
	mov	x19, sp
	bl	task_begin
	mov	sp, x19
	restore	x0
	ldr	x1, [x0, #8]
	mov	x0, xzr
	svc	#HF_RESUME
