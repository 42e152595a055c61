/* SPDX-License-Identifier: Apache-2.0 */
/* Calls to the service `files`; see keeper.h. */
#include "user/linux/keeper.h"

#include <string.h>

#include "user/lib/hf.h"
#include "user/lib/program.h"

static const struct hf_grant *channel;
static uint64_t identity; /* 0: not known yet */
static uint32_t generation;
static uint64_t longest;

static const int64_t errors[FILES_ERRORS] = {
	[FILES_E_REQUEST] = EINVAL, [FILES_E_NAME] = EINVAL,   [FILES_E_NONE] = ENOENT,
	[FILES_E_SIZE] = EFBIG,	    [FILES_E_QUOTA] = EDQUOT,  [FILES_E_NAMES] = ENOSPC,
	[FILES_E_SUM] = EIO,	    [FILES_E_CLIENT] = EACCES,
};

bool keeper_granted(void)
{
	if (!channel)
		channel = hf_find(self, "files", HF_GRANT_CHANNEL_CLIENT);
	return channel;
}

int64_t keeper_ask(const struct files_request *request, struct files_reply *reply)
{
	struct hf_words words;

	memcpy(&words, request, sizeof(words));
	if (hf_call(channel->handle, &words))
		return -EIO;
	memcpy(reply, &words, sizeof(*reply));
	return reply->error < FILES_ERRORS ? -errors[reply->error] : -EIO;
}

int64_t keeper_identify(void)
{
	struct files_request request = { .operation = FILES_OPEN };
	struct files_reply reply;
	int64_t e = keeper_ask(&request, &reply);

	if (e)
		return e;
	longest = reply.value < channel->size ? reply.value : channel->size;
	generation += reply.identity != identity;
	identity = reply.identity;
	return 0;
}

uint32_t keeper_generation(void)
{
	return generation;
}

uint64_t keeper_longest(void)
{
	return longest;
}

void keeper_wipe(void *bytes, uint64_t size)
{
	memset(bytes, 0, size);
	__asm__ volatile("" : : "r"(bytes) : "memory");
}

int64_t keeper_get(const char name[FILES_NAME], void *bytes, uint64_t room, uint64_t *size)
{
	struct files_request request = { .operation = FILES_GET };
	void *buffer = (void *)channel->address;
	struct files_reply reply;
	int64_t e;

	memcpy(request.name, name, FILES_NAME);
	e = keeper_ask(&request, &reply);
	if (e)
		return e;
	if (reply.value > room || reply.value > channel->size)
		return -EIO;
	memcpy(bytes, buffer, reply.value);
	keeper_wipe(buffer, reply.value);
	if (files_sum(FILES_SUM_START, bytes, reply.value) != reply.sum)
		return -EIO;
	*size = reply.value;
	return 0;
}

int64_t keeper_put(const char name[FILES_NAME], const void *bytes, uint64_t size)
{
	struct files_request request = { .operation = FILES_PUT, .value = (uint32_t)size };
	void *buffer = (void *)channel->address;
	struct files_reply reply;
	int64_t e;

	if (size > longest)
		return -EFBIG;
	memcpy(request.name, name, FILES_NAME);
	request.sum = files_sum(FILES_SUM_START, bytes, size);
	memcpy(buffer, bytes, size);
	e = keeper_ask(&request, &reply);
	keeper_wipe(buffer, size);
	return e;
}

void keeper_refresh(uint64_t bits)
{
	if (channel && bits >> channel->bit & 1)
		(void)!keeper_identify(); /* if it is down, it signals again when it is up */
}
