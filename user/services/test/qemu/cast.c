/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The services that own devices, on the real kernel and QEMU's devices: this program is their client and
 * their display. It sees each at work, kills it, and sees it at work again. QEMU's own network answers it: DHCP, router advertisements, TFTP, and an echo on
 * 10.0.2.100 port 7. `press` taps and presses keys from outside.
 */
#include <stdbool.h>
#include <string.h>

#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/log.h"
#include "user/lib/program.h"
#include "user/lib/time.h"
#include "user/protocol/audio.h"
#include "user/protocol/clock.h"
#include "user/protocol/display.h"
#include "user/protocol/input.h"
#include "user/protocol/net.h"
#include "user/protocol/random.h"
#include "user/services/test/qemu/mortal/mortal.h"

#define PATIENCE_MS 15000
#define RESTART_MS  1000 /* a service that died is back within this time */

static const struct hf_program *self;
static const struct hf_grant *net;
static struct hf_channel net_mark, audio_mark, media, input, phone, vmm;
static unsigned points;
static bool held = true;

#define HOLDS(...)                                                                                 \
	do {                                                                                       \
		if (!(__VA_ARGS__)) {                                                              \
			hf_log("# line %d: %s", __LINE__, #__VA_ARGS__);                           \
			held = false;                                                              \
		}                                                                                  \
	} while (0)

static void point(const char *name)
{
	hf_log("%s %u %s", held ? "ok" : "not ok", ++points, name);
	held = true;
}

static uint64_t now_ms(void)
{
	return time_from_ticks(hf_now(), self->ticks_per_second, TIME_MILLI);
}

static void rest(uint64_t ms)
{
	uint64_t none;

	(void)!hf_wait_event(0, hf_now() + time_to_ticks(ms, self->ticks_per_second, TIME_MILLI),
			     &none);
}

/* The next message on a stream, whatever restarts lie before it. */
static bool next_message(struct hf_channel *channel, void *message, size_t size)
{
	uint64_t end = now_ms() + PATIENCE_MS, got;

	while (now_ms() < end) {
		int n = hf_receive(channel, message, size);

		if (n > 0)
			return true;
		if (n == STREAM_EMPTY)
			(void)!hf_wait_event(hf_channel_bit(channel),
					     hf_now() + self->ticks_per_second / 20, &got);
	}
	return false;
}

/* ---- random ---- */

static uint64_t read_random(uint64_t operation, struct hf_words *words)
{
	*words = (struct hf_words){ { operation } };
	HOLDS(hf_call(hf_need(self, "random", HF_GRANT_CHANNEL_CLIENT)->handle, words) == HF_OK);
	return words->w[0];
}

static void test_random(void)
{
	struct hf_words a, b;
	uint64_t end = now_ms() + PATIENCE_MS;

	while (read_random(RANDOM_READ, &a) == RANDOM_E_SOURCE && now_ms() < end)
		rest(5);
	HOLDS(a.w[0] == RANDOM_OK);
	HOLDS(read_random(RANDOM_READ, &b) == RANDOM_OK);
	for (unsigned i = 1; i < 8; i++)
		HOLDS(a.w[i] != b.w[i] && a.w[i] != 0);
	HOLDS(read_random(2, &a) == RANDOM_E_REQUEST && a.w[1] == 0);
	for (unsigned i = 0; i < 3000; i++)
		HOLDS(read_random(RANDOM_READ, &a) == RANDOM_OK);
	point("random gives bytes that differ, and goes on");
}

/* ---- clock ---- */

static uint64_t ask_clock(const char *as, uint64_t operation, uint64_t value,
			  struct hf_words *words)
{
	*words = (struct hf_words){ { operation, value } };
	HOLDS(hf_call(hf_need(self, as, HF_GRANT_CHANNEL_CLIENT)->handle, words) == HF_OK);
	return words->w[0];
}

static void test_clock(void)
{
	const struct hf_grant *reader = hf_need(self, "reader", HF_GRANT_CHANNEL_CLIENT);
	struct hf_words words;
	uint64_t time, got;

	HOLDS(ask_clock("reader", CLOCK_READ, 0, &words) == CLOCK_OK);
	time = words.w[1];
	HOLDS((int64_t)time >= CLOCK_FIRST - 1000000000000 && (int64_t)time <= CLOCK_LAST);
	HOLDS((int64_t)words.w[2] == -90);
	HOLDS(ask_clock("reader", CLOCK_SET, time, &words) == CLOCK_E_POLICY);
	HOLDS(ask_clock("clock", CLOCK_SET, time + 3600000000000, &words) == CLOCK_OK);
	HOLDS(hf_wait_event((uint64_t)1 << reader->bit, hf_now() + self->ticks_per_second, &got) ==
	      HF_OK);
	HOLDS(ask_clock("reader", CLOCK_READ, 0, &words) == CLOCK_OK);
	HOLDS(words.w[1] - time > 3500000000000 && words.w[1] - time < 3700000000000);
	point("clock knows the day, is set by who may, and says so");
}

/* ---- net ---- */

static uint32_t call_net(struct net_request q, struct net_reply *r)
{
	struct hf_words words;

	memcpy(&words, &q, sizeof(words));
	if (hf_call(net->handle, &words) != HF_OK)
		return NET_ERRORS;
	memcpy(r, &words, sizeof(words));
	return r->error;
}

static uint8_t *net_data(void)
{
	return (uint8_t *)(uintptr_t)net->address + NET_DATA;
}

/* Call again and again until the answer is another than `meanwhile`. */
static uint32_t call_patiently(struct net_request q, struct net_reply *r, uint32_t meanwhile)
{
	uint64_t end = now_ms() + PATIENCE_MS;
	uint32_t error;

	while ((error = call_net(q, r)) == meanwhile && now_ms() < end) {
		uint64_t got;

		(void)!hf_wait_event((uint64_t)1 << net->bit,
				     hf_now() + self->ticks_per_second / 20, &got);
	}
	return error;
}

static struct net_address address(uint8_t last, uint16_t port)
{
	return (struct net_address){ .bytes = { 10, 0, 2, last },
				     .port = port,
				     .family = NET_IPV4 };
}

static void wait_for_link(uint32_t flags, const char *name)
{
	uint64_t start = now_ms();
	struct net_reply r = { 0 };

	while ((r.value & flags) != flags && now_ms() < start + PATIENCE_MS) {
		HOLDS(call_net((struct net_request){ .operation = NET_INTERFACE }, &r) == NET_OK);
		rest(10);
	}
	HOLDS((r.value & flags) == flags && r.length == 1500);
	hf_log("# after %lu ms", now_ms() - start);
	point(name);
}

static void test_addresses(void)
{
	struct display_message mark = { 0 };
	struct net_reply r;

	HOLDS(call_patiently((struct net_request){ .operation = NET_OPEN }, &r, NET_ERRORS) ==
	      NET_OK);
	HOLDS(r.length == net->size - NET_DATA);
	wait_for_link(NET_LINK_UP | NET_LINK_IPV4, "net gets an address by DHCP");
	HOLDS(call_net((struct net_request){ .operation = NET_OWN }, &r) == NET_OK);
	HOLDS(memcmp(r.address.bytes, address(15, 0).bytes, 16) == 0 && r.value == 24);
	HOLDS(call_net((struct net_request){ .operation = NET_RESOLVER }, &r) == NET_OK);
	HOLDS(memcmp(r.address.bytes, address(3, 0).bytes, 16) == 0 && r.address.port == 53);
	HOLDS(next_message(&net_mark, &mark, sizeof(mark)));
	HOLDS(mark.type == DISPLAY_MARK && mark.mark == DISPLAY_NETWORK &&
	      mark.value == DISPLAY_LIVE);
	point("net says its address, its resolver and its mark");
}

static uint16_t open_socket(uint32_t type)
{
	struct net_reply r;

	HOLDS(call_net((struct net_request){ .operation = NET_SOCKET,
					     .value = type,
					     .address = { .family = NET_IPV4 } },
		       &r) == NET_OK);
	return (uint16_t)r.value;
}

/* The first block of a file by TFTP (RFC 1350). */
static void test_udp(void)
{
	static const uint8_t ask[] = "\0\1hello\0octet";
	uint16_t s = open_socket(NET_UDP);
	struct net_reply r;

	memcpy(net_data(), ask, sizeof(ask));
	HOLDS(call_net((struct net_request){ .operation = NET_SEND,
					     .socket = s,
					     .length = sizeof(ask),
					     .address = address(2, 69) },
		       &r) == NET_OK);
	HOLDS(call_patiently(
		      (struct net_request){
			      .operation = NET_RECEIVE, .socket = s, .offset = 100, .length = 600 },
		      &r, NET_E_AGAIN) == NET_OK);
	HOLDS(r.length == 4 + 13 && memcmp(net_data() + 100, "\0\3\0\1Hello, phone!", 17) == 0);
	HOLDS(r.address.bytes[3] == 2);
	HOLDS(call_net((struct net_request){ .operation = NET_CLOSE, .socket = s }, &r) == NET_OK);
	point("net carries datagrams");
}

static void test_tcp(void)
{
	uint32_t sent = 0, received = 0, total = 200000, bad = 0, error;
	uint16_t s = open_socket(NET_TCP);
	uint64_t end, start = now_ms();
	struct net_reply r;

	HOLDS(call_net((struct net_request){ .operation = NET_CONNECT,
					     .socket = s,
					     .address = address(100, 7) },
		       &r) == NET_E_PROGRESS);
	for (end = now_ms() + PATIENCE_MS; received < total && now_ms() < end;) {
		uint32_t chunk = total - sent < 8192 ? total - sent : 8192;
		uint64_t got;

		for (uint32_t i = 0; i < chunk; i++)
			net_data()[i] = (uint8_t)((sent + i) * 13 >> 3);
		error = call_net(
			(struct net_request){ .operation = NET_SEND, .socket = s, .length = chunk },
			&r);
		sent += error == NET_OK ? r.length : 0;
		error = call_net((struct net_request){ .operation = NET_RECEIVE,
						       .socket = s,
						       .offset = 8192,
						       .length = 16384 },
				 &r);
		for (uint32_t i = 0; error == NET_OK && i < r.length; i++)
			bad += net_data()[8192 + i] != (uint8_t)((received + i) * 13 >> 3);
		received += error == NET_OK ? r.length : 0;
		if (error == NET_E_AGAIN)
			(void)!hf_wait_event((uint64_t)1 << net->bit,
					     hf_now() + self->ticks_per_second / 20, &got);
	}
	HOLDS(received == total && bad == 0);
	hf_log("# %u bytes there and back in %lu ms", received, now_ms() - start);
	HOLDS(call_net((struct net_request){ .operation = NET_CLOSE, .socket = s }, &r) == NET_OK);
	point("net carries a stream, whole and in order");
}

/* ---- audio ---- */

static void next_mark(uint32_t value)
{
	struct display_message mark = { 0 };

	HOLDS(next_message(&audio_mark, &mark, sizeof(mark)));
	HOLDS(mark.type == DISPLAY_MARK && mark.mark == DISPLAY_MICROPHONE && mark.value == value);
}

/* Three seconds of a square wave of 500 Hz. */
static void play_tone(struct audio_message *last)
{
	static struct audio_message m;

	for (unsigned period = 0; period < 150; period++) {
		HOLDS(next_message(&media, last, sizeof(*last)));
		HOLDS(last->type == AUDIO_PERIOD && last->number == period);
		while (last->queued++ < 2) {
			m = (struct audio_message){ .type = AUDIO_PLAY };
			for (unsigned i = 0; i < AUDIO_PERIOD_20MS; i++)
				m.samples[i] = i / 48 % 2 ? 8000 : -8000;
			HOLDS(hf_send(&media, &m, sizeof(m)) > 0);
		}
		if (!held)
			return;
	}
}

static void test_audio(void)
{
	struct audio_message m = { .type = AUDIO_OPEN,
				   .flags = AUDIO_MAY_PLAY | AUDIO_MAY_CAPTURE,
				   .period = AUDIO_PERIOD_20MS };
	uint64_t start;

	next_mark(DISPLAY_OFF);
	HOLDS(hf_send(&media, &m, AUDIO_HEADER) > 0);
	HOLDS(next_message(&media, &m, sizeof(m)));
	HOLDS(m.type == AUDIO_OPENED && m.flags == (AUDIO_MAY_PLAY | AUDIO_MAY_CAPTURE));
	next_mark(DISPLAY_LIVE);
	start = now_ms();
	play_tone(&m);
	hf_log("# 150 periods in %lu ms, %u underruns, %u overruns", now_ms() - start, m.underruns,
	       m.overruns);
	HOLDS(now_ms() - start > 2700 && now_ms() - start < 3500);
	m = (struct audio_message){ .type = AUDIO_CLOSE };
	HOLDS(hf_send(&media, &m, AUDIO_HEADER) > 0);
	next_mark(DISPLAY_OFF);
	point("audio plays and captures in time, and shows that it does");
}

/* ---- input ---- */

static void put_front(enum world world)
{
	struct input_message m = { .type = INPUT_FRONT, .value = (uint32_t)world };

	HOLDS(hf_send(&input, &m, sizeof(m)) > 0);
}

static unsigned world_keys;

/* Display's part: whatever the key says, the test's world stays in front. */
static void take_world_keys(enum world front)
{
	struct input_message m;
	int n;

	while ((n = hf_receive(&input, &m, sizeof(m))) >= 0) {
		HOLDS(n == (int)sizeof(m) && m.type == INPUT_WORLD_KEY);
		world_keys++;
		put_front(front);
	}
}

/* The next message of this type to the world in front; others, but the world key, are passed over. */
static void expect(enum world front, enum input_type type, struct input_message *m)
{
	struct hf_channel *world = front == WORLD_SEALED ? &phone : &vmm;
	uint64_t end = now_ms() + PATIENCE_MS;

	do {
		while (hf_receive(world, m, sizeof(*m)) <= 0 && now_ms() < end) {
			take_world_keys(front);
			rest(5);
		}
		HOLDS(now_ms() < end && (m->type != INPUT_KEY || m->code == 30));
	} while (held && m->type != (uint32_t)type);
}

static void test_input(void)
{
	struct input_message m;

	world_keys = 0;
	put_front(WORLD_SEALED);
	expect(WORLD_SEALED, INPUT_DOWN, &m);
	HOLDS(m.x == 360 && m.y == 720 - STRIP_HEIGHT && m.finger == 0);
	expect(WORLD_SEALED, INPUT_UP, &m);
	expect(WORLD_SEALED, INPUT_KEY, &m);
	put_front(WORLD_OPEN);
	expect(WORLD_OPEN, INPUT_DOWN, &m);
	while (hf_receive(&phone, &m, sizeof(m)) >= 0)
		;
	expect(WORLD_OPEN, INPUT_KEY, &m);
	HOLDS(world_keys > 0 && hf_receive(&phone, &m, sizeof(m)) == STREAM_EMPTY);
	point("input serves the world in front, and display the world key");
}

/* ---- deaths ---- */

static void back_after(uint64_t death, const char *name)
{
	uint64_t ms = now_ms() - death;

	hf_log("# back after %lu ms", ms);
	HOLDS(ms < RESTART_MS);
	point(name);
}

static void kill_random(void)
{
	const struct hf_grant *random = hf_need(self, "random", HF_GRANT_CHANNEL_CLIENT);
	struct hf_words words;
	enum hf_error error = HF_OK;
	uint64_t death;

	for (unsigned i = 0; i < MORTAL_READINGS && error == HF_OK; i++) {
		words = (struct hf_words){ { RANDOM_READ } };
		error = hf_call(random->handle, &words);
	}
	HOLDS(error == HF_E_DEAD);
	death = now_ms();
	do {
		rest(1);
		words = (struct hf_words){ { RANDOM_READ } };
		error = hf_call(random->handle, &words);
	} while ((error == HF_E_DEAD || words.w[0] != RANDOM_OK) && now_ms() < death + PATIENCE_MS);
	back_after(death, "random is killed, and back");
}

static void kill_net(void)
{
	struct net_reply r;
	uint64_t death = now_ms();

	HOLDS(call_net((struct net_request){ .operation = MORTAL_WORD }, &r) == NET_ERRORS);
	while (call_net((struct net_request){ .operation = NET_INTERFACE }, &r) == NET_ERRORS &&
	       now_ms() < death + PATIENCE_MS)
		rest(1);
	HOLDS(r.error == NET_E_SESSION);
	back_after(death, "net is killed, and back without the session");
}

/* In the middle of a session that captures. */
static void kill_audio(void)
{
	struct audio_message m = { .type = AUDIO_OPEN,
				   .flags = AUDIO_MAY_PLAY | AUDIO_MAY_CAPTURE,
				   .period = AUDIO_PERIOD_10MS };
	uint64_t death, end = now_ms() + PATIENCE_MS;

	HOLDS(hf_send(&media, &m, AUDIO_HEADER) > 0);
	next_mark(DISPLAY_LIVE);
	for (unsigned i = 0; i < 20; i++)
		HOLDS(next_message(&media, &m, sizeof(m)));
	m = (struct audio_message){ .type = MORTAL_WORD };
	HOLDS(hf_send(&media, &m, AUDIO_HEADER) > 0);
	death = now_ms();
	while (hf_receive(&media, &m, sizeof(m)) != STREAM_RESET && now_ms() < end)
		rest(1);
	back_after(death, "audio is killed in a session, and back");
}

static void kill_input(void)
{
	struct input_message m = { .type = MORTAL_WORD };
	uint64_t death = now_ms(), end = death + PATIENCE_MS;

	HOLDS(hf_send(&input, &m, sizeof(m)) > 0);
	while (hf_receive(&input, &m, sizeof(m)) != STREAM_RESET && now_ms() < end)
		rest(1);
	back_after(death, "input is killed, and back");
}

static void test_life(void)
{
	test_random();
	test_addresses();
	test_udp();
	test_tcp();
	wait_for_link(NET_LINK_IPV6, "net gets an IPv6 address from the router");
	test_audio();
	test_input();
}

int main(const struct hf_program *program)
{
	self = program;
	net = hf_need(self, "net", HF_GRANT_CHANNEL_CLIENT);
	if (!hf_channel_open(self, "media", &media) || !hf_channel_open(self, "input", &input) ||
	    !hf_channel_open(self, "phone", &phone) || !hf_channel_open(self, "vmm", &vmm) ||
	    !hf_channel_open(self, "net-mark", &net_mark) ||
	    !hf_channel_open(self, "audio-mark", &audio_mark))
		return 1;
	hf_log("1..21");
	test_clock();
	test_life();
	kill_random();
	kill_net();
	kill_audio();
	kill_input();
	test_life();
	hf_log("# done");
	return 0;
}
