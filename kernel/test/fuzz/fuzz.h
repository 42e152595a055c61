/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel's fuzzer: a program in init's place whose crews make random calls, on the kernel with its oracle.
 *
 * A crew is a domain with a space, three threads, a virtual machine, and handles to things of its own and of the
 * crew before it; its threads make one random call after the other with all they have (worker.c). The supervisor
 * (main.c) ends crews at random times, in whatever state they are, and makes new ones; now and then it ends all
 * and counts init's pages. Beside the crews, on each CPU, a bystander looks whether its registers and memory stay.
 *
 * Whoever works in a crew has its text and constants, a stack, and its lane of the shared memory: no variables.
 * With one CPU and without virtual machines all follows from the seed.
 */
#ifndef KERNEL_TEST_FUZZ_FUZZ_H
#define KERNEL_TEST_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>

#include "abi/call.h"
#include "user/lib/hf.h"

/* Addresses in a crew's space. The image is where it is in init's. */
#define SHARED	 0x300000000u
#define STACKS	 0x310000000u
#define STACK	 0x1000u
#define GUEST	 0x320000000u /* the virtual machine's memory */
#define DEVICE	 0x330000000u
#define MESSAGES 0x20000000u /* and what workers choose */
#define WINDOW	 0x10000000u
#define BLOCKS	 0x40000000u

#define GUEST_BASE  0x40000000u /* in the virtual machine */
#define GUEST_PAGES 4u

/* A crew's slots: what it is given, then by kind where its workers put what they make. */
enum crew_slot {
	OWN_DOMAIN = 1,
	OWN_SPACE,
	OWN_THREADS,
	OWN_EVENT = OWN_THREADS + 3,
	OWN_EXITS,
	OWN_GATE,
	OWN_RAM,
	OWN_BLOCKS,
	OWN_GUEST,
	OWN_VCPU,
	OWN_TEXT,
	OTHER_DOMAIN,
	OTHER_THREAD,
	OTHER_EVENT,
	OTHER_GATE,
	OTHER_RAM,
	OWN_LINE,
	GIVEN, /* so many, with slot 0 */
};

#define CREW_THREADS 3u
#define SLOTS	     128u
#define CREW_STACKS  24u

#define RAM_PAGES   32u
#define BLOCKS_SIZE 0x400000u

/* What a worker last did. */
struct record {
	uint64_t number, x[11], result;
};

#define RECORDS 64u

struct lane {
	uint64_t calls;
	struct record records[RECORDS]; /* of call n: n % RECORDS */
};

#define CREWS_MAX 16u
#define LANES	  (CREWS_MAX * CREW_THREADS)

struct shared {
	struct lane lanes[LANES];
};

/* xorshift64*: never 0. */
static inline uint64_t draw(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1du;
}

static inline uint64_t below(uint64_t *state, uint64_t n)
{
	return (draw(state) >> 32) * n >> 32;
}

/* Where a worker starts: x0 = WORKER(lane, seed). */
void worker_entry(uint64_t what);

#define WORKER(lane, seed) ((seed) << 8 | (lane))

/* A word of a virtual machine's code: half of them make sense (instruction.c). */
uint32_t random_instruction(uint64_t *state);

/* calls.S: the call `number` % 32, of which the last is `svc #65535`. fuzz_after is behind the call. */
void fuzz_enter(uint64_t number, struct hf_registers *r);
extern const char fuzz_after[], fuzz_reflect[];

/* bystander.S: counts up the first word at x0 for ever, or writes why not to the second. */
extern const char bystander[];

/* crew.c */
struct crew {
	uint64_t number, seed;
	hf_handle slots; /* in init's table: its slot n is here + n */
	bool alive;
};

#define CREW_HANDLES (GIVEN + 2) /* that init has of each */

/* Makes a crew, whose neighbour `other` may be NULL or dead. */
void crew_make(struct crew *crew, const struct crew *other, hf_handle arena, hf_handle device);
void crew_end(struct crew *crew);

/* main.c */
void fail(const char *what, uint64_t value) __attribute__((noreturn));
extern const struct hf_boot *boot;
extern hf_handle image, image_rodata, shared_memory;
extern uint64_t with_guests; /* 0: crews have no virtual machine */
extern uint64_t image_text_size, image_rodata_size;

#endif
