/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths. There is no file system: each kind of file knows the paths that it answers to, and only absolute ones lead
 * anywhere.
 */
#include "user/linux/file.h"
#include "user/linux/kept.h"

/* unlinkat(2), fstatat(2) */
#define AT_REMOVEDIR  0x200
#define AT_EMPTY_PATH 0x1000

int64_t sys_openat(struct registers *r)
{
	const char *path = (const char *)r->x[1];
	uint32_t flags = (uint32_t)r->x[2];
	int64_t result;

	if (kept_path(path))
		return kept_open(path, flags);
	result = granted_open(path, flags);
	if (result == -ENOENT)
		result = stream_open_path(path, flags);
	if (result == -ENOENT)
		result = null_open(path, flags);
	if (result == -ENOENT && flags & O_CREAT)
		result = -EROFS;
	return result;
}

int64_t sys_newfstatat(struct registers *r)
{
	const char *path = (const char *)r->x[1];
	struct stat *status = (struct stat *)r->x[2];
	int64_t descriptor, result;

	if (r->x[3] & AT_EMPTY_PATH && !*path)
		return file_status((int)r->x[0], status);
	descriptor = kept_path(path) ? kept_open(path, 0) : granted_open(path, 0);
	if (descriptor < 0)
		return descriptor;
	result = file_status((int)descriptor, status);
	file_close((int)descriptor);
	return result;
}

int64_t sys_renameat(struct registers *r)
{
	const char *from = (const char *)r->x[1], *to = (const char *)r->x[3];

	if (kept_path(from) && kept_path(to))
		return kept_rename(from, to);
	return kept_path(from) || kept_path(to) ? -EXDEV : -EROFS;
}

int64_t sys_unlinkat(struct registers *r)
{
	const char *path = (const char *)r->x[1];

	if (!kept_path(path))
		return -EROFS;
	return r->x[2] & AT_REMOVEDIR ? -ENOTDIR : kept_remove(path);
}
