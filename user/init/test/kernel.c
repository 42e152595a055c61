/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of the kernel of init's host tests: objects, slots, mappings.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <cmocka.h>

#include "user/init/test/tables.h"

struct kernel kernel;

bool kernel_in_ram(uint64_t physical, uint64_t size)
{
	return physical >= WORLD_RAM_BASE && physical + size <= WORLD_RAM_BASE + WORLD_SIZE;
}

void *kernel_memory(uint64_t physical)
{
	assert_true(kernel_in_ram(physical, 1));
	return kernel.world->at + (physical - WORLD_RAM_BASE);
}

int kernel_new_object(enum hf_kind kind, int owner)
{
	assert_true(kernel.objects < KERNEL_OBJECTS);
	kernel.object[kernel.objects] =
		(struct kernel_object){ .kind = kind, .owner = owner, .parent = -1, .bound = -1 };
	return kernel.objects++;
}

struct kernel_slot *kernel_slot_of(int domain, uint64_t handle)
{
	return handle > 0 && handle < KERNEL_SLOTS ? &kernel.slot[domain][handle] : NULL;
}

void kernel_fill(int domain, hf_handle handle, int object, uint64_t rights)
{
	*kernel_slot_of(domain, handle) =
		(struct kernel_slot){ .object = object, .rights = rights };
}

/* What a handle of init names, if it is of this kind and has these rights. */
enum hf_error kernel_find(uint64_t handle, enum hf_kind kind, uint64_t rights, int *object)
{
	const struct kernel_slot *s = kernel_slot_of(0, handle);

	if (s == NULL || s->object < 0 || kernel.object[s->object].kind != kind)
		return HF_E_HANDLE;
	*object = s->object;
	return (s->rights & rights) == rights ? HF_OK : HF_E_RIGHTS;
}

/* The table of a domain object. */
int kernel_table_of(int object)
{
	for (int i = 0; i <= MANIFEST_PROGRAMS; i++)
		if (kernel.domain_object[i] == object)
			return i;
	fail_msg("object %d has no table", object);
	return -1;
}

int kernel_new_table(int object)
{
	for (int i = 0; i <= MANIFEST_PROGRAMS; i++)
		if (kernel.domain_object[i] < 0) {
			kernel.domain_object[i] = object;
			return i;
		}
	fail_msg("too many domains");
	return -1;
}

void kernel_start(struct world *world)
{
	memset(&kernel, 0, sizeof(kernel));
	kernel.world = world;
	kernel.now = 1000;
	for (int d = 0; d <= MANIFEST_PROGRAMS; d++) {
		kernel.domain_object[d] = -1;
		for (int s = 0; s < KERNEL_SLOTS; s++)
			kernel.slot[d][s].object = -1;
	}
	for (int m = 0; m < KERNEL_MAPPINGS; m++)
		kernel.mapping[m].space = -1;
	kernel_fill(kernel_new_table(kernel_new_object(HF_KIND_DOMAIN, -1)), HF_INIT_DOMAIN, 0,
		    HF_RIGHTS_ALL);
	kernel_fill(0, HF_INIT_SPACE, kernel_new_object(HF_KIND_SPACE, 0), HF_RIGHT_USE);
	kernel_fill(0, HF_INIT_THREAD, kernel_new_object(HF_KIND_THREAD, 0),
		    HF_RIGHT_USE | HF_RIGHT_CONTROL);
	kernel_fill(0, HF_INIT_EVENT, kernel_new_object(HF_KIND_EVENT, 0),
		    HF_RIGHT_USE | HF_RIGHT_CONTROL);
	kernel.object[0].pages = 512;
	kernel.object[0].cpus = (1u << world->boot.cpus) - 1;
	for (uint32_t i = 0; i < world->boot.memories; i++) {
		const struct hf_boot_memory *m = &world->boot.memory[i];
		int object = kernel_new_object(HF_KIND_MEMORY, 0);

		kernel.object[object].base = m->base;
		kernel.object[object].size = m->size;
		kernel.object[object].device = m->kind == HF_BOOT_DEVICE;
		kernel_fill(0, m->handle, object, HF_RIGHTS_ALL & ~(uint64_t)HF_RIGHT_MACHINE);
	}
}

void kernel_end_mapping(struct kernel_mapping *m)
{
	if (m->space == kernel.slot[0][HF_INIT_SPACE].object)
		munmap((void *)(uintptr_t)m->address, m->size);
	m->space = -1;
}

void kernel_end(void)
{
	for (int i = 0; i < KERNEL_MAPPINGS; i++)
		if (kernel.mapping[i].space >= 0)
			kernel_end_mapping(&kernel.mapping[i]);
}

void kernel_end_object(int object)
{
	for (int d = 0; d <= MANIFEST_PROGRAMS; d++)
		for (int s = 0; s < KERNEL_SLOTS; s++)
			if (kernel.slot[d][s].object == object)
				kernel.slot[d][s].object = -1;
	for (int i = 0; i < KERNEL_MAPPINGS; i++)
		if (kernel.mapping[i].space == object ||
		    (kernel.mapping[i].space >= 0 && kernel.mapping[i].memory == object))
			kernel_end_mapping(&kernel.mapping[i]);
	for (int i = 0; i < kernel.objects; i++)
		if (kernel.object[i].bound == object)
			kernel.object[i].bound = -1;
	kernel.object[object].kind = HF_KIND_NONE;
}

enum hf_error kernel_destroy_domain(int object)
{
	int table = kernel_table_of(object);

	for (int i = 0; i < kernel.objects; i++)
		if (kernel.object[i].kind != HF_KIND_NONE && kernel.object[i].owner == object)
			kernel_end_object(i);
	for (int s = 0; s < KERNEL_SLOTS; s++)
		kernel.slot[table][s].object = -1;
	kernel.object[0].pages += kernel.object[object].pages;
	kernel.domain_object[table] = -1;
	kernel_end_object(object);
	return HF_OK;
}

uint64_t hf_now(void)
{
	return kernel.now;
}

void kernel_exit(uint64_t identity, uint64_t kind, uint64_t a, uint64_t b)
{
	assert_true(kernel.exits < KERNEL_EXITS);
	kernel.exit[kernel.exits++] = (struct kernel_exit){ identity, { { kind, a, b } } };
}

struct kernel_object *kernel_object(hf_handle handle)
{
	const struct kernel_slot *s = kernel_slot_of(0, handle);

	return s != NULL && s->object >= 0 ? &kernel.object[s->object] : NULL;
}

int kernel_domain(hf_handle domain)
{
	assert_non_null(kernel_object(domain));
	return kernel_table_of(kernel.slot[0][domain].object);
}

const struct kernel_slot *kernel_slot(hf_handle domain, hf_handle handle)
{
	const struct kernel_slot *s = kernel_slot_of(kernel_domain(domain), handle);

	return s != NULL && s->object >= 0 ? s : NULL;
}

const struct kernel_mapping *kernel_mapped(hf_handle space, uint64_t address)
{
	for (int i = 0; i < KERNEL_MAPPINGS; i++) {
		const struct kernel_mapping *m = &kernel.mapping[i];

		if (m->space >= 0 && m->space == kernel.slot[0][space].object &&
		    address >= m->address && address - m->address < m->size)
			return m;
	}
	return NULL;
}
