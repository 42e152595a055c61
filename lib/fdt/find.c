/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding nodes: by path, by what they are compatible with, by phandle.
 */
#include <string.h>

#include "lib/fdt/fdt.h"

/* Does a node's name match one component of a path, with or without its unit address? */
static bool name_matches(const char *name, const char *component, size_t length)
{
	if (strncmp(name, component, length) != 0)
		return false;
	if (name[length] == '\0')
		return true;
	return name[length] == '@' && memchr(component, '@', length) == NULL;
}

static fdt_node child_named(const struct fdt *t, fdt_node node, const char *name, size_t length)
{
	node = fdt_child(t, node);
	while (node != FDT_NONE && !name_matches(fdt_name(t, node), name, length))
		node = fdt_sibling(t, node);
	return node;
}

fdt_node fdt_path(const struct fdt *t, const char *path)
{
	fdt_node node = FDT_ROOT;

	if (*path != '/')
		return FDT_NONE;
	while (node != FDT_NONE && *path != '\0') {
		const char *end;

		path += *path == '/';
		for (end = path; *end != '\0' && *end != '/'; end++)
			;
		if (end > path)
			node = child_named(t, node, path, (size_t)(end - path));
		path = end;
	}
	return node;
}

bool fdt_is_compatible(const struct fdt *t, fdt_node node, const char *name)
{
	uint32_t left;
	const uint8_t *p = fdt_property(t, node, "compatible", &left);
	size_t length = strlen(name) + 1;

	while (p != NULL && left > 0) {
		const uint8_t *end = memchr(p, 0, left);

		if (end == NULL)
			return false;
		if ((size_t)(end - p) + 1 == length && memcmp(p, name, length) == 0)
			return true;
		left -= (uint32_t)(end - p) + 1;
		p = end + 1;
	}
	return false;
}

fdt_node fdt_compatible(const struct fdt *t, fdt_node after, const char *name)
{
	fdt_node node = fdt_next(t, after);

	while (node != FDT_NONE && !fdt_is_compatible(t, node, name))
		node = fdt_next(t, node);
	return node;
}

fdt_node fdt_phandle(const struct fdt *t, uint32_t phandle)
{
	uint32_t found;

	for (fdt_node node = FDT_ROOT; node != FDT_NONE; node = fdt_next(t, node))
		if (fdt_u32(t, node, "phandle", &found) && found == phandle)
			return node;
	return FDT_NONE;
}

bool fdt_is_enabled(const struct fdt *t, fdt_node node)
{
	uint32_t size;
	const char *status = fdt_string(t, node, "status");

	if (status == NULL)
		return fdt_property(t, node, "status", &size) == NULL;
	return strcmp(status, "okay") == 0 || strcmp(status, "ok") == 0;
}
