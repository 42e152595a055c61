/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and writing: the calls that wait where a kind's operation says EAGAIN, and positions. */
#include <string.h>

#include "user/linux/file.h"

/* lseek(2) */
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

static int64_t read_at(struct file *f, void *to, uint64_t size, uint64_t position)
{
	if (position >= f->size)
		return 0;
	if (size > f->size - position)
		size = f->size - position;
	memcpy(to, f->data + position, size);
	return (int64_t)size;
}

static int64_t read_file(struct file *f, void *to, uint64_t size)
{
	int64_t n;

	if ((f->flags & O_ACCMODE) == O_WRONLY)
		return -EBADF;
	if (f->kind->seeks) {
		n = read_at(f, to, size, f->position);
		f->position += (uint64_t)n;
		return n;
	}
	if (!f->kind->read)
		return -EINVAL;
	while ((n = f->kind->read(f, to, size)) == -EAGAIN) {
		int64_t e = file_wait(f, POLLIN);

		if (e)
			return e;
	}
	return n;
}

static int64_t write_file(struct file *f, const void *from, uint64_t size)
{
	int64_t n;

	if (!f->kind->write)
		return -EBADF;
	while ((n = f->kind->write(f, from, size)) == -EAGAIN) {
		int64_t e = file_wait(f, POLLOUT);

		if (e)
			return e;
	}
	return n;
}

int64_t sys_read(struct registers *r)
{
	struct file *f = file_get((int)r->x[0]);

	return f ? read_file(f, (void *)r->x[1], r->x[2]) : -EBADF;
}

int64_t sys_write(struct registers *r)
{
	struct file *f = file_get((int)r->x[0]);

	return f ? write_file(f, (const void *)r->x[1], r->x[2]) : -EBADF;
}

/* One after the other, up to the first that is not whole. */
static int64_t each(struct registers *r, bool writes)
{
	struct file *f = file_get((int)r->x[0]);
	const struct iovec *v = (const struct iovec *)r->x[1];
	int64_t total = 0;

	if (!f)
		return -EBADF;
	for (uint64_t i = 0; i < r->x[2]; i++) {
		int64_t n;

		if (v[i].size == 0)
			continue;
		n = writes ? write_file(f, v[i].base, v[i].size)
			   : read_file(f, v[i].base, v[i].size);
		if (n < 0)
			return total ? total : n;
		total += n;
		if ((uint64_t)n < v[i].size)
			break;
	}
	return total;
}

int64_t sys_readv(struct registers *r)
{
	return each(r, false);
}

int64_t sys_writev(struct registers *r)
{
	return each(r, true);
}

int64_t sys_pread64(struct registers *r)
{
	struct file *f = file_get((int)r->x[0]);

	if (!f || (f->flags & O_ACCMODE) == O_WRONLY)
		return -EBADF;
	return f->kind->seeks ? read_at(f, (void *)r->x[1], r->x[2], r->x[3]) : -ESPIPE;
}

int64_t sys_lseek(struct registers *r)
{
	struct file *f = file_get((int)r->x[0]);
	int64_t base, offset = (int64_t)r->x[1], position;

	if (!f)
		return -EBADF;
	if (!f->kind->seeks)
		return -ESPIPE;
	if (r->x[2] > SEEK_END)
		return -EINVAL;
	base = r->x[2] == SEEK_SET ? 0 : (int64_t)(r->x[2] == SEEK_CUR ? f->position : f->size);
	if (__builtin_add_overflow(base, offset, &position) || position < 0)
		return -EINVAL;
	f->position = (uint64_t)position;
	return position;
}
