/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What tests of the model share: the parts of sip and media, and a look at what was sent to them.
 */
#ifndef USER_APPS_PHONE_TEST_DRIVER_H
#define USER_APPS_PHONE_TEST_DRIVER_H

#include <stdio.h>
#include <string.h>

#include "user/apps/phone/model.h"

static struct contacts people;
static struct model phone;

static const char people_text[] = "1002  Bao Nguyen  sip:1002@10.0.2.16\n"
				  "1003  张伟  sip:1003@10.0.2.17\n";

static inline int fresh_phone(void **state)
{
	(void)state;
	contacts_read(&people, people_text, strlen(people_text));
	model_init(&phone, &people, NULL, ENGLISH, 1000);
	model_time(&phone, 5000);
	return 0;
}

static inline void from(enum call_peer peer, uint32_t type, uint32_t call, uint32_t value,
			const char *text, const char *name)
{
	struct calling_message m = { .type = type, .call = call, .value = value };

	snprintf(m.text, sizeof(m.text), "%s", text);
	snprintf(m.name, sizeof(m.name), "%s", name);
	model_receive(&phone, peer, &m, sizeof(m));
}

static inline void sip(uint32_t type, uint32_t call, uint32_t value)
{
	from(CALL_SIP, type, call, value, "sip:1002@10.0.2.16", "");
}

static inline void secure(uint32_t call, const char *string)
{
	from(CALL_MEDIA, CALLING_SECURITY, call, CALLING_SECURE, string, "X25519 AES-256");
}

static inline void act(enum action action)
{
	model_act(&phone, action, 0);
}

static inline void wait_ms(uint64_t ms)
{
	model_time(&phone, phone.now_ms + ms);
}

/* Takes one message that was sent, to `peer` and of `type`, about `call`. False if it is another. */
static inline bool sent(enum call_peer peer, uint32_t type, uint32_t call)
{
	const struct calling_message *m = line_next(&phone.line, peer);
	bool as_said = m && m->type == type && m->call == call;

	if (m)
		line_sent(&phone.line, peer);
	return as_said;
}

static inline bool sent_nothing(void)
{
	return !line_next(&phone.line, CALL_SIP) && !line_next(&phone.line, CALL_MEDIA);
}

static inline void forget_sent(void)
{
	for (int peer = 0; peer < CALL_PEERS; peer++)
		while (line_next(&phone.line, (enum call_peer)peer))
			line_sent(&phone.line, (enum call_peer)peer);
}

static inline uint32_t dial(const char *text)
{
	while (*text)
		model_act(&phone, ACT_KEY, (uint32_t)*text++);
	act(ACT_DIAL);
	return phone.line.call.number;
}

/* An outgoing call that is established; nothing left unsent. */
static inline uint32_t talking(void)
{
	uint32_t call = dial("1002");

	sip(CALLING_ESTABLISHED, call, 0);
	forget_sent();
	return call;
}

#endif
