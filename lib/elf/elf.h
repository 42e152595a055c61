/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reader of static AArch64 programs: ELF-64, little-endian, ET_EXEC (ELF specification 1.2 and the ELF
 * for the Arm 64-bit Architecture).
 *
 * elf_open checks the whole file against what a loader needs and refuses the rest, so whoever loads
 * the segments checks nothing again:
 *
 *	- every segment's bytes lie in the file, and its memory in the address range given;
 *	- segments ascend, and no two share a page;
 *	- none is both writable and executable;
 *	- the entry lies in an executable segment, on an instruction's boundary.
 *
 * The file may be hostile; it must not change while it is used. No allocation; freestanding.
 */
#ifndef LIB_ELF_ELF_H
#define LIB_ELF_ELF_H

#include <stddef.h>
#include <stdint.h>

#define ELF_SEGMENTS 8
#define ELF_PAGE     4096u

#define ELF_EXECUTE 1u
#define ELF_WRITE   2u
#define ELF_READ    4u

/* A piece of memory to set up: file_size bytes from the file, then zeros. */
struct elf_segment {
	uint64_t address, memory_size;
	uint64_t offset, file_size;
	uint32_t rights; /* ELF_READ, ELF_WRITE, ELF_EXECUTE */
};

struct elf {
	uint64_t entry;
	uint64_t
		headers; /* address of the program headers in memory, or 0 if no segment has them */
	uint32_t header_count;
	uint32_t segments;
	struct elf_segment segment[ELF_SEGMENTS];
};

enum elf_error {
	ELF_OK = 0,
	ELF_SHORT,  /* a header or a segment is not wholly in the file */
	ELF_FORMAT, /* not ELF, or not 64 bits, little-endian, AArch64 */
	ELF_TYPE,   /* not a static executable: a shared object, or one that wants an interpreter */
	ELF_COUNT,  /* no segments, or too many */
	ELF_ADDRESS, /* a segment is out of the address range, out of order, or shares a page */
	ELF_RIGHTS,  /* a segment is writable and executable */
	ELF_ENTRY,   /* the entry is not in executable memory */
};

/* Check the file; segments must lie in [low, high), which are page-aligned. */
enum elf_error elf_open(struct elf *elf, const void *file, size_t size, uint64_t low,
			uint64_t high);

/* What is wrong, in words for an error message. */
const char *elf_error_text(enum elf_error error);

/* The pages of a segment: the first one's address, and the end of the last. */
static inline uint64_t elf_first_page(const struct elf_segment *s)
{
	return s->address & ~(uint64_t)(ELF_PAGE - 1);
}

static inline uint64_t elf_pages_end(const struct elf_segment *s)
{
	return (s->address + s->memory_size + ELF_PAGE - 1) & ~(uint64_t)(ELF_PAGE - 1);
}

#endif
