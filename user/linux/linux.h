/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the personality's parts share: registers of a call, errors, and the one lock.
 *
 * Numbers and layouts are those of Linux on AArch64 (include/uapi, asm-generic): the interface that the
 * binaries were built for.
 *
 * All state is under one lock, taken at entry to a call and given back while a task waits.
 */
#ifndef USER_LINUX_LINUX_H
#define USER_LINUX_LINUX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/program.h"

/* The registers at svc #0, as entry.S saves them. */
struct registers {
	uint64_t x[32]; /* x31 is padding */
};

/* Calls return these negated. */
enum {
	EPERM = 1,
	ENOENT = 2,
	EIO = 5,
	EBADF = 9,
	EAGAIN = 11,
	ENOMEM = 12,
	EACCES = 13,
	EFAULT = 14,
	EEXIST = 17,
	EXDEV = 18,
	ENODEV = 19,
	ENOTDIR = 20,
	EISDIR = 21,
	EINVAL = 22,
	EMFILE = 24,
	ENOTTY = 25,
	EFBIG = 27,
	ENOSPC = 28,
	ESPIPE = 29,
	EROFS = 30,
	EPIPE = 32,
	ENAMETOOLONG = 36,
	ENOSYS = 38,
	EOVERFLOW = 75,
	ENOTSOCK = 88,
	EDESTADDRREQ = 89,
	EMSGSIZE = 90,
	ENOPROTOOPT = 92,
	EPROTONOSUPPORT = 93,
	EOPNOTSUPP = 95,
	EAFNOSUPPORT = 97,
	EADDRINUSE = 98,
	EADDRNOTAVAIL = 99,
	ENETDOWN = 100,
	ENETUNREACH = 101,
	ENETRESET = 102,
	ECONNABORTED = 103,
	ECONNRESET = 104,
	ENOBUFS = 105,
	EISCONN = 106,
	ENOTCONN = 107,
	ETIMEDOUT = 110,
	ECONNREFUSED = 111,
	EALREADY = 114,
	EINPROGRESS = 115,
	EDQUOT = 122,
};

struct timespec {
	int64_t seconds, nanoseconds;
};

struct iovec {
	void *base;
	uint64_t size;
};

/* The boot record. */
extern const struct hf_program *self;

/* start.c */
_Noreturn void linux_enter(uint64_t entry, uint64_t stack); /* entry.S */

/* entry.S calls it; the result is the call's. */
int64_t linux_call(struct registers *r);

/* call.c: ends the program. */
_Noreturn void linux_exit(int status);

#endif
