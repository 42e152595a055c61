/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are kept; the model is in kept.h. */
#include "user/linux/kept.h"

#include <string.h>

#include "user/linux/file.h"
#include "user/linux/keeper.h"
#include "user/linux/memory.h"

#define DIRECTORY "/files"
#define OPEN	  8 /* files at a time */
#define DT_REG	  8

/* getdents64(2) */
struct entry {
	uint64_t inode;
	int64_t next;
	uint16_t size;
	uint8_t type;
	char name[];
};

static struct kept {
	bool used;
	bool changed;  /* since it was got or put */
	bool nameless; /* removed, or another has its name: it cannot be put */
	char name[FILES_NAME];
	uint8_t *bytes; /* zero behind the file's size */
	uint64_t room;	/* for so many; no more than the channel's buffer has */
} kept[OPEN];

static uint64_t pages_for(uint64_t size)
{
	return (size + HF_PAGE_SIZE - 1) / HF_PAGE_SIZE;
}

/* ---- An open file ---- */

static int64_t put(struct kept *k, uint64_t size)
{
	int64_t e = keeper_put(k->name, k->bytes, size);

	if (!e)
		k->changed = false;
	return e;
}

static int64_t kept_resize(struct file *f, uint64_t size)
{
	struct kept *k = &kept[f->number];

	if (!(f->flags & O_ACCMODE))
		return -EINVAL;
	if (size > k->room)
		return -EFBIG;
	if (size < f->size)
		keeper_wipe(k->bytes + size, f->size - size);
	k->changed |= size != f->size;
	f->size = size;
	return 0;
}

static int64_t kept_write(struct file *f, const void *from, uint64_t size)
{
	struct kept *k = &kept[f->number];

	if (!(f->flags & O_ACCMODE))
		return -EBADF;
	if (f->flags & O_APPEND)
		f->position = f->size;
	if (size > k->room || f->position > k->room - size)
		return -EFBIG;
	memcpy(k->bytes + f->position, from, size);
	k->changed |= size > 0;
	f->position += size;
	if (f->size < f->position)
		f->size = f->position;
	return (int64_t)size;
}

static int64_t kept_sync(struct file *f)
{
	struct kept *k = &kept[f->number];

	return k->changed && !k->nameless ? put(k, f->size) : 0;
}

static void kept_close(struct file *f)
{
	struct kept *k = &kept[f->number];

	keeper_wipe(k->bytes, k->room);
	memory_return(k->bytes, pages_for(k->room));
	*k = (struct kept){ 0 };
}

static const struct file_kind kept_kind = {
	.write = kept_write,
	.sync = kept_sync,
	.resize = kept_resize,
	.close = kept_close,
	.mode = S_IFREG,
	.seeks = true,
};

/* ---- The directory ---- */

static uint32_t directory_ready(struct file *f)
{
	return POLLIN | POLLOUT | (f->generation == keeper_generation() ? 0 : POLLHUP);
}

static int64_t directory_read(struct file *f, void *to, uint64_t size)
{
	(void)f;
	(void)to;
	(void)size;
	return -EISDIR;
}

static int64_t directory_sync(struct file *f)
{
	(void)f;
	return 0; /* what was put and renamed is in place */
}

/* As many entries as there is room for; 0 behind the last. */
static int64_t directory_entries(struct file *f, void *to, uint64_t space)
{
	struct files_request request = { .operation = FILES_LIST };
	uint64_t filled = 0, size;
	struct files_reply reply;
	int64_t e;

	for (;; filled += size, f->position++) {
		struct entry *entry = (struct entry *)((uint8_t *)to + filled);

		request.value = (uint32_t)f->position;
		e = keeper_ask(&request, &reply);
		if (e)
			return filled || e == -ENOENT ? (int64_t)filled : e;
		reply.name[FILES_NAME - 1] = '\0';
		size = (offsetof(struct entry, name) + strlen(reply.name) + 8) & ~7ull;
		if (size > space - filled)
			return filled ? (int64_t)filled : -EINVAL;
		*entry = (struct entry){ .inode = f->position + 1,
					 .next = (int64_t)f->position + 1,
					 .size = (uint16_t)size,
					 .type = DT_REG };
		memcpy(entry->name, reply.name, strlen(reply.name) + 1);
	}
}

static const struct file_kind directory_kind = {
	.read = directory_read,
	.ready = directory_ready,
	.sync = directory_sync,
	.entries = directory_entries,
	.mode = S_IFDIR,
};

static int64_t open_directory(uint32_t flags)
{
	struct file *f;
	int64_t descriptor;

	if (flags & (O_ACCMODE | O_CREAT))
		return -EISDIR;
	descriptor = file_open(&directory_kind, flags, &f);
	if (descriptor >= 0)
		f->generation = keeper_generation();
	return descriptor;
}

/* ---- Paths ---- */

bool kept_path(const char *path)
{
	size_t length = strlen(DIRECTORY);

	return strncmp(path, DIRECTORY, length) == 0 && (!path[length] || path[length] == '/');
}

/* The name in a path of the directory: "" for the directory itself. What names may be, the service knows. */
static int64_t take_name(const char *path, char name[FILES_NAME])
{
	size_t length;

	path += strlen(DIRECTORY);
	path += *path == '/';
	length = strlen(path);
	if (length >= FILES_NAME)
		return -ENAMETOOLONG;
	memset(name, 0, FILES_NAME);
	memcpy(name, path, length);
	return 0;
}

static struct kept *free_place(void)
{
	for (unsigned int i = 0; i < OPEN; i++)
		if (!kept[i].used)
			return &kept[i];
	return NULL;
}

/* What open(2) does with the file that is there, or is not. */
static int64_t begin(struct file *f, uint32_t flags)
{
	struct kept *k = &kept[f->number];
	int64_t e = keeper_get(k->name, k->bytes, k->room, &f->size);

	if (e == -ENOENT && flags & O_CREAT)
		return put(k, 0);
	if (e)
		return e;
	if (flags & O_DIRECTORY)
		return -ENOTDIR;
	if (flags & O_CREAT && flags & O_EXCL)
		return -EEXIST;
	return flags & O_TRUNC && flags & O_ACCMODE ? kept_resize(f, 0) : 0;
}

static int64_t open_file(const char name[FILES_NAME], uint32_t flags)
{
	struct kept *k = free_place();
	int64_t descriptor, bytes, e;
	struct file *f;

	if (!k)
		return -EMFILE;
	bytes = memory_take(pages_for(keeper_longest()));
	if (bytes < 0)
		return bytes;
	descriptor = file_open(&kept_kind, flags, &f);
	if (descriptor < 0) {
		memory_return((void *)bytes, pages_for(keeper_longest()));
		return descriptor;
	}
	*k = (struct kept){ .used = true, .bytes = (uint8_t *)bytes, .room = keeper_longest() };
	memcpy(k->name, name, FILES_NAME);
	f->number = (uint32_t)(k - kept);
	f->data = k->bytes;
	e = begin(f, flags);
	if (!e)
		return descriptor;
	file_close((int)descriptor);
	return e;
}

int64_t kept_open(const char *path, uint32_t flags)
{
	char name[FILES_NAME];
	int64_t e;

	if (!kept_path(path) || !keeper_granted())
		return -ENOENT;
	e = take_name(path, name);
	if (!e)
		e = keeper_identify();
	if (e)
		return e;
	return name[0] ? open_file(name, flags) : open_directory(flags);
}

/* Files that are open under this name go on under the new one, or, if there is none, without. */
static void rename_open(const char name[FILES_NAME], const char *to)
{
	for (unsigned int i = 0; i < OPEN; i++) {
		if (!kept[i].used || memcmp(kept[i].name, name, FILES_NAME) != 0)
			continue;
		if (to)
			memcpy(kept[i].name, to, FILES_NAME);
		else
			kept[i].nameless = true;
	}
}

int64_t kept_rename(const char *from, const char *to)
{
	struct files_request request = { .operation = FILES_RENAME };
	struct files_reply reply;
	int64_t e;

	if (!keeper_granted())
		return -ENOENT;
	e = take_name(from, request.name);
	if (!e)
		e = take_name(to, request.to);
	if (!e)
		e = keeper_ask(&request, &reply);
	if (e || memcmp(request.name, request.to, FILES_NAME) == 0)
		return e;
	rename_open(request.to, NULL);
	rename_open(request.name, request.to);
	return 0;
}

int64_t kept_remove(const char *path)
{
	struct files_request request = { .operation = FILES_REMOVE };
	struct files_reply reply;
	int64_t e;

	if (!keeper_granted())
		return -ENOENT;
	e = take_name(path, request.name);
	if (!e)
		e = keeper_ask(&request, &reply);
	if (!e)
		rename_open(request.name, NULL);
	return e;
}
