/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets, to a host that echoes. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "user/linux/test/same.h"

#define WAIT_MS 5000

static struct sockaddr_in peer = { .sin_family = AF_INET };

static bool find_peer(void)
{
	char text[64] = "", address[32];
	int f = open(under("/file/peer"), O_RDONLY);
	unsigned int port = 0;
	bool found = read(f, text, sizeof(text) - 1) > 0 &&
		     sscanf(text, "%31s %u", address, &port) == 2 &&
		     inet_pton(AF_INET, address, &peer.sin_addr) == 1;

	close(f);
	peer.sin_port = htons((uint16_t)port);
	return found;
}

static bool ready(int s, short events)
{
	struct pollfd p = { .fd = s, .events = events };

	return poll(&p, 1, WAIT_MS) == 1 && p.revents & events;
}

/* The network may still be coming up, and a datagram be lost: it is sent again. */
static bool echoed(int s, const char *text)
{
	char back[64];

	for (unsigned int i = 0; i < 20; i++) {
		struct pollfd p = { .fd = s, .events = POLLIN };

		if (sendto(s, text, strlen(text), 0, (struct sockaddr *)&peer, sizeof(peer)) < 0)
			poll(NULL, 0, 250);
		else if (poll(&p, 1, 250) == 1)
			return recv(s, back, sizeof(back), MSG_PEEK) == (ssize_t)strlen(text) &&
			       memcmp(back, text, strlen(text)) == 0;
	}
	return false;
}

static void refused(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	char byte;
	int s;

	HOLDS(FAILS(EAFNOSUPPORT, socket(AF_APPLETALK + 60, SOCK_DGRAM, 0)));
	HOLDS(FAILS(ENOTSOCK, bind(0, (struct sockaddr *)&any, sizeof(any))));
	HOLDS(FAILS(EBADF, bind(60, (struct sockaddr *)&any, sizeof(any))));
	s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	HOLDS(s >= 0 && FAILS(EINVAL, bind(s, (struct sockaddr *)&any, 3)));
	HOLDS(FAILS(EAGAIN, recv(s, &byte, 1, 0)) && FAILS(EDESTADDRREQ, send(s, "x", 1, 0)));
	HOLDS(FAILS(EOPNOTSUPP, listen(s, 1)));
	HOLDS(FAILS(ENOTCONN,
		    getpeername(s, (struct sockaddr *)&any, &(socklen_t){ sizeof(any) })));
	close(s);
	point("what a socket cannot do is an error");
}

static void datagrams(void)
{
	struct sockaddr_in from = { 0 };
	struct iovec v[2];
	struct msghdr message = {
		.msg_iov = v, .msg_iovlen = 2, .msg_name = &from, .msg_namelen = sizeof(from)
	};
	socklen_t size = sizeof(from);
	char a[3], b[3], bytes[16];
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	HOLDS(s >= 0 && echoed(s, "Hello"));
	v[0] = (struct iovec){ a, 3 };
	v[1] = (struct iovec){ b, 1 };
	HOLDS(recvmsg(s, &message, 0) == 4 && memcmp(a, "Hel", 3) == 0 && b[0] == 'l');
	HOLDS(message.msg_flags & MSG_TRUNC && message.msg_namelen == sizeof(from));
	HOLDS(from.sin_port == peer.sin_port && from.sin_addr.s_addr == peer.sin_addr.s_addr);
	point("a datagram comes back, its rest is gone, and that is said");

	HOLDS(echoed(s, "again") && recvfrom(s, bytes, 2, MSG_TRUNC, NULL, NULL) == 5);
	HOLDS(echoed(s, "third") &&
	      recvfrom(s, bytes, 16, 0, (struct sockaddr *)&from, &size) == 5);
	HOLDS(size == sizeof(from) && from.sin_port == peer.sin_port);
	HOLDS(connect(s, (struct sockaddr *)&peer, sizeof(peer)) == 0 && send(s, "x", 1, 0) == 1);
	HOLDS(ready(s, POLLIN) && recv(s, bytes, 16, 0) == 1);
	HOLDS(getpeername(s, (struct sockaddr *)&from, &size) == 0 &&
	      from.sin_port == peer.sin_port);
	HOLDS(getsockname(s, (struct sockaddr *)&from, &size) == 0 && from.sin_port != 0);
	close(s);
	point("connected, it knows its peer and itself");
}

static void options(void)
{
	int s = socket(AF_INET, SOCK_STREAM, 0), value = 0, on = 1;
	socklen_t size = sizeof(value);

	HOLDS(getsockopt(s, SOL_SOCKET, SO_TYPE, &value, &size) == 0 && value == SOCK_STREAM);
	HOLDS(setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) == 0);
	HOLDS(getsockopt(s, IPPROTO_TCP, TCP_NODELAY, &value, &size) == 0 && value == 1 &&
	      size == 4);
	HOLDS(FAILS(EINVAL, setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, 1)));
	HOLDS(FAILS(ENOPROTOOPT, setsockopt(s, SOL_SOCKET, 7777, &on, sizeof(on))));
	HOLDS(getsockopt(s, SOL_SOCKET, SO_ERROR, &value, &size) == 0 && value == 0);
	close(s);
	point("options are kept, and unknown ones refused");
}

static void connections(void)
{
	static char sent[20000], got[20000];
	struct sockaddr_in nobody = peer;
	uint64_t in = 0, out = 0;
	int s = socket(AF_INET, SOCK_STREAM, 0), value = 0;
	socklen_t size = sizeof(value);

	HOLDS(FAILS(ENOTCONN,
		    getpeername(s, (struct sockaddr *)&nobody, &(socklen_t){ sizeof(nobody) })));
	HOLDS(connect(s, (struct sockaddr *)&peer, sizeof(peer)) == 0);
	HOLDS(FAILS(EISCONN, connect(s, (struct sockaddr *)&peer, sizeof(peer))));
	for (unsigned int i = 0; i < sizeof(sent); i++)
		sent[i] = (char)(i * 7 + i / 251);
	while (held && in < sizeof(got)) {
		ssize_t n = out < sizeof(sent)
				    ? send(s, sent + out, sizeof(sent) - out, MSG_DONTWAIT)
				    : 0;

		out += n > 0 ? (uint64_t)n : 0;
		HOLDS(n >= 0 || errno == EAGAIN);
		HOLDS(ready(s, out < sizeof(sent) ? POLLIN | POLLOUT : POLLIN));
		n = recv(s, got + in, sizeof(got) - in, MSG_DONTWAIT);
		in += n > 0 ? (uint64_t)n : 0;
		HOLDS(n > 0 || errno == EAGAIN);
	}
	HOLDS(memcmp(sent, got, sizeof(got)) == 0);
	point("20,000 bytes go there and come back");

	HOLDS(shutdown(s, SHUT_WR) == 0 && FAILS(EPIPE, send(s, "x", 1, MSG_NOSIGNAL)));
	HOLDS(ready(s, POLLIN) && recv(s, got, 1, 0) == 0 && close(s) == 0);
	point("an end is told, and answered by an end");

	nobody.sin_port = htons(9);
	s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	HOLDS(FAILS(EINPROGRESS, connect(s, (struct sockaddr *)&nobody, sizeof(nobody))) &&
	      ready(s, POLLOUT));
	HOLDS(getsockopt(s, SOL_SOCKET, SO_ERROR, &value, &size) == 0 && value == ECONNREFUSED);
	HOLDS(getsockopt(s, SOL_SOCKET, SO_ERROR, &value, &size) == 0 && value == 0);
	close(s);
	point("nobody there: refused, and said once");
}

void sockets(void)
{
	HOLDS(find_peer());
	refused();
	datagrams();
	options();
	connections();
}
