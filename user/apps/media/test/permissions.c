/* SPDX-License-Identifier: Apache-2.0 */
/* Who may hear, and when that ends: what a broken sip must not be able to get around. */
#include "user/apps/media/test/tests.h"
#include "user/apps/media/test/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define BOTH (AUDIO_MAY_PLAY | AUDIO_MAY_CAPTURE)

static void open_and_connect(struct world *world, uint32_t call)
{
	world_open(world, call);
	world_connect(world, call);
	world_run(world, 1000);
	assert_int_equal(world_said(&world->phones[1], MEDIA_PHONE, CALLING_SECURITY, call)->value,
			 CALLING_SECURE);
}

/* sip does its part of a call that no owner knows of. */
void nobody_is_heard_unasked(void **state)
{
	struct world *world = world_new();

	(void)state;
	world_tell(world, 1, MEDIA_PHONE, CALLING_ALLOW, 1, 0);
	world_tell(world, 0, MEDIA_PHONE, CALLING_ALLOW, 3, 0);
	open_and_connect(world, 1);
	world_run(world, 2000);
	assert_int_equal(world->phones[0].audio.opened, 0);
	assert_int_equal(world->wire[0].rtp, 0);
	assert_true(world->wire[1].rtp > 0);
	assert_int_equal(world->phones[1].audio.flags, BOTH);
	world_free(world);
}

void allowing_late_is_early_enough(void **state)
{
	struct world *world = world_new();

	(void)state;
	open_and_connect(world, 1);
	world_tell(world, 0, MEDIA_PHONE, CALLING_ALLOW, 1, 0);
	world_tell(world, 1, MEDIA_PHONE, CALLING_ALLOW, 1, 0);
	assert_int_equal(world->phones[0].audio.flags, BOTH);
	world_run(world, 6000);
	assert_true(world_heard(world, 0, 4) > 0.9);
	assert_true(world_heard(world, 1, 4) > 0.9);
	world_free(world);
}

static int loudest(const struct world_audio *audio, size_t from)
{
	int loudest = 0;

	for (size_t i = from; i < audio->heard_count; i++) {
		if (abs(audio->heard[i]) > loudest)
			loudest = abs(audio->heard[i]);
	}
	return loudest;
}

void muting_closes_the_microphone(void **state)
{
	struct world *world = world_new();
	const struct world_audio *listener = &world->phones[1].audio;
	unsigned sent;
	size_t from;

	(void)state;
	world_call(world, 1);
	world_run(world, 2000);
	world_tell(world, 0, MEDIA_PHONE, CALLING_MUTE, 1, 1);
	assert_int_equal(world->phones[0].audio.flags, AUDIO_MAY_PLAY);
	world_run(world, 500);
	from = listener->heard_count;
	sent = world->wire[0].rtp;
	world_run(world, 2000);
	assert_true(loudest(listener, from) < 20);
	assert_in_range(world->wire[0].rtp - sent, 99, 101);
	assert_true(world_heard(world, 0, 3) > 0.9);
	world_tell(world, 0, MEDIA_PHONE, CALLING_MUTE, 1, 0);
	assert_int_equal(world->phones[0].audio.flags, BOTH);
	from = listener->heard_count;
	world_run(world, 2000);
	assert_true(loudest(listener, from) > 1000);
	assert_int_equal(world->wire[0].rtp_lengths, 1);
	world_free(world);
}

/* The owner hangs up, and sip does nothing about it. */
void revoking_needs_no_sip(void **state)
{
	struct world *world = world_new();
	unsigned sent;

	(void)state;
	world_call(world, 1);
	world_run(world, 1000);
	sent = world->wire[0].rtp;
	world_tell(world, 0, MEDIA_PHONE, CALLING_REVOKE, 1, 0);
	assert_int_equal(world->phones[0].audio.flags, 0);
	world_run(world, 1000);
	assert_int_equal(world->wire[0].rtp, sent);
	world_free(world);
}

/* sip closes a call and opens another one, to somebody else, under its number. */
void a_permission_ends_with_its_call(void **state)
{
	struct world *world = world_new();
	unsigned opened;

	(void)state;
	world_call(world, 1);
	world_tell(world, 0, MEDIA_SIP, CALLING_CLOSE, 1, 0);
	world_tell(world, 1, MEDIA_SIP, CALLING_CLOSE, 1, 0);
	opened = world->phones[0].audio.opened;
	open_and_connect(world, 1);
	assert_int_equal(world->phones[0].audio.opened, opened);
	world_tell(world, 0, MEDIA_SIP, CALLING_CLOSE, 1, 0);
	world_tell(world, 1, MEDIA_SIP, CALLING_CLOSE, 1, 0);

	/* The same where a call ends by itself. */
	world_call(world, 1);
	world->cut = true;
	world_run(world, 11000);
	assert_int_equal(world->phones[0].media.calls[0].state, CALL_FREE);
	world->cut = false;
	opened = world->phones[0].audio.opened;
	open_and_connect(world, 1);
	assert_int_equal(world->phones[0].audio.opened, opened);
	world_free(world);
}

void the_latest_allowed_call_has_the_sound(void **state)
{
	struct world *world = world_new();
	const struct media *media = &world->phones[1].media;
	uint32_t received[2];

	(void)state;
	world_call(world, 1);
	world_call(world, 3);
	world_run(world, 500);
	received[0] = media->calls[0].statistics.received;
	received[1] = media->calls[1].statistics.received;
	world_run(world, 2000);
	assert_in_range(media->calls[0].statistics.received - received[0], 99, 101);
	assert_in_range(media->calls[1].statistics.received - received[1], 99, 101);
	assert_int_equal(voice_statistics(media->calls[0].voice)->delay_us == 0, false);
	assert_true(world_heard(world, 1, 2) > 0.9);
	world_tell(world, 0, MEDIA_PHONE, CALLING_ALLOW, 1, 0);
	world_tell(world, 1, MEDIA_PHONE, CALLING_ALLOW, 1, 0);
	world->phones[1].audio.heard_count = 0;
	world_run(world, 3000);
	assert_true(world_heard(world, 1, 2) > 0.9);

	/* Now they listen to different calls: each hears the other's silence. */
	world_tell(world, 0, MEDIA_PHONE, CALLING_ALLOW, 3, 0);
	world_run(world, 500);
	received[0] = (uint32_t)world->phones[1].audio.heard_count;
	world_run(world, 1000);
	assert_true(loudest(&world->phones[1].audio, received[0]) < 20);
	assert_int_equal(world->wire[0].rtp_lengths, 1);
	world_free(world);
}

void old_permissions_give_way(void **state)
{
	struct world *world = world_new();
	const struct media *media = &world->phones[0].media;

	(void)state;
	for (uint32_t call = 1; call <= 3 * MEDIA_PERMISSIONS; call++)
		world_tell(world, 0, MEDIA_PHONE, CALLING_ALLOW, call, 0);
	for (uint32_t i = 0; i < MEDIA_PERMISSIONS; i++)
		assert_int_equal(media->permissions[i].number, 3 * MEDIA_PERMISSIONS - i);
	world_tell(world, 0, MEDIA_PHONE, CALLING_REVOKE, 3 * MEDIA_PERMISSIONS - 2, 0);
	assert_int_equal(media->permissions[2].number, 3 * MEDIA_PERMISSIONS - 3);
	assert_int_equal(media->permissions[MEDIA_PERMISSIONS - 1].number, 0);
	world_free(world);
}

void a_restarted_phone_learns_all(void **state)
{
	struct world *world = world_new();
	struct world_phone *phone = &world->phones[0];
	const struct calling_message *m;

	(void)state;
	world_call(world, 1);
	world_open(world, 3);
	phone->to_phone_count = 0;
	media_restarted(&phone->media, MEDIA_PHONE, world->now);
	assert_int_equal(phone->to_phone_count, 1);
	m = world_said(phone, MEDIA_PHONE, CALLING_SECURITY, 1);
	assert_non_null(m);
	assert_int_equal(m->value, CALLING_SECURE);
	assert_true(m->text[0] != '\0');
	assert_int_equal(phone->audio.flags, BOTH);
	world_free(world);
}

void a_restarted_sip_has_no_calls(void **state)
{
	struct world *world = world_new();
	struct world_phone *phone = &world->phones[0];

	(void)state;
	world_call(world, 1);
	media_restarted(&phone->media, MEDIA_SIP, world->now);
	assert_false(phone->open[0]);
	assert_int_equal(phone->audio.flags, 0);
	assert_int_equal(phone->media.permissions[0].number, 0);
	world_free(world);
}

void a_restarted_audio_is_opened_again(void **state)
{
	struct world *world = world_new();
	struct world_phone *phone = &world->phones[0];

	(void)state;
	world_call(world, 1);
	world_run(world, 1000);
	phone->audio.flags = 0;
	world_run(world, 300);
	media_restarted(&phone->media, MEDIA_AUDIO, world->now);
	assert_int_equal(phone->audio.flags, BOTH);
	phone->audio.heard_count = 0;
	world_run(world, 4000);
	assert_true(world_heard(world, 0, 3) > 0.9);
	assert_int_equal(world->wire[0].rtp_lengths, 1);
	world_free(world);
}

void refused_sound_ends_the_call(void **state)
{
	struct world *world = world_new();
	const struct calling_message *failed;

	(void)state;
	world->phones[0].audio.denied = BOTH;
	world_tell(world, 0, MEDIA_PHONE, CALLING_ALLOW, 1, 0);
	open_and_connect(world, 1);
	failed = world_said(&world->phones[0], MEDIA_SIP, CALLING_FAILED, 1);
	assert_non_null(failed);
	assert_int_equal(failed->value, CALLING_INTERNAL);
	world_free(world);
}
