/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Seeds for the programs' stack protectors: SplitMix64 over the boot loader's seed (/chosen's rng-seed) and
 * the counter. Good enough to be guessed by nobody who sees only one program; keys come from `random`.
 */
#include "user/init/init.h"

static uint64_t mix(uint64_t z)
{
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

uint64_t init_random(struct init *init)
{
	init->random += 0x9e3779b97f4a7c15;
	return mix(init->random ^ hf_now() << 32);
}

void init_seed(struct init *init)
{
	fdt_node chosen = fdt_path(&init->tree, "/chosen");
	uint32_t size = 0;
	const uint8_t *seed = NULL;

	if (chosen != FDT_NONE)
		seed = fdt_property(&init->tree, chosen, "rng-seed", &size);
	for (uint32_t i = 0; seed != NULL && i < size; i++)
		init->random = mix(init->random ^ seed[i]);
	init->random ^= hf_now();
}
