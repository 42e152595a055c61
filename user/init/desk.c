/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exits on other CPUs.
 *
 * An exit is a call, and calls stay on their CPU. So on each further CPU a thread of init's takes them. It decides
 * nothing: it puts the exit on its desk, tells init, and takes the next one when init has cleared the desk. The
 * caller is not answered; it ends with its program.
 *
 * A desk belongs to the thread while it is not `full`, and to init while it is: so nobody locks anything, and one
 * thread alone knows all lives. Meanwhile further exits queue at the thread, and go with their programs.
 */
#include "user/init/init.h"
#include "user/init/maker.h"

#define DESK_STACK 4096
#define DESK_BIT   1u
#define LIFE_SHIFT 8 /* of an exit's identity: which life; below: which program, from 1 */

static unsigned char stacks[HF_CPUS][DESK_STACK] __attribute__((aligned(16)));

_Static_assert(MANIFEST_PROGRAMS < 1 << LIFE_SHIFT, "a program's number fits below its life's");
_Static_assert(MANIFEST_CPUS == HF_CPUS, "the manifest knows the CPUs that a kernel may run on");
_Static_assert(HF_GRANTS <= 56, "the desks' bits are no channel's");

uint64_t init_exit_identity(const struct init *init, uint32_t i)
{
	return (uint64_t)init->life[i].restarts << LIFE_SHIFT | (i + 1);
}

uint32_t init_exit_program(const struct init *init, uint64_t identity)
{
	uint32_t i = (uint32_t)(identity & ((1u << LIFE_SHIFT) - 1)) - 1;

	if (i >= init->manifest.programs || init->life[i].state != INIT_RUNNING ||
	    identity != init_exit_identity(init, i))
		return MANIFEST_NOBODY;
	return i;
}

hf_handle init_taker(const struct init *init, uint32_t cpu)
{
	return cpu == 0 ? HF_INIT_THREAD : init->plan.desk[cpu].thread;
}

static void tell(struct init_desk *desk)
{
	uint64_t bits;

	__atomic_store_n(&desk->full, 1, __ATOMIC_RELEASE);
	if (hf_signal(desk->plan->tells) != HF_OK)
		__builtin_trap();
	while (__atomic_load_n(&desk->full, __ATOMIC_ACQUIRE) != 0)
		if (hf_wait_event(DESK_BIT, HF_NEVER, &bits) != HF_OK)
			__builtin_trap();
}

static _Noreturn void take_exits(struct init_desk *desk)
{
	struct hf_arrived arrived;

	for (;;) {
		if (hf_wait(HF_WAIT_CALLS, 0, HF_NEVER, &desk->exit, &arrived) != HF_OK)
			__builtin_trap();
		desk->identity = arrived.word;
		tell(desk);
	}
}

void init_desk_clear(struct init_desk *desk)
{
	__atomic_store_n(&desk->full, 0, __ATOMIC_RELEASE);
	(void)!hf_signal(desk->plan->hears);
}

static enum hf_error build_desk(struct init *init, uint32_t cpu, uint32_t priority)
{
	const struct plan_desk *plan = &init->plan.desk[cpu];
	enum hf_error e = hf_create_thread(HF_INIT_DOMAIN, plan->thread, HF_INIT_SPACE,
					   HF_INIT_MESSAGE + cpu * PAGE, cpu, 0);

	init->desk[cpu].plan = plan;
	if (e == HF_OK)
		e = hf_create_event(HF_INIT_DOMAIN, plan->event);
	if (e == HF_OK)
		e = hf_control(plan->event, HF_EVENT_BIND, plan->thread, 0, 0);
	if (e == HF_OK)
		e = hf_grant(HF_INIT_DOMAIN, plan->hears, plan->event, HF_RIGHT_USE, 0);
	if (e == HF_OK)
		e = hf_grant(HF_INIT_DOMAIN, plan->tells, HF_INIT_EVENT, HF_RIGHT_USE,
			     56 + (uint64_t)cpu);
	if (e == HF_OK)
		e = hf_control(plan->thread, HF_THREAD_SCHEDULE, priority, 0, 0);
	if (e == HF_OK)
		e = hf_control(plan->thread, HF_THREAD_START, (uint64_t)(uintptr_t)take_exits,
			       (uint64_t)(uintptr_t)stacks[cpu] + DESK_STACK,
			       (uint64_t)(uintptr_t)&init->desk[cpu]);
	return e;
}

enum hf_error init_build_desks(struct init *init)
{
	uint32_t self = manifest_find(&init->manifest, "init");
	enum hf_error e = HF_OK;

	init->doing = "taking exits on other CPUs";
	for (uint32_t cpu = 1; cpu < HF_CPUS && e == HF_OK; cpu++)
		if (init->plan.desk[cpu].thread != HF_NO_HANDLE)
			e = build_desk(init, cpu, init->manifest.program[self].priority);
	return e;
}
