/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any messages from sip, phone and audio, any datagrams and any passing of time, in any order: nothing
 * breaks, no RTP is sent, and no sound is asked for, as no call ever becomes secure.
 *
 * Input: records of a kind (one byte), a length (one byte, times 8) and as many bytes.
 */
#include "user/apps/media/media.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_open[MEDIA_CALLS];

static void require(bool promise)
{
	if (!promise)
		abort();
}

static bool open_port(void *context, unsigned slot, uint16_t *port)
{
	(void)context;
	require(!is_open[slot]);
	is_open[slot] = true;
	*port = (uint16_t)(40000 + slot);
	return true;
}

static void close_port(void *context, unsigned slot)
{
	(void)context;
	require(is_open[slot]);
	is_open[slot] = false;
}

static void send_datagram(void *context, unsigned slot, const struct media_address *to,
			  const uint8_t *packet, size_t length)
{
	(void)context;
	(void)to;
	require(is_open[slot] && length >= 12 && packet[0] >> 4 == 1);
}

static bool tell(void *context, enum media_peer peer, const void *message, size_t length)
{
	(void)context;
	(void)message;
	require(peer != MEDIA_AUDIO && length == sizeof(struct calling_message));
	return true;
}

/* A short record fills a whole message of calling.h: type, call, value, then address and the rest. */
static void send_message(struct media *media, enum media_peer peer, const uint8_t *bytes,
			 size_t length, uint64_t now)
{
	struct calling_message m = { 0 };

	if (peer == MEDIA_AUDIO || length >= sizeof(m)) {
		media_message(media, peer, bytes, length, now);
		return;
	}
	m.type = length > 0 ? bytes[0] : 0;
	m.call = length > 1 ? bytes[1] & 7 : 0;
	m.value = length > 2 ? bytes[2] : 0;
	m.port = length > 3 ? bytes[3] : 0;
	m.payload_type = length > 4 ? bytes[4] : 0;
	if (length > 5)
		memcpy(m.address, bytes + 5, length - 5 < 16 ? length - 5 : 16);
	if (length > 21)
		memcpy(m.text, bytes + 21, length - 21 < 255 ? length - 21 : 255);
	media_message(media, peer, &m, sizeof(m), now);
}

static void datagram(struct media *media, const uint8_t *bytes, size_t length, uint64_t now)
{
	struct media_address from = { .bytes = { [10] = 0xff, 0xff, 127, 0, 0, 1 }, .port = 9 };
	uint8_t *packet = malloc(length + 1);

	require(packet != NULL);
	memcpy(packet, bytes, length);
	media_datagram(media, length > 0 ? bytes[0] & 3 : 0, &from, packet, length, now);
	free(packet);
}

static void act(struct media *media, uint8_t kind, const uint8_t *bytes, size_t length,
		uint64_t *now)
{
	switch (kind % 8) {
	case 0:
	case 1:
	case 2:
		send_message(media, (enum media_peer)(kind % 8), bytes, length, *now);
		break;
	case 3:
	case 4:
		datagram(media, bytes, length, *now);
		break;
	case 5:
		*now += length > 0 ? bytes[0] * 10000u : 0;
		media_tick(media, *now);
		break;
	case 6:
		*now = media_deadline(media) == CALL_NEVER ? *now : media_deadline(media);
		media_tick(media, *now);
		break;
	default:
		media_restarted(media, (enum media_peer)(length % MEDIA_PEERS), *now);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct media_ports ports = {
		.open = open_port, .close = close_port, .send = send_datagram, .tell = tell
	};
	static struct media media;
	uint64_t now = 1000000;

	require(media_init(&media, &ports, 1800000000));
	while (size >= 2) {
		uint8_t kind = data[0];
		size_t length = (size_t)data[1] * 8;

		data += 2;
		size -= 2;
		if (length > size)
			length = size;
		act(&media, kind, data, length, &now);
		data += length;
		size -= length;
	}
	media_end(&media);
	for (unsigned i = 0; i < MEDIA_CALLS; i++)
		require(!is_open[i]);
	return 0;
}
