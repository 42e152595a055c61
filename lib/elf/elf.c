/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The checks of a static program. Fields are read byte by byte, so the file may lie at any alignment.
 */
#include <string.h>

#include "lib/elf/elf.h"

#define FILE_HEADER	64u
#define PROGRAM_HEADER	56u
#define TYPE_EXECUTABLE 2u
#define AARCH64		183u
#define LOAD		1u
#define DYNAMIC		2u
#define INTERPRETER	3u

static uint64_t little(const uint8_t *at, unsigned bytes)
{
	uint64_t value = 0;

	while (bytes-- > 0)
		value = value << 8 | at[bytes];
	return value;
}

static enum elf_error check_header(const uint8_t *file, size_t size)
{
	/* Magic number, 64 bits, little-endian, version 1. */
	static const uint8_t identity[] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };

	if (size < FILE_HEADER)
		return ELF_SHORT;
	if (memcmp(file, identity, sizeof(identity)) != 0 || little(file + 18, 2) != AARCH64 ||
	    little(file + 54, 2) != PROGRAM_HEADER)
		return ELF_FORMAT;
	return little(file + 16, 2) == TYPE_EXECUTABLE ? ELF_OK : ELF_TYPE;
}

/* Append the segment that the LOAD header at `h` describes. */
static enum elf_error add_segment(struct elf *elf, const uint8_t *h, size_t size, uint64_t low,
				  uint64_t high)
{
	struct elf_segment s = {
		.address = little(h + 16, 8),
		.memory_size = little(h + 40, 8),
		.offset = little(h + 8, 8),
		.file_size = little(h + 32, 8),
		.rights = little(h + 4, 4) & (ELF_READ | ELF_WRITE | ELF_EXECUTE),
	};

	if (s.memory_size == 0)
		return ELF_OK;
	if (s.offset > size || s.file_size > size - s.offset)
		return ELF_SHORT;
	if (elf->segments == ELF_SEGMENTS)
		return ELF_COUNT;
	if (elf->segments > 0)
		low = elf_pages_end(&elf->segment[elf->segments - 1]);
	if (s.file_size > s.memory_size || s.address > high || s.memory_size > high - s.address ||
	    elf_first_page(&s) < low)
		return ELF_ADDRESS;
	if ((s.rights & ELF_WRITE) != 0 && (s.rights & ELF_EXECUTE) != 0)
		return ELF_RIGHTS;
	elf->segment[elf->segments++] = s;
	return ELF_OK;
}

static enum elf_error check_entry(const struct elf *elf)
{
	for (uint32_t i = 0; i < elf->segments; i++) {
		const struct elf_segment *s = &elf->segment[i];

		if ((s->rights & ELF_EXECUTE) != 0 && elf->entry % 4 == 0 &&
		    elf->entry >= s->address && elf->entry - s->address < s->file_size)
			return ELF_OK;
	}
	return ELF_ENTRY;
}

/* Where the segments put the program headers, for a program's auxiliary vector. */
static uint64_t find_headers(const struct elf *elf, uint64_t offset, uint64_t bytes)
{
	for (uint32_t i = 0; i < elf->segments; i++) {
		const struct elf_segment *s = &elf->segment[i];

		if (offset >= s->offset && offset - s->offset <= s->file_size &&
		    bytes <= s->file_size - (offset - s->offset))
			return s->address + (offset - s->offset);
	}
	return 0;
}

enum elf_error elf_open(struct elf *elf, const void *file, size_t size, uint64_t low, uint64_t high)
{
	const uint8_t *header = file;
	enum elf_error e = check_header(header, size);
	uint64_t offset;

	if (e != ELF_OK)
		return e;
	offset = little(header + 32, 8);
	*elf = (struct elf){ .entry = little(header + 24, 8),
			     .header_count = (uint32_t)little(header + 56, 2) };
	if (offset > size || elf->header_count > (size - offset) / PROGRAM_HEADER)
		return ELF_SHORT;
	for (uint32_t i = 0; i < elf->header_count && e == ELF_OK; i++) {
		const uint8_t *h = header + offset + (size_t)i * PROGRAM_HEADER;
		uint64_t type = little(h, 4);

		if (type == INTERPRETER || type == DYNAMIC)
			e = ELF_TYPE;
		else if (type == LOAD)
			e = add_segment(elf, h, size, low, high);
	}
	if (e == ELF_OK && elf->segments == 0)
		e = ELF_COUNT;
	elf->headers = find_headers(elf, offset, (uint64_t)elf->header_count * PROGRAM_HEADER);
	return e == ELF_OK ? check_entry(elf) : e;
}

const char *elf_error_text(enum elf_error error)
{
	switch (error) {
	case ELF_OK:
		return "sound";
	case ELF_SHORT:
		return "cut short";
	case ELF_FORMAT:
		return "not an AArch64 ELF program";
	case ELF_TYPE:
		return "not linked statically at a fixed address";
	case ELF_COUNT:
		return "without loadable segments, or with too many";
	case ELF_ADDRESS:
		return "linked for addresses that programs do not have, or its segments share a "
		       "page";
	case ELF_RIGHTS:
		return "has a segment that is writable and executable";
	case ELF_ENTRY:
		return "its entry is not in executable memory";
	}
	return "damaged";
}
