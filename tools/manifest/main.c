/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line. Every command reads and checks the manifest first; an error ends it with status 1.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/manifest/tool.h"

static const char usage[] =
	"usage: manifest check MANIFEST\n"
	"       manifest text MANIFEST\n"
	"       manifest draw MANIFEST PICTURE.svg\n"
	"       manifest pack MANIFEST PACK ROOT... [NAME=PATH...]\n"
	"\n"
	"check  finds errors and says them as FILE:LINE: what is wrong\n"
	"text   says in words what each program is given, and who can reach whom\n"
	"draw   draws it\n"
	"pack   builds the boot pack: the manifest and every file it names, each from PATH if a "
	"NAME=PATH\n"
	"       is given for it, else from the first ROOT that has it\n";

char *tool_read(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	char *bytes = NULL;
	long length = -1;

	if (f != NULL && fseek(f, 0, SEEK_END) == 0)
		length = ftell(f);
	if (length >= 0 && fseek(f, 0, SEEK_SET) == 0)
		bytes = malloc((size_t)length + 1);
	if (bytes == NULL || fread(bytes, 1, (size_t)length, f) != (size_t)length) {
		fprintf(stderr, "manifest: %s: %s\n", path, strerror(errno));
		free(bytes);
		bytes = NULL;
	} else {
		bytes[length] = '\0';
		*size = (size_t)length;
	}
	if (f != NULL)
		fclose(f);
	return bytes;
}

static bool load(const char *path, struct manifest *m)
{
	struct manifest_errors errors;
	size_t size;
	char *text = tool_read(path, &size);
	bool sound;

	if (text == NULL)
		return false;
	sound = manifest_parse(m, text, size, &errors) && manifest_check(m, &errors);
	free(text);
	for (uint32_t i = 0; i < errors.count && i < MANIFEST_ERRORS; i++) {
		if (errors.error[i].line > 0)
			fprintf(stderr, "%s:%u: %s\n", path, errors.error[i].line,
				errors.error[i].text);
		else
			fprintf(stderr, "%s: %s\n", path, errors.error[i].text);
	}
	if (errors.count > MANIFEST_ERRORS)
		fprintf(stderr, "%s: and %u more\n", path, errors.count - MANIFEST_ERRORS);
	return sound;
}

static bool draw(const struct manifest *m, const char *path)
{
	FILE *out = fopen(path, "w");
	bool written;

	if (out == NULL) {
		fprintf(stderr, "manifest: %s: %s\n", path, strerror(errno));
		return false;
	}
	tool_draw(m, out);
	written = ferror(out) == 0;
	if (fclose(out) != 0 || !written) {
		fprintf(stderr, "manifest: %s cannot be written\n", path);
		return false;
	}
	return true;
}

/* Split the arguments after PACK into roots and pairs. */
static bool pack(const struct manifest *m, const char *path, char **argument, int count)
{
	struct places places = { .roots = argument + 1 };

	while (1 + places.root_count < count &&
	       strchr(places.roots[places.root_count], '=') == NULL)
		places.root_count++;
	places.pairs = places.roots + places.root_count;
	places.pair_count = count - 1 - places.root_count;
	return tool_pack(m, path, &places, argument[0]);
}

int main(int count, char **argument)
{
	static struct manifest m;
	const char *command = count > 2 ? argument[1] : "";
	bool is_draw = strcmp(command, "draw") == 0, is_pack = strcmp(command, "pack") == 0;
	bool is_text = strcmp(command, "text") == 0, is_check = strcmp(command, "check") == 0;

	if (!(((is_check || is_text) && count == 3) || (is_draw && count == 4) ||
	      (is_pack && count >= 5))) {
		fputs(usage, stderr);
		return 2;
	}
	if (!load(argument[2], &m))
		return 1;
	if (is_text)
		tool_text(&m, stdout);
	if (is_draw)
		return draw(&m, argument[3]) ? 0 : 1;
	if (is_pack)
		return pack(&m, argument[2], argument + 3, count - 3) ? 0 : 1;
	return 0;
}
