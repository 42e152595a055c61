/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as remembered peers. What is taken for such is written again as bytes that are, each peer is found
 * under its own ZID and no other, and what is not taken changes nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "user/apps/media/peers.h"

#define NOW 1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_entries(struct peers *peers)
{
	struct zrtp_cache cache = peers_cache(peers);

	for (unsigned i = 0; i < PEERS; i++) {
		struct peers_entry entry = peers->entries[i];
		struct zrtp_peer peer;

		if (entry.used == 0)
			continue;
		require(memcmp(entry.zid, peers->own, ZRTP_ZID_SIZE) != 0);
		require(cache.load(peers, entry.zid, &peer) == (entry.expires > NOW));
		if (entry.expires <= NOW)
			continue;
		require(memcmp(peer.rs1, entry.peer.rs1, ZRTP_SECRET_SIZE) == 0);
		require(!peer.verified || peer.have_rs1);
		require(peer.lifetime_s > 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t bytes[PEERS_BYTES], again[PEERS_BYTES];
	static struct peers peers, before;
	size_t length;

	memset(&peers, 0, sizeof(peers));
	peers.now = NOW;
	peers.uses = 5;
	before = peers;
	if (!peers_read(&peers, data, size)) {
		require(memcmp(&peers, &before, sizeof(peers)) == 0);
		return 0;
	}
	length = peers_write(&peers, bytes);
	require(length <= size && (length != size || memcmp(bytes, data, size) == 0));
	check_entries(&peers);
	require(peers_read(&peers, bytes, length));
	require(peers_write(&peers, again) == length && memcmp(bytes, again, length) == 0);
	return 0;
}
