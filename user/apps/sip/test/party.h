/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A party to a call in tests: the real program `sip` as a process of its own, on a loopback address of
 * its own, with the test in the place of `phone` and `media`.
 *
 * Waiting is bounded everywhere: what does not come within PARTY_PATIENCE fails the test.
 */
#ifndef USER_APPS_SIP_TEST_PARTY_H
#define USER_APPS_SIP_TEST_PARTY_H

#include <sys/types.h>

#include "user/protocol/calling.h"

#define PARTY_PATIENCE 10000 /* ms */

/* A zrtp-hash whose digits all are `digit`. */
#define PARTY_HASH(digit) "1.10 " PARTY_16(digit) PARTY_16(digit) PARTY_16(digit) PARTY_16(digit)
#define PARTY_16(digit)                                                                            \
	digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit  \
		digit

struct party {
	pid_t process;
	int phone, media; /* our ends */
	char directory[64];
	char uri[128]; /* of the party */
	const char *hash;
	uint16_t port; /* that our media has "opened" */
};

/*
 * Start it for `user` at the loopback address `address`, with the other's number "2" among its contacts,
 * and wait until it is ready.
 */
void party_start(struct party *party, const char *user, const char *address);

/* End it by closing its channels; it must end by itself, without a leak or other finding. */
void party_stop(struct party *party);

/* The next message from it to phone or media, which must be of this type. */
struct calling_message party_phone(struct party *party, enum calling_type type);
struct calling_message party_media(struct party *party, enum calling_type type);

/* Nothing more has come for phone or media. */
void party_is_quiet(struct party *party);

/* Say something to it as phone, or as media. */
void party_from_phone(struct party *party, enum calling_type type, uint32_t call, const char *text);
void party_opens(struct party *party, uint32_t call);
void party_fails(struct party *party, uint32_t call, enum calling_end end);

/* ENDED for this call and with this value; and before it, if media holds it, CLOSE. */
void party_ended(struct party *party, uint32_t call, enum calling_end end);
void party_closed_and_ended(struct party *party, uint32_t call, enum calling_end end);

#endif
