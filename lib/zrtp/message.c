/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Message layouts; see message.h. Offsets count from the preamble:
 *
 *	Hello	 12 version 16 client 32 H3 64 ZID 76 flags 77 hc 78 cc,ac 79 kc,sc 80 names | MAC
 *	Commit	 12 H2 44 ZID 56 five names 76 hvi (32, then a KEM's key) or nonce (16)	     | MAC
 *	DHPart	 12 H1 44 four secret identifiers 76 public value			     | MAC
 *	Error	 12 code
 *	GoClear	 12 MAC
 *	Ping	 12 version 16 endpoint
 *	PingACK	 12 version 16 our endpoint 24 their endpoint 32 their SSRC
 *
 * Confirm is in confirm.c.
 */
#include "lib/zrtp/message.h"

#include <string.h>

#include "lib/zrtp/agreement.h"

enum {
	TYPE = 4,
	TYPE_SIZE = 8,
	BODY = ZRTP_MESSAGE_HEADER,
	HELLO_ZID = 64,
	HELLO_COUNTS = 76,
	HELLO_NAMES = 80,
	COMMIT_NAMES = 56,
	COMMIT_VALUE = 76,
	DHPART_IDS = 44,
	DHPART_VALUE = 76,
	ERROR_SIZE = 16,
	GOCLEAR_SIZE = 20,
	PING_SIZE = 24,
	PINGACK_SIZE = 36
};

static const char names[ZRTP_MSG_UNKNOWN][TYPE_SIZE + 1] = {
	[ZRTP_MSG_HELLO] = "Hello   ",	  [ZRTP_MSG_HELLOACK] = "HelloACK",
	[ZRTP_MSG_COMMIT] = "Commit  ",	  [ZRTP_MSG_DHPART1] = "DHPart1 ",
	[ZRTP_MSG_DHPART2] = "DHPart2 ",  [ZRTP_MSG_CONFIRM1] = "Confirm1",
	[ZRTP_MSG_CONFIRM2] = "Confirm2", [ZRTP_MSG_CONF2ACK] = "Conf2ACK",
	[ZRTP_MSG_ERROR] = "Error   ",	  [ZRTP_MSG_ERRORACK] = "ErrorACK",
	[ZRTP_MSG_GOCLEAR] = "GoClear ",  [ZRTP_MSG_PING] = "Ping    ",
	[ZRTP_MSG_PINGACK] = "PingACK ",
};

enum zrtp_message_type zrtp_message_type(const uint8_t *message, size_t size)
{
	enum zrtp_message_type type = 0;

	if (size < BODY)
		return ZRTP_MSG_UNKNOWN;
	while (type < ZRTP_MSG_UNKNOWN && memcmp(message + TYPE, names[type], TYPE_SIZE) != 0)
		type++;
	return type;
}

void zrtp_begin_message(struct zrtp_message *message, enum zrtp_message_type type, size_t size)
{
	memset(message->bytes, 0, size);
	message->size = size;
	message->bytes[0] = 0x50;
	message->bytes[1] = 0x5a;
	message->bytes[2] = (uint8_t)(size / 4 >> 8);
	message->bytes[3] = (uint8_t)(size / 4);
	memcpy(message->bytes + TYPE, names[type], TYPE_SIZE);
}

void zrtp_write_plain(struct zrtp_message *message, enum zrtp_message_type type)
{
	zrtp_begin_message(message, type, BODY);
}

static void write32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

/* HMAC-SHA256, whatever hash is negotiated, of all but the MAC itself (section 9). */
static bool message_mac(const struct zrtp_message *message, const uint8_t *mac_key, uint8_t *mac)
{
	return zrtp_hmac(ZRTP_S256, (struct zrtp_bytes){ mac_key, ZRTP_IMAGE_SIZE },
			 (struct zrtp_bytes){ message->bytes, message->size - ZRTP_MAC_SIZE }, mac,
			 ZRTP_MAC_SIZE);
}

static bool seal(struct zrtp_message *message, const uint8_t *mac_key)
{
	return message_mac(message, mac_key, message->bytes + message->size - ZRTP_MAC_SIZE);
}

bool zrtp_mac_fits(const struct zrtp_message *message, const uint8_t *mac_key)
{
	uint8_t mac[ZRTP_MAC_SIZE];

	return message_mac(message, mac_key, mac) &&
	       zrtp_equal(mac, message->bytes + message->size - ZRTP_MAC_SIZE, sizeof(mac));
}

static size_t total(const uint8_t count[ZRTP_KINDS])
{
	size_t n = 0;

	for (int kind = 0; kind < ZRTP_KINDS; kind++)
		n += count[kind];
	return n;
}

bool zrtp_write_hello(struct zrtp_message *message, const struct zrtp_hello *hello,
		      const uint8_t *mac_key)
{
	const uint8_t *count = hello->offer.count;
	uint8_t *bytes = message->bytes, *name = bytes + HELLO_NAMES;

	zrtp_begin_message(message, ZRTP_MSG_HELLO,
			   HELLO_NAMES + ZRTP_NAME_SIZE * total(count) + ZRTP_MAC_SIZE);
	memcpy(bytes + BODY, hello->version, ZRTP_VERSION_SIZE);
	memcpy(bytes + 16, hello->client, ZRTP_CLIENT_SIZE);
	memcpy(bytes + 32, hello->h3, ZRTP_IMAGE_SIZE);
	memcpy(bytes + HELLO_ZID, hello->zid, ZRTP_ZID_SIZE);
	bytes[HELLO_COUNTS + 1] = count[ZRTP_KIND_HASH];
	bytes[HELLO_COUNTS + 2] = (uint8_t)(count[ZRTP_KIND_CIPHER] << 4 | count[ZRTP_KIND_AUTH]);
	bytes[HELLO_COUNTS + 3] = (uint8_t)(count[ZRTP_KIND_AGREEMENT] << 4 | count[ZRTP_KIND_SAS]);
	for (enum zrtp_kind kind = 0; kind < ZRTP_KINDS; kind++)
		for (uint8_t i = 0; i < count[kind]; i++, name += ZRTP_NAME_SIZE)
			memcpy(name, zrtp_algorithm_name(kind, hello->offer.id[kind][i]),
			       ZRTP_NAME_SIZE);
	return seal(message, mac_key);
}

bool zrtp_read_hello(const uint8_t *message, size_t size, struct zrtp_hello *hello)
{
	if (size < HELLO_NAMES + ZRTP_MAC_SIZE)
		return false;

	const uint8_t *c = message + HELLO_COUNTS, *name = message + HELLO_NAMES;
	const uint8_t count[ZRTP_KINDS] = { c[1] & 15, c[2] >> 4, c[2] & 15, c[3] >> 4, c[3] & 15 };
	if (size != HELLO_NAMES + ZRTP_NAME_SIZE * total(count) + ZRTP_MAC_SIZE)
		return false;

	*hello = (struct zrtp_hello){ 0 };
	memcpy(hello->version, message + BODY, ZRTP_VERSION_SIZE);
	memcpy(hello->client, message + 16, ZRTP_CLIENT_SIZE);
	memcpy(hello->h3, message + 32, ZRTP_IMAGE_SIZE);
	memcpy(hello->zid, message + HELLO_ZID, ZRTP_ZID_SIZE);
	for (enum zrtp_kind kind = 0; kind < ZRTP_KINDS; kind++) {
		if (count[kind] > ZRTP_CHOICES)
			return false;
		for (uint8_t i = 0; i < count[kind]; i++, name += ZRTP_NAME_SIZE) {
			uint8_t id = zrtp_algorithm_id(kind, name);
			if (id != 0)
				hello->offer.id[kind][hello->offer.count[kind]++] = id;
		}
	}
	return true;
}

/* Bytes between the names of a Commit and its MAC; 0 if the agreement is not known. */
static size_t commit_value_size(uint8_t agreement)
{
	const struct zrtp_agreement_type *type = zrtp_agreement_type(agreement);

	if (agreement == ZRTP_MULT)
		return ZRTP_NONCE_SIZE;
	return type ? ZRTP_HVI_SIZE + type->commit_size : 0;
}

bool zrtp_write_commit(struct zrtp_message *message, const struct zrtp_commit *commit,
		       const uint8_t *mac_key)
{
	size_t value_size = commit_value_size(commit->choice.id[ZRTP_KIND_AGREEMENT]);
	uint8_t *bytes = message->bytes;

	zrtp_begin_message(message, ZRTP_MSG_COMMIT, COMMIT_VALUE + value_size + ZRTP_MAC_SIZE);
	memcpy(bytes + BODY, commit->h2, ZRTP_IMAGE_SIZE);
	memcpy(bytes + 44, commit->zid, ZRTP_ZID_SIZE);
	for (enum zrtp_kind kind = 0; kind < ZRTP_KINDS; kind++)
		memcpy(bytes + COMMIT_NAMES + ZRTP_NAME_SIZE * kind,
		       zrtp_algorithm_name(kind, commit->choice.id[kind]), ZRTP_NAME_SIZE);
	if (value_size <= ZRTP_HVI_SIZE) {
		memcpy(bytes + COMMIT_VALUE, commit->commitment, value_size);
	} else {
		memcpy(bytes + COMMIT_VALUE, commit->commitment, ZRTP_HVI_SIZE);
		memcpy(bytes + COMMIT_VALUE + ZRTP_HVI_SIZE, commit->value,
		       value_size - ZRTP_HVI_SIZE);
	}
	return seal(message, mac_key);
}

bool zrtp_read_commit(const uint8_t *message, size_t size, struct zrtp_commit *commit)
{
	if (size < COMMIT_VALUE + ZRTP_MAC_SIZE)
		return false;

	*commit = (struct zrtp_commit){ 0 };
	memcpy(commit->h2, message + BODY, ZRTP_IMAGE_SIZE);
	memcpy(commit->zid, message + 44, ZRTP_ZID_SIZE);
	for (enum zrtp_kind kind = 0; kind < ZRTP_KINDS; kind++)
		commit->choice.id[kind] =
			zrtp_algorithm_id(kind, message + COMMIT_NAMES + ZRTP_NAME_SIZE * kind);

	size_t value_size = commit_value_size(commit->choice.id[ZRTP_KIND_AGREEMENT]);
	if (value_size == 0) /* the choice is refused by its name: the length tells nothing */
		return true;
	if (size != COMMIT_VALUE + value_size + ZRTP_MAC_SIZE)
		return false;
	memcpy(commit->commitment, message + COMMIT_VALUE,
	       value_size < ZRTP_HVI_SIZE ? value_size : ZRTP_HVI_SIZE);
	commit->value = message + COMMIT_VALUE + ZRTP_HVI_SIZE;
	return true;
}

bool zrtp_write_dhpart(struct zrtp_message *message, enum zrtp_message_type type,
		       const struct zrtp_dhpart *part, size_t value_size, const uint8_t *mac_key)
{
	uint8_t *bytes = message->bytes;

	zrtp_begin_message(message, type, DHPART_VALUE + value_size + ZRTP_MAC_SIZE);
	memcpy(bytes + BODY, part->h1, ZRTP_IMAGE_SIZE);
	memcpy(bytes + DHPART_IDS, part->ids, sizeof(part->ids));
	memcpy(bytes + DHPART_VALUE, part->value, value_size);
	return seal(message, mac_key);
}

bool zrtp_read_dhpart(const uint8_t *message, size_t size, size_t value_size,
		      struct zrtp_dhpart *part)
{
	if (size != DHPART_VALUE + value_size + ZRTP_MAC_SIZE)
		return false;
	memcpy(part->h1, message + BODY, ZRTP_IMAGE_SIZE);
	memcpy(part->ids, message + DHPART_IDS, sizeof(part->ids));
	part->value = message + DHPART_VALUE;
	return true;
}

void zrtp_write_error(struct zrtp_message *message, uint32_t code)
{
	zrtp_begin_message(message, ZRTP_MSG_ERROR, ERROR_SIZE);
	write32(message->bytes + BODY, code);
}

bool zrtp_read_error(const uint8_t *message, size_t size, uint32_t *code)
{
	const uint8_t *p = message + BODY;

	if (size != ERROR_SIZE)
		return false;
	*code = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	return true;
}

bool zrtp_goclear_fits(const uint8_t *message, size_t size, enum zrtp_hash hash,
		       const uint8_t *mac_key)
{
	uint8_t mac[ZRTP_MAC_SIZE];

	return size == GOCLEAR_SIZE &&
	       zrtp_hmac(hash, (struct zrtp_bytes){ mac_key, zrtp_hash_size(hash) },
			 (struct zrtp_bytes){ names[ZRTP_MSG_GOCLEAR], TYPE_SIZE }, mac,
			 sizeof(mac)) &&
	       zrtp_equal(mac, message + BODY, sizeof(mac));
}

bool zrtp_read_ping(const uint8_t *message, size_t size, struct zrtp_ping *ping)
{
	if (size != PING_SIZE || memcmp(message + BODY, ZRTP_VERSION, 3) != 0)
		return false;
	memcpy(ping->endpoint, message + 16, ZRTP_ENDPOINT_SIZE);
	return true;
}

void zrtp_write_pingack(struct zrtp_message *message, const uint8_t endpoint[ZRTP_ENDPOINT_SIZE],
			const struct zrtp_ping *ping, uint32_t ping_ssrc)
{
	zrtp_begin_message(message, ZRTP_MSG_PINGACK, PINGACK_SIZE);
	memcpy(message->bytes + BODY, ZRTP_VERSION, ZRTP_VERSION_SIZE);
	memcpy(message->bytes + 16, endpoint, ZRTP_ENDPOINT_SIZE);
	memcpy(message->bytes + 24, ping->endpoint, ZRTP_ENDPOINT_SIZE);
	write32(message->bytes + 32, ping_ssrc);
}
