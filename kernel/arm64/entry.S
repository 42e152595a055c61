/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Into the kernel and out of it.
 *
 * While a thread runs, SP_EL2 points just behind its register frame, which begins its struct thread.
 * An exception from a lower level saves the registers there, switches to this CPU's stack and calls a C
 * function, which returns the thread that runs next. There is no other way in but interrupts and
 * exceptions, and the kernel never waits on its stack: it starts empty each time.
 *
 * An exception from EL2 itself is a fault of the kernel. It goes to panic on a stack of its own, one for each
 * CPU, which SP_EL0 serves for, since the kernel's stack may be what is wrong.
 */
#include "kernel/arm64/context.h"

	.section .text.entry, "ax"

.macro save_general
	sub	sp, sp, #FRAME_SIZE
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
.endm

/* With the stack pointer of what was interrupted in x1; x30 is still its own. */
.macro save_state
	mrs	x2, elr_el2
	mrs	x3, spsr_el2
	stp	x30, x1, [sp, #240]
	stp	x2, x3, [sp, #256]
.endm

/* From a lower level: 128 bytes are enough for the branch only. */
.macro lower function
	.balign	128
	b	\function\()_entry
.endm

.macro current
	.balign	128
	b	current_entry
.endm

	.balign	2048
	.global	vectors
vectors:
	current			/* EL2 on SP_EL0 */
	current
	current
	current
	current			/* EL2 on SP_EL2 */
	current
	current
	current
	lower	sync		/* AArch64 below */
	lower	interrupt
	lower	interrupt	/* FIQ */
	lower	serror
	lower	aarch32		/* AArch32 below: never entered, HCR_EL2.RW is set */
	lower	aarch32
	lower	aarch32
	lower	aarch32

.macro handle function
\function\()_entry:
	save_general
	mrs	x1, sp_el0
	save_state
	mov	x0, sp
	mrs	x1, tpidr_el2
	ldr	x2, [x1]
	mov	sp, x2
	mov	x29, xzr
	adr	x30, thread_enter
	b	exception_\function
.endm

	handle	sync
	handle	interrupt
	handle	serror
	handle	aarch32

/* void thread_enter(struct thread *): runs the thread. */
	.global	thread_enter
thread_enter:
	mov	sp, x0
	ldp	x30, x1, [sp, #240]
	ldp	x2, x3, [sp, #256]
	msr	sp_el0, x1
	msr	elr_el2, x2
	msr	spsr_el2, x3
	ldp	x0, x1, [sp, #0]
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldp	x18, x19, [sp, #144]
	ldp	x20, x21, [sp, #160]
	ldp	x22, x23, [sp, #176]
	ldp	x24, x25, [sp, #192]
	ldp	x26, x27, [sp, #208]
	ldp	x28, x29, [sp, #224]
	add	sp, sp, #FRAME_SIZE
	eret
	dsb	nsh		/* no speculation past the eret */
	isb

/* A fault of the kernel. TPIDR_EL0 and SP_EL0 hold a program's values, which no longer matter. */
current_entry:
	msr	spsel, #0
	msr	tpidr_el0, x30
	mrs	x30, tpidr_el2
	ldr	x30, [x30, #8]
	mov	sp, x30
	save_general
	mrs	x30, tpidr_el0
	msr	spsel, #1
	mov	x1, sp
	msr	spsel, #0
	save_state
	mov	x0, sp
	b	exception_current
