/* SPDX-License-Identifier: Apache-2.0 */
/* What the manifest granted as memory: /file/NAME, read-only, and /memory/NAME, to be mapped. */
#include <string.h>

#include "user/lib/program.h"
#include "user/linux/file.h"

#define FILE_PREFIX   "/file/"
#define MEMORY_PREFIX "/memory/"

static const struct file_kind granted_kind = { .mode = S_IFREG, .seeks = true };

static bool begins(const char *path, const char *prefix)
{
	return strncmp(path, prefix, strlen(prefix)) == 0;
}

int64_t granted_open(const char *path, uint32_t flags)
{
	bool memory = begins(path, MEMORY_PREFIX);
	const struct hf_grant *grant;
	struct file *f;
	int64_t descriptor;

	if (!memory && !begins(path, FILE_PREFIX))
		return -ENOENT;
	path += strlen(memory ? MEMORY_PREFIX : FILE_PREFIX);
	grant = hf_find(self, path, memory ? HF_GRANT_MEMORY : HF_GRANT_FILE);
	if (!grant)
		return -ENOENT;
	if (flags & O_ACCMODE && (!memory || grant->flags & HF_GRANT_READONLY))
		return -EROFS;
	descriptor = file_open(&granted_kind, flags, &f);
	if (descriptor < 0)
		return descriptor;
	f->data = (const uint8_t *)grant->address;
	f->size = grant->size;
	f->shared = memory;
	return descriptor;
}
