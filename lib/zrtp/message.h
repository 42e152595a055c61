/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside lib/zrtp: the layouts of the messages (RFC 6189 5.2 to 5.16), written and read.
 *
 * Writers fill a `struct zrtp_message` whole. Readers take a message that zrtp_packet_read found,
 * check every length, and copy out what it says; they do not judge it.
 */
#ifndef LIB_ZRTP_MESSAGE_H
#define LIB_ZRTP_MESSAGE_H

#include "lib/zrtp/algorithm.h"
#include "lib/zrtp/crypto.h"
#include "lib/zrtp/packet.h"

enum zrtp_message_type {
	ZRTP_MSG_HELLO,
	ZRTP_MSG_HELLOACK,
	ZRTP_MSG_COMMIT,
	ZRTP_MSG_DHPART1,
	ZRTP_MSG_DHPART2,
	ZRTP_MSG_CONFIRM1,
	ZRTP_MSG_CONFIRM2,
	ZRTP_MSG_CONF2ACK,
	ZRTP_MSG_ERROR,
	ZRTP_MSG_ERRORACK,
	ZRTP_MSG_GOCLEAR,
	ZRTP_MSG_PING,
	ZRTP_MSG_PINGACK,
	ZRTP_MSG_UNKNOWN
};

enum {
	ZRTP_VERSION_SIZE = 4,
	ZRTP_NONCE_SIZE = 16,
	ZRTP_HVI_SIZE = 32,
	ZRTP_SECRET_ID_SIZE = 8,
	ZRTP_SECRET_IDS = 4, /* rs1, rs2, auxsecret, pbxsecret */
	ZRTP_ENDPOINT_SIZE = 8,
	ZRTP_CONFIRM_BODY = 40 /* what is encrypted in a Confirm without signature */
};

#define ZRTP_VERSION "1.10"

struct zrtp_hello {
	uint8_t version[ZRTP_VERSION_SIZE];
	uint8_t client[ZRTP_CLIENT_SIZE];
	uint8_t h3[ZRTP_IMAGE_SIZE];
	uint8_t zid[ZRTP_ZID_SIZE];
	struct zrtp_offer offer; /* names that we do not know are left out */
};

/* The commitment: hvi (and a KEM's public key behind it), or the nonce of Mult. */
struct zrtp_commit {
	uint8_t h2[ZRTP_IMAGE_SIZE];
	uint8_t zid[ZRTP_ZID_SIZE];
	struct zrtp_choice choice;
	uint8_t commitment[ZRTP_HVI_SIZE]; /* of Mult: ZRTP_NONCE_SIZE bytes */
	const uint8_t *value;		   /* into the message; the agreement's commit_size */
};

struct zrtp_dhpart {
	uint8_t h1[ZRTP_IMAGE_SIZE];
	uint8_t ids[ZRTP_SECRET_IDS][ZRTP_SECRET_ID_SIZE];
	const uint8_t *value; /* into the message */
};

struct zrtp_confirm {
	uint8_t h0[ZRTP_IMAGE_SIZE];
	bool verified;	     /* V: their user compared the SAS of this chain of secrets */
	bool discloses;	     /* D: they hand out the keys */
	uint32_t lifetime_s; /* cache expiration interval; UINT32_MAX: for ever */
};

struct zrtp_ping {
	uint8_t endpoint[ZRTP_ENDPOINT_SIZE];
};

enum zrtp_message_type zrtp_message_type(const uint8_t *message, size_t size);

/* Preamble, length and type of a message of `size` bytes, a multiple of 4; the rest is 0. */
void zrtp_begin_message(struct zrtp_message *message, enum zrtp_message_type type, size_t size);

/* Messages that are nothing but their type: HelloACK, Conf2ACK, ErrorACK. */
void zrtp_write_plain(struct zrtp_message *message, enum zrtp_message_type type);

/*
 * `mac_key` is the element of our hash chain that keys the MAC at the message's end: H2 for Hello, H1
 * for Commit, H0 for DHPart (section 9). Writers return false if the library fails.
 */
bool zrtp_write_hello(struct zrtp_message *message, const struct zrtp_hello *hello,
		      const uint8_t *mac_key);
bool zrtp_read_hello(const uint8_t *message, size_t size, struct zrtp_hello *hello);

bool zrtp_write_commit(struct zrtp_message *message, const struct zrtp_commit *commit,
		       const uint8_t *mac_key);
bool zrtp_read_commit(const uint8_t *message, size_t size, struct zrtp_commit *commit);

bool zrtp_write_dhpart(struct zrtp_message *message, enum zrtp_message_type type,
		       const struct zrtp_dhpart *part, size_t value_size, const uint8_t *mac_key);
bool zrtp_read_dhpart(const uint8_t *message, size_t size, size_t value_size,
		      struct zrtp_dhpart *part);

/* Does the MAC at a message's end fit the key that a later message revealed? */
bool zrtp_mac_fits(const struct zrtp_message *message, const uint8_t *mac_key);

struct zrtp_confirm_keys {
	enum zrtp_hash hash;
	const uint8_t *mac_key; /* zrtp_hash_size bytes */
	const uint8_t *key;	/* 16 or 32 bytes */
	size_t key_size;
};

bool zrtp_write_confirm(struct zrtp_message *message, enum zrtp_message_type type,
			const struct zrtp_confirm *confirm, const struct zrtp_confirm_keys *keys,
			const uint8_t iv[ZRTP_IV_SIZE]);

/* ZRTP_NO_ERROR, ZRTP_BAD_CONFIRM, ZRTP_CRITICAL; ZRTP_MALFORMED if it is too short to be one. */
enum zrtp_error zrtp_read_confirm(const uint8_t *message, size_t size,
				  const struct zrtp_confirm_keys *keys,
				  struct zrtp_confirm *confirm);

void zrtp_write_error(struct zrtp_message *message, uint32_t code);
bool zrtp_read_error(const uint8_t *message, size_t size, uint32_t *code);

/* Is this a GoClear by who holds `mac_key`? (section 4.7.2) */
bool zrtp_goclear_fits(const uint8_t *message, size_t size, enum zrtp_hash hash,
		       const uint8_t *mac_key);

bool zrtp_read_ping(const uint8_t *message, size_t size, struct zrtp_ping *ping);
void zrtp_write_pingack(struct zrtp_message *message, const uint8_t endpoint[ZRTP_ENDPOINT_SIZE],
			const struct zrtp_ping *ping, uint32_t ping_ssrc);

#endif
