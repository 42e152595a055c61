/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes from the network into a receiver: byte 0 chooses suite and protocol, the rest is the packet.
 * A second pass signs the bytes as a packet of the peer's, so that what lies behind the tag is
 * reached too, and checks that what was sealed comes out again.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/srtp/rtp.h"
#include "lib/srtp/srtp.h"

enum { SSRC = 0x01020304 };

typedef enum srtp_result seal_fn(struct srtp_sender *, uint8_t *, size_t *, size_t);
typedef enum srtp_result open_fn(struct srtp_receiver *, uint8_t *, size_t *);

static void check(int condition)
{
	if (!condition)
		abort();
}

static void read_payload(const uint8_t *packet, size_t length)
{
	struct rtp_header header;
	const uint8_t *payload;
	size_t size;

	rtp_kind(packet, length);
	if (rtp_payload(packet, length, &header, &payload, &size))
		check(payload == packet + header.size && size <= length - header.size);
}

static void there_and_back(struct srtp_sender *sender, struct srtp_receiver *receiver,
			   seal_fn *seal, open_fn *open, const uint8_t *data, size_t size)
{
	uint8_t *packet = malloc(size + SRTCP_OVERHEAD);
	size_t length = size;

	memcpy(packet, data, size);
	if (seal(sender, packet, &length, size + SRTCP_OVERHEAD) == SRTP_OK) {
		check(open(receiver, packet, &length) == SRTP_OK);
		check(length == size && memcmp(packet, data, size) == 0);
	}
	free(packet);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;

	int rtcp = data[0] & 0x80;
	struct srtp_key key = { .suite = (data[0] & 0x7f) % SRTP_SUITES };
	seal_fn *seal = rtcp ? srtp_sender_protect_rtcp : srtp_sender_protect;
	open_fn *open = rtcp ? srtp_receiver_unprotect_rtcp : srtp_receiver_unprotect;
	struct srtp_sender *sender = srtp_sender_new(&key, SSRC);
	struct srtp_receiver *receiver = srtp_receiver_new(&key, SSRC);
	size_t length = size - 1;
	uint8_t *copy = malloc(length ? length : 1);

	memcpy(copy, data + 1, length);
	read_payload(copy, length);
	if (open(receiver, copy, &length) == SRTP_OK)
		read_payload(copy, length);
	there_and_back(sender, receiver, seal, open, data + 1, size - 1);

	free(copy);
	srtp_sender_free(sender);
	srtp_receiver_free(receiver);
	return 0;
}
