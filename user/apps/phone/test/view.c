/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands on the screens, asked of their scenes: that "secure" is said only when it is true, that all
 * words fit, that all that is touched is large enough, and that touches do what they say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/draw/test/phone_fonts.h"
#include "user/apps/phone/shots.h"
#include "user/apps/phone/test/driver.h"
#include "user/apps/phone/view.h"
#include "user/protocol/display.h"

static struct fonts *fonts;
static struct ui ui;
static struct manifest manifest;
static struct manifest_errors errors;

static int begin(void **state)
{
	(void)state;
	fonts = phone_fonts();
	return fonts ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	fonts_close(fonts);
	return 0;
}

static void show(void)
{
	struct damage damage;

	ui_init(&ui, fonts, PANEL_WIDTH, WORLD_HEIGHT);
	ui_begin(&ui, 0);
	view_draw(&ui, &phone);
	ui_end(&ui, &damage);
}

static void reach(int shot, int language)
{
	contacts_read(&people, shots_contacts, strlen(shots_contacts));
	if (!manifest_parse(&manifest, shots_manifest, strlen(shots_manifest), &errors))
		fail_msg("manifest: line %u: %s", errors.error[0].line, errors.error[0].text);
	model_init(&phone, &people, &manifest, (enum language)language, 1);
	model_time(&phone, 1000);
	shots[shot].reach(&phone);
	show();
}

static bool shows(const char *text)
{
	for (int i = 0; i < ui.scene->count; i++)
		if (ui.scene->item[i].kind == SCENE_LINE &&
		    !strcmp(scene_text(ui.scene, &ui.scene->item[i]), text))
			return true;
	return false;
}

/* A sentence that may stand on several lines. */
static bool shows_sentence(const char *text)
{
	static char all[SCENE_TEXT + SCENE_ITEMS];

	all[0] = 0;
	for (int i = 0; i < ui.scene->count; i++)
		if (ui.scene->item[i].kind == SCENE_LINE) {
			strcat(all, scene_text(ui.scene, &ui.scene->item[i]));
			strcat(all, " ");
		}
	return strstr(all, text) != NULL;
}

static bool shows_word(enum word word)
{
	return shows(say(phone.language, word));
}

/* The middle of the target with this action; fails if there is none. */
static void touch(enum action action, uint32_t argument)
{
	for (int i = 0; i < ui.targets; i++) {
		struct rect r = ui.target[i].area;
		struct ui_event e;

		if (ui.target[i].action != (uint32_t)action || ui.target[i].argument != argument)
			continue;
		ui_down(&ui, r.x + r.w / 2, r.y + r.h / 2, 1000);
		e = ui_up(&ui, r.x + r.w / 2, r.y + r.h / 2, 2000);
		assert_int_equal(e.action, action);
		model_act(&phone, (enum action)e.action, e.argument);
		show();
		return;
	}
	fail_msg("nothing on the screen means action %d", (int)action);
}

#define EACH_SHOT                                                                                  \
	for (int language = 0; language < LANGUAGES; language++)                                   \
		for (int shot = 0; shot < shots_count && (reach(shot, language), true); shot++)

static void nothing_is_dropped(void **state)
{
	(void)state;
	EACH_SHOT
	assert_int_equal(ui.scene->dropped, 0);
}

static void secure_is_said_only_when_true(void **state)
{
	int said = 0, verified = 0;

	(void)state;
	EACH_SHOT
	{
		const struct call *c = &phone.line.call;
		bool mint = shows_word(WORD_ENCRYPTED), check = shows_word(WORD_VERIFIED);

		assert_int_equal(mint || check, call_is_secure(c));
		assert_int_equal(check, call_is_verified(c));
		if (!call_is_secure(c))
			assert_false(shows_word(WORD_COMPARE) || shows_word(WORD_MATCH));
		assert_int_equal(shows_word(WORD_CHANGED),
				 call_is_secure(c) && c->trust == CALLING_CHANGED);
		if (c->state == CALL_TALKING && !call_is_secure(c))
			assert_true(shows_word(WORD_NOT_YET));
		said += mint;
		verified += check;
	}
	assert_true(said >= 6 && verified >= 4);
}

static void the_string_is_shown_as_media_said_it(void **state)
{
	(void)state;
	fresh_phone(state);
	secure(talking(), "k7fq");
	show();
	assert_true(shows("k7fq"));
	secure(phone.line.call.number, "spaniel hurricane");
	show();
	assert_true(shows("spaniel"));
	assert_true(shows("hurricane"));
	secure(phone.line.call.number, "adroitness Wilmington headwaters Istanbul");
	show();
	assert_true(shows("adroitness Wilmington"));
	assert_true(shows("headwaters Istanbul"));
	from(CALL_MEDIA, CALLING_SECURITY, phone.line.call.number, CALLING_KEYING, "k7fq", "");
	show();
	assert_false(shows("k7fq"));
}

/* Words of the table are never cut by an ellipsis, in any language. */
static void all_words_fit(void **state)
{
	(void)state;
	EACH_SHOT
	for (int i = 0; i < ui.scene->count; i++) {
		const struct scene_item *item = &ui.scene->item[i];
		const char *text;

		if (item->kind != SCENE_LINE)
			continue;
		text = scene_text(ui.scene, item);
		for (int word = 0; word < WORD_COUNT; word++)
			if (!strcmp(text, say((enum language)language, (enum word)word)) &&
			    text_width(fonts, item->type, text) > item->box.w)
				fail_msg("%s: '%s' is cut", shots[shot].name, text);
	}
}

/* Nor is any string to compare, however long. */
static void all_strings_fit(void **state)
{
	static const char eight[] = "adroitness Wilmington headwaters Istanbul adroitness "
				    "Wilmington headwaters Istanbul";
	static const char *const strings[] = { "k7fq", "k7fqk7fqk7fq", "adroitness Wilmington",
					       "adroitness Wilmington headwaters Istanbul", eight };

	fresh_phone(state);
	talking();
	for (int i = 0; i < 5; i++) {
		secure(phone.line.call.number, strings[i]);
		show();
		for (int k = 0; k < ui.scene->count; k++) {
			const struct scene_item *item = &ui.scene->item[k];

			if (item->kind == SCENE_LINE &&
			    strstr(strings[i], scene_text(ui.scene, item)))
				assert_true(text_width(fonts, item->type,
						       scene_text(ui.scene, item)) <= item->box.w);
		}
	}
}

static void targets_are_large(void **state)
{
	(void)state;
	EACH_SHOT
	for (int i = 0; i < ui.targets; i++) {
		struct rect r = ui.target[i].area;

		if (phone.keyboard && ui.target[i].action == ACT_KEY)
			assert_true(r.w >= 60 && r.h >= TOUCH_LEAST);
		else if (r.y + r.h < WORLD_HEIGHT - TABS_HEIGHT) /* else cut by the list's end */
			assert_true(r.w >= TOUCH_LEAST && r.h >= TOUCH_LEAST);
	}
}

static bool same_rect(struct rect a, struct rect b)
{
	return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h;
}

static void everything_is_on_the_screen(void **state)
{
	(void)state;
	EACH_SHOT
	for (int i = 0; i < ui.scene->count; i++) {
		const struct scene_item *item = &ui.scene->item[i];

		if (item->clip.h == WORLD_HEIGHT &&
		    !same_rect(rect_intersect(item->box, ui.whole), item->box))
			fail_msg("%s: item %d leaves the screen", shots[shot].name, i);
	}
}

static void every_refusal_is_explained(void **state)
{
	(void)state;
	for (uint32_t why = CALLING_BUSY; why <= CALLING_INCOMPATIBLE; why++) {
		fresh_phone(state);
		sip(CALLING_ENDED, dial("1002"), why);
		show();
		assert_true(shows_sentence(say(ENGLISH, word_of_end(why))));
		assert_true(shows_sentence(say(ENGLISH, why_of_end(why))));
		assert_true(shows("Bao Nguyen"));
		touch(ACT_CLOSE, 0);
		assert_int_equal(phone.line.call.state, CALL_NONE);
	}
}

static void a_stranger_is_called_one(void **state)
{
	(void)state;
	fresh_phone(state);
	from(CALL_SIP, CALLING_INCOMING, 2, 0, "sip:7@192.0.2.9", "Bao Nguyen");
	show();
	assert_true(shows_word(WORD_NOT_A_CONTACT));
	assert_true(shows("7@192.0.2.9"));
	assert_false(shows("Bao Nguyen")); /* only as what he says of himself */
	assert_true(shows("Gives the name “Bao Nguyen”"));
}

static int shot_named(const char *name)
{
	for (int i = 0; i < shots_count; i++)
		if (!strcmp(shots[i].name, name))
			return i;
	fail_msg("no shot is named %s", name);
	return 0;
}

static void grants_are_those_of_the_manifest(void **state)
{
	(void)state;
	reach(shot_named("grants"), ENGLISH);
	assert_true(shows("media"));
	assert_true(shows("Hardware: sound"));	      /* audio's */
	assert_true(shows("Hardware: none"));	      /* media's, phone's */
	assert_true(shows("Talks to: audio, media")); /* phone's */
	assert_true(shows("Talks to: audio, phone")); /* media's */
	assert_true(shows("Reads: contacts"));
	fresh_phone(state); /* without a manifest */
	phone.screen = SCREEN_GRANTS;
	show();
	assert_true(shows_word(WORD_NO_GRANTS));
}

static void a_call_by_touch(void **state)
{
	(void)state;
	fresh_phone(state);
	show();
	touch(ACT_KEY, '1');
	touch(ACT_KEY, '0');
	touch(ACT_KEY, '0');
	touch(ACT_KEY, '3');
	assert_true(shows("1003"));
	assert_true(shows("张伟"));
	touch(ACT_DIAL, 0);
	assert_true(shows_word(WORD_CALLING));
	sip(CALLING_ESTABLISHED, phone.line.call.number, 0);
	secure(phone.line.call.number, "k7fq");
	show();
	touch(ACT_MUTE, 0);
	assert_true(shows_word(WORD_MUTED));
	touch(ACT_DETAILS, 0);
	assert_true(shows_word(WORD_STAT_JITTER));
	touch(ACT_DETAILS, 0);
	touch(ACT_DIFFER, 0);
	assert_true(shows_word(WORD_DIFFER_TITLE));
	touch(ACT_DIFFER_NO, 0);
	touch(ACT_MATCH, 0);
	assert_true(shows_word(WORD_VERIFIED));
	touch(ACT_HANG_UP, 0);
	assert_true(shows_word(WORD_END_NORMAL));
	touch(ACT_CLOSE, 0);
	touch(ACT_TAB, SCREEN_HISTORY);
	assert_true(shows_word(WORD_TAB_HISTORY));
	touch(ACT_HISTORY, 0);
	touch(ACT_BACK, 0);
	touch(ACT_TAB, SCREEN_SETTINGS);
	touch(ACT_LANGUAGE, CHINESE);
	assert_true(shows("设置"));
}

static void an_incoming_call_by_touch(void **state)
{
	(void)state;
	fresh_phone(state);
	sip(CALLING_INCOMING, 2, 0);
	show();
	touch(ACT_ANSWER, 0);
	assert_true(shows_word(WORD_CONNECTING));
	touch(ACT_HANG_UP, 0);
	touch(ACT_CLOSE, 0);
	sip(CALLING_INCOMING, 4, 0);
	show();
	touch(ACT_DECLINE, 0);
	assert_int_equal(phone.line.call.state, CALL_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_dropped),
		cmocka_unit_test(secure_is_said_only_when_true),
		cmocka_unit_test(the_string_is_shown_as_media_said_it),
		cmocka_unit_test(all_words_fit),
		cmocka_unit_test(all_strings_fit),
		cmocka_unit_test(targets_are_large),
		cmocka_unit_test(everything_is_on_the_screen),
		cmocka_unit_test(every_refusal_is_explained),
		cmocka_unit_test(a_stranger_is_called_one),
		cmocka_unit_test(grants_are_those_of_the_manifest),
		cmocka_unit_test(a_call_by_touch),
		cmocka_unit_test(an_incoming_call_by_touch),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
