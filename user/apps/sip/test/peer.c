/* SPDX-License-Identifier: Apache-2.0 */
/* See peer.h. */
#include "user/apps/sip/test/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "user/apps/sip/test/party.h"

static struct sockaddr_in address_of(const char *text)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(5060) };

	assert_int_equal(inet_pton(AF_INET, text, &address.sin_addr), 1);
	return address;
}

void peer_start(struct peer *peer, const char *address, const char *user, const char *target)
{
	struct sockaddr_in own = address_of(address);

	memset(peer, 0, sizeof(*peer));
	snprintf(peer->address, sizeof(peer->address), "%s", address);
	snprintf(peer->target, sizeof(peer->target), "%s", target);
	peer->socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(peer->socket, (struct sockaddr *)&own, sizeof(own)), 0);
	snprintf(peer->to, sizeof(peer->to), "<sip:%s@%s>", user, target);
	peer_new_dialog(peer);
}

void peer_stop(struct peer *peer)
{
	close(peer->socket);
}

void peer_new_dialog(struct peer *peer)
{
	char *tag = strstr(peer->to, ";tag=");

	if (tag)
		*tag = '\0';
	peer->call++;
	peer->sequence = 1;
	snprintf(peer->from, sizeof(peer->from), "\"Peer\" <sip:9@%s>;tag=t%u", peer->address,
		 peer->call);
}

void peer_send(struct peer *peer, const char *bytes, size_t length)
{
	struct sockaddr_in target = address_of(peer->target);

	assert_int_equal(
		sendto(peer->socket, bytes, length, 0, (struct sockaddr *)&target, sizeof(target)),
		length);
}

static void send_request(struct peer *peer, const char *method, const char *headers,
			 const char *body)
{
	int length = snprintf(
		peer->sent, sizeof(peer->sent),
		"%s sip:%.*s SIP/2.0\r\n"
		"Via: SIP/2.0/UDP %s;branch=z9hG4bK%u;rport\r\n"
		"Max-Forwards: 70\r\nTo: %s\r\nFrom: %s\r\nCall-ID: call%u-%d\r\n"
		"CSeq: %u %s\r\nContact: <sip:9@%s>\r\n%s%sContent-Length: %zu\r\n\r\n%s",
		method, (int)strcspn(peer->to + 5, ">"), peer->to + 5, peer->address, peer->branch,
		peer->to, peer->from, peer->call, (int)getpid(), peer->sequence, method,
		peer->address, headers,
		body[0] && !strstr(headers, "Content-Type") ? "Content-Type: application/sdp\r\n"
							    : "",
		strlen(body), body);

	assert_in_range(length, 1, sizeof(peer->sent) - 1);
	peer_repeat(peer);
}

void peer_repeat(struct peer *peer)
{
	peer_send(peer, peer->sent, strlen(peer->sent));
}

void peer_request(struct peer *peer, const char *method, const char *headers, const char *body)
{
	peer->branch++;
	if (strcmp(method, "CANCEL") == 0)
		peer->branch--;
	else
		peer->sequence++;
	send_request(peer, method, headers, body);
}

static void receive(struct peer *peer, const char *instead_of)
{
	struct pollfd wait = { peer->socket, POLLIN, 0 };
	ssize_t length;

	if (poll(&wait, 1, PARTY_PATIENCE) != 1)
		fail_msg("the peer got nothing instead of %s", instead_of);
	length = recv(peer->socket, peer->message, sizeof(peer->message) - 1, 0);
	assert_true(length > 0);
	peer->message[length] = '\0';
}

/* Take over the To header with its tag from a response. */
static void note_tag(struct peer *peer)
{
	const char *to = strstr(peer->message, "\r\nTo: ");

	assert_non_null(to);
	to += 6;
	snprintf(peer->to, sizeof(peer->to), "%.*s", (int)strcspn(to, "\r"), to);
}

static unsigned status(const struct peer *peer)
{
	unsigned found = 0;

	if (sscanf(peer->message, "SIP/2.0 %u", &found) != 1)
		fail_msg("not a response: %s", peer->message);
	return found;
}

void peer_expect_ringing(struct peer *peer)
{
	receive(peer, "180");
	if (status(peer) != 180)
		fail_msg("not 180: %s", peer->message);
}

void peer_expect_and_answer(struct peer *peer, unsigned wanted, const char *body)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", wanted);
	do
		receive(peer, text);
	while (status(peer) < 200);
	if (status(peer) != wanted)
		fail_msg("not %u: %s", wanted, peer->message);
	if (!strstr(peer->message, " INVITE\r\n"))
		return;
	if (wanted < 300 || strstr(peer->to, ";tag="))
		note_tag(peer);
	send_request(peer, "ACK", "", body);
}

void peer_expect(struct peer *peer, unsigned wanted)
{
	peer_expect_and_answer(peer, wanted, "");
}

void peer_expect_request(struct peer *peer, const char *method)
{
	receive(peer, method);
	if (strncmp(peer->message, method, strlen(method)) != 0)
		fail_msg("not %s: %s", method, peer->message);
}

/* Copy a header of the last message, with its name. */
static size_t copy_header(char *out, size_t size, const struct peer *peer, const char *name)
{
	const char *header = strstr(peer->message, name);

	assert_non_null(header);
	return (size_t)snprintf(out, size, "%.*s\r\n", (int)strcspn(header + 2, "\r"), header + 2);
}

void peer_reply(struct peer *peer, unsigned code, const char *body)
{
	char text[8192];
	size_t length = (size_t)snprintf(text, sizeof(text), "SIP/2.0 %u Whatever\r\n", code);
	static const char *const copied[] = { "\r\nVia: ", "\r\nFrom: ", "\r\nCall-ID: ",
					      "\r\nCSeq: ", "\r\nTo: " };

	for (size_t i = 0; i < sizeof(copied) / sizeof(copied[0]); i++)
		length += copy_header(text + length, sizeof(text) - length, peer, copied[i]);
	if (!strstr(strstr(text, "\r\nTo: ") + 2, ";tag="))
		length += (size_t)snprintf(text + length - 2, sizeof(text) - length, ";tag=p%u\r\n",
					   peer->call) -
			  2;
	length += (size_t)snprintf(
		text + length, sizeof(text) - length,
		"Contact: <sip:9@%s>\r\n%sContent-Length: %zu\r\n\r\n%s", peer->address,
		body[0] ? "Content-Type: application/sdp\r\n" : "", strlen(body), body);
	peer_send(peer, text, length);
}

int peer_has(const struct peer *peer, const char *text)
{
	return strstr(peer->message, text) != NULL;
}
