/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What init is given. The boot pack and the tree are measured with the kernel or come from the boot
 * loader; even so nothing in them is believed before it was checked.
 */
#include "user/init/init.h"
#include "user/lib/map.h"

/* Map all of a memory for reading. */
static bool map_whole(const struct hf_boot_memory *memory, uint64_t address)
{
	return hf_map_all(HF_INIT_SPACE, address, memory->handle, 0, memory->size, HF_RIGHT_READ) ==
	       HF_OK;
}

static const struct hf_boot_memory *find_memory(const struct hf_boot *boot, enum hf_boot_kind kind)
{
	for (uint32_t i = 0; i < boot->memories && i < HF_BOOT_MEMORIES; i++)
		if (boot->memory[i].kind == kind)
			return &boot->memory[i];
	return NULL;
}

static bool open_tree(struct init *init)
{
	const struct hf_boot_memory *memory = find_memory(init->boot, HF_BOOT_TREE);

	return memory != NULL && init->boot->tree_size <= memory->size &&
	       map_whole(memory, INIT_TREE) &&
	       fdt_open(&init->tree, (const void *)(uintptr_t)INIT_TREE, init->boot->tree_size);
}

static bool open_pack(struct init *init)
{
	const struct hf_boot *boot = init->boot;

	init->pack_memory = find_memory(boot, HF_BOOT_PACK);
	return init->pack_memory != NULL && boot->pack_offset <= init->pack_memory->size &&
	       boot->pack_size <= init->pack_memory->size - boot->pack_offset &&
	       map_whole(init->pack_memory, INIT_PACK) &&
	       cpio_open(&init->pack, (const uint8_t *)(uintptr_t)INIT_PACK + boot->pack_offset,
			 boot->pack_size);
}

static void say_errors(struct init *init)
{
	for (uint32_t i = 0; i < init->errors.count && i < MANIFEST_ERRORS; i++)
		init_say(init, "manifest, line %u: %s", init->errors.error[i].line,
			 init->errors.error[i].text);
}

static bool open_manifest(struct init *init)
{
	struct plan_input in = {
		.boot = init->boot,
		.manifest = &init->manifest,
		.tree = &init->tree,
		.pack = &init->pack,
		.pack_memory = init->pack_memory,
		.first_slot = HF_INIT_MEMORY + init->boot->memories,
	};
	struct cpio_file file;

	if (!cpio_find(&init->pack, "manifest", &file)) {
		init_say(init, "the boot pack has no manifest");
		return false;
	}
	return manifest_parse(&init->manifest, (const char *)init->pack.at + file.offset, file.size,
			      &init->errors) &&
	       manifest_check(&init->manifest, &init->errors) &&
	       plan_make(&init->plan, &in, &init->errors);
}

bool init_open(struct init *init, const struct hf_boot *boot)
{
	init->boot = boot;
	if (boot->magic != HF_BOOT_MAGIC || boot->memories > HF_BOOT_MEMORIES) {
		init_say(init, "no boot record");
		return false;
	}
	if (!open_tree(init)) {
		init_say(init, "the device tree is damaged");
		return false;
	}
	if (!open_pack(init)) {
		init_say(init, "there is no boot pack, or it is damaged");
		return false;
	}
	if (open_manifest(init))
		return true;
	say_errors(init);
	return false;
}
