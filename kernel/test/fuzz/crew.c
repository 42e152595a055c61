/* SPDX-License-Identifier: Apache-2.0 */
/* Making and ending crews; the model is in fuzz.h. */
#include "kernel/test/fuzz/fuzz.h"

#define ACCOUNT_PAGES 64
#define ARENA_EACH    0x800000u /* a crew's part of the arena: blocks, then pages */

#define RW	 (HF_RIGHT_READ | HF_RIGHT_WRITE)
#define RX	 (HF_RIGHT_READ | HF_RIGHT_EXECUTE)
#define GIVE_ALL (HF_RIGHTS_ALL & ~HF_RIGHT_MACHINE)

#define LINE 39 /* PL061's, on the machine that this runs on */

/* Memory that only init knows: stacks and the virtual machine's. */
enum { STACK_MEMORY = GIVEN, GUEST_MEMORY };

static hf_handle at(const struct crew *c, unsigned int slot)
{
	return c->slots + slot;
}

static enum hf_error make_domain(struct crew *c)
{
	uint64_t *s = &c->seed, ms = boot->ticks_per_second / 1000;
	struct hf_limits limits = { ACCOUNT_PAGES, SLOTS, 10 + below(s, 30), 0, 0, 0, 0 };

	if (below(s, 3) == 0) {
		limits.period = ms + below(s, 9 * ms);
		limits.budget = ms / 2 + below(s, limits.period - ms / 2);
		limits.spent_level = below(s, 10);
	}
	return hf_create_limited(HF_INIT_DOMAIN, at(c, OWN_DOMAIN), &limits);
}

static enum hf_error make_memories(struct crew *c, hf_handle arena)
{
	static const struct {
		unsigned int slot;
		uint64_t offset, size;
	} parts[] = {
		{ OWN_BLOCKS, 0, BLOCKS_SIZE },
		{ OWN_RAM, BLOCKS_SIZE, RAM_PAGES * HF_PAGE_SIZE },
		{ STACK_MEMORY, BLOCKS_SIZE + 0x100000, CREW_STACKS * STACK },
		{ GUEST_MEMORY, BLOCKS_SIZE + 0x200000, GUEST_PAGES * HF_PAGE_SIZE },
	};
	enum hf_error e = HF_OK;

	for (unsigned int i = 0; !e && i < sizeof(parts) / sizeof(parts[0]); i++)
		e = hf_carve(at(c, OWN_DOMAIN), at(c, parts[i].slot), arena,
			     c->number * ARENA_EACH + parts[i].offset, parts[i].size);
	return e;
}

static enum hf_error make_spaces(const struct crew *c, hf_handle device)
{
	hf_handle space = at(c, OWN_SPACE), domain = at(c, OWN_DOMAIN);
	enum hf_error e = hf_create_space(domain, space, 0);

	if (!e)
		e = hf_map(space, HF_INIT_BASE, image, 0, image_text_size, RX);
	if (!e)
		e = hf_map(space, HF_INIT_BASE + image_text_size, image, image_text_size,
			   image_rodata_size, HF_RIGHT_READ);
	if (!e)
		e = hf_map(space, SHARED, shared_memory, 0,
			   (sizeof(struct shared) + 4095) & ~4095ull, RW);
	if (!e)
		e = hf_map(space, STACKS, at(c, STACK_MEMORY), 0, CREW_STACKS * STACK, RW);
	if (!e)
		e = hf_map(space, GUEST, at(c, GUEST_MEMORY), 0, GUEST_PAGES * HF_PAGE_SIZE, RW);
	if (!e && c->number == 0)
		e = hf_map(space, DEVICE, device, 0, HF_PAGE_SIZE, RW);
	if (!e)
		e = hf_create_space(domain, at(c, OWN_GUEST), HF_SPACE_GUEST);
	if (!e)
		e = hf_map(at(c, OWN_GUEST), GUEST_BASE, at(c, GUEST_MEMORY), 0,
			   GUEST_PAGES * HF_PAGE_SIZE, RW | HF_RIGHT_EXECUTE);
	return e;
}

static enum hf_error make_thread(struct crew *c, unsigned int i)
{
	hf_handle thread = at(c, OWN_THREADS + i);
	uint64_t cpu = (c->number + (i == 2)) % boot->cpus;
	enum hf_error e = hf_create_thread(at(c, OWN_DOMAIN), thread, at(c, OWN_SPACE),
					   MESSAGES + i * HF_PAGE_SIZE, cpu, 0);

	if (!e)
		e = hf_control(thread, HF_THREAD_SCHEDULE, below(&c->seed, 10), 0, 0);
	if (!e)
		e = hf_control(thread, HF_THREAD_EXITS, OWN_EXITS, 0, 0);
	return e;
}

/* Machines without virtual CPUs have crews without. */
static enum hf_error make_threads(struct crew *c)
{
	hf_handle domain = at(c, OWN_DOMAIN), vcpu = at(c, OWN_VCPU);
	enum hf_error e = HF_OK;

	for (unsigned int i = 0; !e && i < CREW_THREADS; i++)
		e = make_thread(c, i);
	if (!e)
		e = hf_create_event(domain, at(c, OWN_EVENT));
	if (!e)
		e = hf_create_gate(domain, at(c, OWN_EXITS), 1);
	if (!e)
		e = hf_create_gate(domain, at(c, OWN_GATE), 2);
	if (!e)
		e = hf_control(at(c, OWN_EVENT), HF_EVENT_BIND, at(c, OWN_THREADS), 0, 0);
	if (!e)
		e = hf_control(at(c, OWN_EXITS), HF_GATE_BIND, at(c, OWN_THREADS + 1), 0, 0);
	if (!e)
		e = hf_control(at(c, OWN_GATE), HF_GATE_BIND, at(c, OWN_THREADS), 0, 0);
	if (!e && with_guests &&
	    !hf_create_thread(domain, vcpu, at(c, OWN_GUEST), 0x10000000, c->number % boot->cpus,
			      HF_THREAD_VCPU))
		e = hf_control(vcpu, HF_THREAD_EXITS, OWN_EXITS, 0, 0);
	return e;
}

static enum hf_error make_line(const struct crew *c)
{
	if (c->number != 0)
		return HF_OK;
	return hf_create_line(HF_INIT_DOMAIN, at(c, OWN_LINE), LINE, 5, at(c, OWN_EVENT));
}

/* Into the crew's own table, where they are in init's from c->slots on. Nobody but init ends a crew as a whole. */
static enum hf_error give(const struct crew *c, const struct crew *other)
{
	enum hf_error e = HF_OK;

	for (unsigned int i = 1; !e && i < OTHER_DOMAIN; i++) {
		struct hf_words info;

		if (i != OWN_TEXT && !hf_info(at(c, i), &info))
			e = hf_grant(at(c, OWN_DOMAIN), i, at(c, i),
				     i == OWN_DOMAIN ? GIVE_ALL & ~HF_RIGHT_CONTROL : GIVE_ALL, 0);
	}
	if (!e)
		e = hf_grant(at(c, OWN_DOMAIN), OWN_TEXT, image, RX, 0);
	if (!e && c->number == 0)
		e = hf_grant(at(c, OWN_DOMAIN), OWN_LINE, at(c, OWN_LINE), HF_RIGHT_USE, 0);
	if (e || !other || !other->alive)
		return e;
	/* The other crew may have ended its own things: what there is. */
	(void)!hf_grant(at(c, OWN_DOMAIN), OTHER_DOMAIN, at(other, OWN_DOMAIN), HF_RIGHT_USE, 0);
	(void)!hf_grant(at(c, OWN_DOMAIN), OTHER_THREAD, at(other, OWN_THREADS),
			HF_RIGHT_USE | HF_RIGHT_CONTROL, 0);
	(void)!hf_grant(at(c, OWN_DOMAIN), OTHER_EVENT, at(other, OWN_EVENT), HF_RIGHT_USE, 7);
	(void)!hf_grant(at(c, OWN_DOMAIN), OTHER_GATE, at(other, OWN_GATE), HF_RIGHT_USE, 0);
	(void)!hf_grant(at(c, OWN_DOMAIN), OTHER_RAM, at(other, OWN_RAM), RW | HF_RIGHT_CONTROL, 0);
	return HF_OK;
}

/* Who runs already may have ended those who are to run. */
static enum hf_error start(struct crew *c)
{
	enum hf_error first = HF_OK;

	for (unsigned int i = 0; i < CREW_THREADS; i++) {
		uint64_t worker = WORKER(c->number * CREW_THREADS + i, draw(&c->seed));
		enum hf_error e =
			hf_control(at(c, OWN_THREADS + i), HF_THREAD_START, (uint64_t)worker_entry,
				   STACKS + (i + 1) * STACK, worker);

		if (i == 0)
			first = e;
	}
	return first;
}

void crew_make(struct crew *c, const struct crew *other, hf_handle arena, hf_handle device)
{
	enum hf_error e = make_domain(c);

	if (!e)
		e = make_memories(c, arena);
	if (!e)
		e = make_spaces(c, device);
	if (!e)
		e = make_threads(c);
	if (!e)
		e = make_line(c);
	if (!e)
		e = give(c, other);
	if (!e)
		e = start(c);
	c->alive = true;
	if (e)
		fail("a crew cannot be made", e);
}

void crew_end(struct crew *c)
{
	enum hf_error e = c->alive ? hf_destroy(at(c, OWN_DOMAIN)) : HF_OK;

	if (e)
		fail("a crew cannot be ended", e);
	if (c->alive && c->number == 0 && hf_destroy(at(c, OWN_LINE)))
		fail("a line cannot be ended", 0);
	c->alive = false;
}
