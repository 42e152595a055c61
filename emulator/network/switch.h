/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The emulated network's switch: Ethernet frames between ports, apart from sockets.
 *
 * It learns which port an address is at from the frames that come in there, and sends frames for unknown
 * addresses and groups to all other ports. A port with a learned unicast source can move; groups are never
 * learned. Frames are not changed.
 */
#ifndef EMULATOR_NETWORK_SWITCH_H
#define EMULATOR_NETWORK_SWITCH_H

#include <stddef.h>
#include <stdint.h>

#define SWITCH_PORTS 32
#define SWITCH_KNOWN 256
#define FRAME_MIN    14 /* IEEE 802.3: addresses and type */
#define FRAME_MAX    1522
#define ETHER_SIZE   6

struct ethernet_switch {
	unsigned ports;
	unsigned known, next; /* next: which entry is forgotten when the table is full */
	struct {
		uint8_t address[ETHER_SIZE];
		unsigned port;
	} entry[SWITCH_KNOWN];
};

/* Returns the set of ports, a bit each, that a frame from `port` goes to; 0 if it is not a frame. */
uint32_t switch_forward(struct ethernet_switch *s, unsigned port, const uint8_t *frame,
			size_t size);

#endif
