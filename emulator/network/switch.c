/* SPDX-License-Identifier: Apache-2.0 */
/* The switch; the model is in switch.h. */
#include "emulator/network/switch.h"

#include <stdbool.h>
#include <string.h>

static bool is_group(const uint8_t *address)
{
	return address[0] & 1;
}

static int find(const struct ethernet_switch *s, const uint8_t *address)
{
	for (unsigned i = 0; i < s->known; i++)
		if (memcmp(s->entry[i].address, address, ETHER_SIZE) == 0)
			return (int)i;
	return -1;
}

static void learn(struct ethernet_switch *s, unsigned port, const uint8_t *address)
{
	int i = find(s, address);

	if (is_group(address))
		return;
	if (i < 0 && s->known < SWITCH_KNOWN) {
		i = (int)s->known++;
	} else if (i < 0) {
		i = (int)s->next;
		s->next = (s->next + 1) % SWITCH_KNOWN;
	}
	memcpy(s->entry[i].address, address, ETHER_SIZE);
	s->entry[i].port = port;
}

uint32_t switch_forward(struct ethernet_switch *s, unsigned port, const uint8_t *frame,
			size_t size)
{
	uint32_t all = s->ports < 32 ? (1u << s->ports) - 1 : ~0u;
	int i;

	if (size < FRAME_MIN || size > FRAME_MAX || port >= s->ports)
		return 0;
	learn(s, port, frame + ETHER_SIZE);
	i = is_group(frame) ? -1 : find(s, frame);
	if (i >= 0)
		return 1u << s->entry[i].port & ~(1u << port);
	return all & ~(1u << port);
}
