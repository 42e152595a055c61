/* SPDX-License-Identifier: Apache-2.0 */
/*
 * network: the emulated network. Needs no root and nothing of this machine's network.
 *
 *	network DIRECTORY PORTS [--pcap FILE] [--loss PERCENT] [--delay MS] [--jitter MS]
 *
 * Port N is the pair of Unix datagram sockets DIRECTORY/N.switch, which it makes and listens on, and
 * DIRECTORY/N.phone, where the phone listens; each datagram is one Ethernet frame. Port N gets the
 * address 10.0.2.(15 + N). Frames can be lost and delayed at random (the same numbers each time), for
 * tests of what phones make of it. All that is forwarded goes to FILE in pcap format.
 *
 * It prints "ready" when all ports listen and ends when its standard input does, or on SIGTERM.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "emulator/network/dhcp.h"
#include "emulator/network/switch.h"

#define FIRST_HOST 15
#define QUEUE	   4096 /* delayed frames */
#define PCAP_MAGIC 0xa1b2c3d4u

struct delayed {
	int64_t when; /* nanoseconds */
	unsigned port;
	uint16_t size;
	uint8_t frame[FRAME_MAX];
};

static struct ethernet_switch the_switch;
static int sockets[SWITCH_PORTS];
static struct sockaddr_un phones[SWITCH_PORTS];
static FILE *pcap;
static unsigned loss_percent;
static int64_t delay_ns, jitter_ns;
static uint64_t chance = 88172645463325252u; /* xorshift64 (Marsaglia 2003), fixed: tests repeat */
static struct delayed queue[QUEUE];
static unsigned queued;

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "network: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static uint64_t draw(void)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return chance;
}

static void set_path(struct sockaddr_un *a, const char *directory, unsigned port, const char *end)
{
	a->sun_family = AF_UNIX;
	if ((size_t)snprintf(a->sun_path, sizeof(a->sun_path), "%s/%u.%s", directory, port, end) >=
	    sizeof(a->sun_path)) {
		errno = ENAMETOOLONG;
		die(directory);
	}
}

static void open_port(const char *directory, unsigned port)
{
	struct sockaddr_un own = { 0 };

	set_path(&own, directory, port, "switch");
	set_path(&phones[port], directory, port, "phone");
	unlink(own.sun_path);
	sockets[port] = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (sockets[port] < 0 || bind(sockets[port], (struct sockaddr *)&own, sizeof(own)) < 0)
		die(own.sun_path);
}

static void put32(FILE *f, uint32_t value)
{
	fwrite(&value, sizeof(value), 1, f);
}

static void open_pcap(const char *path)
{
	pcap = fopen(path, "wb");
	if (!pcap)
		die(path);
	put32(pcap, PCAP_MAGIC);
	put32(pcap, 4u << 16 | 2); /* version 2.4 */
	put32(pcap, 0);
	put32(pcap, 0);
	put32(pcap, FRAME_MAX);
	put32(pcap, 1); /* Ethernet */
}

static void capture(const uint8_t *frame, size_t size)
{
	struct timespec t;

	if (!pcap)
		return;
	clock_gettime(CLOCK_REALTIME, &t);
	put32(pcap, (uint32_t)t.tv_sec);
	put32(pcap, (uint32_t)(t.tv_nsec / 1000));
	put32(pcap, (uint32_t)size);
	put32(pcap, (uint32_t)size);
	fwrite(frame, size, 1, pcap);
	if (fflush(pcap) != 0)
		die("capture");
}

/* A phone that is not there, or does not take it, loses the frame, as on a cable. */
static void transmit(unsigned port, const uint8_t *frame, size_t size)
{
	(void)!sendto(sockets[port], frame, size, 0, (struct sockaddr *)&phones[port],
		      sizeof(phones[port]));
}

static void send_to(unsigned port, const uint8_t *frame, size_t size)
{
	struct delayed *d;

	if (loss_percent && draw() % 100 < loss_percent)
		return;
	if (!delay_ns && !jitter_ns) {
		transmit(port, frame, size);
		return;
	}
	if (queued == QUEUE)
		return;
	d = &queue[queued++];
	d->when = now_ns() + delay_ns + (jitter_ns ? (int64_t)(draw() % (uint64_t)jitter_ns) : 0);
	d->port = port;
	d->size = (uint16_t)size;
	memcpy(d->frame, frame, size);
}

static void receive(unsigned port)
{
	uint8_t frame[FRAME_MAX + 1], reply[DHCP_REPLY_MAX];
	ssize_t n;

	while ((n = recv(sockets[port], frame, sizeof(frame), 0)) >= 0) {
		size_t size = (size_t)n;
		uint32_t to = switch_forward(&the_switch, port, frame, size);
		size_t answer = dhcp_reply(frame, size, (uint8_t)(FIRST_HOST + port), reply);

		if (!answer)
			answer = arp_reply(frame, size, reply);
		if (to)
			capture(frame, size);
		if (answer)
			transmit(port, reply, answer);
		for (unsigned p = 0; p < the_switch.ports; p++)
			if (to >> p & 1)
				send_to(p, frame, size);
	}
}

/* Sends what is due; returns milliseconds until the next is, or -1. */
static int release(void)
{
	int64_t now = now_ns(), next = INT64_MAX;

	for (unsigned i = 0; i < queued;) {
		if (queue[i].when <= now) {
			transmit(queue[i].port, queue[i].frame, queue[i].size);
			queue[i] = queue[--queued];
			continue;
		}
		if (queue[i].when < next)
			next = queue[i].when;
		i++;
	}
	return queued ? (int)((next - now) / 1000000 + 1) : -1;
}

static unsigned number(const char *text, unsigned most)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (*end || end == text || value > most) {
		fprintf(stderr, "network: '%s' is not a number from 0 to %u\n", text, most);
		exit(2);
	}
	return (unsigned)value;
}

static void options(int argc, char **argv)
{
	for (int i = 3; i < argc; i += 2) {
		if (i + 1 == argc) {
			fprintf(stderr, "network: %s needs a value\n", argv[i]);
			exit(2);
		}
		if (strcmp(argv[i], "--pcap") == 0)
			open_pcap(argv[i + 1]);
		else if (strcmp(argv[i], "--loss") == 0)
			loss_percent = number(argv[i + 1], 100);
		else if (strcmp(argv[i], "--delay") == 0)
			delay_ns = number(argv[i + 1], 10000) * INT64_C(1000000);
		else if (strcmp(argv[i], "--jitter") == 0)
			jitter_ns = number(argv[i + 1], 10000) * INT64_C(1000000);
		else {
			fprintf(stderr, "network: unknown option %s\n", argv[i]);
			exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	struct pollfd polled[SWITCH_PORTS + 1];

	if (argc < 3) {
		fprintf(stderr, "usage: network DIRECTORY PORTS [--pcap FILE] [--loss PERCENT] "
				"[--delay MS] [--jitter MS]\n");
		return 2;
	}
	the_switch.ports = number(argv[2], SWITCH_PORTS);
	options(argc, argv);
	for (unsigned i = 0; i < the_switch.ports; i++) {
		open_port(argv[1], i);
		polled[i] = (struct pollfd){ .fd = sockets[i], .events = POLLIN };
	}
	polled[the_switch.ports] = (struct pollfd){ .fd = 0, .events = POLLIN };
	puts("ready");
	fflush(stdout);
	for (;;) {
		char byte;

		if (poll(polled, the_switch.ports + 1, release()) < 0 && errno != EINTR)
			die("poll");
		for (unsigned i = 0; i < the_switch.ports; i++)
			if (polled[i].revents & POLLIN)
				receive(i);
		if (polled[the_switch.ports].revents && read(0, &byte, 1) <= 0)
			return 0;
	}
}
