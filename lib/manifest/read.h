/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader's state, shared by the files that read one kind of statement each.
 *
 * A statement's reader finds its keyword taken and takes the rest of the line. It adds an entry to a table
 * only when the whole line is sound, so tables never hold half a thing.
 */
#ifndef LIB_MANIFEST_READ_H
#define LIB_MANIFEST_READ_H

#include "lib/manifest/words.h"

struct reader {
	struct manifest *m;
	struct line line;
	uint32_t program, region; /* whose block this is, or MANIFEST_NOBODY */
	uint64_t said;		  /* bits of the statements that this block has already */
};

/* Top level. */
void read_program(struct reader *r);
void read_region(struct reader *r);
void read_channel(struct reader *r);

/* In a region. */
void read_part(struct reader *r);
void read_give(struct reader *r);

/* In a program; `program.c` and `grant.c`. */
void read_image(struct reader *r);
void read_linux(struct reader *r);
void read_argument(struct reader *r);
void read_heap(struct reader *r);
void read_stack(struct reader *r);
void read_account(struct reader *r);
void read_slots(struct reader *r);
void read_priority(struct reader *r);
void read_budget(struct reader *r);
void read_cpu(struct reader *r);
void read_spare(struct reader *r);
void read_restart(struct reader *r);
void read_serves(struct reader *r);
void read_policy(struct reader *r);
void read_memory(struct reader *r);
void read_device(struct reader *r);
void read_file(struct reader *r);

/* Take a program's name: its index. */
bool take_program(struct reader *r, const char *what, uint32_t *program);
bool find_program(struct reader *r, struct word name, uint32_t *program);

#endif
