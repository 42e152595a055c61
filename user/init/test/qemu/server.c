/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The server of init's test. It soils all its memory, so that a successor would find what was not cleared,
 * echoes what comes on its stream, and dies as told.
 */
#include <string.h>

#include "user/init/test/qemu/parts.h"
#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/program.h"

static const struct hf_program *self;
static struct hf_channel stream;
static const struct hf_grant *own, *shared;
static uint64_t soiled_heap, soiled_own, soiled_data, calls;
static uint64_t data = 1;
static const uint32_t constant[4] = { 1, 2, 3, 4 };

static uint64_t count_and_soil(uint64_t address, uint64_t size)
{
	uint64_t count = 0, *words = (uint64_t *)address;

	for (uint64_t i = 0; i < size / sizeof(*words); i++) {
		count += words[i] != 0;
		words[i] = 0xdeadbeef;
	}
	return count;
}

__attribute__((noinline)) static int overflow(unsigned depth)
{
	volatile char page[4096];

	page[0] = (char)depth;
	return depth == 0 ? 0 : overflow(depth - 1) + page[0];
}

__attribute__((noinline)) static void smash(size_t size)
{
	char small[16];

	memset(small, 1, size);
	__asm__ volatile("" : : "r"(small) : "memory");
}

/* Hides from the compiler where an access goes. */
static uint64_t hidden(uint64_t address)
{
	__asm__("" : "+r"(address));
	return address;
}

static void write_to(uint64_t address)
{
	*(volatile uint32_t *)hidden(address) = 0;
}

static void read_from(uint64_t address)
{
	(void)*(volatile uint32_t *)hidden(address);
}

/* RET, put where no code may be. */
static void execute_at(uint64_t address)
{
	*(volatile uint32_t *)address = 0xd65f03c0;
	__asm__ volatile("dc cvau, %0\n\tdsb ish\n\tic ivau, %0\n\tdsb ish\n\tisb"
			 :
			 : "r"(address)
			 : "memory");
	((void (*)(void))address)();
}

static void die(enum death how)
{
	switch (how) {
	case DEATH_WRITE_TEXT:
		return write_to((uint64_t)die);
	case DEATH_WRITE_CONSTANT:
		return write_to((uint64_t)constant);
	case DEATH_WRITE_RECORD:
		return write_to((uint64_t)self);
	case DEATH_WRITE_FILE:
		return write_to(hf_need(self, "text", HF_GRANT_FILE)->address);
	case DEATH_EXECUTE_DATA:
		return execute_at((uint64_t)&data);
	case DEATH_EXECUTE_HEAP:
		return execute_at(self->heap);
	case DEATH_READ_NOTHING:
		return read_from(8);
	case DEATH_READ_BEHIND_HEAP:
		return read_from(self->heap + self->heap_size);
	case DEATH_WRITE_READONLY:
		return write_to(hf_need(self, "readonly", HF_GRANT_MEMORY)->address);
	case DEATH_STACK_OVERFLOW:
		(void)overflow(~0u);
		return;
	case DEATH_STACK_SMASH:
		return smash(64);
	case DEATH_UNDEFINED:
		__asm__ volatile("udf #0");
		return;
	case DEATH_TRAP:
		__builtin_trap();
	case DEATH_PRIVILEGED:
		__asm__ volatile("msr vbar_el1, xzr");
		return;
	case DEATH_STATUS:
		hf_exit(3);
	case DEATHS:
		break;
	}
}

static struct hf_words answer(const struct hf_words *ask, uint64_t identity)
{
	const struct hf_grant *client = hf_need(self, "client", HF_GRANT_CHANNEL_SERVER);

	calls++;
	switch (ask->w[0]) {
	case SERVER_ECHO:
		return (struct hf_words){ { 0, ask->w[1] + 1 } };
	case SERVER_POLICY:
		return (struct hf_words){ { client->policy, client->identity, identity } };
	case SERVER_STATE:
		return (struct hf_words){ { self->restarts, soiled_heap, soiled_own, soiled_data,
					    calls } };
	case SERVER_DIE:
		die((enum death)ask->w[1]);
		break;
	}
	return (struct hf_words){ { ~(uint64_t)0 } };
}

static void echo(void)
{
	char message[STREAM_MESSAGE_MAX];
	int size;

	while ((size = hf_receive(&stream, message, sizeof(message))) >= 0)
		if (size > 0)
			(void)hf_send(&stream, message, (size_t)size);
}

int main(const struct hf_program *program)
{
	struct hf_words words = { { 0 } };
	struct hf_arrived arrived;
	uint64_t flags = HF_WAIT_CALLS;

	self = program;
	own = hf_need(self, "own", HF_GRANT_MEMORY);
	shared = hf_need(self, "shared", HF_GRANT_MEMORY);
	soiled_heap = count_and_soil(self->heap, self->heap_size);
	soiled_own = count_and_soil(own->address, own->size);
	soiled_data = data - 1;
	data = 2;
	*(uint64_t *)shared->address = SHARED_WORD;
	if (!hf_channel_open(self, "talk", &stream))
		return 1;
	for (;;) {
		if (hf_wait(flags, ~(uint64_t)0, HF_NEVER, &words, &arrived) != HF_OK)
			return 1;
		flags = HF_WAIT_CALLS;
		if (arrived.what == HF_ARRIVED_CALL) {
			words = answer(&words, arrived.word);
			flags |= HF_WAIT_REPLY;
		} else {
			echo();
		}
	}
}
