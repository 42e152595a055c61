/* SPDX-License-Identifier: Apache-2.0 */
/* Simple answers; see identity.h. */
#include "user/linux/identity.h"

#include <string.h>

#include "user/lib/hf.h"
#include "user/lib/program.h"
#include "user/lib/time.h"
#include "user/linux/task.h"
#include "user/linux/time.h"
#include "user/protocol/random.h"

#define RLIMIT_STACK  3
#define RLIMIT_NOFILE 7
#define RLIM_INFINITY UINT64_MAX
#define STACK_LIMIT   0x40000 /* what a thread's stack is by default */
#define UTS_LENGTH    65
#define RETRY_MS      10
#define SIGNAL_STATUS 128

static const struct hf_grant *source;

bool random_bytes(void *to, uint64_t size)
{
	uint8_t *bytes = to;

	if (!source)
		source = hf_find(self, "random", HF_GRANT_CHANNEL_CLIENT);
	if (!source)
		return false;
	while (size) {
		struct hf_words words = { { RANDOM_READ } };
		uint64_t n = size < RANDOM_BYTES ? size : RANDOM_BYTES;

		if (hf_call(source->handle, &words) || words.w[0] != RANDOM_OK)
			return false;
		memcpy(bytes, &words.w[1], n);
		memset(&words, 0, sizeof(words));
		__asm__ volatile("" : : "r"(&words) : "memory"); /* the wiping must happen */
		bytes += n;
		size -= n;
	}
	return true;
}

/* Waits until the source is seeded: nothing weaker is ever given. */
int64_t sys_getrandom(struct registers *r)
{
	if (r->x[1] > INT64_MAX)
		return -EINVAL;
	while (!random_bytes((void *)r->x[0], r->x[1])) {
		if (!source)
			return -ENOSYS;
		task_wait(time_deadline_ms(RETRY_MS));
	}
	return (int64_t)r->x[1];
}

int64_t sys_uname(struct registers *r)
{
	static const char *const fields[] = { "Linux", "holdfast", "6.12.0", "holdfast", "aarch64",
					      "" };
	char *to = (char *)r->x[0];

	memset(to, 0, UTS_LENGTH * 6);
	for (unsigned int i = 0; i < 6; i++)
		memcpy(to + UTS_LENGTH * i, fields[i], strlen(fields[i]));
	return 0;
}

int64_t sys_getpid(struct registers *r)
{
	(void)r;
	return 1;
}

int64_t sys_zero(struct registers *r)
{
	(void)r;
	return 0;
}

int64_t sys_prlimit64(struct registers *r)
{
	uint64_t *old = (uint64_t *)r->x[3];
	uint64_t limit = RLIM_INFINITY;

	if (r->x[1] == RLIMIT_STACK)
		limit = STACK_LIMIT;
	else if (r->x[1] == RLIMIT_NOFILE)
		limit = 64;
	if (r->x[2])
		return -EPERM;
	if (old) {
		old[0] = limit;
		old[1] = limit;
	}
	return 0;
}

int64_t sys_readlinkat(struct registers *r)
{
	(void)r;
	return -ENOENT;
}

int64_t sys_sysinfo(struct registers *r)
{
	uint64_t *info = (uint64_t *)r->x[0];

	/* struct sysinfo: uptime, three loads, total and free memory; the rest zero. */
	memset(info, 0, 112);
	info[0] = time_from_ticks(hf_now(), self->ticks_per_second, 1);
	info[4] = self->heap_size;
	((uint32_t *)info)[26] = 1; /* mem_unit */
	return 0;
}

int64_t sys_sched_getaffinity(struct registers *r)
{
	if (r->x[1] < sizeof(uint64_t))
		return -EINVAL;
	*(uint64_t *)r->x[2] = 1;
	return sizeof(uint64_t);
}

/* abort() and the like: a signal to oneself is the end. */
int64_t sys_kill(struct registers *r)
{
	linux_exit(SIGNAL_STATUS + (int)r->x[r->x[8] == 131 ? 2 : 1]);
}
