/* SPDX-License-Identifier: Apache-2.0 */
/* Pipes and event counters; see pipe.h. */
#include "user/linux/pipe.h"

#include "user/linux/file.h"
#include "user/linux/task.h"

#define PIPES	   8
#define PIPE_BYTES 4096u
#define COUNTERS   8
#define SEMAPHORE  1
#define COUNT_MAX  (UINT64_MAX - 1)

static struct pipe {
	bool reader, writer; /* open ends */
	uint32_t start, length;
	uint8_t bytes[PIPE_BYTES];
} pipes[PIPES];

static int64_t pipe_read(struct file *f, void *to, uint64_t size)
{
	struct pipe *p = &pipes[f->number];
	uint8_t *bytes = to;

	if (!p->length)
		return p->writer ? -EAGAIN : 0;
	if (size > p->length)
		size = p->length;
	for (uint64_t i = 0; i < size; i++)
		bytes[i] = p->bytes[(p->start + i) % PIPE_BYTES];
	p->start = (p->start + (uint32_t)size) % PIPE_BYTES;
	p->length -= (uint32_t)size;
	task_poke();
	return (int64_t)size;
}

static int64_t pipe_write(struct file *f, const void *from, uint64_t size)
{
	struct pipe *p = &pipes[f->number];
	const uint8_t *bytes = from;

	if (!p->reader)
		return -EPIPE;
	if (p->length == PIPE_BYTES)
		return -EAGAIN;
	if (size > PIPE_BYTES - p->length)
		size = PIPE_BYTES - p->length;
	for (uint64_t i = 0; i < size; i++)
		p->bytes[(p->start + p->length + i) % PIPE_BYTES] = bytes[i];
	p->length += (uint32_t)size;
	task_poke();
	return (int64_t)size;
}

static uint32_t reader_ready(struct file *f)
{
	const struct pipe *p = &pipes[f->number];

	return (p->length ? POLLIN : 0) | (p->writer ? 0 : POLLHUP);
}

static uint32_t writer_ready(struct file *f)
{
	const struct pipe *p = &pipes[f->number];

	return (p->length < PIPE_BYTES ? POLLOUT : 0) | (p->reader ? 0 : POLLERR);
}

static void reader_close(struct file *f)
{
	pipes[f->number].reader = false;
	task_poke();
}

static void writer_close(struct file *f)
{
	pipes[f->number].writer = false;
	task_poke();
}

static const struct file_kind reader_kind = {
	.read = pipe_read,
	.ready = reader_ready,
	.close = reader_close,
	.mode = S_IFIFO,
};

static const struct file_kind writer_kind = {
	.write = pipe_write,
	.ready = writer_ready,
	.close = writer_close,
	.mode = S_IFIFO,
};

int64_t sys_pipe2(struct registers *r)
{
	int32_t *result = (int32_t *)r->x[0];
	uint32_t flags = (uint32_t)r->x[1] & O_NONBLOCK;
	struct file *reader, *writer;
	int64_t in, out;
	uint32_t n = 0;

	while (n < PIPES && (pipes[n].reader || pipes[n].writer))
		n++;
	if (n == PIPES)
		return -EMFILE;
	in = file_open(&reader_kind, flags, &reader);
	if (in < 0)
		return in;
	pipes[n] = (struct pipe){ .reader = true };
	reader->number = n;
	out = file_open(&writer_kind, flags | O_WRONLY, &writer);
	if (out < 0) {
		file_close((int)in);
		return out;
	}
	pipes[n].writer = true;
	writer->number = n;
	result[0] = (int32_t)in;
	result[1] = (int32_t)out;
	return 0;
}

static struct counter {
	bool used, semaphore;
	uint64_t value;
} counters[COUNTERS];

static int64_t counter_read(struct file *f, void *to, uint64_t size)
{
	struct counter *c = &counters[f->number];

	if (size < sizeof(uint64_t))
		return -EINVAL;
	if (!c->value)
		return -EAGAIN;
	*(uint64_t *)to = c->semaphore ? 1 : c->value;
	c->value -= *(uint64_t *)to;
	task_poke();
	return sizeof(uint64_t);
}

static int64_t counter_write(struct file *f, const void *from, uint64_t size)
{
	struct counter *c = &counters[f->number];
	uint64_t value;

	if (size < sizeof(uint64_t))
		return -EINVAL;
	value = *(const uint64_t *)from;
	if (value > COUNT_MAX)
		return -EINVAL;
	if (value > COUNT_MAX - c->value)
		return -EAGAIN;
	c->value += value;
	task_poke();
	return sizeof(uint64_t);
}

static uint32_t counter_ready(struct file *f)
{
	uint64_t value = counters[f->number].value;

	return (value ? POLLIN : 0) | (value < COUNT_MAX ? POLLOUT : 0);
}

static void counter_close(struct file *f)
{
	counters[f->number].used = false;
}

static const struct file_kind counter_kind = {
	.read = counter_read,
	.write = counter_write,
	.ready = counter_ready,
	.close = counter_close,
};

int64_t sys_eventfd2(struct registers *r)
{
	struct file *f;
	int64_t descriptor;

	for (uint32_t i = 0; i < COUNTERS; i++) {
		if (counters[i].used)
			continue;
		descriptor = file_open(&counter_kind, (uint32_t)r->x[1] & O_NONBLOCK, &f);
		if (descriptor < 0)
			return descriptor;
		counters[i] = (struct counter){ true, r->x[1] & SEMAPHORE, (uint32_t)r->x[0] };
		f->number = i;
		return descriptor;
	}
	return -EMFILE;
}
