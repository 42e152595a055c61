/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Streams: devices that access memory, with a hostile driver, behind an SMMU or not. Without one the attacks must
 * succeed, or they would prove nothing.
 */
#include "kernel/test/qemu/edu.h"

static void without_smmu(void)
{
	struct page from = page(NEW), to = page(OLD);

	edu_find();
	edu_read(&edu[0], from.physical, HF_PAGE_SIZE);
	edu_write(&edu[0], to.physical, HF_PAGE_SIZE);
	expect(page_count(&to, NEW), ALL);
	expect(attach(edu[0].stream, HF_NO_HANDLE), HF_E_RANGE);
}

static void without_space(void)
{
	struct page p = page(OLD);

	edu_find();
	edu_write(&edu[0], p.physical, HF_PAGE_SIZE);
	expect(page_count(&p, OLD), ALL);
}

static void its_own_page(void)
{
	struct page mine = page(OLD), to = page(OLD), foreign = page(OLD);
	hf_handle space;

	edu_find();
	space = space_with(&edu[0], &mine);
	expect(hf_map(space, IPA + 0x10000, to.memory, 0, HF_PAGE_SIZE,
		      HF_RIGHT_READ | HF_RIGHT_WRITE),
	       HF_OK);
	edu_load(&edu[0], &mine);
	edu_write(&edu[0], IPA + 0x10000, HF_PAGE_SIZE);
	expect(page_count(&to, NEW), ALL);
	expect(refused(space), 0);
	edu_write(&edu[0], foreign.physical, HF_PAGE_SIZE);
	expect(page_count(&foreign, OLD), ALL);
	expect(refused(space) > 0, true);
}

/* Across the end of what it may reach. */
static void next_page(void)
{
	struct page mine = page(OLD);
	struct hf_words info = { { 0 } };
	hf_handle space;

	edu_find();
	space = space_with(&edu[0], &mine);
	edu_load(&edu[0], &mine);
	edu_write(&edu[0], IPA + HF_PAGE_SIZE, 64);
	expect(hf_info(space, &info), HF_OK);
	expect(info.w[1] > 0, true);
	expect(info.w[2] & ~0xfffull, IPA + HF_PAGE_SIZE);
}

static void read_only(void)
{
	struct page mine = page(OLD), constant = page(OLD);
	hf_handle space;

	edu_find();
	space = space_of(&edu[0]);
	expect(hf_map(space, IPA, mine.memory, 0, HF_PAGE_SIZE, HF_RIGHT_READ), HF_OK);
	expect(hf_map(space, IPA + 0x10000, constant.memory, 0, HF_PAGE_SIZE, HF_RIGHT_READ),
	       HF_OK);
	edu_load(&edu[0], &mine);
	expect(refused(space), 0);
	edu_write(&edu[0], IPA + 0x10000, HF_PAGE_SIZE);
	expect(page_count(&constant, OLD), ALL);
	expect(refused(space) > 0, true);
}

/* It has used the page: what it has cached of the tables must go. */
static void is_out_of_reach(struct page *p, uint64_t at)
{
	page_fill(p, OLD);
	edu_write(&edu[0], at, HF_PAGE_SIZE);
	expect(page_count(p, OLD), ALL);
}

static void unmapped(void)
{
	struct page mine = page(OLD);
	hf_handle space;

	edu_find();
	space = space_with(&edu[0], &mine);
	edu_load(&edu[0], &mine);
	expect(hf_unmap(space, IPA, HF_PAGE_SIZE), HF_OK);
	is_out_of_reach(&mine, IPA);
}

static void memory_ends(void)
{
	struct page mine = page(OLD);
	hf_handle space, part = slot();

	edu_find();
	space = space_of(&edu[0]);
	expect(hf_unmap_everywhere(mine.memory), HF_OK);
	expect(hf_carve(HF_INIT_DOMAIN, part, mine.memory, 0, HF_PAGE_SIZE), HF_OK);
	expect(hf_map(space, IPA, part, 0, HF_PAGE_SIZE, HF_RIGHT_READ | HF_RIGHT_WRITE), HF_OK);
	edu_write(&edu[0], IPA, HF_PAGE_SIZE);
	expect(hf_destroy(part), HF_OK);
	mine.words = (volatile uint64_t *)mapped(mine.memory, HF_PAGE_SIZE);
	is_out_of_reach(&mine, IPA);
}

static void space_ends(void)
{
	struct page mine = page(OLD);
	hf_handle space;

	edu_find();
	space = space_with(&edu[0], &mine);
	edu_load(&edu[0], &mine);
	expect(hf_destroy(space), HF_OK);
	is_out_of_reach(&mine, IPA);
	space = space_of(&edu[0]);
	is_out_of_reach(&mine, IPA);
}

static void detached(void)
{
	struct page mine = page(OLD);

	edu_find();
	(void)space_with(&edu[0], &mine);
	edu_load(&edu[0], &mine);
	expect(attach(edu[0].stream, HF_NO_HANDLE), HF_OK);
	is_out_of_reach(&mine, IPA);
}

/* The same address means another page to each; moving to another's space, a device takes nothing along. */
static void two_devices(void)
{
	struct page one = page(OLD), other = page(OLD);
	hf_handle second;

	edu_find();
	(void)space_with(&edu[0], &one);
	second = space_with(&edu[1], &other);
	edu_load(&edu[0], &one);
	edu_load(&edu[1], &other);
	is_out_of_reach(&other, IPA);
	expect(page_count(&one, NEW), ALL);
	expect(attach(edu[0].stream, HF_NO_HANDLE), HF_OK);
	expect(attach(edu[0].stream, second), HF_OK);
	edu_write(&edu[0], IPA, HF_PAGE_SIZE);
	expect(page_count(&other, NEW), ALL);
}

/* What it was told before, it may not do after. */
static void detached_while_it_copies(void)
{
	struct page mine = page(OLD);

	edu_find();
	(void)space_with(&edu[0], &mine);
	edu_start(&edu[0], EDU_BUFFER, IPA, HF_PAGE_SIZE, EDU_OUT);
	expect(attach(edu[0].stream, HF_NO_HANDLE), HF_OK);
	edu_wait(&edu[0]);
	expect(page_count(&mine, OLD), ALL);
}

static void unmapped_while_it_copies(void)
{
	struct page mine = page(OLD);
	hf_handle space;

	edu_find();
	space = space_with(&edu[0], &mine);
	edu_start(&edu[0], EDU_BUFFER, IPA, HF_PAGE_SIZE, EDU_OUT);
	expect(hf_unmap(space, IPA, HF_PAGE_SIZE), HF_OK);
	edu_wait(&edu[0]);
	expect(page_count(&mine, OLD), ALL);
	expect(refused(space) > 0, true);
}

/* The space's tables are other domains' memory by then. */
static void domain_ends_while_it_copies(void)
{
	struct page mine = page(OLD), tables = page(OLD);
	hf_handle domain = slot(), space = slot();

	edu_find();
	expect(hf_create_domain(HF_INIT_DOMAIN, domain, 16, 32, 1), HF_OK);
	expect(hf_create_space(domain, space, 0), HF_OK);
	expect(attach(edu[0].stream, space), HF_OK);
	expect(hf_map(space, IPA, mine.memory, 0, HF_PAGE_SIZE, HF_RIGHT_READ | HF_RIGHT_WRITE),
	       HF_OK);
	edu_load(&edu[0], &mine);
	edu_start(&edu[0], EDU_BUFFER, IPA, HF_PAGE_SIZE, EDU_OUT);
	expect(hf_destroy(domain), HF_OK);
	page_fill(&mine, OLD);
	edu_wait(&edu[0]);
	expect(page_count(&mine, OLD), ALL);
	(void)space_with(&edu[0], &tables);
	edu_write(&edu[0], IPA, HF_PAGE_SIZE);
	expect(page_count(&tables, NEW), ALL);
}

/* No memory of what was refused. */
static void mapped_later(void)
{
	struct page mine = page(OLD);
	hf_handle space;

	edu_find();
	space = space_of(&edu[0]);
	edu_read(&edu[0], IPA, HF_PAGE_SIZE);
	expect(refused(space) > 0, true);
	expect(hf_map(space, IPA, mine.memory, 0, HF_PAGE_SIZE, HF_RIGHT_READ | HF_RIGHT_WRITE),
	       HF_OK);
	edu_load(&edu[0], &mine);
	page_fill(&mine, OLD);
	edu_write(&edu[0], IPA, HF_PAGE_SIZE);
	expect(page_count(&mine, NEW), ALL);
}

static bool behind_smmu(void)
{
	return boot->smmu;
}

static bool in_the_open(void)
{
	return !boot->smmu;
}

static const struct test_case open_cases[] = {
	{ "without an SMMU a device reads and writes all memory", without_smmu },
};

const struct test_group group_open_devices = { "devices", DEVICES, in_the_open, open_cases, 1 };

static const struct test_case cases[] = {
	{ "without a space a device reaches nothing", without_space },
	{ "a device reaches what its space maps, and nothing else", its_own_page },
	{ "past the end of its page it is refused, and counted", next_page },
	{ "it reads what is read-only, and does not write it", read_only },
	{ "what is unmapped is out of its reach at once", unmapped },
	{ "so is a memory that ended", memory_ends },
	{ "so is all, when its space ended", space_ends },
	{ "so is all, when it is detached", detached },
	{ "two devices do not reach each other's pages", two_devices },
	{ "what is mapped later it reaches then", mapped_later },
	{ "a stream is detached while its device copies", detached_while_it_copies },
	{ "memory is unmapped while a device copies", unmapped_while_it_copies },
	{ "a domain ends while a device of it copies", domain_ends_while_it_copies },
};

GROUP(streams, DEVICES, behind_smmu);
