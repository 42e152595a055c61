/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archive: history and settings, which outlive the app, as bytes. Integers are little-endian; version 1 is
 *
 *	"HFphone1"  language 1  entries 1  missed 4
 *	each entry, the newest first:
 *	began 8  length 8  end 1  flags 1  name's bytes 1  address' bytes 1  name  address
 *
 * with began in milliseconds since 1970, length in milliseconds, end an enum calling_end or call_end. Nothing
 * follows the last entry. Whether an address is a contact's, and which, is not written: the contacts say so. So
 * a name is what a caller who is no contact gave himself.
 */
#ifndef USER_APPS_PHONE_ARCHIVE_H
#define USER_APPS_PHONE_ARCHIVE_H

#include "user/apps/phone/model.h"

#define ARCHIVE_HEAD	 14
#define ARCHIVE_MAX	 (ARCHIVE_HEAD + HISTORY_MAX * (20 + CALLING_NAME - 1 + CALLING_TEXT - 1))
#define ARCHIVE_TIME_MAX 4294967295000 /* milliseconds since 1970: in 2106 */

struct archive {
	enum language language;
	unsigned int missed, count;
	struct past past[HISTORY_MAX]; /* the newest first; began_ms since 1970, `known` not set */
};

/*
 * From the model, and back into one, before its first event and with its time set. `epoch_ms` is the time of day,
 * in milliseconds since 1970, at which the model's clock was zero.
 */
void archive_take(struct archive *a, const struct model *m, int64_t epoch_ms);
void archive_give(const struct archive *a, struct model *m, int64_t epoch_ms);

/* Returns the bytes written. */
size_t archive_write(const struct archive *a, uint8_t bytes[ARCHIVE_MAX]);

/*
 * Any bytes. True if they are an archive of this version, every field in its range and every text fit to be
 * shown (lib/text); else *a is not to be used.
 */
bool archive_read(struct archive *a, const uint8_t *bytes, size_t size);

#endif
