/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole program, as a process with its channels and its screen; sip, media, audio, input and display
 * are played here.
 */
#define _GNU_SOURCE /* memfd_create */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/channel/launch.h"
#include "user/protocol/audio.h"
#include "user/protocol/calling.h"
#include "user/protocol/display.h"
#include "user/protocol/input.h"

enum { SIP, MEDIA, AUDIO, INPUT, DISPLAY, CHANNELS };

#define PATIENCE_MS 20000

static int fd[CHANNELS];
static int screen_fd;
static const uint32_t *screen;
static pid_t process;
static char directory[64], kept[80];

static void link_file(const char *from, const char *to)
{
	char path[160], target[256], here[128];

	assert_non_null(getcwd(here, sizeof(here)));
	snprintf(path, sizeof(path), "%s/%s", directory, to);
	snprintf(target, sizeof(target), "%s/cache/fonts/%s", here, from);
	assert_int_equal(symlink(target, path), 0);
}

static void write_contacts(void)
{
	char path[160];
	FILE *f;

	snprintf(path, sizeof(path), "%s/contacts", directory);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("1002  Bao Nguyen  sip:1002@10.0.2.16\n", f);
	assert_int_equal(fclose(f), 0);
}

static void make_files(void)
{
	snprintf(directory, sizeof(directory), "/tmp/phone-test-XXXXXX");
	assert_non_null(mkdtemp(directory));
	link_file("Inter-Regular.otf", "inter-regular");
	link_file("Inter-SemiBold.otf", "inter-semibold");
	link_file("wqy-microhei.ttc", "wqy-microhei");
	write_contacts();
	snprintf(kept, sizeof(kept), "%s/kept", directory);
	assert_int_equal(mkdir(kept, 0700), 0);
}

/* The program, its channels and its screen. */
static void start(void)
{
	static const char *const names[] = { "sip", "media", "audio", "input", "display" };
	struct launch_grant grants[CHANNELS + 1];
	char *argv[] = { (char[]){ "build/host/phone" }, (char[]){ "-k" }, kept, directory, NULL };

	for (int i = 0; i < CHANNELS; i++) {
		int ends[2];

		assert_int_equal(channel_pair(ends), 0);
		fd[i] = ends[0];
		grants[i] = (struct launch_grant){ names[i], ends[1], 0 };
	}
	screen_fd = memfd_create("screen", MFD_CLOEXEC);
	assert_int_equal(ftruncate(screen_fd, WORLD_PAGES * 4096), 0);
	screen = mmap(NULL, WORLD_BYTES, PROT_READ, MAP_SHARED, screen_fd, 0);
	assert_ptr_not_equal(screen, MAP_FAILED);
	grants[CHANNELS] = (struct launch_grant){ "screen", screen_fd, 1 };
	process = launch(argv, grants, CHANNELS + 1);
	assert_true(process > 0);
	for (int i = 0; i < CHANNELS; i++)
		close(grants[i].fd);
}

/* True if it ends well. */
static bool stop(void)
{
	int status = -1;

	for (int i = 0; i < CHANNELS; i++)
		close(fd[i]);
	waitpid(process, &status, 0);
	munmap((void *)screen, WORLD_BYTES);
	close(screen_fd);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int begin(void **state)
{
	(void)state;
	make_files();
	start();
	return 0;
}

static int end(void **state)
{
	static const char *const files[] = { "inter-regular", "inter-semibold", "wqy-microhei",
					     "contacts",      "kept/state",	"kept/state.bad" };
	bool well = stop();

	(void)state;
	for (int i = 0; i < 6; i++) {
		char path[160];

		snprintf(path, sizeof(path), "%s/%s", directory, files[i]);
		unlink(path);
	}
	rmdir(kept);
	rmdir(directory);
	return well ? 0 : -1;
}

/* The next message on a channel; fails if none comes. */
static size_t next(int channel, void *message, size_t room)
{
	struct pollfd p = { fd[channel], POLLIN, 0 };

	assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
	return (size_t)read(fd[channel], message, room);
}

static struct calling_message next_calling(int channel, uint32_t type)
{
	struct calling_message m;

	assert_int_equal(next(channel, &m, sizeof(m)), sizeof(m));
	assert_int_equal(m.type, type);
	return m;
}

static void say_calling(int channel, uint32_t type, uint32_t call, uint32_t value, const char *text)
{
	struct calling_message m = { .type = type, .call = call, .value = value };

	snprintf(m.text, sizeof(m.text), "%s", text);
	assert_int_equal(write(fd[channel], &m, sizeof(m)), sizeof(m));
}

static void touch(int x, int y)
{
	struct input_message m = { .type = INPUT_DOWN, .x = x, .y = y, .time_us = 1000 };

	assert_int_equal(write(fd[INPUT], &m, sizeof(m)), sizeof(m));
	m.type = INPUT_UP;
	m.time_us += 60000;
	assert_int_equal(write(fd[INPUT], &m, sizeof(m)), sizeof(m));
}

/* Waits until the pixel has this colour; everything the program paints reaches the screen. */
static void see(int x, int y, uint32_t ink)
{
	volatile const uint32_t *pixel = &screen[y * PANEL_WIDTH + x];

	for (int ms = 0; *pixel != ink && ms < PATIENCE_MS; ms += 5)
		poll(NULL, 0, 5);
	assert_int_equal(*pixel, ink);
}

static uint32_t next_attention(void)
{
	struct display_message m;

	assert_int_equal(next(DISPLAY, &m, sizeof(m)), sizeof(m));
	assert_int_equal(m.type, DISPLAY_ATTENTION);
	return m.value;
}

static uint32_t next_audio(void)
{
	struct audio_message m;

	assert_true(next(AUDIO, &m, sizeof(m)) >= AUDIO_HEADER);
	return m.type;
}

#define GROUND 0x0a1a20
#define GREEN  0x1a8347
#define RED    0xc93c37

static void an_incoming_call_is_answered(void **state)
{
	struct audio_message opened = { .type = AUDIO_OPENED, .flags = AUDIO_MAY_PLAY };

	(void)state;
	see(10, 10, GROUND);
	see(310, 1060, GREEN); /* the keypad's */
	say_calling(SIP, CALLING_INCOMING, 2, 0, "sip:1002@10.0.2.16");
	assert_int_equal(next_attention(), 1);
	assert_int_equal(next_audio(), AUDIO_OPEN);
	assert_int_equal(write(fd[AUDIO], &opened, AUDIO_HEADER), AUDIO_HEADER);
	for (int i = 0; i < 3; i++)
		assert_int_equal(next_audio(), AUDIO_PLAY);
	see(534, 1100, GREEN);
	touch(532, 1156);
	next_calling(MEDIA, CALLING_ALLOW);
	assert_int_equal(next_calling(SIP, CALLING_ANSWER).call, 2);
	assert_int_equal(next_attention(), 0);
	assert_int_equal(next_audio(), AUDIO_CLOSE);
}

static void a_secure_call_is_verified_and_ended(void **state)
{
	(void)state;
	say_calling(SIP, CALLING_ESTABLISHED, 2, 0, "sip:1002@10.0.2.16");
	say_calling(MEDIA, CALLING_SECURITY, 2, CALLING_SECURE, "k7fq");
	see(400, 900, 0x4fdcc0); /* "it matches" */
	touch(500, 894);
	assert_int_equal(next_calling(MEDIA, CALLING_VERIFY).value, 1);
	touch(136, 1124);
	assert_int_equal(next_calling(MEDIA, CALLING_MUTE).value, 1);
	see(136, 1070, 0xedf6f5); /* the switch is on */
	see(360, 1060, RED);
	touch(360, 1124);
	assert_int_equal(next_calling(MEDIA, CALLING_REVOKE).call, 2);
	next_calling(SIP, CALLING_HANGUP);
	see(310, 1060, GREEN); /* the notice goes away by itself */
}

/* The call that was dialled does not come about; the owner sees why, and closes the notice. */
static void refuse(uint32_t call)
{
	say_calling(SIP, CALLING_ENDED, call, CALLING_NOT_SECURE, "");
	see(360, 240, 0x3a1a1c); /* the refusal's sign */
	touch(360, 1260);
}

static void a_number_is_dialled(void **state)
{
	struct calling_message m;

	(void)state;
	touch(152, 450); /* 1 */
	touch(360, 900); /* 0 */
	touch(360, 900);
	touch(360, 450);  /* 2 */
	touch(360, 1068); /* call */
	next_calling(MEDIA, CALLING_ALLOW);
	m = next_calling(SIP, CALLING_DIAL);
	assert_string_equal(m.text, "sip:1002@10.0.2.16");
	refuse(m.call);
	see(310, 1060, GREEN);
}

/* An empty field takes the last number dialled, which the history of the app's last life knows. */
static void history_outlives_the_program(void **state)
{
	struct calling_message m;

	(void)state;
	assert_true(stop());
	start();
	see(310, 1060, GREEN);
	touch(360, 1068);
	touch(360, 1068);
	next_calling(MEDIA, CALLING_ALLOW);
	m = next_calling(SIP, CALLING_DIAL);
	assert_string_equal(m.text, "sip:1002@10.0.2.16");
	refuse(m.call);
	see(310, 1060, GREEN);
}

static void a_program_that_is_killed_loses_nothing(void **state)
{
	struct calling_message m;

	(void)state;
	say_calling(SIP, CALLING_INCOMING, 4, 0, "sip:7@192.0.2.9");
	assert_int_equal(next_attention(), 1);
	say_calling(SIP, CALLING_ENDED, 4, CALLING_NORMAL, "");
	assert_int_equal(next_attention(), 0);
	see(310, 1060, GREEN);
	assert_int_equal(kill(process, SIGKILL), 0);
	assert_false(stop());
	start();
	see(310, 1060, GREEN);
	touch(450, 1320); /* the history's tab */
	see(310, 1060, GROUND);
	touch(360, 350); /* its newest entry */
	see(360, 730, GREEN);
	touch(360, 776); /* call */
	next_calling(MEDIA, CALLING_ALLOW);
	m = next_calling(SIP, CALLING_DIAL);
	assert_string_equal(m.text, "sip:7@192.0.2.9");
	refuse(m.call);
}

static void a_broken_file_is_put_aside(void **state)
{
	char path[160], bad[160];
	FILE *f;

	(void)state;
	assert_true(stop());
	snprintf(path, sizeof(path), "%s/state", kept);
	snprintf(bad, sizeof(bad), "%s/state.bad", kept);
	f = fopen(path, "r+");
	assert_non_null(f);
	assert_int_equal(fputs("HFphone2", f), 1);
	assert_int_equal(fclose(f), 0);
	start();
	see(310, 1060, GREEN);
	assert_int_equal(access(bad, F_OK), 0);
	assert_int_equal(access(path, F_OK), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_incoming_call_is_answered),
		cmocka_unit_test(a_secure_call_is_verified_and_ended),
		cmocka_unit_test(a_number_is_dialled),
		cmocka_unit_test(history_outlives_the_program),
		cmocka_unit_test(a_program_that_is_killed_loses_nothing),
		cmocka_unit_test(a_broken_file_is_put_aside),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
