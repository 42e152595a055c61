/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Spaces: tables against records. The tables hold what the mappings say and nothing else: each mapping's range
 * is looked up entry by entry, and the entries of all tables are counted. The descriptor's fields are written down
 * here anew, from the Arm ARM (D8.3.2): what table.c defines is what is judged.
 */
#include "kernel/core/table.h"
#include "kernel/test/oracle/oracle.h"

#define VALID	   0x1ull
#define TABLE	   0x3ull
#define OUTPUT	   0x0000fffffffff000ull
#define READ_WRITE 0xc0ull
#define WRITE	   0x80ull
#define NORMAL	   0x30ull /* of the memory attributes; Device has none of it */
#define OUTER_BITS 0x3cull
#define ACCESSED   0x400ull
#define NO_EXECUTE (1ull << 54)

/* Of a space, in one round. */
struct tables {
	const struct domain *owner;
	uint64_t pages, bytes;
};

static bool is_table(uint64_t entry, unsigned int level)
{
	return level < 3 && (entry & TABLE) == TABLE;
}

/* A table's page and those below it; each but the root has an entry. */
static void claim(struct tables *t, const uint64_t *table, unsigned int level)
{
	uint64_t valid = 0;

	page_claim(table, PAGE_KERNEL, t->owner);
	t->pages++;
	for (unsigned int i = 0; i < TABLE_ENTRIES; i++) {
		if (!table[i])
			continue;
		must(table[i] & VALID);
		valid++;
		if (is_table(table[i], level))
			claim(t, pa_pointer(pa(table[i] & OUTPUT)), level + 1);
		else
			t->bytes += 1ull << (39 - 9 * level);
	}
	must(valid || level == 1);
}

/* The entry that translates the address, and how much it covers; 0: none. */
static uint64_t look_up(const uint64_t *root, uint64_t address, uint64_t *size)
{
	const uint64_t *table = root;

	for (unsigned int level = 1;; level++) {
		uint64_t entry = table[address >> (39 - 9 * level) & (TABLE_ENTRIES - 1)];

		*size = 1ull << (39 - 9 * level);
		if (!is_table(entry, level))
			return entry & VALID && (level > 1) &&
					       (level < 3 || (entry & TABLE) == TABLE)
				       ? entry
				       : 0;
		table = pa_pointer(pa(entry & OUTPUT));
	}
}

static void check_entry(const struct mapping *m, uint64_t entry, uint64_t address)
{
	uint64_t frame = m->memory->base.value + m->offset + (address - m->address.value);

	must((entry & OUTPUT) == frame);
	must(entry & ACCESSED);
	must(entry & READ_WRITE || !(entry & NO_EXECUTE));
	must(!m->memory->device || !(entry & NORMAL));
	must(m->space->guest || !(entry & WRITE) || entry & NO_EXECUTE);
}

/* No page of the kernel's is mapped, but a message page by its thread's own memory. */
static void check_frames(const struct mapping *m)
{
	uint64_t base = m->memory->base.value + m->offset;

	if (m->memory->object.owner) {
		for (uint64_t at = 0; at < m->size; at += HF_PAGE_SIZE)
			must(page_use(pa(base + at)) == PAGE_OTHER);
	} else {
		must(m->size == HF_PAGE_SIZE);
	}
}

static void check_mapping(const struct space *space, const struct list *l)
{
	const struct mapping *m = container_of(l, struct mapping, in_space);
	uint64_t size, at = m->address.value, end = at + m->size;

	must(linked(l) && linked(&m->in_memory) && in_list(&m->in_memory));
	must(m->space == space);
	must(m->size && range_within(at, m->size, 1ull << HF_SPACE_BITS));
	for (; at < end; at += size) {
		uint64_t entry = look_up(space->root, at, &size);

		must(entry);
		must(at % size == 0 && size <= end - at);
		check_entry(m, entry, at);
	}
	for (const struct list *n = l->next; n != &space->mappings; n = n->next) {
		const struct mapping *other = container_of(n, struct mapping, in_space);

		must(!ranges_overlap(m->address.value, m->size, other->address.value, other->size));
	}
}

/* Two spaces with VMIDs of one generation have different ones (stage2.h). */
static void check_vmid(const struct space *space)
{
	static struct {
		uint64_t vmid;
		uint32_t round;
	} seen[1 << 16];
	uint64_t vmid = load_ordered(&space->vmid);

	if (!vmid)
		return;
	must(vmid & 0xffff);
	must(seen[vmid & 0xffff].round != pages_round() || seen[vmid & 0xffff].vmid != vmid);
	seen[vmid & 0xffff].vmid = vmid;
	seen[vmid & 0xffff].round = pages_round();
}

static unsigned int threads_in(const struct space *space)
{
	unsigned int n = 0;

	for each (l, &space->object.owner->objects) {
		const struct object *o = container_of(l, struct object, in_owner);

		n += o->kind == HF_KIND_THREAD &&
		     container_of(o, struct thread, object)->space == space;
	}
	return n;
}

uint64_t oracle_space(const struct space *space)
{
	struct tables tables = { space->object.owner, 0, 0 };
	uint64_t mapped = 0;

	claim(&tables, space->root, 1);
	for each (l, &space->mappings) {
		check_mapping(space, l);
		mapped += container_of(l, struct mapping, in_space)->size;
	}
	must(mapped == tables.bytes); /* and the mappings are apart: the tables hold nothing else */
	must(space->threads == threads_in(space));
	check_vmid(space);
	return tables.pages;
}

void oracle_frames(const struct space *space)
{
	for each (l, &space->mappings) {
		const struct mapping *m = container_of(l, struct mapping, in_space);

		cell_settle(m);
		check_frames(m);
	}
}
