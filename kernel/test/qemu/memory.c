/* SPDX-License-Identifier: Apache-2.0 */
/* Memory and spaces: carving, mapping, W^X, and what is refused. */
#include "kernel/test/qemu/test.h"

#define PAGE  HF_PAGE_SIZE
#define RW    (HF_RIGHT_READ | HF_RIGHT_WRITE)
#define WHERE 0x300000000

static void carve_outside(void)
{
	hf_handle memory = ram(4 * PAGE);

	expect(hf_carve(HF_INIT_DOMAIN, slot(), memory, 0, 5 * PAGE), HF_E_RANGE);
	expect(hf_carve(HF_INIT_DOMAIN, slot(), memory, 4 * PAGE, PAGE), HF_E_RANGE);
	expect(hf_carve(HF_INIT_DOMAIN, slot(), memory, ~0ull - PAGE + 1, PAGE), HF_E_RANGE);
	expect(hf_carve(HF_INIT_DOMAIN, slot(), memory, PAGE, ~0ull - PAGE + 1), HF_E_RANGE);
	expect(hf_carve(HF_INIT_DOMAIN, slot(), memory, 0, 0), HF_E_RANGE);
	expect(hf_carve(HF_INIT_DOMAIN, slot(), memory, 1, PAGE), HF_E_RANGE);
	expect(hf_carve(HF_INIT_DOMAIN, slot(), memory, 0, PAGE + 1), HF_E_RANGE);
}

static void carved_twice(void)
{
	hf_handle memory = ram(4 * PAGE), part = slot();

	expect(hf_carve(HF_INIT_DOMAIN, part, memory, PAGE, 2 * PAGE), HF_OK);
	expect(hf_carve(HF_INIT_DOMAIN, slot(), memory, 2 * PAGE, 2 * PAGE), HF_E_BUSY);
	expect(hf_carve(HF_INIT_DOMAIN, slot(), memory, 0, 4 * PAGE), HF_E_BUSY);
	expect(hf_destroy(part), HF_OK);
	expect(hf_carve(HF_INIT_DOMAIN, slot(), memory, 0, 4 * PAGE), HF_OK);
}

static void parent_of_carved_cannot_map_it(void)
{
	hf_handle memory = ram(4 * PAGE);

	expect(hf_carve(HF_INIT_DOMAIN, slot(), memory, PAGE, PAGE), HF_OK);
	expect(hf_map(HF_INIT_SPACE, WHERE, memory, 0, 4 * PAGE, RW), HF_E_BUSY);
	expect(hf_map(HF_INIT_SPACE, WHERE, memory, PAGE, PAGE, RW), HF_E_BUSY);
	expect(hf_map(HF_INIT_SPACE, WHERE, memory, 2 * PAGE, 2 * PAGE, RW), HF_OK);
}

static void mapped_cannot_be_carved(void)
{
	hf_handle memory = ram(4 * PAGE);

	expect(hf_map(HF_INIT_SPACE, WHERE, memory, PAGE, PAGE, RW), HF_OK);
	expect(hf_carve(HF_INIT_DOMAIN, slot(), memory, 0, 4 * PAGE), HF_E_BUSY);
	expect(hf_unmap(HF_INIT_SPACE, WHERE, PAGE), HF_OK);
	expect(hf_carve(HF_INIT_DOMAIN, slot(), memory, 0, 4 * PAGE), HF_OK);
}

static void carved_too_deep(void)
{
	hf_handle memory = ram(PAGE), part;
	enum hf_error e = HF_OK;
	unsigned int depth = 0;

	while (!e && depth < 100) {
		part = slot();
		e = hf_carve(HF_INIT_DOMAIN, part, memory, 0, PAGE);
		memory = part;
		depth++;
	}
	expect(e, HF_E_BUSY);
}

static void destroying_a_parent_unmaps_children(void)
{
	hf_handle memory = ram(4 * PAGE), part = slot();
	struct hf_words info = { { 0 } };

	expect(hf_carve(HF_INIT_DOMAIN, part, memory, PAGE, PAGE), HF_OK);
	expect(hf_map(HF_INIT_SPACE, WHERE, part, 0, PAGE, RW), HF_OK);
	*(volatile uint64_t *)WHERE = 1;
	expect(hf_destroy(memory), HF_OK);
	expect(hf_info(part, &info), HF_E_HANDLE);
	expect(hf_unmap(HF_INIT_SPACE, WHERE, PAGE), HF_OK);
	expect(hf_map(HF_INIT_SPACE, WHERE, ram(PAGE), 0, PAGE, RW), HF_OK);
}

static void same_frames_twice(void)
{
	hf_handle memory = ram(2 * PAGE);
	volatile uint64_t *a = (volatile uint64_t *)WHERE;
	volatile uint64_t *b = (volatile uint64_t *)(WHERE + 0x100000);

	expect(hf_map(HF_INIT_SPACE, WHERE, memory, 0, PAGE, RW), HF_OK);
	expect(hf_map(HF_INIT_SPACE, WHERE + 0x100000, memory, 0, PAGE, HF_RIGHT_READ), HF_OK);
	*a = 0x123456789;
	expect(*b, 0x123456789);
	expect(hf_unmap_everywhere(memory), HF_OK);
	expect(hf_map(HF_INIT_SPACE, WHERE, memory, PAGE, PAGE, RW), HF_OK);
}

static void map_over_mapped(void)
{
	hf_handle memory = ram(4 * PAGE), other = ram(4 * PAGE);

	expect(hf_map(HF_INIT_SPACE, WHERE, memory, 0, 2 * PAGE, RW), HF_OK);
	expect(hf_map(HF_INIT_SPACE, WHERE + PAGE, other, 0, 2 * PAGE, RW), HF_E_BUSY);
	expect(hf_map(HF_INIT_SPACE, WHERE - PAGE, other, 0, 4 * PAGE, RW), HF_E_BUSY);
	expect(hf_map(HF_INIT_SPACE, WHERE + 2 * PAGE, other, 0, 2 * PAGE, RW), HF_OK);
}

static void block_and_pages_exclude_each_other(void)
{
	hf_handle big = ram(0x600000), page = ram(PAGE);
	struct hf_words info = { { 0 } };
	uint64_t offset;

	expect(hf_info(big, &info), HF_OK);
	offset = -info.w[2] & 0x1fffff;
	expect(hf_map(HF_INIT_SPACE, WHERE, big, offset, 0x400000, RW), HF_OK);
	expect(hf_map(HF_INIT_SPACE, WHERE + 0x201000, page, 0, PAGE, RW), HF_E_BUSY);
	expect(hf_unmap(HF_INIT_SPACE, WHERE, 0x400000), HF_OK);
	expect(hf_map(HF_INIT_SPACE, WHERE + 0x201000, page, 0, PAGE, RW), HF_OK);
	expect(hf_map(HF_INIT_SPACE, WHERE, big, offset, 0x400000, RW), HF_E_BUSY);
	expect(hf_unmap(HF_INIT_SPACE, WHERE + 0x201000, PAGE), HF_OK);
	expect(hf_map(HF_INIT_SPACE, WHERE, big, offset, 0x400000, RW), HF_OK);
	*(volatile uint64_t *)(WHERE + 0x3ffff8) = 7;
}

static void map_ranges(void)
{
	hf_handle memory = ram(4 * PAGE);
	uint64_t end = 1ull << HF_SPACE_BITS;

	expect(hf_map(HF_INIT_SPACE, WHERE + 8, memory, 0, PAGE, RW), HF_E_RANGE);
	expect(hf_map(HF_INIT_SPACE, WHERE, memory, 0, 0, RW), HF_E_RANGE);
	expect(hf_map(HF_INIT_SPACE, WHERE, memory, 0, 8, RW), HF_E_RANGE);
	expect(hf_map(HF_INIT_SPACE, end - PAGE, memory, 0, 2 * PAGE, RW), HF_E_RANGE);
	expect(hf_map(HF_INIT_SPACE, end, memory, 0, PAGE, RW), HF_E_RANGE);
	expect(hf_map(HF_INIT_SPACE, ~0ull - PAGE + 1, memory, 0, PAGE, RW), HF_E_RANGE);
	expect(hf_map(HF_INIT_SPACE, WHERE, memory, 4 * PAGE, PAGE, RW), HF_E_RANGE);
	expect(hf_map(HF_INIT_SPACE, WHERE, memory, 0, PAGE, 0), HF_E_CALL);
	expect(hf_map(HF_INIT_SPACE, WHERE, memory, 0, PAGE, RW | 0x1000), HF_E_CALL);
}

static void too_many_entries(void)
{
	hf_handle memory = ram(0x400000);

	expect(hf_map(HF_INIT_SPACE, WHERE + PAGE, memory, 0, 513 * PAGE, RW), HF_E_RANGE);
	expect(hf_map(HF_INIT_SPACE, WHERE + PAGE, memory, 0, 512 * PAGE, RW), HF_OK);
}

static void never_writable_and_executable(void)
{
	hf_handle memory = ram(PAGE);

	expect(hf_map(HF_INIT_SPACE, WHERE, memory, 0, PAGE, RW | HF_RIGHT_EXECUTE), HF_E_RANGE);
	expect(hf_map(HF_INIT_SPACE, WHERE, memory, 0, PAGE, HF_RIGHT_WRITE | HF_RIGHT_EXECUTE),
	       HF_E_RANGE);
	expect(hf_map(HF_INIT_SPACE, WHERE, memory, 0, PAGE, HF_RIGHT_READ | HF_RIGHT_EXECUTE),
	       HF_OK);
}

static void map_needs_the_rights(void)
{
	hf_handle memory = ram(PAGE), weak = slot();

	expect(hf_grant(HF_INIT_DOMAIN, weak, memory, HF_RIGHT_READ, 0), HF_OK);
	expect(hf_map(HF_INIT_SPACE, WHERE, weak, 0, PAGE, RW), HF_E_RIGHTS);
	expect(hf_map(HF_INIT_SPACE, WHERE, weak, 0, PAGE, HF_RIGHT_EXECUTE), HF_E_RIGHTS);
	expect(hf_carve(HF_INIT_DOMAIN, slot(), weak, 0, PAGE), HF_E_RIGHTS);
	expect(hf_unmap_everywhere(weak), HF_E_RIGHTS);
	expect(hf_map(HF_INIT_SPACE, WHERE, weak, 0, PAGE, HF_RIGHT_READ), HF_OK);
}

static void address_needs_the_right(void)
{
	hf_handle memory = ram(PAGE), weak = slot();
	struct hf_words info = { { 0 } };

	expect(hf_grant(HF_INIT_DOMAIN, weak, memory, HF_RIGHT_READ, 0), HF_OK);
	expect(hf_info(memory, &info), HF_OK);
	expect(info.w[1], PAGE);
	expect(info.w[2] != 0, 1);
	expect(hf_info(weak, &info), HF_OK);
	expect(info.w[2], 0);
}

static void partial_unmap_refused(void)
{
	hf_handle memory = ram(4 * PAGE);

	expect(hf_map(HF_INIT_SPACE, WHERE, memory, 0, 4 * PAGE, RW), HF_OK);
	expect(hf_unmap(HF_INIT_SPACE, WHERE, PAGE), HF_E_RANGE);
	expect(hf_unmap(HF_INIT_SPACE, WHERE + PAGE, 8 * PAGE), HF_E_RANGE);
	*(volatile uint64_t *)WHERE = 1;
	expect(hf_unmap(HF_INIT_SPACE, WHERE - PAGE, 8 * PAGE), HF_OK);
	expect(hf_unmap(HF_INIT_SPACE, WHERE + 1, PAGE), HF_E_RANGE);
	expect(hf_unmap(HF_INIT_SPACE, WHERE, ~0ull << 12), HF_E_RANGE);
}

static void two_spaces_share(void)
{
	hf_handle space = slot(), memory = ram(PAGE);

	expect(hf_create_space(HF_INIT_DOMAIN, space, 0), HF_OK);
	expect(hf_map(space, WHERE, memory, 0, PAGE, HF_RIGHT_READ), HF_OK);
	expect(hf_map(HF_INIT_SPACE, WHERE, memory, 0, PAGE, RW), HF_OK);
	expect(hf_destroy(space), HF_OK);
	*(volatile uint64_t *)WHERE = 5;
	expect(*(volatile uint64_t *)WHERE, 5);
}

static void map_and_unmap_many_times(void)
{
	hf_handle memory = ram(16 * PAGE);

	for (uint64_t i = 0; i < 2000; i++) {
		uint64_t at = WHERE + i * 0x201000;

		expect(hf_map(HF_INIT_SPACE, at, memory, 0, 16 * PAGE, RW), HF_OK);
		*(volatile uint64_t *)at = i;
		expect(hf_unmap(HF_INIT_SPACE, at, 16 * PAGE), HF_OK);
	}
}

static const struct test_case cases[] = {
	{ "carving outside", carve_outside },
	{ "a part is carved once, and comes back", carved_twice },
	{ "a parent cannot map what was carved", parent_of_carved_cannot_map_it },
	{ "what is mapped cannot be carved", mapped_cannot_be_carved },
	{ "carving has a depth", carved_too_deep },
	{ "the end of a parent is the end of its parts", destroying_a_parent_unmaps_children },
	{ "the same frames at two addresses", same_frames_twice },
	{ "mapping over what is mapped", map_over_mapped },
	{ "blocks and pages exclude each other", block_and_pages_exclude_each_other },
	{ "mapping at and with odd values", map_ranges },
	{ "one call maps so many entries", too_many_entries },
	{ "never writable and executable", never_writable_and_executable },
	{ "mapping needs the rights", map_needs_the_rights },
	{ "a physical address needs the right", address_needs_the_right },
	{ "a mapping ends whole", partial_unmap_refused },
	{ "two spaces share a memory", two_spaces_share },
	{ "two thousand mappings come and go", map_and_unmap_many_times },
};

GROUP(memory, PLAIN | RACE, NULL);
