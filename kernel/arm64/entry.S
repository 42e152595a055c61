/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Into the kernel and out of it.
 *
 * While a thread runs, SP_EL2 points just behind its register frame, which begins its struct thread.
 * An exception from a lower level saves the registers there, switches to this CPU's stack and calls a C
 * function, which returns the thread that runs next. There is no other way in but interrupts and
 * exceptions, and the kernel never waits on its stack: it starts empty each time.
 *
 * A call by svc saves in two stages: first what a C function need not preserve, and the rest when another
 * thread runs next, or when the call is none of those that can do with that (exception_call).
 *
 * An exception from EL2 itself is a fault of the kernel. It goes to panic on a stack of its own, one for each
 * CPU, which SP_EL0 serves for, since the kernel's stack may be what is wrong.
 */
#include "abi/call.h"
#include "kernel/arm64/context.h"
#include "kernel/arm64/registers.h"

	.section .text.entry, "ax"

/* What a C function may change, and x29, which must not lead a backtrace into a program. */
.macro save_scratch
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
	str	x18, [sp, #144]
	stp	x29, x30, [sp, #232]
.endm

/* The rest, with the stack pointer of what was interrupted in x1. */
.macro save_rest
	mrs	x2, elr_el2
	mrs	x3, spsr_el2
	stp	x19, x20, [sp, #152]
	stp	x21, x22, [sp, #168]
	stp	x23, x24, [sp, #184]
	stp	x25, x26, [sp, #200]
	stp	x27, x28, [sp, #216]
	str	x1, [sp, #248]
	stp	x2, x3, [sp, #256]
.endm

.macro load_scratch_and_return
	ldp	x0, x1, [sp, #0]
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldr	x18, [sp, #144]
	ldp	x29, x30, [sp, #232]
	add	sp, sp, #FRAME_SIZE
	eret
	dsb	nsh		/* no speculation past the eret */
	isb
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
	lower	lower		/* AArch64 below */
	lower	interrupt
	lower	interrupt	/* FIQ */
	lower	serror
	lower	aarch32		/* AArch32 below: never entered, HCR_EL2.RW is set */
	lower	aarch32
	lower	aarch32
	lower	aarch32

/* From a thread's frame to this CPU's stack: x0 = the thread, x1 = the CPU. */
.macro to_kernel_stack
	mov	x0, sp
	mrs	x1, tpidr_el2
	ldr	x3, [x1]
	mov	sp, x3
	mov	x29, xzr
.endm

.macro handle function
\function\()_entry:
	save_scratch
\function\()_save:
	mrs	x1, sp_el0
	save_rest
	to_kernel_stack
	adr	x30, thread_enter
	b	exception_\function
.endm

	handle	sync
	handle	interrupt
	handle	serror
	handle	aarch32

/* A synchronous exception. x2 is the number, if it is a call. */
lower_entry:
	save_scratch
	mrs	x2, esr_el2
	mov	x3, #(EC_SVC64 << 26 | 1 << 25)
	sub	x2, x2, x3
	cmp	x2, #HF_YIELD
	b.hi	sync_save
	to_kernel_stack
	str	x0, [sp, #-16]!
	adr	x30, short_done
	cmp	x2, #HF_CALL
	b.eq	exception_call
	cmp	x2, #HF_WAIT
	b.eq	exception_wait
	cmp	x2, #HF_SIGNAL
	b.eq	exception_signal
	cbnz	x2, exception_yield
	mov	sp, x0
	b	sync_save
short_done:
	ldr	x1, [sp]
	mov	sp, x1
	cmp	x0, x1
	b.ne	1f
	load_scratch_and_return
1:	cbz	x0, sync_save
	mrs	x1, sp_el0
	save_rest

/* void thread_enter(struct thread *): runs the thread. */
	.global	thread_enter
thread_enter:
	mov	sp, x0
	ldp	x1, x2, [sp, #248]
	ldr	x3, [sp, #264]
	msr	sp_el0, x1
	msr	elr_el2, x2
	msr	spsr_el2, x3
	ldp	x19, x20, [sp, #152]
	ldp	x21, x22, [sp, #168]
	ldp	x23, x24, [sp, #184]
	ldp	x25, x26, [sp, #200]
	ldp	x27, x28, [sp, #216]
	load_scratch_and_return

/* A fault of the kernel. TPIDR_EL0 and SP_EL0 hold a program's values, which no longer matter. */
current_entry:
	msr	spsel, #0
	msr	tpidr_el0, x30
	mrs	x30, tpidr_el2
	ldr	x30, [x30, #8]
	mov	sp, x30
	save_scratch
	mrs	x30, tpidr_el0
	str	x30, [sp, #240]
	msr	spsel, #1
	mov	x1, sp
	msr	spsel, #0
	save_rest
	mov	x0, sp
	b	exception_current
