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

/*
 * Who runs next: the same thread unless it stopped executing or other time comes first. The alarm is off
 * after it rang, and whoever runs needs one.
 */
static struct thread *leave(struct thread *thread, struct cpu *cpu)
{
	if (thread->state != THREAD_RUNNABLE || cpu->alarm == HF_NEVER || sched_preempted(cpu))
		thread = sched_next(cpu);
	switch_to(cpu, thread);
	grace_leave(cpu);
	return thread;
}

/* svc #0 of a ported program: on in its reflection handler. */
static void reflect(struct thread *thread)
{
	struct context *context = &thread->context;

	if (!context->reflect) {
		fault_exit(thread, 0, read_register(esr_el2));
		return;
	}
	context->message->reflect_pc = thread->frame.pc;
	context->message->reflect_pstate = thread->frame.pstate;
	thread->frame.pc = context->reflect;
}

void arch_reflect_return(struct thread *thread)
{
	thread->frame.pc = thread->context.message->reflect_pc;
	thread->frame.pstate = thread->context.message->reflect_pstate & SPSR_FLAGS;
}

static void native_sync(struct thread *thread, uint64_t esr)
{
	switch (ESR_EC(esr)) {
	case EC_SVC64:
		if (esr & 0xffff)
			call_handle(thread, esr & 0xffff);
		else
			reflect(thread);
		break;
	case EC_FP:
		fp_take(thread->cpu, thread);
		break;
	case EC_WFX:
		thread->frame.pc += 4;
		sched_yield(thread->cpu->lender);
		break;
	default:
		fault_exit(thread, read_register(far_el2), esr);
	}
}

void fault_exit(struct thread *thread, uint64_t address, uint64_t esr)
{
	const uint64_t words[5] = { address, esr, thread->frame.pc, thread->frame.sp };

	exit_call(thread, HF_EXIT_FAULT, words);
}

struct thread *exception_sync(struct thread *thread, struct cpu *cpu)
{
	uint64_t esr = read_register(esr_el2);

	grace_enter(cpu);
	if (thread->vcpu)
		vcpu_sync(thread, esr);
	else
		native_sync(thread, esr);
	return leave(thread, cpu);
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
	return leave(thread, cpu);
}

/* An asynchronous external abort that the thread caused or that hit it: its own fault. */
struct thread *exception_serror(struct thread *thread, struct cpu *cpu)
{
	grace_enter(cpu);
	fault_exit(thread, 0, read_register(esr_el2));
	return leave(thread, cpu);
}

struct thread *exception_aarch32(struct thread *thread, struct cpu *cpu)
{
	grace_enter(cpu);
	fault_exit(thread, 0, read_register(esr_el2));
	return leave(thread, cpu);
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
