/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as the device tree that a manifest's devices are looked up in: whatever it says, a planned
 * device is in memory that the kernel gave, and no two programs share a page without saying so.
 */
#include <stdlib.h>
#include <string.h>

#include "user/init/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char text[] = "phone \"test\"\nsealed 1M\n"
			   "program init\npriority 1\n"
			   "program a\nimage a\npriority 1\n"
			   "device one node /soc/uart@9000 interrupt\n"
			   "device two compatible arm,pl011 1 interrupt 1\n"
			   "program b\nimage b\npriority 1\n"
			   "device three compatible arm,pl011 interrupt\n"
			   "device four node /soc/x@a000 interrupt shared-page\n"
			   "device five compatible b shared-page\n"
			   "device six compatible a interrupt\n"
			   "device seven address 0x100009000 0x100 interrupt 33\n";

static const struct hf_boot boot = {
	.cpus = 1,
	.memories = 2,
	.memory = { { 0, 0x8000000, 8, HF_BOOT_DEVICE },
		    { 0x100000000, 0x10000000, 9, HF_BOOT_DEVICE } },
};

static void check_pair(const struct manifest *m, const struct plan *plan, uint32_t i, uint32_t j)
{
	const struct plan_device *a = &plan->device[i], *b = &plan->device[j];

	if (a->memory == HF_NO_HANDLE || b->memory == HF_NO_HANDLE)
		return;
	if (a->run.physical >= b->run.physical + b->run.size ||
	    b->run.physical >= a->run.physical + a->run.size)
		return;
	if (a->memory != b->memory || (m->device[i].program != m->device[j].program &&
				       (!m->device[i].shared_page || !m->device[j].shared_page)))
		abort();
}

static void check_device(const struct plan_device *d)
{
	const struct hf_boot_memory *m;

	if (d->memory == HF_NO_HANDLE)
		return;
	if (d->run.parent != 8 && d->run.parent != 9)
		abort();
	m = &boot.memory[d->run.parent - 8];
	if (d->run.offset > m->size || d->run.size > m->size - d->run.offset ||
	    d->run.physical != m->base + d->run.offset || d->registers + d->size > d->run.size)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct manifest m;
	static struct plan plan;
	struct manifest_errors errors;
	struct cpio pack = { (const uint8_t *)"", 0 };
	struct fdt tree;
	struct plan_input in = { &boot, &m, &tree, &pack, &boot.memory[0], 16 };

	if (!fdt_open(&tree, data, size))
		return 0;
	if (!manifest_parse(&m, text, sizeof(text) - 1, &errors))
		abort();
	(void)plan_make(&plan, &in, &errors);
	for (uint32_t i = 0; i < m.devices; i++) {
		check_device(&plan.device[i]);
		for (uint32_t j = 0; j < i; j++)
			check_pair(&m, &plan, i, j);
	}
	return 0;
}
