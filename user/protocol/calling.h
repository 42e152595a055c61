/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calling: the messages between `phone`, `sip` and `media`.
 *
 * Calling is three programs, split by what each must be trusted with:
 *
 *	sip    reads whatever the network sends (SIP, SDP). Holds no key and no microphone.
 *	media  holds the ZRTP and SRTP keys and the audio channel. Parses only packets of fixed shape.
 *	phone  draws and asks its owner. Sees neither key nor packet.
 *
 *	          phone
 *	         /     \
 *	      sip ----- media
 *
 * A call is named by a number that is unique among living calls: odd if `phone` opened it (outgoing),
 * even if `sip` did (incoming). Zero is never a call.
 *
 * Whoever breaks `sip` can make the phone ring and can end calls; it cannot hear: `media` opens the
 * microphone for a call only after `phone` has sent ALLOW for that number, which phone does when its
 * owner dialled or answered, and closes it when phone sends REVOKE. `media` sends and plays nothing
 * but SRTP under keys it agreed itself.
 *
 * Every message is one `struct calling_message` on a channel of messages: fixed size, little-endian.
 * A receiver drops the peer's message, and counts it, when its size, type, direction or a range is
 * wrong; texts are UTF-8, zero-terminated within their array, and otherwise not trusted.
 *
 * Order on an outgoing call:
 *	phone->sip   DIAL            phone->media ALLOW
 *	sip->media   OPEN            media->sip   OPENED
 *	sip->phone   PROGRESS (ringing), then ESTABLISHED
 *	sip->media   REMOTE          media->phone SECURITY (keying, then secure), STATISTICS each second
 *	phone->media REVOKE          phone->sip   HANGUP
 *	sip->media   CLOSE           sip->phone   ENDED
 * Incoming:
 *	sip->phone   INCOMING        phone->sip ANSWER, phone->media ALLOW, then as above.
 *
 * A caller who cannot be answered safely (SDES or DTLS only) never rings: `sip` refuses him and sends
 * ENDED alone, with a number that phone has not seen, so that the owner is told.
 *
 * REMOTE may come again during a call: the peer moved to another address or port, which a re-INVITE
 * may do. Keys, zrtp-hash and payload type stay.
 *
 * When phone was restarted, sip sends READY and, for each living call, INCOMING, PROGRESS or
 * ESTABLISHED again; phone goes on with those calls, or hangs them up. media keeps what was allowed,
 * and sends SECURITY again for each living call. When sip was restarted its calls are over: the other
 * two close them. When media was restarted its keys are gone: sip ends the calls.
 */
#ifndef USER_PROTOCOL_CALLING_H
#define USER_PROTOCOL_CALLING_H

#include <stdint.h>

enum calling_type {
	/* phone -> sip */
	CALLING_DIAL = 1,   /* call, text = address: "1002", "sip:1002@192.0.2.2", "192.0.2.2" */
	CALLING_ANSWER = 2, /* call */
	CALLING_HANGUP = 3, /* call: cancel, decline or bye, whichever fits */

	/* sip -> phone */
	CALLING_INCOMING = 16,    /* call, text = the caller's address, name = display name or "" */
	CALLING_PROGRESS = 17,    /* call, value = enum calling_progress, text and name as above */
	CALLING_ESTABLISHED = 18, /* call, value = for how many seconds already, text and name as
	                             above */
	CALLING_ENDED = 19,       /* call, value = enum calling_end, text = words for the log,
	                             name = the peer's display name or address, cut to fit */
	CALLING_READY = 20,       /* text = own address, on which calls can be received now; "" when
	                             there is none */

	/* sip -> media */
	CALLING_OPEN = 32,   /* call, value = 1 if we are the caller */
	CALLING_REMOTE = 33, /* call, address, port, payload_type, text = peer's zrtp-hash or "" */
	CALLING_CLOSE = 34,  /* call */

	/* media -> sip */
	CALLING_OPENED = 48, /* call, port = local RTP port, text = own zrtp-hash (RFC 6189 8) */
	CALLING_FAILED = 49, /* call, value = enum calling_end: sip must end the call with it */

	/* phone -> media */
	CALLING_ALLOW = 64,  /* call: the owner dialled or answered; the microphone may open */
	CALLING_MUTE = 65,   /* call, value = 1 mute, 0 not */
	CALLING_VERIFY = 66, /* call, value = 1: the owner compared the strings and they are equal */
	CALLING_REVOKE = 67, /* call: the owner hung up, or the call is over. Takes ALLOW back, with
	                        what sip does or does not do; the number means nothing any more */

	/* media -> phone */
	CALLING_SECURITY = 80,   /* call, value = enum calling_security, text = short authentication
	                            string ("" until secure), name = algorithms for display,
	                            flag = enum calling_trust */
	CALLING_STATISTICS = 81, /* call, statistics */
};

enum calling_progress {
	CALLING_TRYING = 1,
	CALLING_RINGING = 2,
};

enum calling_security {
	CALLING_KEYING = 1,  /* agreeing on keys; nothing is sent or played */
	CALLING_SECURE = 2,  /* encrypted end to end */
	CALLING_REFUSED = 3, /* the peer did not or could not; the call ends */
};

enum calling_trust {
	CALLING_UNVERIFIED = 0, /* the owner never compared strings with this peer */
	CALLING_VERIFIED = 1,   /* the owner did, in this call or an earlier one */
	CALLING_CHANGED = 2,    /* the peer was here before but does not hold the keys it held: it
	                           was restarted or replaced, or somebody is in between */
};

enum calling_end {
	CALLING_NORMAL = 0,       /* either side hung up */
	CALLING_BUSY = 1,         /* 486, 600 */
	CALLING_DECLINED = 2,     /* 603 */
	CALLING_NOT_FOUND = 3,    /* 404, 410, 484, 604 */
	CALLING_UNREACHABLE = 4,  /* no route, no answer from the network, 408, 480, 503 */
	CALLING_NO_ANSWER = 5,    /* rang, nobody answered in time */
	CALLING_NOT_SECURE = 6,   /* peer offers no ZRTP: plain RTP, SDES or DTLS only */
	CALLING_KEYING_FAILED = 7, /* ZRTP began and failed: attack, or no common algorithm */
	CALLING_DOWNGRADE = 8,    /* a secure call was asked to go on in clear: ended instead */
	CALLING_MEDIA_LOST = 9,   /* nothing authentic received for too long */
	CALLING_INTERNAL = 10,    /* a part of this phone failed; see the log */
	CALLING_INCOMPATIBLE = 11, /* no common codec, or a description that cannot be used */
};

struct calling_statistics {
	uint32_t sent;          /* SRTP packets sent */
	uint32_t received;      /* SRTP packets received and authentic */
	uint32_t rejected;      /* packets that failed authentication, replayed or malformed */
	uint32_t lost;          /* sequence numbers never received in time */
	uint32_t concealed;     /* 20 ms frames synthesised by concealment or FEC */
	uint32_t jitter_us;     /* RFC 3550 6.4.1 interarrival jitter, microseconds */
	uint32_t delay_ms;      /* playout delay of the jitter buffer, milliseconds */
	uint32_t packet_bytes;  /* UDP payload of every media packet sent (constant) */
	uint32_t ring_ms;       /* reserved for sip: zero */
	uint32_t secure_ms;     /* from REMOTE to secure, milliseconds; 0 until secure */
};

#define CALLING_TEXT 256
#define CALLING_NAME 64

struct calling_message {
	uint32_t type;         /* enum calling_type */
	uint32_t call;         /* the call's number */
	uint32_t value;
	uint32_t flag;
	uint8_t address[16];   /* IPv6, or IPv4 mapped (::ffff:a.b.c.d), network order */
	uint16_t port;         /* host order */
	uint8_t payload_type;  /* RTP payload type of Opus, 96..127 */
	uint8_t reserved[5];   /* zero */
	struct calling_statistics statistics;
	char text[CALLING_TEXT];
	char name[CALLING_NAME];
};

_Static_assert(sizeof(struct calling_message) == 400, "one layout on every machine");

#endif
