/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files: what a program keeps beyond its own life, as small named files.
 *
 * A client's channel to `files` is a gate and a buffer. A call is the eight words of a struct
 * files_request, its result the eight words of a struct files_reply; no call ever waits. Each client
 * has a name space and a quota of its own: there is no way to name another's file.
 *
 * A file is put and got whole; its bytes lie at the start of the channel's buffer, so none is longer
 * than that. FILES_PUT and FILES_RENAME replace what had the name before, in one step: whoever dies
 * at whatever moment, either side included, leaves the old file or the new one.
 *
 *	client                              files
 *	  | bytes into the buffer             |
 *	  | -- PUT name, length, sum -------> |  copies, adds up, compares with sum; then replaces
 *	  | <- OK --------------------------- |
 *
 * The sum is what makes that hold: init clears the buffer of a program that died, and may do so while
 * the other side reads it. Whoever takes bytes from the buffer copies them first, and believes its
 * copy only if files_sum() of it is what came in the words of the call or reply.
 *
 * There is no session: files stay when a client is restarted. They are gone when the service's memory
 * is, which a client sees by another `identity` in the reply to FILES_OPEN. So it asks at its start and
 * whenever the service's bit of its event is set (the service was restarted), and puts again what it
 * holds if the answer differs. Calls while the service is down return HF_E_DEAD from the kernel.
 *
 * Neither side leaves a file's bytes in the buffer: who took them out wipes them, and the client what
 * it put in, after the call.
 */
#ifndef USER_PROTOCOL_FILES_H
#define USER_PROTOCOL_FILES_H

#include <stddef.h>
#include <stdint.h>

/* A name: 1..FILES_NAME - 1 of A-Z a-z 0-9 . _ -, the first not a dot; zeros to the end. */
#define FILES_NAME	 24
#define FILES_NAMES	 16 /* files of one client */
#define FILES_PAGE	 4096 /* the unit of quotas: a file takes as many as its bytes fill or begin */
#define FILES_BUFFER_MIN 4096  /* smallest buffer of a channel to files */
#define FILES_SIZE_MAX	 65536 /* no file is longer, however large the buffer */

/* The policy word: the pages that the client's files may take together. */
#define FILES_QUOTA(policy) ((uint32_t)((policy)&0xffff))

enum files_operation {
	FILES_OPEN = 1,	  /* reply: identity, value = bytes of the longest file */
	FILES_PUT = 2,	  /* name, value = bytes, sum */
	FILES_GET = 3,	  /* name. reply: value = bytes, now in the buffer, and their sum */
	FILES_REMOVE = 4, /* name */
	FILES_RENAME = 5, /* name, to; a file that had the name `to` is gone */
	FILES_LIST = 6,	  /* value = index from 0. reply: name, value = bytes; FILES_E_NONE after
			     the last. In no order, which changes when files come and go */
};

/* Errors, with the POSIX name that a personality gives them. */
enum files_error {
	FILES_OK = 0,
	FILES_E_REQUEST, /* EINVAL: no such operation, or a field that it does not use is not zero */
	FILES_E_NAME,	 /* EINVAL: not a name */
	FILES_E_NONE,	 /* ENOENT: no file has this name, or this index */
	FILES_E_SIZE,	 /* EFBIG: longer than the buffer or FILES_SIZE_MAX */
	FILES_E_QUOTA,	 /* EDQUOT: more pages than the client has */
	FILES_E_NAMES,	 /* ENOSPC: the client has FILES_NAMES files */
	FILES_E_SUM,	 /* EIO: the bytes are not those of the sum; nothing has changed */
	FILES_E_CLIENT,	 /* EACCES: the caller is no client */
	FILES_ERRORS,
};

/* Fields that an operation does not name are zero, in both directions. */
struct files_request {
	uint32_t operation; /* enum files_operation */
	uint32_t value;
	uint64_t sum;
	char name[FILES_NAME];
	char to[FILES_NAME];
};

struct files_reply {
	uint32_t error; /* enum files_error; unless it is FILES_OK, all else is zero */
	uint32_t value;
	uint64_t sum;
	uint64_t identity;
	char name[FILES_NAME];
	uint64_t reserved[2]; /* zero */
};

_Static_assert(sizeof(struct files_request) == 64, "eight words");
_Static_assert(sizeof(struct files_reply) == 64, "eight words");

/* FNV-1a of 64 bits, piece by piece: against accidents, not against malice. */
#define FILES_SUM_START 0xcbf29ce484222325u

static inline uint64_t files_sum(uint64_t sum, const void *bytes, size_t size)
{
	const uint8_t *byte = (const uint8_t *)bytes;

	for (size_t i = 0; i < size; i++)
		sum = (sum ^ byte[i]) * 0x100000001b3u;
	return sum;
}

#endif
