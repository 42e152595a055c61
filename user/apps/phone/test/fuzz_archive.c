/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an archive. What is taken for one is written as the same bytes again, and in a model every text
 * of it is clean, every time no later than now.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text/text.h"
#include "user/apps/phone/archive.h"

#define NOW   5000
#define EPOCH 1800000000000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct model *m)
{
	assert(m->language < LANGUAGES && m->past_count <= HISTORY_MAX);
	for (unsigned int i = 0; i < m->past_count; i++) {
		const struct past *p = model_past(m, i);

		assert(text_is_clean(p->name, strnlen(p->name, sizeof(p->name) - 1)));
		assert(text_is_clean(p->address, strnlen(p->address, sizeof(p->address) - 1)));
		assert(p->began_ms <= NOW);
		assert(p->known == (contacts_find_address(m->contacts, p->address) != NULL));
	}
	assert(!model_past(m, m->past_count));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char text[] = "1002  Bao Nguyen  sip:1002@10.0.2.16\n";
	static struct contacts contacts;
	static struct archive archive;
	static uint8_t bytes[ARCHIVE_MAX];
	static struct model m;

	if (!archive_read(&archive, data, size))
		return 0;
	assert(archive_write(&archive, bytes) == size && memcmp(bytes, data, size) == 0);
	contacts_read(&contacts, text, sizeof(text) - 1);
	model_init(&m, &contacts, NULL, ENGLISH, 1);
	model_time(&m, NOW);
	archive_give(&archive, &m, EPOCH);
	check(&m);
	return 0;
}
