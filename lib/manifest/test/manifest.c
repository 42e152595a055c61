/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a sound manifest means, and that no damaged one leads outside of its text.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/manifest/test/read.h"

static const char whole[] = "# A comment.\n"
			    "phone \"A phone, with blanks # and a mark\"   # and a comment\n"
			    "\n"
			    "sealed 128M\n"
			    "personality native/person.elf\n"
			    "program init\n"
			    "\tpriority 20\n"
			    "\n"
			    "program net\n"
			    "\timage native/net.elf\n"
			    "\targument \"dhcp slaac\"\n"
			    "\theap 2M\n"
			    "\tstack 0x4000\n"
			    "\taccount 7\n"
			    "\tslots 256\n"
			    "\tpriority 44\n"
			    "\tbudget 1500us in 10ms\n"
			    "\trestart 3 in 120s\n"
			    "\tserves calls\n"
			    "\tpolicy udp bit 0\n"
			    "\tpolicy low bits 32-47\n"
			    "\tpolicy all bits 48-63\n"
			    "\tdevice nic node /virtio_mmio@a003000 interrupt 2 shared-page\n"
			    "\tdevice timer compatible arm,sp804 1\n"
			    "\tdevice uart address 0x9000000 0x1000 interrupt 33\n"
			    "\tdevice rng compatible a,b interrupt\n"
			    "\tmemory dma 64K dma\n"
			    "program app\n"
			    "\tlinux linux/app\n"
			    "\theap 1M\n"
			    "\tpriority 3\n"
			    "\trestart never\n"
			    "\tmemory guest 4M guest\n"
			    "\tfile font fonts/font.ttf\n"
			    "region panel\n"
			    "\tpart strip 8K\n"
			    "\tpart screen 64K\n"
			    "\tgive net strip read write dma as top\n"
			    "\tgive app screen read\n"
			    "channel app -> net calls buffer 64K allow udp low=5060 all\n"
			    "channel app:up -> net:down stream 8K\n";

static void reads_everything(void **state)
{
	const struct manifest_program *net, *app;

	(void)state;
	assert_true(reads(whole));
	assert_string_equal(m.phone, "A phone, with blanks # and a mark");
	assert_int_equal(m.sealed, 128 << 20);
	assert_string_equal(m.personality, "native/person.elf");
	assert_int_equal(m.programs, 3);
	assert_true(m.program[0].is_init);
	assert_int_equal(m.program[0].stack, 0);
	net = &m.program[manifest_find(&m, "net")];
	assert_string_equal(net->image, "native/net.elf");
	assert_string_equal(net->argument, "dhcp slaac");
	assert_int_equal(net->heap, 2 << 20);
	assert_int_equal(net->stack, 0x4000);
	assert_int_equal(net->account, 7);
	assert_int_equal(net->slots, 256);
	assert_int_equal(net->priority, 44);
	assert_int_equal(net->budget_us, 1500);
	assert_int_equal(net->period_us, 10000);
	assert_true(net->restarts && net->restart_limit == 3 && net->restart_window_s == 120);
	assert_true(net->serves_calls && !net->is_linux);
	assert_int_equal(net->policies, 3);
	app = &m.program[manifest_find(&m, "app")];
	assert_true(app->is_linux && !app->restarts && !app->serves_calls);
	assert_int_equal(app->stack, 64 << 10);
	assert_int_equal(app->period_us, 0);
	assert_int_equal(manifest_find(&m, "nobody"), MANIFEST_NOBODY);
	assert_int_equal(manifest_load(&m, 0), 150000);
}

static void reads_grants(void **state)
{
	uint64_t guest;

	(void)state;
	assert_true(reads(whole));
	assert_int_equal(m.devices, 4);
	assert_int_equal(m.device[0].by, MANIFEST_BY_NODE);
	assert_string_equal(m.device[0].node, "/virtio_mmio@a003000");
	assert_true(m.device[0].interrupt && m.device[0].shared_page);
	assert_int_equal(m.device[0].interrupt_index, 2);
	assert_int_equal(m.device[1].by, MANIFEST_BY_COMPATIBLE);
	assert_string_equal(m.device[1].node, "arm,sp804");
	assert_int_equal(m.device[1].index, 1);
	assert_false(m.device[1].interrupt);
	assert_int_equal(m.device[2].by, MANIFEST_BY_ADDRESS);
	assert_int_equal(m.device[2].address, 0x9000000);
	assert_int_equal(m.device[2].size, 0x1000);
	assert_int_equal(m.device[2].interrupt_index, 33);
	assert_true(m.device[3].interrupt && m.device[3].index == 0);
	assert_int_equal(m.files, 1);
	assert_string_equal(m.file[0].name, "font");
	assert_string_equal(m.file[0].path, "fonts/font.ttf");
	assert_int_equal(m.regions, 3);
	assert_int_equal(m.gives, 4);
	assert_int_equal(m.give[0].flags, MANIFEST_WRITE | MANIFEST_DMA);
	assert_int_equal(m.give[1].flags, MANIFEST_WRITE | MANIFEST_GUEST);
	assert_string_equal(m.give[2].name, "top");
	assert_int_equal(m.give[2].part, 0);
	assert_int_equal(m.give[3].flags, 0);
	assert_string_equal(m.give[3].name, "screen");
	assert_int_equal(m.give[3].part, 1);
	assert_false(manifest_is_guest(&m, 0));
	assert_true(manifest_is_guest(&m, 1));
	assert_int_equal(manifest_memory(&m, &guest), (2 << 20) + 0x4000 + 7 * 4096 + (1 << 20) +
							      (64 << 10) + (64 << 10) + (72 << 10) +
							      (64 << 10) + (8 << 10));
	assert_int_equal(guest, 4 << 20);
}

static void reads_channels(void **state)
{
	(void)state;
	assert_true(reads(whole));
	assert_int_equal(m.channels, 2);
	assert_true(m.channel[0].calls && !m.channel[0].stream);
	assert_int_equal(m.channel[0].buffer, 64 << 10);
	assert_int_equal(m.channel[0].policy, 1 | (uint64_t)5060 << 32 | (uint64_t)0xffff << 48);
	assert_string_equal(m.channel[0].client_name, "net");
	assert_string_equal(m.channel[0].server_name, "app");
	assert_true(!m.channel[1].calls && m.channel[1].stream);
	assert_string_equal(m.channel[1].client_name, "up");
	assert_string_equal(m.channel[1].server_name, "down");
	assert_int_equal(m.channel[1].policy, 0);
}

static void spent_budgets_run_above_who_is_spare(void **state)
{
	(void)state;
	assert_true(reads("phone \"x\"\nsealed 1M\nprogram init\npriority 9\n"
			  "program a\nimage a\npriority 3\nspare\n"
			  "program b\nimage b\npriority 3\nspare\n"
			  "program c\nimage c\npriority 4\nbudget 1ms in 2ms\n"));
	assert_int_equal(manifest_spent_level(&m), 4);
	assert_true(reads("phone \"x\"\nsealed 1M\nprogram init\npriority 9\n"
			  "program a\nimage a\npriority 0\n"));
	assert_int_equal(manifest_spent_level(&m), 0);
}

static void init_needs_no_budget(void **state)
{
	(void)state;
	assert_true(reads("phone \"x\"\nsealed 1M\nprogram init\npriority 9\n"
			  "program a\nimage a\npriority 1\n"));
}

/* Each CPU has its own time; what one program leaves out another may have. */
static void cpus_have_time_of_their_own(void **state)
{
	(void)state;
	assert_true(reads(TOP "program a\nimage a\npriority 9\nbudget 9ms in 10ms\n"
			      "program b\nimage b\npriority 9\nbudget 9ms in 10ms\ncpu 1\n"
			      "program c\nimage c\npriority 9\ncpu 2\n"
			      "program d\nimage d\npriority 1\nspare\ncpu 0 threads 6-7\n"));
	assert_int_equal(m.program[1].cpu, 0);
	assert_int_equal(m.program[1].threads, 1);
	assert_int_equal(m.program[2].cpu, 1);
	assert_int_equal(m.program[2].threads, 2);
	assert_int_equal(m.program[4].cpu, 0);
	assert_int_equal(m.program[4].threads, 0xc0);
	assert_int_equal(manifest_cpus(&m.program[4]), 0xc1);
	assert_int_equal(manifest_load(&m, 0), 900000);
	assert_int_equal(manifest_load(&m, 1), 900000);
	assert_int_equal(manifest_load(&m, 2), 0);
	assert_true(reads(PAIR "channel a -> b stream 8K\nprogram c\nimage c\npriority 10\ncpu 3\n"
			       "channel c -> b stream 8K\n"));
}

static char *read_file(const char *path, size_t *size)
{
	static char text[1 << 16];
	FILE *f = fopen(path, "rb");

	if (f == NULL)
		fail_msg("no %s: run from the top of the tree", path);
	*size = fread(text, 1, sizeof(text), f);
	fclose(f);
	return text;
}

static void accepts_the_phone(void **state)
{
	size_t size;
	const char *text = read_file("phone/virt.manifest", &size);

	(void)state;
	if (!read_bytes(text, size))
		fail_msg("line %u: %s", errors.error[0].line, errors.error[0].text);
}

/* The phone's manifest cut anywhere, or with a byte changed: refused or not, never a step outside. */
static void survives_damage(void **state)
{
	static const char damage[] = { 0, '\n', '"', ' ', '-', ':', '9', 'z', '\xff' };
	size_t size;
	char *text = read_file("phone/virt.manifest", &size);

	(void)state;
	for (size_t at = 0; at < size; at++) {
		char kept = text[at];

		(void)read_bytes(text, at);
		text[at] = damage[at % sizeof(damage)];
		(void)read_bytes(text, size);
		text[at] = kept;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_everything),
		cmocka_unit_test(reads_grants),
		cmocka_unit_test(reads_channels),
		cmocka_unit_test(init_needs_no_budget),
		cmocka_unit_test(spent_budgets_run_above_who_is_spare),
		cmocka_unit_test(cpus_have_time_of_their_own),
		cmocka_unit_test(accepts_the_phone),
		cmocka_unit_test(survives_damage),
	};

	return cmocka_run_group_tests_name("manifest", tests, NULL, NULL);
}
