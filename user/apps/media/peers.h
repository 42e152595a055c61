/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who we talked to: the secrets that ZRTP retains of each peer (RFC 6189 4.9), in memory alone. They
 * last until the program is restarted; phones then compare their strings once more. At most PEERS are
 * kept, the one not used for longest gives way.
 */
#ifndef USER_APPS_MEDIA_PEERS_H
#define USER_APPS_MEDIA_PEERS_H

#include "lib/zrtp/zrtp.h"

#define PEERS 64

struct peers {
	uint64_t now; /* seconds; the owner of the structure keeps it current */
	uint64_t uses;
	struct peers_entry {
		uint64_t used; /* higher is later; 0: free */
		uint64_t expires;
		uint8_t zid[ZRTP_ZID_SIZE];
		struct zrtp_peer peer;
	} entries[PEERS];
};

void peers_init(struct peers *peers);

/* The cache for struct zrtp_config, over *peers. */
struct zrtp_cache peers_cache(struct peers *peers);

/* Wipe all. */
void peers_end(struct peers *peers);

#endif
