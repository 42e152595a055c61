/* SPDX-License-Identifier: Apache-2.0 */
/*
 * media [-k KEPT] [LOW-HIGH]: keys, voice and packets of calls; see media.h. RTP ports are taken from LOW to
 * HIGH.
 *
 * Granted: the channels `sip`, `phone`, `audio` and `net`; and `files`, for the secrets that ZRTP retains: they
 * are kept in KEPT, by default /files, if there is such a directory, and nowhere else. One thread; it waits for
 * channels, sockets and the next deadline. Datagrams are read before each beat of `audio`, so that a frame that
 * has come is played, also by a program that is behind with its beats.
 */
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/channel/channel.h"
#include "lib/keep/keep.h"
#include "user/apps/media/media.h"
#include "user/apps/media/sockets.h"

#define PORT_LOW  40000
#define PORT_HIGH 49999
#define MEND_US	  100000 /* between attempts to get lost sockets back */
#define BATCH	  64	 /* datagrams or messages that are read in one go from one descriptor */
#define BEATS	  1	 /* of them from audio */

struct program {
	struct media media;
	struct media_ports ports;
	struct sockets sockets;
	int channels[MEDIA_PEERS];
	bool restarted[MEDIA_PEERS]; /* noticed while writing; not yet told to media */
	struct keep keep;
	unsigned kept;	  /* revision of the peers that was kept last */
	bool keep_failed; /* and said so */
};

#define SOCKETS_AT MEDIA_PEERS
#define KEEP_AT	   (SOCKETS_AT + MEDIA_CALLS * SOCKETS_FAMILIES)
#define WAITS	   (KEEP_AT + 1)

static const char *const channel_names[MEDIA_PEERS] = { "sip", "phone", "audio" };

static uint64_t clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* ---- Ports (ports.h) ---- */

static bool open_port(void *context, unsigned slot, uint16_t *port)
{
	struct program *program = context;

	return sockets_open(&program->sockets, slot, port);
}

static void close_port(void *context, unsigned slot)
{
	struct program *program = context;

	sockets_close(&program->sockets, slot);
}

static void send_datagram(void *context, unsigned slot, const struct media_address *to,
			  const uint8_t *packet, size_t length)
{
	struct program *program = context;

	sockets_send(&program->sockets, slot, to, packet, length);
}

static bool tell(void *context, enum media_peer peer, const void *message, size_t length)
{
	struct program *program = context;

	if (write(program->channels[peer], message, length) == (ssize_t)length)
		return true;
	if (errno == ECONNRESET)
		program->restarted[peer] = true;
	return false;
}

/* ---- Peers ---- */

static void load_peers(struct program *program, const char *directory)
{
	uint8_t bytes[PEERS_BYTES];
	bool loaded;
	long size;

	if (!keep_open(&program->keep, directory, "peers"))
		fprintf(stderr, "media: %s: %s; peers are remembered until the program ends\n",
			directory, strerror(errno));
	size = keep_load(&program->keep, bytes, sizeof(bytes));
	loaded = size > 0 && peers_read(&program->media.peers, bytes, (size_t)size);
	if (size != 0 && !loaded) {
		fprintf(stderr, "media: remembered peers cannot be read: %s\n",
			size < 0 ? strerror(errno) : "not of this version");
		if (!keep_aside(&program->keep))
			fprintf(stderr, "media: nor put aside: %s\n", strerror(errno));
	}
	OPENSSL_cleanse(bytes, sizeof(bytes));
	program->kept = program->media.peers.revision;
	if (!loaded)
		keep_changed(&program->keep); /* our new name, before others learn it */
}

static void keep_peers(struct program *program)
{
	const struct peers *peers = &program->media.peers;
	uint64_t now_ms = clock_us() / 1000;
	uint8_t bytes[PEERS_BYTES];

	if (program->kept != peers->revision)
		keep_changed(&program->keep);
	program->kept = peers->revision;
	if (!keep_wants(&program->keep, now_ms))
		return;
	if (keep_save(&program->keep, bytes, peers_write(peers, bytes), now_ms)) {
		program->keep_failed = false;
	} else if (!program->keep_failed) {
		fprintf(stderr, "media: peers are not kept: %s\n", strerror(errno));
		program->keep_failed = true;
	}
	OPENSSL_cleanse(bytes, sizeof(bytes));
}

/* ---- Events ---- */

static void learn_restart(struct program *program, enum media_peer peer)
{
	program->restarted[peer] = false;
	fprintf(stderr, "media: %s was restarted\n", channel_names[peer]);
	media_restarted(&program->media, peer, clock_us());
}

/* Read what a channel holds. False if the peer has ended for ever. */
static bool read_channel(struct program *program, enum media_peer peer, short events)
{
	int most = peer == MEDIA_AUDIO ? BEATS : BATCH;
	uint8_t message[CHANNEL_MESSAGE_MAX];

	if ((events & POLLHUP) != 0)
		return false;
	if (program->restarted[peer])
		learn_restart(program, peer);
	for (int i = 0; i < most && events != 0; i++) {
		ssize_t length = read(program->channels[peer], message, sizeof(message));

		if (length < 0)
			break;
		if (length == 0) {
			learn_restart(program, peer);
			break;
		}
		media_message(&program->media, peer, message, (size_t)length, clock_us());
	}
	return true;
}

static void read_socket(struct program *program, unsigned slot, int family)
{
	uint8_t packet[MEDIA_DATAGRAM];
	struct media_address from;

	for (int i = 0; i < BATCH; i++) {
		long length = sockets_receive(&program->sockets, slot, family, &from, packet);

		if (length < 0)
			break;
		media_datagram(&program->media, slot, &from, packet, (size_t)length, clock_us());
	}
}

static int timeout_ms(struct program *program)
{
	uint64_t deadline = media_deadline(&program->media), now = clock_us();
	int64_t keep_ms = keep_wait(&program->keep, now / 1000);

	if (keep_ms >= 0 && deadline > now + 1000 * (uint64_t)keep_ms)
		deadline = now + 1000 * (uint64_t)keep_ms;
	if (!sockets_mend(&program->sockets) && deadline > now + MEND_US)
		deadline = now + MEND_US;
	if (deadline == CALL_NEVER)
		return -1;
	if (deadline <= now)
		return 0;
	deadline = (deadline - now + 999) / 1000;
	return deadline > 60000 ? 60000 : (int)deadline;
}

static void collect(const struct program *program, struct pollfd waits[WAITS])
{
	for (int i = 0; i < MEDIA_PEERS; i++)
		waits[i] = (struct pollfd){ .fd = program->channels[i], .events = POLLIN };
	for (int i = SOCKETS_AT; i < KEEP_AT; i++) {
		int socket = i - SOCKETS_AT;

		waits[i] = (struct pollfd){
			.fd = program->sockets
				      .fd[socket / SOCKETS_FAMILIES][socket % SOCKETS_FAMILIES],
			.events = POLLIN,
		};
	}
	waits[KEEP_AT] = (struct pollfd){ .fd = program->keep.fd }; /* says if all kept is lost */
}

/* One round. False when the program is to end. */
static bool serve(struct program *program)
{
	int timeout = timeout_ms(program);
	struct pollfd waits[WAITS];

	collect(program, waits);
	if (poll(waits, WAITS, timeout) < 0)
		return errno == EINTR;
	for (int i = SOCKETS_AT; i < KEEP_AT; i++) {
		unsigned socket = (unsigned)(i - SOCKETS_AT);

		if (waits[i].revents != 0)
			read_socket(program, socket / SOCKETS_FAMILIES,
				    (int)(socket % SOCKETS_FAMILIES));
	}
	for (int i = 0; i < MEDIA_PEERS; i++) {
		if (!read_channel(program, (enum media_peer)i, waits[i].revents))
			return false;
	}
	media_tick(&program->media, clock_us());
	keep_peers(program);
	return true;
}

/* ---- Start ---- */

static bool open_channels(struct program *program)
{
	for (int i = 0; i < MEDIA_PEERS; i++) {
		int fd = channel_open(channel_names[i]);

		if (fd < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
			fprintf(stderr, "media: channel %s: %s\n", channel_names[i],
				strerror(errno));
			return false;
		}
		program->channels[i] = fd;
	}
	return true;
}

/* "40000-49999" */
static bool read_range(const char *text, uint16_t *low, uint16_t *high)
{
	char *end;
	unsigned long first = strtoul(text, &end, 10), last;

	if (end == text || *end != '-')
		return false;
	text = end + 1;
	last = strtoul(text, &end, 10);
	if (end == text || *end != '\0' || first < 1024 || last > 65535 || first > last)
		return false;
	*low = (uint16_t)first;
	*high = (uint16_t)last;
	return true;
}

/* Seconds since 1970 when clock_us was zero. */
static uint64_t epoch_s(void)
{
	uint64_t uptime = clock_us() / 1000000;
	time_t now = time(NULL);

	return now > 0 && (uint64_t)now > uptime ? (uint64_t)now - uptime : 0;
}

static bool read_arguments(int argc, char **argv, const char **kept, uint16_t *low, uint16_t *high)
{
	int option;

	while ((option = getopt(argc, argv, "k:")) != -1) {
		if (option != 'k')
			return false;
		*kept = optarg;
	}
	return optind == argc || (optind + 1 == argc && read_range(argv[optind], low, high));
}

int main(int argc, char **argv)
{
	static struct program program;
	uint16_t low = PORT_LOW, high = PORT_HIGH;
	const char *kept = KEEP_DIRECTORY;

	if (!read_arguments(argc, argv, &kept, &low, &high)) {
		fprintf(stderr, "usage: media [-k KEPT] [LOW-HIGH] (UDP ports, 1024-65535)\n");
		return EXIT_FAILURE;
	}
	signal(SIGPIPE, SIG_IGN);
	sockets_init(&program.sockets, low, high);
	program.ports = (struct media_ports){ .context = &program,
					      .open = open_port,
					      .close = close_port,
					      .send = send_datagram,
					      .tell = tell };
	if (!open_channels(&program))
		return EXIT_FAILURE;
	if (!media_init(&program.media, &program.ports, epoch_s())) {
		fprintf(stderr, "media: no random numbers\n");
		return EXIT_FAILURE;
	}
	load_peers(&program, kept);
	keep_peers(&program);
	while (serve(&program))
		;
	media_end(&program.media);
	return EXIT_SUCCESS;
}
