/* SPDX-License-Identifier: Apache-2.0 */
/* See launch.h. Development machines only: the phone has no processes to fork. */
#include "lib/channel/launch.h"
#include "lib/channel/channel.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int channel_pair(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

/* In the child: let the descriptor through exec, and say which it is. */
static int hand_over(const struct launch_grant *grant)
{
	char variable[32 + CHANNEL_NAME_MAX + 1];
	char number[16];
	int length = snprintf(variable, sizeof(variable), "HOLDFAST_%s_%s",
			      grant->is_memory ? "MEMORY" : "CHANNEL", grant->name);

	if (length < 0 || (size_t)length >= sizeof(variable))
		return -1;
	for (char *c = variable; *c != '\0'; c++)
		*c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
	snprintf(number, sizeof(number), "%d", grant->fd);
	if (fcntl(grant->fd, F_SETFD, 0) != 0)
		return -1;
	return setenv(variable, number, 1);
}

pid_t launch(char *const argv[], const struct launch_grant grants[], size_t count)
{
	pid_t child;

	if (count > LAUNCH_GRANTS) {
		errno = EINVAL;
		return -1;
	}
	child = fork();
	if (child != 0)
		return child;
	for (size_t i = 0; i < count; i++) {
		if (hand_over(&grants[i]) != 0)
			_exit(127);
	}
	execv(argv[0], argv);
	fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}
