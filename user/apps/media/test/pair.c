/* SPDX-License-Identifier: Apache-2.0 */
#include "user/apps/media/test/pair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/channel/launch.h"
#include "lib/speech/speech.h"
#include "lib/wav/wav.h"

#define CALL	     1
#define SAID_SECONDS 30

static const uint32_t said_rates[2] = { 16000, 44100 };

static uint64_t clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* ---- Programs ---- */

static void name_file(const struct pair *pair, const char *what, unsigned side, char path[128])
{
	snprintf(path, 128, "%s/%s-%u.wav", pair->folder, what, side);
}

static void name_kept(const struct pair *pair, unsigned side, const char *file, char path[128])
{
	snprintf(path, 128, "%s/kept-%u%s", pair->folder, side, file);
}

static void write_speech(const struct pair *pair, unsigned side)
{
	size_t count = SAID_SECONDS * said_rates[side];
	int16_t *samples = calloc(count, sizeof(*samples));
	char path[128];

	assert_non_null(samples);
	speech_generate(side + 1, samples, count, said_rates[side]);
	name_file(pair, "said", side, path);
	assert_null(wav_save(path, said_rates[side], samples, count));
	free(samples);
}

static void start_side(struct pair *pair, unsigned index)
{
	struct pair_side *side = &pair->sides[index];
	char media[PATH_MAX + 16], audio[PATH_MAX + 16], said[128], heard[128];
	char kept[128], *media_argv[] = { media, (char[]){ "-k" }, kept, NULL };
	char *audio_argv[] = { audio, said, heard, NULL };
	int sip[2], phone[2], sound[2];

	snprintf(media, sizeof(media), "%s/media", pair->programs);
	snprintf(audio, sizeof(audio), "%s/audio-wav", pair->programs);
	name_file(pair, "said", index, said);
	name_file(pair, "heard", index, heard);
	name_kept(pair, index, "", kept);
	assert_int_equal(channel_pair(sip), 0);
	assert_int_equal(channel_pair(phone), 0);
	assert_int_equal(channel_pair(sound), 0);
	const struct launch_grant grants[] = { { "sip", sip[1], 0 },
					       { "phone", phone[1], 0 },
					       { "audio", sound[1], 0 } };

	side->media = launch(media_argv, grants, 3);
	side->audio = launch(audio_argv, &(struct launch_grant){ "client", sound[0], 0 }, 1);
	assert_true(side->media > 0 && side->audio > 0);
	close(sip[1]);
	close(phone[1]);
	close(sound[0]);
	close(sound[1]);
	side->sip = sip[0];
	side->phone = phone[0];
}

static void open_relay(struct pair_side *side)
{
	struct sockaddr_in own = { .sin_family = AF_INET,
				   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	side->relay = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	assert_true(side->relay >= 0);
	assert_int_equal(bind(side->relay, (struct sockaddr *)&own, sizeof(own)), 0);
}

void pair_start(struct pair *pair, const char *programs, const struct pair_network *network)
{
	memset(pair, 0, sizeof(*pair));
	snprintf(pair->programs, sizeof(pair->programs), "%s", programs);
	strcpy(pair->folder, "/tmp/holdfast-pair-XXXXXX");
	assert_non_null(mkdtemp(pair->folder));
	pair->network = *network;
	pair->random = 1;
	for (unsigned i = 0; i < 2; i++) {
		char kept[128];

		write_speech(pair, i);
		name_kept(pair, i, "", kept);
		assert_int_equal(mkdir(kept, 0700), 0);
		open_relay(&pair->sides[i]);
		start_side(pair, i);
	}
}

static void expect_success(pid_t program)
{
	int status;

	assert_int_equal(waitpid(program, &status, 0), program);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

void pair_stop(struct pair *pair)
{
	for (unsigned i = 0; i < 2; i++) {
		struct pair_side *side = &pair->sides[i];

		close(side->sip);
		close(side->phone);
		expect_success(side->media);
		expect_success(side->audio);
		close(side->relay);
	}
}

void pair_restart(struct pair *pair)
{
	pair_stop(pair);
	memset(pair->sides, 0, sizeof(pair->sides));
	memset(pair->flying, 0, sizeof(pair->flying));
	for (unsigned i = 0; i < 2; i++) {
		open_relay(&pair->sides[i]);
		start_side(pair, i);
	}
}

void pair_clean(struct pair *pair)
{
	char path[128];

	for (unsigned i = 0; i < 2; i++) {
		name_file(pair, "said", i, path);
		unlink(path);
		name_file(pair, "heard", i, path);
		unlink(path);
		name_kept(pair, i, "/peers", path);
		assert_int_equal(unlink(path), 0);
		name_kept(pair, i, "", path);
		assert_int_equal(rmdir(path), 0);
	}
	assert_int_equal(rmdir(pair->folder), 0);
}

/* ---- sip and phone ---- */

static void send_message(int fd, const struct calling_message *m)
{
	assert_int_equal(write(fd, m, sizeof(*m)), (ssize_t)sizeof(*m));
}

void pair_tell(struct pair *pair, unsigned side, bool as_sip, uint32_t type, uint32_t value)
{
	struct calling_message m = { .type = type, .call = CALL, .value = value };

	send_message(as_sip ? pair->sides[side].sip : pair->sides[side].phone, &m);
}

static uint16_t port_of(int socket)
{
	struct sockaddr_in own;
	socklen_t size = sizeof(own);

	assert_int_equal(getsockname(socket, (struct sockaddr *)&own, &size), 0);
	return ntohs(own.sin_port);
}

void pair_connect(struct pair *pair)
{
	for (unsigned i = 0; i < 2; i++) {
		struct pair_side *side = &pair->sides[i];
		struct calling_message m = { .type = CALLING_REMOTE,
					     .call = CALL,
					     .payload_type = 96,
					     .address = { [10] = 0xff, 0xff, 127, 0, 0, 1 },
					     .port = port_of(side->relay) };

		memcpy(m.text, pair->sides[1 - i].opened.text, sizeof(m.text));
		side->connected_us = clock_us();
		send_message(side->sip, &m);
	}
}

static void take_message(struct pair_side *side, int fd)
{
	struct calling_message m;

	assert_int_equal(read(fd, &m, sizeof(m)), (ssize_t)sizeof(m));
	assert_int_equal(m.call, CALL);
	switch (m.type) {
	case CALLING_OPENED:
		side->opened = m;
		break;
	case CALLING_FAILED:
		side->failed = m;
		break;
	case CALLING_SECURITY:
		side->security = m;
		if (m.value == CALLING_SECURE && side->secure_us == 0)
			side->secure_us = clock_us();
		break;
	case CALLING_STATISTICS:
		side->statistics = m;
		break;
	default:
		fail_msg("message %u from media", m.type);
	}
}

/* ---- The network ---- */

static unsigned draw(struct pair *pair, unsigned below)
{
	pair->random = pair->random * 1664525u + 1013904223u;
	return below == 0 ? 0 : (pair->random >> 8) % below;
}

static void note(struct pair *pair, struct pair_side *side, const struct pair_packet *packet)
{
	if (packet->bytes[0] >> 4 == 1) {
		side->zrtp++;
	} else if (packet->bytes[0] >> 6 == 2) {
		side->rtp++;
		side->rtp_lengths += packet->length != side->rtp_length;
		side->rtp_length = packet->length;
		side->spoke_early = side->spoke_early ||
				    pair->sides[0].secure_us + pair->sides[1].secure_us == 0;
	} else {
		side->other++;
	}
}

static struct pair_packet *free_packet(struct pair *pair)
{
	for (unsigned i = 0; i < PAIR_FLYING; i++) {
		if (pair->flying[i].due == 0)
			return &pair->flying[i];
	}
	fail_msg("more packets on their way than there can be");
	return NULL;
}

static void relay(struct pair *pair, unsigned from)
{
	const struct pair_network *network = &pair->network;
	struct pair_packet *packet;

	for (;;) {
		packet = free_packet(pair);
		packet->length =
			recv(pair->sides[from].relay, packet->bytes, sizeof(packet->bytes), 0);
		if (packet->length <= 0)
			return;
		note(pair, &pair->sides[from], packet);
		if (draw(pair, 100) < network->lost_percent)
			continue;
		packet->to = 1 - from;
		packet->due = clock_us() + 1000 * network->delay_ms +
			      draw(pair, 1000 * network->jitter_ms + 1);
	}
}

static void deliver(struct pair *pair)
{
	uint64_t now = clock_us();

	for (unsigned i = 0; i < PAIR_FLYING; i++) {
		struct pair_packet *packet = &pair->flying[i];
		const struct pair_side *to = &pair->sides[packet->to];
		struct sockaddr_in address = { .sin_family = AF_INET,
					       .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
					       .sin_port = htons(to->opened.port) };

		if (packet->due == 0 || packet->due > now)
			continue;
		packet->due = 0;
		(void)sendto(to->relay, packet->bytes, (size_t)packet->length, 0,
			     (struct sockaddr *)&address, sizeof(address));
	}
}

static void serve(struct pair *pair)
{
	struct pollfd waits[6];

	for (unsigned i = 0; i < 2; i++) {
		const struct pair_side *side = &pair->sides[i];

		waits[3 * i] = (struct pollfd){ .fd = side->sip, .events = POLLIN };
		waits[3 * i + 1] = (struct pollfd){ .fd = side->phone, .events = POLLIN };
		waits[3 * i + 2] = (struct pollfd){ .fd = side->relay, .events = POLLIN };
	}
	assert_true(poll(waits, 6, 1) >= 0 || errno == EINTR);
	for (unsigned i = 0; i < 6; i++) {
		assert_false((waits[i].revents & POLLHUP) != 0); /* a program has ended */
		if (waits[i].revents != 0 && i % 3 == 2)
			relay(pair, i / 3);
		else if (waits[i].revents != 0)
			take_message(&pair->sides[i / 3], waits[i].fd);
	}
	deliver(pair);
}

bool pair_run(struct pair *pair, unsigned ms, bool (*done)(const struct pair *pair))
{
	uint64_t end = clock_us() + 1000ull * ms;

	while (clock_us() < end) {
		serve(pair);
		if (done != NULL && done(pair))
			return true;
	}
	return false;
}

double pair_heard(const struct pair *pair, unsigned side, double least)
{
	int16_t *said, *heard;
	size_t said_count, heard_count;
	uint32_t said_rate, heard_rate;
	struct speech_match match;
	char path[128];

	name_file(pair, "said", 1 - side, path);
	assert_null(wav_load(path, &said_rate, &said, &said_count));
	name_file(pair, "heard", side, path);
	assert_null(wav_load(path, &heard_rate, &heard, &heard_count));
	assert_int_equal(speech_compare(said, said_count, said_rate, heard, heard_count, heard_rate,
					least, &match),
			 0);
	free(said);
	free(heard);
	return match.correlation;
}
