/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Session descriptions (SDP, RFC 8866) and the offer/answer model (RFC 3264), as far as one voice call
 * needs them: one audio stream of Opus (RFC 7587) over RTP/AVP with ZRTP (RFC 6189 8).
 *
 * Pure functions over the caller's bytes: no allocation, no network, no state. What others send is
 * read into fields of fixed size and ranges that are stated here; whatever else it says is ignored.
 */
#ifndef USER_APPS_SIP_DESCRIPTION_H
#define USER_APPS_SIP_DESCRIPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DESCRIPTION_MAX	    8192 /* bytes; longer ones are malformed */
#define DESCRIPTION_STREAMS 8	 /* m= lines; more are malformed */

/* "1.10 " and a SHA-256 in hexadecimal (RFC 6189 8), and the zero. */
#define DESCRIPTION_HASH (5 + 64 + 1)

#define DESCRIPTION_PAYLOAD_TYPE 96 /* of Opus in our own offers */

enum description_verdict {
	DESCRIPTION_USABLE,
	DESCRIPTION_MALFORMED,	  /* not a session description */
	DESCRIPTION_INSECURE,	  /* every audio stream is under SDES's or DTLS's profile */
	DESCRIPTION_INCOMPATIBLE, /* no audio stream, no Opus, or no unicast address as a number */
};

/* One m= line, kept so that an answer can decline it in its place. */
struct description_stream {
	char media[16];
	char profile[32];
	char format[16]; /* the first of its list */
};

struct description {
	uint8_t address[16];  /* IPv6, or IPv4 mapped; unicast, or unspecified if held */
	uint16_t port;	      /* never 0 */
	uint8_t payload_type; /* of Opus, 96..127 */
	bool held;     /* the direction is not "sendrecv", or the address was 0.0.0.0 or :: */
	bool rtcp_mux; /* RFC 5761 */
	char zrtp_hash[DESCRIPTION_HASH]; /* the value of a=zrtp-hash for version 1.10, or "" */

	uint8_t streams; /* 1..DESCRIPTION_STREAMS */
	uint8_t audio;	 /* the index of the chosen stream */
	uint8_t others;	 /* how many of the rest are not declined (port 0) */
	struct description_stream stream[DESCRIPTION_STREAMS];
};

/* Read an offer or an answer. *description is complete only if the verdict is USABLE. */
enum description_verdict description_read(struct description *description, const char *text,
					  size_t length);

/* What a later description of a call, offered or answered, would do to it. */
enum description_change {
	DESCRIPTION_KEEPS,   /* the same protection; the address or port may be new */
	DESCRIPTION_REFUSED, /* something that we do not do: hold, video, another payload type */
	DESCRIPTION_LOWERS,  /* SDES, DTLS, or the zrtp-hash removed or replaced */
};

enum description_change description_compare(const struct description *before,
					    enum description_verdict verdict,
					    const struct description *after);

/* Our side of a description. */
struct description_own {
	uint8_t address[16];
	uint16_t port;
	char zrtp_hash[DESCRIPTION_HASH];
	uint64_t session; /* o= line: identifier, the same during a call */
	uint32_t version; /* o= line: counts the descriptions of a call */
};

/*
 * Write our offer, or with `offer` not NULL our answer to it: the chosen stream accepted, all others
 * declined. The length, or 0 if `size` is too small.
 */
size_t description_write(char *out, size_t size, const struct description_own *own,
			 const struct description *offer);

/* Whether `text` is a value of a=zrtp-hash for ZRTP 1.10. */
bool description_is_zrtp_hash(const char *text, size_t length);

#endif
