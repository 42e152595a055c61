/* SPDX-License-Identifier: Apache-2.0 */
/* See link.h. */
#include "user/apps/sip/link.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <re/re.h>

static void handler(int flags, void *argument);

static void listen_to(struct link *link)
{
	fd_listen(link->fd, link->count ? FD_READ | FD_WRITE : FD_READ, handler, link);
}

/* False if the channel is full. Any other failure is the peer's restart, which read will report. */
static bool send_now(struct link *link, const struct calling_message *message)
{
	ssize_t sent = write(link->fd, message, sizeof(*message));

	return sent >= 0 || (errno != EAGAIN && errno != EINTR);
}

static void send_waiting(struct link *link)
{
	while (link->count && send_now(link, &link->waiting[link->head])) {
		link->head = (link->head + 1) % LINK_WAITING;
		link->count--;
	}
	listen_to(link);
}

static bool is_right(const struct link *link, const struct calling_message *message, size_t size)
{
	return size == sizeof(*message) && message->type >= link->first_type &&
	       message->type <= link->last_type && memchr(message->text, '\0', CALLING_TEXT) &&
	       memchr(message->name, '\0', CALLING_NAME);
}

static void forget(struct link *link)
{
	link->count = 0;
	link->failed = false;
}

/* One message, or the news of a restart; false when there is nothing more for now. */
static bool receive(struct link *link)
{
	/* One byte more than a message, to tell one that is too long. */
	union {
		struct calling_message message;
		char bytes[sizeof(struct calling_message) + 1];
	} in;
	ssize_t size = read(link->fd, &in, sizeof(in.bytes));

	if (size < 0)
		return errno == EINTR;
	if (size == 0) {
		forget(link);
		link->on_restart(link->argument);
		return false;
	}
	if (is_right(link, &in.message, (size_t)size)) {
		link->on_message(&in.message, link->argument);
	} else {
		link->dropped++;
		fprintf(stderr, "sip: %s sent a wrong message (%u so far)\n", link->name,
			link->dropped);
	}
	return link->fd >= 0;
}

static void handler(int flags, void *argument)
{
	struct link *link = argument;

	if (flags & FD_EXCEPT) {
		fprintf(stderr, "sip: %s has ended\n", link->name);
		re_cancel();
		return;
	}
	if (flags & FD_WRITE)
		send_waiting(link);
	if (flags & FD_READ)
		while (receive(link))
			;
}

int link_attach(struct link *link, int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return errno;
	link->fd = fd;
	forget(link);
	return fd_listen(fd, FD_READ, handler, link);
}

void link_detach(struct link *link)
{
	if (link->fd < 0)
		return;
	fd_close(link->fd);
	close(link->fd);
	link->fd = -1;
}

bool link_send(struct link *link, const struct calling_message *message)
{
	if (link->fd < 0 || link->failed)
		return false;
	if (!link->count && send_now(link, message))
		return true;
	if (link->count == LINK_WAITING) {
		fprintf(stderr, "sip: %s does not read its messages\n", link->name);
		link->failed = true;
		return false;
	}
	link->waiting[(link->head + link->count++) % LINK_WAITING] = *message;
	listen_to(link);
	return true;
}
