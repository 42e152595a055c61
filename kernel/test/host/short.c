/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The short way of calls and replies against the general one (kernel/core/short.h).
 *
 * Threads of one CPU do random things to each other: calls through good and bad handles, replies, waits with and
 * without events and deadlines, signals, exits, stops, budgets that end. Each call, reply and exit is first made by the
 * short way. If that declines, nothing may have changed. If it is taken, the same is made again from the same state by
 * the general way, and all that there is must be equal, byte for byte, and so must be who executes next.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "kernel/core/call.h"
#include "kernel/core/find.h"
#include "kernel/core/sched.h"
#include "kernel/core/short.h"
#include "kernel/test/host/arch.h"

#define THREADS 6 /* the last one is on another CPU */
#define EVENTS	3 /* of the first threads */
#define HANDLES 16
#define STEPS	100000

/* All that the kernel may change but cpus[0]. */
static struct world {
	struct thread threads[THREADS];
	struct gate gates[THREADS + 1]; /* the last one is bound to nobody */
	struct event events[EVENTS];
	struct domain domain;
	struct reserve reserve;
	struct slot slots[SLOTS_PER_PAGE];
	struct thread *running;
	uint64_t ticks, random;
} world, before, after;

static struct cpu cpu_before, cpu_after;
static struct cpu *const cpu = &cpus[0];

enum way { CALL, REPLY, EXIT, EXIT_REPLY, WAYS };
static unsigned int taken[WAYS], declined;

static uint64_t any(uint64_t below)
{
	world.random ^= world.random << 13;
	world.random ^= world.random >> 7;
	world.random ^= world.random << 17;
	return world.random % below;
}

static struct thread *any_thread(void)
{
	return &world.threads[any(THREADS - 1)];
}

static void fill(unsigned int handle, struct object *object, enum hf_kind kind, uint64_t rights)
{
	world.slots[handle].word =
		pointer_pa(object).value | rights << 48 | (uint64_t)kind << 61 | any(4) << 55;
}

static void make_thread(unsigned int i)
{
	struct thread *t = &world.threads[i];

	t->object.kind = HF_KIND_THREAD;
	t->object.owner = &world.domain;
	t->cpu = &cpus[i == THREADS - 1];
	t->reserve = i % 2 ? &world.reserve : NULL;
	t->priority = (uint8_t)any(4);
	t->left = ticks_per_turn;
	t->exit_gate = 1 + any(HANDLES);
	t->wait.kind = TIMEOUT_WAIT;
	list_init(&t->in_callers);
	list_init(&t->callers);
	list_init(&t->gates);
	list_init(&t->in_queue);
	list_init(&t->in_fallen);
	list_init(&t->parked);
}

static void make_world(uint64_t seed)
{
	memset(&world, 0, sizeof(world));
	memset(cpu, 0, sizeof(*cpu));
	sched_init(cpu);
	cpu->alarm = HF_NEVER;
	ticks_per_turn = 50;
	host_ticks = 0;
	world.random = seed;
	world.domain.slots = HANDLES;
	world.domain.priority_max = PRIORITIES - 1;
	world.domain.table[0] = world.slots;
	reserve_init(&world.reserve, 100, 400, 1);
	for (unsigned int i = 0; i < THREADS; i++)
		make_thread(i);
	for (unsigned int i = 0; i <= THREADS; i++) {
		world.gates[i].identity = 100 + i;
		world.gates[i].thread = i < THREADS ? &world.threads[i] : NULL;
		fill(1 + i, &world.gates[i].object, HF_KIND_GATE, HF_RIGHTS_ALL);
	}
	fill(8, &world.gates[0].object, HF_KIND_GATE, HF_RIGHT_CONTROL);
	for (unsigned int i = 0; i < EVENTS; i++) {
		world.events[i].thread = &world.threads[i];
		world.threads[i].event = &world.events[i];
		fill(9 + i, &world.events[i].object, HF_KIND_EVENT, HF_RIGHT_USE);
	}
	world.threads[THREADS - 1].state = THREAD_WAITING;
	world.threads[THREADS - 1].wait_calls = true;
	for (unsigned int i = 0; i < THREADS - 1; i++)
		assert_int_equal(thread_start(&world.threads[i], 0, 0, 0), HF_OK);
}

/* What short.h says is true whenever a thread runs. */
static void check_running(void)
{
	const struct timeout *soonest = cpu->timeouts.soonest;

	assert_int_equal(world.running->state, THREAD_RUNNABLE);
	assert_false(sched_preempted(cpu));
	assert_ptr_equal(sched_executes(cpu->lender), world.running);
	assert_true(cpu->alarm != HF_NEVER && (!soonest || soonest->when >= cpu->alarm));
}

static struct thread *next(void)
{
	struct thread *thread = sched_goes_on(cpu);

	return thread ? thread : sched_next(cpu);
}

/* Nothing executes: a deadline passes, or somebody stops, starts or is signalled. */
void host_idle(struct cpu *idle)
{
	struct thread *thread = any_thread();

	if (idle->timeouts.soonest && any(2)) {
		host_ticks = idle->timeouts.soonest->when;
		sched_tick(idle);
	} else if (thread->state == THREAD_STOPPED) {
		assert_int_equal(thread_resume(thread), HF_OK);
	} else if (any(4)) {
		event_signal(&world.events[any(EVENTS)], 1ull << any(4));
	} else {
		thread_stop(thread);
	}
}

static void keep(struct world *to, struct cpu *cpu_to)
{
	world.ticks = host_ticks;
	memcpy(to, &world, sizeof(world));
	memcpy(cpu_to, cpu, sizeof(*cpu));
}

static void put_back(void)
{
	memcpy(&world, &before, sizeof(world));
	memcpy(cpu, &cpu_before, sizeof(*cpu));
	host_ticks = world.ticks;
}

static void assert_same(const struct world *w, const struct cpu *c)
{
	world.ticks = host_ticks;
	assert_memory_equal(&world, w, sizeof(world));
	assert_memory_equal(cpu, c, sizeof(*cpu));
}

static struct thread *go_short(enum way way, struct thread *thread)
{
	switch (way) {
	case CALL:
		return short_call(thread);
	case EXIT:
		return short_exit(thread);
	default:
		return short_reply(thread);
	}
}

static void go_general(enum way way, struct thread *thread)
{
	struct gate *gate;

	if (way == CALL) {
		call_handle(thread, HF_CALL);
	} else if (way != EXIT) {
		call_handle(thread, HF_WAIT);
	} else if (find_gate(thread, thread->exit_gate, HF_RIGHT_USE, &gate) ||
		   gate_call(gate, thread)) {
		thread->exit = 0;
		thread_stop(thread);
	}
}

static void both_ways(enum way way)
{
	struct thread *thread = world.running, *server;

	keep(&before, &cpu_before);
	server = go_short(way, thread);
	if (!server) {
		declined++;
		assert_same(&before, &cpu_before);
		go_general(way, thread);
		world.running = next();
		return;
	}
	taken[way]++;
	keep(&after, &cpu_after);
	put_back();
	go_general(way, thread);
	assert_ptr_equal(next(), server);
	assert_same(&after, &cpu_after);
	world.running = server;
}

static void call(void)
{
	for (unsigned int i = 0; i < 8; i++)
		world.running->frame.x[i] = any(3);
	world.running->frame.x[8] = any(HANDLES + 2);
	both_ways(CALL);
}

static void wait(void)
{
	struct thread *t = world.running;

	t->frame.x[0] = any(20) ? any(2) : any(5);
	t->frame.x[8] = any(4) ? HF_WAIT_REPLY | HF_WAIT_CALLS : any(4);
	t->frame.x[9] = any(3) ? 0 : any(16);
	t->frame.x[10] = any(6) ? HF_NEVER : host_ticks + any(200);
	both_ways(t->caller && t->caller->exit ? EXIT_REPLY : REPLY);
}

static void leave_by_exit(void)
{
	world.running->exit = HF_EXIT_MMIO;
	for (unsigned int i = 0; i < 6; i++)
		world.running->exit_words[i] = any(9);
	both_ways(EXIT);
}

/* Another CPU unbinds an event or binds it again; its mail comes later. */
static void change_binding(void)
{
	unsigned int i = (unsigned int)any(EVENTS);

	world.threads[i].event = world.threads[i].event ? NULL : &world.events[i];
	world.events[i].thread = world.threads[i].event ? &world.threads[i] : NULL;
}

static void something_else(void)
{
	struct thread *other = any_thread();

	switch (any(7)) {
	case 0:
		event_signal(&world.events[any(EVENTS)], 1ull << any(4));
		break;
	case 1:
		sched_yield(cpu->lender);
		break;
	case 2:
		host_ticks += any(60);
		if (host_ticks >= cpu->alarm) {
			cpu->alarm = HF_NEVER;
			sched_tick(cpu);
		}
		break;
	case 3:
		if (other->state == THREAD_STOPPED)
			assert_int_equal(thread_resume(other), HF_OK);
		else if (!any(4))
			thread_stop(other);
		break;
	case 4:
		change_binding();
		break;
	case 5: /* the mail */
		sched_update(other);
		break;
	case 6:
		assert_int_equal(thread_schedule(other, any(2) ? other->priority : 0), HF_OK);
		break;
	}
	world.running = next();
}

static void random_steps(uint64_t seed)
{
	make_world(seed);
	world.running = next();
	for (unsigned int i = 0; i < STEPS; i++) {
		uint64_t kind = any(10);

		check_running();
		if (kind < 3)
			call();
		else if (kind < 7)
			wait();
		else if (kind < 8)
			leave_by_exit();
		else
			something_else();
	}
}

static void test_same(void **state)
{
	for (uint64_t seed = 1; seed <= 5; seed++)
		random_steps(seed * 0x9e3779b97f4a7c15);
	for (unsigned int way = 0; way < WAYS; way++) {
		print_message("way %u taken %u times\n", way, taken[way]);
		assert_true(taken[way] > 1000);
	}
	assert_true(declined > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_same) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
