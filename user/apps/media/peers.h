/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who we are and whom we talked to: this phone's ZID, and the secrets that ZRTP retains of each peer (RFC 6189
 * 4.9). At most PEERS are remembered, the one not used for longest gives way.
 *
 * They outlive the program as bytes, which are key material: whoever holds them wipes them after use. Integers
 * are little-endian; version 1 is
 *
 *	"HFpeers1"  own ZID 12  peers 1
 *	each peer, the one not used for longest first:
 *	ZID 12  flags 1  expires 8  rs1 32  rs2 32
 *
 * with expires in seconds since 1970, all ones for never; a secret that there is not is zero. Nothing follows.
 */
#ifndef USER_APPS_MEDIA_PEERS_H
#define USER_APPS_MEDIA_PEERS_H

#include "lib/zrtp/zrtp.h"

#define PEERS 64

#define PEERS_HEAD  (8 + ZRTP_ZID_SIZE + 1)
#define PEERS_ENTRY (ZRTP_ZID_SIZE + 1 + 8 + 2 * ZRTP_SECRET_SIZE)
#define PEERS_BYTES (PEERS_HEAD + PEERS * PEERS_ENTRY)

struct peers {
	uint64_t now; /* seconds since 1970; the owner of the structure keeps it current */
	uint64_t uses;
	unsigned revision; /* counts changes of what is written */
	uint8_t own[ZRTP_ZID_SIZE];
	struct peers_entry {
		uint64_t used;	  /* higher is later; 0: free */
		uint64_t expires; /* PEERS_NEVER or when, as `now` */
		uint8_t zid[ZRTP_ZID_SIZE];
		struct zrtp_peer peer;
	} entries[PEERS];
};

#define PEERS_NEVER UINT64_MAX

/* Nobody, under a new name. False: no randomness. */
bool peers_init(struct peers *peers);

/* The cache for struct zrtp_config, over *peers. */
struct zrtp_cache peers_cache(struct peers *peers);

/* Returns the bytes written. Whoever has expired is left out. */
size_t peers_write(const struct peers *peers, uint8_t bytes[PEERS_BYTES]);

/* Any bytes. False if they are not as written above: nothing has changed then. Else all but `now` has. */
bool peers_read(struct peers *peers, const uint8_t *bytes, size_t size);

/* Wipe all. */
void peers_end(struct peers *peers);

#endif
