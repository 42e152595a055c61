/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files are read whole, up to FILE_MAX bytes, and given to the library that knows their format.
 */
#include "user/apps/phone/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (1 << 20)
#define PATH	 256

static void join(char path[PATH], const char *directory, const char *name)
{
	snprintf(path, PATH, "%s/%s", directory, name);
}

/* The text, zero-terminated, to be freed; NULL if there is none. */
static char *read_text(const char *directory, const char *name)
{
	char path[PATH], *text = NULL;
	long size = 0;
	FILE *f;

	join(path, directory, name);
	f = fopen(path, "r");
	if (f && !fseek(f, 0, SEEK_END))
		size = ftell(f);
	if (f && size > 0 && size < FILE_MAX && !fseek(f, 0, SEEK_SET))
		text = calloc(1, (size_t)size + 1);
	if (text && fread(text, 1, (size_t)size, f) != (size_t)size)
		text[0] = 0;
	if (!text)
		fprintf(stderr, "phone: no %s\n", path);
	if (f)
		fclose(f);
	return text;
}

struct fonts *files_fonts(const char *directory)
{
	char regular[PATH], semibold[PATH], wide[PATH], error[400];
	struct font_files files = { regular, semibold, wide };
	struct fonts *fonts;

	join(regular, directory, "inter-regular");
	join(semibold, directory, "inter-semibold");
	join(wide, directory, "wqy-microhei");
	fonts = fonts_open(&files, error, sizeof(error));
	if (!fonts)
		fprintf(stderr, "phone: %s\n", error);
	return fonts;
}

const struct contacts *files_contacts(const char *directory)
{
	static struct contacts contacts;
	char *text = read_text(directory, "contacts");

	contacts_read(&contacts, text ? text : "", text ? strlen(text) : 0);
	free(text);
	if (contacts.bad_line)
		fprintf(stderr, "phone: contacts: line %zu is not a contact\n", contacts.bad_line);
	return &contacts;
}

const struct manifest *files_manifest(const char *directory)
{
	static struct manifest manifest;
	static struct manifest_errors errors;
	char *text = read_text(directory, "manifest");
	bool read = text && manifest_parse(&manifest, text, strlen(text), &errors);

	if (text && !read)
		fprintf(stderr, "phone: manifest: line %u: %s\n", errors.error[0].line,
			errors.error[0].text);
	free(text);
	return read ? &manifest : NULL;
}
