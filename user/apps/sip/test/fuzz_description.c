/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an offer: what is read keeps to the ranges of description.h, and our answer to it can
 * be written, is usable, and accepts the same stream with the same payload type.
 */
#include <stdlib.h>
#include <string.h>

#include "user/apps/sip/description.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool right)
{
	if (!right)
		abort();
}

static void check_answer(const struct description *offer)
{
	const struct description_own own = { .address = { [10] = 0xff, 0xff, 192, 0, 2, 1 },
					     .port = 5004,
					     .version = 1 };
	struct description answer;
	char text[DESCRIPTION_MAX];
	size_t length = description_write(text, sizeof(text), &own, offer);

	check(length > 0);
	check(description_read(&answer, text, length) == DESCRIPTION_USABLE);
	check(answer.streams == offer->streams && answer.audio == offer->audio);
	check(answer.payload_type == offer->payload_type && answer.others == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct description read;

	if (description_read(&read, (const char *)data, size) != DESCRIPTION_USABLE)
		return 0;
	check(read.port > 0 && read.payload_type >= 96 && read.payload_type < 128);
	check(read.streams > 0 && read.streams <= DESCRIPTION_STREAMS);
	check(read.audio < read.streams && read.others < read.streams);
	check(!read.zrtp_hash[0] ||
	      description_is_zrtp_hash(read.zrtp_hash, strlen(read.zrtp_hash)));
	check_answer(&read);
	return 0;
}
