/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The message stream in a channel's buffer: whole messages, both ways, between two programs that do
 * not trust each other.
 *
 *	 0          64         128
 *	+----------+----------+---------------------+---------------------+
 *	| client's | server's | ring client->server | ring server->client |
 *	| end      | end      |                     |                     |
 *	+----------+----------+---------------------+---------------------+
 *
 * Each side writes its own end and its own outgoing ring, and reads the other's. A ring holds
 *records, each a 4-byte length and the message, padded to 4 bytes; a record may wrap around. An end
 *says how far its side has written its outgoing ring and read its incoming one, as byte offsets
 *into them.
 *
 * The whole buffer is writable by the peer, which may be hostile. So: what this side knows of
 *itself it keeps privately and only publishes; each word of the peer is read once, checked, then
 *used; a message is copied out before anyone looks at it. A peer that breaks a rule is not listened
 *to any more (STREAM_BROKEN) until it is restarted. It can spoil its own channel and nothing else.
 *
 * Restart. init zeroes the buffer of a program that died, starts the new one, and sets the
 *survivor's bit. The survivor finds the word `attached` in its own end zero, forgets what it knew,
 *attaches again and says STREAM_RESET to its caller, once. What it was just writing while the
 *buffer was zeroed does no harm: until it has attached again the new peer reads nothing of its end.
 *
 * Waking. After every successful stream_send signal the peer; after stream_receive signal it if
 * `wake` is set (it may be waiting for room). Whoever was woken receives until the stream is empty.
 *
 * One thread per side, or a lock around it. Portable: runs on the host too.
 */
#ifndef USER_LIB_STREAM_H
#define USER_LIB_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STREAM_MESSAGE_MAX 2032
#define STREAM_BUFFER_MIN  8192 /* bytes of a channel's buffer; a multiple of 4096 */

enum stream_side {
	STREAM_CLIENT = 0,
	STREAM_SERVER = 1,
};

/* What stream_send and stream_receive return besides a length. */
enum stream_result {
	STREAM_RESET = 0,   /* the peer was restarted: nothing was sent or received */
	STREAM_EMPTY = -1,  /* receive: no message. send: no room */
	STREAM_BROKEN = -2, /* the peer broke the rules */
	STREAM_SIZE = -3,   /* send: not 1..STREAM_MESSAGE_MAX bytes */
};

/* One side's words, written by it alone. */
struct stream_end {
	uint32_t attached; /* STREAM_ATTACHED, or 0: nothing here is valid */
	uint32_t sent;	   /* offset in the outgoing ring: the next record will begin here */
	uint32_t received; /* offset in the incoming ring: the next record is read from here */
	uint32_t reserved[13];
};

#define STREAM_ATTACHED 0x4d525453 /* "STRM" */

struct stream {
	struct stream_end *own;
	const struct stream_end *peer;
	unsigned char *out;
	const unsigned char *in;
	uint32_t ring; /* bytes in each ring */
	uint32_t sent, received;
	bool broken;
	bool wake; /* set by stream_receive: the peer may be waiting for room */
};

/*
 * Attach to a channel's buffer, which is 64-byte aligned. Returns false if size is less than
 * STREAM_BUFFER_MIN or over 1 GiB.
 */
bool stream_open(struct stream *s, enum stream_side side, void *buffer, size_t size);

/* Send one message. Returns `size`, or an enum stream_result. */
int stream_send(struct stream *s, const void *message, size_t size);

/*
 * Receive one message into `message`, at most `size` bytes of it; the rest of a longer one is lost.
 * Returns the message's full length (1..STREAM_MESSAGE_MAX), or an enum stream_result.
 */
int stream_receive(struct stream *s, void *message, size_t size);

/* True if stream_receive would return something else than STREAM_EMPTY. */
bool stream_readable(const struct stream *s);

/* True if stream_send would not return STREAM_EMPTY for a message of any size. */
bool stream_writable(const struct stream *s);

#endif
