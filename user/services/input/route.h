/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who gets which event: the rules of user/protocol/input.h, without devices and channels.
 *
 * A finger is delivered to a world from its DOWN on, or to nobody until it is lifted; it never changes
 * worlds. A world knows a finger by a number that is free there until the world was told UP or CANCEL,
 * however long that takes.
 */
#ifndef USER_SERVICES_INPUT_ROUTE_H
#define USER_SERVICES_INPUT_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "user/protocol/display.h"
#include "user/protocol/input.h"
#include "user/services/input/touch.h"

/* Keys of a phone that an ordinary keyboard, such as the emulator's, has elsewhere. */
#define ROUTE_WORLD_KEY 88 /* KEY_F12 */
#define ROUTE_POWER_KEY 87 /* KEY_F11: INPUT_KEY_POWER */

#define ROUTE_WORLDS 3 /* indexed by enum world */

/* What the router needs: all return false if there is no room. */
struct route_host {
	void *context;
	bool (*send)(void *context, enum world world, const struct input_message *m);
	/* Is there room for more than the next few messages? Then a MOVE may go. */
	bool (*roomy)(void *context, enum world world);
	bool (*world_key)(void *context);
	uint64_t (*microseconds)(void *context);
};

/* What one world has been told, and is still owed. */
struct route_world {
	uint32_t fingers;		    /* bit set: it believes that the finger is down */
	uint32_t cancelled;		    /* of those: it is owed a CANCEL */
	uint32_t keys[INPUT_KEYS / 32];	    /* it believes that the key is down */
	uint32_t released[INPUT_KEYS / 32]; /* of those: it is owed the release */
	bool owed_keys;			    /* any of `released` */
};

struct route_finger {
	enum world world; /* 0: not delivered */
	unsigned number;  /* there */
	int32_t x, y;	  /* as told last, in the world's pixels */
};

struct route {
	const struct route_host *host;
	enum world front;    /* 0: nobody */
	uint64_t hold_until; /* microseconds */
	bool owed_world_key; /* display has not been told yet */
	struct route_finger finger[TOUCH_SLOTS];
	struct route_world world[ROUTE_WORLDS];
};

void route_begin(struct route *r, const struct route_host *host);

/* A touch_tell, with the struct route as context. */
void route_finger(void *route, enum touch_change change, unsigned slot, int32_t x, int32_t y);

/* A key of the keyboard: value 0 up, 1 down, 2 repeat. */
void route_key(struct route *r, uint16_t code, uint32_t value);

/* A message of display. False if it breaks the protocol; nothing happens then. */
bool route_front(struct route *r, const struct input_message *m, size_t size);

/* Display was restarted: nothing is delivered until it has said FRONT. */
void route_display_lost(struct route *r);

/* A world's program was restarted: it knows of nothing. */
void route_world_lost(struct route *r, enum world world);

/* There may be room again: send what is owed. */
void route_settle(struct route *r);

#endif
