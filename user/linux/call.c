/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of calls, by Linux' numbers (asm-generic/unistd.h). What is not here is ENOSYS, and said in the log
 * the first time.
 */
#include "user/lib/log.h"
#include "user/lib/program.h"
#include "user/linux/epoll.h"
#include "user/linux/file.h"
#include "user/linux/identity.h"
#include "user/linux/memory.h"
#include "user/linux/pipe.h"
#include "user/linux/socket.h"
#include "user/linux/task.h"
#include "user/linux/time.h"

#define CALLS 512

static int64_t sys_exit_group(struct registers *r)
{
	linux_exit((int)r->x[0]);
}

/* Refused without a word: C libraries try these and have another way. */
static int64_t sys_refuse(struct registers *r)
{
	(void)r;
	return -ENOSYS;
}

static int64_t (*const calls[CALLS])(struct registers *) = {
	[19] = sys_eventfd2,	   [20] = sys_epoll_create1,  [21] = sys_epoll_ctl,
	[22] = sys_epoll_pwait,	   [23] = sys_dup,	      [24] = sys_dup3,
	[25] = sys_fcntl,	   [29] = sys_ioctl,	      [35] = sys_unlinkat,
	[38] = sys_renameat,	   [46] = sys_ftruncate,      [56] = sys_openat,
	[57] = sys_close,	   [59] = sys_pipe2,	      [61] = sys_getdents64,
	[62] = sys_lseek,
	[63] = sys_read,	   [64] = sys_write,	      [65] = sys_readv,
	[66] = sys_writev,	   [67] = sys_pread64,	      [73] = sys_ppoll,
	[78] = sys_readlinkat,	   [79] = sys_newfstatat,     [80] = sys_fstat,
	[82] = sys_fsync,	   [83] = sys_fsync /* fdatasync */,
	[93] = sys_exit,	   [94] = sys_exit_group,     [96] = sys_set_tid_address,
	[98] = sys_futex,	   [99] = sys_refuse /* set_robust_list */,
	[101] = sys_nanosleep,	   [113] = sys_clock_gettime, [114] = sys_clock_getres,
	[115] = sys_clock_nanosleep, [123] = sys_sched_getaffinity, [124] = sys_zero /* sched_yield */,
	[129] = sys_kill,	   [130] = sys_kill,	      [131] = sys_kill,
	[132] = sys_zero /* sigaltstack */, [134] = sys_zero /* rt_sigaction */,
	[135] = sys_zero /* rt_sigprocmask */, [160] = sys_uname, [169] = sys_gettimeofday,
	[172] = sys_getpid,	   [173] = sys_zero /* getppid */, [174] = sys_zero /* getuid */,
	[175] = sys_zero,	   [176] = sys_zero,	      [177] = sys_zero /* getegid */,
	[178] = sys_gettid,	   [179] = sys_sysinfo,	      [198] = sys_socket,
	[200] = sys_bind,	   [201] = sys_listen,	      [203] = sys_connect,
	[204] = sys_getsockname,   [205] = sys_getpeername,   [206] = sys_sendto,
	[207] = sys_recvfrom,	   [208] = sys_setsockopt,    [209] = sys_getsockopt,
	[210] = sys_shutdown,	   [211] = sys_sendmsg,	      [212] = sys_recvmsg,
	[214] = sys_brk,	   [215] = sys_munmap,	      [216] = sys_mremap,
	[220] = sys_clone,	   [222] = sys_mmap,	      [226] = sys_mprotect,
	[233] = sys_madvise,	   [242] = sys_accept4,	      [261] = sys_prlimit64,
	[278] = sys_getrandom,	   [293] = sys_refuse /* rseq */, [435] = sys_refuse /* clone3 */,
};

static uint64_t reported[CALLS / 64];

static void report(uint64_t number)
{
	if (number < CALLS) {
		if (reported[number / 64] >> number % 64 & 1)
			return;
		reported[number / 64] |= 1ull << number % 64;
	}
	hf_log("\2Linux call %lu is not there", number);
}

void linux_exit(int status)
{
	files_end();
	hf_exit(status);
}

int64_t linux_call(struct registers *r)
{
	uint64_t number = r->x[8];
	int64_t result = -ENOSYS;

	lock();
	if (number < CALLS && calls[number])
		result = calls[number](r);
	else
		report(number);
	unlock();
	return result;
}
