/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Confirm1 and Confirm2 (RFC 6189 5.7): MAC (8), IV (16), then encrypted with AES-CFB and covered by
 * the MAC
 *
 *	H0 (32) | 15 bits of 0, signature length in words (9 bits), 0000 E V A D | cache interval (4)
 *
 * and a signature, which we neither make nor ask for: one that comes is skipped. E (enrolment), A
 * (GoClear allowed) and D (disclosure) we never set; a peer's D is reported, its E and A mean nothing
 * here.
 */
#include <string.h>

#include <openssl/crypto.h>

#include "lib/zrtp/message.h"

enum {
	MAC = ZRTP_MESSAGE_HEADER,
	IV = MAC + ZRTP_MAC_SIZE,
	BODY = IV + ZRTP_IV_SIZE,
	SIGNATURE_LENGTH = 33, /* in the body */
	FLAGS = 35,
	INTERVAL = 36,
	FLAG_VERIFIED = 0x04,
	FLAG_DISCLOSES = 0x01
};

static bool confirm_mac(const uint8_t *message, size_t size, const struct zrtp_confirm_keys *keys,
			uint8_t mac[ZRTP_MAC_SIZE])
{
	return zrtp_hmac(keys->hash,
			 (struct zrtp_bytes){ keys->mac_key, zrtp_hash_size(keys->hash) },
			 (struct zrtp_bytes){ message + BODY, size - BODY }, mac, ZRTP_MAC_SIZE);
}

bool zrtp_write_confirm(struct zrtp_message *message, enum zrtp_message_type type,
			const struct zrtp_confirm *confirm, const struct zrtp_confirm_keys *keys,
			const uint8_t iv[ZRTP_IV_SIZE])
{
	uint8_t *body = message->bytes + BODY;

	zrtp_begin_message(message, type, BODY + ZRTP_CONFIRM_BODY);
	memcpy(message->bytes + IV, iv, ZRTP_IV_SIZE);
	memcpy(body, confirm->h0, ZRTP_IMAGE_SIZE);
	body[FLAGS] = (uint8_t)((confirm->verified ? FLAG_VERIFIED : 0) |
				(confirm->discloses ? FLAG_DISCLOSES : 0));
	for (int i = 0; i < 4; i++)
		body[INTERVAL + i] = (uint8_t)(confirm->lifetime_s >> (24 - 8 * i));
	return zrtp_cfb(keys->key, keys->key_size, iv, body, ZRTP_CONFIRM_BODY, true) &&
	       confirm_mac(message->bytes, message->size, keys, message->bytes + MAC);
}

enum zrtp_error zrtp_read_confirm(const uint8_t *message, size_t size,
				  const struct zrtp_confirm_keys *keys,
				  struct zrtp_confirm *confirm)
{
	uint8_t mac[ZRTP_MAC_SIZE], body[ZRTP_CONFIRM_BODY];

	if (size < BODY + ZRTP_CONFIRM_BODY)
		return ZRTP_MALFORMED;
	if (!confirm_mac(message, size, keys, mac))
		return ZRTP_CRITICAL;
	if (!zrtp_equal(mac, message + MAC, sizeof(mac)))
		return ZRTP_BAD_CONFIRM;
	memcpy(body, message + BODY, sizeof(body));
	if (!zrtp_cfb(keys->key, keys->key_size, message + IV, body, sizeof(body), false))
		return ZRTP_CRITICAL;

	const uint8_t *interval = body + INTERVAL;
	size_t words = (size_t)((body[SIGNATURE_LENGTH] & 1) << 8 | body[SIGNATURE_LENGTH + 1]);
	memcpy(confirm->h0, body, ZRTP_IMAGE_SIZE);
	confirm->verified = body[FLAGS] & FLAG_VERIFIED;
	confirm->discloses = body[FLAGS] & FLAG_DISCLOSES;
	confirm->lifetime_s = (uint32_t)interval[0] << 24 | (uint32_t)interval[1] << 16 |
			      (uint32_t)interval[2] << 8 | interval[3];
	OPENSSL_cleanse(body, sizeof(body));
	return size == BODY + ZRTP_CONFIRM_BODY + 4 * words ? ZRTP_NO_ERROR : ZRTP_MALFORMED;
}
