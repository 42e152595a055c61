/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks, sleeping, random bytes, and who one is. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "user/linux/test/same.h"

static void clocks(void)
{
	struct timespec a, b, r;
	struct timeval v;

	HOLDS(clock_gettime(CLOCK_MONOTONIC, &a) == 0 && clock_gettime(CLOCK_MONOTONIC, &b) == 0);
	HOLDS(b.tv_sec > a.tv_sec || (b.tv_sec == a.tv_sec && b.tv_nsec >= a.tv_nsec));
	HOLDS(clock_getres(CLOCK_MONOTONIC, &r) == 0 && r.tv_sec == 0 && r.tv_nsec > 0);
	HOLDS(clock_gettime(CLOCK_REALTIME, &a) == 0 && gettimeofday(&v, NULL) == 0);
	HOLDS(v.tv_sec - a.tv_sec <= 1 && a.tv_nsec < 1000000000 &&
	      FAILS(EINVAL, clock_gettime(77, &a)));
	point("clocks go forward");
}

static void sleeps(void)
{
	uint64_t before = now_ms();
	struct timespec at;

	HOLDS(nanosleep(&(struct timespec){ 0, 15000000 }, NULL) == 0 && now_ms() - before >= 14);
	HOLDS(clock_gettime(CLOCK_MONOTONIC, &at) == 0);
	at.tv_sec += at.tv_nsec >= 990000000;
	at.tv_nsec = (at.tv_nsec + 10000000) % 1000000000;
	HOLDS(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == 0);
	HOLDS(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &(struct timespec){ 0, 1 }, NULL) ==
	      0);
	HOLDS(FAILS(EINVAL, nanosleep(&(struct timespec){ 0, 1000000000 }, NULL)));
	HOLDS(FAILS(EINVAL, nanosleep(&(struct timespec){ -1, 0 }, NULL)));
	point("sleeping lasts as long as asked, and no wrong time is slept");
}

static void randoms(void)
{
	uint8_t a[64] = { 0 }, b[64] = { 0 };

	HOLDS(getrandom(a, sizeof(a), 0) == sizeof(a) && getrandom(b, sizeof(b), 0) == sizeof(b));
	HOLDS(memcmp(a, b, sizeof(a)) != 0);
	point("random bytes come as many as asked, and are others each time");
}

static void identities(void)
{
	struct utsname name;
	struct rlimit limit;
	char where[128];

	HOLDS(uname(&name) == 0 && strcmp(name.sysname, "Linux") == 0 && name.machine[0]);
	HOLDS(getpid() > 0 && FAILS(EBADF, isatty(60) - 1));
	HOLDS(getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= 64);
	HOLDS(readlink(under("/file/words"), where, sizeof(where)) == -1 &&
	      (errno == EINVAL || errno == ENOENT));
	HOLDS(FAILS(ENOSYS, syscall(5000)));
	point("names and limits; a call that nobody knows is ENOSYS");
}

void times(void)
{
	clocks();
	sleeps();
	randoms();
	identities();
}
