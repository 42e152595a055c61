/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Saved: history and settings in a file that outlives the app (lib/keep), loaded at its start and written
 * again whenever they have changed. What cannot be read is put aside, with a line on standard error, and the
 * app begins as a new one.
 */
#ifndef USER_APPS_PHONE_SAVED_H
#define USER_APPS_PHONE_SAVED_H

#include "lib/keep/keep.h"
#include "user/apps/phone/archive.h"

struct saved {
	struct keep keep; /* keep.fd is to be polled, keep_wait to be heeded */
	unsigned int revision;
	bool failed; /* and said so */
	struct archive archive;
	uint8_t bytes[ARCHIVE_MAX];
};

/* The model's time must be set (model_time). */
void saved_load(struct saved *s, const char *directory, struct model *m);

/* After each event. */
void saved_update(struct saved *s, const struct model *m);

#endif
