/* SPDX-License-Identifier: Apache-2.0 */
/* See channel.h. Nothing is kept: each call looks the name up again. */
#include "lib/channel/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static bool well_formed(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return length >= 1 && length <= CHANNEL_NAME_MAX && name[length] == '\0';
}

/* The descriptor number that the environment variable `prefix`NAME holds, or -1. */
static int inherited(const char *prefix, const char *name)
{
	char variable[32 + CHANNEL_NAME_MAX + 1];
	size_t at = (size_t)snprintf(variable, sizeof(variable), "%s", prefix);
	const char *value;
	char *end;
	long fd;

	for (; *name != '\0'; name++) {
		char c = *name;

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		variable[at++] = c == '-' ? '_' : c;
	}
	variable[at] = '\0';
	value = getenv(variable);
	if (value == NULL) {
		errno = ENOENT;
		return -1;
	}
	errno = 0;
	fd = strtol(value, &end, 10);
	if (errno != 0 || end == value || *end != '\0' || fd < 0 || fd > INT_MAX) {
		errno = EBADF;
		return -1;
	}
	return (int)fd;
}

/* Open the phone's file DIR/NAME; -1 with ENOENT where there is none. */
static int granted(const char *directory, const char *name)
{
	char path[16 + CHANNEL_NAME_MAX + 1];

	if (!well_formed(name)) {
		errno = EINVAL;
		return -1;
	}
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return open(path, O_RDWR | O_CLOEXEC);
}

static bool is_channel(int fd)
{
	int type;
	socklen_t size = sizeof(type);

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

int channel_open(const char *name)
{
	int fd = granted("/channel", name);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	fd = inherited("HOLDFAST_CHANNEL_", name);
	if (fd >= 0 && !is_channel(fd)) {
		errno = EBADF;
		return -1;
	}
	return fd;
}

static void *map_whole(int fd, size_t *size)
{
	struct stat status;
	void *memory;

	if (fstat(fd, &status) != 0)
		return NULL;
	if (status.st_size <= 0) {
		errno = EBADF;
		return NULL;
	}
	memory = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		return NULL;
	*size = (size_t)status.st_size;
	return memory;
}

void *memory_open(const char *name, size_t *size)
{
	int fd = granted("/memory", name);
	void *memory;

	if (fd >= 0) {
		memory = map_whole(fd, size);
		close(fd);
		return memory;
	}
	if (errno != ENOENT)
		return NULL;
	fd = inherited("HOLDFAST_MEMORY_", name);
	return fd < 0 ? NULL : map_whole(fd, size);
}
