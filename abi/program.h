/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The boot record: what init tells a program about itself, read-only, its address in x0 at start.
 *
 * It is the program's manifest line made concrete: each grant under the name that the program knows it
 * by. Nothing else exists for the program.
 *
 * A channel joins two programs, the client (which calls) and the server. It is
 *	- a gate: the client's handle may call; at the server a call arrives with `identity`;
 *	- two notifications: each side may signal the other; the other finds `bit` set in its event;
 *	- a buffer of `size` bytes, mapped readable and writable in both (size 0: none).
 * A channel marked `stream` carries messages in both directions through its buffer (user/lib/stream.h).
 * When a side is restarted the gate and buffer stay the same, the buffer is zeroed, and the
 * survivor's `bit` is set; calls to a server that is down return HF_E_DEAD.
 */
#ifndef ABI_PROGRAM_H
#define ABI_PROGRAM_H

#include "abi/call.h"

#define HF_NAME	    24 /* bytes, zero-terminated */
#define HF_GRANTS   48
#define HF_ARGUMENT 256

enum hf_grant_kind {
	HF_GRANT_NONE = 0,
	HF_GRANT_CHANNEL_CLIENT, /* handle: gate to call */
	HF_GRANT_CHANNEL_SERVER, /* identity: of calls that come in */
	HF_GRANT_MEMORY,	 /* address, size, handle */
	HF_GRANT_DEVICE,	 /* address of the registers, size; irq_bit: interrupt's bit in the event */
	HF_GRANT_FILE,		 /* address, size in bytes; read-only */
};

struct hf_grant {
	char name[HF_NAME];
	uint32_t kind;	    /* enum hf_grant_kind */
	uint32_t flags;	    /* HF_GRANT_* below */
	hf_handle handle;   /* gate, memory, or HF_NO_HANDLE */
	hf_handle notify;   /* channel: event handle that signals the peer */
	hf_handle irq;	    /* device: event handle for HF_ACKNOWLEDGE */
	uint32_t bit;	    /* channel: bit in our event when the peer signals; device: interrupt's */
	uint64_t identity;  /* channel server: identity of this client's calls (1..) */
	uint64_t address;   /* where it is mapped */
	uint64_t size;	    /* bytes */
	uint64_t physical;  /* memory granted for DMA: its physical (or device) address, else 0 */
	uint64_t policy;    /* channel server: the manifest's policy word for this client */
};

#define HF_GRANT_STREAM	  1 /* channel: messages through the buffer */
#define HF_GRANT_READONLY 2 /* memory: mapped without write */
#define HF_GRANT_DMA	  4 /* memory: `physical` is valid */

#define HF_PROGRAM_MAGIC 0x3130474f52504648 /* "HFPROG01" */

/* Every program's own handles. */
#define HF_SELF_DOMAIN 1 /* rights USE: create objects from its own account, if the manifest pays one */
#define HF_SELF_SPACE  2 /* rights USE: map own memory */
#define HF_SELF_THREAD 3 /* the first thread */
#define HF_SELF_EVENT  4 /* the first thread's event; signalling it sets HF_SELF_BIT */
#define HF_SELF_EXIT   5 /* gate: HF_EXIT_END, of threads on `cpu`; elsewhere: `exit` below */
#define HF_SELF_HEAP   6 /* memory: the private heap, to be mapped again elsewhere; a ported program's
			     also executable. No CONTROL: it stays init's, who needs it to start anew */
#define HF_SELF_BIT    63
#define HF_SELF_FREE   64 /* slots from here on are the program's to fill */

struct hf_program {
	uint64_t magic;
	char name[HF_NAME];
	char argument[HF_ARGUMENT]; /* the manifest's `argument` line, zero-terminated */
	uint64_t ticks_per_second;  /* of CNTVCT_EL0 */
	uint64_t boot_ticks;	    /* CNTVCT_EL0 at power-on */
	uint64_t heap, heap_size;   /* private memory, zeroed, mapped readable and writable */
	uint64_t image, image_size; /* ported program: its ELF file, read-only, besides its loaded
				       segments, which init has mapped where the file says; else 0 */
	uint32_t restarts;	    /* times this program was restarted */
	uint32_t slots;		    /* of the handle table */
	uint32_t priority;
	uint32_t grants;
	uint32_t cpu;		    /* where its first thread is, and takes calls */
	uint32_t threads;	    /* bits: where the manifest puts threads and VCPUs that it makes */
	hf_handle exit[HF_CPUS];    /* by CPU: the gate for exits of threads there, or HF_NO_HANDLE */
	uint8_t seed[32];	    /* for the stack protector and the like; not for keys */
	struct hf_grant grant[HF_GRANTS];
};

/* A program's address space. */
#define HF_PROGRAM_BASE	   0x0000000000400000 /* native images are linked here; ported ones choose */
#define HF_PERSONALITY_BASE 0x0000007000000000 /* the Linux personality's image */
#define HF_GRANT_BASE	   0x0000007800000000 /* channels, memories, devices, files from here on */
#define HF_HEAP_BASE	   0x0000006000000000
#define HF_PROGRAM_RECORD  0x0000007ffff00000
#define HF_MESSAGE_PAGES   0x0000007ffff80000 /* the first thread's; others choose */
#define HF_STACK_TOP	   0x0000007fffe00000

#endif
