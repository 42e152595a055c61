/* SPDX-License-Identifier: Apache-2.0 */
/* Exceptions; the model is in exception.h. */
#include "kernel/arm64/exception.h"

#include "kernel/arm64/gic.h"
#include "kernel/arm64/registers.h"
#include "kernel/arm64/switch.h"
#include "kernel/arm64/vcpu.h"
#include "kernel/arm64/vgic.h"
#include "kernel/core/arch.h"
#include "kernel/core/assert.h"
#include "kernel/core/call.h"
#include "kernel/core/event.h"
#include "kernel/core/exit.h"
#include "kernel/core/grace.h"
#include "kernel/core/mail.h"
#include "kernel/core/short.h"

/* `next` executes next; NULL: whoever comes first. */
static struct thread *leave(struct cpu *cpu, struct thread *next)
{
	if (!next)
		next = sched_goes_on(cpu);
	return switch_to(cpu, next ? next : sched_next(cpu));
}

/* svc #0 of a ported program: on in its reflection handler. */
static struct thread *reflect(struct thread *thread)
{
	struct context *context = &thread->context;

	if (!context->reflect)
		return fault_exit(thread, 0, read_register(esr_el2));
	context->message->reflect_pc = thread->frame.pc;
	context->message->reflect_pstate = thread->frame.pstate;
	thread->frame.pc = context->reflect;
	return thread;
}

void arch_reflect_return(struct thread *thread)
{
	thread->frame.pc = thread->context.message->reflect_pc;
	thread->frame.pstate = thread->context.message->reflect_pstate & SPSR_FLAGS;
}

static struct thread *native_sync(struct thread *thread, uint64_t esr)
{
	switch (ESR_EC(esr)) {
	case EC_SVC64:
		if ((esr & 0xffff) == 0)
			return reflect(thread);
		call_handle(thread, esr & 0xffff);
		return NULL;
	case EC_FP:
		fp_take(thread->cpu, thread);
		return thread;
	case EC_WFX:
		thread->frame.pc += 4;
		sched_yield(thread->cpu->lender);
		return NULL;
	default:
		return fault_exit(thread, read_register(far_el2), esr);
	}
}

struct thread *exception_call(struct thread *thread, struct cpu *cpu)
{
	struct thread *next;

	grace_enter(cpu);
	next = short_call(thread);
	return next ? switch_to(cpu, next) : NULL;
}

struct thread *exception_wait(struct thread *thread, struct cpu *cpu)
{
	struct thread *next;

	grace_enter(cpu);
	next = short_reply(thread);
	return next ? switch_to(cpu, next) : NULL;
}

struct thread *exception_signal(struct thread *thread, struct cpu *cpu)
{
	grace_enter(cpu);
	thread->frame.x[8] = call_signal(thread);
	return leave(cpu, NULL);
}

struct thread *exception_yield(struct thread *thread, struct cpu *cpu)
{
	thread->frame.x[8] = HF_OK;
	if (sched_alone(cpu))
		return thread;
	grace_enter(cpu);
	sched_yield(cpu->lender);
	return leave(cpu, NULL);
}

struct thread *fault_exit(struct thread *thread, uint64_t address, uint64_t esr)
{
	const uint64_t words[5] = { address, esr, thread->frame.pc, thread->frame.sp };

	return exit_call(thread, HF_EXIT_FAULT, words);
}

struct thread *exception_sync(struct thread *thread, struct cpu *cpu)
{
	uint64_t esr = read_register(esr_el2);

	grace_enter(cpu);
	return leave(cpu, thread->vcpu ? vcpu_sync(thread, esr) : native_sync(thread, esr));
}

/* Another CPU may give the line to a program at this moment: it is enabled again then. */
static void disable_unknown(uint32_t line)
{
	gic->disable(line);
	dsb_ish();
	if (event_line(line))
		gic->enable(line);
}

void interrupt_handle(struct cpu *cpu)
{
	for (;;) {
		uint32_t line = gic->take();

		if (line >= GIC_SPURIOUS)
			return;
		if (line == GIC_MAIL) {
			panic_if_asked();
			mail_read(cpu);
			continue;
		}
		if (line == private_lines.timer) {
			arch_timer_set(HF_NEVER);
			cpu->alarm = HF_NEVER;
			sched_tick(cpu);
		} else if (line == private_lines.virtual_timer) {
			vcpu_timer_fired(cpu);
		} else if (line == private_lines.maintenance) {
			vgic_maintenance(cpu);
		} else if (event_line(line)) {
			continue; /* silent until the program acknowledges */
		} else {
			disable_unknown(line);
		}
		gic->deactivate(line);
	}
}

struct thread *exception_interrupt(struct thread *thread, struct cpu *cpu)
{
	grace_enter(cpu);
	interrupt_handle(cpu);
	return leave(cpu, NULL);
}

/* An asynchronous external abort that the thread caused or that hit it: its own fault. */
struct thread *exception_serror(struct thread *thread, struct cpu *cpu)
{
	grace_enter(cpu);
	return leave(cpu, fault_exit(thread, 0, read_register(esr_el2)));
}

struct thread *exception_aarch32(struct thread *thread, struct cpu *cpu)
{
	grace_enter(cpu);
	return leave(cpu, fault_exit(thread, 0, read_register(esr_el2)));
}

struct cpu *arch_cpu(void)
{
	return (struct cpu *)read_register(tpidr_el2);
}

void arch_spin(void)
{
	__asm__ volatile("yield" : : : "memory");
}

void arch_idle(struct cpu *cpu)
{
	grace_leave(cpu);
	__asm__ volatile("dsb sy\n\twfi" : : : "memory");
	grace_enter(cpu);
	interrupt_handle(cpu);
}

bool arch_interrupt_pending(void)
{
	return read_register(isr_el1) != 0;
}
