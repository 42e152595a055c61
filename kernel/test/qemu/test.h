/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kernel tests at EL0: one program in init's place runs every case on a real kernel and prints TAP.
 *
 * Each case gets a clean world: what it made in slots FREE and above is dropped afterwards, and a leak of
 * pages from init's account fails it. A case says what it expects with `expect`, which prints the line
 * that failed.
 */
#ifndef KERNEL_TEST_QEMU_TEST_H
#define KERNEL_TEST_QEMU_TEST_H

#include <stdbool.h>
#include <stddef.h>

#include "abi/call.h"
#include "user/lib/hf.h"

#define FREE 512 /* slots from here on are the cases' */

struct test_case {
	const char *name;
	void (*run)(void);
};

/* A run is without a word, or with one, the kernel's command line. */
#define NOTHING 0
#define PLAIN	1
#define RACE	2 /* CPUs really race: no case runs that measures time */
#define DEVICES 4 /* the machine has what group streams attacks with */

/* A group of cases: each file has one. */
struct test_group {
	const char *name;
	unsigned int in;    /* which runs */
	bool (*runs)(void); /* on this machine; NULL: on all */
	const struct test_case *cases;
	unsigned int count;
};

extern const struct hf_boot *boot;
extern bool failed;
extern unsigned int this_run; /* PLAIN, or what its word means */

void print(const char *text);
void print_number(uint64_t value);
void expect_failed(const char *file, int line, const char *what, uint64_t got, uint64_t wanted);

#define expect(got, wanted)                                                                        \
	do {                                                                                       \
		uint64_t got_ = (uint64_t)(got), wanted_ = (uint64_t)(wanted);                     \
		if (got_ != wanted_) {                                                             \
			expect_failed(__FILE__, __LINE__, #got, got_, wanted_);                    \
			return;                                                                    \
		}                                                                                  \
	} while (0)

/* A fresh slot for this case. */
hf_handle slot(void);

/* A memory of `size` bytes of RAM, and the same mapped at the returned address. */
hf_handle ram(uint64_t size);
uint64_t mapped(hf_handle memory, uint64_t size);

/*
 * A thread in init's own space: priority, and a function with its argument, on a stack of its own. It
 * has an event bound and the exit gate `exits` (HF_NO_HANDLE: none).
 */
struct helper {
	hf_handle thread, event;
};

struct helper helper(void (*run)(uint64_t), uint64_t argument, unsigned int priority,
		     hf_handle exits);
struct helper helper_on(unsigned int cpu, void (*run)(uint64_t), uint64_t argument,
			unsigned int priority, hf_handle exits);

/* Waits so long; HF_E_TIME. */
enum hf_error pause_ms(uint64_t ms);

/*
 * A program of a domain and space of its own, which runs small position-independent code (programs.S). Its
 * table's slot 1 is for a handle that the code is told of. `shared` is a page that it writes, as this
 * program sees it.
 */
struct program {
	hf_handle domain, space, code, data, first_thread;
	volatile uint64_t *shared;
	uint64_t threads;
};

enum hf_error program_make(struct program *p, hf_handle payer, const struct hf_limits *limits);

/* The same anew after its domain was destroyed, in the same slots. */
enum hf_error program_again(struct program *p, hf_handle payer, const struct hf_limits *limits);

#define PROGRAM_SHARED 0x20000 /* where it sees the shared page */
#define PROGRAM_SLOT   1

/* A thread of it on `cpu`, which executes `code`, one of those below, with x0. HF_NO_HANDLE: it cannot be made. */
hf_handle program_thread(struct program *p, const char *code, uint64_t x0, unsigned int priority,
			 unsigned int cpu);

extern const char programs_begin[], programs_end[];
extern const char program_counts[]; /* counts up at address x0 */
extern const char program_calls[];  /* calls the gate in PROGRAM_SLOT for ever */
extern const char
	program_reschedules[]; /* sets the priority x0 of the thread in PROGRAM_SLOT for ever */

/* A gate that `thread` serves. */
hf_handle gate_to(hf_handle thread, uint64_t identity);

/* Ends the helper that calls it. */
_Noreturn void helper_end(void);

#define GROUP(noun, in, runs)                                                                      \
	const struct test_group group_##noun = { #noun, in, runs, cases,                           \
						 sizeof(cases) / sizeof(cases[0]) }

#endif
