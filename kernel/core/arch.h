/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the core needs from the architecture; kernel/arm64 implements it.
 */
#ifndef KERNEL_CORE_ARCH_H
#define KERNEL_CORE_ARCH_H

#include "kernel/core/types.h"

struct cpu;
struct space;
struct thread;

/* The CPU that executes this. */
struct cpu *arch_cpu(void);

/* Makes `cpu` read its mail. */
void arch_cpu_interrupt(const struct cpu *cpu);

/* While waiting for a lock. */
void arch_spin(void);

/* Time, in ticks of the system counter. */
uint64_t arch_ticks(void);
void arch_timer_set(uint64_t when); /* interrupt this CPU then; HF_NEVER: not */

/* True if an interrupt waits for this CPU: long work then stops, to be called again. */
bool arch_interrupt_pending(void);

/* Sleeps until an interrupt waits, and handles it. */
void arch_idle(struct cpu *cpu);

void arch_zero_page(void *page);

/*
 * Stage-2 tables. Publishing orders all earlier writes to tables before the entry (if not NULL) is
 * written, and that before any later use of the tables.
 */
void arch_table_publish(uint64_t *entry, uint64_t value);
void arch_space_flush(struct space *space); /* all CPUs and devices forget all cached translations */

/* Streams (stream.h): how many there are; without an SMMU none. Attach to a space, or NULL: to none. */
#define ARCH_STREAMS 256
uint32_t arch_streams(void);
void arch_stream_attach(uint32_t stream, const struct space *space);
void arch_stream_flush(uint32_t stream); /* its device forgets all cached translations */
void arch_streams_collect(void);	  /* calls stream_refused for what was refused since */

/* Threads. */
void arch_thread_init(struct thread *thread);
void arch_thread_start(struct thread *thread, uint64_t pc, uint64_t sp, uint64_t argument);
void arch_reflect_return(struct thread *thread); /* HF_RESUME */
void arch_thread_unload(struct thread *thread);	 /* its registers are in memory and nowhere else */

/* All registers of a thread at rest. */
void arch_state_read(struct thread *thread, struct hf_state *state);
void arch_state_write(struct thread *thread, const struct hf_state *state);

/* Completes the exit that `thread` waits for with the words of the reply; see enum hf_exit. */
void arch_exit_reply(struct thread *thread, const uint64_t *words);

/* VCPUs. */
bool arch_vcpus(void); /* this machine's interrupt controller can serve them */
must_check error arch_inject(struct thread *vcpu, uint64_t list_register);
void arch_vcpu_timer(struct thread *vcpu, uint64_t list_register); /* template, or 0 */
/* The VCPU's wait ended because its virtual timer is due. */
void arch_vcpu_timer_due(struct thread *vcpu);

/* Interrupt lines that programs may have. */
#define ARCH_LINES 1020
bool arch_line_valid(uint64_t line);
void arch_line_route(uint32_t line, const struct cpu *cpu);
void arch_line_enable(uint32_t line);
void arch_line_disable(uint32_t line);
void arch_line_acknowledge(uint32_t line);

/* ID_AA64ISAR0_EL1: which instructions programs may choose between. */
uint64_t arch_instruction_features(void);

/* The boot console, and power. */
void arch_console(char c);
_Noreturn void arch_power(bool reset);

#endif
