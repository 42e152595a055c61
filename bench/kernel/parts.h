/* SPDX-License-Identifier: Apache-2.0 */
/* parts.S for C, and values of abi/call.h's enumerations for parts.S. */
#ifndef BENCH_KERNEL_PARTS_H
#define BENCH_KERNEL_PARTS_H

#define RESUME_NEXT   0
#define RESUME_RETRY  1
#define EXIT_REGISTER 4

#define GUEST_COUNT 200 /* how often the guest does each operation */

#ifndef __ASSEMBLER__

#include "abi/call.h"

_Static_assert(RESUME_NEXT == HF_RESUME_NEXT && RESUME_RETRY == HF_RESUME_RETRY &&
		       EXIT_REGISTER == HF_EXIT_REGISTER,
	       "the same numbers");

extern const char parts[], parts_end[], guest[], guest_end[];

#define PART(name) extern const char part_##name[]
PART(empty);
PART(null);
PART(call);
PART(server);
PART(call_words);
PART(server_words);
PART(call_fp);
PART(server_fp);
PART(signal);
PART(waiter);
PART(signal_on);
PART(go_on);
PART(yield);
PART(yield_back);
PART(faulter);
PART(fault_handler);
PART(map);
PART(interrupter);
PART(driver);
PART(monitor);
PART(monitor_sgi);
PART(monitor_fault);
PART(waker);
#undef PART

#endif

#endif
