/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The boot pack: a cpio archive (newc, as lib/cpio reads) in which every file begins at a page, so that
 * it can be mapped into the program it is given to, and nothing but headers shares its last page.
 * The padding is in the names: a name may be followed by any number of zeros.
 *
 * The order is the manifest's and all times and owners are zero: the same inputs give the same bytes.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cpio/cpio.h"
#include "lib/elf/elf.h"
#include "abi/program.h"
#include "tools/manifest/tool.h"

#define PAGE	   4096u
#define NAMES_MAX  (MANIFEST_PROGRAMS + MANIFEST_FILES + 2)
#define PATH_LIMIT 4096

struct pack {
	FILE *out;
	uint64_t at;
	uint32_t number; /* of the next file */
	const char *name[NAMES_MAX];
	uint32_t names;
};

static void put(struct pack *p, const void *bytes, size_t size)
{
	fwrite(bytes, 1, size, p->out);
	p->at += size;
}

static void pad(struct pack *p, uint64_t to)
{
	static const char zeros[PAGE];

	while (p->at < to) {
		uint64_t size = to - p->at < PAGE ? to - p->at : PAGE;

		put(p, zeros, (size_t)size);
	}
}

/* A header whose name is padded so that what follows begins at a multiple of `align`. */
static void put_header(struct pack *p, const char *name, size_t size, uint32_t align)
{
	char header[CPIO_HEADER + 1];
	uint64_t end = p->at + CPIO_HEADER + strlen(name) + 1;
	uint64_t data = (end + align - 1) / align * align;

	snprintf(header, sizeof(header),
		 "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", ++p->number, 0100444,
		 0, 0, 1, 0, (unsigned)size, 0, 0, 0, 0, (unsigned)(data - p->at - CPIO_HEADER), 0);
	put(p, header, CPIO_HEADER);
	put(p, name, strlen(name) + 1);
	pad(p, data);
}

static bool is_packed(const struct pack *p, const char *name)
{
	for (uint32_t i = 0; i < p->names; i++)
		if (strcmp(p->name[i], name) == 0)
			return true;
	return false;
}

/* Find the file's place on this machine. */
static bool find(const struct places *places, const char *name, char path[PATH_LIMIT])
{
	size_t length = strlen(name);

	for (int i = 0; i < places->pair_count; i++)
		if (strncmp(places->pairs[i], name, length) == 0 &&
		    places->pairs[i][length] == '=') {
			snprintf(path, PATH_LIMIT, "%s", places->pairs[i] + length + 1);
			return true;
		}
	for (int i = 0; i < places->root_count; i++) {
		FILE *f;

		snprintf(path, PATH_LIMIT, "%s/%s", places->roots[i], name);
		f = fopen(path, "rb");
		if (f == NULL)
			continue;
		fclose(f);
		return true;
	}
	return false;
}

static bool add(struct pack *p, const char *name, const char *path)
{
	size_t size;
	char *bytes = tool_read(path, &size);

	if (bytes == NULL)
		return false;
	if (size > UINT32_MAX) {
		fprintf(stderr, "manifest: %s is too large for a boot pack\n", path);
		free(bytes);
		return false;
	}
	put_header(p, name, size, PAGE);
	put(p, bytes, size);
	pad(p, (p->at + 3) & ~(uint64_t)3);
	free(bytes);
	p->name[p->names++] = name;
	return true;
}

static bool add_named(struct pack *p, const struct places *places, const char *manifest,
		      uint32_t line, const char *name)
{
	char path[PATH_LIMIT];

	if (name[0] == '\0' || is_packed(p, name))
		return true;
	if (find(places, name, path))
		return add(p, name, path);
	fprintf(stderr, "%s:%u: there is no file '%s' to put into the boot pack\n", manifest, line,
		name);
	return false;
}

/* Pages that a program's segments take once they are loaded. */
static uint64_t loaded_size(const struct elf *elf)
{
	uint64_t size = 0;

	for (uint32_t i = 0; i < elf->segments; i++)
		size += elf_pages_end(&elf->segment[i]) - elf_first_page(&elf->segment[i]);
	return size;
}

/* A program that init would refuse is refused here. What it takes when loaded is added to *memory. */
static bool check_image(const char *name, uint64_t low, uint64_t high, const struct places *places,
			uint64_t *memory)
{
	char path[PATH_LIMIT];
	enum elf_error e;
	struct elf elf;
	size_t size;
	char *bytes;

	if (!find(places, name, path))
		return true;
	bytes = tool_read(path, &size);
	if (bytes == NULL)
		return false;
	e = elf_open(&elf, bytes, size, low, high);
	free(bytes);
	if (e != ELF_OK)
		fprintf(stderr, "manifest: %s cannot run: it is %s\n", path, elf_error_text(e));
	else
		*memory += loaded_size(&elf);
	return e == ELF_OK;
}

static bool check_images(const struct manifest *m, const struct places *places, uint64_t *memory)
{
	bool sound = true;

	for (uint32_t i = 0; i < m->programs; i++) {
		if (m->program[i].is_linux)
			sound &= check_image(m->personality, HF_PERSONALITY_BASE, HF_GRANT_BASE,
					     places, memory);
		if (!m->program[i].is_init)
			sound &= check_image(m->program[i].image, HF_PROGRAM_BASE, HF_HEAP_BASE,
					     places, memory);
	}
	return sound;
}

/* Files that only programs with guest memory have are the open world's. */
static bool is_open_world(const struct manifest *m, const struct manifest_file *file)
{
	for (uint32_t i = 0; i < m->files; i++) {
		bool guest = false;

		if (strcmp(m->file[i].path, file->path) != 0)
			continue;
		for (uint32_t g = 0; g < m->gives; g++)
			guest |= m->give[g].program == m->file[i].program &&
				 manifest_is_guest(m, m->give[g].region);
		if (!guest)
			return false;
	}
	return true;
}

static bool add_programs(struct pack *p, const struct manifest *m, const char *manifest,
			 const struct places *places)
{
	bool sound =
		add(p, "manifest", manifest) && add_named(p, places, manifest, 0, m->personality);

	for (uint32_t i = 0; i < m->programs; i++)
		sound &= add_named(p, places, manifest, m->program[i].line, m->program[i].image);
	return sound;
}

/* The sealed world's files first, the open world's behind them. */
static bool add_files(struct pack *p, const struct manifest *m, const char *manifest,
		      const struct places *places, bool open_world)
{
	bool sound = true;

	for (uint32_t i = 0; i < m->files; i++)
		if (is_open_world(m, &m->file[i]) == open_world)
			sound &= add_named(p, places, manifest, m->file[i].line, m->file[i].path);
	return sound;
}

/* The whole sealed world: what the manifest asks for, images as loaded, and its part of the pack. */
static bool check_sealed(const struct manifest *m, const char *manifest, uint64_t loaded,
			 uint64_t packed)
{
	uint64_t guest, asked = manifest_memory(m, &guest), all = asked + loaded + packed;

	printf("sealed world: %" PRIu64 " KiB of %" PRIu64 " (asked for %" PRIu64
	       ", programs loaded %" PRIu64 ", boot pack %" PRIu64 ")\n",
	       all >> 10, m->sealed >> 10, asked >> 10, loaded >> 10, packed >> 10);
	if (all <= m->sealed)
		return true;
	fprintf(stderr,
		"%s: the sealed world takes %" PRIu64 " KiB, but 'sealed' allows %" PRIu64 " KiB\n",
		manifest, all >> 10, m->sealed >> 10);
	return false;
}

bool tool_pack(const struct manifest *m, const char *manifest, const struct places *places,
	       const char *output)
{
	struct pack p = { .out = fopen(output, "wb") };
	uint64_t loaded = 0;
	bool sound;

	if (p.out == NULL) {
		fprintf(stderr, "manifest: %s: %s\n", output, strerror(errno));
		return false;
	}
	sound = check_images(m, places, &loaded) && add_programs(&p, m, manifest, places) &&
		add_files(&p, m, manifest, places, false) &&
		check_sealed(m, manifest, loaded, p.at) && add_files(&p, m, manifest, places, true);
	put_header(&p, CPIO_END, 0, 4);
	pad(&p, (p.at + 511) & ~(uint64_t)511);
	sound &= ferror(p.out) == 0;
	sound &= fclose(p.out) == 0;
	if (!sound)
		remove(output);
	return sound;
}
