/* SPDX-License-Identifier: Apache-2.0 */
/* See keep.h. Plain descriptors: stdio would leave a copy in its buffer. */
#include "lib/keep/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool open_directory(struct keep *k)
{
	k->fd = open(k->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return k->fd >= 0;
}

static bool join(char path[KEEP_PATH], const char *directory, const char *name, const char *end)
{
	return snprintf(path, KEEP_PATH, "%s/%s%s", directory, name, end) < KEEP_PATH;
}

bool keep_open(struct keep *k, const char *directory, const char *name)
{
	memset(k, 0, sizeof(*k));
	k->fd = -1;
	if (!join(k->path, directory, name, "") || !join(k->fresh, directory, name, ".new") ||
	    !join(k->bad, directory, name, ".bad")) {
		k->never = true;
		errno = ENAMETOOLONG;
		return false;
	}
	snprintf(k->directory, KEEP_PATH, "%s", directory);
	if (open_directory(k))
		return true;
	k->never = errno == ENOENT;
	return false;
}

void keep_close(struct keep *k)
{
	if (k->fd >= 0)
		close(k->fd);
	k->fd = -1;
	k->never = true;
}

/* Reads to the end, or until there is no more room. */
static long read_all(int fd, uint8_t *bytes, size_t room)
{
	size_t size = 0;
	ssize_t n = 1;

	while (n > 0 && size < room) {
		n = read(fd, bytes + size, room - size);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0)
			size += (size_t)n;
	}
	return n < 0 ? -1 : (long)size;
}

static bool has_more(int fd)
{
	uint8_t byte;

	return read(fd, &byte, 1) != 0;
}

long keep_load(const struct keep *k, void *bytes, size_t room)
{
	int fd = k->never ? -1 : open(k->path, O_RDONLY | O_CLOEXEC);
	long size;

	if (fd < 0)
		return k->never || errno == ENOENT ? 0 : -1;
	size = read_all(fd, bytes, room);
	if (size == (long)room && has_more(fd)) {
		errno = EFBIG;
		size = -1;
	}
	close(fd);
	return size;
}

bool keep_aside(const struct keep *k)
{
	return rename(k->path, k->bad) == 0;
}

void keep_changed(struct keep *k)
{
	k->unsaved = true;
}

static bool is_lost(int fd)
{
	struct pollfd p = { fd, 0, 0 };

	return poll(&p, 1, 0) > 0;
}

/* The directory is there. What is in it is known only if it was there all the time. */
static bool is_there(struct keep *k, uint64_t now_ms)
{
	if (k->fd >= 0 && is_lost(k->fd)) {
		close(k->fd);
		k->fd = -1;
		k->retry_ms = 0; /* it is back, or it would not say so */
	}
	if (k->fd >= 0)
		return true;
	if (now_ms < k->retry_ms)
		return false;
	k->unsaved = true;
	if (open_directory(k))
		return true;
	k->retry_ms = now_ms + KEEP_RETRY_MS;
	return false;
}

bool keep_wants(struct keep *k, uint64_t now_ms)
{
	return !k->never && is_there(k, now_ms) && k->unsaved && now_ms >= k->retry_ms;
}

static bool write_all(int fd, const uint8_t *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			bytes += n;
			size -= (size_t)n;
		}
	}
	return true;
}

static bool write_fresh(const struct keep *k, const void *bytes, size_t size)
{
	int fd = open(k->fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool written;

	if (fd < 0)
		return false;
	written = write_all(fd, bytes, size) && fsync(fd) == 0;
	return close(fd) == 0 && written;
}

bool keep_save(struct keep *k, const void *bytes, size_t size, uint64_t now_ms)
{
	if (write_fresh(k, bytes, size) && rename(k->fresh, k->path) == 0) {
		k->unsaved = false;
		return true;
	}
	k->retry_ms = now_ms + KEEP_RETRY_MS;
	return false;
}

int64_t keep_wait(const struct keep *k, uint64_t now_ms)
{
	if (k->never || (k->fd >= 0 && !k->unsaved))
		return -1;
	return k->retry_ms > now_ms ? (int64_t)(k->retry_ms - now_ms) : 0;
}
