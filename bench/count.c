/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A TCG plugin of QEMU that counts instructions between marks.
 *
 * A mark is a hint instruction that Arm has not allocated, a NOP at every exception level: `hint #0x60` ends the
 * operation that is open, `hint #(0x60 + N)` opens operation N, 1 to 31 (mark.h names them). What lies between, at
 * all exception levels, is one sample: exactly the instructions that the CPU began to execute, the marks not
 * counted. So there is no overhead to subtract: two marks side by side give 0. An instruction that faults counts,
 * and counts again when it is retried. The counter register of the guest (CNTVCT under -icount) would do as well
 * on a CPU whose counter goes at 1 GHz; a Cortex-A57's goes in steps of 16 instructions, and reading it costs
 * some itself.
 *
 * For a program that cannot be changed to have marks, `first=OPCODE:N` takes an instruction of that encoding as
 * the mark that opens operation N: an arm64 Linux image begins with one that compilers do not make.
 *
 * Arguments: out=FILE [first=OPCODE:N] [where=N]. When QEMU ends, FILE gets a line for each operation that has
 * samples, `N SAMPLE...` in their order; and with where=N, for each address that executed in operation N, a line
 * `@ADDRESS TIMES`, of all samples. One CPU only.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plugin.h"

#define HINT	  0xd503201fu
#define HINT_MASK 0xfffff01fu
#define MARK	  0x60u
#define MARKS	  32u
#define SAMPLES	  4096u
#define PLACES	  (1u << 20) /* addresses that where=N can tell apart */

PLUGIN_API int qemu_plugin_version = 4;

struct operation {
	unsigned int samples;
	uint64_t sample[SAMPLES];
};

/* An address, and how often it executed in the operation `where`. */
struct place {
	bool taken;
	uint64_t address, times;
};

static struct operation operations[MARKS];
static struct place places[PLACES];
static unsigned int open_operation; /* 0: none */
static uint64_t opened;
static qemu_plugin_u64 executed;

static const char *out;
static uint32_t first_opcode;
static unsigned int first, where;

static void mark(unsigned int cpu, void *data)
{
	uint64_t now = qemu_plugin_u64_get(executed, cpu);
	struct operation *o = &operations[open_operation];

	if (open_operation && o->samples < SAMPLES)
		o->sample[o->samples++] = now - opened;
	open_operation = (unsigned int)(uintptr_t)data;
	opened = now;
}

static void opens(unsigned int cpu, void *data)
{
	opened = qemu_plugin_u64_get(executed, cpu);
	open_operation = (unsigned int)(uintptr_t)data;
}

static void visit(unsigned int cpu, void *data)
{
	struct place *p = data;

	(void)cpu;
	if (open_operation == where)
		p->times++;
}

/* The place of an address, by open addressing. */
static struct place *place_of(uint64_t address)
{
	uint64_t hash = address >> 2;

	for (unsigned int i = 0; i < PLACES; i++) {
		struct place *p = &places[(hash + i) % PLACES];

		if (p->taken && p->address != address)
			continue;
		*p = (struct place){ true, address, p->times };
		return p;
	}
	fprintf(stderr, "count: too many addresses\n");
	exit(1);
}

static void instrument(struct qemu_plugin_insn *insn)
{
	uint32_t opcode = 0;

	if (qemu_plugin_insn_data(insn, &opcode, sizeof(opcode)) != sizeof(opcode))
		return;
	if ((opcode & HINT_MASK) == HINT && (opcode >> 5 & 0x7f) >= MARK) {
		uintptr_t number = (opcode >> 5 & 0x7f) - MARK;

		qemu_plugin_register_vcpu_insn_exec_cb(insn, mark, QEMU_PLUGIN_CB_NO_REGS,
						       (void *)number);
		return;
	}
	if (first && opcode == first_opcode)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, opens, QEMU_PLUGIN_CB_NO_REGS,
						       (void *)(uintptr_t)first);
	if (where)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, visit, QEMU_PLUGIN_CB_NO_REGS,
						       place_of(qemu_plugin_insn_vaddr(insn)));
	qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn, QEMU_PLUGIN_INLINE_ADD_U64,
							    executed, 1);
}

static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (size_t i = 0; i < n; i++)
		instrument(qemu_plugin_tb_get_insn(tb, i));
}

static void report_operation(FILE *file, unsigned int number, const struct operation *o)
{
	if (!o->samples)
		return;
	fprintf(file, "%u", number);
	for (unsigned int i = 0; i < o->samples; i++)
		fprintf(file, " %" PRIu64, o->sample[i]);
	fputc('\n', file);
}

static void report(qemu_plugin_id_t id, void *data)
{
	FILE *file = fopen(out, "w");

	(void)id;
	(void)data;
	if (!file) {
		perror(out);
		return;
	}
	for (unsigned int i = 1; i < MARKS; i++)
		report_operation(file, i, &operations[i]);
	for (unsigned int i = 0; i < PLACES; i++)
		if (places[i].times)
			fprintf(file, "@%" PRIx64 " %" PRIu64 "\n", places[i].address,
				places[i].times);
	if (fclose(file))
		perror(out);
}

static bool parse(const char *argument)
{
	if (!strncmp(argument, "out=", 4))
		out = argument + 4;
	else if (sscanf(argument, "where=%u", &where) != 1 &&
		 sscanf(argument, "first=%" SCNx32 ":%u", &first_opcode, &first) != 2)
		return false;
	return true;
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (!parse(argv[i])) {
			fprintf(stderr, "count: what is %s?\n", argv[i]);
			return -1;
		}
	}
	if (!out || where >= MARKS || first >= MARKS || !info->system_emulation ||
	    info->system.max_vcpus != 1) {
		fprintf(stderr, "count: needs out=FILE, and a machine of one CPU\n");
		return -1;
	}
	executed.score = qemu_plugin_scoreboard_new(sizeof(uint64_t));
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
	qemu_plugin_register_atexit_cb(id, report, NULL);
	return 0;
}
