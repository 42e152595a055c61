/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program's start: its first stack, as the System V ABI and Linux lay it out, and into its entry.
 *
 *	sp -> argc, argv[0], 0, environment's end 0, auxiliary vector, 0, strings
 */
#include <string.h>

#include "lib/elf/elf.h"
#include "user/lib/hf.h"
#include "user/lib/log.h"
#include "user/lib/program.h"
#include "user/linux/file.h"
#include "user/linux/identity.h"
#include "user/linux/linux.h"
#include "user/linux/memory.h"
#include "user/linux/task.h"
#include "user/linux/time.h"

/* getauxval(3) */
enum {
	AT_NULL = 0,
	AT_PHDR = 3,
	AT_PHENT = 4,
	AT_PHNUM = 5,
	AT_PAGESZ = 6,
	AT_ENTRY = 9,
	AT_UID = 11,
	AT_EUID = 12,
	AT_GID = 13,
	AT_EGID = 14,
	AT_HWCAP = 16,
	AT_CLKTCK = 17,
	AT_SECURE = 23,
	AT_RANDOM = 25,
};

#define PHDR_SIZE     56
#define FRAME_SIZE    512    /* what the start of the stack takes, at most */
#define BELOW	      0x1000 /* so far under the frames of the functions here */
#define RANDOM_SIZE   16

/* AT_HWCAP of AArch64. */
#define HWCAP_FP      (1 << 0)
#define HWCAP_ASIMD   (1 << 1)
#define HWCAP_AES     (1 << 3)
#define HWCAP_PMULL   (1 << 4)
#define HWCAP_SHA1    (1 << 5)
#define HWCAP_SHA2    (1 << 6)
#define HWCAP_CRC32   (1 << 7)
#define HWCAP_ATOMICS (1 << 8)

const struct hf_program *self;

/* What the CPU can do that programs choose their code by (ID_AA64ISAR0_EL1, Arm ARM D19.2.61). */
static uint64_t capabilities(void)
{
	uint64_t caps = HWCAP_FP | HWCAP_ASIMD, isar0;
	struct hf_words info;

	if (hf_info(HF_NO_HANDLE, &info))
		return caps;
	isar0 = info.w[1];
	caps |= (isar0 >> 4 & 15) >= 1 ? HWCAP_AES : 0;
	caps |= (isar0 >> 4 & 15) >= 2 ? HWCAP_PMULL : 0;
	caps |= (isar0 >> 8 & 15) >= 1 ? HWCAP_SHA1 : 0;
	caps |= (isar0 >> 12 & 15) >= 1 ? HWCAP_SHA2 : 0;
	caps |= (isar0 >> 16 & 15) >= 1 ? HWCAP_CRC32 : 0;
	caps |= (isar0 >> 20 & 15) >= 2 ? HWCAP_ATOMICS : 0;
	return caps;
}

/* Fills the start of the stack; returns its lowest address. */
static uint64_t make_stack(const struct elf *elf)
{
	uint64_t top = ((uint64_t)__builtin_frame_address(0) - BELOW) & ~15ull;
	uint64_t base = top - FRAME_SIZE;
	uint64_t *word = (uint64_t *)base;
	uint8_t *random = (uint8_t *)top - RANDOM_SIZE;
	char *name = (char *)random - HF_NAME;
	const uint64_t auxiliary[] = {
		AT_PHDR,   elf->headers,   AT_PHENT,  PHDR_SIZE, AT_PHNUM, elf->header_count,
		AT_PAGESZ, HF_PAGE_SIZE,   AT_ENTRY,  elf->entry, AT_UID,  0,
		AT_EUID,   0,		   AT_GID,    0,	 AT_EGID,  0,
		AT_HWCAP,  capabilities(), AT_CLKTCK, 100,	 AT_SECURE, 0,
		AT_RANDOM, (uint64_t)random, AT_NULL, 0,
	};

	memcpy(random, self->seed + sizeof(self->seed) - RANDOM_SIZE, RANDOM_SIZE);
	memcpy(name, self->name, HF_NAME);
	*word++ = 1; /* argc */
	*word++ = (uint64_t)name;
	*word++ = 0;
	*word++ = 0; /* no environment */
	memcpy(word, auxiliary, sizeof(auxiliary));
	return base;
}

int main(const struct hf_program *program)
{
	struct elf elf;
	enum elf_error e;

	self = program;
	e = elf_open(&elf, (const void *)self->image, self->image_size, 0, HF_HEAP_BASE);
	if (e) {
		hf_log("\1the program's image: %s", elf_error_text(e));
		return 1;
	}
	tasks_init();
	memory_init();
	files_init();
	time_init();
	linux_enter(elf.entry, make_stack(&elf));
}
