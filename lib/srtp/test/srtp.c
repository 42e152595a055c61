/* SPDX-License-Identifier: Apache-2.0 */
/* What a stream must do and must refuse, for every suite. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/srtp/test/stream.h"

struct stream {
	struct srtp_sender *sender;
	struct srtp_receiver *receiver;
	size_t tag;
};

static struct stream open_stream(enum srtp_suite suite)
{
	struct srtp_key key = stream_key(suite);
	struct stream s = {
		.sender = srtp_sender_new(&key, STREAM_SSRC),
		.receiver = srtp_receiver_new(&key, STREAM_SSRC),
	};

	assert_non_null(s.sender);
	assert_non_null(s.receiver);
	s.tag = s.sender->rtp.tag_size;
	return s;
}

static void close_stream(struct stream *s)
{
	srtp_sender_free(s->sender);
	srtp_receiver_free(s->receiver);
}

static struct packet sealed(struct stream *s, uint16_t sequence)
{
	struct packet p = rtp_packet(sequence);

	assert_int_equal(srtp_sender_protect(s->sender, p.bytes, &p.length, sizeof(p.bytes)),
			 SRTP_OK);
	return p;
}

static enum srtp_result receive(struct stream *s, struct packet p)
{
	return srtp_receiver_unprotect(s->receiver, p.bytes, &p.length);
}

static void for_each_suite(void (*test)(struct stream *s))
{
	for (unsigned suite = 0; suite < SRTP_SUITES; suite++) {
		struct stream s = open_stream(suite);
		test(&s);
		close_stream(&s);
	}
}

static void check_round_trip(struct stream *s)
{
	for (uint32_t n = 65000; n < 65000 + 3 * 65536; n += 7) {
		struct packet plain = rtp_packet((uint16_t)n), p = sealed(s, (uint16_t)n);
		assert_int_equal(p.length, plain.length + s->tag);
		assert_memory_not_equal(p.bytes + RTP_FIXED_HEADER, plain.bytes + RTP_FIXED_HEADER,
					STREAM_PAYLOAD);
		assert_int_equal(srtp_receiver_unprotect(s->receiver, p.bytes, &p.length), SRTP_OK);
		assert_int_equal(p.length, plain.length);
		assert_memory_equal(p.bytes, plain.bytes, plain.length);
	}
	assert_int_equal(s->sender->newest >> 16, 3);
	assert_int_equal(s->receiver->rtp_window.newest, s->sender->newest);
}

static void round_trip_over_wraps(void **state)
{
	(void)state;
	for_each_suite(check_round_trip);
}

static void check_empty_payload(struct stream *s)
{
	struct packet p = rtp_packet(1);

	p.length = RTP_FIXED_HEADER;
	assert_int_equal(srtp_sender_protect(s->sender, p.bytes, &p.length, sizeof(p.bytes)),
			 SRTP_OK);
	assert_int_equal(p.length, RTP_FIXED_HEADER + s->tag);
	assert_int_equal(srtp_receiver_unprotect(s->receiver, p.bytes, &p.length), SRTP_OK);
	assert_int_equal(p.length, RTP_FIXED_HEADER);
}

static void empty_payload(void **state)
{
	(void)state;
	for_each_suite(check_empty_payload);
}

/* Any changed bit is refused, leaves no trace, and the true packet still passes. */
static void check_every_bit(struct stream *s)
{
	receive(s, sealed(s, 100));
	struct srtp_window before = s->receiver->rtp_window;
	struct packet p = sealed(s, 101);

	for (size_t bit = 0; bit < p.length * 8; bit++) {
		struct packet changed = p;
		changed.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_not_equal(receive(s, changed), SRTP_OK);
		assert_memory_equal(&before, &s->receiver->rtp_window, sizeof(before));
	}
	assert_int_equal(receive(s, p), SRTP_OK);
}

static void every_changed_bit(void **state)
{
	(void)state;
	for_each_suite(check_every_bit);
}

static void check_every_truncation(struct stream *s)
{
	struct packet p = sealed(s, 7);

	for (size_t length = 0; length < p.length; length++) {
		struct packet cut = p;
		cut.length = length;
		assert_int_not_equal(receive(s, cut), SRTP_OK);
	}
	assert_false(s->receiver->rtp_window.started);
	assert_int_equal(receive(s, p), SRTP_OK);
}

static void every_truncation(void **state)
{
	(void)state;
	for_each_suite(check_every_truncation);
}

/* Reordering inside the window passes once, everything else never. */
static void check_window(struct stream *s)
{
	enum { COUNT = 400 };
	struct packet kept[COUNT];

	for (unsigned i = 0; i < COUNT; i++)
		kept[i] = sealed(s, (uint16_t)(65400 + i));
	assert_int_equal(receive(s, kept[0]), SRTP_OK);
	assert_int_equal(receive(s, kept[300]), SRTP_OK);
	for (unsigned i = 1; i < 300; i++)
		assert_int_equal(receive(s, kept[i]),
				 300 - i < SRTP_REPLAY_WINDOW ? SRTP_OK : SRTP_TOO_OLD);
	for (unsigned i = 0; i <= 300; i++)
		assert_int_equal(receive(s, kept[i]),
				 300 - i < SRTP_REPLAY_WINDOW ? SRTP_REPLAYED : SRTP_TOO_OLD);
	for (unsigned i = 301; i < COUNT; i++)
		assert_int_equal(receive(s, kept[i]), SRTP_OK);
	for (unsigned i = 0; i < COUNT; i++)
		assert_int_equal(receive(s, kept[i]),
				 COUNT - 1 - i < SRTP_REPLAY_WINDOW ? SRTP_REPLAYED : SRTP_TOO_OLD);
}

static void replay_window(void **state)
{
	(void)state;
	for_each_suite(check_window);
}

static void check_wrap_missed(struct stream *s)
{
	struct packet first = sealed(s, 65530), late = sealed(s, 65535), after = sealed(s, 3);

	assert_int_equal(receive(s, first), SRTP_OK);
	assert_int_equal(receive(s, after), SRTP_OK);
	assert_int_equal(s->receiver->rtp_window.newest, 0x10003);
	assert_int_equal(receive(s, late), SRTP_OK); /* from before the wrap */
	assert_int_equal(receive(s, late), SRTP_REPLAYED);
}

static void loss_and_reordering_at_the_wrap(void **state)
{
	(void)state;
	for_each_suite(check_wrap_missed);
}

static void check_sender(struct stream *s)
{
	struct packet p;

	sealed(s, 500);
	p = rtp_packet(500);
	assert_int_equal(srtp_sender_protect(s->sender, p.bytes, &p.length, sizeof(p.bytes)),
			 SRTP_REPLAYED);
	p = rtp_packet(499);
	assert_int_equal(srtp_sender_protect(s->sender, p.bytes, &p.length, sizeof(p.bytes)),
			 SRTP_REPLAYED);
	p = rtp_packet((uint16_t)(500 + 0x8001)); /* would lie before index 0 */
	assert_int_equal(srtp_sender_protect(s->sender, p.bytes, &p.length, sizeof(p.bytes)),
			 SRTP_REPLAYED);

	p = rtp_packet(501);
	struct packet before = p;
	assert_int_equal(srtp_sender_protect(s->sender, p.bytes, &p.length, p.length + s->tag - 1),
			 SRTP_NO_SPACE);
	assert_memory_equal(&p, &before, sizeof(p));
	p.bytes[8] ^= 1;
	assert_int_equal(srtp_sender_protect(s->sender, p.bytes, &p.length, sizeof(p.bytes)),
			 SRTP_WRONG_SSRC);
	p.bytes[0] = 0;
	assert_int_equal(srtp_sender_protect(s->sender, p.bytes, &p.length, sizeof(p.bytes)),
			 SRTP_MALFORMED);
	sealed(s, 501);
}

static void sender_refusals(void **state)
{
	(void)state;
	for_each_suite(check_sender);
}

static void check_other_stream(struct stream *s)
{
	struct srtp_key key = stream_key(SRTP_AES_CM_128_HMAC_SHA1_80);
	struct packet p = sealed(s, 9);

	key.key[0] ^= 1;
	struct srtp_receiver *other = srtp_receiver_new(&key, STREAM_SSRC);
	size_t length = p.length;
	assert_int_equal(srtp_receiver_unprotect(other, p.bytes, &length), SRTP_UNAUTHENTIC);
	srtp_receiver_free(other);

	other = srtp_receiver_new(&key, STREAM_SSRC + 1);
	length = p.length;
	assert_int_equal(srtp_receiver_unprotect(other, p.bytes, &length), SRTP_WRONG_SSRC);
	srtp_receiver_free(other);
}

static void wrong_key_or_stream(void **state)
{
	(void)state;
	for_each_suite(check_other_stream);
}

/* The last index may be used, none after it: the counter must not start again. */
static void check_lifetime(struct stream *s)
{
	struct packet p;

	s->sender->started = s->receiver->rtp_window.started = true;
	s->sender->newest = s->receiver->rtp_window.newest = SRTP_MAX_INDEX - 2;
	assert_int_equal(receive(s, sealed(s, 0xfffe)), SRTP_OK);
	assert_int_equal(receive(s, sealed(s, 0xffff)), SRTP_OK);
	p = rtp_packet(0);
	assert_int_equal(srtp_sender_protect(s->sender, p.bytes, &p.length, sizeof(p.bytes)),
			 SRTP_EXHAUSTED);
	p.length += s->tag;
	assert_int_equal(receive(s, p), SRTP_EXHAUSTED);

	struct packet c = rtcp_packet(1);
	s->sender->next_rtcp = SRTCP_MAX_INDEX;
	assert_int_equal(srtp_sender_protect_rtcp(s->sender, c.bytes, &c.length, sizeof(c.bytes)),
			 SRTP_OK);
	assert_int_equal(srtp_receiver_unprotect_rtcp(s->receiver, c.bytes, &c.length), SRTP_OK);
	assert_int_equal(srtp_sender_protect_rtcp(s->sender, c.bytes, &c.length, sizeof(c.bytes)),
			 SRTP_EXHAUSTED);
}

static void end_of_key_life(void **state)
{
	(void)state;
	for_each_suite(check_lifetime);
}

static void check_rtcp(struct stream *s)
{
	struct packet kept[3];

	for (uint8_t i = 0; i < 3; i++) {
		kept[i] = rtcp_packet(i);
		assert_int_equal(
			srtp_sender_protect_rtcp(s->sender, kept[i].bytes, &kept[i].length, 27),
			SRTP_NO_SPACE);
		assert_int_equal(srtp_sender_protect_rtcp(s->sender, kept[i].bytes, &kept[i].length,
							  sizeof(kept[i].bytes)),
				 SRTP_OK);
		assert_true(kept[i].length <= 28 + SRTCP_OVERHEAD);
	}
	for (size_t bit = 0; bit < kept[1].length * 8; bit++) {
		struct packet changed = kept[1];
		changed.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_not_equal(
			srtp_receiver_unprotect_rtcp(s->receiver, changed.bytes, &changed.length),
			SRTP_OK);
	}
	for (size_t length = 0; length < kept[1].length; length++) {
		struct packet cut = kept[1];
		cut.length = length;
		assert_int_not_equal(
			srtp_receiver_unprotect_rtcp(s->receiver, cut.bytes, &cut.length), SRTP_OK);
	}
	assert_false(s->receiver->rtcp_window.started);

	static const unsigned order[] = { 2, 0, 1 };
	for (unsigned i = 0; i < 3; i++) {
		struct packet p = kept[order[i]], plain = rtcp_packet((uint8_t)order[i]);
		assert_int_equal(srtp_receiver_unprotect_rtcp(s->receiver, p.bytes, &p.length),
				 SRTP_OK);
		assert_int_equal(p.length, plain.length);
		assert_memory_equal(p.bytes, plain.bytes, plain.length);
		p = kept[order[i]];
		assert_int_equal(srtp_receiver_unprotect_rtcp(s->receiver, p.bytes, &p.length),
				 SRTP_REPLAYED);
	}
}

/* An authentic packet that says of itself that it is in clear. */
static void check_rtcp_in_clear(struct stream *s)
{
	struct packet p = rtcp_packet(1);
	struct srtp_keys *keys = &s->sender->rtcp;
	uint8_t *end = p.bytes + p.length, *word = keys->aead ? end + keys->tag_size : end;
	struct srtp_parts parts = {
		.ssrc = STREAM_SSRC,
		.clear = p.bytes,
		.clear_size = 8,
		.body = p.bytes + 8,
		.body_size = p.length - 8,
		.trailer = word,
		.trailer_size = SRTP_WORD,
		.tag = keys->aead ? end : end + SRTP_WORD,
	};

	for (unsigned encrypted = 0; encrypted < 2; encrypted++) {
		struct packet copy;
		memset(word, 0, SRTP_WORD);
		word[0] = encrypted ? 0x80 : 0;
		assert_true(srtp_seal(keys, &parts));
		copy = p;
		copy.length += keys->tag_size + SRTP_WORD;
		assert_int_equal(
			srtp_receiver_unprotect_rtcp(s->receiver, copy.bytes, &copy.length),
			encrypted ? SRTP_OK : SRTP_MALFORMED);
	}
}

static void rtcp_in_clear(void **state)
{
	(void)state;
	for_each_suite(check_rtcp_in_clear);
}

static void rtcp(void **state)
{
	(void)state;
	for_each_suite(check_rtcp);
}

/* RFC 3711 appendix A against a plain search for the nearest index. */
static void estimate(void **state)
{
	(void)state;
	static const uint64_t newest[] = { 0,
					   1,
					   0x7fff,
					   0x8000,
					   0xffff,
					   0x10000,
					   0x17fff,
					   0x18000,
					   0x123456789,
					   SRTP_MAX_INDEX - 0x8000,
					   SRTP_MAX_INDEX };

	for (size_t i = 0; i < sizeof(newest) / sizeof(newest[0]); i++) {
		for (int64_t distance = -0x7fff; distance <= 0x8000; distance += 3) {
			int64_t want = (int64_t)newest[i] + distance;
			uint64_t got;
			bool ok = srtp_estimate(true, newest[i], (uint16_t)want, &got);
			assert_int_equal(ok, want >= 0 && (uint64_t)want <= SRTP_MAX_INDEX);
			if (ok)
				assert_int_equal(got, want);
		}
	}
}

static void suites(void **state)
{
	(void)state;
	struct srtp_key key = { .suite = SRTP_SUITES };

	assert_null(srtp_sender_new(&key, 1));
	assert_null(srtp_receiver_new(&key, 1));
	assert_null(srtp_suite_name(SRTP_SUITES));
	assert_int_equal(srtp_key_length(SRTP_SUITES), 0);
	assert_int_equal(srtp_salt_length(SRTP_SUITES), 0);
	assert_string_equal(srtp_suite_name(SRTP_AEAD_AES_256_GCM), "AEAD_AES_256_GCM");
	assert_string_equal(srtp_suite_name(SRTP_AES_CM_128_HMAC_SHA1_32),
			    "AES_CM_128_HMAC_SHA1_32");
	assert_int_equal(srtp_key_length(SRTP_AES_CM_256_HMAC_SHA1_80), 32);
	assert_int_equal(srtp_salt_length(SRTP_AES_CM_256_HMAC_SHA1_80), 14);
	assert_int_equal(srtp_salt_length(SRTP_AEAD_AES_128_GCM), 12);
	srtp_sender_free(NULL);
	srtp_receiver_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip_over_wraps),
		cmocka_unit_test(empty_payload),
		cmocka_unit_test(every_changed_bit),
		cmocka_unit_test(every_truncation),
		cmocka_unit_test(replay_window),
		cmocka_unit_test(loss_and_reordering_at_the_wrap),
		cmocka_unit_test(sender_refusals),
		cmocka_unit_test(wrong_key_or_stream),
		cmocka_unit_test(end_of_key_life),
		cmocka_unit_test(rtcp),
		cmocka_unit_test(rtcp_in_clear),
		cmocka_unit_test(estimate),
		cmocka_unit_test(suites),
	};

	return cmocka_run_group_tests_name("srtp", tests, NULL, NULL);
}
