/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attack: the only program of an open world that attacks the phone that it runs in, as root of its Linux.
 *
 * It obeys keys. 1 to 3 do one thing as hard as they can until the next key; 4 and 5 end Linux:
 *
 *	1	spin on every CPU, before everything else that Linux has to do
 *	2	flood the network: frames to everybody, and to the sealed worlds of both phones
 *	3	flood the disk, past the page cache
 *	4	panic
 *	5	turn the machine off
 *
 * It says on the console when it begins, and how much it has done.
 */
#define _GNU_SOURCE /* O_DIRECT */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/input.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	INPUTS = 8, /* devices that are looked for */
	CHILDREN = 4,
	PHONES = 2,
	FRAME = 1400,
	BLOCK = 1 << 16,
	FIRST = 99, /* the parent's priority, and its children's: it has the last word */
	SECOND = 98,
};

/* What a child does over and over. Returns how much that was, or 0 if it cannot. */
typedef uint64_t step(unsigned child);

static struct pollfd inputs[INPUTS];
static unsigned input_count;
static volatile uint64_t *done; /* by all children together */

static _Noreturn void die(const char *what)
{
	printf("attack: %s: %s\n", what, strerror(errno));
	for (;;)
		pause();
}

static uint64_t spin(unsigned child)
{
	(void)child;
	for (volatile unsigned i = 0; i < 1u << 20; i++)
		;
	return 1;
}

/* ---- The network ---- */

static int open_packet_socket(uint8_t own[ETH_ALEN])
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP) };
	struct ifreq card = { .ifr_name = "eth0" };
	int s = socket(AF_PACKET, SOCK_RAW, 0);

	if (s < 0 || ioctl(s, SIOCGIFINDEX, &card) < 0)
		return -1;
	to.sll_ifindex = card.ifr_ifindex;
	if (bind(s, (struct sockaddr *)&to, sizeof(to)) < 0 || ioctl(s, SIOCGIFHWADDR, &card) < 0)
		return -1;
	memcpy(own, card.ifr_hwaddr.sa_data, ETH_ALEN);
	return s;
}

static void put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static unsigned checksum(const uint8_t *from, unsigned bytes)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < bytes; i += 2)
		sum += (unsigned)(from[i] << 8 | from[i + 1]);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

/*
 * To everybody (0) or to the sealed world of phone 1.., which has the emulator's 02:00:00:00:00:N and
 * 10.0.2.(14 + N): UDP to the first port of voices, so that it has to be looked at.
 */
static void make_frame(uint8_t frame[FRAME], const uint8_t own[ETH_ALEN], unsigned phone)
{
	uint8_t *ip = frame + ETH_HLEN, *udp = ip + 20;

	memset(frame, 0, FRAME);
	memset(frame, phone == 0 ? 0xff : 0, ETH_ALEN);
	if (phone > 0) {
		frame[0] = 2;
		frame[5] = (uint8_t)phone;
	}
	memcpy(frame + ETH_ALEN, own, ETH_ALEN);
	put16(frame + 12, ETH_P_IP);
	ip[0] = 0x45;
	put16(ip + 2, FRAME - ETH_HLEN);
	ip[8] = 64;
	ip[9] = IPPROTO_UDP;
	memcpy(ip + 12, (const uint8_t[]){ 10, 0, 2, 99 }, 4);
	memcpy(ip + 16, (const uint8_t[]){ 10, 0, 2, (uint8_t)(phone == 0 ? 255 : 14 + phone) }, 4);
	put16(ip + 10, checksum(ip, 20));
	put16(udp, 40000);
	put16(udp + 2, 40000);
	put16(udp + 4, FRAME - ETH_HLEN - 20);
}

static uint64_t flood_network(unsigned child)
{
	static uint8_t frames[PHONES + 1][FRAME], own[ETH_ALEN];
	static int s = -1;

	(void)child;
	if (s < 0) {
		s = open_packet_socket(own);
		for (unsigned i = 0; i <= PHONES; i++)
			make_frame(frames[i], own, i);
	}
	for (unsigned i = 0; i <= PHONES; i++)
		if (send(s, frames[i], FRAME, 0) < 0 && errno != ENOBUFS)
			return 0;
	return PHONES + 1;
}

/* ---- The disk ---- */

/* Even children write, odd ones read. */
static uint64_t flood_disk(unsigned child)
{
	static uint8_t block[BLOCK] __attribute__((aligned(4096)));
	static int disk = -1;
	off_t size, at;

	if (disk < 0)
		disk = open("/dev/vda", O_RDWR | O_DIRECT);
	size = lseek(disk, 0, SEEK_END);
	if (size < BLOCK)
		return 0;
	at = random() % (size / BLOCK) * BLOCK;
	if ((child % 2 ? pread(disk, block, BLOCK, at) : pwrite(disk, block, BLOCK, at)) != BLOCK)
		return 0;
	return 1;
}

/* ---- Keys ---- */

/* Waits for one to go down. */
static unsigned key(void)
{
	struct input_event event;

	while (poll(inputs, input_count, -1) > 0)
		for (unsigned i = 0; i < input_count; i++)
			if (inputs[i].revents &&
			    read(inputs[i].fd, &event, sizeof(event)) == sizeof(event) &&
			    event.type == EV_KEY && event.value == 1)
				return event.code;
	die("no keys");
}

static void set_priority(int priority)
{
	if (sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){ priority }) < 0)
		die("priority");
}

static _Noreturn void attack_on(step *one, unsigned child)
{
	uint64_t n;

	set_priority(SECOND);
	while ((n = one(child)) != 0)
		__atomic_fetch_add(done, n, __ATOMIC_RELAXED);
	die("it cannot");
}

static void attack(const char *name, const char *unit, step *one)
{
	pid_t child[CHILDREN];

	*done = 0;
	printf("attack: %s: begins\n", name);
	set_priority(FIRST);
	for (unsigned i = 0; i < CHILDREN; i++) {
		child[i] = fork();
		if (child[i] < 0)
			die("no child");
		if (child[i] == 0)
			attack_on(one, i);
	}
	(void)key();
	for (unsigned i = 0; i < CHILDREN; i++)
		kill(child[i], SIGKILL);
	while (wait(NULL) > 0)
		;
	printf("attack: %s: over, %llu %s\n", name, (unsigned long long)*done, unit);
}

static void panic(void)
{
	int trigger = open("/proc/sysrq-trigger", O_WRONLY);

	printf("attack: panic: begins\n");
	if (write(trigger, "c", 1) != 1)
		die("no panic");
}

static void power_off(void)
{
	printf("attack: off: begins\n");
	reboot(RB_POWER_OFF);
}

static void open_inputs(void)
{
	while (input_count < INPUTS) {
		char path[32];
		int input;

		snprintf(path, sizeof(path), "/dev/input/event%u", input_count);
		input = open(path, O_RDONLY);
		if (input < 0)
			break;
		inputs[input_count++] = (struct pollfd){ .fd = input, .events = POLLIN };
	}
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	done = mmap(NULL, sizeof(*done), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (done == MAP_FAILED)
		die("no memory");
	open_inputs();
	printf("attack: ready, %ld CPUs\n", sysconf(_SC_NPROCESSORS_ONLN));
	for (;;) {
		switch (key()) {
		case KEY_1:
			attack("spin", "rounds", spin);
			break;
		case KEY_2:
			attack("network", "frames", flood_network);
			break;
		case KEY_3:
			attack("disk", "blocks", flood_disk);
			break;
		case KEY_4:
			panic();
			break;
		case KEY_5:
			power_off();
			break;
		}
	}
}
