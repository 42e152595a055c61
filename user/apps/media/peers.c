/* SPDX-License-Identifier: Apache-2.0 */
#include "user/apps/media/peers.h"

#include <openssl/crypto.h>
#include <string.h>

void peers_init(struct peers *peers)
{
	memset(peers, 0, sizeof(*peers));
}

static struct peers_entry *find(struct peers *peers, const uint8_t *zid)
{
	for (unsigned i = 0; i < PEERS; i++) {
		struct peers_entry *entry = &peers->entries[i];

		if (entry->used != 0 && memcmp(entry->zid, zid, ZRTP_ZID_SIZE) == 0)
			return entry;
	}
	return NULL;
}

/* A free entry, or the one not used for longest. */
static struct peers_entry *replaceable(struct peers *peers)
{
	struct peers_entry *oldest = &peers->entries[0];

	for (unsigned i = 1; i < PEERS; i++) {
		if (peers->entries[i].used < oldest->used)
			oldest = &peers->entries[i];
	}
	return oldest;
}

static bool load(void *context, const uint8_t zid[ZRTP_ZID_SIZE], struct zrtp_peer *peer)
{
	struct peers *peers = context;
	struct peers_entry *entry = find(peers, zid);

	if (entry == NULL)
		return false;
	if (entry->expires <= peers->now) {
		OPENSSL_cleanse(entry, sizeof(*entry));
		return false;
	}
	entry->used = ++peers->uses;
	*peer = entry->peer;
	return true;
}

static bool store(void *context, const uint8_t zid[ZRTP_ZID_SIZE], const struct zrtp_peer *peer)
{
	struct peers *peers = context;
	struct peers_entry *entry = find(peers, zid);

	if (entry == NULL)
		entry = replaceable(peers);
	entry->used = ++peers->uses;
	entry->expires =
		peer->lifetime_s == UINT32_MAX ? UINT64_MAX : peers->now + peer->lifetime_s;
	memcpy(entry->zid, zid, ZRTP_ZID_SIZE);
	entry->peer = *peer;
	return true;
}

struct zrtp_cache peers_cache(struct peers *peers)
{
	return (struct zrtp_cache){ .context = peers, .load = load, .store = store };
}

void peers_end(struct peers *peers)
{
	OPENSSL_cleanse(peers, sizeof(*peers));
}
