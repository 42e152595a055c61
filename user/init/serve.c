/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What init does once everything runs: it waits for exits, and starts anew what died.
 *
 * An exit is a call of a program's exit gate: by the kernel for a fault, by the program to end. It is never
 * answered; ending the domain ends the caller. Only that program goes; its neighbours find their
 * streams reset, calls to it fail until it is back, and both times their bit is set.
 *
 * Exits on other CPUs lie on desks (desk.c). Whichever way one came: it says of which life it is, and one of an
 * earlier life concerns nobody any more.
 *
 * Its memory is cleared first, step by step, with an eye on further exits.
 *
 * The first restart within the manifest's time comes at once, each further one waits twice as long as the one
 * before, and past the limit the program stays down. Init runs at its own priority then, below
 * whatever a call needs.
 */
#include "user/init/init.h"
#include "user/lib/time.h"

#define DELAY_FIRST_MS 50u
#define DELAY_SHIFTS   10u

/* What the exception class of an ESR says (Arm ARM D24.2.40). */
static const char *fault_text(uint64_t esr)
{
	switch (esr >> 26 & 0x3f) {
	case 0x00:
		return "undefined instruction";
	case 0x20:
		return "cannot execute";
	case 0x22:
		return "misaligned pc";
	case 0x24:
		return (esr & 0x40) != 0 ? "cannot write" : "cannot read";
	case 0x26:
		return "misaligned stack";
	case 0x2c:
		return "floating-point exception";
	case 0x3c:
		return "trap";
	}
	return "exception";
}

/* Aborts and misaligned program counters come with an address. */
static bool has_address(uint64_t esr)
{
	uint64_t class = esr >> 26 & 0x3f;

	return class == 0x20 || class == 0x22 || class == 0x24;
}

static void say_exit(struct init *init, uint32_t i, const struct hf_words *exit)
{
	const char *name = init->manifest.program[i].name;

	if (exit->w[0] == HF_EXIT_END)
		init_say(init, "%s ended with status %d", name, (int)exit->w[1]);
	else if (exit->w[0] == HF_EXIT_FAULT && has_address(exit->w[2]))
		init_say(init, "%s: %s 0x%lx, pc 0x%lx, sp 0x%lx, esr 0x%lx", name,
			 fault_text(exit->w[2]), exit->w[1], exit->w[3], exit->w[4], exit->w[2]);
	else if (exit->w[0] == HF_EXIT_FAULT)
		init_say(init, "%s: %s, pc 0x%lx, sp 0x%lx, esr 0x%lx", name,
			 fault_text(exit->w[2]), exit->w[3], exit->w[4], exit->w[2]);
	else
		init_say(init, "%s: exit %lu (0x%lx)", name, exit->w[0], exit->w[1]);
}

static void say_error(struct init *init, uint32_t i, const char *what, enum hf_error e)
{
	init_say(init, "%s cannot be %s: error %u while %s", init->manifest.program[i].name, what,
		 e, init->doing);
}

/* How long the next restart waits: doubling, up to an even share of the manifest's time. */
static uint64_t delay_ms(const struct manifest_program *m, const struct init_life *life)
{
	uint64_t share = m->restart_window_s * (uint64_t)TIME_MILLI / m->restart_limit;
	uint32_t shift = life->recent < DELAY_SHIFTS ? life->recent : DELAY_SHIFTS;
	uint64_t delay = (uint64_t)DELAY_FIRST_MS << shift >> 1;

	if (life->recent == 0)
		return 0;
	return delay < share ? delay : share;
}

/* Decide when it starts again, if it does. */
static void plan_restart(struct init *init, uint32_t i, uint64_t now)
{
	const struct manifest_program *m = &init->manifest.program[i];
	struct init_life *life = &init->life[i];
	uint64_t rate = init->boot->ticks_per_second;

	life->again = false;
	if (!m->restarts) {
		init_say(init, "%s stays down: its manifest says so", m->name);
		return;
	}
	if (life->recent == 0 || now - life->window > m->restart_window_s * rate) {
		life->window = now;
		life->recent = 0;
	}
	if (life->recent == m->restart_limit) {
		init_say(init, "%s stays down: it failed too often", m->name);
		return;
	}
	life->due = now + time_to_ticks(delay_ms(m, life), rate, TIME_MILLI);
	life->recent++;
	life->restarts++;
	life->again = true;
}

/* The program is over: end what is left of it, and decide on its next life. */
static void on_exit(struct init *init, uint64_t identity, const struct hf_words *words)
{
	uint32_t i = init_exit_program(init, identity);
	bool done = words->w[0] == HF_EXIT_END && words->w[1] == 0;
	struct init_life *life;
	enum hf_error e;

	if (i == MANIFEST_NOBODY)
		return;
	life = &init->life[i];
	life->ended = hf_now();
	say_exit(init, i, words);
	e = init_end(init, i);
	if (e != HF_OK) {
		say_error(init, i, "ended", e);
		life->state = INIT_OVER;
		return;
	}
	life->state = INIT_CLEARING;
	life->again = false;
	if (!done)
		plan_restart(init, i, life->ended);
}

static void clear(struct init *init, uint32_t i)
{
	struct init_life *life = &init->life[i];
	bool done;
	enum hf_error e = init_clear_step(init, i, &done);

	if (e != HF_OK)
		say_error(init, i, "cleared", e);
	if (e != HF_OK || done)
		life->state = e == HF_OK && life->again ? INIT_DUE : INIT_OVER;
}

/* Start a program that is due. One that cannot be started is not tried again. */
static void start(struct init *init, uint32_t i)
{
	const struct manifest_program *m = &init->manifest.program[i];
	struct init_life *life = &init->life[i];
	enum hf_error e = init_start(init, i);

	life->state = e == HF_OK ? INIT_RUNNING : INIT_OVER;
	if (e != HF_OK) {
		say_error(init, i, "started", e);
		return;
	}
	if (life->restarts == 0)
		return;
	init_say(init, "%s is back after %lu ms (%u of %u in %u s)", m->name,
		 time_from_ticks(hf_now() - life->ended, init->boot->ticks_per_second, TIME_MILLI),
		 life->recent, m->restart_limit, m->restart_window_s);
	init_notify(init, i);
}

/* The program that is due first, or MANIFEST_NOBODY; and when. */
static uint32_t next_due(const struct init *init, uint64_t *when)
{
	uint32_t next = MANIFEST_NOBODY;

	*when = HF_NEVER;
	for (uint32_t i = 0; i < init->manifest.programs; i++) {
		if (init->manifest.program[i].is_init || init->life[i].state != INIT_DUE ||
		    init->life[i].due >= *when)
			continue;
		*when = init->life[i].due;
		next = i;
	}
	return next;
}

/* A program whose memory is to be cleared, or MANIFEST_NOBODY. */
static uint32_t next_to_clear(const struct init *init)
{
	for (uint32_t i = 0; i < init->manifest.programs; i++)
		if (!init->manifest.program[i].is_init && init->life[i].state == INIT_CLEARING)
			return i;
	return MANIFEST_NOBODY;
}

static void on_desks(struct init *init, uint64_t bits)
{
	for (uint32_t cpu = 1; cpu < HF_CPUS; cpu++) {
		struct init_desk *desk = &init->desk[cpu];

		if ((bits & INIT_DESK_BIT(cpu)) == 0 ||
		    __atomic_load_n(&desk->full, __ATOMIC_ACQUIRE) == 0)
			continue;
		on_exit(init, desk->identity, &desk->exit);
		init_desk_clear(desk);
	}
}

/* Exits come first, then starts that are due, then clearing; only then it waits. */
void init_serve_once(struct init *init)
{
	uint64_t when;
	uint32_t due = next_due(init, &when), dirty = next_to_clear(init);
	struct hf_words words = { { 0 } };
	struct hf_arrived arrived;
	enum hf_error e = hf_wait(HF_WAIT_CALLS, INIT_DESK_BITS,
				  dirty != MANIFEST_NOBODY ? HF_NOW : when, &words, &arrived);

	if (e == HF_OK && arrived.what == HF_ARRIVED_EVENT)
		on_desks(init, arrived.word);
	else if (e == HF_OK)
		on_exit(init, arrived.word, &words);
	else if (due != MANIFEST_NOBODY && when <= hf_now())
		start(init, due);
	else if (dirty != MANIFEST_NOBODY)
		clear(init, dirty);
}

void init_serve(struct init *init)
{
	for (;;)
		init_serve_once(init);
}
