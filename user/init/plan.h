/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plan: where everything that a manifest grants lies, and by which handles.
 *
 * plan_make is a pure function of the manifest, the device tree, the boot pack and the memories that the
 * kernel left. It decides every physical address, every address in every program's space, every
 * bit of every event and every slot of every handle table; build.c then only carries it out. So
 * what a phone will do is known, checked and testable without a phone.
 *
 * Invariants of a plan that was made without error:
 *	- runs of RAM are disjoint, page-aligned and inside the memories that the kernel left;
 *	- a run belongs to one program, one channel or one part for good: it is never reused for another,
 *	  so a device that still writes into a dead driver's memory reaches nobody else;
 *	- in a program's space no two mappings overlap, and none is writable and executable;
 *	- a program is on a CPU that runs. One whose CPU is missing is on the first, below all that are where they
 *	  belong, so that it takes no time from them;
 *	- a page of device registers is mapped in one space, unless the manifest says `shared-page`
 *	  at every device in it.
 *
 * Init's table: the kernel's handles first, then the plan's, in order. A program's table: HF_SELF_*, then
 * its grants from PLAN_SLOT on.
 */
#ifndef USER_INIT_PLAN_H
#define USER_INIT_PLAN_H

#include "abi/program.h"
#include "lib/cpio/cpio.h"
#include "lib/elf/elf.h"
#include "lib/fdt/fdt.h"
#include "lib/manifest/manifest.h"

/* What a plan is made from. */
struct plan_input {
	const struct hf_boot *boot;
	const struct manifest *manifest;
	const struct fdt *tree;
	const struct cpio *pack;
	const struct hf_boot_memory *pack_memory; /* where the pack is */
	hf_handle first_slot;			  /* of init's table, free from here on */
};

/* A run of frames in one of the kernel's memories. */
struct plan_run {
	hf_handle parent;
	uint64_t offset, size;
	uint64_t physical;
};

#define PLAN_IMAGES 2 /* a Linux program runs on the personality's */

/* An ELF file that is loaded into a program's memory. */
struct plan_image {
	const uint8_t *file;
	struct elf elf;
	uint64_t at[ELF_SEGMENTS]; /* offset of each segment's first page in the body */
};

/* One mapping of a grant, and the handles that go with it. */
struct plan_grant {
	struct hf_grant record;	       /* as the program finds it */
	hf_handle memory;	       /* init's: what to map, or HF_NO_HANDLE */
	uint64_t physical;	       /* of what is mapped */
	uint64_t offset, size;	       /* of it, whole pages */
	uint64_t map;		       /* rights and HF_MAP_* */
	hf_handle handle, notify, irq; /* init's: what becomes record.handle and so on, or none */
	uint64_t rights;	       /* of record.handle */
};

/* The gate for exits on one CPU, made anew at each start, and where the program has it. */
struct plan_exit {
	hf_handle gate, slot; /* HF_NO_HANDLE: it has no thread there */
};

struct plan_program {
	hf_handle domain, space, thread; /* made anew at each start */
	hf_handle event, body, heap;
	uint8_t cpu, threads; /* as the manifest's, where this machine has them */
	uint8_t cpus;	   /* both, as bits */
	uint32_t priority; /* the manifest's, or lower where its CPU is missing */
	struct plan_exit exit[HF_CPUS];
	struct plan_run body_run, heap_run;
	struct plan_image image[PLAN_IMAGES]; /* the first one's entry is where it starts */
	uint32_t images;
	uint64_t stack_at, record_at; /* offsets in the body */
	uint64_t account;	      /* pages for the kernel's objects, in all */
	bool has_guest;		      /* is given guest memory: started after all others */
	struct plan_grant ported; /* a Linux program's own image: hf_program.image, image_size */
	uint32_t bits;		  /* of its event that are taken */
	uint32_t slots;		  /* of its table that are taken */
	uint64_t next;		  /* free address for grants */
	uint32_t grants;
	struct plan_grant grant[HF_GRANTS];
};

/* What takes exits on a CPU other than init's own. */
struct plan_desk {
	hf_handle thread, event; /* HF_NO_HANDLE: nobody is on that CPU */
	hf_handle tells, hears;	 /* signal init, and the desk */
};

struct plan_channel {
	hf_handle buffer, gate; /* or HF_NO_HANDLE */
	hf_handle signals_client, signals_server;
	uint32_t client_bit, server_bit;
	struct plan_run run;
};

struct plan_part {
	hf_handle memory;
	struct plan_run run;
};

struct plan_device {
	hf_handle memory, line; /* or HF_NO_HANDLE; several devices may have the same memory */
	bool makes_memory;	/* this one carves it */
	struct plan_run run;	/* the pages of its registers */
	uint64_t registers;	/* offset in the first page */
	uint64_t size;		/* bytes of registers */
	uint32_t interrupt;	/* the line's number */
	uint32_t bit;
};

struct plan {
	uint64_t account;	  /* pages that init's own account needs besides what it has */
	struct plan_run funds[8]; /* RAM for it */
	uint32_t fund_runs;
	hf_handle slots;		 /* first free slot of init's table */
	uint64_t used[HF_BOOT_MEMORIES]; /* bytes taken of each of the kernel's memories */
	struct plan_program program[MANIFEST_PROGRAMS];
	struct plan_desk desk[HF_CPUS];
	struct plan_channel channel[MANIFEST_CHANNELS];
	struct plan_part part[MANIFEST_REGIONS][MANIFEST_PARTS];
	struct plan_device device[MANIFEST_DEVICES];
};

#define PLAN_SLOT 8 /* first slot for grants in a program's table */

/* Returns true if no error was found. The plan refers to the input's pack and tree. */
bool plan_make(struct plan *plan, const struct plan_input *input, struct manifest_errors *errors);

/* Bytes of RAM that the plan takes for program `index`, besides regions and channels. */
uint64_t plan_program_bytes(const struct plan *plan, uint32_t index);

#endif
