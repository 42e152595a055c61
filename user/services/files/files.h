/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file service without the kernel: clients' calls in, replies out, over memory that the host gives.
 *
 * The memory is pages. A file is a chain of them; a client is charged for the pages of its files and
 * can have as many as its quota, whatever others do: the service accepts no client whose quota it could
 * not fill. Invariants, between calls:
 *
 *	pages charged to a client <= its quota
 *	free pages >= the quotas' sum - the pages charged, and as many besides as the longest file has
 *	a free page is all zero
 *
 * So a new version of a file is always written beside the old one, and nothing can fail once it is there.
 */
#ifndef USER_SERVICES_FILES_FILES_H
#define USER_SERVICES_FILES_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "user/protocol/files.h"

#define FILES_CLIENTS 8
#define FILES_PAGES   1024 /* of memory used, at most */
#define FILES_SPARE   (FILES_SIZE_MAX / FILES_PAGE)

struct files_entry {
	char name[FILES_NAME]; /* "": no file */
	uint32_t size;
	uint16_t first; /* page */
};

struct files_client {
	uint8_t *buffer; /* NULL: no client */
	uint32_t limit;	 /* bytes of a file */
	uint32_t quota, used;
	struct files_entry entry[FILES_NAMES];
};

struct files {
	uint64_t identity;
	uint8_t *memory;
	uint32_t pages, promised;
	uint16_t free;		    /* first of the free pages */
	uint16_t next[FILES_PAGES]; /* in a file's chain, or of the free ones */
	struct files_client client[FILES_CLIENTS];
};

/*
 * Begin, with `size` bytes of zeroed memory aligned to FILES_PAGE. `identity` is one that no other life
 * of the service had.
 */
void files_start(struct files *f, void *memory, size_t size, uint64_t identity);

/*
 * Client `index` (0..FILES_CLIENTS - 1) exists: its quota in pages and its channel's buffer. False if the
 * buffer is smaller than FILES_BUFFER_MIN, or the memory too small for one more such quota.
 */
bool files_client(struct files *f, unsigned index, uint32_t quota, void *buffer, size_t size);

/* A client's call, whatever is in it. `client` is one that files_client was called for. */
void files_call(struct files *f, unsigned client, const struct files_request *request,
		struct files_reply *reply);

#endif
