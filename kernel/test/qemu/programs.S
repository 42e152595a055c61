/* SPDX-License-Identifier: Apache-2.0 */
/* Small programs, position-independent, copied into spaces of their own; what each does is in test.h. */
#include "abi/call.h"

	.section .rodata
	.balign	8

.macro program name
	.global	program_\name
program_\name:
.endm

	.global	programs_begin
programs_begin:

	program	counts
1:	ldr	x1, [x0]
	add	x1, x1, #1
	str	x1, [x0]
	b	1b

	program	calls
1:	mov	x8, #1
	svc	#HF_CALL
	b	1b

	program	reschedules
	mov	x19, x0
1:	mov	x8, #1
	mov	x0, #3			/* HF_THREAD_SCHEDULE */
	mov	x1, x19
	svc	#HF_CONTROL
	b	1b

	.global	programs_end
programs_end:
