/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Net services on a wire, for tests. lwIP is one stack for each process, so every station is a child
 * process that runs the whole service but its driver; the test is the wire, the clock and all the
 * clients. Time is virtual and everything happens in one order: a test gives the same result every
 * time.
 */
#ifndef USER_SERVICES_NET_TEST_STATION_H
#define USER_SERVICES_NET_TEST_STATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "user/protocol/net.h"

#define STATIONS	2
#define STATION_CLIENTS 3
#define STATION_BUFFER	65536
#define STATION_DATA	(STATION_BUFFER - NET_DATA)

struct station {
	pid_t process;
	int link;      /* to it: commands and answers, one a packet */
	uint32_t next; /* when it wants to be polled */
	unsigned signals[STATION_CLIENTS];
	struct net_shared *shared[STATION_CLIENTS]; /* the clients' buffers */
};

struct wire_frame {
	uint32_t due;
	unsigned to;
	size_t size;
	uint8_t bytes[1514];
};

struct wire {
	uint32_t now;	/* milliseconds */
	uint32_t delay; /* of each frame */
	struct station station[STATIONS];
	struct wire_frame queue[512];
	unsigned queued;
	unsigned frames; /* carried or dropped so far */
	/* What becomes of a frame from a station: false drops it. It may call wire_put. */
	bool (*pass)(struct wire *w, unsigned from, const uint8_t *frame, size_t size);
	void *test; /* for pass */
};

/*
 * Start station `index`, with this argument of its manifest line and MAC 02:00:00:00:00:<index + 1>,
 * and let its link come up. Each client's policy is in `policy`.
 */
void station_start(struct wire *w, unsigned index, const char *settings,
		   const uint64_t policy[STATION_CLIENTS]);
/* End one station, as a crash or a pulled cable would; and all of them. */
void station_end(struct wire *w, unsigned index);
void wire_end(struct wire *w);

/* Let time pass, in which frames travel and timers run. */
void wire_run(struct wire *w, uint32_t milliseconds);

/* A frame from the test itself to a station, on the way at once. */
void wire_put(struct wire *w, unsigned to, const void *frame, size_t size);

/* A call of a client; its error is returned. The answer's frames leave, and arrive in wire_run. */
uint32_t station_call(struct wire *w, unsigned station, unsigned client,
		      const struct net_request *request, struct net_reply *reply);

#endif
