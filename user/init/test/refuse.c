/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the planner refuses: devices, files and sizes that this machine or this boot pack does not have.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "user/init/test/world.h"

static struct world world;

static void assert_refused(const char *from, const char *to, const char *words)
{
	bool found = false;

	world_open(&world, world_changed(from, to));
	assert_false(world_plan(&world));
	for (uint32_t i = 0; i < world.errors.count && i < MANIFEST_ERRORS; i++)
		found |= strstr(world.errors.error[i].text, words) != NULL;
	if (!found)
		fail_msg("no '%s', but '%s'", words, world.errors.error[0].text);
}

static void refuses_bad_devices(void **state)
{
	(void)state;
	assert_refused("node /uart@9000000", "node /uart@9000001", "no device '/uart@9000001'");
	assert_refused("virtio,mmio 1", "virtio,mmio 3", "no device 'virtio,mmio'");
	assert_refused("virtio,mmio 1 shared-page", "virtio,mmio 1", "say 'shared-page' at both");
	assert_refused("interrupt shared-page", "interrupt", "say 'shared-page' at both");
	assert_refused("node /uart@9000000", "node /intc@8000000", "no interrupt 0");
	assert_refused("node /uart@9000000 interrupt", "node /intc@8000000",
		       "not there to be given");
	assert_refused("node /uart@9000000 interrupt", "node /chosen", "no registers");
	assert_refused("node /uart@9000000 interrupt", "node /huge@fff", "or too many");
	assert_refused("node /uart@9000000 interrupt", "node /uart@9000000 interrupt 1",
		       "no interrupt 1");
	assert_refused("node /uart@9000000 interrupt", "address 0x40000000 0x1000",
		       "not there to be given");
	assert_refused("node /uart@9000000 interrupt", "address 0xfffffffff000 0x2000",
		       "not there to be given");
	assert_refused("compatible virtio,mmio 1 shared-page",
		       "address 0xa000200 0x200 interrupt 48 shared-page",
		       "interrupt 48 is given to 'server' already");
	assert_refused("compatible virtio,mmio 1 shared-page", "node /virtio@a000000 shared-page",
		       "the device that line 18 gives");
	assert_refused("compatible virtio,mmio 1 shared-page\n",
		       "compatible virtio,mmio 2 shared-page\n\tdevice three node /wide@a001000\n",
		       "the device that line");
	assert_refused("compatible virtio,mmio 1 shared-page\n",
		       "compatible virtio,mmio 2\n\tdevice three address 0xa001200 0x1000\n",
		       "in one page with");
}

static void refuses_bad_files(void **state)
{
	(void)state;
	assert_refused("file text text", "file text missing", "has no file 'missing'");
	assert_refused("file text text", "file text unaligned", "does not begin at a page");
	assert_refused("linux app", "linux missing", "has no file 'missing'");
	assert_refused("personality person.elf", "personality missing", "has no file 'missing'");
	assert_refused("personality person.elf", "personality a.elf", "'a.elf' cannot run");
	assert_refused("linux app", "linux text", "'text' cannot run");
	assert_refused("image a.elf", "image person.elf", "'person.elf' cannot run");
	assert_refused("image a.elf", "image text", "'text' cannot run");
	assert_refused("image a.elf", "image missing", "has no file 'missing'");
}

static void refuses_what_does_not_fit(void **state)
{
	char lines[4096] = "program more\n\timage a.elf\n\tpriority 10\n\tspare\n\tserves calls\n";

	(void)state;
	assert_refused("memory guest 2M", "memory guest 64M", "memory left for this region");
	assert_refused("memory guest 2M",
		       "memory more 6M guest\n\tmemory again 4M guest\n\tmemory guest 2M",
		       "memory left for this region");
	assert_refused("account 16", "account 1024", "needs an account of");
	for (unsigned i = 0; i < 29; i++)
		snprintf(lines + strlen(lines), sizeof(lines) - strlen(lines),
			 "channel client:c%u -> more:c%u calls\n", i, i);
	assert_refused("", lines, "more handles than it has room for");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_bad_devices),
		cmocka_unit_test(refuses_bad_files),
		cmocka_unit_test(refuses_what_does_not_fit),
	};

	return cmocka_run_group_tests_name("plan: refusals", tests, NULL, NULL);
}
