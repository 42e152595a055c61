/* SPDX-License-Identifier: Apache-2.0 */
/* Session descriptions: offers as real phones write them, hostile ones, and our own answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "user/apps/sip/description.h"

#define HASH64 "0123456789abcdef0123456789abcdef0123456789ABCDEF0123456789abcdef"
#define HASH   "1.10 " HASH64

#define SESSION "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
#define OPUS	"a=rtpmap:96 opus/48000/2\r\n"
#define AUDIO	"m=audio 7078 RTP/AVP 96 0\r\n" OPUS

static struct description got;

/* Read from memory of exactly the text's size, so that a read beyond it is caught. */
static enum description_verdict read_text(const char *text)
{
	size_t length = strlen(text);
	char *exact = malloc(length ? length : 1);

	assert_non_null(exact);
	memcpy(exact, text, length);
	enum description_verdict verdict = description_read(&got, exact, length);
	free(exact);
	return verdict;
}

static void expect(const char *text, enum description_verdict verdict)
{
	if (read_text(text) != verdict)
		fail_msg("not verdict %d: %s", verdict, text);
}

static void a_secure_offer_is_read(void **state)
{
	static const uint8_t address[16] = { [10] = 0xff, 0xff, 192, 0, 2, 1 };

	(void)state;
	expect(SESSION AUDIO "a=zrtp-hash:" HASH "\r\na=sendrecv\r\n", DESCRIPTION_USABLE);
	assert_memory_equal(got.address, address, 16);
	assert_int_equal(got.port, 7078);
	assert_int_equal(got.payload_type, 96);
	assert_string_equal(got.zrtp_hash, HASH);
	assert_false(got.held);
	assert_int_equal(got.streams, 1);
	assert_int_equal(got.others, 0);
}

static void lines_may_end_without_carriage_return(void **state)
{
	(void)state;
	expect("v=0\nc=IN IP4 192.0.2.1\nm=audio 9 RTP/AVP 96\na=rtpmap:96 OPUS/48000/2",
	       DESCRIPTION_USABLE);
	expect(SESSION AUDIO "\r\n", DESCRIPTION_USABLE);
}

static void a_streams_own_address_wins(void **state)
{
	static const uint8_t address[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 7 };

	(void)state;
	expect(SESSION AUDIO "c=IN IP6 2001:db8::7\r\n", DESCRIPTION_USABLE);
	assert_memory_equal(got.address, address, 16);
	expect("v=0\r\n" AUDIO "c=IN IP4 192.0.2.9\r\n", DESCRIPTION_USABLE);
}

static void opus_is_found_by_name_not_by_number(void **state)
{
	(void)state;
	expect(SESSION "m=audio 9 RTP/AVP 0 111 120\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:120 "
		       "opus/48000/2\r\n",
	       DESCRIPTION_USABLE);
	assert_int_equal(got.payload_type, 120);
	/* named, but not offered; offered, but not so named */
	expect(SESSION "m=audio 9 RTP/AVP 0 97\r\na=rtpmap:96 opus/48000/2\r\n",
	       DESCRIPTION_INCOMPATIBLE);
	expect(SESSION "m=audio 9 RTP/AVP 96\r\na=rtpmap:96 opus/48000\r\n",
	       DESCRIPTION_INCOMPATIBLE);
	expect(SESSION "m=audio 9 RTP/AVP 96\r\na=rtpmap:96 opus/48000/1\r\n",
	       DESCRIPTION_INCOMPATIBLE);
	expect(SESSION "m=audio 9 RTP/AVP 50\r\na=rtpmap:50 opus/48000/2\r\n",
	       DESCRIPTION_INCOMPATIBLE);
	expect(SESSION "m=audio 9 RTP/AVP 0 8\r\n", DESCRIPTION_INCOMPATIBLE);
}

static void other_security_is_told_apart(void **state)
{
	(void)state;
	expect(SESSION "m=audio 9 RTP/SAVP 96\r\n" OPUS "a=crypto:1 AES_CM_128_HMAC_SHA1_80 "
		       "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n",
	       DESCRIPTION_INSECURE);
	expect(SESSION "m=audio 9 UDP/TLS/RTP/SAVP 96\r\n" OPUS, DESCRIPTION_INSECURE);
	expect(SESSION "m=audio 9 UDP/TLS/RTP/SAVPF 96\r\n" OPUS, DESCRIPTION_INSECURE);
	expect(SESSION "m=audio 9 RTP/SAVP 96\r\n" OPUS "a=zrtp-hash:" HASH "\r\n",
	       DESCRIPTION_INSECURE);
	/* A second stream without it makes the offer usable; the first is declined. */
	expect(SESSION "m=audio 9 RTP/SAVP 96\r\n" OPUS AUDIO, DESCRIPTION_USABLE);
	assert_int_equal(got.audio, 1);
	assert_int_equal(got.others, 1);
	/* Lacking Opus is then the reason, not lacking security. */
	expect(SESSION "m=audio 9 RTP/SAVP 0\r\nm=audio 9 RTP/AVP 0\r\n", DESCRIPTION_INCOMPATIBLE);
	expect(SESSION "m=audio 9 TCP/BFCP 96\r\n" OPUS, DESCRIPTION_INCOMPATIBLE);
}

static void other_streams_are_counted_unless_declined(void **state)
{
	(void)state;
	expect(SESSION AUDIO "m=video 9 RTP/AVP 97\r\nm=application 0 TCP/BFCP *\r\n",
	       DESCRIPTION_USABLE);
	assert_int_equal(got.streams, 3);
	assert_int_equal(got.audio, 0);
	assert_int_equal(got.others, 1);
	expect(SESSION "m=video 9 RTP/AVP 97\r\n" AUDIO AUDIO, DESCRIPTION_USABLE);
	assert_int_equal(got.audio, 1);
	assert_int_equal(got.others, 2);
	expect(SESSION "m=video 9 RTP/AVP 97\r\n", DESCRIPTION_INCOMPATIBLE);
	expect(SESSION "m=audio 0 RTP/AVP 96\r\n" OPUS, DESCRIPTION_INCOMPATIBLE);
	expect(SESSION, DESCRIPTION_INCOMPATIBLE);
}

static void holding_is_seen(void **state)
{
	(void)state;
	expect(SESSION AUDIO "a=sendonly\r\n", DESCRIPTION_USABLE);
	assert_true(got.held);
	expect(SESSION AUDIO "a=inactive\r\n", DESCRIPTION_USABLE);
	assert_true(got.held);
	expect(SESSION "a=recvonly\r\n" AUDIO, DESCRIPTION_USABLE);
	assert_true(got.held);
	expect(SESSION "a=recvonly\r\n" AUDIO "a=sendrecv\r\n", DESCRIPTION_USABLE);
	assert_false(got.held);
	expect(SESSION AUDIO "c=IN IP4 0.0.0.0\r\n", DESCRIPTION_USABLE);
	assert_true(got.held);
	expect(SESSION AUDIO "c=IN IP6 ::\r\n", DESCRIPTION_USABLE);
	assert_true(got.held);
}

static void addresses_must_be_unicast_numbers(void **state)
{
	static const char *const lines[] = {
		"c=IN IP4 224.2.1.1/127",    "c=IN IP4 239.0.0.1",     "c=IN IP4 255.255.255.255",
		"c=IN IP4 0.1.2.3",	     "c=IN IP4 phone.example", "c=IN IP6 ff02::1",
		"c=IN IP6 ::ffff:224.0.0.1", "c=IN IP4 2001:db8::1",   "c=IN IP4 1.2.3.4.5",
		"c=IN IP6 fe80::1%eth0",
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		snprintf(text, sizeof(text), "%s%s%s\r\n", SESSION, AUDIO, lines[i]);
		expect(text, DESCRIPTION_INCOMPATIBLE);
	}
	expect("v=0\r\n" AUDIO, DESCRIPTION_INCOMPATIBLE);
}

static void zrtp_hashes_are_checked(void **state)
{
	(void)state;
	expect(SESSION AUDIO, DESCRIPTION_USABLE);
	assert_string_equal(got.zrtp_hash, "");
	expect(SESSION AUDIO "a=zrtp-hash:1.20 " HASH64 "\r\n", DESCRIPTION_USABLE);
	assert_string_equal(got.zrtp_hash, "");
	expect(SESSION AUDIO "a=zrtp-hash:1.10 0123\r\n", DESCRIPTION_USABLE);
	assert_string_equal(got.zrtp_hash, "");
	expect(SESSION AUDIO "a=zrtp-hash:" HASH "0\r\n", DESCRIPTION_USABLE);
	assert_string_equal(got.zrtp_hash, "");
	expect(SESSION AUDIO "a=zrtp-hash:" HASH "\r\na=zrtp-hash:1.20 " HASH64 "\r\n",
	       DESCRIPTION_USABLE);
	assert_string_equal(got.zrtp_hash, HASH);
	expect(SESSION AUDIO "a=zrtp-hash:" HASH "\r\na=zrtp-hash:" HASH "\r\n",
	       DESCRIPTION_USABLE);
	expect(SESSION AUDIO "a=zrtp-hash:" HASH "\r\na=zrtp-hash:1.10 "
			     "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n",
	       DESCRIPTION_MALFORMED);
	/* One that belongs to another stream is not ours. */
	expect(SESSION "m=video 9 RTP/AVP 97\r\na=zrtp-hash:" HASH "\r\n" AUDIO,
	       DESCRIPTION_USABLE);
	assert_string_equal(got.zrtp_hash, "");
}

static void malformed_descriptions_are_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"v=1\r\n" AUDIO,
		"v=0",
		"hello",
		"v=0\r\nnonsense\r\n",
		SESSION "m=audio\r\n",
		SESSION "m=audio 9\r\n",
		SESSION "m=audio 9 RTP/AVP\r\n",
		SESSION "m=audio x RTP/AVP 96\r\n",
		SESSION "m=audio 65536 RTP/AVP 96\r\n",
		SESSION "m=audio -1 RTP/AVP 96\r\n",
		SESSION "m=audio 99999999999 RTP/AVP 96\r\n",
		SESSION "m=au\"dio 9 RTP/AVP 96\r\n",
		SESSION "m=audio 9 RTP/AVP 9\x01\r\n",
		SESSION "m=averyveryverylongmedia 9 RTP/AVP 96\r\n",
		SESSION "c=IN IP5 1.2.3.4\r\n",
		SESSION "c=\r\n",
		SESSION "c=XX IP4 1.2.3.4\r\n",
		SESSION AUDIO "\r\n" AUDIO,
		SESSION AUDIO AUDIO AUDIO AUDIO AUDIO AUDIO AUDIO AUDIO AUDIO,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		expect(texts[i], DESCRIPTION_MALFORMED);
	assert_int_equal(description_read(&got, SESSION AUDIO "a=x\0y\r\n",
					  sizeof(SESSION AUDIO "a=x\0y\r\n") - 1),
			 DESCRIPTION_MALFORMED);
}

static void a_description_has_a_longest(void **state)
{
	char text[DESCRIPTION_MAX + 2];
	size_t length = (size_t)snprintf(text, sizeof(text), SESSION AUDIO "a=");

	(void)state;
	memset(text + length, 'x', sizeof(text) - length);
	assert_int_equal(description_read(&got, text, DESCRIPTION_MAX), DESCRIPTION_USABLE);
	assert_int_equal(description_read(&got, text, DESCRIPTION_MAX + 1), DESCRIPTION_MALFORMED);
}

static void every_prefix_is_safe_to_read(void **state)
{
	const char *whole =
		SESSION "m=video 9 RTP/AVP 97\r\n" AUDIO "a=zrtp-hash:" HASH "\r\na=sendonly\r\n";
	char text[1024];

	(void)state;
	for (size_t length = 0; length <= strlen(whole); length++) {
		snprintf(text, length + 1, "%s", whole);
		read_text(text);
	}
	assert_int_equal(got.audio, 1);
}

static const struct description_own own = {
	.address = { [10] = 0xff, 0xff, 10, 0, 2, 15 },
	.port = 5004,
	.zrtp_hash = HASH,
	.session = 12345678901234567890u,
	.version = 3,
};

static void our_offer_is_one_secure_stream(void **state)
{
	char text[1024];
	size_t length = description_write(text, sizeof(text), &own, NULL);

	(void)state;
	assert_string_equal(text,
			    "v=0\r\no=- 12345678901234567890 3 IN IP4 10.0.2.15\r\ns=-\r\n"
			    "c=IN IP4 10.0.2.15\r\nt=0 0\r\nm=audio 5004 RTP/AVP 96\r\n"
			    "a=rtpmap:96 opus/48000/2\r\n"
			    "a=fmtp:96 maxaveragebitrate=24000;stereo=0;sprop-stereo=0;cbr=1;"
			    "useinbandfec=1;usedtx=0\r\n"
			    "a=ptime:20\r\na=maxptime:20\r\na=rtcp-mux\r\na=zrtp-hash:" HASH "\r\n"
			    "a=sendrecv\r\n");
	assert_int_equal(length, strlen(text));
	assert_int_equal(read_text(text), DESCRIPTION_USABLE);
	assert_memory_equal(got.address, own.address, 16);
	assert_string_equal(got.zrtp_hash, HASH);
}

static void an_answer_keeps_the_order_and_declines_the_rest(void **state)
{
	struct description offer;
	char text[1024];

	(void)state;
	expect(SESSION "m=audio 9 RTP/SAVP 8 0\r\nm=audio 7078 RTP/AVPF 0 120\r\na=rtpmap:120 "
		       "opus/48000/2\r\n"
		       "m=video 9 RTP/AVP 97 98\r\n",
	       DESCRIPTION_USABLE);
	offer = got;
	assert_true(description_write(text, sizeof(text), &own, &offer) > 0);
	assert_non_null(
		strstr(text, "m=audio 0 RTP/SAVP 8\r\nm=audio 5004 RTP/AVPF 120\r\na=rtpmap:120 "));
	assert_non_null(strstr(text, "a=sendrecv\r\nm=video 0 RTP/AVP 97\r\n"));
	assert_int_equal(read_text(text), DESCRIPTION_USABLE);
	assert_int_equal(got.streams, 3);
	assert_int_equal(got.audio, 1);
	assert_int_equal(got.others, 0);
	assert_false(got.rtcp_mux);
}

static void rtcp_mux_is_answered_only_if_offered(void **state)
{
	struct description offer;
	char text[1024];

	(void)state;
	expect(SESSION AUDIO "a=rtcp-mux\r\n", DESCRIPTION_USABLE);
	offer = got;
	assert_true(description_write(text, sizeof(text), &own, &offer) > 0);
	assert_non_null(strstr(text, "a=rtcp-mux\r\n"));
}

/* What a re-INVITE with `after` does to a call that was set up with `before`. */
static enum description_change change(const char *before, const char *after)
{
	struct description first;

	expect(before, DESCRIPTION_USABLE);
	first = got;
	return description_compare(&first, read_text(after), &got);
}

static void a_moved_peer_keeps_the_call(void **state)
{
	const char *before = SESSION AUDIO "a=zrtp-hash:" HASH "\r\n";

	(void)state;
	assert_int_equal(change(before, before), DESCRIPTION_KEEPS);
	assert_int_equal(change(before, "v=0\r\nc=IN IP4 192.0.2.9\r\nm=audio 9 RTP/AVP 96\r\n" OPUS
					"a=zrtp-hash:" HASH "\r\n"),
			 DESCRIPTION_KEEPS);
	assert_int_equal(change(SESSION AUDIO, SESSION AUDIO), DESCRIPTION_KEEPS);
	assert_int_equal(change(SESSION AUDIO, before), DESCRIPTION_KEEPS);
}

static void what_lowers_a_call_is_seen(void **state)
{
	const char *before = SESSION AUDIO "a=zrtp-hash:" HASH "\r\n";

	(void)state;
	assert_int_equal(change(before, SESSION AUDIO), DESCRIPTION_LOWERS);
	assert_int_equal(
		change(before, SESSION AUDIO
		       "a=zrtp-hash:1.10 "
		       "ffffffffffffffff0123456789abcdef0123456789abcdef0123456789abcdef\r\n"),
		DESCRIPTION_LOWERS);
	assert_int_equal(change(before, SESSION "m=audio 9 RTP/SAVP 96\r\n" OPUS),
			 DESCRIPTION_LOWERS);
	assert_int_equal(change(SESSION AUDIO, SESSION "m=audio 9 UDP/TLS/RTP/SAVP 96\r\n" OPUS),
			 DESCRIPTION_LOWERS);
	/* Held as well: the worse counts. */
	assert_int_equal(change(before, SESSION AUDIO "a=sendonly\r\n"), DESCRIPTION_LOWERS);
}

static void what_we_do_not_do_is_refused(void **state)
{
	const char *before = SESSION AUDIO;

	(void)state;
	assert_int_equal(change(before, SESSION AUDIO "a=sendonly\r\n"), DESCRIPTION_REFUSED);
	assert_int_equal(change(before, SESSION AUDIO "m=video 9 RTP/AVP 97\r\n"),
			 DESCRIPTION_REFUSED);
	assert_int_equal(
		change(before, SESSION "m=audio 9 RTP/AVP 97\r\na=rtpmap:97 opus/48000/2\r\n"),
		DESCRIPTION_REFUSED);
	assert_int_equal(change(before, SESSION "m=audio 0 RTP/AVP 96\r\n"), DESCRIPTION_REFUSED);
	assert_int_equal(change(before, "nonsense"), DESCRIPTION_REFUSED);
}

static void ipv6_is_written(void **state)
{
	struct description_own six = own;
	char text[1024];

	(void)state;
	memcpy(six.address, (uint8_t[16]){ 0xfd, [15] = 5 }, 16);
	assert_true(description_write(text, sizeof(text), &six, NULL) > 0);
	assert_non_null(strstr(text, "c=IN IP6 fd00::5\r\n"));
	assert_int_equal(read_text(text), DESCRIPTION_USABLE);
	assert_memory_equal(got.address, six.address, 16);
}

static void what_does_not_fit_is_not_written(void **state)
{
	char text[1024];
	size_t length = description_write(text, sizeof(text), &own, NULL);

	(void)state;
	for (size_t size = 1; size <= length; size++) {
		char *exact = malloc(size);

		assert_non_null(exact);
		assert_int_equal(description_write(exact, size, &own, NULL), 0);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_secure_offer_is_read),
		cmocka_unit_test(lines_may_end_without_carriage_return),
		cmocka_unit_test(a_streams_own_address_wins),
		cmocka_unit_test(opus_is_found_by_name_not_by_number),
		cmocka_unit_test(other_security_is_told_apart),
		cmocka_unit_test(other_streams_are_counted_unless_declined),
		cmocka_unit_test(holding_is_seen),
		cmocka_unit_test(addresses_must_be_unicast_numbers),
		cmocka_unit_test(zrtp_hashes_are_checked),
		cmocka_unit_test(malformed_descriptions_are_refused),
		cmocka_unit_test(a_description_has_a_longest),
		cmocka_unit_test(every_prefix_is_safe_to_read),
		cmocka_unit_test(our_offer_is_one_secure_stream),
		cmocka_unit_test(an_answer_keeps_the_order_and_declines_the_rest),
		cmocka_unit_test(rtcp_mux_is_answered_only_if_offered),
		cmocka_unit_test(a_moved_peer_keeps_the_call),
		cmocka_unit_test(what_lowers_a_call_is_seen),
		cmocka_unit_test(what_we_do_not_do_is_refused),
		cmocka_unit_test(ipv6_is_written),
		cmocka_unit_test(what_does_not_fit_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
