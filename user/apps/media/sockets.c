/* SPDX-License-Identifier: Apache-2.0 */
#include "user/apps/media/sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/rand.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ATTEMPTS  64
#define ERRORS	  8    /* in a row, after which a socket is of no use */
#define EXPEDITED 0xb8 /* RFC 3246: what a router should not let wait */

static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

void sockets_init(struct sockets *sockets, uint16_t low, uint16_t high)
{
	*sockets = (struct sockets){ .low = low, .high = high };
	for (unsigned i = 0; i < MEDIA_CALLS; i++)
		sockets->fd[i][SOCKETS_IPV4] = sockets->fd[i][SOCKETS_IPV6] = -1;
}

/* A non-blocking socket on any own address, or -1. */
static int open_one(int family, uint16_t port)
{
	union address own = { .any = { .sa_family = (sa_family_t)family } };
	int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int tos = EXPEDITED, one = 1;

	if (fd < 0)
		return -1;
	/* Marking packets is a wish: without, the call works as well as the network lets it. */
	if (family == AF_INET6) {
		own.v6.sin6_port = htons(port);
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
		setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &tos, sizeof(tos));
	} else {
		own.v4.sin_port = htons(port);
		setsockopt(fd, IPPROTO_IP, IP_TOS, &tos, sizeof(tos));
	}
	if (bind(fd, &own.any, family == AF_INET6 ? sizeof(own.v6) : sizeof(own.v4)) != 0) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

static void close_both(struct sockets *sockets, unsigned slot)
{
	for (int i = 0; i < SOCKETS_FAMILIES; i++) {
		if (sockets->fd[slot][i] >= 0)
			close(sockets->fd[slot][i]);
		sockets->fd[slot][i] = -1;
	}
}

/* Both families on the slot's port, or IPv4 alone where there is no IPv6. */
static bool open_both(struct sockets *sockets, unsigned slot)
{
	int *fd = sockets->fd[slot];

	fd[SOCKETS_IPV4] = open_one(AF_INET, sockets->port[slot]);
	if (fd[SOCKETS_IPV4] < 0)
		return false;
	fd[SOCKETS_IPV6] = open_one(AF_INET6, sockets->port[slot]);
	if (fd[SOCKETS_IPV6] < 0 && errno == EADDRINUSE) {
		close_both(sockets, slot);
		return false;
	}
	return true;
}

bool sockets_open(struct sockets *sockets, unsigned slot, uint16_t *port)
{
	uint32_t range = (uint32_t)sockets->high - sockets->low + 1;
	uint32_t random;

	for (int i = 0; i < ATTEMPTS; i++) {
		if (RAND_bytes((uint8_t *)&random, sizeof(random)) != 1)
			return false;
		sockets->port[slot] = (uint16_t)(sockets->low + random % range);
		*port = sockets->port[slot];
		if (open_both(sockets, slot))
			return true;
	}
	return false;
}

void sockets_close(struct sockets *sockets, unsigned slot)
{
	close_both(sockets, slot);
	sockets->broken[slot] = false;
}

static void give_up(struct sockets *sockets, unsigned slot)
{
	close_both(sockets, slot);
	sockets->broken[slot] = true;
}

bool sockets_mend(struct sockets *sockets)
{
	bool done = true;

	for (unsigned i = 0; i < MEDIA_CALLS; i++) {
		if (sockets->broken[i])
			sockets->broken[i] = !open_both(sockets, i);
		done = done && !sockets->broken[i];
	}
	return done;
}

/* Errors that say that there is no such socket any more; others are about one datagram. */
static bool is_final(int error)
{
	return error == ENETDOWN || error == ENETRESET || error == EPIPE || error == EBADF ||
	       error == ENOTSOCK;
}

void sockets_send(struct sockets *sockets, unsigned slot, const struct media_address *to,
		  const uint8_t *packet, size_t length)
{
	bool is_v4 = memcmp(to->bytes, mapped, sizeof(mapped)) == 0;
	int fd = sockets->fd[slot][is_v4 ? SOCKETS_IPV4 : SOCKETS_IPV6];
	union address address = { 0 };
	socklen_t size = is_v4 ? sizeof(address.v4) : sizeof(address.v6);

	if (fd < 0)
		return;
	if (is_v4) {
		address.v4.sin_family = AF_INET;
		address.v4.sin_port = htons(to->port);
		memcpy(&address.v4.sin_addr, to->bytes + 12, 4);
	} else {
		address.v6.sin6_family = AF_INET6;
		address.v6.sin6_port = htons(to->port);
		memcpy(&address.v6.sin6_addr, to->bytes, 16);
	}
	if (sendto(fd, packet, length, 0, &address.any, size) < 0 && is_final(errno))
		give_up(sockets, slot);
}

static void convert(const union address *from, struct media_address *out)
{
	if (from->any.sa_family == AF_INET6) {
		memcpy(out->bytes, &from->v6.sin6_addr, 16);
		out->port = ntohs(from->v6.sin6_port);
	} else {
		memcpy(out->bytes, mapped, sizeof(mapped));
		memcpy(out->bytes + 12, &from->v4.sin_addr, 4);
		out->port = ntohs(from->v4.sin_port);
	}
}

long sockets_receive(struct sockets *sockets, unsigned slot, int family, struct media_address *from,
		     uint8_t packet[MEDIA_DATAGRAM])
{
	union address address = { 0 };
	long length = -1;

	if (sockets->fd[slot][family] < 0)
		return -1;
	/* The error of an earlier datagram (ICMP) is told once: what comes after it may be data. */
	for (int i = 0; i < ERRORS && length < 0; i++) {
		socklen_t size = sizeof(address);

		length = recvfrom(sockets->fd[slot][family], packet, MEDIA_DATAGRAM, MSG_TRUNC,
				  &address.any, &size);
		if (length < 0 && (errno == EAGAIN || errno == EINTR))
			return -1;
	}
	if (length < 0) {
		give_up(sockets, slot);
		return -1;
	}
	convert(&address, from);
	return length > MEDIA_DATAGRAM ? 0 : length;
}
