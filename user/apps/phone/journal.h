/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Journal: what becomes of calls, in lines for the phone's log. Each line is said once, when it has become true:
 *
 *	reachable                       not reachable
 *	call 12: calling                call 12: rings there
 *	call 12: rings here             call 12: answered
 *	call 12: talking
 *	call 12: secure, string 'k1dm', X25519, AES-256, GCM        call 12: not secure any more
 *	call 12: sent 900 received 899 rejected 0 lost 1 concealed 1, 91 bytes each, secure after 140 ms
 *	call 12: over: Call ended
 *
 * A number is a call's own and says nothing about who it is with; names and addresses are not written. The
 * string is no secret once it is agreed: it is there to be compared aloud.
 */
#ifndef USER_APPS_PHONE_JOURNAL_H
#define USER_APPS_PHONE_JOURNAL_H

#include "user/apps/phone/model.h"

#define JOURNAL_LINE 200 /* bytes with the zero, at most */

struct journal {
	struct call told;     /* the call as it was last told of */
	bool reachable, said; /* said: reachability was told at least once */
};

/* All zero before the first. To be called after each event, with `say` for each line. */
void journal_note(struct journal *journal, const struct model *model,
		  void (*say)(const char *line));

#endif
