/* SPDX-License-Identifier: Apache-2.0 */
/* The machine of arch.h. What tests of calls and scheduling do not need stops the test. */
#include "kernel/test/host/arch.h"

#include <stdio.h>
#include <stdlib.h>

#include "kernel/core/arch.h"
#include "kernel/core/assert.h"
#include "kernel/core/thread.h"

uint64_t host_ticks;

void panic(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: %s\n", file, line, what);
	abort();
}

struct cpu *arch_cpu(void)
{
	return &cpus[0];
}

uint64_t arch_ticks(void)
{
	return host_ticks;
}

void arch_idle(struct cpu *cpu)
{
	host_idle(cpu);
}

/* The alarm is in the CPU; interrupts are the test's. */
void arch_timer_set(uint64_t when)
{
}

bool arch_interrupt_pending(void)
{
	return false;
}

void arch_exit_reply(struct thread *thread, const uint64_t *words)
{
	if (words[0] == HF_RESUME_NEXT)
		thread->frame.pc += 4;
	else if (words[0] != HF_RESUME_RETRY)
		thread->state = THREAD_STOPPED;
}

void arch_thread_start(struct thread *thread, uint64_t pc, uint64_t sp, uint64_t argument)
{
	thread->frame.pc = pc;
}

/* clang-format off */
#define NOT_HERE { panic("not on this machine", __func__, 0); }

void arch_cpu_interrupt(const struct cpu *cpu) NOT_HERE
void arch_spin(void) NOT_HERE
void arch_zero_page(void *page) NOT_HERE
void arch_table_publish(uint64_t *entry, uint64_t value) NOT_HERE
void arch_space_flush(struct space *space) NOT_HERE
uint32_t arch_streams(void) NOT_HERE
void arch_stream_attach(uint32_t stream, const struct space *space) NOT_HERE
void arch_stream_flush(uint32_t stream) NOT_HERE
void arch_streams_collect(void) NOT_HERE
void arch_thread_init(struct thread *thread) NOT_HERE
void arch_reflect_return(struct thread *thread) NOT_HERE
void arch_thread_unload(struct thread *thread) NOT_HERE
void arch_state_read(struct thread *thread, struct hf_state *state) NOT_HERE
void arch_state_write(struct thread *thread, const struct hf_state *state) NOT_HERE
bool arch_vcpus(void) NOT_HERE
error arch_inject(struct thread *vcpu, uint64_t list_register) NOT_HERE
void arch_vcpu_timer(struct thread *vcpu, uint64_t list_register) NOT_HERE
void arch_vcpu_timer_due(struct thread *vcpu) NOT_HERE
bool arch_line_valid(uint64_t line) NOT_HERE
void arch_line_route(uint32_t line, const struct cpu *cpu) NOT_HERE
void arch_line_enable(uint32_t line) NOT_HERE
void arch_line_disable(uint32_t line) NOT_HERE
void arch_line_acknowledge(uint32_t line) NOT_HERE
uint64_t arch_instruction_features(void) NOT_HERE
void arch_console(char c) NOT_HERE
void arch_power(bool reset) NOT_HERE
