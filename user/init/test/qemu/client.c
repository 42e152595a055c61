/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The test itself: each point looks at one promise of docs/manifest.md and docs/programs.md from inside a
 * program.
 */
#include <stdbool.h>
#include <string.h>

#include "user/init/test/qemu/parts.h"
#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/log.h"
#include "user/lib/program.h"
#include "user/lib/time.h"

static const struct hf_program *self;
static const struct hf_grant *server, *once;
static struct hf_channel talk;
static unsigned points;
static bool held;

#define HOLDS(...)                                                                                 \
	do {                                                                                       \
		if (!(__VA_ARGS__)) {                                                              \
			hf_log("# line %d: %s", __LINE__, #__VA_ARGS__);                           \
			held = false;                                                              \
		}                                                                                  \
	} while (0)

static void point(const char *name)
{
	hf_log("%s %u %s", held ? "ok" : "not ok", ++points, name);
	held = true;
}

static uint64_t milliseconds(void)
{
	return time_from_ticks(hf_now(), self->ticks_per_second, TIME_MILLI);
}

static enum hf_error ask(uint64_t operation, uint64_t argument, struct hf_words *reply)
{
	*reply = (struct hf_words){ { operation, argument } };
	return hf_call(server->handle, reply);
}

static void record(void)
{
	const uint64_t *heap = (const uint64_t *)self->heap;
	bool zero = true;

	for (uint64_t i = 0; i < self->heap_size / 8; i++)
		zero &= heap[i] == 0;
	HOLDS(zero);
	HOLDS(strcmp(self->name, "client") == 0);
	HOLDS(strcmp(self->argument, "an argument") == 0);
	HOLDS(self->heap_size == 64 << 10);
	HOLDS(self->restarts == 0);
	HOLDS(self->image == 0 && self->image_size == 0);
	HOLDS(hf_now() > self->boot_ticks);
	point("the boot record says what the manifest does");
}

/* Every handle is one that the record names. */
static void handles(void)
{
	unsigned expected = HF_SELF_HEAP, found = 0;
	struct hf_words info;

	for (unsigned i = 0; i < self->grants; i++) {
		const struct hf_grant *g = &self->grant[i];

		expected += (g->handle != 0 ? 1u : 0) + (g->notify != 0 ? 1u : 0) +
			    (g->irq != 0 ? 1u : 0);
	}
	for (hf_handle h = 1; h < self->slots + 8; h++)
		found += hf_info(h, &info) == HF_OK;
	HOLDS(found == expected);
	HOLDS(hf_destroy(HF_SELF_HEAP) == HF_E_RIGHTS);
	HOLDS(hf_destroy(HF_SELF_EVENT) == HF_E_RIGHTS);
	HOLDS(hf_control(HF_SELF_THREAD, HF_THREAD_SCHEDULE, 63, 0, 0) == HF_E_RIGHTS);
	HOLDS(hf_console(HF_SELF_DOMAIN, 'x') == HF_E_RIGHTS);
	HOLDS(hf_power(HF_SELF_DOMAIN, 0) == HF_E_RIGHTS);
	HOLDS(hf_map(HF_SELF_SPACE, 0x5000000000, HF_SELF_HEAP, 0, 4096,
		     HF_RIGHT_READ | HF_RIGHT_EXECUTE) == HF_E_RIGHTS);
	point("a program holds what it is granted, with those rights, and nothing else");
}

static void memory(void)
{
	const struct hf_grant *g = hf_need(self, "buffer", HF_GRANT_MEMORY);
	const struct hf_grant *shared = hf_need(self, "shared", HF_GRANT_MEMORY);
	struct hf_words info;

	HOLDS((g->flags & HF_GRANT_DMA) != 0 && g->physical % 4096 == 0 && g->physical != 0);
	HOLDS(hf_info(g->handle, &info) == HF_OK && info.w[2] == g->physical);
	HOLDS(g->size == 8192 && *(volatile uint64_t *)g->address == 0);
	HOLDS((shared->flags & HF_GRANT_READONLY) != 0 && shared->physical == 0);
	HOLDS(hf_info(shared->handle, &info) == HF_OK && info.w[2] == 0);
	HOLDS(*(volatile uint64_t *)shared->address == SHARED_WORD);
	HOLDS(hf_map(HF_SELF_SPACE, 0x5000000000, shared->handle, 0, 4096,
		     HF_RIGHT_READ | HF_RIGHT_WRITE) == HF_E_RIGHTS);
	point("memory: own, known to devices, shared for reading");
}

static void file(void)
{
	const struct hf_grant *text = hf_need(self, "text", HF_GRANT_FILE);
	static const char start[] = "A file of the boot pack.\n";

	HOLDS(text->size == sizeof(start) - 1);
	HOLDS(memcmp((const char *)text->address, start, sizeof(start) - 1) == 0);
	HOLDS(text->address % 4096 == 0);
	point("a file of the boot pack");
}

static void calls(void)
{
	struct hf_words reply;

	HOLDS(ask(SERVER_ECHO, 41, &reply) == HF_OK && reply.w[1] == 42);
	HOLDS(ask(SERVER_POLICY, 0, &reply) == HF_OK);
	HOLDS(reply.w[0] == (1u << 3 | (uint64_t)7777 << 16));
	HOLDS(reply.w[1] != 0 && reply.w[1] == reply.w[2]);
	point("calls arrive with the client's identity and policy");
}

/* Send, and wait for it to come back. */
static bool echoes(const char *text, int size)
{
	char back[64];
	uint64_t bits, end = hf_now() + time_to_ticks(500, self->ticks_per_second, TIME_MILLI);
	int got;

	if (hf_send(&talk, text, (size_t)size) != size)
		return false;
	while ((got = hf_receive(&talk, back, sizeof(back))) == STREAM_EMPTY)
		if (hf_wait_event(hf_channel_bit(&talk), end, &bits) != HF_OK)
			return false;
	return got == size && memcmp(back, text, (size_t)size) == 0;
}

static void streams(void)
{
	HOLDS(echoes("one", 3));
	HOLDS(echoes("another", 7));
	point("a stream carries messages both ways");
}

/* Wait until the server answers again; the milliseconds it took. */
static uint64_t wait_for_server(uint64_t since)
{
	struct hf_words reply;
	uint64_t bits, limit = time_to_ticks(3000, self->ticks_per_second, TIME_MILLI);

	while (ask(SERVER_ECHO, 0, &reply) != HF_OK)
		if (hf_wait_event((uint64_t)1 << server->bit, hf_now() + limit, &bits) != HF_OK)
			return ~(uint64_t)0;
	return milliseconds() - since;
}

static void death(enum death how, const char *name)
{
	struct hf_words reply;
	uint64_t since = milliseconds(), took;
	char message[8];

	HOLDS(hf_send(&talk, "lost", 4) == 4);
	HOLDS(ask(SERVER_DIE, how, &reply) == HF_E_DEAD);
	took = wait_for_server(since);
	HOLDS(took < 1000);
	HOLDS(ask(SERVER_STATE, 0, &reply) == HF_OK);
	HOLDS(reply.w[0] == how + 1u);
	HOLDS(reply.w[1] == 0 && reply.w[2] == 0 && reply.w[3] == 0 && reply.w[4] <= 4);
	HOLDS(hf_receive(&talk, message, sizeof(message)) == STREAM_RESET);
	HOLDS(hf_receive(&talk, message, sizeof(message)) == STREAM_EMPTY);
	HOLDS(echoes("again", 5));
	point(name);
}

static void deaths(void)
{
	static const char *const names[DEATHS] = {
		[DEATH_WRITE_TEXT] = "restart after a write to text",
		[DEATH_WRITE_CONSTANT] = "restart after a write to constants",
		[DEATH_WRITE_RECORD] = "restart after a write to the boot record",
		[DEATH_WRITE_FILE] = "restart after a write to a file",
		[DEATH_EXECUTE_DATA] = "restart after executing data",
		[DEATH_EXECUTE_HEAP] = "restart after executing heap",
		[DEATH_READ_NOTHING] = "restart after reading at zero",
		[DEATH_READ_BEHIND_HEAP] = "restart after reading behind the heap",
		[DEATH_WRITE_READONLY] = "restart after a write to read-only memory",
		[DEATH_STACK_OVERFLOW] = "restart after a stack overflow",
		[DEATH_STACK_SMASH] = "restart after a smashed stack",
		[DEATH_UNDEFINED] = "restart after an undefined instruction",
		[DEATH_TRAP] = "restart after a trap",
		[DEATH_PRIVILEGED] = "restart after a privileged instruction",
		[DEATH_STATUS] = "restart after ending with a status",
	};

	for (unsigned how = 0; how < DEATHS; how++)
		death((enum death)how, names[how]);
}

/* Let a program die whenever it is ready; how often that was, and how often its stream was reset. */
struct lives {
	unsigned ready, resets;
};

static struct lives kill_always(struct hf_channel *channel)
{
	struct lives lives = { 0, 0 };
	char message[8];
	uint64_t bits;

	do {
		uint64_t end = hf_now() + time_to_ticks(500, self->ticks_per_second, TIME_MILLI);
		int got;

		while ((got = hf_receive(channel, message, sizeof(message))) >= 0) {
			lives.resets += got == STREAM_RESET;
			lives.ready += got > 0;
			if (got > 0)
				(void)hf_send(channel, "die", 3);
		}
		if (hf_wait_event(hf_channel_bit(channel), end, &bits) != HF_OK)
			return lives;
	} while (lives.ready < 100);
	return lives;
}

static void limit(const char *program, unsigned most, const char *name)
{
	static struct hf_channel channel;
	struct lives lives;

	HOLDS(hf_channel_open(self, program, &channel));
	lives = kill_always(&channel);
	HOLDS(lives.ready == most && lives.resets == most);
	point(name);
}

static void limits(void)
{
	struct hf_words words = { { 0 } };

	limit("unlucky", 3, "a program that keeps dying is left alone after its limit");
	limit("far", 3, "so is one on another CPU");
	limit("wide", 3, "so is one whose thread on another CPU dies");
	limit("once", 1, "a program that ended well is not started again");
	HOLDS(hf_call(once->handle, &words) == HF_E_DEAD);
	point("it is not called any more");
}

static uint64_t consumed(void)
{
	struct hf_words info;

	return hf_info(HF_SELF_THREAD, &info) == HF_OK ? info.w[1] : 0;
}

/*
 * `spinner` has a higher priority and a tenth of the time; `whirl` has no limit, but not on this CPU. The emulator
 * executes one CPU after another and lets time go by for all: so whoever is interrupted seems to take more than he does.
 */
static void budget(void)
{
	uint64_t before = consumed(), start = hf_now();

	while (hf_now() - start < self->ticks_per_second / 5)
		;
	HOLDS((consumed() - before) * 100 >= (hf_now() - start) * 50);
	point("a budget bounds a program of higher priority");
}

int main(const struct hf_program *program)
{
	self = program;
	server = hf_need(self, "server", HF_GRANT_CHANNEL_CLIENT);
	once = hf_need(self, "once", HF_GRANT_CHANNEL_CLIENT);
	held = hf_channel_open(self, "talk", &talk);
	hf_log("1..%d", 6 + DEATHS + 6);
	record();
	handles();
	memory();
	file();
	calls();
	streams();
	limits();
	deaths();
	budget();
	hf_log("# done");
	for (;;) {
		uint64_t bits;

		if (hf_wait_event(0, HF_NEVER, &bits) != HF_OK)
			return 1;
	}
}
