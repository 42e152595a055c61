/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A phone in init's host tests.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "user/init/test/phone.h"

struct world world;
struct init init;

uint32_t phone_index(const char *name)
{
	uint32_t i = manifest_find(&init.manifest, name);

	assert_int_not_equal(i, MANIFEST_NOBODY);
	return i;
}

const struct plan_program *phone_plan(const char *name)
{
	return &init.plan.program[phone_index(name)];
}

void phone_open(const char *manifest)
{
	world_open(&world, manifest);
	kernel_start(&world);
	memset(&init, 0, sizeof(init));
}

/* What main.c does, up to serving. */
enum hf_error phone_boot(void)
{
	enum hf_error e;

	if (!init_open(&init, &world.boot))
		return HF_E_CALL;
	init_seed(&init);
	e = init_build(&init);
	for (uint32_t i = 0; i < init.manifest.programs && e == HF_OK; i++) {
		if (init.manifest.program[i].is_init)
			continue;
		e = init_clear_program(&init, i);
		if (e == HF_OK)
			e = init_start(&init, i);
		init.life[i].state = INIT_RUNNING;
	}
	return e;
}

void phone_start(const char *manifest)
{
	phone_open(manifest);
	assert_int_equal(phone_boot(), HF_OK);
}

void *phone_memory(const char *name, uint64_t address)
{
	const struct kernel_mapping *m = kernel_mapped(phone_plan(name)->space, address);

	if (m == NULL)
		fail_msg("%s has nothing at 0x%lx", name, address);
	return kernel_memory(m->physical + (address - m->address));
}

const struct hf_program *phone_record(const char *name)
{
	return phone_memory(name, HF_PROGRAM_RECORD);
}

const struct hf_grant *phone_grant(const char *program, const char *name)
{
	const struct hf_program *r = phone_record(program);

	for (uint32_t i = 0; i < r->grants; i++)
		if (strcmp(r->grant[i].name, name) == 0)
			return &r->grant[i];
	fail_msg("%s has no grant '%s'", program, name);
	return NULL;
}

bool all_zero(const void *bytes, uint64_t size)
{
	const unsigned char *b = bytes;

	for (uint64_t i = 0; i < size; i++)
		if (b[i] != 0)
			return false;
	return true;
}

unsigned phone_handles(const char *name)
{
	int domain = kernel_domain(phone_plan(name)->domain);
	unsigned count = 0;

	for (int s = 0; s < KERNEL_SLOTS; s++)
		count += kernel.slot[domain][s].object >= 0;
	return count;
}

void phone_soil(const char *name, uint64_t address, uint64_t size)
{
	for (uint64_t at = 0; at < size; at += 4096)
		memset(phone_memory(name, address + at), 0xee, 4096);
}

void phone_clear_pending(void)
{
	for (int i = 0; i < kernel.objects; i++)
		kernel.object[i].pending = 0;
}

void phone_serve(void)
{
	bool busy = true;

	for (int rounds = 0; busy; rounds++) {
		assert_true(rounds < 1000);
		init_serve_once(&init);
		busy = kernel.exits > 0;
		for (uint32_t i = 0; i < init.manifest.programs; i++)
			busy |= !init.manifest.program[i].is_init &&
				(init.life[i].state == INIT_CLEARING ||
				 (init.life[i].state == INIT_DUE &&
				  init.life[i].due <= kernel.now));
	}
}

void phone_fault(const char *name)
{
	kernel_exit(init_exit_identity(&init, phone_index(name)), HF_EXIT_FAULT, 0x123, 0x93800006);
}
