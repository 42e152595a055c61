/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A SIP peer of a few lines, over UDP on a loopback address of its own, that says exactly what a test
 * wants it to say, however wrong.
 */
#ifndef USER_APPS_SIP_TEST_PEER_H
#define USER_APPS_SIP_TEST_PEER_H

#include <stddef.h>

struct peer {
	int socket;
	char address[32];
	char target[32]; /* the address of the one it talks to */
	unsigned sequence, branch, call;
	char to[160];	    /* the To header of requests in the dialog, with their tag */
	char from[160];	    /* the From header, with our tag */
	char message[4096]; /* the last one received, zero-terminated */
	char sent[8192];    /* the last request */
};

/* At `address`, talking to user `user` at `target`. */
void peer_start(struct peer *peer, const char *address, const char *user, const char *target);
void peer_stop(struct peer *peer);

/* Begin another dialog, as the caller. */
void peer_new_dialog(struct peer *peer);

/* Send these bytes as they are. */
void peer_send(struct peer *peer, const char *bytes, size_t length);

/* A request in this dialog; `headers` are whole lines; a `body` is called application/sdp. */
void peer_request(struct peer *peer, const char *method, const char *headers, const char *body);

/* The last request again, as it was. */
void peer_repeat(struct peer *peer);

/* The next response but 100 and 180 must have this status; it is answered by ACK if it is to INVITE. */
void peer_expect(struct peer *peer, unsigned status);

/* The same, but the ACK has this body. */
void peer_expect_and_answer(struct peer *peer, unsigned status, const char *body);

/* The next response must be 180. */
void peer_expect_ringing(struct peer *peer);

/* The next request must have this method; and answering it. */
void peer_expect_request(struct peer *peer, const char *method);
void peer_reply(struct peer *peer, unsigned status, const char *body);

/* Whether the last message has this text. */
int peer_has(const struct peer *peer, const char *text);

/* A session description with these lines after those of the session. */
#define PEER_SESSION "v=0\r\no=- 1 1 IN IP4 127.78.0.9\r\ns=-\r\nc=IN IP4 127.78.0.9\r\nt=0 0\r\n"
#define PEER_OPUS    "a=rtpmap:96 opus/48000/2\r\n"
#define PEER_AUDIO   PEER_SESSION "m=audio 7078 RTP/AVP 96 0\r\n" PEER_OPUS
#define PEER_SECURE  PEER_AUDIO "a=zrtp-hash:" PARTY_HASH("9") "\r\n"

#endif
