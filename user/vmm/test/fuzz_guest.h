/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest for the fuzzers: a board whose backends answer at once and whose host forgets, and a reader of the
 * fuzzer's bytes. Made anew for each input.
 */
#ifndef USER_VMM_TEST_FUZZ_GUEST_H
#define USER_VMM_TEST_FUZZ_GUEST_H

#include "user/vmm/board.h"

enum {
	FUZZ_RAM = 6 << 20,
	FUZZ_CPUS = 3,
	FUZZ_WINDOW = 4 << 20, /* offset in RAM of the 64 KiB that inputs work with */
};

extern struct board fuzz_board;
extern uint8_t *fuzz_ram;

/* The board, booted. */
void fuzz_boot(void);

/* One exit of VCPU `cpu`; aborts if the answer is none of the verdicts. */
uint64_t fuzz_exit(unsigned cpu, const struct exit *exit);
void fuzz_write(uint64_t address, uint32_t value);
uint64_t fuzz_read(uint64_t address);

/* Something happens behind the devices. */
void fuzz_event(unsigned what);

/* The input; past its end it is zeros. */
struct input {
	const uint8_t *at;
	size_t left;
};

uint64_t input_take(struct input *input, unsigned bytes);

#endif
