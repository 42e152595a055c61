/* SPDX-License-Identifier: Apache-2.0 */
/* Pipes, eventfds, and waiting for descriptors. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "user/linux/test/same.h"

static void pipes(void)
{
	char bytes[8] = "";
	int p[2], on = 1;

	HOLDS(pipe2(p, O_NONBLOCK) == 0);
	HOLDS(FAILS(EAGAIN, read(p[0], bytes, 8)));
	HOLDS(write(p[1], "abc", 3) == 3 && write(p[1], "def", 3) == 3);
	HOLDS(read(p[0], bytes, 4) == 4 && memcmp(bytes, "abcd", 4) == 0);
	HOLDS(read(p[0], bytes, 4) == 2 && memcmp(bytes, "ef", 2) == 0);
	HOLDS(FAILS(EBADF, write(p[0], "x", 1)) && FAILS(EBADF, read(p[1], bytes, 1)));
	HOLDS(FAILS(ESPIPE, lseek(p[0], 0, SEEK_SET)));
	point("a pipe is a stream of bytes in one direction");

	HOLDS(close(p[1]) == 0 && read(p[0], bytes, 8) == 0 && close(p[0]) == 0);
	HOLDS(pipe(p) == 0 && fcntl(p[0], F_GETFL) == O_RDONLY && fcntl(p[1], F_GETFL) == O_WRONLY);
	HOLDS(ioctl(p[0], FIONBIO, &on) == 0 && fcntl(p[0], F_GETFL) & O_NONBLOCK);
	HOLDS(FAILS(EAGAIN, read(p[0], bytes, 8)));
	HOLDS(fcntl(p[0], F_SETFL, 0) == 0 && !(fcntl(p[0], F_GETFL) & O_NONBLOCK));
	close(p[0]);
	close(p[1]);
	point("its end is read as the end; blocking is switched on and off");
}

static void full(void)
{
	static char many[4096];
	uint64_t n = 0, m = 0;
	ssize_t r;
	int p[2];

	HOLDS(pipe2(p, O_NONBLOCK) == 0);
	while ((r = write(p[1], many, sizeof(many))) > 0)
		n += (uint64_t)r;
	HOLDS(r == -1 && errno == EAGAIN && n >= sizeof(many));
	HOLDS(poll(&(struct pollfd){ .fd = p[1], .events = POLLOUT }, 1, 0) == 0);
	while ((r = read(p[0], many, 1000)) > 0)
		m += (uint64_t)r;
	HOLDS(m == n && poll(&(struct pollfd){ .fd = p[1], .events = POLLOUT }, 1, 0) == 1);
	close(p[0]);
	close(p[1]);
	point("a full pipe takes no more, and loses nothing");
}

static void counters(void)
{
	uint64_t value = 3;
	int e = eventfd(0, EFD_NONBLOCK);

	HOLDS(FAILS(EAGAIN, read(e, &value, 8)));
	HOLDS(write(e, &value, 8) == 8 && write(e, &value, 8) == 8);
	HOLDS(FAILS(EINVAL, read(e, &value, 4)));
	HOLDS(read(e, &value, 8) == 8 && value == 6 && FAILS(EAGAIN, read(e, &value, 8)));
	value = UINT64_MAX;
	HOLDS(FAILS(EINVAL, write(e, &value, 8)));
	value = UINT64_MAX - 1;
	HOLDS(write(e, &value, 8) == 8);
	value = 1;
	HOLDS(FAILS(EAGAIN, write(e, &value, 8)));
	close(e);
	point("an eventfd adds up, and does not overflow");

	e = eventfd(2, EFD_NONBLOCK | EFD_SEMAPHORE);
	HOLDS(read(e, &value, 8) == 8 && value == 1 && read(e, &value, 8) == 8 && value == 1);
	HOLDS(FAILS(EAGAIN, read(e, &value, 8)));
	close(e);
	point("as a semaphore it counts down by one");
}

static void polls(void)
{
	struct pollfd set[3];
	uint64_t before;
	int p[2];

	HOLDS(pipe(p) == 0);
	set[0] = (struct pollfd){ .fd = p[0], .events = POLLIN };
	set[1] = (struct pollfd){ .fd = p[1], .events = POLLOUT };
	set[2] = (struct pollfd){ .fd = 60, .events = POLLIN };
	HOLDS(poll(set, 1, 0) == 0);
	HOLDS(poll(set, 3, -1) == 2 && set[1].revents == POLLOUT && set[2].revents == POLLNVAL);
	before = now_ms();
	HOLDS(poll(set, 1, 30) == 0 && now_ms() - before >= 29);
	HOLDS(write(p[1], "x", 1) == 1 && poll(set, 1, -1) == 1 && set[0].revents == POLLIN);
	HOLDS(close(p[1]) == 0 && poll(set, 1, 0) == 1 && set[0].revents == (POLLIN | POLLHUP));
	set[0].fd = -1;
	HOLDS(poll(set, 1, 0) == 0 && set[0].revents == 0);
	close(p[0]);
	point("poll says what is ready, gone or not open, and waits as long as asked");
}

static void epolls(void)
{
	struct epoll_event got[4], in = { .events = EPOLLIN, .data.u64 = 0x123456789abcdef0 };
	struct epoll_event once = { .events = EPOLLIN | EPOLLONESHOT, .data.u64 = 7 };
	int e = epoll_create1(0), p[2], q[2];
	char byte;

	HOLDS(e >= 0 && pipe(p) == 0 && pipe(q) == 0);
	HOLDS(epoll_ctl(e, EPOLL_CTL_ADD, p[0], &in) == 0);
	HOLDS(FAILS(EEXIST, epoll_ctl(e, EPOLL_CTL_ADD, p[0], &in)));
	HOLDS(FAILS(ENOENT, epoll_ctl(e, EPOLL_CTL_MOD, q[0], &in)));
	HOLDS(FAILS(ENOENT, epoll_ctl(e, EPOLL_CTL_DEL, q[0], NULL)));
	HOLDS(FAILS(EBADF, epoll_ctl(e, EPOLL_CTL_ADD, 60, &in)));
	HOLDS(FAILS(EINVAL, epoll_ctl(e, EPOLL_CTL_ADD, e, &in)));
	HOLDS(FAILS(EINVAL, epoll_ctl(p[0], EPOLL_CTL_ADD, q[0], &in)) &&
	      FAILS(EBADF, epoll_wait(60, got, 4, 0)));
	HOLDS(FAILS(EINVAL, epoll_wait(e, got, 0, 0)) &&
	      FAILS(EINVAL, epoll_wait(p[0], got, 4, 0)));
	point("epoll refuses what it has, has not, and cannot watch");

	HOLDS(epoll_wait(e, got, 4, 0) == 0 && write(p[1], "x", 1) == 1);
	HOLDS(epoll_wait(e, got, 4, -1) == 1 && got[0].events == EPOLLIN &&
	      got[0].data.u64 == in.data.u64);
	HOLDS(epoll_wait(e, got, 4, 0) == 1 && read(p[0], &byte, 1) == 1 &&
	      epoll_wait(e, got, 4, 0) == 0);
	point("it tells as long as there is something to read");

	HOLDS(epoll_ctl(e, EPOLL_CTL_ADD, q[0], &once) == 0 && write(q[1], "x", 1) == 1);
	HOLDS(epoll_wait(e, got, 4, 0) == 1 && got[0].data.u64 == 7 &&
	      epoll_wait(e, got, 4, 0) == 0);
	HOLDS(epoll_ctl(e, EPOLL_CTL_MOD, q[0], &once) == 0 && epoll_wait(e, got, 4, 0) == 1);
	HOLDS(close(q[0]) == 0 && close(q[1]) == 0 && epoll_wait(e, got, 4, 0) == 0);
	HOLDS(epoll_ctl(e, EPOLL_CTL_DEL, p[0], NULL) == 0 && write(p[1], "x", 1) == 1);
	HOLDS(epoll_wait(e, got, 4, 10) == 0);
	close(p[0]);
	close(p[1]);
	close(e);
	point("once where asked; nothing of what was closed or taken out");
}

void waiting(void)
{
	pipes();
	full();
	counters();
	polls();
	epolls();
}
