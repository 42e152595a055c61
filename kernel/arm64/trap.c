/* SPDX-License-Identifier: Apache-2.0 */
/* What a VCPU traps for: handled here or made an exit, and how an exit's reply changes the VCPU. */
#include "kernel/arm64/exception.h"
#include "kernel/arm64/identity.h"
#include "kernel/arm64/registers.h"
#include "kernel/arm64/stage2.h"
#include "kernel/arm64/switch.h"
#include "kernel/arm64/vcpu.h"
#include "kernel/arm64/vgic.h"
#include "kernel/core/arch.h"
#include "kernel/core/exit.h"
#include "kernel/core/gate.h"

/* ISS of a data abort (Arm ARM D17.2.37). */
#define ISS_VALID(esr)	  ((esr) >> 24 & 1)
#define ISS_SIZE(esr)	  (1u << ((esr) >> 22 & 3))
#define ISS_SIGNED(esr)	  ((esr) >> 21 & 1)
#define ISS_REGISTER(esr) ((unsigned int)((esr) >> 16 & 31))
#define ISS_64(esr)	  ((esr) >> 15 & 1)
#define ISS_S1PTW(esr)	  ((esr) >> 7 & 1)
#define ISS_WRITE(esr)	  ((esr) >> 6 & 1)
#define ISS_STATUS(esr)	  ((esr) & 63)
#define STATUS_IS_TRANSLATION(esr) ((ISS_STATUS(esr) & 0x3c) == 0x04)

#define ESR_EXTERNAL	  (ESR_IL | 1 << 10 | 0x10) /* synchronous external abort, FAR not valid */
#define EC_SAME		  1ull /* added to an abort's class when it does not change the level */
#define ESR_UNKNOWN	  ESR_IL

static uint64_t get_register(const struct thread *t, unsigned int n)
{
	return n == 31 ? 0 : t->frame.x[n];
}

static void set_register(struct thread *t, unsigned int n, uint64_t value)
{
	if (n != 31)
		t->frame.x[n] = value;
}

static struct thread *wait_for_interrupt(struct thread *vcpu, uint64_t esr)
{
	vcpu->frame.pc += 4;
	if (esr & 1) { /* WFE */
		sched_yield(vcpu->cpu->lender);
		return NULL;
	}
	if (vgic_pending(vcpu))
		return vcpu;
	vcpu->wait_calls = false;
	vcpu->wait_mask = 0;
	vcpu->state = THREAD_WAITING;
	sched_update(vcpu);
	return NULL;
}

/* The guest physical address of an abort. HPFAR_EL2 has it unless the fault is one of permission. */
static bool fault_address(uint64_t esr, ipaddr *result)
{
	uint64_t far = read_register(far_el2);

	if (STATUS_IS_TRANSLATION(esr) || ISS_S1PTW(esr)) {
		*result = ipa((read_register(hpfar_el2) >> 4 & 0xffffffffff) << 12 | (far & 0xfff));
		return true;
	}
	return stage2_guest_address(far, result);
}

static struct thread *abort(struct thread *vcpu, uint64_t esr)
{
	uint64_t words[5] = { 0 };
	ipaddr address;

	if (!fault_address(esr, &address))
		return vcpu; /* its own tables changed meanwhile: try again */
	words[0] = address.value;
	vcpu->context.exit_syndrome = esr;
	if (ESR_EC(esr) != EC_DATA_LOWER || !ISS_VALID(esr) || ISS_S1PTW(esr)) {
		words[1] = esr;
		words[2] = vcpu->frame.pc;
		return exit_call(vcpu, HF_EXIT_FAULT, words);
	}
	words[1] = ISS_SIZE(esr);
	if (ISS_WRITE(esr)) {
		words[1] |= HF_MMIO_WRITE;
		words[2] = get_register(vcpu, ISS_REGISTER(esr));
		if (ISS_SIZE(esr) < 8)
			words[2] &= (1ull << 8 * ISS_SIZE(esr)) - 1;
	}
	return exit_call(vcpu, HF_EXIT_MMIO, words);
}

static struct thread *hypercall(struct thread *vcpu, enum hf_exit kind, uint64_t immediate)
{
	const uint64_t *x = vcpu->frame.x;
	const uint64_t words[5] = { immediate, x[0], x[1], x[2], x[3] };

	return exit_call(vcpu, kind, words);
}

/* ISS of a trapped MRS or MSR (D17.2.38), as op0<<16|op1<<12|CRn<<8|CRm<<4|op2. */
static uint32_t register_name(uint64_t esr)
{
	return (uint32_t)((esr >> 20 & 3) << 16 | (esr >> 14 & 7) << 12 | (esr >> 10 & 15) << 8 |
			  (esr >> 1 & 15) << 4 | (esr >> 17 & 7));
}

static struct thread *system_register(struct thread *vcpu, uint64_t esr)
{
	unsigned int n = (unsigned int)(esr >> 5 & 31);
	bool write = !(esr & 1);
	uint64_t words[5] = { register_name(esr), write, write ? get_register(vcpu, n) : 0 };
	uint64_t value;

	if (identity_register(register_name(esr), write, &value)) {
		if (!write)
			set_register(vcpu, n, value);
		vcpu->frame.pc += 4;
		return vcpu;
	}
	vcpu->context.exit_syndrome = esr;
	return exit_call(vcpu, HF_EXIT_REGISTER, words);
}

struct thread *vcpu_sync(struct thread *vcpu, uint64_t esr)
{
	switch (ESR_EC(esr)) {
	case EC_DATA_LOWER:
	case EC_INST_LOWER:
		return abort(vcpu, esr);
	case EC_WFX:
		return wait_for_interrupt(vcpu, esr);
	case EC_HVC64:
		return hypercall(vcpu, HF_EXIT_HVC, esr & 0xffff);
	case EC_SMC64:
		return hypercall(vcpu, HF_EXIT_SMC, esr & 0xffff);
	case EC_SYSREG:
		return system_register(vcpu, esr);
	case EC_FP:
		fp_take(vcpu->cpu, vcpu);
		return vcpu;
	default:
		return fault_exit(vcpu, read_register(far_el2), esr);
	}
}

/* A value read from a device, as the trapped load would have put it into its register. */
static uint64_t loaded_value(uint64_t esr, uint64_t value)
{
	unsigned int bits = 8 * ISS_SIZE(esr);

	if (bits < 64)
		value &= (1ull << bits) - 1;
	if (ISS_SIGNED(esr) && value >> (bits - 1) & 1)
		value |= ~0ull << (bits - 1);
	return ISS_64(esr) ? value : value & 0xffffffff;
}

static void complete(struct thread *vcpu, const uint64_t *words)
{
	uint64_t esr = vcpu->context.exit_syndrome;

	switch (vcpu->exit) {
	case HF_EXIT_MMIO:
		if (!ISS_WRITE(esr))
			set_register(vcpu, ISS_REGISTER(esr), loaded_value(esr, words[1]));
		vcpu->frame.pc += 4;
		break;
	case HF_EXIT_REGISTER:
		if (esr & 1)
			set_register(vcpu, (unsigned int)(esr >> 5 & 31), words[1]);
		vcpu->frame.pc += 4;
		break;
	case HF_EXIT_SMC:
		vcpu->frame.pc += 4; /* SMC traps before, HVC after the instruction */
		/* fall through */
	case HF_EXIT_HVC:
		copy_pair(&vcpu->frame.x[0], &words[1]);
		copy_pair(&vcpu->frame.x[2], &words[3]);
		break;
	default:
		break;
	}
}

/* What a refused access looks like to the guest: of a fetch, or of a load or store. */
static uint64_t abort_syndrome(const struct thread *vcpu)
{
	bool fetch = vcpu->exit == HF_EXIT_FAULT &&
		     ESR_EC(vcpu->exit_words[2]) == EC_INST_LOWER;
	uint64_t class = fetch ? EC_INST_LOWER : EC_DATA_LOWER;

	if ((vcpu->frame.pstate & 15) != SPSR_EL0)
		class += EC_SAME;
	return class << 26 | ESR_EXTERNAL;
}

void arch_exit_reply(struct thread *thread, const uint64_t *words)
{
	switch (words[0]) {
	case HF_RESUME_RETRY:
		return;
	case HF_RESUME_NEXT:
		if (thread->vcpu)
			complete(thread, words);
		return;
	case HF_RESUME_ABORT:
		if (!thread->vcpu)
			break;
		vcpu_exception(thread, abort_syndrome(thread), 0);
		return;
	case HF_RESUME_UNDEFINED:
		if (!thread->vcpu)
			break;
		vcpu_exception(thread, ESR_UNKNOWN, 0);
		return;
	default:
		break;
	}
	thread->state = THREAD_STOPPED;
}
