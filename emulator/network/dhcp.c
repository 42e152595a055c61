/* SPDX-License-Identifier: Apache-2.0 */
/* DHCP and ARP of the emulated network's server; the model is in dhcp.h. */
#include "emulator/network/dhcp.h"

#include <stdbool.h>
#include <string.h>

#define ETHER	  14
#define IP	  20
#define UDP	  8
#define BOOTP	  236
#define COOKIE	  4
#define HEADERS	  (ETHER + IP + UDP + BOOTP + COOKIE)
#define TYPE_IPV4 0x0800
#define TYPE_ARP  0x0806

enum { DISCOVER = 1, OFFER = 2, REQUEST = 3, ACK = 5, NAK = 6, INFORM = 8 };
enum { OPTION_PAD = 0, OPTION_MASK = 1, OPTION_ADDRESS = 50, OPTION_LEASE = 51, OPTION_TYPE = 53,
       OPTION_SERVER = 54, OPTION_END = 255 };

static const uint8_t server_ether[6] = { 0x02, 0, 0, 0, 0, 0xfe };
static const uint8_t server_ip[4] = { 10, 0, 2, 2 };
static const uint8_t cookie[4] = { 99, 130, 83, 99 };

static unsigned get16(const uint8_t *p)
{
	return (unsigned)(p[0] << 8 | p[1]);
}

static void put16(uint8_t *p, unsigned value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

/* The option's data, or NULL; its length in *length. */
static const uint8_t *option(const uint8_t *p, const uint8_t *end, uint8_t code, uint8_t *length)
{
	while (p < end && *p != OPTION_END) {
		if (*p == OPTION_PAD) {
			p++;
			continue;
		}
		if (end - p < 2 || end - p - 2 < p[1])
			return NULL;
		if (*p == code) {
			*length = p[1];
			return p + 2;
		}
		p += 2 + p[1];
	}
	return NULL;
}

static bool is_request(const uint8_t *frame, size_t size)
{
	const uint8_t *ip = frame + ETHER, *udp = ip + IP, *bootp = udp + UDP;

	return size >= HEADERS && get16(frame + 12) == TYPE_IPV4 && ip[0] == 0x45 && ip[9] == 17 &&
	       get16(udp) == 68 && get16(udp + 2) == 67 && bootp[0] == 1 && bootp[1] == 1 &&
	       bootp[2] == 6 && memcmp(bootp + BOOTP, cookie, COOKIE) == 0;
}

static void ip_checksum(uint8_t *ip)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < IP; i += 2)
		sum += get16(ip + i);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	put16(ip + 10, ~sum & 0xffff);
}

static uint8_t *put_option(uint8_t *p, uint8_t code, const uint8_t *data, uint8_t length)
{
	*p++ = code;
	*p++ = length;
	memcpy(p, data, length);
	return p + length;
}

/* Broadcast, from the server, so that a client without an address hears it. */
static size_t make_reply(const uint8_t *request, uint8_t type, uint8_t host, uint8_t *reply)
{
	static const uint8_t mask[4] = { 255, 255, 255, 0 }, lease[4] = { 0, 1, 0x51, 0x80 };
	uint8_t *ip = reply + ETHER, *udp = ip + IP, *bootp = udp + UDP, *p = bootp + BOOTP;
	size_t size;

	memset(reply, 0, DHCP_REPLY_MAX);
	memset(reply, 0xff, 6);
	memcpy(reply + 6, server_ether, 6);
	put16(reply + 12, TYPE_IPV4);
	memcpy(bootp, request + ETHER + IP + UDP, 44); /* up to the client's hardware address */
	bootp[0] = 2;
	memset(bootp + 12, 0, 16);
	if (type != NAK)
		memcpy(bootp + 16, (uint8_t[]){ 10, 0, 2, host }, 4);
	memcpy(bootp + 20, server_ip, 4);
	memcpy(p, cookie, COOKIE);
	p = put_option(p + COOKIE, OPTION_TYPE, &type, 1);
	p = put_option(p, OPTION_SERVER, server_ip, 4);
	if (type != NAK) {
		p = put_option(p, OPTION_LEASE, lease, 4);
		p = put_option(p, OPTION_MASK, mask, 4);
	}
	*p++ = OPTION_END;
	size = (size_t)(p - reply);
	if (size < ETHER + IP + UDP + 300) /* the smallest BOOTP message */
		size = ETHER + IP + UDP + 300;
	ip[0] = 0x45;
	put16(ip + 2, (unsigned)(size - ETHER));
	ip[8] = 64;
	ip[9] = 17;
	memcpy(ip + 12, server_ip, 4);
	memset(ip + 16, 0xff, 4);
	ip_checksum(ip);
	put16(udp, 67);
	put16(udp + 2, 68);
	put16(udp + 4, (unsigned)(size - ETHER - IP)); /* no checksum: allowed in IPv4 */
	return size;
}

size_t dhcp_reply(const uint8_t *frame, size_t size, uint8_t host, uint8_t *reply)
{
	const uint8_t *options = frame + HEADERS, *end = frame + size, *type, *address;
	uint8_t length = 0;

	if (!is_request(frame, size))
		return 0;
	type = option(options, end, OPTION_TYPE, &length);
	if (!type || length != 1)
		return 0;
	if (*type == DISCOVER)
		return make_reply(frame, OFFER, host, reply);
	if (*type == INFORM)
		return make_reply(frame, ACK, host, reply);
	if (*type != REQUEST)
		return 0;
	address = option(options, end, OPTION_ADDRESS, &length);
	if (address && length == 4 && memcmp(address, (uint8_t[]){ 10, 0, 2, host }, 4) != 0)
		return make_reply(frame, NAK, host, reply);
	return make_reply(frame, ACK, host, reply);
}

size_t arp_reply(const uint8_t *frame, size_t size, uint8_t *reply)
{
	static const uint8_t head[8] = { 0, 1, 8, 0, 6, 4, 0, 1 };
	const uint8_t *arp = frame + ETHER;

	if (size < ETHER + 28 || get16(frame + 12) != TYPE_ARP || memcmp(arp, head, 8) != 0 ||
	    memcmp(arp + 24, server_ip, 4) != 0)
		return 0;
	memcpy(reply, arp + 8, 6);
	memcpy(reply + 6, server_ether, 6);
	put16(reply + 12, TYPE_ARP);
	memcpy(reply + ETHER, head, 8);
	reply[ETHER + 7] = 2;
	memcpy(reply + ETHER + 8, server_ether, 6);
	memcpy(reply + ETHER + 14, server_ip, 4);
	memcpy(reply + ETHER + 18, arp + 8, 10);
	return ETHER + 28;
}
