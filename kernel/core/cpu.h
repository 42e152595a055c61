/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CPUs, and how they work together without waiting for each other.
 *
 * A thread belongs to one CPU. Calls, replies, waits, exits and the scheduler touch only what belongs to
 * their own CPU, with interrupts masked, and take no lock. Four things cross:
 *
 *	bits	  an event's pending bits and its binding are single words (event.h)
 *	mail	  what concerns another CPU's thread is posted to that CPU, which does it itself (mail.h)
 *	cold.h	  what changes seldom (tables, accounts, mappings, bindings) is changed under one lock
 *	grace.h	  what was reachable is freed when every CPU has left the kernel once
 *
 * Locks, in their order: the cold lock, then the lock of VMIDs (arm64/stage2.c). There are no others.
 */
#ifndef KERNEL_CORE_CPU_H
#define KERNEL_CORE_CPU_H

#include "kernel/core/reserve.h"

#define PRIORITIES 64

struct mail;
struct space;
struct thread;

struct cpu {
	void *stack;	   /* top of this CPU's kernel stack; first: entry.S */
	void *panic_stack; /* top; second: entry.S */
	unsigned int number;
	uint64_t affinity; /* Aff0..3 of MPIDR_EL1 */

	struct thread *lender; /* whose time is spent; NULL when idle */
	uint64_t charged;      /* until when the lender has been charged */
	uint64_t alarm;	       /* when the timer interrupts */
	uint64_t ready_mask;   /* levels with somebody in the queue */
	struct list ready[PRIORITIES];
	struct timeouts timeouts;

	struct thread *loaded;	 /* whose thread-local registers, space and traps are in the CPU */
	struct thread *fp_owner; /* whose floating-point registers are in the CPU */
	struct thread *vcpu;	 /* whose EL1 registers are in the CPU */
	bool el1_guest;		 /* ... also those that rule EL0 */
	uint64_t generation;	 /* of VMIDs, in which its TLB was emptied last */

	/* What other CPUs look at. */
	_Alignas(64) uint64_t epoch; /* grace.h */
	struct mail *mail;	     /* newest first */
	struct space *space;	     /* that its translation uses, or NULL */
};

_Static_assert(offsetof(struct cpu, panic_stack) == 8, "entry.S knows these");

/* The first `cpus_online` run. */
extern struct cpu cpus[CPUS_MAX];
extern unsigned int cpus_online;

#endif
