/* SPDX-License-Identifier: Apache-2.0 */
/* Switching; the model is in switch.h. */
#include "kernel/arm64/switch.h"

#include "kernel/arm64/registers.h"
#include "kernel/arm64/stage2.h"
#include "kernel/arm64/vcpu.h"
#include "kernel/core/arch.h"
#include "kernel/core/grace.h"

void switch_init(void)
{
	write_register(hcr_el2, HCR_NATIVE);
	write_register(cptr_el2, CPTR_RES1 | CPTR_TFP);
	write_register(cnthctl_el2, CNTHCTL_EL1PCTEN);
	write_register(cntvoff_el2, 0);
	/* Debug and performance registers trap; guests find none. */
	write_register(mdcr_el2, 1 << 11 | 1 << 10 | 1 << 9 | 1 << 6 | 1 << 5);
	write_register(hstr_el2, 0);
	write_register(vpidr_el2, read_register(midr_el1));
	write_register(cntv_ctl_el0, 0);
	vcpu_el1_native();
	stage2_init();
}

static void leave(struct thread *thread)
{
	thread->context.tls = read_register(tpidr_el0);
	if (thread->vcpu)
		thread->context.message_address = read_register(tpidrro_el0);
}

/* Nobody's access traps meanwhile. */
static void fp_move(struct cpu *cpu, struct thread *thread)
{
	write_register(cptr_el2, CPTR_RES1);
	isb();
	if (cpu->fp_owner)
		fp_save(&cpu->fp_owner->context.fp);
	fp_load(&thread->context.fp);
	cpu->fp_owner = thread;
}

void fp_take(struct cpu *cpu, struct thread *thread)
{
	thread->context.fp_turns = FP_TURNS;
	fp_move(cpu, thread);
}

static bool wants_fp(const struct cpu *cpu, const struct thread *thread)
{
	return cpu->fp_owner != thread && thread->context.fp_turns;
}

static bool wants_el1(const struct cpu *cpu, const struct thread *thread)
{
	return thread->vcpu && cpu->vcpu != thread;
}

static struct thread *arrive(struct cpu *cpu, struct thread *thread)
{
	if (thread->vcpu)
		vcpu_enter(cpu, thread);
	else if (cpu->el1_guest)
		vcpu_leave(cpu);
	grace_leave(cpu);
	return thread;
}

/* What few switches need. */
static apart struct thread *switch_more(struct cpu *cpu, struct thread *thread, bool loaded)
{
	if (!loaded)
		stage2_renew(cpu, thread->space);
	if (wants_fp(cpu, thread)) {
		thread->context.fp_turns--;
		fp_move(cpu, thread);
	}
	if (wants_el1(cpu, thread))
		vcpu_load(cpu, thread);
	return arrive(cpu, thread);
}

struct thread *switch_to(struct cpu *cpu, struct thread *thread)
{
	struct thread *old = cpu->loaded;
	bool loaded;

	if (old == thread) {
		grace_leave(cpu);
		return thread;
	}
	if (old)
		leave(old);
	cpu->loaded = thread;
	write_register(tpidr_el0, thread->context.tls);
	write_register(tpidrro_el0, thread->context.message_address);
	write_register(cptr_el2, CPTR_RES1 | (cpu->fp_owner == thread ? 0 : CPTR_TFP));
	loaded = stage2_load(cpu, thread->space);
	if (!loaded || wants_fp(cpu, thread) || wants_el1(cpu, thread))
		return switch_more(cpu, thread, loaded);
	return arrive(cpu, thread);
}

void arch_thread_init(struct thread *thread)
{
	thread->frame.pstate = SPSR_EL0;
	if (thread->vcpu)
		vcpu_init(thread);
}

void arch_thread_start(struct thread *thread, uint64_t pc, uint64_t sp, uint64_t argument)
{
	thread->frame.pc = pc;
	thread->frame.sp = sp;
	thread->frame.x[0] = argument;
}

void arch_thread_unload(struct thread *thread)
{
	struct cpu *cpu = thread->cpu;

	if (cpu->fp_owner == thread) {
		write_register(cptr_el2, CPTR_RES1);
		isb();
		fp_save(&thread->context.fp);
		write_register(cptr_el2, CPTR_RES1 | CPTR_TFP);
		cpu->fp_owner = NULL;
	}
	if (cpu->loaded == thread) {
		leave(thread);
		stage2_unload(cpu);
		cpu->loaded = NULL;
	}
	if (cpu->vcpu != thread)
		return;
	if (cpu->el1_guest)
		vcpu_leave(cpu);
	vcpu_unload(cpu);
}
