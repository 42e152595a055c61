/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operations that are measured, and how a program marks them for count.c. The name of a figure in the results
 * is that of its constant here: the script `bench` reads this file.
 *
 * Included from C and from assembly.
 */
#ifndef BENCH_MARK_H
#define BENCH_MARK_H

#define MARK_HINT 0x60 /* + 0: ends the open operation; + N: opens operation N, below */

#define MARK_EMPTY		     1 /* nothing: must be 0 */
#define MARK_NULL_CALL		     2
#define MARK_CALL_ROUND_TRIP	     3
#define MARK_CALL_ROUND_TRIP_FP	     4
#define MARK_CALL_ROUND_TRIP_8_WORDS 5
#define MARK_SIGNAL_SWITCH	     6
#define MARK_SIGNAL_NO_SWITCH	     7
#define MARK_YIELD_SWITCH	     8
#define MARK_FAULT_ROUND_TRIP	     9
#define MARK_MAP_PAGE		     10
#define MARK_IRQ_TO_USER	     11
#define MARK_VM_HVC_USER	     12
#define MARK_VM_MMIO_USER	     13
#define MARK_VM_WFI		     14
#define MARK_VM_HVC_KERNEL	     15
#define MARK_VM_SYSREG_KERNEL	     16
#define MARK_VM_MMIO_KERNEL	     17 /* the interrupt controller's distributor */
#define MARK_VM_SELF_SGI	     18
#define MARK_VM_STAGE2_FAULT	     19
#define MARK_GETPID		     20
#define MARK_PIPE_ROUND_TRIP	     21 /* between two threads */
#define MARK_PIPE_PROCESSES	     22 /* between two processes */
#define MARK_LINUX_BOOT		     23

#ifdef __ASSEMBLER__
/* clang-format off */
.macro begin operation
	hint	#(MARK_HINT + \operation)
.endm
.macro end
	hint	#MARK_HINT
.endm
/* clang-format on */
#else
#define mark_begin(operation)                                                                      \
	__asm__ volatile("hint %0" : : "i"(MARK_HINT + (operation)) : "memory")
#define mark_end() __asm__ volatile("hint %0" : : "i"(MARK_HINT) : "memory")
#endif

#endif
