/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shots: every state of the app that looks different, for pictures and for tests. Not part of the phone.
 */
#ifndef USER_APPS_PHONE_SHOTS_H
#define USER_APPS_PHONE_SHOTS_H

#include "user/apps/phone/model.h"

struct shot {
	const char *name;
	void (*reach)(struct model *m); /* from a model just made */
};

extern const struct shot shots[];
extern const int shots_count;

/* The contacts and the manifest that the model is to be made with. */
extern const char shots_contacts[], shots_manifest[];

#endif
