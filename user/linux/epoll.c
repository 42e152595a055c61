/* SPDX-License-Identifier: Apache-2.0 */
/* epoll and poll; see epoll.h. A set is a list of descriptors that are asked for readiness at each wait. */
#include "user/linux/epoll.h"

#include "user/linux/file.h"
#include "user/linux/task.h"
#include "user/linux/time.h"

#define SETS 4

#define EPOLL_CTL_ADD 1
#define EPOLL_CTL_DEL 2
#define EPOLL_CTL_MOD 3
#define EPOLLONESHOT  (1u << 30)
#define EPOLLET	      (1u << 31)
#define EVENTS	      0xffffu

/* Not packed on AArch64. */
struct epoll_event {
	uint32_t events;
	uint64_t data;
};

struct pollfd {
	int32_t descriptor;
	int16_t events, revents;
};

struct watch {
	bool used, disabled;
	int descriptor;
	uint32_t events;
	uint64_t data;
};

static struct set {
	bool used;
	unsigned int next; /* where the last wait ended, so that none is starved */
	struct watch watch[FILES];
} sets[SETS];

static uint32_t set_ready(struct file *f);

static void set_close(struct file *f)
{
	sets[f->number].used = false;
}

static const struct file_kind epoll_kind = { .ready = set_ready, .close = set_close };

static struct set *find(int descriptor)
{
	struct file *f = file_get(descriptor);

	return f && f->kind == &epoll_kind ? &sets[f->number] : NULL;
}

int64_t sys_epoll_create1(struct registers *r)
{
	struct file *f;
	int64_t descriptor;

	for (uint32_t i = 0; i < SETS; i++) {
		if (sets[i].used)
			continue;
		descriptor = file_open(&epoll_kind, (uint32_t)r->x[0] & O_CLOEXEC, &f);
		if (descriptor < 0)
			return descriptor;
		sets[i] = (struct set){ .used = true };
		f->number = i;
		return descriptor;
	}
	return -EMFILE;
}

static struct watch *find_watch(struct set *set, int descriptor)
{
	for (unsigned int i = 0; i < FILES; i++)
		if (set->watch[i].used && set->watch[i].descriptor == descriptor)
			return &set->watch[i];
	return NULL;
}

static struct watch *free_watch(struct set *set)
{
	for (unsigned int i = 0; i < FILES; i++)
		if (!set->watch[i].used)
			return &set->watch[i];
	return NULL;
}

static int64_t change(struct watch *watch, int descriptor, const struct epoll_event *event)
{
	if (!watch)
		return -ENOSPC;
	if (event->events & EPOLLET)
		return -EINVAL;
	*watch = (struct watch){
		.used = true,
		.descriptor = descriptor,
		.events = event->events,
		.data = event->data,
	};
	/* A wait that is under way must look at it. */
	task_poke();
	return 0;
}

int64_t sys_epoll_ctl(struct registers *r)
{
	struct set *set = find((int)r->x[0]);
	int descriptor = (int)r->x[2];
	struct watch *watch;

	if (!file_get((int)r->x[0]) || !file_get(descriptor))
		return -EBADF;
	if (!set || find(descriptor))
		return -EINVAL; /* no sets within sets */
	watch = find_watch(set, descriptor);
	switch (r->x[1]) {
	case EPOLL_CTL_ADD:
		if (watch)
			return -EEXIST;
		return change(free_watch(set), descriptor, (const struct epoll_event *)r->x[3]);
	case EPOLL_CTL_MOD:
		if (!watch)
			return -ENOENT;
		return change(watch, descriptor, (const struct epoll_event *)r->x[3]);
	case EPOLL_CTL_DEL:
		if (!watch)
			return -ENOENT;
		watch->used = false;
		return 0;
	default:
		return -EINVAL;
	}
}

static uint32_t watch_ready(const struct watch *watch)
{
	struct file *f = watch->used && !watch->disabled ? file_get(watch->descriptor) : NULL;

	return f ? file_ready(f) & ((watch->events & EVENTS) | POLLERR | POLLHUP) : 0;
}

static uint32_t set_ready(struct file *f)
{
	for (unsigned int i = 0; i < FILES; i++)
		if (watch_ready(&sets[f->number].watch[i]))
			return POLLIN;
	return 0;
}

static int64_t collect(struct set *set, struct epoll_event *events, int64_t most)
{
	int64_t n = 0;

	for (unsigned int i = 0; i < FILES && n < most; i++) {
		struct watch *watch = &set->watch[(set->next + i) % FILES];
		uint32_t ready = watch_ready(watch);

		if (!ready)
			continue;
		watch->disabled = watch->events & EPOLLONESHOT;
		events[n++] = (struct epoll_event){ ready, watch->data };
	}
	set->next = (set->next + 1) % FILES;
	return n;
}

int64_t sys_epoll_pwait(struct registers *r)
{
	struct set *set = find((int)r->x[0]);
	int64_t most = (int32_t)r->x[2];
	uint64_t deadline = time_deadline_ms((int32_t)r->x[3]);

	if (!file_get((int)r->x[0]))
		return -EBADF;
	if (!set || most <= 0)
		return -EINVAL;
	for (;;) {
		int64_t n = collect(set, (struct epoll_event *)r->x[1], most);

		if (n || !task_wait_descriptors(deadline))
			return n;
	}
}

void epoll_forget(int descriptor)
{
	for (unsigned int i = 0; i < SETS; i++) {
		struct watch *watch = sets[i].used ? find_watch(&sets[i], descriptor) : NULL;

		if (watch)
			watch->used = false;
	}
}

static int64_t poll_once(struct pollfd *p, uint64_t count)
{
	int64_t ready = 0;

	for (uint64_t i = 0; i < count; i++) {
		struct file *f = file_get(p[i].descriptor);
		uint32_t events = POLLNVAL;

		if (f)
			events = file_ready(f) & ((uint16_t)p[i].events | POLLERR | POLLHUP);
		p[i].revents = p[i].descriptor < 0 ? 0 : (int16_t)events;
		ready += p[i].revents != 0;
	}
	return ready;
}

int64_t sys_ppoll(struct registers *r)
{
	const struct timespec *timeout = (const struct timespec *)r->x[2];
	uint64_t deadline = timeout ? time_deadline(timeout) : HF_NEVER;

	for (;;) {
		int64_t ready = poll_once((struct pollfd *)r->x[0], r->x[1]);

		if (ready || !task_wait_descriptors(deadline))
			return ready;
	}
}
