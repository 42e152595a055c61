/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the measured programs do, each in a few instructions at EL0: the kernel's share is nearly all of a figure.
 *
 * One page, position-independent, without data or stack, mapped in every space. A part finds what it works with in
 * x19 to x21. Those that count do their operation COUNT times and then sleep; the others serve for ever. A part
 * whose call fails traps, which stops it: samples are missing.
 */
#include "abi/call.h"
#include "bench/kernel/parts.h"
#include "bench/mark.h"

	.arch	armv8-a
	.section .rodata
	.balign	4096
	.global	parts, parts_end
parts:

#define COUNT 1000

.macro part name
	.global	part_\name
part_\name:
	mov	x28, #COUNT
.endm

.macro again
	cbnz	x8, 9f
	subs	x28, x28, #1
	b.ne	1b
	b	sleep
9:	brk	#0
.endm

/* svc number; a deadline that never comes, and the event bits to accept. */
.macro wait flags, bits
	mov	x8, #\flags
	mov	x9, #\bits
	mov	x10, #HF_NEVER
	svc	#HF_WAIT
.endm

sleep:
	wait	0, 0
	b	sleep

	part	empty
1:	begin	MARK_EMPTY
	end
	mov	x8, xzr
	again

	part	null			/* the least that a call can do: a yield with nobody to yield to */
1:	begin	MARK_NULL_CALL
	svc	#HF_YIELD
	end
	again


	part	call			/* x19 = gate */
1:	mov	x8, x19
	begin	MARK_CALL_ROUND_TRIP
	svc	#HF_CALL
	end
	again

	part	server
	wait	HF_WAIT_CALLS, 0
1:	wait	HF_WAIT_CALLS | HF_WAIT_REPLY, 0
	b	1b

	part	call_words		/* x19 = gate; eight different words, which come back each one more */
1:	mov	x0, x28
	add	x1, x28, #1
	add	x2, x28, #2
	add	x3, x28, #3
	add	x4, x28, #4
	add	x5, x28, #5
	add	x6, x28, #6
	add	x7, x28, #7
	mov	x8, x19
	begin	MARK_CALL_ROUND_TRIP_8_WORDS
	svc	#HF_CALL
	end
	sub	x0, x0, #1
	sub	x0, x0, x28
	sub	x7, x7, #8
	sub	x7, x7, x28
	orr	x8, x8, x0
	orr	x8, x8, x7
	again

	part	server_words
	wait	HF_WAIT_CALLS, 0
1:	add	x0, x0, #1
	add	x1, x1, #1
	add	x2, x2, #1
	add	x3, x3, #1
	add	x4, x4, #1
	add	x5, x5, #1
	add	x6, x6, #1
	add	x7, x7, #1
	wait	HF_WAIT_CALLS | HF_WAIT_REPLY, 0
	b	1b

	part	call_fp			/* x19 = gate; both sides have something in v0 */
	fmov	d0, x19
1:	mov	x8, x19
	begin	MARK_CALL_ROUND_TRIP_FP
	svc	#HF_CALL
	fmov	x0, d0
	end
	sub	x0, x0, x19
	orr	x8, x8, x0
	again

	part	server_fp
	wait	HF_WAIT_CALLS, 0
1:	fmov	d0, x28
	wait	HF_WAIT_CALLS | HF_WAIT_REPLY, 0
	b	1b

	part	signal			/* x19 = event of a waiter who comes first */
1:	mov	x8, x19
	begin	MARK_SIGNAL_SWITCH
	svc	#HF_SIGNAL
	again

	part	waiter
1:	mov	x8, xzr
	mov	x9, #1
	mov	x10, #HF_NEVER
	svc	#HF_WAIT
	end
	b	1b

	part	signal_on		/* x19 = event of a waiter who comes after */
1:	mov	x8, x19
	begin	MARK_SIGNAL_NO_SWITCH
	svc	#HF_SIGNAL
	end
	cbnz	x8, 9f
	wait	0, 1
	again

	part	go_on			/* x19 = the signaller's event; the last of the three: the waiter waits again */
1:	mov	x8, x19
	svc	#HF_SIGNAL
	again

	part	yield
1:	begin	MARK_YIELD_SWITCH
	svc	#HF_YIELD
	mov	x8, xzr
	again

	part	yield_back
1:	end
	svc	#HF_YIELD
	mov	x8, xzr
	again

	part	faulter			/* for ever at the same instruction */
	mov	x1, xzr
	ldr	x0, [x1]

	part	fault_handler
	wait	HF_WAIT_CALLS, 0
1:	mov	x0, #RESUME_RETRY
	begin	MARK_FAULT_ROUND_TRIP
	wait	HF_WAIT_CALLS | HF_WAIT_REPLY, 0
	end
	again

	part	map			/* x19 = space, x20 = memory, x21 = address */
1:	mov	x0, x21
	mov	x1, x20
	mov	x2, xzr
	mov	x3, #HF_PAGE_SIZE
	mov	x4, #(HF_RIGHT_READ | HF_RIGHT_WRITE)
	mov	x8, x19
	begin	MARK_MAP_PAGE
	svc	#HF_MAP
	end
	cbnz	x8, 9f
	mov	x0, x21
	mov	x1, #HF_PAGE_SIZE
	mov	x8, x19
	svc	#HF_UNMAP
	again

/* PL031: a write to its mask raises or lowers the line of an alarm that has rung. */
#define RTC_MATCH 0x04
#define RTC_MASK  0x10

	part	interrupter		/* x19 = PL031 */
	ldr	w0, [x19]
	str	w0, [x19, #RTC_MATCH]
	mov	w1, #1
1:	begin	MARK_IRQ_TO_USER
	str	w1, [x19, #RTC_MASK]
	mov	x8, xzr
	again

	part	driver			/* x19 = PL031, x20 = its line */
	str	wzr, [x19, #RTC_MASK]
1:	mov	x8, x20
	svc	#HF_ACKNOWLEDGE
	mov	x8, xzr
	mov	x9, #1
	mov	x10, #HF_NEVER
	svc	#HF_WAIT
	end
	str	wzr, [x19, #RTC_MASK]
	b	1b

	part	monitor			/* answers every exit with zeros */
	wait	HF_WAIT_CALLS, 0
1:	mov	x0, #RESUME_NEXT
	mov	x1, xzr
	wait	HF_WAIT_CALLS | HF_WAIT_REPLY, 0
	b	1b

	part	monitor_sgi		/* x19 = VCPU, x20 = list register; a trapped register sends it */
	wait	HF_WAIT_CALLS, 0
1:	cmp	x0, #EXIT_REGISTER
	b.ne	2f
	mov	x0, x20
	mov	x8, x19
	svc	#HF_INJECT
	cbnz	x8, 9f
2:	mov	x0, #RESUME_NEXT
	wait	HF_WAIT_CALLS | HF_WAIT_REPLY, 0
	b	1b
9:	brk	#0

	part	monitor_fault		/* x19 = guest's space, x20 = memory, x21 = its address there */
	wait	HF_WAIT_CALLS, 0
1:	and	x0, x1, #-HF_PAGE_SIZE
	mov	x1, x20
	sub	x2, x0, x21
	mov	x3, #HF_PAGE_SIZE
	mov	x4, #(HF_RIGHT_READ | HF_RIGHT_WRITE)
	mov	x8, x19
	svc	#HF_MAP
	cbnz	x8, 9f
	mov	x0, #RESUME_RETRY
	wait	HF_WAIT_CALLS | HF_WAIT_REPLY, 0
	b	1b
9:	brk	#0

	part	waker			/* x19 = VCPU that sleeps, x20 = list register, x21 = how often */
	mov	x28, x21
1:	mov	x8, x19
	mov	x0, x20
	svc	#HF_INJECT
	again
parts_end:

	.global	guest, guest_end
	.balign	8
guest:
	.incbin	GUEST_BINARY
guest_end:
