/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtual machine for each operation: the guest of bench/guest, whose exits a program of a few instructions
 * serves. What the phone's own vmm adds to that is measured apart, with the same guest.
 */
#include "bench/kernel/machine.h"

#include <stddef.h>

#include "bench/kernel/stage.h"
#include "bench/mark.h"

#define GUEST_AT      0x40000000
#define FRESH_AT      0x40200000
#define FRESH_SIZE    (GUEST_COUNT * HF_PAGE_SIZE)
#define VCPU_PAGE_AT  0x7f000000
#define PSTATE_MASKED 0x3c5 /* EL1h; D, A, I, F */

/* A list register: group 1, a priority, the number (ICH_LR<n>_EL2). */
#define INTERRUPT(number) (1ull << 60 | 0x80ull << 48 | (number))

struct machine {
	hf_handle space, vcpu;
	struct actor monitor;
};

static struct side vmm;
static hf_handle code;
static uint64_t code_size;

/* All machines share the guest's code, which is not written. */
static void load_guest(void)
{
	ptrdiff_t size = guest_end - guest;
	char *to;

	code_size = ((uint64_t)size + HF_PAGE_SIZE - 1) & ~(uint64_t)(HF_PAGE_SIZE - 1);
	code = ram(code_size);
	to = see(code, code_size);
	for (ptrdiff_t i = 0; i < size; i++)
		to[i] = guest[i];
	for (uint64_t i = 0; i < code_size; i += 16)
		__asm__ volatile("dc cvac, %0\n\tdsb ish\n\tic ivau, %0\n\tdsb ish"
				 :
				 : "r"(to + i)
				 : "memory");
}

static struct machine machine_make(void)
{
	struct machine m = { slot(), slot(), actor_make(&vmm, FIRST) };
	hf_handle gate = gate_for(&vmm, &vmm, m.monitor);

	must(hf_create_space(vmm.domain, m.space, HF_SPACE_GUEST), "guest space");
	must(hf_map(m.space, GUEST_AT, code, 0, code_size, HF_RIGHT_READ | HF_RIGHT_EXECUTE),
	     "map the guest");
	must(hf_create_thread(vmm.domain, m.vcpu, m.space, VCPU_PAGE_AT, 0, HF_THREAD_VCPU),
	     "VCPU");
	must(hf_control(m.vcpu, HF_THREAD_EXITS, gate, 0, 0), "exits");
	must(hf_control(m.vcpu, HF_THREAD_SCHEDULE, LATER, 0, 0), "schedule");
	return m;
}

/* x1 and x2 as the guest wants them. */
static void run(const struct machine *m, unsigned int operation, uint64_t x2)
{
	struct hf_state *state = &hf_message_page()->state;

	must(hf_state(m->vcpu, 0), "state");
	state->x[1] = 1ull << operation;
	state->x[2] = x2;
	state->pc = GUEST_AT;
	state->pstate = PSTATE_MASKED;
	must(hf_state(m->vcpu, 1), "state");
	must(hf_control(m->vcpu, HF_VCPU_RESUME, 0, 0, 0), "resume");
}

static void exits(unsigned int operation)
{
	struct machine m = machine_make();

	start(m.monitor, part_monitor, 0, 0, 0);
	run(&m, operation, 0);
}

static void interrupt_to_itself(void)
{
	struct machine m = machine_make();

	start(m.monitor, part_monitor_sgi, give(&vmm, m.vcpu, HF_RIGHT_CONTROL, 0), INTERRUPT(0),
	      0);
	run(&m, MARK_VM_SELF_SGI, 0);
}

static void sleep_and_wake(void)
{
	struct machine m = machine_make();

	start(m.monitor, part_monitor, 0, 0, 0);
	run(&m, MARK_VM_WFI, 0);
	start(actor_make(&vmm, DIRECTOR + 1), part_waker, give(&vmm, m.vcpu, HF_RIGHT_CONTROL, 0),
	      INTERRUPT(32), GUEST_COUNT);
}

/* The page before the fresh ones is mapped already, so that the tables are there. */
static void fresh_pages(void)
{
	struct machine m = machine_make();
	hf_handle memory = ram(HF_PAGE_SIZE + FRESH_SIZE);
	uint64_t rights = HF_RIGHT_READ | HF_RIGHT_WRITE;

	must(hf_map(m.space, FRESH_AT, memory, 0, HF_PAGE_SIZE, rights), "map");
	start(m.monitor, part_monitor_fault, give(&vmm, m.space, HF_RIGHT_USE, 0),
	      give(&vmm, memory, rights, 0), FRESH_AT);
	run(&m, MARK_VM_STAGE2_FAULT, FRESH_AT + HF_PAGE_SIZE);
}

void measure_machines(void)
{
	vmm = side_make();
	load_guest();
	exits(MARK_VM_HVC_USER);
	exits(MARK_VM_MMIO_USER);
	exits(MARK_VM_HVC_KERNEL);
	exits(MARK_VM_SYSREG_KERNEL);
	interrupt_to_itself();
	sleep_and_wake();
	fresh_pages();
}
