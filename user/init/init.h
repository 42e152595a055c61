/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Init: the first program. It makes the sealed world that the manifest describes, and keeps it running.
 *
 *	open.c   what it is given: boot record, device tree, boot pack, manifest
 *	plan.c   where everything will lie (pure: plan.h)
 *	build.c  the objects that live as long as the phone: memories, channels, events
 *	run.c    one program's domain, space and thread; made, started, ended
 *	clear.c  the memory of the dead
 *	desk.c   exits on other CPUs
 *	serve.c  what happens then: exits, restarts
 *	say.c    lines for people
 *
 * Init holds every handle there is, so it listens to nobody: the only messages it takes are exits, which
 * say no more than that a program is over. Its own faults are the kernel's to report.
 */
#ifndef USER_INIT_INIT_H
#define USER_INIT_INIT_H

#include "user/init/plan.h"
#include "user/lib/hf.h"
#include "user/lib/stream.h"

/* Where init maps what it works on, apart from its image and what the kernel mapped. */
#ifdef HOST
#define INIT_WINDOWS 0x0000200000000000
#else
#define INIT_WINDOWS 0x0000001000000000
#endif
#define INIT_PACK   (INIT_WINDOWS + 0x0000000000)
#define INIT_TREE   (INIT_WINDOWS + 0x0800000000)
#define INIT_LOG    (INIT_WINDOWS + 0x0900000000)
#define INIT_WINDOW (INIT_WINDOWS + 0x0a00000000) /* one memory at a time */

enum init_state {
	INIT_CLEARING, /* its memory is being cleared; started when that is done, if `again` */
	INIT_DUE,      /* to be started at `due` */
	INIT_RUNNING,
	INIT_OVER, /* not to be started again */
};

/* The life of one program. */
struct init_life {
	enum init_state state;
	bool again;
	uint64_t ended, due; /* ticks */
	uint32_t memory;     /* clearing: which of its memories, */
	uint64_t offset;     /* and from where on */
	uint64_t window;     /* when the restarts that are counted began, ticks */
	uint32_t recent;     /* restarts since then */
	uint32_t restarts;   /* in all */
};

/* Where a thread of init's on another CPU puts an exit; see desk.c. */
struct init_desk {
	const struct plan_desk *plan;
	uint32_t full; /* atomic: the exit below waits for init */
	uint64_t identity;
	struct hf_words exit;
};

struct init {
	const struct hf_boot *boot;
	struct fdt tree;
	struct cpio pack;
	const struct hf_boot_memory *pack_memory;
	struct manifest manifest;
	struct manifest_errors errors;
	struct plan plan;
	struct init_life life[MANIFEST_PROGRAMS];
	struct init_desk desk[HF_CPUS];
	const char *doing; /* the step that an error is about */
	uint64_t random;   /* state of the seeds' generator */
	bool log_open;	   /* the log runs: */
	struct stream log; /* our end of the channel to it */
};

/* open.c. False after saying why. */
bool init_open(struct init *init, const struct hf_boot *boot);

/* build.c */
HF_MUST_CHECK enum hf_error init_build(struct init *init);

/*
 * run.c. A program's objects are made from nothing by init_start, which finds its memory cleared, and all
 * gone after init_end, which also clears its channels and tells those on their other ends.
 */
HF_MUST_CHECK enum hf_error init_start(struct init *init, uint32_t program);
HF_MUST_CHECK enum hf_error init_end(struct init *init, uint32_t program);

/*
 * desk.c. On each further CPU that programs are on, a thread that takes exits there and puts them on its desk, and
 * the bits of init's event that tell of a full desk.
 */
HF_MUST_CHECK enum hf_error init_build_desks(struct init *init);
#define INIT_DESK_BIT(cpu) ((uint64_t)1 << (56 + (cpu)))
#define INIT_DESK_BITS	   ((uint64_t)0xff << 56)

/* The thread that takes exits on a CPU: init's own on the first. */
hf_handle init_taker(const struct init *init, uint32_t cpu);

/* After the exit on it was seen to: the desk is free for the next. */
void init_desk_clear(struct init_desk *desk);

/* What an exit of the program's present life comes with; and whose it is, MANIFEST_NOBODY if of an earlier life. */
uint64_t init_exit_identity(const struct init *init, uint32_t program);
uint32_t init_exit_program(const struct init *init, uint64_t identity);

/*
 * clear.c. Clear one step of the memory that the program alone uses, so that other things can be seen to
 * in between; *done once there is none left.
 */
HF_MUST_CHECK enum hf_error init_clear_step(struct init *init, uint32_t program, bool *done);

/* All of it at once. */
HF_MUST_CHECK enum hf_error init_clear_program(struct init *init, uint32_t program);

/* memory.c: map a part of a memory at INIT_WINDOW and take it away again; clear it. */
HF_MUST_CHECK enum hf_error init_window_open(hf_handle memory, uint64_t offset, uint64_t size);
HF_MUST_CHECK enum hf_error init_window_close(uint64_t size);
HF_MUST_CHECK enum hf_error init_clear_part(hf_handle memory, uint64_t offset, uint64_t size);

/* A signal to the other end of each channel of the program. */
void init_notify(struct init *init, uint32_t program);

/* serve.c. Does not return. */
_Noreturn void init_serve(struct init *init);

/* One round of it: wait for an exit or for a program that is due, and see to that. */
void init_serve_once(struct init *init);

/* say.c: one line, to the log once it runs, and to the kernel's console until then. */
void init_say(struct init *init, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Our channel named `log`, or MANIFEST_NOBODY. */
uint32_t init_log_channel(const struct init *init);

/* The program was started, or ended: if it is the log, use its channel, or do not. */
void init_log_started(struct init *init, uint32_t program);
void init_log_ended(struct init *init, uint32_t program);

/* seed.c: bytes for stack protectors and hash tables; not for keys. */
uint64_t init_random(struct init *init);
void init_seed(struct init *init);

#endif
