/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What display takes from whom: the check of every message before it is believed. Pure.
 */
#ifndef USER_SERVICES_DISPLAY_MESSAGE_H
#define USER_SERVICES_DISPLAY_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "user/protocol/display.h"
#include "user/protocol/input.h"

/* A message of `size` bytes from the owner of `mark`: true if it sets that mark, to its value. */
bool message_is_mark(const struct display_message *m, size_t size, enum display_mark mark);

/* From the sealed world: true if it says whether attention is asked for. */
bool message_is_attention(const struct display_message *m, size_t size);

/* From input: true if the world key was pressed. */
bool message_is_world_key(const struct input_message *m, size_t size);

#endif
