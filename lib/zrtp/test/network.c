/* SPDX-License-Identifier: Apache-2.0 */
/* Two phones and a network; see network.h. */
#include "lib/zrtp/test/network.h"

#include <stdlib.h>
#include <string.h>

/* splitmix64 */
static uint64_t next_random(uint64_t *state)
{
	uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

uint32_t network_random(struct network *net)
{
	return (uint32_t)(next_random(&net->random) >> 32);
}

static bool phone_random(void *context, uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		bytes[i] = (uint8_t)(next_random(context) >> 24);
	return true;
}

static struct zrtp_peer *find(struct memory *memory, const uint8_t *zid)
{
	for (unsigned i = 0; i < memory->count; i++)
		if (memcmp(memory->zid[i], zid, ZRTP_ZID_SIZE) == 0)
			return &memory->peer[i];
	return NULL;
}

static bool load(void *context, const uint8_t *zid, struct zrtp_peer *peer)
{
	struct zrtp_peer *found = find(context, zid);

	if (found)
		*peer = *found;
	return found != NULL;
}

static bool store(void *context, const uint8_t *zid, const struct zrtp_peer *peer)
{
	struct memory *memory = context;
	struct zrtp_peer *found = find(memory, zid);

	if (memory->fail || (!found && memory->count == MAX_RECORDS))
		return false;
	if (!found) {
		memcpy(memory->zid[memory->count], zid, ZRTP_ZID_SIZE);
		found = &memory->peer[memory->count++];
	}
	*found = *peer;
	memory->stores++;
	return true;
}

void network_open(struct network *net, uint64_t seed)
{
	memset(net, 0, sizeof(*net));
	net->random = seed;
	for (int side = 0; side < SIDES; side++) {
		struct phone *p = &net->phone[side];
		p->random = next_random(&net->random);
		p->cache = (struct zrtp_cache){ &p->memory, load, store };
		p->config = (struct zrtp_config){
			.ssrc = 0x1000u + (uint32_t)side,
			.client = side ? "Holdfast bob" : "Holdfast alice",
			.cache = &p->cache,
			.random = phone_random,
			.random_context = &p->random,
		};
		memset(p->config.zid, 'a' + side, ZRTP_ZID_SIZE);
	}
}

void network_call(struct network *net)
{
	for (int side = 0; side < SIDES; side++) {
		struct phone *p = &net->phone[side];
		p->z = zrtp_new(&p->config);
		p->events = p->sent = 0;
		p->failure = (struct zrtp_event){ 0 };
		p->secure_at = 0;
		memset(&p->result, 0, sizeof(p->result));
	}
	net->queued = 0;
}

void network_hang_up(struct network *net)
{
	for (int side = 0; side < SIDES; side++) {
		zrtp_free(net->phone[side].z);
		net->phone[side].z = NULL;
	}
}

static void enqueue(struct network *net, int to, const uint8_t *bytes, size_t size)
{
	struct datagram *d = &net->queue[net->queued];

	if (net->queued == IN_FLIGHT || network_random(net) % 100 < net->loss)
		return;
	d->due = net->now + 1 + (net->delay ? network_random(net) % net->delay : 0);
	d->to = to;
	d->size = size;
	memcpy(d->bytes, bytes, size);
	net->queued++;
}

static void send(struct network *net, int from, uint8_t *bytes, size_t size)
{
	net->phone[from].sent++;
	if (net->tamper && !net->tamper(net, from, bytes, &size))
		return;
	enqueue(net, !from, bytes, size);
	if (network_random(net) % 100 < net->copies)
		enqueue(net, !from, bytes, size);
}

void network_drain(struct network *net, int side)
{
	struct phone *p = &net->phone[side];
	struct zrtp_event event;
	uint8_t bytes[ZRTP_MAX_PACKET];
	size_t size;

	while ((size = zrtp_next_packet(p->z, bytes)) > 0)
		send(net, side, bytes, size);
	while (zrtp_next_event(p->z, &event)) {
		if (p->events >> event.type & 1)
			abort(); /* each type once */
		p->events |= 1u << event.type;
		if (event.type == ZRTP_EVENT_FAILED)
			p->failure = event;
		if (event.type == ZRTP_EVENT_SECURE)
			p->secure_at = net->now;
	}
	if (!zrtp_result(p->z, &p->result))
		memset(&p->result, 0, sizeof(p->result));
}

void network_start(struct network *net, int side)
{
	zrtp_start(net->phone[side].z, net->now);
	network_drain(net, side);
}

static uint64_t next_time(const struct network *net)
{
	uint64_t next = ZRTP_NEVER;

	for (int side = 0; side < SIDES; side++)
		if (zrtp_deadline(net->phone[side].z) < next)
			next = zrtp_deadline(net->phone[side].z);
	for (unsigned i = 0; i < net->queued; i++)
		if (net->queue[i].due < next)
			next = net->queue[i].due;
	return next;
}

static void deliver_due(struct network *net)
{
	for (unsigned i = 0; i < net->queued;) {
		if (net->queue[i].due > net->now) {
			i++;
			continue;
		}
		struct datagram d = net->queue[i];
		net->queue[i] = net->queue[--net->queued];
		zrtp_receive(net->phone[d.to].z, net->now, d.bytes, d.size);
		network_drain(net, d.to);
	}
}

void network_run(struct network *net, uint64_t until)
{
	uint64_t next;

	network_start(net, 0);
	network_start(net, 1);
	while ((next = next_time(net)) <= until && next != ZRTP_NEVER) {
		if (next > net->now)
			net->now = next;
		for (int side = 0; side < SIDES; side++) {
			zrtp_tick(net->phone[side].z, net->now);
			network_drain(net, side);
		}
		deliver_due(net);
	}
}

void network_inject(struct network *net, int to, uint32_t ssrc, const struct zrtp_message *message)
{
	uint8_t bytes[ZRTP_MAX_PACKET];
	size_t size = zrtp_packet_write(bytes, 1, ssrc, message);

	zrtp_receive(net->phone[to].z, net->now, bytes, size);
	network_drain(net, to);
}

void network_fix_crc(uint8_t *packet, size_t size)
{
	uint32_t crc = zrtp_crc(packet, size - ZRTP_PACKET_CRC);

	for (size_t i = 0; i < ZRTP_PACKET_CRC; i++)
		packet[size - ZRTP_PACKET_CRC + i] = (uint8_t)(crc >> (8 * i));
}

bool network_has(const struct network *net, int side, enum zrtp_event_type type)
{
	return net->phone[side].events >> type & 1;
}

bool network_agrees(const struct network *net)
{
	const struct zrtp_result *a = &net->phone[0].result, *b = &net->phone[1].result;

	return network_has(net, 0, ZRTP_EVENT_SECURE) && network_has(net, 1, ZRTP_EVENT_SECURE) &&
	       memcmp(&a->send, &b->receive, sizeof(a->send)) == 0 &&
	       memcmp(&b->send, &a->receive, sizeof(b->send)) == 0 &&
	       memcmp(a->send.key, a->receive.key, 16) != 0 && strcmp(a->sas, b->sas) == 0 &&
	       a->sas_value == b->sas_value && a->initiator != b->initiator;
}

bool network_nobody_secure(const struct network *net)
{
	return !network_has(net, 0, ZRTP_EVENT_SECURE) && !network_has(net, 1, ZRTP_EVENT_SECURE);
}
