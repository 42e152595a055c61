/* SPDX-License-Identifier: Apache-2.0 */
/* Handles: forged and foreign ones, rights that shrink and never grow, slots, what a destroyed object leaves. */
#include "kernel/test/qemu/test.h"

static void forged_handles(void)
{
	struct hf_words info = { { 0 } };
	uint64_t forged[] = { 1999, 2047, 2048, 1ull << 31, ~0u, 511 };

	for (unsigned int i = 0; i < sizeof(forged) / sizeof(forged[0]); i++)
		expect(hf_info((hf_handle)forged[i], &info), HF_E_HANDLE);
}

/* The whole register is the handle: nothing is cut off. */
static void wide_handle(void)
{
	struct hf_registers r = { .x = { [8] = 1ull << 32 | HF_INIT_DOMAIN } };

	expect(hf_enter(HF_INFO, &r), HF_E_HANDLE);
}

static void unknown_calls(void)
{
	struct hf_registers r = { .x = { 0 } };

	expect(hf_enter(19, &r), HF_E_CALL);
	expect(hf_enter(1000, &r), HF_E_CALL);
	expect(hf_enter(65535, &r), HF_E_CALL);
}

static void grant_shrinks(void)
{
	hf_handle memory = ram(HF_PAGE_SIZE), weak = slot(), again = slot();

	expect(hf_grant(HF_INIT_DOMAIN, weak, memory, HF_RIGHT_READ, 0), HF_OK);
	expect(hf_grant(HF_INIT_DOMAIN, again, weak, HF_RIGHT_READ | HF_RIGHT_WRITE, 0),
	       HF_E_RIGHTS);
	expect(hf_grant(HF_INIT_DOMAIN, again, weak, HF_RIGHT_READ, 0), HF_OK);
}

static void grant_into_filled_slot(void)
{
	hf_handle memory = ram(HF_PAGE_SIZE), other = slot();

	expect(hf_grant(HF_INIT_DOMAIN, other, memory, HF_RIGHT_READ, 0), HF_OK);
	expect(hf_grant(HF_INIT_DOMAIN, other, memory, HF_RIGHT_READ, 0), HF_E_SLOT);
	expect(hf_grant(HF_INIT_DOMAIN, 0, memory, HF_RIGHT_READ, 0), HF_E_SLOT);
	expect(hf_grant(HF_INIT_DOMAIN, 2048, memory, HF_RIGHT_READ, 0), HF_E_SLOT);
}

static void rights_beyond_all(void)
{
	hf_handle memory = ram(HF_PAGE_SIZE);

	expect(hf_grant(HF_INIT_DOMAIN, slot(), memory, HF_RIGHTS_ALL, 0), HF_E_RIGHTS);
	expect(hf_grant(HF_INIT_DOMAIN, slot(), memory, 1ull << 32, 0), HF_E_RIGHTS);
	expect(hf_grant(HF_INIT_DOMAIN, slot(), memory, 0x80, 0), HF_E_RIGHTS);
}

static void destroy_empties_all_slots(void)
{
	hf_handle event = slot(), copies[20];
	struct hf_words info = { { 0 } };

	expect(hf_create_event(HF_INIT_DOMAIN, event), HF_OK);
	for (unsigned int i = 0; i < 20; i++) {
		copies[i] = slot();
		expect(hf_grant(HF_INIT_DOMAIN, copies[i], event, HF_RIGHT_USE, 0), HF_OK);
	}
	expect(hf_drop(HF_INIT_DOMAIN, copies[7]), HF_OK);
	expect(hf_destroy(event), HF_OK);
	for (unsigned int i = 0; i < 20; i++)
		expect(hf_info(copies[i], &info), HF_E_HANDLE);
	expect(hf_info(event, &info), HF_E_HANDLE);
}

static void destroy_needs_control(void)
{
	hf_handle event = slot(), weak = slot();

	expect(hf_create_event(HF_INIT_DOMAIN, event), HF_OK);
	expect(hf_grant(HF_INIT_DOMAIN, weak, event, HF_RIGHT_USE, 0), HF_OK);
	expect(hf_destroy(weak), HF_E_RIGHTS);
	expect(hf_destroy(event), HF_OK);
	expect(hf_destroy(event), HF_E_HANDLE);
}

static void drop_empty(void)
{
	expect(hf_drop(HF_INIT_DOMAIN, slot()), HF_E_SLOT);
	expect(hf_drop(HF_INIT_DOMAIN, 0), HF_E_SLOT);
	expect(hf_drop(HF_INIT_EVENT, FREE), HF_E_HANDLE);
}

static void own_space_and_thread_stay(void)
{
	expect(hf_destroy(HF_INIT_THREAD), HF_E_BUSY);
	expect(hf_destroy(HF_INIT_SPACE), HF_E_RIGHTS);
	expect(hf_destroy(HF_INIT_DOMAIN), HF_E_RIGHTS);
}

static void create_in_filled_slot(void)
{
	expect(hf_create_event(HF_INIT_DOMAIN, HF_INIT_EVENT), HF_E_SLOT);
	expect(hf_create_event(HF_INIT_DOMAIN, 2048), HF_E_SLOT);
	expect(hf_create(HF_INIT_DOMAIN, slot(), (enum hf_kind)7, 0, 0, 0, 0), HF_E_CALL);
	expect(hf_create(HF_INIT_DOMAIN, slot(), HF_KIND_NONE, 0, 0, 0, 0), HF_E_CALL);
}

static void wrong_kinds(void)
{
	hf_handle memory = ram(HF_PAGE_SIZE);

	expect(hf_signal(memory), HF_E_HANDLE);
	expect(hf_acknowledge(HF_INIT_THREAD), HF_E_HANDLE);
	expect(hf_state(HF_INIT_DOMAIN, 0), HF_E_HANDLE);
	expect(hf_inject(HF_INIT_THREAD, 0), HF_E_HANDLE);
	expect(hf_map(HF_INIT_DOMAIN, 0x10000000, memory, 0, HF_PAGE_SIZE, HF_RIGHT_READ),
	       HF_E_HANDLE);
	expect(hf_unmap_everywhere(HF_INIT_EVENT), HF_E_HANDLE);
	expect(hf_power(HF_INIT_EVENT, 0), HF_E_HANDLE);
	expect(hf_console(HF_INIT_EVENT, 0x41), HF_E_HANDLE);
}

static void machine_right(void)
{
	hf_handle weak = slot(), child = slot();

	expect(hf_grant(HF_INIT_DOMAIN, weak, HF_INIT_DOMAIN, HF_RIGHT_USE, 0), HF_OK);
	expect(hf_power(weak, 0), HF_E_RIGHTS);
	expect(hf_console(weak, 0x41), HF_E_RIGHTS);
	expect(hf_create_line(weak, slot(), 40, 0, HF_INIT_EVENT), HF_E_RIGHTS);
	/* A domain made with a handle without the right has it not either. */
	expect(hf_create_domain(weak, child, 8, 16, 1), HF_OK);
	expect(hf_console(child, 0x41), HF_E_RIGHTS);
}

static const struct test_case cases[] = {
	{ "forged handles", forged_handles },
	{ "a handle of more than 32 bits", wide_handle },
	{ "unknown calls", unknown_calls },
	{ "a grant has fewer rights, never more", grant_shrinks },
	{ "a grant into a filled or absent slot", grant_into_filled_slot },
	{ "rights that nobody has", rights_beyond_all },
	{ "a destroyed object is gone from every slot", destroy_empties_all_slots },
	{ "destroying needs the right, and happens once", destroy_needs_control },
	{ "dropping what is not there", drop_empty },
	{ "nobody ends what he stands on", own_space_and_thread_stay },
	{ "creating in a filled slot or an unknown kind", create_in_filled_slot },
	{ "objects of the wrong kind", wrong_kinds },
	{ "only init commands the machine", machine_right },
};

GROUP(handles, PLAIN | RACE, NULL);
