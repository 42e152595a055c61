/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files: descriptors and what all kinds have in common.
 *
 * A kind of file is a table of operations; what a kind has no function for fails with the error said here.
 * Operations never wait: they return -EAGAIN, and the calls above wait for readiness where the descriptor
 * is a blocking one.
 */
#ifndef USER_LINUX_FILE_H
#define USER_LINUX_FILE_H

#include "user/linux/linux.h"

#define FILES 64

/* open(2), fcntl(2) */
#define O_ACCMODE   3
#define O_WRONLY    1
#define O_CREAT	    0100
#define O_EXCL	    0200
#define O_TRUNC	    01000
#define O_APPEND    02000
#define O_NONBLOCK  04000
#define O_DIRECTORY 040000
#define O_CLOEXEC   02000000

/* poll(2) and epoll(7) */
#define POLLIN	 0x001
#define POLLPRI	 0x002
#define POLLOUT	 0x004
#define POLLERR	 0x008
#define POLLHUP	 0x010
#define POLLNVAL 0x020
#define POLLRDHUP 0x2000

/* stat(2) */
#define S_IFIFO	 0010000
#define S_IFCHR	 0020000
#define S_IFDIR	 0040000
#define S_IFREG	 0100000
#define S_IFSOCK 0140000

struct file;
struct stat;

struct file_kind {
	int64_t (*read)(struct file *f, void *to, uint64_t size);	 /* -EINVAL */
	int64_t (*write)(struct file *f, const void *from, uint64_t size); /* -EINVAL */
	uint32_t (*ready)(struct file *f);				 /* POLL*; always ready */
	int64_t (*sync)(struct file *f); /* what was written is to last; -EINVAL. Also before close */
	int64_t (*resize)(struct file *f, uint64_t size);		 /* -EINVAL */
	int64_t (*entries)(struct file *f, void *to, uint64_t size);	 /* -ENOTDIR */
	void (*close)(struct file *f);
	uint32_t mode;	    /* S_IF* */
	bool seeks;	    /* has a position and `data`, `size` */
};

struct file {
	const struct file_kind *kind; /* NULL: not open */
	unsigned int references;      /* descriptors, and epoll sets while they look */
	uint32_t flags;		      /* O_NONBLOCK, O_ACCMODE */
	const uint8_t *data;	      /* granted files and regions, kept files */
	uint64_t size, position;
	bool shared;		      /* may be mapped shared */
	uint32_t number;	      /* of the kind's own table */
	uint32_t generation;
};

/* The open file of a descriptor, or NULL. */
struct file *file_get(int descriptor);

/* A new descriptor of a new file, at least `lowest`; -EMFILE. */
int64_t file_open(const struct file_kind *kind, uint32_t flags, struct file **result);

/* Gives the descriptor back; 0, or what sync says if it was the file's last. */
int64_t file_close(int descriptor);
int64_t file_status(int descriptor, struct stat *s);

void files_init(void);
void files_end(void); /* the program ends: what was written is to last */
uint32_t file_ready(struct file *f);

/* Waits until one of `events` (or POLLERR, POLLHUP) is ready; -EAGAIN if the descriptor does not block. */
int64_t file_wait(struct file *f, uint32_t events);

/* For mmap. */
int64_t file_map_shared(int descriptor, uint64_t offset, uint64_t size);
bool file_map_copy(int descriptor, uint64_t offset, void *to, uint64_t size);

/* The kinds: each opens what a path names, or returns -ENOENT. */
int64_t granted_open(const char *path, uint32_t flags);
int64_t stream_open_path(const char *path, uint32_t flags);
int64_t null_open(const char *path, uint32_t flags);
extern const struct file_kind console_kind;

int64_t sys_openat(struct registers *r);
int64_t sys_close(struct registers *r);
int64_t sys_read(struct registers *r);
int64_t sys_write(struct registers *r);
int64_t sys_readv(struct registers *r);
int64_t sys_writev(struct registers *r);
int64_t sys_pread64(struct registers *r);
int64_t sys_lseek(struct registers *r);
int64_t sys_fstat(struct registers *r);
int64_t sys_newfstatat(struct registers *r);
int64_t sys_renameat(struct registers *r);
int64_t sys_unlinkat(struct registers *r);
int64_t sys_ftruncate(struct registers *r);
int64_t sys_fsync(struct registers *r);
int64_t sys_getdents64(struct registers *r);
int64_t sys_fcntl(struct registers *r);
int64_t sys_dup(struct registers *r);
int64_t sys_dup3(struct registers *r);
int64_t sys_ioctl(struct registers *r);

#endif
