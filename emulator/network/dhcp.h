/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The emulated network's DHCP server (RFC 2131, RFC 2132): an address for each port, always the same.
 *
 * The network is 10.0.2.0/24 and ends at itself: no router, no name server. The server is 10.0.2.2. The
 * request is answered to the port that it came in at, whatever the client calls itself.
 */
#ifndef EMULATOR_NETWORK_DHCP_H
#define EMULATOR_NETWORK_DHCP_H

#include <stddef.h>
#include <stdint.h>

#define DHCP_REPLY_MAX 400

/*
 * If `frame` is a DHCP request, makes the reply that offers or confirms 10.0.2.`host` and returns its size;
 * 0 if there is nothing to reply.
 */
size_t dhcp_reply(const uint8_t *frame, size_t size, uint8_t host, uint8_t *reply);

/* The same for an ARP request (RFC 826) for the server's address. */
size_t arp_reply(const uint8_t *frame, size_t size, uint8_t *reply);

#endif
