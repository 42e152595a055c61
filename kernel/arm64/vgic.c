/* SPDX-License-Identifier: Apache-2.0 */
/* Virtual interrupts; the model is in vgic.h. */
#include "kernel/arm64/vgic.h"

#include "kernel/arm64/gic.h"
#include "kernel/arm64/registers.h"
#include "kernel/arm64/vcpu.h"
#include "kernel/core/arch.h"
#include "kernel/core/exit.h"

#define LR_PENDING  (1ull << 62)
#define LR_ACTIVE   (1ull << 63)
#define LR_STATE    (LR_PENDING | LR_ACTIVE)
#define LR_NUMBER   0xffffffffull
#define LR_GROUP1   (1ull << 60)
#define LR_PRIORITY (0xffull << 48)
#define LR_EOI	    (1ull << 41)

#define HCR_EN	     1
#define HCR_UIE	     2 /* interrupt when at most one list register is in use */
#define MISR_EOI     1
#define MISR_U	     2

#define VTR_LIST(vtr)	 ((unsigned int)((vtr) & 15) + 1)
#define VTR_PREBITS(vtr) (((vtr) >> 26 & 7) + 1)

_Static_assert(LIST_REGISTERS == 16, "a VCPU's state has room for as many as there can be");

/* Usable list registers, of all CPUs; 0: no VCPUs on this machine. */
static unsigned int list_registers;
#define ALL_LISTS ((1ull << list_registers) - 1)

/*
 * On each CPU, the first one first. Active priorities of five bits, which is what implementations have, take
 * one register a group.
 */
void vgic_init(void)
{
	uint64_t vtr;

	if (gic->version != 3)
		return;
	vtr = read_register(ich_vtr_el2);
	if (VTR_PREBITS(vtr) > 5 || !private_lines.maintenance)
		list_registers = 0;
	else if (arch_cpu()->number == 0 || list_registers > VTR_LIST(vtr))
		list_registers = VTR_LIST(vtr);
	vgic_disable();
}

bool arch_vcpus(void)
{
	return list_registers != 0;
}

/* The number of a list register is part of the instruction. */
static uint64_t read_list(unsigned int i)
{
	switch (i) {
	case 0:
		return read_register(ich_lr0_el2);
	case 1:
		return read_register(ich_lr1_el2);
	case 2:
		return read_register(ich_lr2_el2);
	case 3:
		return read_register(ich_lr3_el2);
	case 4:
		return read_register(ich_lr4_el2);
	case 5:
		return read_register(ich_lr5_el2);
	case 6:
		return read_register(ich_lr6_el2);
	case 7:
		return read_register(ich_lr7_el2);
	case 8:
		return read_register(ich_lr8_el2);
	case 9:
		return read_register(ich_lr9_el2);
	case 10:
		return read_register(ich_lr10_el2);
	case 11:
		return read_register(ich_lr11_el2);
	case 12:
		return read_register(ich_lr12_el2);
	case 13:
		return read_register(ich_lr13_el2);
	case 14:
		return read_register(ich_lr14_el2);
	case 15:
		return read_register(ich_lr15_el2);
	default:
		return 0;
	}
}

static void write_list(unsigned int i, uint64_t value)
{
	switch (i) {
	case 0:
		write_register(ich_lr0_el2, value);
		break;
	case 1:
		write_register(ich_lr1_el2, value);
		break;
	case 2:
		write_register(ich_lr2_el2, value);
		break;
	case 3:
		write_register(ich_lr3_el2, value);
		break;
	case 4:
		write_register(ich_lr4_el2, value);
		break;
	case 5:
		write_register(ich_lr5_el2, value);
		break;
	case 6:
		write_register(ich_lr6_el2, value);
		break;
	case 7:
		write_register(ich_lr7_el2, value);
		break;
	case 8:
		write_register(ich_lr8_el2, value);
		break;
	case 9:
		write_register(ich_lr9_el2, value);
		break;
	case 10:
		write_register(ich_lr10_el2, value);
		break;
	case 11:
		write_register(ich_lr11_el2, value);
		break;
	case 12:
		write_register(ich_lr12_el2, value);
		break;
	case 13:
		write_register(ich_lr13_el2, value);
		break;
	case 14:
		write_register(ich_lr14_el2, value);
		break;
	case 15:
		write_register(ich_lr15_el2, value);
		break;
	default:
		break;
	}
}

void vgic_save(struct vcpu_state *state)
{
	for (unsigned int i = 0; i < list_registers; i++)
		state->list_register[i] = read_list(i);
	state->vmcr = read_register(ich_vmcr_el2);
	state->apr[0] = read_register(ich_ap0r0_el2);
	state->apr[1] = read_register(ich_ap1r0_el2);
}

void vgic_load(const struct vcpu_state *state)
{
	for (unsigned int i = 0; i < list_registers; i++)
		write_list(i, state->list_register[i]);
	write_register(ich_vmcr_el2, state->vmcr);
	write_register(ich_ap0r0_el2, state->apr[0]);
	write_register(ich_ap1r0_el2, state->apr[1]);
}

void vgic_enable(const struct vcpu_state *state)
{
	write_register(ich_hcr_el2, HCR_EN | (state->window ? HCR_UIE : 0));
}

void vgic_disable(void)
{
	if (list_registers)
		write_register(ich_hcr_el2, 0);
}

static uint64_t get(const struct thread *vcpu, unsigned int i)
{
	return vcpu->cpu->vcpu == vcpu ? read_list(i) : vcpu->context.vcpu.list_register[i];
}

static void set(struct thread *vcpu, unsigned int i, uint64_t value)
{
	if (vcpu->cpu->vcpu == vcpu)
		write_list(i, value);
	else
		vcpu->context.vcpu.list_register[i] = value;
}

/*
 * The list registers that are not free, as bits. One whose interrupt has ended and that asked to be told of it is not
 * free until that is done.
 */
static uint64_t used(const struct thread *vcpu)
{
	uint64_t bits = 0;

	if (vcpu->cpu->vcpu == vcpu)
		return ~read_register(ich_elrsr_el2) & ALL_LISTS;
	for (unsigned int i = 0; i < list_registers; i++)
		if (vcpu->context.vcpu.list_register[i] & (LR_STATE | LR_EOI))
			bits |= 1ull << i;
	return bits;
}

bool vgic_pend(struct thread *vcpu, uint64_t list_register)
{
	uint64_t fields = LR_NUMBER | LR_GROUP1 | LR_PRIORITY | LR_EOI;
	uint64_t taken = used(vcpu);

	list_register = (list_register & fields) | LR_PENDING;
	for (uint64_t rest = taken; rest; rest &= rest - 1) {
		unsigned int i = (unsigned int)__builtin_ctzll(rest);
		uint64_t value = get(vcpu, i);

		if (value & LR_STATE && ((value ^ list_register) & LR_NUMBER) == 0) {
			set(vcpu, i, value | LR_PENDING);
			return true;
		}
	}
	if (taken == ALL_LISTS) {
		vcpu->context.vcpu.window = true;
		if (vcpu->cpu->vcpu == vcpu && vcpu->cpu->el1_guest)
			vgic_enable(&vcpu->context.vcpu);
		return false;
	}
	set(vcpu, (unsigned int)__builtin_ctzll(~taken), list_register);
	return true;
}

void vgic_timer(struct thread *vcpu)
{
	struct vcpu_state *s = &vcpu->context.vcpu;

	s->timer_due = !s->timer || !vgic_pend(vcpu, s->timer);
}

bool vgic_pending(const struct thread *vcpu)
{
	for (uint64_t rest = used(vcpu); rest; rest &= rest - 1)
		if (get(vcpu, (unsigned int)__builtin_ctzll(rest)) & LR_PENDING)
			return true;
	return false;
}

error arch_inject(struct thread *vcpu, uint64_t list_register)
{
	if (!vgic_pend(vcpu, list_register))
		return HF_E_FULL;
	if (vcpu->state == THREAD_WAITING)
		thread_wake(vcpu);
	return HF_OK;
}

/* What the maintenance line says, as an exit of the VCPU; false if nothing. */
static bool maintain(struct thread *vcpu)
{
	uint64_t why = read_register(ich_misr_el2), ended = read_register(ich_eisr_el2);
	uint64_t words[5] = { 0 };

	if (why & MISR_EOI && ended) {
		unsigned int i = (unsigned int)__builtin_ctzll(ended);

		words[0] = read_list(i) & LR_NUMBER;
		write_list(i, 0);
		(void)exit_call(vcpu, HF_EXIT_EOI, words);
		return true;
	}
	if (why & MISR_U) {
		vcpu->context.vcpu.window = false;
		if (vcpu->context.vcpu.timer_due)
			vgic_timer(vcpu);
		(void)exit_call(vcpu, HF_EXIT_IRQ_WINDOW, words);
		return true;
	}
	return false;
}

/*
 * One exit at a time; what remains fires again when the VCPU runs on. The interface is off meanwhile,
 * because the line is level-triggered.
 */
void vgic_maintenance(struct cpu *cpu)
{
	struct thread *vcpu = cpu->vcpu;

	if (vcpu && vcpu->state == THREAD_WAITING)
		thread_wake(vcpu);
	if (!vcpu || vcpu->state != THREAD_RUNNABLE || maintain(vcpu))
		vgic_disable();
}
