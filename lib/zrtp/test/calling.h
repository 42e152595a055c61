/* SPDX-License-Identifier: Apache-2.0 */
/* Test helper: a call between an agreement of ours and bzrtp, in memory and in virtual time. */
#ifndef LIB_ZRTP_TEST_CALLING_H
#define LIB_ZRTP_TEST_CALLING_H

#include <bzrtp/bzrtp.h>
#include <sqlite3.h>

#include "lib/zrtp/zrtp.h"

enum { OUR_SSRC = 0x11111111, THEIR_SSRC = 0x22222222, QUEUE = 32, STEP = 10, LONG = 30000 };

/* A queue in one direction, with losses. */
struct wire {
	unsigned count;
	size_t size[QUEUE];
	uint8_t bytes[QUEUE][ZRTP_MAX_PACKET];
};

/* What bzrtp told of the keys, copied. */
struct told {
	bool secure;
	int verified, mismatch;
	char sas[64];
	uint8_t hash, cipher, auth, agreement;
	uint8_t send_key[32], send_salt[14], receive_key[32], receive_salt[14];
	size_t key_size, salt_size;
};

struct call {
	uint64_t now;
	uint32_t our_ssrc, their_ssrc;
	unsigned loss, random;
	struct wire to_us, to_them;
	struct zrtp *z;
	bzrtpContext_t *peer;
	struct told told;
	unsigned events;
	struct zrtp_event failure;
	struct zrtp_result result;
};

/* Do we remember the peer? Set to false: forget it. */
extern bool calling_remembers;

/* bzrtp keeps its secrets in `db`, if any, and uses only `types`, one of each kind, if any. */
void calling_open(struct call *call, const struct zrtp_policy *policy, sqlite3 *db,
		  const uint8_t types[5]);
void calling_close(struct call *call);

/* Our end alone, for a further stream. */
struct zrtp *calling_open_ours(const struct call *call, const struct zrtp_policy *policy,
			       const struct zrtp *primary);

/* Until both are secure; the delays are in steps from now. */
void calling_run(struct call *call, int our_delay, int their_delay);

bool calling_is_secure(const struct call *call);

/* Both secure, with the same keys, salts and string. */
void calling_assert_agreed(const struct call *call);

#endif
