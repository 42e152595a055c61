/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Net: the service that owns the network device. What it is: user/protocol/net.h.
 *
 * Grants:
 *	device	net, memory net-dma	a virtio network device (nic.h)
 *	channel	random			a gate (user/protocol/random.h)
 *	channel	display			a stream, for the network mark; may be missing
 *	channel	others, as server	gates with a buffer: the clients
 * Argument: user/services/net/settings.h.
 *
 * One loop: wait for a call, an interrupt or the stack's next timer. At most ROUND frames are taken
 * between two looks at the clients, and frames are looked for after every call: neither a flood of
 * the one nor of the other keeps the other out. A device or a stack that breaks ends the program, and
 * init starts it anew.
 */
#include <string.h>

#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/log.h"
#include "user/lib/program.h"
#include "user/lib/time.h"
#include "user/protocol/display.h"
#include "user/protocol/random.h"
#include "user/services/net/net.h"
#include "user/services/net/nic.h"

#define ROUND 64

static struct {
	const struct hf_program *self;
	const struct hf_grant *client[NET_CLIENTS];
	const struct hf_grant *device, *random;
	unsigned clients;
	struct nic nic;
	struct hf_channel display;
	bool display_granted, mark_unsaid;
	uint8_t entropy[RANDOM_BYTES];
	unsigned entropy_left;
} service;

static uint32_t host_milliseconds(void *context)
{
	(void)context;
	return (uint32_t)time_from_ticks(hf_now(), service.self->ticks_per_second, TIME_MILLI);
}

static uint64_t ticks_after(uint32_t milliseconds)
{
	return hf_now() + time_to_ticks(milliseconds, service.self->ticks_per_second, TIME_MILLI);
}

/* More bytes from `random`, which may be starting, or restarting: a moment, or a second. */
static void refill(void)
{
	for (;;) {
		struct hf_words words = { { RANDOM_READ } };
		uint64_t none;

		if (hf_call(service.random->handle, &words) == HF_OK && words.w[0] == RANDOM_OK) {
			memcpy(service.entropy, &words.w[1], RANDOM_BYTES);
			service.entropy_left = RANDOM_BYTES;
			return;
		}
		(void)!hf_wait_event(0, ticks_after(5), &none);
	}
}

static void host_random(void *context, void *to, size_t size)
{
	uint8_t *bytes = to;

	(void)context;
	while (size-- > 0) {
		if (service.entropy_left == 0)
			refill();
		*bytes++ = service.entropy[--service.entropy_left];
		service.entropy[service.entropy_left] = 0;
	}
}

static void *host_frame(void *context, size_t size)
{
	(void)context;
	return size <= NIC_FRAME_MAX ? nic_frame(&service.nic) : NULL;
}

static void host_send(void *context, size_t size)
{
	(void)context;
	nic_send(&service.nic, size);
}

static void host_signal(void *context, unsigned client)
{
	(void)context;
	/* A client that is down finds its session gone when it comes back. */
	(void)!hf_signal(service.client[client]->notify);
}

static void host_failed(void *context, const char *what)
{
	(void)context;
	hf_log("\1the network stack failed: %s", what);
	hf_exit(1);
}

static const struct net_host host = {
	.milliseconds = host_milliseconds,
	.random = host_random,
	.frame = host_frame,
	.send = host_send,
	.signal = host_signal,
	.failed = host_failed,
};

/* The network mark, at the start, when it changes, and when display was restarted. */
static void say_mark(void)
{
	struct display_message m = { .type = DISPLAY_MARK,
				     .mark = DISPLAY_NETWORK,
				     .value = service.nic.up ? DISPLAY_LIVE : DISPLAY_OFF };
	struct display_message ignored;
	int result;

	if (!service.display_granted)
		return;
	result = hf_receive(&service.display, &ignored, sizeof(ignored));
	service.mark_unsaid |= result == STREAM_RESET;
	if (service.mark_unsaid)
		service.mark_unsaid = hf_send(&service.display, &m, sizeof(m)) <= 0;
}

static void set_link(void)
{
	hf_log("link %s", service.nic.up ? "up" : "down");
	net_link(&the_net, service.nic.up);
	service.mark_unsaid = true;
	say_mark();
}

static void take_frame(void *context, const void *frame, size_t size)
{
	(void)context;
	net_frame(&the_net, frame, size);
}

/* Returns true if there may be more. */
static bool receive_frames(void)
{
	enum virtqueue_taken taken = VIRTQUEUE_TAKEN;

	for (unsigned i = 0; i < ROUND && taken == VIRTQUEUE_TAKEN; i++)
		taken = nic_receive(&service.nic, take_frame, NULL);
	if (taken == VIRTQUEUE_BROKEN || virtio_needs_reset(&service.nic.v)) {
		hf_log("\1the device broke the rules of virtio");
		hf_exit(1);
	}
	return taken == VIRTQUEUE_TAKEN;
}

static void on_event(uint64_t bits)
{
	if (bits & (uint64_t)1 << service.device->bit) {
		nic_interrupt(&service.nic);
		(void)!hf_acknowledge(service.device->irq);
		if (service.nic.changed)
			set_link();
	}
	say_mark();
}

/* The words of the call become the words of its reply; a stranger's are answered with an error. */
static void on_call(uint64_t identity, struct hf_words *words)
{
	struct net_request request;
	struct net_reply reply = { .error = NET_E_POLICY };

	memcpy(&request, words, sizeof(request));
	for (unsigned i = 0; i < service.clients; i++) {
		if (service.client[i]->identity == identity)
			net_call(&the_net, i, &request, &reply);
	}
	memcpy(words, &reply, sizeof(reply));
}

static void add_clients(void)
{
	for (unsigned i = 0; i < service.self->grants; i++) {
		const struct hf_grant *g = &service.self->grant[i];

		if (g->kind != HF_GRANT_CHANNEL_SERVER || (g->flags & HF_GRANT_STREAM))
			continue;
		if (service.clients == NET_CLIENTS ||
		    !net_client(&the_net, service.clients, g->policy, (void *)(uintptr_t)g->address,
				g->size)) {
			hf_log("\1'%s' is a client too many, or its buffer too small", g->name);
			hf_exit(1);
		}
		service.client[service.clients++] = g;
	}
}

static void start(const struct hf_program *self)
{
	const struct hf_grant *memory = hf_need(self, "net-dma", HF_GRANT_MEMORY);
	struct dma dma = { (uint8_t *)(uintptr_t)memory->address, memory->physical, memory->size };
	struct net_settings settings;
	enum virtio_error error;

	service.self = self;
	service.device = hf_need(self, "net", HF_GRANT_DEVICE);
	service.random = hf_need(self, "random", HF_GRANT_CHANNEL_CLIENT);
	service.display_granted = hf_channel_open(self, "display", &service.display);
	error = nic_start(&service.nic, (uintptr_t)service.device->address, dma);
	if (error != VIRTIO_OK) {
		hf_log("\1no network device to work with (%d)", (int)error);
		hf_exit(1);
	}
	if (!net_settings_read(&settings, self->argument)) {
		hf_log("\1the manifest's argument is not understood: %s", self->argument);
		hf_exit(1);
	}
	net_start(&the_net, &host, &settings, service.nic.address);
	add_clients();
	nic_run(&service.nic);
	set_link();
}

static uint64_t bits_awaited(void)
{
	uint64_t bits = (uint64_t)1 << service.device->bit;

	return service.display_granted ? bits | hf_channel_bit(&service.display) : bits;
}

int main(const struct hf_program *self)
{
	struct hf_words words = { { 0 } };
	uint64_t flags = HF_WAIT_CALLS;
	bool more = false;

	start(self);
	for (;;) {
		uint64_t deadline = more ? HF_NOW : ticks_after(net_poll(&the_net));
		struct hf_arrived arrived;
		enum hf_error error = hf_wait(flags, bits_awaited(), deadline, &words, &arrived);

		flags = HF_WAIT_CALLS;
		if (error == HF_OK && arrived.what == HF_ARRIVED_CALL) {
			on_call(arrived.word, &words);
			flags |= HF_WAIT_REPLY;
		} else if (error == HF_OK) {
			on_event(arrived.word);
		}
		more = receive_frames();
	}
}
