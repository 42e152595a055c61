/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other client, on the bare protocol: it has files of the same names as the first one's, asks for more than it
 * may have, and kills the service.
 */
#include <string.h>

#include "lib/format/format.h"
#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/program.h"
#include "user/protocol/files.h"
#include "user/services/files/test/qemu/parts.h"

#define QUOTA 4
#define SIZE  5000

static const struct hf_grant *files;
static struct files_reply reply;
static uint64_t identity;
static char answer[ANSWER];

/* The first thing that does not hold is what the client is told. */
#define HOLDS(...)                                                                                 \
	do {                                                                                       \
		if (!(__VA_ARGS__) && answer[0] == '\0')                                           \
			format_into(answer, sizeof(answer), "line %d: %s", __LINE__,               \
				    #__VA_ARGS__);                                                 \
	} while (0)

static uint8_t *buffer(void)
{
	return (uint8_t *)(uintptr_t)files->address;
}

/* One call; FILES_ERRORS if nobody answers. */
static uint32_t call(uint32_t operation, const char *name, uint32_t value, uint64_t sum)
{
	struct files_request request = { .operation = operation, .value = value, .sum = sum };
	struct hf_words words;

	memcpy(request.name, name, strlen(name));
	memcpy(&words, &request, sizeof(words));
	if (hf_call(files->handle, &words) != HF_OK)
		return FILES_ERRORS;
	memcpy(&reply, &words, sizeof(reply));
	return reply.error;
}

static uint64_t fill(uint8_t what, uint32_t size)
{
	memset(buffer(), what, size);
	return files_sum(FILES_SUM_START, buffer(), size);
}

static bool holds_only(uint8_t what, uint32_t size)
{
	uint32_t same = 0;

	if (call(FILES_GET, "state", 0, 0) != FILES_OK || reply.value != size)
		return false;
	for (uint32_t i = 0; i < size; i++)
		same += buffer()[i] == what;
	return same == size && reply.sum == files_sum(FILES_SUM_START, buffer(), size);
}

static void check(void)
{
	HOLDS(call(FILES_OPEN, "", 0, 0) == FILES_OK && reply.value == files->size);
	identity = reply.identity;
	HOLDS(identity != 0);
	/* Nothing of the client's is here, by any name. */
	HOLDS(call(FILES_LIST, "", 0, 0) == FILES_E_NONE);
	HOLDS(call(FILES_GET, "state", 0, 0) == FILES_E_NONE);
	HOLDS(call(FILES_PUT, "state", SIZE, fill('r', SIZE)) == FILES_OK);
	HOLDS(holds_only('r', SIZE));
	HOLDS(call(FILES_PUT, "state", SIZE, fill('x', SIZE) + 1) == FILES_E_SUM);
	HOLDS(call(FILES_PUT, "../client/state", 1, fill('x', 1)) == FILES_E_NAME);
	HOLDS(call(FILES_PUT, "big", (QUOTA - 1) * FILES_PAGE,
		   fill('x', (QUOTA - 1) * FILES_PAGE)) == FILES_E_QUOTA);
	HOLDS(call(FILES_PUT, "big", (uint32_t)files->size + 1, 0) == FILES_E_SIZE);
	HOLDS(call(FILES_LIST + 1, "", 0, 0) == FILES_E_REQUEST);
	HOLDS(holds_only('r', SIZE));
}

static void lost(void)
{
	HOLDS(call(FILES_OPEN, "", 0, 0) == FILES_OK && reply.identity != identity);
	HOLDS(call(FILES_GET, "state", 0, 0) == FILES_E_NONE);
	HOLDS(call(FILES_LIST, "", 0, 0) == FILES_E_NONE);
}

static void serve(char word)
{
	answer[0] = '\0';
	if (word == WORD_CHECK)
		check();
	else if (word == WORD_KILL)
		HOLDS(call(MORTAL_OPERATION, "", 0, 0) == FILES_ERRORS);
	else if (word == WORD_LOST)
		lost();
	else
		HOLDS(word == 0);
}

int main(const struct hf_program *self)
{
	struct hf_channel client;
	uint64_t bits;
	char word;

	files = hf_need(self, "files", HF_GRANT_CHANNEL_CLIENT);
	if (!hf_channel_open(self, "client", &client))
		return 1;
	for (;;) {
		int size = hf_receive(&client, &word, sizeof(word));

		if (size > 0) {
			serve(word);
			if (hf_send(&client, answer, strlen(answer) + 1) <= 0)
				return 1;
		} else if (size == STREAM_EMPTY &&
			   hf_wait_event(hf_channel_bit(&client), HF_NEVER, &bits) != HF_OK) {
			return 1;
		}
	}
}
