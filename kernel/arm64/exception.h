/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exceptions: the C side of entry.S. Each is given the thread that was interrupted, whose registers are in
 * its frame, and returns the thread that runs next, with its context in the CPU.
 */
#ifndef KERNEL_ARM64_EXCEPTION_H
#define KERNEL_ARM64_EXCEPTION_H

#include "kernel/core/sched.h"

/*
 * The four calls that programs make most, while only those registers of theirs are in the frame that a function need
 * not preserve. NULL: nothing has been done, and exception_sync must do it, with a whole frame. None of them waits for
 * an interrupt, for then others would see the frame: after a signal or a yield its own thread can execute, if nobody
 * comes before it.
 */
struct thread *exception_call(struct thread *thread, struct cpu *cpu);
struct thread *exception_wait(struct thread *thread, struct cpu *cpu);
struct thread *exception_signal(struct thread *thread, struct cpu *cpu);
struct thread *exception_yield(struct thread *thread, struct cpu *cpu);

struct thread *exception_sync(struct thread *thread, struct cpu *cpu);
struct thread *exception_interrupt(struct thread *thread, struct cpu *cpu);
struct thread *exception_serror(struct thread *thread, struct cpu *cpu);
struct thread *exception_aarch32(struct thread *thread, struct cpu *cpu);
_Noreturn void exception_current(const struct frame *frame);

/* Stops this CPU if another one has panicked. */
void panic_if_asked(void);

/* Handles all interrupts that wait. */
void interrupt_handle(struct cpu *cpu);

/* A fault that the thread's exit gate must judge; `address` as in HF_EXIT_FAULT. */
struct thread *fault_exit(struct thread *thread, uint64_t address, uint64_t esr);

#endif
