/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phone [-l en|zh] [-k KEPT] [DIRECTORY]: the sealed world's phone app.
 *
 * It is granted the channels `sip`, `media`, `audio`, `input` and `display`, the memory `screen`, which
 * the panel shows (user/protocol/display.h), and the files `inter-regular`, `inter-semibold`,
 * `wqy-microhei`, `contacts` and `manifest` in DIRECTORY, by default /file. History and settings it keeps in
 * KEPT, by default /files, if there is such a directory. It draws and asks; it sees neither key nor packet,
 * and no microphone.
 *
 * One loop: wait for a channel or a time, take in what came, send what follows from it, paint what
 * changed. Nothing else waits. What a channel has no room for stays where it was made and goes out
 * when there is room.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "lib/channel/channel.h"
#include "user/apps/phone/files.h"
#include "user/apps/phone/journal.h"
#include "user/apps/phone/saved.h"
#include "user/apps/phone/sound.h"
#include "user/apps/phone/touch.h"
#include "user/apps/phone/view.h"
#include "user/protocol/display.h"

#define LONGEST_MS 60000 /* of one wait */

enum peer { PEER_SIP, PEER_MEDIA, PEER_AUDIO, PEER_INPUT, PEER_DISPLAY, PEERS };

static const char *const names[PEERS] = { "sip", "media", "audio", "input", "display" };

struct link {
	int fd;		/* -1: not granted */
	bool blocked;	/* the last message found no room */
	bool restarted; /* noticed while sending; not yet told */
};

struct app {
	struct link link[PEERS];
	struct audio_message period; /* taken from sound and not sent yet */
	size_t period_size;
	bool attention_said;
	bool attention_unsaid;
	struct model model;
	struct saved saved;
	struct journal journal;
	struct sound sound;
	struct touch_panel touch;
	struct ui ui;
	struct fonts *fonts;

	struct canvas screen; /* what the panel shows */
	struct canvas canvas; /* what it will show: never half painted on the panel */
	bool ended;	      /* a peer is gone for good, which happens on Linux only */
};

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void open_link(struct link *link, const char *name)
{
	link->fd = channel_open(name);
	if (link->fd < 0 || fcntl(link->fd, F_SETFL, O_NONBLOCK) < 0)
		fprintf(stderr, "phone: channel %s: %s\n", name, strerror(errno));
}

static void calling_restarted(struct app *a, enum peer peer)
{
	model_lost(&a->model, peer == PEER_SIP ? CALL_SIP : CALL_MEDIA);
}

static void audio_restarted(struct app *a, enum peer peer)
{
	(void)peer;
	sound_lost(&a->sound);
	a->period_size = 0;
}

static void input_restarted(struct app *a, enum peer peer)
{
	(void)peer;
	ui_cancel(&a->ui);
}

static void display_restarted(struct app *a, enum peer peer)
{
	(void)peer;
	a->attention_unsaid = true;
}

static void restarted(struct app *a, enum peer peer)
{
	static void (*const what[PEERS])(struct app * a, enum peer peer) = {
		[PEER_SIP] = calling_restarted,	    [PEER_MEDIA] = calling_restarted,
		[PEER_AUDIO] = audio_restarted,	    [PEER_INPUT] = input_restarted,
		[PEER_DISPLAY] = display_restarted,
	};

	a->link[peer].restarted = false;
	what[peer](a, peer);
}

/*
 * The length of the next message; 0: none. Where the peer was restarted that is taken in, and ends the
 * reading until the next wait: a peer that is gone for good looks the same, again and again.
 */
static size_t receive(struct app *a, enum peer peer, void *message, size_t room)
{
	ssize_t length = a->link[peer].fd < 0 ? -1 : read(a->link[peer].fd, message, room);

	if (length == 0)
		restarted(a, peer);
	return length > 0 ? (size_t)length : 0;
}

/* False if there is no room. What is said to a peer that was just restarted is lost with it. */
static bool transmit(struct app *a, enum peer peer, const void *message, size_t size)
{
	struct link *link = &a->link[peer];
	bool sent = link->fd < 0 || write(link->fd, message, size) >= 0;

	link->blocked = !sent && (errno == EAGAIN || errno == EINTR);
	link->restarted |= !sent && errno == ECONNRESET;
	return !link->blocked;
}

static void take_calling(struct app *a, enum peer peer)
{
	enum call_peer from = peer == PEER_SIP ? CALL_SIP : CALL_MEDIA;
	struct calling_message m;
	size_t size;

	while ((size = receive(a, peer, &m, sizeof(m))) != 0)
		model_receive(&a->model, from, &m, size);
}

static void take_audio(struct app *a)
{
	struct audio_message m;
	size_t size;

	while ((size = receive(a, PEER_AUDIO, &m, sizeof(m))) != 0)
		sound_receive(&a->sound, &m, size);
}

static void take_input(struct app *a)
{
	struct input_message m;
	size_t size;

	while ((size = receive(a, PEER_INPUT, &m, sizeof(m))) != 0) {
		struct ui_event event = { 0 };

		if (touch_is_key(&m, size))
			model_silence(&a->model);
		else
			event = touch_take(&a->touch, &a->ui, &m, size, now_us());
		if (event.action)
			model_act(&a->model, (enum action)event.action, event.argument);
	}
}

/* display says nothing; what is read here is thrown away, so that its stream stays empty. */
static void take_display(struct app *a)
{
	struct display_message m;

	while (receive(a, PEER_DISPLAY, &m, sizeof(m)))
		continue;
}

static void send_calling(struct app *a, enum call_peer to)
{
	const struct calling_message *m;

	while ((m = line_next(&a->model.line, to)) != NULL &&
	       transmit(a, to == CALL_SIP ? PEER_SIP : PEER_MEDIA, m, sizeof(*m)))
		line_sent(&a->model.line, to);
}

static void send_sound(struct app *a)
{
	sound_want(&a->sound, model_tone(&a->model));
	if (a->link[PEER_AUDIO].fd < 0)
		return;
	for (;;) {
		if (!a->period_size && !sound_send(&a->sound, &a->period, &a->period_size))
			return;
		if (!transmit(a, PEER_AUDIO, &a->period, a->period_size))
			return;
		a->period_size = 0;
	}
}

static void send_attention(struct app *a)
{
	bool attention = model_attention(&a->model);
	struct display_message m = { .type = DISPLAY_ATTENTION, .value = attention };

	if (attention != a->attention_said)
		a->attention_unsaid = true;
	if (!a->attention_unsaid || !transmit(a, PEER_DISPLAY, &m, sizeof(m)))
		return;
	a->attention_said = attention;
	a->attention_unsaid = false;
}

static void paint(struct app *a)
{
	struct damage damage;

	ui_begin(&a->ui, now_us());
	view_draw(&a->ui, &a->model);
	ui_end(&a->ui, &damage);
	for (int i = 0; i < damage.count; i++) {
		scene_paint(a->ui.scene, a->fonts, &a->canvas, damage.rect[i]);
		canvas_copy(&a->screen, &a->canvas, damage.rect[i]);
	}
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

/* Until a message, room for one, or a time at which something happens by itself. */
static void wait(struct app *a)
{
	struct pollfd set[PEERS + 1];
	int64_t us = ui_wait(&a->ui, now_us());
	int64_t ms = earlier(model_wait(&a->model), keep_wait(&a->saved.keep, now_us() / 1000));

	ms = earlier(ms, us < 0 ? -1 : (us + 999) / 1000);

	for (int i = 0; i < PEERS; i++)
		set[i] = (struct pollfd){ a->link[i].fd,
					  (short)(POLLIN | (a->link[i].blocked ? POLLOUT : 0)), 0 };
	set[PEERS] = (struct pollfd){ a->saved.keep.fd, 0, 0 }; /* says if what was kept is lost */
	if (poll(set, PEERS + 1, ms > LONGEST_MS ? LONGEST_MS : (int)ms) < 0 && errno != EINTR)
		a->ended = true;
	for (int i = 0; i < PEERS; i++)
		a->ended |= set[i].fd >= 0 && (set[i].revents & (POLLHUP | POLLERR | POLLNVAL));
}

static void log_line(const char *line)
{
	fprintf(stderr, "%s\n", line);
}

/* A restart that is noticed while sending may cause more to be sent. */
static void send_all(struct app *a)
{
	bool again;

	do {
		again = false;
		send_calling(a, CALL_MEDIA);
		send_calling(a, CALL_SIP);
		send_sound(a);
		send_attention(a);
		for (int i = 0; i < PEERS; i++)
			if (a->link[i].restarted) {
				restarted(a, (enum peer)i);
				again = true;
			}
	} while (again);
}

static void step(struct app *a)
{
	struct ui_event event;

	model_time(&a->model, now_us() / 1000);
	take_calling(a, PEER_SIP);
	take_calling(a, PEER_MEDIA);
	take_audio(a);
	take_input(a);
	take_display(a);
	event = ui_hold(&a->ui, now_us());
	if (event.action)
		model_act(&a->model, (enum action)event.action, event.argument);
	journal_note(&a->journal, &a->model, log_line);
	saved_update(&a->saved, &a->model);
	send_all(a);
	paint(a);
}

static bool open_screen(struct app *a)
{
	size_t size = 0;
	uint32_t *shown = memory_open("screen", &size), *own = malloc(WORLD_BYTES);

	if (!shown || size < WORLD_BYTES || !own) {
		fprintf(stderr, "phone: memory screen: %s\n",
			shown ? "too small" : strerror(errno));
		return false;
	}
	a->screen = canvas_over(shown, PANEL_WIDTH, WORLD_HEIGHT, PANEL_WIDTH);
	a->canvas = canvas_over(own, PANEL_WIDTH, WORLD_HEIGHT, PANEL_WIDTH);
	return true;
}

static void open_model(struct app *a, const char *directory, const char *kept,
		       enum language language)
{
	uint32_t seed = 1;

	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		fprintf(stderr, "phone: no random numbers: call numbers may repeat\n");
	model_init(&a->model, files_contacts(directory), files_manifest(directory), language, seed);
	model_time(&a->model, now_us() / 1000);
	saved_load(&a->saved, kept, &a->model);
}

int main(int count, char **word)
{
	static struct app app;
	enum language language = ENGLISH;
	const char *directory, *kept = KEEP_DIRECTORY;
	int option;

	while ((option = getopt(count, word, "l:k:")) != -1) {
		if (option == 'k') {
			kept = optarg;
			continue;
		}
		if (option != 'l' || (strcmp(optarg, "en") != 0 && strcmp(optarg, "zh") != 0)) {
			fprintf(stderr, "usage: phone [-l en|zh] [-k KEPT] [DIRECTORY]\n");
			return 2;
		}
		language = strcmp(optarg, "zh") ? ENGLISH : CHINESE;
	}
	directory = optind < count ? word[optind] : "/file";
	app.fonts = files_fonts(directory);
	if (!app.fonts || !open_screen(&app))
		return 1;
	open_model(&app, directory, kept, language);
	ui_init(&app.ui, app.fonts, PANEL_WIDTH, WORLD_HEIGHT);
	for (int i = 0; i < PEERS; i++)
		open_link(&app.link[i], names[i]);
	for (step(&app); !app.ended; step(&app))
		wait(&app);
	fonts_close(app.fonts);
	free(app.canvas.pixels);
	return 0;
}
