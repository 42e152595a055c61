/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each state is reached as on the phone: by messages of sip and media, and by what the owner does.
 */
#include "user/apps/phone/shots.h"

#include <stdio.h>

const char shots_contacts[] = "1002  Bao Nguyen       sip:1002@10.0.2.16\n"
			      "1003  张伟             sip:1003@10.0.2.17\n"
			      "1004  Alma Restrepo    sip:1004@10.0.2.18\n"
			      "1005  王芳             sip:1005@10.0.2.19\n"
			      "1006  Jonas Lindqvist  sip:1006@10.0.2.20\n"
			      "1007  Operations desk  sip:1007@10.0.2.21\n"
			      "1008  李娜             sip:1008@10.0.2.22\n"
			      "1009  Mirembe Okello   sip:1009@10.0.2.23\n"
			      "1010  Zoë Marchand     sip:1010@10.0.2.24\n";

const char shots_manifest[] = "phone \"a phone\"\n"
			      "sealed 128M\n"
			      "personality native/personality.elf\n"
			      "program init\n"
			      "\tpriority 20\n"
			      "program audio\n"
			      "\timage native/audio.elf\n"
			      "\theap 256K\n"
			      "\tpriority 50\n"
			      "\tbudget 1500us in 10ms\n"
			      "\tdevice sound node /virtio_mmio@a001000 interrupt\n"
			      "program media\n"
			      "\tlinux linux/media\n"
			      "\theap 16M\n"
			      "\taccount 64\n"
			      "\tpriority 48\n"
			      "\tbudget 1800us in 10ms\n"
			      "program phone\n"
			      "\tlinux linux/phone\n"
			      "\theap 24M\n"
			      "\taccount 64\n"
			      "\tpriority 28\n"
			      "\tbudget 15ms in 100ms\n"
			      "\tfile contacts contacts\n"
			      "channel media -> audio stream 32K\n"
			      "channel phone -> audio stream 32K\n"
			      "channel phone -> media stream 16K\n";

static void say_to(struct model *m, enum call_peer from, struct calling_message message,
		   const char *text, const char *name)
{
	snprintf(message.text, sizeof(message.text), "%s", text);
	snprintf(message.name, sizeof(message.name), "%s", name);
	model_receive(m, from, &message, sizeof(message));
}

static void sip(struct model *m, uint32_t type, uint32_t call, uint32_t value, const char *text,
		const char *name)
{
	say_to(m, CALL_SIP, (struct calling_message){ .type = type, .call = call, .value = value },
	       text, name);
}

static void media(struct model *m, uint32_t value, const char *string, uint32_t trust)
{
	say_to(m, CALL_MEDIA,
	       (struct calling_message){ .type = CALLING_SECURITY,
					 .call = m->line.call.number,
					 .value = value,
					 .flag = trust },
	       string, value == CALLING_SECURE ? "X25519-ML-KEM-512  AES-256" : "");
}

static void ready(struct model *m)
{
	sip(m, CALLING_READY, 0, 0, "sip:1001@10.0.2.15", "");
}

static void typed(struct model *m, const char *text)
{
	while (*text)
		model_act(m, ACT_KEY, (uint32_t)*text++);
}

static void keypad(struct model *m)
{
	ready(m);
	typed(m, "1002");
}

static void offline(struct model *m)
{
	(void)m;
}

static void keyboard(struct model *m)
{
	ready(m);
	model_act(m, ACT_KEYBOARD, 0);
	typed(m, "sip:1002@10.0.2.16");
}

static void contact_list(struct model *m)
{
	ready(m);
	model_act(m, ACT_TAB, SCREEN_CONTACTS);
}

static void person(struct model *m)
{
	contact_list(m);
	model_act(m, ACT_CONTACT, 1);
}

static void incoming(struct model *m)
{
	ready(m);
	sip(m, CALLING_INCOMING, 2, 0, "sip:1002@10.0.2.16", "Bao");
}

static void incoming_unknown(struct model *m)
{
	ready(m);
	sip(m, CALLING_INCOMING, 2, 0, "sip:7731@203.0.113.9", "Your bank");
}

static void dialling(struct model *m)
{
	keypad(m);
	model_act(m, ACT_DIAL, 0);
}

static void ringing(struct model *m)
{
	dialling(m);
	sip(m, CALLING_PROGRESS, m->line.call.number, CALLING_RINGING, "sip:1002@10.0.2.16", "");
}

static void keying(struct model *m)
{
	dialling(m);
	sip(m, CALLING_ESTABLISHED, m->line.call.number, 0, "sip:1002@10.0.2.16", "");
	media(m, CALLING_KEYING, "", 0);
	model_time(m, m->now_ms + 400);
}

static void secure(struct model *m)
{
	keying(m);
	media(m, CALLING_SECURE, "k7fq", 0);
	model_time(m, m->now_ms + 34000);
}

static void words(struct model *m)
{
	keying(m);
	media(m, CALLING_SECURE, "spaniel hurricane", 0);
	model_time(m, m->now_ms + 12000);
}

static void four_words(struct model *m)
{
	keying(m);
	media(m, CALLING_SECURE, "adroitness Wilmington headwaters Istanbul", 0);
	model_time(m, m->now_ms + 12000);
}

static void verified(struct model *m)
{
	secure(m);
	model_act(m, ACT_MATCH, 0);
	model_act(m, ACT_MUTE, 0);
}

static void changed(struct model *m)
{
	keying(m);
	media(m, CALLING_SECURE, "k7fq", CALLING_CHANGED);
	model_time(m, m->now_ms + 9000);
}

static void verified_before(struct model *m)
{
	keying(m);
	media(m, CALLING_SECURE, "k7fq", CALLING_VERIFIED);
	model_time(m, m->now_ms + 194000);
}

static void details(struct model *m)
{
	struct calling_message statistics = { .type = CALLING_STATISTICS };

	secure(m);
	statistics.call = m->line.call.number;
	statistics.statistics = (struct calling_statistics){ .sent = 1702,
							     .received = 1698,
							     .lost = 3,
							     .concealed = 3,
							     .jitter_us = 1840,
							     .delay_ms = 40,
							     .packet_bytes = 92,
							     .secure_ms = 118 };
	model_receive(m, CALL_MEDIA, &statistics, sizeof(statistics));
	model_act(m, ACT_DETAILS, 0);
}

static void differs(struct model *m)
{
	secure(m);
	model_act(m, ACT_DIFFER, 0);
}

static void differed(struct model *m)
{
	differs(m);
	model_act(m, ACT_DIFFER_YES, 0);
}

static void over(struct model *m)
{
	secure(m);
	model_act(m, ACT_HANG_UP, 0);
}

static void fails(struct model *m, uint32_t end)
{
	dialling(m);
	sip(m, CALLING_ENDED, m->line.call.number, end, "", "");
}

static void not_secure(struct model *m)
{
	fails(m, CALLING_NOT_SECURE);
}

static void unreachable(struct model *m)
{
	fails(m, CALLING_UNREACHABLE);
}

static void keys_failed(struct model *m)
{
	fails(m, CALLING_KEYING_FAILED);
}

static void refused_caller(struct model *m)
{
	ready(m);
	sip(m, CALLING_ENDED, 6, CALLING_NOT_SECURE, "", "sip:7731@203.0.113.9");
}

static void history(struct model *m)
{
	verified(m);
	model_act(m, ACT_HANG_UP, 0);
	model_act(m, ACT_CLOSE, 0);
	model_time(m, m->now_ms + 3 * 3600000);
	not_secure(m);
	model_act(m, ACT_CLOSE, 0);
	model_time(m, m->now_ms + 42 * 60000);
	incoming(m);
	sip(m, CALLING_ENDED, 2, CALLING_NORMAL, "", "");
	model_time(m, m->now_ms + 5 * 60000);
	sip(m, CALLING_INCOMING, 4, 0, "sip:1003@10.0.2.17", "");
	model_act(m, ACT_ANSWER, 0);
	sip(m, CALLING_ESTABLISHED, 4, 0, "sip:1003@10.0.2.17", "");
	media(m, CALLING_SECURE, "t5ow", 0);
	model_time(m, m->now_ms + 187000);
	model_act(m, ACT_HANG_UP, 0);
	model_act(m, ACT_CLOSE, 0);
	model_time(m, m->now_ms + 12 * 60000);
	sip(m, CALLING_INCOMING, 8, 0, "sip:7731@203.0.113.9", "");
	sip(m, CALLING_ENDED, 8, CALLING_NORMAL, "", "");
	model_act(m, ACT_TAB, SCREEN_HISTORY);
}

static void missed(struct model *m)
{
	incoming(m);
	sip(m, CALLING_ENDED, 2, CALLING_NORMAL, "", "");
}

static void no_history(struct model *m)
{
	ready(m);
	model_act(m, ACT_TAB, SCREEN_HISTORY);
}

static void settings(struct model *m)
{
	ready(m);
	model_act(m, ACT_TAB, SCREEN_SETTINGS);
}

static void grants(struct model *m)
{
	settings(m);
	model_act(m, ACT_GRANTS, 0);
}

static void about(struct model *m)
{
	settings(m);
	model_act(m, ACT_ABOUT, 0);
}

const struct shot shots[] = {
	{ "keypad", keypad },
	{ "keypad-offline", offline },
	{ "keypad-missed", missed },
	{ "keyboard", keyboard },
	{ "contacts", contact_list },
	{ "contact", person },
	{ "incoming", incoming },
	{ "incoming-unknown", incoming_unknown },
	{ "dialling", dialling },
	{ "ringing", ringing },
	{ "call-keying", keying },
	{ "call-secure", secure },
	{ "call-words", words },
	{ "call-four-words", four_words },
	{ "call-verified", verified },
	{ "call-verified-before", verified_before },
	{ "call-changed", changed },
	{ "call-details", details },
	{ "call-differs", differs },
	{ "ended", over },
	{ "ended-differed", differed },
	{ "ended-not-secure", not_secure },
	{ "ended-keys", keys_failed },
	{ "ended-unreachable", unreachable },
	{ "ended-caller-refused", refused_caller },
	{ "history", history },
	{ "history-empty", no_history },
	{ "settings", settings },
	{ "grants", grants },
	{ "about", about },
};

const int shots_count = sizeof(shots) / sizeof(shots[0]);
