/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cable INTERFACE DIRECTORY PORT
 *
 * Plugs this machine into the emulated network (emulator/network): a new TAP interface at one end, port
 * PORT of the switch at the other. For a network namespace in which another maker's phone runs. It
 * prints "ready" and works until it is killed; the interface goes with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FRAME_MAX 2048

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "cable: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static int open_interface(const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &request) != 0)
		die(name);
	return fd;
}

static struct sockaddr_un end_of(const char *directory, const char *port, const char *end)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int length = snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s.%s", directory,
			      port, end);

	if (length < 0 || (size_t)length >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		die(directory);
	}
	return address;
}

static int open_port(const char *directory, const char *port)
{
	struct sockaddr_un own = end_of(directory, port, "phone");
	struct sockaddr_un other = end_of(directory, port, "switch");
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	unlink(own.sun_path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&own, sizeof(own)) != 0 ||
	    connect(fd, (struct sockaddr *)&other, sizeof(other)) != 0)
		die(other.sun_path);
	return fd;
}

/* What cannot be taken is lost, as on a cable. */
static void carry(int from, int to)
{
	char frame[FRAME_MAX];
	ssize_t size = read(from, frame, sizeof(frame));

	if (size > 0)
		(void)!write(to, frame, (size_t)size);
}

int main(int argc, char *argv[])
{
	if (argc != 4) {
		fprintf(stderr, "usage: cable INTERFACE DIRECTORY PORT\n");
		return EXIT_FAILURE;
	}
	int interface = open_interface(argv[1]), port = open_port(argv[2], argv[3]);
	struct pollfd wait[] = { { interface, POLLIN, 0 }, { port, POLLIN, 0 } };

	puts("ready");
	fflush(stdout);
	while (poll(wait, 2, -1) > 0) {
		if (wait[0].revents)
			carry(interface, port);
		if (wait[1].revents)
			carry(port, interface);
	}
	die("poll");
}
