/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Call: the one call that the owner sees, and what is told about it to sip and media.
 *
 *	             dial                       PROGRESS             ESTABLISHED
 *	CALL_NONE ----------> CALL_DIALLING -------------> CALL_RINGING -----------.
 *	    |                                                                      v
 *	    | INCOMING                  answer                 ESTABLISHED
 *	    '---------> CALL_INCOMING ---------> CALL_ANSWERED -------------> CALL_TALKING
 *
 *	from anywhere: ENDED, hang up, or a peer that was restarted -> CALL_ENDED -> CALL_NONE
 *
 * Invariants:
 * - ALLOW is sent in two places, where the owner dials and where the owner answers. What sip says
 *   never causes it. REVOKE follows when the call ends, for whatever reason.
 * - `security` is what media said last about this call's number, and nothing else makes a call secure.
 * - Only messages about `number` change the call; a number that ended here is ignored until sip gives it
 *   to a new caller or is restarted.
 *
 * Texts of peers are cleaned (lib/text) when they are taken in, so everything here can be shown.
 */
#ifndef USER_APPS_PHONE_CALL_H
#define USER_APPS_PHONE_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/contacts/contacts.h"
#include "user/protocol/calling.h"

enum call_state {
	CALL_NONE,
	CALL_INCOMING,
	CALL_ANSWERED,
	CALL_DIALLING,
	CALL_RINGING,
	CALL_TALKING,
	CALL_ENDED,
};

/* How it ended: an enum calling_end, or one of these, which only this program knows. */
enum call_end {
	CALL_DIFFERED = 100, /* the owner found that the strings differ */
	CALL_MISSED = 101,   /* the caller gave up, or another call was going on */
	CALL_REJECTED = 102, /* the owner declined */
};

enum call_peer {
	CALL_SIP,
	CALL_MEDIA,
	CALL_PEERS,
};

struct call {
	enum call_state state;
	uint32_t number;
	bool outgoing;
	char address[CALLING_TEXT];
	char claimed[CALLING_NAME];    /* the name the caller gives, or "" */
	const struct contact *contact; /* whose address it is, or NULL */
	uint32_t security;	       /* enum calling_security; 0 until media spoke */
	char string[CALLING_TEXT];     /* short authentication string, "" unless secure */
	char algorithms[CALLING_NAME];
	uint32_t trust; /* enum calling_trust */
	bool verified;	/* the owner said now that the strings are equal */
	bool muted;
	bool counted; /* statistics have come */
	struct calling_statistics statistics;
	uint32_t end; /* enum calling_end or call_end */
	uint64_t began_ms, talking_ms, ended_ms;
	bool talked;	 /* talking_ms is set */
	bool secured;	 /* it was secure at some time */
	bool never_rang; /* refused by sip before the owner could be asked */
};

#define CALL_OUTBOX 16
#define CALL_BURIED 16

/* One for each peer: what one does not read keeps nothing from the other. */
struct outbox {
	struct calling_message message[CALL_OUTBOX];
	unsigned int first, count;
};

/* The line: the call, what is to be sent, and numbers that are over. */
struct line {
	const struct contacts *contacts;
	struct call call;
	struct call over; /* a call that just ended, for the history; see line_over */
	bool has_over;
	uint32_t next;		      /* odd: the number of the next outgoing call */
	struct calling_message early; /* SECURITY about a call that sip has not told us of yet */
	uint32_t buried[CALL_BURIED];
	unsigned int burials;
	struct outbox outbox[CALL_PEERS];
	uint64_t now_ms;
	unsigned long refused; /* messages that broke the protocol */
};

/* `seed` makes call numbers differ from those of before a restart. */
void line_init(struct line *line, const struct contacts *contacts, uint32_t seed);

/* A message from sip or media, of `size` bytes. */
void line_receive(struct line *line, enum call_peer from, const struct calling_message *m,
		  size_t size);

/* sip or media was restarted. */
void line_lost(struct line *line, enum call_peer who);

/* What the owner does. Each does nothing in a state in which it makes no sense. */
void line_dial(struct line *line, const char *address);
void line_answer(struct line *line);
void line_hang_up(struct line *line, uint32_t end);
void line_mute(struct line *line);
void line_verify(struct line *line);
void line_dismiss(struct line *line);

/* The next message for a peer, NULL if there is none; and that it was sent. */
const struct calling_message *line_next(const struct line *line, enum call_peer to);
void line_sent(struct line *line, enum call_peer to);

/* Takes a call that ended since, for the history. */
bool line_over(struct line *line, struct call *call);

/* An address of a peer, `room` bytes at most, as it is shown and dialled: clean, without ":5060". */
void call_take_address(char *to, size_t size, const char *from, size_t room);

/* Whether there is a call that has not ended. */
bool line_busy(const struct line *line);

/* Whether the owner may be told that this call is encrypted: media says so, now. */
bool call_is_secure(const struct call *call);

/* And that he knows with whom: he compared the strings, now or in an earlier call. */
bool call_is_verified(const struct call *call);

#endif
