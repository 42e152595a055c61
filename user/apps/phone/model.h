/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Model: all that the phone app knows, and what its owner and its peers do to it. Pure: it draws nothing,
 * reads no clock and opens nothing; views read it, and main.c carries messages.
 *
 *	sip, media --> model_receive --.                     .--> views (view.h)
 *	finger ------> model_act ------+--> struct model ----+--> line_next: to sip, media
 *	clock -------> model_time -----'                     '--> model_tone, model_attention
 */
#ifndef USER_APPS_PHONE_MODEL_H
#define USER_APPS_PHONE_MODEL_H

#include "lib/manifest/manifest.h"
#include "user/apps/phone/call.h"
#include "user/apps/phone/words.h"

/* What a touch means; `argument` as said, else 0. */
enum action {
	ACT_NONE,
	ACT_TAB, /* an enum screen */
	ACT_BACK,
	ACT_KEY, /* a character to dial */
	ACT_ERASE,
	ACT_ERASE_ALL,
	ACT_PLUS,     /* '+' in place of the 0 whose key stays down */
	ACT_KEYBOARD, /* letters or digits */
	ACT_DIAL,
	ACT_CONTACT, /* index of a contact: show it */
	ACT_HISTORY, /* index of an entry, 0 the newest: show who it was */
	ACT_CALL_PERSON,
	ACT_ANSWER,
	ACT_DECLINE,
	ACT_HANG_UP,
	ACT_MUTE,
	ACT_DETAILS,
	ACT_MATCH,  /* the strings are equal */
	ACT_DIFFER, /* they are not: asks */
	ACT_DIFFER_YES,
	ACT_DIFFER_NO,
	ACT_CLOSE,    /* the notice of how a call ended */
	ACT_AGAIN,    /* and calls again */
	ACT_LANGUAGE, /* an enum language */
	ACT_GRANTS,
	ACT_ABOUT,
};

enum screen {
	SCREEN_KEYPAD,
	SCREEN_CONTACTS,
	SCREEN_HISTORY,
	SCREEN_SETTINGS,
	SCREEN_PERSON,
	SCREEN_GRANTS,
	SCREEN_ABOUT,
};

enum tone {
	TONE_NONE,
	TONE_RING,     /* a call comes in */
	TONE_RINGBACK, /* the other side rings */
	TONE_ENDED,    /* once: the call did not come about, or broke off */
};

struct past {
	char address[CALLING_TEXT];
	char name[CALLING_NAME]; /* of the contact, or claimed, or "" */
	bool known;		 /* the name is the contact's */
	bool outgoing, talked, secured, verified;
	uint32_t end;
	int64_t began_ms; /* of the model's clock; may lie before its zero */
	uint64_t length_ms;
};

#define HISTORY_MAX 64
#define DIAL_MAX    96 /* characters */

struct person {
	char address[CALLING_TEXT];
	char name[CALLING_NAME];
	bool known;
};

struct model {
	enum language language;
	enum screen screen, tab; /* the tab to go back to */
	struct line line;
	const struct contacts *contacts;
	const struct manifest *grants; /* what the sealed world's programs are given, or NULL */
	char own[CALLING_TEXT];	       /* the address on which we can be called, or "" */
	char dial[DIAL_MAX + 1];
	bool keyboard;
	bool asks_differ;
	bool details;
	bool silenced; /* the owner made this call's ringing stop */
	struct person person;
	struct past past[HISTORY_MAX]; /* a ring; the newest is at past_first - 1 */
	unsigned int past_first, past_count;
	unsigned int missed;   /* since the owner last looked */
	unsigned int revision; /* counts changes of the history and the settings: archive.h */
	uint64_t now_ms;
};

/* `contacts` and `grants` must outlive the model. */
void model_init(struct model *m, const struct contacts *contacts, const struct manifest *grants,
		enum language language, uint32_t seed);

/* Time passes; milliseconds of a clock that never goes back. To be called before each event. */
void model_time(struct model *m, uint64_t now_ms);

void model_receive(struct model *m, enum call_peer from, const struct calling_message *message,
		   size_t size);
void model_lost(struct model *m, enum call_peer who);
void model_act(struct model *m, enum action action, uint32_t argument);

/* A volume or power key: while it rings, it makes that stop. True if the key is used up by it. */
bool model_silence(struct model *m);

enum tone model_tone(const struct model *m);

/* Whether the owner is needed now, wherever he is looking. */
bool model_attention(const struct model *m);

/* Milliseconds until something on the screen changes by itself; -1: nothing does. */
int64_t model_wait(const struct model *m);

/* Entry `index` of the history, 0 the newest; NULL behind the last. */
const struct past *model_past(const struct model *m, unsigned int index);

/* The contact whose number is being dialled, or NULL. */
const struct contact *model_dialled(const struct model *m);

/* What to call the other side: the contact's name, or its address; never what it claims to be. */
const char *call_title(const struct call *call);

/* An address as it is shown: without "sip:". */
const char *shown_address(const char *address);

#endif
