/* SPDX-License-Identifier: Apache-2.0 */
/* VCPUs: registers in and out of the CPU, and the virtual timer; the model is in vcpu.h. */
#include "kernel/arm64/vcpu.h"

#include "kernel/arm64/registers.h"
#include "kernel/arm64/vgic.h"
#include "kernel/core/arch.h"
#include "kernel/core/assert.h"

#define TIMER_ENABLE 1
#define TIMER_MASK   2
#define TIMER_FIRED  4 /* ISTATUS */

#define OFFSET_SYNC_SP0	 0x000
#define OFFSET_SYNC_SPX	 0x200
#define OFFSET_SYNC_LOWER 0x400

void vcpu_init(struct thread *vcpu)
{
	vcpu->frame.pstate = SPSR_EL1H | SPSR_MASKED;
	vcpu->context.vcpu.sctlr_el1 = SCTLR_EL1_RESET;
	vcpu->context.vcpu.vmpidr = 1ull << 31;
}

/* Registers that rule EL1 only: they wait in the CPU until another VCPU needs them. */
static void save(struct vcpu_state *s)
{
	s->sp_el1 = read_register(sp_el1);
	s->elr_el1 = read_register(elr_el1);
	s->spsr_el1 = read_register(spsr_el1);
	s->vbar_el1 = read_register(vbar_el1);
	s->ttbr0_el1 = read_register(ttbr0_el1);
	s->ttbr1_el1 = read_register(ttbr1_el1);
	s->tcr_el1 = read_register(tcr_el1);
	s->mair_el1 = read_register(mair_el1);
	s->amair_el1 = read_register(amair_el1);
	s->esr_el1 = read_register(esr_el1);
	s->far_el1 = read_register(far_el1);
	s->afsr0_el1 = read_register(afsr0_el1);
	s->afsr1_el1 = read_register(afsr1_el1);
	s->par_el1 = read_register(par_el1);
	s->tpidr_el1 = read_register(tpidr_el1);
	s->contextidr_el1 = read_register(contextidr_el1);
	s->csselr_el1 = read_register(csselr_el1);
	s->actlr_el1 = read_register(actlr_el1);
	s->cntv_cval = read_register(cntv_cval_el0);
	s->cntv_ctl = read_register(cntv_ctl_el0);
	write_register(cntv_ctl_el0, 0);
	vgic_save(s);
}

static void load(const struct vcpu_state *s)
{
	write_register(sp_el1, s->sp_el1);
	write_register(elr_el1, s->elr_el1);
	write_register(spsr_el1, s->spsr_el1);
	write_register(vbar_el1, s->vbar_el1);
	write_register(ttbr0_el1, s->ttbr0_el1);
	write_register(ttbr1_el1, s->ttbr1_el1);
	write_register(tcr_el1, s->tcr_el1);
	write_register(mair_el1, s->mair_el1);
	write_register(amair_el1, s->amair_el1);
	write_register(esr_el1, s->esr_el1);
	write_register(far_el1, s->far_el1);
	write_register(afsr0_el1, s->afsr0_el1);
	write_register(afsr1_el1, s->afsr1_el1);
	write_register(par_el1, s->par_el1);
	write_register(tpidr_el1, s->tpidr_el1);
	write_register(contextidr_el1, s->contextidr_el1);
	write_register(csselr_el1, s->csselr_el1);
	write_register(actlr_el1, s->actlr_el1);
	write_register(vmpidr_el2, s->vmpidr);
	write_register(cntv_cval_el0, s->cntv_cval);
	write_register(cntv_ctl_el0, s->cntv_ctl);
	vgic_load(s);
}

void vcpu_unload(struct cpu *cpu)
{
	struct thread *vcpu = cpu->vcpu;
	const struct vcpu_state *s = &vcpu->context.vcpu;

	assert(cpu->loaded != vcpu);
	save(&vcpu->context.vcpu);
	cpu->vcpu = NULL;
	if (vcpu->state != THREAD_WAITING ||
	    (s->cntv_ctl & (TIMER_ENABLE | TIMER_MASK)) != TIMER_ENABLE)
		return;
	timeout_set(&cpu->timeouts, &vcpu->wait, s->cntv_cval);
	sched_set_alarm(cpu);
}

void vcpu_el1_native(void)
{
	write_register(sctlr_el1, SCTLR_EL1_NATIVE);
	write_register(cpacr_el1, CPACR_FPEN);
	write_register(cntkctl_el1, CNTKCTL_NATIVE);
}

void vcpu_load(struct cpu *cpu, struct thread *vcpu)
{
	if (cpu->vcpu) {
		if (cpu->el1_guest)
			vcpu_leave(cpu);
		vcpu_unload(cpu);
	}
	load(&vcpu->context.vcpu);
	cpu->vcpu = vcpu;
}

void vcpu_enter(struct cpu *cpu, struct thread *vcpu)
{
	const struct vcpu_state *s = &vcpu->context.vcpu;

	write_register(sctlr_el1, s->sctlr_el1);
	write_register(cpacr_el1, s->cpacr_el1);
	write_register(cntkctl_el1, s->cntkctl_el1);
	write_register(hcr_el2, HCR_GUEST);
	vgic_enable(s);
	cpu->el1_guest = true;
}

void vcpu_leave(struct cpu *cpu)
{
	struct vcpu_state *s = &cpu->vcpu->context.vcpu;

	s->sctlr_el1 = read_register(sctlr_el1);
	s->cpacr_el1 = read_register(cpacr_el1);
	s->cntkctl_el1 = read_register(cntkctl_el1);
	vcpu_el1_native();
	write_register(hcr_el2, HCR_NATIVE);
	vgic_disable();
	cpu->el1_guest = false;
}

/*
 * The timer's line is level-triggered and would fire again at once: it is masked in the timer's own control
 * register, as the guest's handler does first of all anyway, and comes back when the guest programs it.
 */
void vcpu_timer_fired(struct cpu *cpu)
{
	struct thread *vcpu = cpu->vcpu;
	uint64_t control = read_register(cntv_ctl_el0);

	/* The line may have been another VCPU's, who has left the CPU meanwhile: this one's still runs. */
	if ((control & (TIMER_ENABLE | TIMER_MASK | TIMER_FIRED)) != (TIMER_ENABLE | TIMER_FIRED))
		return;
	write_register(cntv_ctl_el0, control | TIMER_MASK);
	isb();
	if (!vcpu)
		return;
	vgic_timer(vcpu);
	if (vcpu->state == THREAD_WAITING)
		thread_wake(vcpu);
}

void arch_vcpu_timer_due(struct thread *vcpu)
{
	struct vcpu_state *s = &vcpu->context.vcpu;

	assert(vcpu->cpu->vcpu != vcpu);
	s->cntv_ctl |= TIMER_MASK;
	vgic_timer(vcpu);
}

void arch_vcpu_timer(struct thread *vcpu, uint64_t list_register)
{
	struct vcpu_state *s = &vcpu->context.vcpu;

	s->timer = list_register;
	if (s->timer && s->timer_due)
		vgic_timer(vcpu);
	if (vcpu->state == THREAD_WAITING && vgic_pending(vcpu))
		thread_wake(vcpu);
}

void vcpu_exception(struct thread *vcpu, uint64_t esr, uint64_t far)
{
	struct vcpu_state *s = &vcpu->context.vcpu;
	uint64_t mode = vcpu->frame.pstate & 15;
	uint64_t offset;

	arch_thread_unload(vcpu);
	offset = mode == SPSR_EL0 ? OFFSET_SYNC_LOWER
		 : mode == SPSR_EL1H ? OFFSET_SYNC_SPX
				     : OFFSET_SYNC_SP0;
	s->esr_el1 = esr;
	s->far_el1 = far;
	s->elr_el1 = vcpu->frame.pc;
	s->spsr_el1 = vcpu->frame.pstate;
	vcpu->frame.pc = s->vbar_el1 + offset;
	vcpu->frame.pstate = SPSR_EL1H | SPSR_MASKED;
}

/* A guest's processor state can name EL0 and EL1 of AArch64 only. */
static uint64_t guest_pstate(uint64_t pstate)
{
	uint64_t mode = pstate & 15;

	if (mode != SPSR_EL0 && mode != SPSR_EL1T)
		mode = SPSR_EL1H;
	return (pstate & (SPSR_FLAGS | SPSR_MASKED)) | mode;
}

#define EACH_STATE(X) \
	X(sp_el1) X(elr_el1) X(spsr_el1) X(vbar_el1) X(sctlr_el1) X(ttbr0_el1) X(ttbr1_el1) \
	X(tcr_el1) X(mair_el1) X(esr_el1) X(far_el1) X(tpidr_el1) X(contextidr_el1)

void arch_state_read(struct thread *thread, struct hf_state *state)
{
	const struct vcpu_state *s = &thread->context.vcpu;

	arch_thread_unload(thread);
	for (unsigned int i = 0; i < 31; i++)
		state->x[i] = thread->frame.x[i];
	state->sp = thread->frame.sp;
	state->pc = thread->frame.pc;
	state->pstate = thread->frame.pstate;
	state->tpidr_el0 = thread->context.tls;
	if (!thread->vcpu)
		return;
#define READ(name) state->name = s->name;
	EACH_STATE(READ)
#undef READ
	state->mpidr = s->vmpidr;
}

void arch_state_write(struct thread *thread, const struct hf_state *state)
{
	struct vcpu_state *s = &thread->context.vcpu;

	arch_thread_unload(thread);
	for (unsigned int i = 0; i < 31; i++)
		thread->frame.x[i] = state->x[i];
	thread->frame.sp = state->sp;
	thread->frame.pc = state->pc;
	thread->context.tls = state->tpidr_el0;
	if (!thread->vcpu) {
		thread->frame.pstate = state->pstate & SPSR_FLAGS;
		return;
	}
	thread->frame.pstate = guest_pstate(state->pstate);
#define WRITE(name) s->name = state->name;
	EACH_STATE(WRITE)
#undef WRITE
	s->vmpidr = (state->mpidr & MPIDR_AFFINITY) | 1ull << 31;
}
