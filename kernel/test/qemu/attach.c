/* SPDX-License-Identifier: Apache-2.0 */
/* Attachments: whose device it is, and how many. */
#include "kernel/test/qemu/edu.h"

/* More than the queue of events holds: some are not counted, later ones are again. */
static void flood(void)
{
	struct page mine = page(OLD);
	hf_handle space, other;
	uint64_t before;

	edu_find();
	space = space_of(&edu[0]);
	other = space_with(&edu[1], &mine);
	for (unsigned int i = 0; i < 300; i++)
		edu_write(&edu[0], IPA, 8);
	before = refused(space);
	expect(before >= 100 && before <= 300, true);
	edu_write(&edu[0], IPA, 8);
	expect(refused(space) > before, true);
	edu_load(&edu[1], &mine);
	expect(page_count(&mine, NEW), ALL);
	expect(refused(other), 0);
}

/* Without an attached space nothing is counted, and the queue stays free for others. */
static void flood_of_a_stranger(void)
{
	hf_handle space;

	edu_find();
	space = space_of(&edu[1]);
	for (unsigned int i = 0; i < 300; i++)
		edu_write(&edu[0], IPA, 8);
	edu_write(&edu[1], IPA, 8);
	expect(refused(space) > 0, true);
}

static void all_streams(void)
{
	struct page mine = page(OLD);
	hf_handle space = slot();

	edu_find();
	expect(hf_create_space(HF_INIT_DOMAIN, space, 0), HF_OK);
	for (uint64_t i = 0; i < boot->smmu; i++)
		expect(attach(i, space), HF_OK);
	for (unsigned int i = 0; i < EDUS; i++) {
		expect(hf_map(space, IPA, mine.memory, 0, HF_PAGE_SIZE,
			      HF_RIGHT_READ | HF_RIGHT_WRITE),
		       HF_OK);
		edu_load(&edu[i], &mine);
		expect(hf_unmap(space, IPA, HF_PAGE_SIZE), HF_OK);
		page_fill(&mine, OLD);
		edu_write(&edu[i], IPA, HF_PAGE_SIZE);
		expect(page_count(&mine, OLD), ALL);
	}
	expect(hf_destroy(space), HF_OK);
	expect(hf_create_space(HF_INIT_DOMAIN, space, 0), HF_OK);
	expect(attach(boot->smmu - 1, space), HF_OK);
}

static void forged(void)
{
	hf_handle domain = slot(), space = slot(), weak = slot(), gone = slot();
	uint64_t stream;

	edu_find();
	stream = edu[0].stream;
	expect(hf_create_space(HF_INIT_DOMAIN, space, 0), HF_OK);
	expect(attach(stream, HF_INIT_THREAD), HF_E_HANDLE);
	expect(attach(stream, gone), HF_E_HANDLE);
	expect(attach(stream, 0x10000 | space), HF_E_HANDLE);
	expect(attach(stream, HF_INIT_SPACE), HF_E_RIGHTS);
	expect(hf_control(space, HF_DOMAIN_STREAM, stream, space, 0), HF_E_HANDLE);
	expect(hf_create_domain(HF_INIT_DOMAIN, domain, 8, 128, 1), HF_OK);
	expect(hf_control(gone, HF_DOMAIN_STREAM, stream, space, 0), HF_E_HANDLE);
	expect(hf_grant(HF_INIT_DOMAIN, weak, HF_INIT_DOMAIN, HF_RIGHT_USE, 0), HF_OK);
	expect(hf_control(weak, HF_DOMAIN_STREAM, stream, space, 0), HF_E_RIGHTS);
	expect(hf_create_space(HF_INIT_DOMAIN, gone, 0), HF_OK);
	expect(hf_destroy(gone), HF_OK);
	expect(attach(stream, gone), HF_E_HANDLE);
}

static void out_of_range(void)
{
	hf_handle space = slot();

	expect(hf_create_space(HF_INIT_DOMAIN, space, 0), HF_OK);
	expect(attach(boot->smmu, space), HF_E_RANGE);
	expect(attach(boot->smmu, HF_NO_HANDLE), HF_E_RANGE);
	expect(attach(1ull << 32, space), HF_E_RANGE);
	expect(attach(~0ull, space), HF_E_RANGE);
}

/* A device is not taken away from a space by attaching it elsewhere. */
static void taken(void)
{
	hf_handle one = slot(), other = slot();

	expect(hf_create_space(HF_INIT_DOMAIN, one, 0), HF_OK);
	expect(hf_create_space(HF_INIT_DOMAIN, other, 0), HF_OK);
	expect(attach(8, one), HF_OK);
	expect(attach(8, one), HF_OK);
	expect(attach(8, other), HF_E_BUSY);
	expect(hf_destroy(one), HF_OK);
	expect(attach(8, other), HF_OK);
	expect(attach(8, HF_NO_HANDLE), HF_OK);
	expect(attach(8, HF_NO_HANDLE), HF_OK);
}

static bool behind_smmu(void)
{
	return boot->smmu;
}

static const struct test_case cases[] = {
	{ "more refused accesses than the queue of events holds", flood },
	{ "who is not attached fills no queue", flood_of_a_stranger },
	{ "all streams in one space", all_streams },
	{ "attaching takes the right and a living space", forged },
	{ "streams that are none", out_of_range },
	{ "a stream is attached to one space", taken },
};

GROUP(attach, DEVICES, behind_smmu);
