/* SPDX-License-Identifier: Apache-2.0 */
#include "user/apps/media/peers.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <string.h>

enum {
	HAVE_RS1 = 1,
	HAVE_RS2 = 2,
	VERIFIED = 4,
	FLAGS = 7,
};

static const uint8_t magic[8] = "HFpeers1";
static const uint8_t nothing[ZRTP_SECRET_SIZE];

bool peers_init(struct peers *peers)
{
	memset(peers, 0, sizeof(*peers));
	return RAND_bytes(peers->own, sizeof(peers->own)) == 1;
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
	peers->revision++;
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
		peer->lifetime_s == UINT32_MAX ? PEERS_NEVER : peers->now + peer->lifetime_s;
	memcpy(entry->zid, zid, ZRTP_ZID_SIZE);
	entry->peer = *peer;
	peers->revision++;
	return true;
}

struct zrtp_cache peers_cache(struct peers *peers)
{
	return (struct zrtp_cache){ .context = peers, .load = load, .store = store };
}

/* ---- As bytes ---- */

static uint8_t *put(uint8_t *to, const void *bytes, size_t size)
{
	memcpy(to, bytes, size);
	return to + size;
}

static uint8_t *put_entry(uint8_t *to, const struct peers_entry *entry)
{
	const struct zrtp_peer *peer = &entry->peer;

	to = put(to, entry->zid, ZRTP_ZID_SIZE);
	*to++ = (uint8_t)((peer->have_rs1 ? HAVE_RS1 : 0) | (peer->have_rs2 ? HAVE_RS2 : 0) |
			  (peer->verified ? VERIFIED : 0));
	for (unsigned i = 0; i < 8; i++)
		*to++ = (uint8_t)(entry->expires >> 8 * i);
	to = put(to, peer->have_rs1 ? peer->rs1 : nothing, ZRTP_SECRET_SIZE);
	return put(to, peer->have_rs2 ? peer->rs2 : nothing, ZRTP_SECRET_SIZE);
}

/* The entry that was used next after `used`, or NULL. */
static const struct peers_entry *next_used(const struct peers *peers, uint64_t used)
{
	const struct peers_entry *next = NULL;

	for (unsigned i = 0; i < PEERS; i++) {
		const struct peers_entry *entry = &peers->entries[i];

		if (entry->used > used && (next == NULL || entry->used < next->used))
			next = entry;
	}
	return next;
}

size_t peers_write(const struct peers *peers, uint8_t bytes[PEERS_BYTES])
{
	uint8_t *to = put(put(bytes, magic, sizeof(magic)), peers->own, ZRTP_ZID_SIZE);
	uint8_t *count = to++;
	const struct peers_entry *entry = NULL;

	*count = 0;
	while ((entry = next_used(peers, entry == NULL ? 0 : entry->used)) != NULL) {
		if (entry->expires <= peers->now)
			continue;
		to = put_entry(to, entry);
		(*count)++;
	}
	return (size_t)(to - bytes);
}

static uint32_t lifetime(uint64_t expires, uint64_t now)
{
	if (expires == PEERS_NEVER)
		return UINT32_MAX;
	if (expires <= now)
		return 0;
	return expires - now < UINT32_MAX ? (uint32_t)(expires - now) : UINT32_MAX - 1;
}

/* True if the entry's bytes are in range; fills `entry` but for its use. */
static bool take_entry(struct peers_entry *entry, const uint8_t *from, uint64_t now)
{
	uint8_t flags = from[ZRTP_ZID_SIZE];
	const uint8_t *expires = from + ZRTP_ZID_SIZE + 1, *rs1 = expires + 8;
	const uint8_t *rs2 = rs1 + ZRTP_SECRET_SIZE;

	if (flags > FLAGS || ((flags & VERIFIED) && !(flags & HAVE_RS1)) ||
	    (!(flags & HAVE_RS1) && memcmp(rs1, nothing, ZRTP_SECRET_SIZE) != 0) ||
	    (!(flags & HAVE_RS2) && memcmp(rs2, nothing, ZRTP_SECRET_SIZE) != 0))
		return false;
	memcpy(entry->zid, from, ZRTP_ZID_SIZE);
	entry->expires = 0;
	for (unsigned i = 0; i < 8; i++)
		entry->expires |= (uint64_t)expires[i] << 8 * i;
	entry->peer.have_rs1 = flags & HAVE_RS1;
	entry->peer.have_rs2 = flags & HAVE_RS2;
	entry->peer.verified = flags & VERIFIED;
	entry->peer.lifetime_s = lifetime(entry->expires, now);
	memcpy(entry->peer.rs1, rs1, ZRTP_SECRET_SIZE);
	memcpy(entry->peer.rs2, rs2, ZRTP_SECRET_SIZE);
	return true;
}

/* Into a structure of its own, so that one that is wrong in the middle changes nothing. */
static bool take(struct peers *peers, const uint8_t *bytes, size_t size)
{
	const uint8_t *from = bytes + PEERS_HEAD;
	uint8_t count;

	if (size < PEERS_HEAD || memcmp(bytes, magic, sizeof(magic)) != 0)
		return false;
	count = bytes[PEERS_HEAD - 1];
	if (count > PEERS || size != PEERS_HEAD + (size_t)count * PEERS_ENTRY)
		return false;
	memcpy(peers->own, bytes + sizeof(magic), ZRTP_ZID_SIZE);
	if (memcmp(peers->own, nothing, ZRTP_ZID_SIZE) == 0)
		return false;
	for (; peers->uses < count; from += PEERS_ENTRY) {
		struct peers_entry *entry = &peers->entries[peers->uses];

		if (memcmp(from, peers->own, ZRTP_ZID_SIZE) == 0 || find(peers, from) != NULL ||
		    !take_entry(entry, from, peers->now))
			return false;
		entry->used = ++peers->uses;
	}
	return true;
}

bool peers_read(struct peers *peers, const uint8_t *bytes, size_t size)
{
	struct peers read = { .now = peers->now, .revision = peers->revision };
	bool right = take(&read, bytes, size);

	if (right)
		*peers = read;
	OPENSSL_cleanse(&read, sizeof(read));
	return right;
}

void peers_end(struct peers *peers)
{
	OPENSSL_cleanse(peers, sizeof(*peers));
}
