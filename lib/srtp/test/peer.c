/* SPDX-License-Identifier: Apache-2.0 */
/* Against libsrtp2, in both directions and for every suite, over a wrap of the sequence number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <srtp2/srtp.h>

#include "lib/srtp/test/stream.h"

static void set_policy(enum srtp_suite suite, srtp_policy_t *policy)
{
	static void (*const rtp[SRTP_SUITES])(srtp_crypto_policy_t *) = {
		[SRTP_AES_CM_128_HMAC_SHA1_80] = srtp_crypto_policy_set_rtp_default,
		[SRTP_AES_CM_128_HMAC_SHA1_32] = srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32,
		[SRTP_AES_CM_256_HMAC_SHA1_80] = srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80,
		[SRTP_AES_CM_256_HMAC_SHA1_32] = srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32,
		[SRTP_AEAD_AES_128_GCM] = srtp_crypto_policy_set_aes_gcm_128_16_auth,
		[SRTP_AEAD_AES_256_GCM] = srtp_crypto_policy_set_aes_gcm_256_16_auth,
	};
	/* RFC 4568 6.2: the tags of SRTCP have 80 bits also in the suites of 32. */
	static const enum srtp_suite rtcp[SRTP_SUITES] = {
		[SRTP_AES_CM_128_HMAC_SHA1_80] = SRTP_AES_CM_128_HMAC_SHA1_80,
		[SRTP_AES_CM_128_HMAC_SHA1_32] = SRTP_AES_CM_128_HMAC_SHA1_80,
		[SRTP_AES_CM_256_HMAC_SHA1_80] = SRTP_AES_CM_256_HMAC_SHA1_80,
		[SRTP_AES_CM_256_HMAC_SHA1_32] = SRTP_AES_CM_256_HMAC_SHA1_80,
		[SRTP_AEAD_AES_128_GCM] = SRTP_AEAD_AES_128_GCM,
		[SRTP_AEAD_AES_256_GCM] = SRTP_AEAD_AES_256_GCM,
	};

	rtp[suite](&policy->rtp);
	rtp[rtcp[suite]](&policy->rtcp);
}

static srtp_t open_peer(enum srtp_suite suite)
{
	struct srtp_key key = stream_key(suite);
	uint8_t key_and_salt[SRTP_MAX_KEY + SRTP_MAX_SALT];
	size_t key_size = srtp_key_length(suite);
	srtp_policy_t policy = { .ssrc = { ssrc_specific, STREAM_SSRC },
				 .key = key_and_salt,
				 .window_size = 128 };
	srtp_t peer;

	memcpy(key_and_salt, key.key, key_size);
	memcpy(key_and_salt + key_size, key.salt, srtp_salt_length(suite));
	set_policy(suite, &policy);
	assert_int_equal(srtp_create(&peer, &policy), srtp_err_status_ok);
	return peer;
}

static void assert_same(const struct packet *p, int length, const struct packet *plain)
{
	assert_int_equal(length, plain->length);
	assert_memory_equal(p->bytes, plain->bytes, plain->length);
}

static void we_send(void **state)
{
	(void)state;
	for (unsigned suite = 0; suite < SRTP_SUITES; suite++) {
		struct srtp_key key = stream_key(suite);
		struct srtp_sender *sender = srtp_sender_new(&key, STREAM_SSRC);
		srtp_t peer = open_peer(suite);

		for (uint32_t n = 65000; n < 66000; n++) {
			struct packet plain = rtp_packet((uint16_t)n), p = plain;
			assert_int_equal(
				srtp_sender_protect(sender, p.bytes, &p.length, sizeof(p.bytes)),
				SRTP_OK);
			int length = (int)p.length;
			assert_int_equal(srtp_unprotect(peer, p.bytes, &length), 0);
			assert_same(&p, length, &plain);
		}
		for (uint8_t i = 0; i < 50; i++) {
			struct packet plain = rtcp_packet(i), p = plain;
			assert_int_equal(srtp_sender_protect_rtcp(sender, p.bytes, &p.length,
								  sizeof(p.bytes)),
					 SRTP_OK);
			int length = (int)p.length;
			assert_int_equal(srtp_unprotect_rtcp(peer, p.bytes, &length), 0);
			assert_same(&p, length, &plain);
		}
		srtp_dealloc(peer);
		srtp_sender_free(sender);
	}
}

static void peer_sends(void **state)
{
	(void)state;
	for (unsigned suite = 0; suite < SRTP_SUITES; suite++) {
		struct srtp_key key = stream_key(suite);
		struct srtp_receiver *receiver = srtp_receiver_new(&key, STREAM_SSRC);
		srtp_t peer = open_peer(suite);

		for (uint32_t n = 65000; n < 66000; n++) {
			struct packet plain = rtp_packet((uint16_t)n), p = plain;
			int length = (int)p.length;
			assert_int_equal(srtp_protect(peer, p.bytes, &length), 0);
			p.length = (size_t)length;
			assert_int_equal(srtp_receiver_unprotect(receiver, p.bytes, &p.length),
					 SRTP_OK);
			assert_same(&p, (int)p.length, &plain);
		}
		for (uint8_t i = 0; i < 50; i++) {
			struct packet plain = rtcp_packet(i), p = plain;
			int length = (int)p.length;
			assert_int_equal(srtp_protect_rtcp(peer, p.bytes, &length), 0);
			p.length = (size_t)length;
			assert_int_equal(srtp_receiver_unprotect_rtcp(receiver, p.bytes, &p.length),
					 SRTP_OK);
			assert_same(&p, (int)p.length, &plain);
		}
		srtp_dealloc(peer);
		srtp_receiver_free(receiver);
	}
}

static int start_peer(void **state)
{
	(void)state;
	return srtp_init() == srtp_err_status_ok ? 0 : -1;
}

static int stop_peer(void **state)
{
	(void)state;
	return srtp_shutdown() == srtp_err_status_ok ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(we_send),
					    cmocka_unit_test(peer_sends) };

	return cmocka_run_group_tests_name("srtp and libsrtp2", tests, start_peer, stop_peer);
}
