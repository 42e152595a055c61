/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A phone's signalling program against a peer that is strange, outdated or hostile. What must hold: an
 * insecure call is refused and its owner told, a secure one is never lowered, and nothing breaks it.
 */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "user/apps/sip/test/party.h"
#include "user/apps/sip/test/peer.h"

#define SDES                                                                                       \
	PEER_SESSION "m=audio 7078 RTP/SAVP 96\r\n" PEER_OPUS                                      \
		     "a=crypto:1 AES_CM_128_HMAC_SHA1_80 "                                         \
		     "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n"
#define DTLS  PEER_SESSION "m=audio 7078 UDP/TLS/RTP/SAVPF 96\r\n" PEER_OPUS "a=setup:actpass\r\n"
#define VIDEO "m=video 7080 RTP/AVP 97\r\n"

static struct party phone;
static struct peer peer;

static int start(void **state)
{
	(void)state;
	party_start(&phone, "1", "127.78.0.1");
	peer_start(&peer, "127.78.0.9", "1", "127.78.0.1");
	return 0;
}

static int stop(void **state)
{
	(void)state;
	party_is_quiet(&phone);
	peer_stop(&peer);
	party_stop(&phone);
	return 0;
}

/* The peer calls with this offer, and the owner answers. The call's number. */
static uint32_t called(const char *offer)
{
	uint32_t call;

	peer_request(&peer, "INVITE", "", offer);
	call = party_phone(&phone, CALLING_INCOMING).call;
	peer_expect_ringing(&peer);
	party_from_phone(&phone, CALLING_ANSWER, call, "");
	party_opens(&phone, call);
	return call;
}

static uint32_t established(const char *offer)
{
	uint32_t call = called(offer);

	peer_expect(&peer, 200);
	assert_int_equal(party_media(&phone, CALLING_REMOTE).call, call);
	assert_int_equal(party_phone(&phone, CALLING_ESTABLISHED).call, call);
	return call;
}

static void hang_up(uint32_t call)
{
	peer_request(&peer, "BYE", "", "");
	peer_expect(&peer, 200);
	party_closed_and_ended(&phone, call, CALLING_NORMAL);
}

/* The owner dials the peer, whose answer is `answer`. */
static void dial(uint32_t call, unsigned status, const char *answer)
{
	party_from_phone(&phone, CALLING_DIAL, call, "9@127.78.0.9");
	party_opens(&phone, call);
	assert_int_equal(party_phone(&phone, CALLING_PROGRESS).value, CALLING_TRYING);
	peer_expect_request(&peer, "INVITE");
	peer_reply(&peer, status, answer);
	peer_expect_request(&peer, "ACK");
}

static void an_answer_is_secure(void **state)
{
	uint32_t call = established(PEER_SECURE);

	(void)state;
	assert_true(peer_has(&peer, "m=audio 40000 RTP/AVP 96\r\n"));
	assert_true(peer_has(&peer, "c=IN IP4 127.78.0.1\r\n"));
	assert_true(peer_has(&peer, "a=zrtp-hash:" PARTY_HASH("a") "\r\n"));
	assert_true(peer_has(&peer, "cbr=1"));
	hang_up(call);
}

static void insecure_offers_are_refused_and_told(void **state)
{
	static const char *const offers[] = { SDES, DTLS };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct calling_message ended;

		peer_new_dialog(&peer);
		peer_request(&peer, "INVITE", "", offers[i]);
		peer_expect(&peer, 488);
		ended = party_phone(&phone, CALLING_ENDED);
		assert_int_equal(ended.value, CALLING_NOT_SECURE);
		assert_string_equal(ended.name, "Peer");
	}
}

/* An answer may be lost, and the question asked again; the owner is told once. */
static void a_repeated_insecure_offer_is_told_once(void **state)
{
	(void)state;
	peer_request(&peer, "INVITE", "", SDES);
	peer_expect_request(&peer, "SIP/2.0 488 ");
	party_phone(&phone, CALLING_ENDED);
	peer_repeat(&peer);
	peer_expect(&peer, 488);
}

/* Many phones that know ZRTP do not say so in SIP: media finds out. */
static void plain_offers_are_for_media_to_judge(void **state)
{
	uint32_t call = called(PEER_AUDIO);

	(void)state;
	peer_expect(&peer, 200);
	assert_string_equal(party_media(&phone, CALLING_REMOTE).text, "");
	party_phone(&phone, CALLING_ESTABLISHED);
	party_fails(&phone, call, CALLING_NOT_SECURE);
	peer_expect_request(&peer, "BYE");
	peer_reply(&peer, 200, "");
	party_closed_and_ended(&phone, call, CALLING_NOT_SECURE);
}

static void unusable_offers_are_refused(void **state)
{
	static const struct {
		const char *headers, *body;
		unsigned status;
	} cases[] = {
		{ "", PEER_SESSION "m=audio 7078 RTP/AVP 0\r\n", 488 },
		{ "", PEER_SESSION VIDEO, 488 },
		{ "", PEER_AUDIO "a=sendonly\r\n", 488 },
		{ "", "nonsense", 400 },
		{ "Content-Encoding: gzip\r\n", PEER_SECURE, 415 },
		{ "Content-Type: text/plain\r\n", PEER_SECURE, 415 },
		{ "Require: 100rel\r\n", PEER_SECURE, 420 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		peer_new_dialog(&peer);
		peer_request(&peer, "INVITE", cases[i].headers, cases[i].body);
		peer_expect(&peer, cases[i].status);
	}
	assert_true(peer_has(&peer, "Unsupported: 100rel\r\n"));
}

static void calls_for_others_are_not_ours(void **state)
{
	(void)state;
	snprintf(peer.to, sizeof(peer.to), "<sip:other@127.78.0.1>");
	peer_request(&peer, "INVITE", "", PEER_SECURE);
	peer_expect(&peer, 404);
}

static void an_offer_that_came_late(void **state)
{
	uint32_t call = called("");

	(void)state;
	peer_expect_and_answer(&peer, 200, PEER_SECURE);
	assert_true(peer_has(&peer, "m=audio 40000 RTP/AVP 96\r\n"));
	assert_string_equal(party_media(&phone, CALLING_REMOTE).text, PARTY_HASH("9"));
	assert_int_equal(party_phone(&phone, CALLING_ESTABLISHED).call, call);
	hang_up(call);
}

static void an_offer_that_came_late_and_insecure(void **state)
{
	uint32_t call = called("");

	(void)state;
	peer_expect_and_answer(&peer, 200, SDES);
	peer_expect_request(&peer, "BYE");
	peer_reply(&peer, 200, "");
	party_closed_and_ended(&phone, call, CALLING_NOT_SECURE);
}

static void an_offer_that_never_came(void **state)
{
	uint32_t call = called("");

	(void)state;
	peer_expect(&peer, 200);
	peer_expect_request(&peer, "BYE");
	peer_reply(&peer, 200, "");
	party_closed_and_ended(&phone, call, CALLING_INCOMPATIBLE);
}

/* A re-INVITE or UPDATE with this body: the call ends, and says why. */
static void expect_downgrade(const char *method, const char *first, const char *then)
{
	uint32_t call;

	peer_new_dialog(&peer);
	call = established(first);
	peer_request(&peer, method, "", then);
	peer_expect(&peer, 488);
	peer_expect_request(&peer, "BYE");
	peer_reply(&peer, 200, "");
	party_closed_and_ended(&phone, call, CALLING_DOWNGRADE);
}

static void a_call_is_never_lowered(void **state)
{
	(void)state;
	expect_downgrade("INVITE", PEER_SECURE, SDES);
	expect_downgrade("INVITE", PEER_SECURE, DTLS);
	expect_downgrade("INVITE", PEER_SECURE, PEER_AUDIO);
	expect_downgrade("INVITE", PEER_SECURE, PEER_AUDIO "a=zrtp-hash:" PARTY_HASH("8") "\r\n");
	expect_downgrade("INVITE", PEER_AUDIO, SDES);
	expect_downgrade("UPDATE", PEER_SECURE, PEER_AUDIO);
	expect_downgrade("UPDATE", PEER_SECURE, SDES);
}

/* A change that is merely not done here leaves the call as it was. */
static void other_changes_are_refused(void **state)
{
	static const char *const offers[] = { PEER_SECURE VIDEO, PEER_SECURE "a=sendonly\r\n",
					      "nonsense", PEER_SESSION "m=audio 0 RTP/AVP 96\r\n" };
	uint32_t call = established(PEER_SECURE);

	(void)state;
	for (size_t i = 0; i < sizeof(offers) / sizeof(offers[0]); i++) {
		peer_request(&peer, "INVITE", "", offers[i]);
		peer_expect(&peer, 488);
		peer_request(&peer, "UPDATE", "", offers[i]);
		peer_expect(&peer, 488);
	}
	hang_up(call);
}

static void a_peer_may_move(void **state)
{
	uint32_t call = established(PEER_SECURE);
	struct calling_message remote;

	(void)state;
	peer_request(&peer, "INVITE", "", PEER_SECURE "c=IN IP4 127.78.0.10\r\n");
	peer_expect(&peer, 200);
	remote = party_media(&phone, CALLING_REMOTE);
	assert_int_equal(remote.address[15], 10);
	assert_string_equal(remote.text, PARTY_HASH("9"));
	peer_request(&peer, "UPDATE", "", PEER_SECURE "c=IN IP4 127.78.0.11\r\n");
	peer_expect(&peer, 200);
	assert_int_equal(party_media(&phone, CALLING_REMOTE).address[15], 11);
	/* Nothing new: media need not be told. */
	peer_request(&peer, "INVITE", "", PEER_SECURE "c=IN IP4 127.78.0.11\r\n");
	peer_expect(&peer, 200);
	peer_request(&peer, "UPDATE", "", "");
	peer_expect(&peer, 200);
	assert_false(peer_has(&peer, "m=audio"));
	hang_up(call);
}

static void a_late_offer_may_not_lower_either(void **state)
{
	uint32_t call = established(PEER_SECURE);

	(void)state;
	peer_request(&peer, "INVITE", "", "");
	peer_expect_and_answer(&peer, 200, PEER_SECURE);
	assert_true(peer_has(&peer, "m=audio 40000 RTP/AVP 96\r\n"));
	peer_request(&peer, "INVITE", "", "");
	peer_expect_and_answer(&peer, 200, PEER_AUDIO);
	peer_expect_request(&peer, "BYE");
	peer_reply(&peer, 200, "");
	party_closed_and_ended(&phone, call, CALLING_DOWNGRADE);
}

static void insecure_answers_end_the_call(void **state)
{
	static const struct {
		const char *answer;
		enum calling_end end;
	} cases[] = {
		{ SDES, CALLING_NOT_SECURE },
		{ DTLS, CALLING_NOT_SECURE },
		{ PEER_SESSION "m=audio 0 RTP/AVP 96\r\n", CALLING_INCOMPATIBLE },
		{ PEER_SESSION "m=audio 9 RTP/AVP 0\r\n", CALLING_INCOMPATIBLE },
		{ PEER_AUDIO VIDEO, CALLING_INCOMPATIBLE },
		{ PEER_AUDIO "a=inactive\r\n", CALLING_INCOMPATIBLE },
		{ "nonsense", CALLING_INCOMPATIBLE },
		{ "", CALLING_INCOMPATIBLE },
	};

	(void)state;
	for (uint32_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		dial(2 * i + 1, 200, cases[i].answer);
		peer_expect_request(&peer, "BYE");
		peer_reply(&peer, 200, "");
		party_closed_and_ended(&phone, 2 * i + 1, cases[i].end);
	}
}

static void refusals_are_told_apart(void **state)
{
	static const struct {
		unsigned status;
		enum calling_end end;
	} cases[] = {
		{ 486, CALLING_BUSY },	      { 600, CALLING_BUSY },
		{ 603, CALLING_DECLINED },    { 404, CALLING_NOT_FOUND },
		{ 484, CALLING_NOT_FOUND },   { 480, CALLING_UNREACHABLE },
		{ 503, CALLING_UNREACHABLE }, { 488, CALLING_INCOMPATIBLE },
		{ 403, CALLING_DECLINED },
	};

	(void)state;
	for (uint32_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		dial(2 * i + 1, cases[i].status, "");
		party_closed_and_ended(&phone, 2 * i + 1, cases[i].end);
	}
}

static void other_methods(void **state)
{
	(void)state;
	peer_request(&peer, "OPTIONS", "", "");
	peer_expect(&peer, 200);
	assert_true(peer_has(&peer, "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE\r\n"));
	peer_request(&peer, "MESSAGE", "", "");
	peer_expect(&peer, 405);
	peer_request(&peer, "REGISTER", "", "");
	peer_expect(&peer, 405);
	peer_request(&peer, "FROBNICATE", "", "");
	peer_expect(&peer, 501);
	peer_request(&peer, "CANCEL", "", "");
	peer_expect(&peer, 481);
	peer_request(&peer, "BYE", "", "");
	peer_expect(&peer, 481);
	peer_request(&peer, "UPDATE", "", "");
	peer_expect(&peer, 481);
}

static void a_caller_who_cancels(void **state)
{
	uint32_t call;

	(void)state;
	peer_request(&peer, "INVITE", "", PEER_SECURE);
	call = party_phone(&phone, CALLING_INCOMING).call;
	peer_expect_ringing(&peer);
	peer_request(&peer, "CANCEL", "", "");
	peer_expect(&peer, 200);
	peer_expect(&peer, 487);
	party_ended(&phone, call, CALLING_NORMAL);
}

/* What a caller says about himself is shown, so it is cleaned. */
static void callers_names_are_cleaned(void **state)
{
	struct calling_message incoming;

	(void)state;
	snprintf(peer.from, sizeof(peer.from),
		 "\"\xe2\x80\xae Police\x1b[2J \xff\" <sip:9@127.78.0.9>;tag=x");
	peer_request(&peer, "INVITE", "", PEER_SECURE);
	incoming = party_phone(&phone, CALLING_INCOMING);
	assert_string_equal(incoming.name, "Police [2J \xef\xbf\xbd");
	assert_string_equal(incoming.text, "sip:9@127.78.0.9");
	peer_expect_ringing(&peer);
	party_from_phone(&phone, CALLING_HANGUP, incoming.call, "");
	peer_expect(&peer, 603);
	party_ended(&phone, incoming.call, CALLING_NORMAL);
}

/* Whom the owner declines because he is talking finds him busy. */
static void a_second_caller_finds_us_busy(void **state)
{
	uint32_t first = established(PEER_SECURE), second;
	struct peer other = peer;

	(void)state;
	peer_new_dialog(&peer);
	peer_request(&peer, "INVITE", "", PEER_SECURE);
	second = party_phone(&phone, CALLING_INCOMING).call;
	peer_expect_ringing(&peer);
	party_from_phone(&phone, CALLING_HANGUP, second, "");
	peer_expect(&peer, 486);
	party_ended(&phone, second, CALLING_NORMAL);
	other.branch = peer.branch;
	peer = other;
	hang_up(first);
}

/* Each takes one of the four calls, until the fifth finds it busy. */
static void waiting_callers_are_bounded(void **state)
{
	uint32_t call[4];

	(void)state;
	for (int i = 0; i < 4; i++) {
		peer_new_dialog(&peer);
		peer_request(&peer, "INVITE", "", PEER_SECURE);
		call[i] = party_phone(&phone, CALLING_INCOMING).call;
		peer_expect_ringing(&peer);
	}
	peer_new_dialog(&peer);
	peer_request(&peer, "INVITE", "", PEER_SECURE);
	peer_expect(&peer, 486);
	for (int i = 0; i < 4; i++) {
		party_from_phone(&phone, CALLING_HANGUP, call[i], "");
		party_ended(&phone, call[i], CALLING_NORMAL);
	}
}

/* A caller cannot make the phone ring again and again: after eight he waits a second for each. */
static void callers_in_a_hurry_are_slowed_down(void **state)
{
	int rang = 0, was_turned_away = 0;

	(void)state;
	for (int i = 0; i < 20; i++) {
		peer_new_dialog(&peer);
		peer_request(&peer, "INVITE", "", SDES);
		peer.message[0] = '\0';
		peer_expect_request(&peer, "SIP/2.0 4");
		if (peer_has(&peer, "SIP/2.0 488 ")) {
			party_phone(&phone, CALLING_ENDED);
			rang++;
		} else if (peer_has(&peer, "SIP/2.0 486 ")) {
			was_turned_away++;
		}
	}
	assert_int_equal(rang + was_turned_away, 20);
	assert_in_range(rang, 8, 10);
}

/* It answers as always; what else it has answered is read away. */
static void expect_alive(void)
{
	peer_request(&peer, "OPTIONS", "", "");
	do
		peer_expect_request(&peer, "SIP/2.0 ");
	while (!peer_has(&peer, " OPTIONS\r\n"));
	assert_true(peer_has(&peer, "SIP/2.0 200 "));
}

static void nonsense_is_survived(void **state)
{
	static const char *const texts[] = {
		"\r\n\r\n",
		"INVITE",
		"INVITE sip:1@127.78.0.1 SIP/2.0\r\n\r\n",
		"SIP/2.0 200 OK\r\n\r\n",
		"SIP/2.0 99999999999 OK\r\nVia: x\r\n\r\n",
		"INVITE sip:1@127.78.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.78.0.9\r\nTo: "
		"<sip:1@127.78.0.1>\r\n"
		"From: <sip:9@127.78.0.9>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\nContent-Length: "
		"4000000000\r\n\r\nv=0",
		"INVITE sip:1@127.78.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP "
		"127.78.0.9;branch=z9hG4bKx\r\nTo: <sip:1@127.78.0.1>\r\n"
		"From: <sip:9@127.78.0.9>;tag=1\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n\r\nv=0",
	};
	char noise[2048];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		peer_send(&peer, texts[i], strlen(texts[i]));
		expect_alive();
	}
	for (unsigned round = 0; round < 64; round++) {
		for (size_t i = 0; i < sizeof(noise); i++)
			noise[i] = (char)(i * 7 + round * 131 + (i >> 3) * round);
		peer_send(&peer, noise, sizeof(noise) - round);
		expect_alive();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_answer_is_secure, start, stop),
		cmocka_unit_test_setup_teardown(insecure_offers_are_refused_and_told, start, stop),
		cmocka_unit_test_setup_teardown(a_repeated_insecure_offer_is_told_once, start,
						stop),
		cmocka_unit_test_setup_teardown(plain_offers_are_for_media_to_judge, start, stop),
		cmocka_unit_test_setup_teardown(unusable_offers_are_refused, start, stop),
		cmocka_unit_test_setup_teardown(calls_for_others_are_not_ours, start, stop),
		cmocka_unit_test_setup_teardown(an_offer_that_came_late, start, stop),
		cmocka_unit_test_setup_teardown(an_offer_that_came_late_and_insecure, start, stop),
		cmocka_unit_test_setup_teardown(an_offer_that_never_came, start, stop),
		cmocka_unit_test_setup_teardown(a_call_is_never_lowered, start, stop),
		cmocka_unit_test_setup_teardown(other_changes_are_refused, start, stop),
		cmocka_unit_test_setup_teardown(a_peer_may_move, start, stop),
		cmocka_unit_test_setup_teardown(a_late_offer_may_not_lower_either, start, stop),
		cmocka_unit_test_setup_teardown(insecure_answers_end_the_call, start, stop),
		cmocka_unit_test_setup_teardown(refusals_are_told_apart, start, stop),
		cmocka_unit_test_setup_teardown(other_methods, start, stop),
		cmocka_unit_test_setup_teardown(a_caller_who_cancels, start, stop),
		cmocka_unit_test_setup_teardown(callers_names_are_cleaned, start, stop),
		cmocka_unit_test_setup_teardown(a_second_caller_finds_us_busy, start, stop),
		cmocka_unit_test_setup_teardown(waiting_callers_are_bounded, start, stop),
		cmocka_unit_test_setup_teardown(callers_in_a_hurry_are_slowed_down, start, stop),
		cmocka_unit_test_setup_teardown(nonsense_is_survived, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
