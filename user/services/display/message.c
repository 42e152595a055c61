/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message is taken whole or not at all: size, type, every range, and zero where nothing is meant.
 */
#include "user/services/display/message.h"

bool message_is_mark(const struct display_message *m, size_t size, enum display_mark mark)
{
	return size == sizeof(*m) && m->type == DISPLAY_MARK && m->mark == (uint32_t)mark &&
	       m->value <= DISPLAY_LIVE && !m->reserved;
}

bool message_is_attention(const struct display_message *m, size_t size)
{
	return size == sizeof(*m) && m->type == DISPLAY_ATTENTION && !m->mark && m->value <= 1 &&
	       !m->reserved;
}

bool message_is_world_key(const struct input_message *m, size_t size)
{
	return size == sizeof(*m) && m->type == INPUT_WORLD_KEY && !m->reserved;
}
