/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The calls of the kernel of init's host tests, with the rules of abi/call.h.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <cmocka.h>

#include "user/init/test/tables.h"

#define PAGE 4096ull

static enum hf_error call_destroy(uint64_t *x)
{
	const struct kernel_slot *s = kernel_slot_of(0, x[8]);

	if (s == NULL || s->object < 0)
		return HF_E_HANDLE;
	if ((s->rights & HF_RIGHT_CONTROL) == 0)
		return HF_E_RIGHTS;
	assert_int_equal(kernel.object[s->object].kind, HF_KIND_DOMAIN);
	return kernel_destroy_domain(s->object);
}

static bool overlaps(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
	return a < b + b_size && b < a + a_size;
}

/* Is any part of the range carved from the memory? */
static bool carved(int memory, uint64_t base, uint64_t size)
{
	for (int i = 0; i < kernel.objects; i++)
		if (kernel.object[i].kind == HF_KIND_MEMORY && kernel.object[i].parent == memory &&
		    overlaps(kernel.object[i].base, kernel.object[i].size, base, size))
			return true;
	return false;
}

static enum hf_error within(int memory, uint64_t offset, uint64_t size)
{
	const struct kernel_object *m = &kernel.object[memory];

	if (size == 0 || offset % PAGE != 0 || size % PAGE != 0 || offset > m->size ||
	    size > m->size - offset)
		return HF_E_RANGE;
	return carved(memory, m->base + offset, size) ? HF_E_BUSY : HF_OK;
}

static enum hf_error create_memory(const uint64_t *x, int owner, int *object, uint64_t *rights)
{
	int parent;
	enum hf_error e = kernel_find(x[2], HF_KIND_MEMORY, HF_RIGHT_CONTROL, &parent);

	if (e == HF_OK)
		e = within(parent, x[3], x[4]);
	if (e != HF_OK)
		return e;
	*object = kernel_new_object(HF_KIND_MEMORY, owner);
	kernel.object[*object].base = kernel.object[parent].base + x[3];
	kernel.object[*object].size = x[4];
	kernel.object[*object].parent = parent;
	kernel.object[*object].device = kernel.object[parent].device;
	*rights = kernel_slot_of(0, x[2])->rights;
	return HF_OK;
}

static enum hf_error create_domain(const uint64_t *x, int owner, int *object)
{
	const uint64_t highest = x[4] & 0xff, spent = x[4] >> 8;

	if (x[2] > HF_ACCOUNT_STEP || x[3] == 0 || highest > 63 || x[5] > x[6] ||
	    (x[6] > 0 && x[5] == 0) || spent > highest || (spent > 0 && x[6] == 0))
		return HF_E_RANGE;
	if (x[6] > 0 && kernel.object[owner].period > 0)
		return HF_E_RIGHTS;
	if ((x[7] & ~kernel.object[owner].cpus) != 0)
		return HF_E_RIGHTS;
	if (x[2] > kernel.object[owner].pages)
		return HF_E_NOMEM;
	kernel.object[owner].pages -= x[2];
	*object = kernel_new_object(HF_KIND_DOMAIN, owner);
	kernel.object[*object].pages = x[2];
	kernel.object[*object].priority_max = highest;
	kernel.object[*object].budget = x[5];
	kernel.object[*object].period = x[6];
	kernel.object[*object].spent_level = spent;
	kernel.object[*object].cpus = x[7] != 0 ? x[7] : kernel.object[owner].cpus;
	(void)kernel_new_table(*object);
	return HF_OK;
}

static enum hf_error create_thread(const uint64_t *x, int owner, int *object)
{
	int space;
	enum hf_error e = kernel_find(x[2], HF_KIND_SPACE, HF_RIGHT_USE, &space);

	if (e != HF_OK)
		return e;
	if (kernel.object[space].owner != owner)
		return HF_E_HANDLE;
	if (owner != 0)
		assert_int_equal(x[3], HF_MESSAGE_PAGES);
	if (x[4] >= kernel.world->boot.cpus || (kernel.object[owner].cpus >> x[4] & 1) == 0)
		return HF_E_CPU;
	*object = kernel_new_object(HF_KIND_THREAD, owner);
	kernel.object[*object].space = space;
	kernel.object[*object].cpu = x[4];
	return HF_OK;
}

static enum hf_error create_event(const uint64_t *x, int owner, int *object)
{
	int target = -1;
	enum hf_error e = HF_OK;

	if (x[2] != HF_NO_LINE) {
		for (int i = 0; i < kernel.objects; i++)
			if (kernel.object[i].kind == HF_KIND_EVENT && kernel.object[i].line == x[2])
				return HF_E_BUSY;
		e = kernel_find(x[4], HF_KIND_EVENT, HF_RIGHT_CONTROL, &target);
	}
	if (e != HF_OK)
		return e;
	*object = kernel_new_object(HF_KIND_EVENT, owner);
	kernel.object[*object].bound = target;
	kernel.object[*object].line = x[2] != HF_NO_LINE ? x[2] : 0;
	return HF_OK;
}

static enum hf_error call_create(uint64_t *x)
{
	uint64_t rights = HF_RIGHTS_ALL & ~(uint64_t)HF_RIGHT_MACHINE;
	int owner, object = -1;
	enum hf_error e = kernel_find(x[8], HF_KIND_DOMAIN, HF_RIGHT_USE, &owner);

	if (e != HF_OK)
		return e;
	if (kernel_slot_of(0, x[0]) == NULL || kernel_slot_of(0, x[0])->object >= 0)
		return HF_E_SLOT;
	switch (x[1]) {
	case HF_KIND_DOMAIN:
		e = create_domain(x, owner, &object);
		break;
	case HF_KIND_SPACE:
		object = kernel_new_object(HF_KIND_SPACE, owner);
		break;
	case HF_KIND_THREAD:
		e = create_thread(x, owner, &object);
		break;
	case HF_KIND_GATE:
		object = kernel_new_object(HF_KIND_GATE, owner);
		kernel.object[object].identity = x[2];
		break;
	case HF_KIND_EVENT:
		e = create_event(x, owner, &object);
		break;
	case HF_KIND_MEMORY:
		e = create_memory(x, owner, &object, &rights);
		break;
	default:
		return HF_E_CALL;
	}
	if (e == HF_OK)
		kernel_fill(0, (hf_handle)x[0], object, rights);
	return e;
}

static enum hf_error call_grant(const uint64_t *x)
{
	const struct kernel_slot *from = kernel_slot_of(0, x[1]);
	struct kernel_slot *to;
	int domain;
	enum hf_error e = kernel_find(x[8], HF_KIND_DOMAIN, HF_RIGHT_USE, &domain);

	if (e != HF_OK)
		return e;
	if (from == NULL || from->object < 0)
		return HF_E_HANDLE;
	if ((x[2] & ~from->rights) != 0)
		return HF_E_RIGHTS;
	to = kernel_slot_of(kernel_table_of(domain), x[0]);
	if (to == NULL || to->object >= 0)
		return HF_E_SLOT;
	*to = (struct kernel_slot){ from->object, x[2],
				    (from->rights & HF_RIGHT_CONTROL) != 0 ? (uint8_t)x[3]
									   : from->bit };
	return HF_OK;
}

static void map_for_init(const struct kernel_mapping *m)
{
	int protection = PROT_READ | ((m->rights & HF_RIGHT_WRITE) != 0 ? PROT_WRITE : 0);
	void *at = (void *)(uintptr_t)m->address;

	assert_true(kernel_in_ram(m->physical, m->size));
	assert_ptr_equal(mmap(at, m->size, protection, MAP_SHARED | MAP_FIXED_NOREPLACE,
			      kernel.world->ram, (off_t)(m->physical - WORLD_RAM_BASE)),
			 at);
}

static enum hf_error call_map(const uint64_t *x)
{
	uint64_t rights = x[4] & (HF_RIGHT_READ | HF_RIGHT_WRITE | HF_RIGHT_EXECUTE);
	struct kernel_mapping m = { .address = x[0], .size = x[3], .rights = x[4] }, *free = NULL;
	enum hf_error e = kernel_find(x[8], HF_KIND_SPACE, HF_RIGHT_USE, &m.space);

	if (e == HF_OK)
		e = kernel_find(x[1], HF_KIND_MEMORY, rights, &m.memory);
	if (e == HF_OK)
		e = within(m.memory, x[2], x[3]);
	if (e != HF_OK)
		return e;
	if (x[0] % PAGE != 0 || x[3] > HF_MAP_ENTRIES * PAGE ||
	    (rights & (HF_RIGHT_WRITE | HF_RIGHT_EXECUTE)) == (HF_RIGHT_WRITE | HF_RIGHT_EXECUTE))
		return HF_E_RANGE;
	m.physical = kernel.object[m.memory].base + x[2];
	for (int i = 0; i < KERNEL_MAPPINGS; i++) {
		const struct kernel_mapping *other = &kernel.mapping[i];

		if (other->space < 0)
			free = &kernel.mapping[i];
		else if (other->space == m.space &&
			 overlaps(other->address, other->size, m.address, m.size))
			return HF_E_BUSY;
	}
	assert_non_null(free);
	*free = m;
	if (m.space == kernel.slot[0][HF_INIT_SPACE].object)
		map_for_init(free);
	return HF_OK;
}

static enum hf_error call_unmap(const uint64_t *x)
{
	int space;
	enum hf_error e = kernel_find(x[8], HF_KIND_SPACE, HF_RIGHT_USE, &space);

	for (int i = 0; i < KERNEL_MAPPINGS && e == HF_OK; i++) {
		struct kernel_mapping *m = &kernel.mapping[i];

		if (m->space != space || !overlaps(m->address, m->size, x[0], x[1]))
			continue;
		if (m->address < x[0] || m->address + m->size > x[0] + x[1])
			return HF_E_RANGE;
		kernel_end_mapping(m);
	}
	return e;
}

static enum hf_error fund(int domain, uint64_t handle)
{
	int memory;
	enum hf_error e = kernel_find(handle, HF_KIND_MEMORY, HF_RIGHT_CONTROL, &memory);

	if (e != HF_OK)
		return e;
	if (kernel.object[memory].size > HF_ACCOUNT_STEP * PAGE)
		return HF_E_RANGE;
	kernel.object[memory].consumed = true;
	kernel.object[domain].pages += kernel.object[memory].size / PAGE;
	kernel_slot_of(0, handle)->object = -1;
	return HF_OK;
}

static enum hf_error control_thread(int thread, const uint64_t *x)
{
	struct kernel_object *t = &kernel.object[thread];

	switch (x[0]) {
	case HF_THREAD_START:
		if (t->started)
			return HF_E_STATE;
		t->started = true;
		t->pc = x[1], t->sp = x[2], t->argument = x[3];
		return HF_OK;
	case HF_THREAD_SCHEDULE:
		if (t->owner != 0 && x[1] > kernel.object[t->owner].priority_max)
			return HF_E_RIGHTS;
		t->priority = x[1];
		return HF_OK;
	case HF_THREAD_EXITS:
		t->exits = x[1];
		return HF_OK;
	default:
		return HF_E_CALL;
	}
}

static enum hf_error call_control(const uint64_t *x)
{
	int object, thread = -1;
	enum hf_error e;

	if (x[0] == HF_DOMAIN_FUND) {
		e = kernel_find(x[8], HF_KIND_DOMAIN, HF_RIGHT_USE, &object);
		return e == HF_OK ? fund(object, x[1]) : e;
	}
	if (x[0] != HF_GATE_BIND && x[0] != HF_EVENT_BIND) {
		e = kernel_find(x[8], HF_KIND_THREAD, HF_RIGHT_CONTROL, &object);
		return e == HF_OK ? control_thread(object, x) : e;
	}
	e = kernel_find(x[8], x[0] == HF_GATE_BIND ? HF_KIND_GATE : HF_KIND_EVENT, HF_RIGHT_CONTROL,
			&object);
	if (e == HF_OK && x[1] != HF_NO_HANDLE)
		e = kernel_find(x[1], HF_KIND_THREAD, HF_RIGHT_CONTROL, &thread);
	if (e == HF_OK)
		kernel.object[object].bound = thread;
	return e;
}

static enum hf_error call_signal(const uint64_t *x)
{
	int event;
	enum hf_error e = kernel_find(x[8], HF_KIND_EVENT, HF_RIGHT_USE, &event);

	if (e == HF_OK)
		kernel.object[event].pending |= 1ull << kernel_slot_of(0, x[8])->bit;
	return e;
}

static enum hf_error call_acknowledge(const uint64_t *x)
{
	int event;
	enum hf_error e = kernel_find(x[8], HF_KIND_EVENT, HF_RIGHT_USE, &event);

	if (e != HF_OK)
		return e;
	kernel.object[event].acknowledged++;
	return kernel.object[event].line != 0 ? HF_OK : HF_E_STATE;
}

static enum hf_error call_console(const uint64_t *x)
{
	for (int i = 0; i < 8 && (x[0] >> 8 * i & 0xff) != 0; i++) {
		assert_true(kernel.console_used + 1 < KERNEL_CONSOLE);
		kernel.console[kernel.console_used++] = (char)(x[0] >> 8 * i);
	}
	return HF_OK;
}

/* The next event, then the next exit; without one, the deadline. */
static enum hf_error call_wait(uint64_t *x)
{
	struct kernel_object *event = kernel_object(HF_INIT_EVENT);
	uint64_t bits = event->pending & x[9];

	assert_int_equal(x[8], HF_WAIT_CALLS);
	kernel.waited_until = x[10];
	if (bits != 0) {
		event->pending &= ~bits;
		x[9] = bits;
		x[10] = HF_ARRIVED_EVENT;
		return HF_OK;
	}
	if (kernel.exits == 0) {
		if (x[10] != HF_NEVER && x[10] > kernel.now)
			kernel.now = x[10];
		return HF_E_TIME;
	}
	memcpy(x, kernel.exit[0].words.w, 64);
	x[9] = kernel.exit[0].identity;
	x[10] = HF_ARRIVED_CALL;
	memmove(kernel.exit, kernel.exit + 1, --kernel.exits * sizeof(kernel.exit[0]));
	return HF_OK;
}

enum hf_error hf_enter(unsigned number, struct hf_registers *r)
{
	kernel.now += 3;
	if (++kernel.calls == kernel.fail_at)
		return HF_E_NOMEM;
	switch (number) {
	case HF_WAIT:
		return call_wait(r->x);
	case HF_SIGNAL:
		return call_signal(r->x);
	case HF_CREATE:
		return call_create(r->x);
	case HF_DESTROY:
		return call_destroy(r->x);
	case HF_GRANT:
		return call_grant(r->x);
	case HF_MAP:
		return call_map(r->x);
	case HF_UNMAP:
		return call_unmap(r->x);
	case HF_CONTROL:
		return call_control(r->x);
	case HF_ACKNOWLEDGE:
		return call_acknowledge(r->x);
	case HF_CONSOLE:
		return call_console(r->x);
	default:
		fail_msg("init does not make call %u", number);
		return HF_E_CALL;
	}
}
