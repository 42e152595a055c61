/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The example's ported program: an ordinary static Linux binary. Says something to `echo` and prints what
 * comes back. Its standard output is the phone's log.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/channel/channel.h"

int main(void)
{
	static const char words[] = "is anybody there?";
	char back[CHANNEL_MESSAGE_MAX];
	int echo = channel_open("echo");
	ssize_t size;

	if (echo < 0 || write(echo, words, strlen(words)) != (ssize_t)strlen(words)) {
		perror("hello: echo");
		return 1;
	}
	size = read(echo, back, sizeof(back));
	if (size <= 0)
		return 1;
	printf("echo says: %.*s\n", (int)size, back);
	if (socket(AF_INET, SOCK_DGRAM, 0) < 0)
		printf("there is no network: %s\n", strerror(errno));
	return 0;
}
