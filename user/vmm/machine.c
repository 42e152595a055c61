/* SPDX-License-Identifier: Apache-2.0 */
#include "user/lib/log.h"
#include "user/lib/map.h"
#include "user/lib/program.h"
#include "user/vmm/machine.h"

#define MESSAGE_PAGES 0x0b000000 /* guest physical, a page for each VCPU */

#define PSTATE_EL1H_MASKED 0x3c5 /* D, A, I, F */

/* There is one VM in this program. */
static struct machine machine;

static _Noreturn void fail(const char *what, enum hf_error error)
{
	hf_log("%s: error %d", what, (int)error);
	hf_exit(1);
}

enum hf_error machine_make(const struct hf_program *self, const struct hf_grant *ram, uint64_t base,
			   unsigned cpus)
{
	hf_handle next = HF_SELF_FREE;
	enum hf_error e;

	machine.priority = self->priority > 0 ? self->priority - 1 : 0;
	machine.space = next++;
	e = hf_create_space(HF_SELF_DOMAIN, machine.space, HF_SPACE_GUEST);
	if (e == HF_OK)
		e = hf_map_all(machine.space, base, ram->handle, 0, ram->size,
			       HF_RIGHT_READ | HF_RIGHT_WRITE | HF_RIGHT_EXECUTE);
	for (unsigned cpu = 0; cpu < cpus && e == HF_OK; cpu++) {
		machine.vcpu[cpu] = next++;
		machine.gate[cpu] = next++;
		e = hf_create_gate(HF_SELF_DOMAIN, machine.gate[cpu], MACHINE_EXITS + cpu);
		if (e == HF_OK)
			e = hf_control(machine.gate[cpu], HF_GATE_BIND, HF_SELF_THREAD, 0, 0);
	}
	return e;
}

static bool inject(struct vm *vm, unsigned cpu, uint64_t lr)
{
	enum hf_error e = hf_inject(machine.vcpu[cpu], lr);

	(void)vm;
	if (e != HF_OK && e != HF_E_FULL)
		fail("inject", e);
	return e == HF_OK;
}

static void timer(struct vm *vm, unsigned cpu, uint64_t lr)
{
	enum hf_error e = hf_control(machine.vcpu[cpu], HF_VCPU_TIMER, lr, 0, 0);

	(void)vm;
	if (e != HF_OK)
		fail("timer", e);
}

/* What the kernel gives a new VCPU is the reset state but for these. */
static enum hf_error set_state(unsigned cpu, uint64_t pc, uint64_t x0)
{
	struct hf_state *state = &hf_message_page()->state;
	enum hf_error e = hf_state(machine.vcpu[cpu], 0);

	if (e != HF_OK)
		return e;
	state->pc = pc;
	state->x[0] = x0;
	state->pstate = PSTATE_EL1H_MASKED;
	state->mpidr = cpu;
	return hf_state(machine.vcpu[cpu], 1);
}

static void start(struct vm *vm, unsigned cpu, uint64_t pc, uint64_t x0)
{
	hf_handle vcpu = machine.vcpu[cpu];
	enum hf_error e;

	(void)vm;
	e = hf_create_thread(HF_SELF_DOMAIN, vcpu, machine.space,
			     MESSAGE_PAGES + cpu * (uint64_t)HF_PAGE_SIZE, 0, HF_THREAD_VCPU);
	if (e == HF_OK)
		e = hf_control(vcpu, HF_THREAD_EXITS, machine.gate[cpu], 0, 0);
	if (e == HF_OK)
		e = hf_control(vcpu, HF_THREAD_SCHEDULE, machine.priority, 0, 0);
	if (e == HF_OK)
		e = set_state(cpu, pc, x0);
	if (e == HF_OK)
		e = hf_control(vcpu, HF_VCPU_RESUME, 0, 0, 0);
	if (e != HF_OK)
		fail("start of a VCPU", e);
	machine.exists[cpu] = true;
}

static void stop(struct vm *vm, unsigned cpu)
{
	enum hf_error e = HF_OK;

	(void)vm;
	if (machine.exists[cpu])
		e = hf_destroy(machine.vcpu[cpu]);
	if (e != HF_OK)
		fail("stop of a VCPU", e);
	machine.exists[cpu] = false;
}

/*
 * Before its MMU is on, a guest reads memory past the data cache, and fetches instructions that the
 * instruction cache may still have of an earlier boot.
 */
static void publish(struct vm *vm, const void *at, uint64_t bytes)
{
	uintptr_t begin = (uintptr_t)at, line, ctr;

	(void)vm;
	__asm__("mrs %0, ctr_el0" : "=r"(ctr));
	line = (uintptr_t)4 << (ctr >> 16 & 15);
	for (uintptr_t p = begin & ~(line - 1); p < begin + bytes; p += line)
		__asm__ volatile("dc cvac, %0" : : "r"(p) : "memory");
	__asm__ volatile("dsb ish" : : : "memory");
	line = (uintptr_t)4 << (ctr & 15);
	for (uintptr_t p = begin & ~(line - 1); p < begin + bytes; p += line)
		__asm__ volatile("ic ivau, %0" : : "r"(p) : "memory");
	__asm__ volatile("dsb ish\n\tisb" : : : "memory");
}

static void log_line(struct vm *vm, const char *line)
{
	(void)vm;
	hf_log("%s", line);
}

const struct vm_host machine_host = { inject, timer, start, stop, publish, log_line };

/* Field by field: this is on the path of every exit. */
static void decode(const uint64_t *w, struct exit *exit)
{
	switch (w[0]) {
	case HF_EXIT_MMIO:
		exit->kind = EXIT_MMIO;
		exit->address = w[1];
		exit->size = HF_MMIO_SIZE(w[2]);
		exit->write = w[2] & HF_MMIO_WRITE;
		exit->value = w[3];
		break;
	case HF_EXIT_HVC:
	case HF_EXIT_SMC:
		exit->kind = EXIT_SMCCC;
		exit->number = (uint32_t)w[1];
		for (unsigned i = 0; i < 4; i++)
			exit->x[i] = w[2 + i];
		break;
	case HF_EXIT_REGISTER:
		exit->kind = EXIT_REGISTER;
		exit->number = (uint32_t)w[1];
		exit->write = w[2];
		exit->value = w[3];
		break;
	default:
		exit->kind = EXIT_FAULT;
		exit->address = w[1];
		exit->value = w[2];
		exit->pc = w[3];
		break;
	}
}

static void encode(enum exit_kind kind, const struct answer *answer, uint64_t *w)
{
	static const uint8_t resume[] = {
		[VERDICT_NEXT] = HF_RESUME_NEXT,
		[VERDICT_STOP] = HF_RESUME_STOP,
		[VERDICT_ABORT] = HF_RESUME_ABORT,
		[VERDICT_UNDEFINED] = HF_RESUME_UNDEFINED,
	};

	w[0] = resume[answer->verdict];
	w[1] = answer->value;
	for (unsigned i = 0; i < 4 && kind == EXIT_SMCCC; i++)
		w[1 + i] = answer->x[i];
}

void machine_serve(struct vm *vm, unsigned cpu, struct hf_words *words)
{
	uint64_t *w = words->w;
	struct answer answer;
	struct exit exit;

	if (w[0] == HF_EXIT_IRQ_WINDOW || w[0] == HF_EXIT_EOI) {
		if (w[0] == HF_EXIT_EOI)
			gic_deactivated(&vm->gic, cpu, (unsigned)w[1]);
		else
			gic_window(&vm->gic, cpu);
		w[0] = HF_RESUME_RETRY;
		return;
	}
	decode(w, &exit);
	answer.value = 0;
	vm_exit(vm, cpu, &exit, &answer);
	encode(exit.kind, &answer, w);
}
