/* SPDX-License-Identifier: Apache-2.0 */
/* Threads of this CPU: calls that pair, and time that is where sched.h says. */
#include "kernel/test/oracle/oracle.h"

#define CHAIN_MAX 100000u

/* The end of the chain of calls; there is one. */
static const struct thread *end_of(const struct thread *t)
{
	unsigned int steps = 0;

	for (; t->state == THREAD_CALLING; t = t->server)
		must(++steps < CHAIN_MAX);
	return t;
}

static void check_call(const struct thread *t)
{
	const struct thread *server = t->server;
	bool queues = in_list(&t->in_callers);

	must(linked(&t->in_callers));
	if (t->state != THREAD_CALLING) {
		must(!server && !queues && !t->gate && !t->exit);
		return;
	}
	must(server && server != t);
	must(server->cpu == t->cpu);
	must(queues == (server->caller != t));
	must(queues == !!t->gate);
	must(!queues || load_ordered(&t->gate->thread) == server);
}

static void check_service(const struct thread *t)
{
	const struct thread *caller = t->caller;

	if (caller) {
		must(caller->state == THREAD_CALLING && caller->server == t);
		must(!in_list(&caller->in_callers));
	}
	for each (l, &t->callers) {
		const struct thread *c = container_of(l, struct thread, in_callers);

		must(linked(l));
		must(c->state == THREAD_CALLING && c->server == t && c->gate);
	}
	must(t->state != THREAD_ENDED || (!caller && !in_list(&t->callers)));
}

static void check_wait(const struct thread *t)
{
	const struct event *event = t->event;

	must(!t->wait.set || t->state == THREAD_WAITING);
	if (t->state != THREAD_WAITING)
		return;
	must(!t->wait_calls || (!t->caller && !in_list(&t->callers)));
	must(cpus_online > 1 || !event || !(event->pending & t->wait_mask));
}

/* Whether its time may be spent; what only an event's bits decide is under way if there are more CPUs. */
static void check_eligible(const struct thread *t)
{
	bool executes = t->state == THREAD_RUNNABLE || t->state == THREAD_CALLING;
	bool has_place = t->queued || t->parked_on;

	if (!executes)
		must(!has_place);
	else if (!t->caller)
		must(has_place);
	else if (cpus_online == 1)
		must(has_place == (t->event && t->event->pending));
}

static void check_place(const struct thread *t)
{
	const struct reserve *reserve = t->reserve;
	bool fallen = in_list(&t->in_fallen);

	must(linked(&t->in_queue) && linked(&t->in_fallen));
	must(!(t->queued && t->parked_on));
	must(in_list(&t->in_queue) == (t->queued || t->parked_on));
	if (t->parked_on) {
		must(t->state == THREAD_CALLING);
		must(t->parked_on == end_of(t));
		must(t->parked_on->state != THREAD_RUNNABLE);
	}
	for each (l, &t->parked)
		must(container_of(l, struct thread, in_queue)->parked_on == t);
	must(!fallen || (t->queued && reserve->left == 0));
	if (t->queued)
		must(t->level ==
		     (fallen && reserve->level < t->priority ? reserve->level : t->priority));
}

static void check_reserve(const struct thread *t)
{
	const struct domain *owner = t->object.owner;
	const struct reserve *r = t->reserve;

	must(r == (owner->reserves ? &owner->reserves[t->cpu->number] : NULL));
	if (!r)
		return;
	must(r->left <= r->budget && r->next <= r->budget);
	must(in_list(&r->fallen) == r->refill.set);
}

void oracle_thread(const struct thread *t)
{
	check_call(t);
	check_service(t);
	check_wait(t);
	check_eligible(t);
	check_place(t);
	check_reserve(t);
	must(cpus_online > 1 || (!t->letters && !t->poked && !t->errand.state));
}
