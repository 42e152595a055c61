/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The manifest: one text file that says all that a phone's sealed programs are given.
 *
 * docs/manifest.md describes the language. This is its meaning after reading: tables of programs,
 * channels, regions, devices and files that refer to each other by index. Everything that a program can
 * reach is in one of them.
 *
 * manifest_parse fills the tables, manifest_check looks at them as a whole. Both report every
 * error they find, with its line and a sentence that says what to do, up to MANIFEST_ERRORS. A manifest
 * with an error is not used, by anybody.
 *
 * The text may be hostile. No allocation; freestanding: init, the host's tool and the fuzzer share it.
 */
#ifndef LIB_MANIFEST_MANIFEST_H
#define LIB_MANIFEST_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MANIFEST_NAME	  24 /* bytes of a name with its zero; as HF_NAME */
#define MANIFEST_PATH	  64 /* of a file's name or a device's path */
#define MANIFEST_ARGUMENT 256
#define MANIFEST_PAGE	  4096u
#define MANIFEST_CPUS	  8

#define MANIFEST_PROGRAMS 24
#define MANIFEST_CHANNELS 64
#define MANIFEST_REGIONS  32
#define MANIFEST_PARTS	  4 /* of one region */
#define MANIFEST_GIVES	  64
#define MANIFEST_DEVICES  32
#define MANIFEST_FILES	  48
#define MANIFEST_POLICIES 12 /* of one program */
#define MANIFEST_ERRORS	  16

#define MANIFEST_NOBODY 0xffffffffu /* an index that names nothing */

/* A field of a server's policy word: what its channels may `allow`. */
struct manifest_policy {
	char name[MANIFEST_NAME];
	uint8_t first, last; /* bits */
};

struct manifest_program {
	char name[MANIFEST_NAME];
	char image[MANIFEST_PATH]; /* file of the boot pack; init: empty */
	char argument[MANIFEST_ARGUMENT];
	uint32_t line;
	bool is_init;	   /* init itself: has a priority and channels, and nothing else */
	bool is_linux;	   /* runs on the Linux personality */
	bool serves_calls; /* answers calls; else it is reached by streams and signals only */
	bool spare;	   /* runs on what the others leave, beyond their budgets too */
	bool restarts;
	uint32_t restart_limit;	       /* so often at most in: */
	uint32_t restart_window_s;     /* seconds */
	uint64_t heap, stack;	       /* bytes, whole pages */
	uint32_t account;	       /* pages of kernel memory for what it creates itself */
	uint32_t slots;		       /* of its handle table */
	uint32_t priority;	       /* 0..63 */
	uint32_t budget_us, period_us; /* of all its threads together, on each CPU; 0, 0: no limit */
	uint8_t cpu;		       /* where it runs */
	uint8_t threads;	       /* bits: where the threads and VCPUs are that it makes itself */
	uint32_t policies;
	struct manifest_policy policy[MANIFEST_POLICIES];
};

struct manifest_channel {
	uint32_t line;
	uint32_t client, server;	 /* programs */
	char client_name[MANIFEST_NAME]; /* what the client calls it */
	char server_name[MANIFEST_NAME]; /* what the server calls it */
	bool calls;			 /* the client may call the server */
	bool stream;			 /* messages through the buffer */
	uint64_t buffer;		 /* bytes, whole pages, or 0 */
	uint64_t policy;
};

/* A run of memory, physically contiguous, of parts that are given to programs one by one. */
struct manifest_part {
	char name[MANIFEST_NAME];
	uint64_t size; /* bytes, whole pages */
};

struct manifest_region {
	char name[MANIFEST_NAME];
	uint32_t line;
	uint32_t parts;
	struct manifest_part part[MANIFEST_PARTS];
};

#define MANIFEST_WRITE 1u /* besides reading */
#define MANIFEST_DMA   2u /* learns the physical address */
#define MANIFEST_GUEST 4u /* may map it into its virtual machines, executable there */

struct manifest_give {
	uint32_t line;
	uint32_t region, part;
	uint32_t program;
	char name[MANIFEST_NAME]; /* what the program calls it */
	uint32_t flags;		  /* MANIFEST_* */
};

enum manifest_device_by {
	MANIFEST_BY_NODE,	/* path of its node in the device tree */
	MANIFEST_BY_COMPATIBLE, /* the index-th enabled node that is compatible with a name */
	MANIFEST_BY_ADDRESS,	/* physical address and size */
};

struct manifest_device {
	uint32_t line;
	uint32_t program;
	char name[MANIFEST_NAME];
	enum manifest_device_by by;
	char node[MANIFEST_PATH]; /* path or compatible name */
	uint32_t index;
	uint64_t address, size;
	bool interrupt;		  /* it gets the interrupt: */
	uint32_t interrupt_index; /* of the node's; by address: the line's number */
	bool shared_page;	  /* knows that others have registers in the same page */
};

struct manifest_file {
	uint32_t line;
	uint32_t program;
	char name[MANIFEST_NAME]; /* what the program calls it */
	char path[MANIFEST_PATH]; /* in the boot pack */
};

struct manifest {
	char phone[MANIFEST_PATH];	 /* its name, for people */
	char personality[MANIFEST_PATH]; /* file of the boot pack: what Linux programs run on */
	uint64_t sealed; /* bytes that the sealed world may take, see manifest_check */
	uint32_t programs, channels, regions, gives, devices, files;
	struct manifest_program program[MANIFEST_PROGRAMS];
	struct manifest_channel channel[MANIFEST_CHANNELS];
	struct manifest_region region[MANIFEST_REGIONS];
	struct manifest_give give[MANIFEST_GIVES];
	struct manifest_device device[MANIFEST_DEVICES];
	struct manifest_file file[MANIFEST_FILES];
};

struct manifest_error {
	uint32_t line; /* 1.., or 0: the manifest as a whole */
	char text[160];
};

struct manifest_errors {
	uint32_t count; /* may be more than fit below */
	struct manifest_error error[MANIFEST_ERRORS];
};

/* Append an error. The formats are those of lib/format/format.h. */
void manifest_error(struct manifest_errors *errors, uint32_t line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Read `size` bytes of text. Returns true if no error was found; the manifest is complete then, and
 * every index in it valid.
 */
bool manifest_parse(struct manifest *manifest, const char *text, size_t size,
		    struct manifest_errors *errors);

/*
 * Look at a parsed manifest as a whole. Refused are
 *	- a call to a program that does not answer calls, and calls in a circle (nobody would ever answer);
 *	- a call to a program on another CPU: the kernel takes no call there;
 *	- a program that starves others: no budget, and on some CPU a higher priority than somebody else's;
 *	- a program that is spare and not below all that are not;
 *	- budgets over 100 % together, on any CPU;
 *	- two grants of the same kind and name for one program; more grants than a program can have;
 *	- memory that no program is given; a device given twice;
 *	- programs, channels and regions that together take more than `sealed` (guest memory left out).
 */
bool manifest_check(const struct manifest *manifest, struct manifest_errors *errors);

/* Bytes that the manifest itself asks for, without images; guest memory apart in *guest. */
uint64_t manifest_memory(const struct manifest *manifest, uint64_t *guest);

/* The priority at which programs run whose budget is spent: just above those that are `spare`; else 0. */
uint32_t manifest_spent_level(const struct manifest *m);

/* Budgets of all programs that may be on this CPU together, in millionths. */
uint64_t manifest_load(const struct manifest *manifest, uint32_t cpu);

/* The CPUs that a program is on with its first thread or may be with others, as bits. */
uint32_t manifest_cpus(const struct manifest_program *program);

/* The program of this name, or MANIFEST_NOBODY. */
uint32_t manifest_find(const struct manifest *manifest, const char *name);

/* True if this is a program's own memory for its virtual machines: the open world's, not the sealed one's. */
bool manifest_is_guest(const struct manifest *manifest, uint32_t region);

/* How many times a part is given. */
uint32_t manifest_gives(const struct manifest *manifest, uint32_t region, uint32_t part);

#endif
