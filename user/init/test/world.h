/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A machine and a boot pack for init's host tests: two banks of RAM, a small device tree, a few programs.
 *
 * RAM is a memory file, so that a frame can be mapped at several addresses, as on the machine.
 */
#ifndef USER_INIT_TEST_WORLD_H
#define USER_INIT_TEST_WORLD_H

#include "lib/fdt/test/builder.h"
#include "user/init/plan.h"

#define WORLD_RAM_BASE	0x40000000ull
#define WORLD_RAM_SIZE	(8ull << 20) /* one bank, */
#define WORLD_GAP	(1ull << 20) /* what the kernel took, */
#define WORLD_MORE_SIZE (6ull << 20) /* and another */
#define WORLD_SIZE	(WORLD_RAM_SIZE + WORLD_GAP + WORLD_MORE_SIZE)
#define WORLD_PACK_SIZE (1ull << 20) /* at the start of the first bank; the tree behind it */
#define WORLD_TREE_SIZE (64ull << 10)

#define WORLD_CPUS 2

/* Indexes in boot.memory. */
enum { WORLD_PACK, WORLD_TREE, WORLD_RAM, WORLD_MORE, WORLD_DEVICES, WORLD_UART, WORLD_MEMORIES };

struct world {
	int ram;     /* the memory file: offset 0 is WORLD_RAM_BASE */
	uint8_t *at; /* all of it mapped */
	struct hf_boot boot;
	struct manifest manifest;
	struct manifest_errors errors;
	struct fdt tree;
	struct cpio pack;
	struct plan plan;
};

/* The manifest that most tests begin with. */
extern const char world_manifest[];

/* That manifest with the first `from` in it replaced, or with lines added if `from` is empty. */
char *world_changed(const char *from, const char *to);

/* Make everything but the plan; the manifest must parse. */
void world_open(struct world *w, const char *manifest);

/* Plan it: false with w->errors. */
bool world_plan(struct world *w);

/* A pack that is built file by file, aligned to pages or not. */
void world_pack_start(struct world *w);
void world_pack_add(struct world *w, const char *name, const void *bytes, size_t size,
		    bool aligned);
void world_pack_end(struct world *w);

/* A small program: text, constants, data and .bss. Returns its size. */
size_t world_program(uint8_t *out, uint64_t base);

#endif
