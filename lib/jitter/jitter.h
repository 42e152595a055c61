/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The jitter buffer: packets come in when the network brings them, frames go out one every 20 ms.
 *
 * One RTP stream of Opus (RFC 7587: a clock of 48 kHz), one frame of 20 ms in each packet. The owner
 * puts in authentic packets with their arrival time, and ticks once for each 20 ms that it wants to
 * play; the buffer answers with a frame or with the best that can be done instead of it. It has no
 * clock, no thread and no memory of its own: the same calls give the same answers.
 *
 *	sequence numbers  say what was lost, and which packet is newer
 *	timestamps        say when a frame is to be played
 *	arrival times     say how long to wait before playing it
 *
 * A frame's *position* is its timestamp in frames, without wrap. Its *transit* is its arrival minus
 * its position in time; only differences of transits have a meaning, as the clocks are not the same.
 * The *delay* is how long after the fastest recent packet's transit frames are played. The delay
 * aimed at lets all but the latest 2 % of recent packets come in time. It grows at once, when packets
 * come later, and shrinks over seconds. What is played follows it by whole frames: one is inserted
 * or left out, in a quiet moment if possible. That absorbs clocks that differ, too.
 *
 * Nothing arriving: the first frames are concealed, without deciding yet whether they are lost or
 * late; late ones go on where playing stopped (the delay has grown), lost ones are stepped over.
 */
#ifndef LIB_JITTER_JITTER_H
#define LIB_JITTER_JITTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JITTER_FRAME_US	   20000
#define JITTER_FRAME_CLOCK 960 /* timestamp units */
#define JITTER_DELAY_MIN   20000
#define JITTER_DELAY_FIRST 40000 /* before anything is known of the network */
#define JITTER_DELAY_MAX   400000
#define JITTER_SLOTS	   64	/* frames ahead of the playing position; a power of two */
#define JITTER_PAYLOAD_MAX 1275 /* RFC 6716 3.2.1: the longest Opus frame, with its first byte */
#define JITTER_TRANSITS	   200

struct jitter_packet {
	uint32_t ssrc;
	uint16_t sequence;
	uint32_t timestamp;
	const uint8_t *payload;
	size_t size; /* 1..JITTER_PAYLOAD_MAX */
};

enum jitter_put_result {
	JITTER_TAKEN,
	JITTER_LATE,	  /* its time to be played is over; the delay learns from it */
	JITTER_DUPLICATE, /* its frame is here already */
	JITTER_REFUSED,	  /* empty or too long */
};

enum jitter_outcome {
	JITTER_SILENCE, /* nothing to play: no stream, or not yet, or not any more */
	JITTER_FRAME,	/* decode `payload` */
	JITTER_FEC,	/* decode what `payload`, the next frame, tells of the missing one */
	JITTER_CONCEAL, /* let the decoder continue without data */
};

struct jitter_statistics {
	uint32_t lost; /* sequence numbers that were not there in time */
	uint32_t late; /* of those, came after all */
	uint32_t duplicates;
	uint32_t concealed; /* ticks answered with FEC or CONCEAL */
	uint32_t inserted;  /* frames by which playing was stretched to grow the delay */
	uint32_t left_out;  /* frames not played to shrink the delay */
	uint32_t restarts;  /* the stream began anew: another SSRC, a jump of the timestamp */
	uint32_t jitter_us; /* RFC 3550 6.4.1 */
	uint32_t delay_us;  /* at the last tick, how long frames wait; 0 when silent */
	uint32_t wanted_us; /* the delay aimed at */
};

struct jitter_slot {
	bool full;
	uint16_t size;
	uint16_t sequence;
	int64_t position;
	uint8_t payload[JITTER_PAYLOAD_MAX];
};

/* What arrivals tell of the network; see arrival.h. All in microseconds. */
struct jitter_arrivals {
	int64_t transits[JITTER_TRANSITS]; /* the last ones */
	unsigned count, oldest;
	int64_t previous;   /* transit */
	uint32_t jitter_16; /* sixteen times the estimate of RFC 3550, A.8 */
	int64_t fastest;    /* the least of `transits` */
	int64_t wanted;	    /* the delay aimed at */
	uint32_t loss;	    /* share of packets lost of late, times 65536 */
};

/* Private to the functions below, but for `statistics`. Between two calls:
 *
 *	`waiting` slots are full, each of a position within next..next + JITTER_SLOTS - 1;
 *	while playing, everything before `next` is over; while not, everything before `over` is.
 */
struct jitter {
	struct jitter_statistics statistics;
	struct jitter_arrivals arrivals;

	/* the stream, as of its newest packet */
	bool started;
	uint32_t ssrc;
	uint32_t newest_timestamp;
	uint16_t newest_sequence;
	int64_t newest_position;

	/* playing */
	bool playing;
	bool have_played;
	uint16_t played_sequence; /* of the last packet played or left out */
	int64_t next;		  /* position of the frame to be played at the next tick */
	int64_t over;
	unsigned held;	     /* ticks concealed with nothing waiting, `next` not moved */
	unsigned unadjusted; /* ticks since a frame was inserted or left out */
	unsigned waiting;
	struct jitter_slot slots[JITTER_SLOTS]; /* of position p: p % JITTER_SLOTS */
};

void jitter_init(struct jitter *j);

/* A packet arrived at `now` (microseconds of any clock that does not go back). */
enum jitter_put_result jitter_put(struct jitter *j, const struct jitter_packet *packet,
				  uint64_t now);

/*
 * What to play for the next 20 ms, at `now` of the same clock. `quiet` says that what was last played
 * was so quiet that a frame more or less will not be heard. With FRAME and FEC, *payload and *size
 * are set; they are valid until the next call.
 */
enum jitter_outcome jitter_tick(struct jitter *j, uint64_t now, bool quiet, const uint8_t **payload,
				size_t *size);

#endif
