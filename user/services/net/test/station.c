/* SPDX-License-Identifier: Apache-2.0 */
/* See station.h. */
#include "user/services/net/test/station.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/services/net/net.h"

enum kind {
	/* to the station */
	CALL,
	FRAME,
	POLL,
	LINK_UP,
	/* from it */
	SENT,	  /* a frame */
	SIGNALED, /* a client */
	DONE,	  /* a reply, and when to poll */
};

struct packet {
	uint32_t kind;
	uint32_t now, next;
	uint32_t client;
	uint32_t size;
	union {
		struct net_request request;
		struct net_reply reply;
		uint8_t frame[NET_FRAME_MAX];
	};
};

/* The child's side. */

static struct {
	int link;
	uint32_t now;
	uint64_t random;
	struct packet out;
} child;

static void tell(struct packet *p)
{
	if (send(child.link, p, sizeof(*p), 0) != (ssize_t)sizeof(*p))
		_exit(1);
}

static uint32_t host_milliseconds(void *context)
{
	(void)context;
	return child.now;
}

static void host_random(void *context, void *to, size_t size)
{
	(void)context;
	for (size_t i = 0; i < size; i++) {
		child.random ^= child.random << 13;
		child.random ^= child.random >> 7;
		child.random ^= child.random << 17;
		((uint8_t *)to)[i] = (uint8_t)(child.random >> 24);
	}
}

static void *host_frame(void *context, size_t size)
{
	(void)context;
	assert(size <= NET_FRAME_MAX);
	return child.out.frame;
}

static void host_send(void *context, size_t size)
{
	(void)context;
	child.out.kind = SENT;
	child.out.size = (uint32_t)size;
	tell(&child.out);
}

static void host_signal(void *context, unsigned client)
{
	struct packet p = { .kind = SIGNALED, .client = client };

	(void)context;
	tell(&p);
}

static void host_failed(void *context, const char *what)
{
	(void)context;
	fprintf(stderr, "the stack failed: %s\n", what);
	abort();
}

static void serve(const struct packet *p, struct packet *done)
{
	child.now = p->now;
	switch (p->kind) {
	case CALL:
		net_call(&the_net, p->client, &p->request, &done->reply);
		break;
	case FRAME:
		net_frame(&the_net, p->frame, p->size);
		break;
	case LINK_UP:
		net_link(&the_net, true);
		break;
	default:
		break;
	}
	done->next = child.now + net_poll(&the_net);
}

static _Noreturn void child_main(int link, unsigned index, uint32_t now, const char *argument,
				 const uint64_t policy[STATION_CLIENTS],
				 struct net_shared *const shared[STATION_CLIENTS])
{
	static const struct net_host host = {
		.milliseconds = host_milliseconds,
		.random = host_random,
		.frame = host_frame,
		.send = host_send,
		.signal = host_signal,
		.failed = host_failed,
	};
	const uint8_t mac[6] = { 2, 0, 0, 0, 0, (uint8_t)(index + 1) };
	struct net_settings settings;
	struct packet in;

	child.link = link;
	child.now = now;
	child.random = 0x9e3779b97f4a7c15 + index;
	if (!net_settings_read(&settings, argument))
		_exit(1);
	net_start(&the_net, &host, &settings, mac);
	for (unsigned i = 0; i < STATION_CLIENTS; i++) {
		if (!net_client(&the_net, i, policy[i], shared[i], STATION_BUFFER))
			_exit(1);
	}
	while (recv(link, &in, sizeof(in), 0) == (ssize_t)sizeof(in)) {
		struct packet done = { .kind = DONE };

		serve(&in, &done);
		tell(&done);
	}
	_exit(0);
}

/* The test's side. */

static void queue(struct wire *w, unsigned to, const void *frame, size_t size, uint32_t due)
{
	struct wire_frame *f = &w->queue[w->queued++];

	assert(w->queued <= sizeof(w->queue) / sizeof(w->queue[0]) && size <= sizeof(f->bytes));
	f->due = due;
	f->to = to;
	f->size = size;
	memcpy(f->bytes, frame, size);
}

void wire_put(struct wire *w, unsigned to, const void *frame, size_t size)
{
	queue(w, to, frame, size, w->now);
}

static void carry(struct wire *w, unsigned from, const struct packet *p)
{
	w->frames++;
	if (w->pass != NULL && !w->pass(w, from, p->frame, p->size))
		return;
	if (w->station[1 - from].process != 0)
		queue(w, 1 - from, p->frame, p->size, w->now + w->delay);
}

/* One command, and everything that the station does in answer. */
static void command(struct wire *w, unsigned index, struct packet *p)
{
	struct station *s = &w->station[index];

	p->now = w->now;
	assert(send(s->link, p, sizeof(*p), 0) == (ssize_t)sizeof(*p));
	for (;;) {
		ssize_t size = recv(s->link, p, sizeof(*p), 0);

		assert(size == (ssize_t)sizeof(*p)); /* else it has crashed */
		if (p->kind == DONE)
			break;
		if (p->kind == SENT)
			carry(w, index, p);
		else
			s->signals[p->client]++;
	}
	s->next = p->next;
}

void station_start(struct wire *w, unsigned index, const char *settings,
		   const uint64_t policy[STATION_CLIENTS])
{
	struct station *s = &w->station[index];
	struct packet p = { .kind = LINK_UP };
	int ends[2];

	assert(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
	for (unsigned i = 0; i < STATION_CLIENTS; i++) {
		s->shared[i] = mmap(NULL, STATION_BUFFER, PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		assert(s->shared[i] != MAP_FAILED);
	}
	s->process = fork();
	assert(s->process >= 0);
	if (s->process == 0) {
		close(ends[0]);
		for (unsigned i = 0; i < index; i++)
			close(w->station[i].link);
		child_main(ends[1], index, w->now, settings, policy, s->shared);
	}
	close(ends[1]);
	s->link = ends[0];
	command(w, index, &p);
}

void station_end(struct wire *w, unsigned index)
{
	struct station *s = &w->station[index];
	int status;

	if (s->process == 0)
		return;
	close(s->link);
	assert(waitpid(s->process, &status, 0) == s->process && status == 0);
	for (unsigned i = 0; i < STATION_CLIENTS; i++)
		munmap(s->shared[i], STATION_BUFFER);
	s->process = 0;
}

void wire_end(struct wire *w)
{
	for (unsigned i = 0; i < STATIONS; i++)
		station_end(w, i);
}

static bool earlier(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

/* Deliver the first frame that is due. */
static bool deliver(struct wire *w)
{
	struct packet p = { .kind = FRAME };

	for (unsigned i = 0; i < w->queued; i++) {
		struct wire_frame *f = &w->queue[i];
		unsigned to = f->to;

		if (earlier(w->now, f->due))
			continue;
		p.size = (uint32_t)f->size;
		memcpy(p.frame, f->bytes, f->size);
		memmove(f, f + 1, (--w->queued - i) * sizeof(*f));
		if (w->station[to].process != 0)
			command(w, to, &p);
		return true;
	}
	return false;
}

static uint32_t next_event(const struct wire *w, uint32_t end)
{
	for (unsigned i = 0; i < STATIONS; i++) {
		if (w->station[i].process != 0 && earlier(w->station[i].next, end))
			end = w->station[i].next;
	}
	for (unsigned i = 0; i < w->queued; i++) {
		if (earlier(w->queue[i].due, end))
			end = w->queue[i].due;
	}
	return earlier(end, w->now) ? w->now : end;
}

void wire_run(struct wire *w, uint32_t milliseconds)
{
	uint32_t end = w->now + milliseconds;

	for (;;) {
		while (deliver(w))
			;
		w->now = next_event(w, end);
		for (unsigned i = 0; i < STATIONS; i++) {
			struct packet p = { .kind = POLL };

			if (w->station[i].process != 0 && !earlier(w->now, w->station[i].next))
				command(w, i, &p);
		}
		if (w->now == end && next_event(w, end + 1) != end)
			break;
	}
}

uint32_t station_call(struct wire *w, unsigned station, unsigned client,
		      const struct net_request *request, struct net_reply *reply)
{
	struct packet p = { .kind = CALL, .client = client, .request = *request };

	command(w, station, &p);
	*reply = p.reply;
	return p.reply.error;
}
