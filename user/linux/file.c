/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors; the model is in file.h. */
#include "user/linux/file.h"

#include <string.h>

#include "user/linux/epoll.h"
#include "user/linux/task.h"

/* fcntl(2), ioctl(2) */
#define F_DUPFD		0
#define F_GETFD		1
#define F_SETFD		2
#define F_GETFL		3
#define F_SETFL		4
#define F_DUPFD_CLOEXEC 1030
#define TCGETS		0x5401
#define TERMIOS_SIZE	36
#define FIONBIO		0x5421

/* struct stat of AArch64 (asm-generic/stat.h). */
struct stat {
	uint64_t device, inode;
	uint32_t mode, links, uid, gid;
	uint64_t rdevice, pad1;
	int64_t size;
	int32_t block_size, pad2;
	int64_t blocks;
	int64_t times[6];
	uint32_t unused[2];
};

_Static_assert(sizeof(struct stat) == 128, "the layout that Linux has");

static struct file files[FILES];
static struct file *descriptors[FILES];

struct file *file_get(int descriptor)
{
	if (descriptor < 0 || descriptor >= FILES)
		return NULL;
	return descriptors[descriptor];
}

static int64_t free_descriptor(uint64_t lowest)
{
	for (uint64_t i = lowest; i < FILES; i++)
		if (!descriptors[i])
			return (int64_t)i;
	return -EMFILE;
}

int64_t file_open(const struct file_kind *kind, uint32_t flags, struct file **result)
{
	int64_t descriptor = free_descriptor(0);

	if (descriptor < 0)
		return descriptor;
	for (unsigned int i = 0; i < FILES; i++) {
		struct file *f = &files[i];

		if (f->kind)
			continue;
		*f = (struct file){ .kind = kind, .references = 1, .flags = flags };
		descriptors[descriptor] = f;
		*result = f;
		return descriptor;
	}
	return -EMFILE;
}

static void release(struct file *f)
{
	if (--f->references)
		return;
	if (f->kind->close)
		f->kind->close(f);
	f->kind = NULL;
}

void files_init(void)
{
	struct file *f;

	/* Standard input is empty; standard output and error are the log. */
	for (unsigned int i = 0; i < 3; i++)
		if (file_open(&console_kind, 0, &f) < 0)
			__builtin_trap();
}

void files_end(void)
{
	for (unsigned int i = 0; i < FILES; i++) {
		struct file *f = &files[i];

		/* As after any close that nobody looks at, an error has nobody to go to. */
		if (f->kind && f->kind->sync && f->kind->sync(f))
			continue;
	}
}

uint32_t file_ready(struct file *f)
{
	return f->kind->ready ? f->kind->ready(f) : POLLIN | POLLOUT;
}

int64_t file_wait(struct file *f, uint32_t events)
{
	if (f->flags & O_NONBLOCK)
		return -EAGAIN;
	while (!(file_ready(f) & (events | POLLERR | POLLHUP)))
		task_wait_descriptors(HF_NEVER);
	return 0;
}

int64_t file_map_shared(int descriptor, uint64_t offset, uint64_t size)
{
	struct file *f = file_get(descriptor);

	if (!f)
		return -EBADF;
	if (!f->shared)
		return -EACCES;
	if (offset > f->size ||
	    size > ((f->size - offset + HF_PAGE_SIZE - 1) & ~(HF_PAGE_SIZE - 1ull)))
		return -EINVAL;
	return (int64_t)(uint64_t)(f->data + offset);
}

bool file_map_copy(int descriptor, uint64_t offset, void *to, uint64_t size)
{
	struct file *f = file_get(descriptor);

	if (!f || !f->data)
		return false;
	if (offset < f->size)
		memcpy(to, f->data + offset, size < f->size - offset ? size : f->size - offset);
	return true;
}

int64_t file_close(int descriptor)
{
	struct file *f = file_get(descriptor);
	int64_t e = 0;

	if (!f)
		return -EBADF;
	descriptors[descriptor] = NULL;
	epoll_forget(descriptor);
	if (f->references == 1 && f->kind->sync)
		e = f->kind->sync(f);
	release(f);
	return e;
}

int64_t sys_close(struct registers *r)
{
	return file_close((int)r->x[0]);
}

int64_t file_status(int descriptor, struct stat *s)
{
	const struct file *f = file_get(descriptor);

	if (!f)
		return -EBADF;
	*s = (struct stat){
		.inode = (uint64_t)(f - files) + 1,
		.mode = f->kind->mode | 0600,
		.links = 1,
		.size = (int64_t)f->size,
		.block_size = HF_PAGE_SIZE,
		.blocks = (int64_t)(f->size / 512),
	};
	return 0;
}

int64_t sys_fstat(struct registers *r)
{
	return file_status((int)r->x[0], (struct stat *)r->x[1]);
}

int64_t sys_ftruncate(struct registers *r)
{
	struct file *f = file_get((int)r->x[0]);

	if (!f)
		return -EBADF;
	return f->kind->resize ? f->kind->resize(f, r->x[1]) : -EINVAL;
}

int64_t sys_fsync(struct registers *r)
{
	struct file *f = file_get((int)r->x[0]);

	if (!f)
		return -EBADF;
	return f->kind->sync ? f->kind->sync(f) : -EINVAL;
}

int64_t sys_getdents64(struct registers *r)
{
	struct file *f = file_get((int)r->x[0]);

	if (!f)
		return -EBADF;
	return f->kind->entries ? f->kind->entries(f, (void *)r->x[1], r->x[2]) : -ENOTDIR;
}

static int64_t duplicate(struct file *f, uint64_t lowest)
{
	int64_t descriptor = free_descriptor(lowest);

	if (descriptor >= 0) {
		descriptors[descriptor] = f;
		f->references++;
	}
	return descriptor;
}

int64_t sys_dup(struct registers *r)
{
	struct file *f = file_get((int)r->x[0]);

	return f ? duplicate(f, 0) : -EBADF;
}

int64_t sys_dup3(struct registers *r)
{
	struct file *f = file_get((int)r->x[0]);

	if (!f || r->x[1] >= FILES)
		return -EBADF;
	if (r->x[0] == r->x[1])
		return -EINVAL;
	if (descriptors[r->x[1]])
		file_close((int)r->x[1]);
	return duplicate(f, r->x[1]);
}

int64_t sys_fcntl(struct registers *r)
{
	struct file *f = file_get((int)r->x[0]);

	if (!f)
		return -EBADF;
	switch (r->x[1]) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		return duplicate(f, r->x[2]);
	case F_GETFL:
		return f->flags;
	case F_SETFL:
		f->flags = (f->flags & ~(uint32_t)O_NONBLOCK) | ((uint32_t)r->x[2] & O_NONBLOCK);
		return 0;
	case F_GETFD: /* there is no exec */
	case F_SETFD:
		return 0;
	default:
		return -EINVAL;
	}
}

int64_t sys_ioctl(struct registers *r)
{
	struct file *f = file_get((int)r->x[0]);

	if (!f)
		return -EBADF;
	/* C libraries write to a terminal line by line, which is what the log wants. */
	if (r->x[1] == TCGETS && f->kind == &console_kind) {
		memset((void *)r->x[2], 0, TERMIOS_SIZE);
		return 0;
	}
	if (r->x[1] != FIONBIO)
		return -ENOTTY;
	if (*(const int *)r->x[2])
		f->flags |= O_NONBLOCK;
	else
		f->flags &= ~(uint32_t)O_NONBLOCK;
	return 0;
}
