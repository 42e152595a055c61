/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The contract between the kernel and programs: calls, errors, rights and layouts.
 *
 * A program at EL0 enters the kernel with `svc #N`, N from enum hf_call. x8 carries the handle that
 * is operated on, x0..x7 the arguments. HF_WAIT alone has more, in x9 and x10. On return x8 is an
 * enum hf_error and x0..x7 hold the results; registers that are neither are preserved.
 * `svc #0` is not a call: it enters the thread's own reflection handler (see HF_THREAD_REFLECT).
 *
 * The kernel never follows a pointer that a program gives it. What does not fit in registers goes
 * through the thread's message page (struct hf_message_page), whose address in the thread's space is in
 * TPIDRRO_EL0.
 *
 * This file is included from C and from assembly.
 */
#ifndef ABI_CALL_H
#define ABI_CALL_H

#define HF_PAGE_SHIFT 12
#define HF_PAGE_SIZE  4096
#define HF_CPUS	      8 /* the most that a kernel runs on */

/* Calls. docs/abi.md says for each: arguments, results, errors, rights. */
#define HF_CALL		 1  /* call a gate */
#define HF_WAIT		 2  /* reply, then wait for a call, an event or a time */
#define HF_SIGNAL	 3  /* set an event's bit */
#define HF_YIELD	 4  /* let another thread of this priority run */
#define HF_RESUME	 5  /* return from the reflection handler */
#define HF_CREATE	 6  /* make an object */
#define HF_DESTROY	 7  /* end an object, everywhere */
#define HF_GRANT	 8  /* copy a handle into a domain's table, with fewer rights */
#define HF_DROP		 9  /* empty a slot */
#define HF_MAP		 10 /* memory into a space */
#define HF_UNMAP	 11 /* memory out of a space */
#define HF_CONTROL	 12 /* change a thread, gate, event or domain: enum hf_control */
#define HF_STATE	 13 /* read or write a stopped thread's registers, through the message page */
#define HF_INJECT	 14 /* a virtual interrupt for a VCPU */
#define HF_ACKNOWLEDGE	 15 /* an interrupt's event: the line may fire again */
#define HF_INFO		 16 /* what an object is */
#define HF_CONSOLE	 17 /* eight bytes to the boot console */
#define HF_POWER	 18 /* turn off or reset the machine */
#define HF_CALLS	 19

/* Flags of HF_WAIT, in x8. */
#define HF_WAIT_REPLY	 1 /* x0..x7 are the reply to the call being served */
#define HF_WAIT_CALLS	 2 /* accept calls to this thread's gates */

/* The deadline of HF_WAIT: ticks of CNTVCT_EL0, or one of these. */
#define HF_NOW		 0
#define HF_NEVER	 0xffffffffffffffff

/* Handles: an index into the domain's table. Slot 0 is never filled. */
#define HF_NO_HANDLE	 0

/* Rights, in a handle. What each allows depends on the kind of object. */
#define HF_RIGHT_READ	 0x01 /* memory: map readable */
#define HF_RIGHT_WRITE	 0x02 /* memory: map writable */
#define HF_RIGHT_EXECUTE 0x04 /* memory: map executable; never writable too, but in a guest */
#define HF_RIGHT_USE	 0x08 /* gate: call; event: signal; space: map; domain: create, grant;
				 thread: bind gates and events to it */
#define HF_RIGHT_CONTROL 0x10 /* change, destroy, carve */
#define HF_RIGHT_ADDRESS 0x20 /* memory: learn the physical address (for devices without SMMU) */
#define HF_RIGHT_MACHINE 0x40 /* domain: bind interrupt lines, console, power; init only */
#define HF_RIGHTS_ALL	 0x7f

#ifndef __ASSEMBLER__

#include <stdint.h>

typedef uint32_t hf_handle;

enum hf_error {
	HF_OK = 0,
	HF_E_CALL,	 /* no such call, or an argument out of range */
	HF_E_HANDLE,	 /* empty or foreign handle, or the wrong kind of object */
	HF_E_RIGHTS,	 /* the handle lacks the right */
	HF_E_NOMEM,	 /* the paying domain's account is empty */
	HF_E_SLOT,	 /* the destination slot is out of range or filled */
	HF_E_RANGE,	 /* an address or size is misaligned, overflows or lies outside */
	HF_E_BUSY,	 /* overlaps something mapped or carved; the object is in use */
	HF_E_DEAD,	 /* the other side is gone: gate unbound, or destroyed during the call */
	HF_E_CYCLE,	 /* the call would wait for itself, or nests too deep */
	HF_E_CPU,	 /* the gate's handler runs on another CPU; no such CPU, or it runs no VCPUs */
	HF_E_STATE,	 /* the thread is not in the state this needs */
	HF_E_FULL,	 /* no free list register */
	HF_E_TIME,	 /* the deadline passed */
};

/*
 * HF_WAIT takes flags in x8, the event bits to accept in x9 and a deadline in x10. With x8 = HF_OK it
 * returns which of the two came in x10:
 */
enum hf_arrival {
	HF_ARRIVED_CALL = 0,  /* x9 = the gate's identity, x0..x7 = the words */
	HF_ARRIVED_EVENT = 1, /* x9 = the accepted bits that were set, now cleared */
};

/* Kinds of object, for HF_CREATE and HF_INFO. */
enum hf_kind {
	HF_KIND_NONE = 0,
	HF_KIND_DOMAIN,
	HF_KIND_SPACE,
	HF_KIND_THREAD,
	HF_KIND_GATE,
	HF_KIND_EVENT,
	HF_KIND_MEMORY,
};

/*
 * HF_CONTROL's x0: what to change. The object is in x8 (right CONTROL); HF_THREAD_REFLECT and _TLS with
 * HF_NO_HANDLE concern the calling thread itself and need no right.
 */
enum hf_control {
	HF_THREAD_START = 1,	 /* x1 = pc, x2 = sp, x3 = x0 */
	HF_THREAD_STOP = 2,
	HF_THREAD_SCHEDULE = 3,	 /* x1 = priority 0..63, at most its domain's (else HF_E_RIGHTS) */
	HF_THREAD_EXITS = 4,	 /* x1 = gate for faults and exits */
	HF_THREAD_REFLECT = 5,	 /* x1 = address of the handler of svc #0 */
	HF_THREAD_TLS = 6,	 /* x1 = TPIDR_EL0 */
	HF_VCPU_TIMER = 7,	 /* x1 = list-register template of the virtual timer, or 0 */
	HF_VCPU_RESUME = 8,	 /* run a stopped VCPU on from its state */
	HF_GATE_BIND = 9,	 /* x1 = thread that serves it, HF_NO_HANDLE to unbind */
	HF_EVENT_BIND = 10,	 /* x1 = thread that waits for it */
	HF_DOMAIN_FUND = 11,	 /* x1 = memory whose frames join the account, at most
				    HF_ACCOUNT_STEP pages; its handles end */
	HF_THREAD_MOVE = 12,	 /* x1 = CPU. The thread must be stopped */
	HF_DOMAIN_STREAM = 13,	 /* right MACHINE; x1 = a stream of the SMMU, x2 = the space that its
				    device sees (right CONTROL), HF_NO_HANDLE: none */
};

/* HF_MAP's flags, besides the rights READ, WRITE, EXECUTE. */
#define HF_MAP_DEVICE	0x100 /* Device-nGnRE instead of Normal write-back */
#define HF_MAP_UNCACHED 0x200 /* Normal non-cacheable */

/*
 * Exits. A fault of a native thread, or an exit of a VCPU that the kernel does not handle itself, is
 * a call to the thread's exit gate: word 0 is the kind, the others as said. The reply's word 0 is
 * an enum hf_resume.
 */
enum hf_exit {
	HF_EXIT_MMIO = 1,      /* w1 = guest physical address, w2 = HF_MMIO_*, w3 = value if write.
	                          reply: w1 = value if read */
	HF_EXIT_HVC = 2,       /* w1 = immediate, w2..w5 = x0..x3. reply: w1..w4 = x0..x3 */
	HF_EXIT_SMC = 3,       /* likewise */
	HF_EXIT_REGISTER = 4,  /* w1 = op0<<16|op1<<12|CRn<<8|CRm<<4|op2, w2 = 1 if write, w3 = value.
	                          reply: w1 = value if read */
	HF_EXIT_FAULT = 5,     /* w1 = faulting address (VCPU: guest physical), w2 = ESR, w3 = pc,
	                          w4 = sp (native) */
	HF_EXIT_IRQ_WINDOW = 6, /* a list register became free after HF_INJECT said HF_E_FULL */
	HF_EXIT_EOI = 7,       /* w1 = interrupt number that was deactivated, of an LR with EOI set */
	HF_EXIT_END = 8,       /* native: the program asks to end, w1 = its status (see user/lib) */
};

#define HF_MMIO_SIZE(w2) ((w2) & 0xf) /* 1, 2, 4 or 8 bytes */
#define HF_MMIO_WRITE	 0x10

enum hf_resume {
	HF_RESUME_NEXT = 0,  /* VCPU: done, on after the instruction that trapped, but for HF_EXIT_FAULT,
				which like every exit of a native thread is retried */
	HF_RESUME_RETRY = 1, /* again: the instruction that trapped */
	HF_RESUME_STOP = 2,  /* leave the thread stopped */
	HF_RESUME_ABORT = 3, /* VCPU: a synchronous external abort */
	HF_RESUME_UNDEFINED = 4, /* VCPU: an undefined-instruction exception */
};

/* HF_STATE's register set, at hf_message_page.state. Of a VCPU all, of a native thread x, sp, pc, pstate. */
struct hf_state {
	uint64_t x[31];
	uint64_t sp; /* native: SP_EL0 */
	uint64_t pc;
	uint64_t pstate;
	uint64_t sp_el1, elr_el1, spsr_el1, vbar_el1, sctlr_el1, ttbr0_el1, ttbr1_el1, tcr_el1;
	uint64_t mair_el1, esr_el1, far_el1, tpidr_el0, tpidr_el1, contextidr_el1;
	uint64_t mpidr; /* VCPU: VMPIDR_EL2, Aff0..3 */
	uint64_t reserved[15];
};

struct hf_message_page {
	uint64_t reflect_pc;	 /* svc #0: where the thread was */
	uint64_t reflect_pstate; /* and its flags */
	uint64_t reserved[62];
	struct hf_state state; /* HF_STATE */
};

/*
 * HF_CREATE: x8 = the domain that pays and owns (right USE), x0 = the slot to fill in the caller's
 * table, x1 = enum hf_kind, then
 *	domain: x2 = pages of its account, x3 = slots of its table, x4 = HF_PRIORITIES: the highest
 *	        priority of its threads (at most that of the caller's domain), and theirs while the budget
 *	        is spent; x5 = budget, x6 = period, in ticks: what its threads
 *	        together, with those of all domains made in it, get of each period at their
 *	        priorities, on each CPU; 0, 0: it shares its creator's, if that has one (HF_E_RIGHTS:
 *	        a budget of its own then), x7 = the CPUs that its threads may be on, as bits, of those of
 *	        x8 (else HF_E_RIGHTS); 0: all of these
 *	space:  x2 = HF_SPACE_GUEST or 0
 *	thread: x2 = its space, x3 = address of its message page in that space, x4 = CPU,
 *	        x5 = HF_THREAD_VCPU or 0
 *	gate:   x2 = identity
 *	event:  x2 = HF_NO_LINE; or (right MACHINE on x8) an interrupt line's number as the interrupt
 *	        controller counts, then x3 = the bit it signals, x4 = the event it signals (right CONTROL)
 *	memory: x2 = the memory to carve it from (right CONTROL), x3 = offset, x4 = size
 * A thread uses the handle table of the domain that owns it, and runs in a space of that domain. The new
 * handle has all rights, but MACHINE only if x8 has it, and of a memory those of its parent's handle.
 */
#define HF_PRIORITIES(highest, spent) ((highest) | (spent) << 8)
#define HF_THREAD_VCPU 1
/* For VCPUs only, and there alone memory may be writable and executable: a guest rules itself. */
#define HF_SPACE_GUEST 1
#define HF_NO_LINE     0xffffffff

/*
 * HF_GRANT: x8 = destination domain (right USE), x0 = its slot, x1 = the caller's handle to copy,
 * x2 = rights to keep, x3 = the bit, if an event handle with right CONTROL is copied. A handle to an
 * event carries the one bit that HF_SIGNAL sets; without CONTROL the bit is copied as it is.
 * HF_DROP: x8 = domain (right USE), x0 = slot.
 * HF_MAP: x8 = space (right USE), x0 = address, x1 = memory, x2 = offset, x3 = size, x4 = rights and
 * HF_MAP_*. One call maps at most HF_MAP_ENTRIES entries (4 KiB, or 2 MiB where all is aligned so).
 * HF_UNMAP: x8 = space (right USE), x0 = address, x1 = size: every whole mapping in there; or
 * x8 = memory (right CONTROL), x1 = 0: that memory from everywhere.
 * HF_STATE: x8 = thread (right CONTROL), x0 = 0 to read, 1 to write.
 * HF_INJECT: x8 = VCPU (right CONTROL), x0 = list-register value (GICv3 ICH_LR<n>_EL2; state pending).
 * HF_POWER: x8 = domain (right MACHINE), x0 = 0 off, 1 reset.
 * HF_CONSOLE: x8 = domain (right MACHINE), x0 = up to eight bytes, zero-terminated if fewer.
 */
#define HF_MAP_ENTRIES	512
#define HF_ACCOUNT_STEP 1024 /* pages of an account that one call gives at most */

/* HF_INFO: x0 = enum hf_kind, then x1.. by kind. */
/*	domain: x1 = pages free in the account, x2 = pages in all			     */
/*	memory: x1 = size in bytes, x2 = physical address (right ADDRESS; else 0)	     */
/*	space:	x1 = refused accesses of its devices, so many at least, x2 = the last's address */
/*	thread: x1 = ticks consumed, x2 = 1 unless stopped, x3 = CPU			     */
/*	HF_NO_HANDLE: x0 = HF_KIND_NONE, x1 = the CPU's ID_AA64ISAR0_EL1		     */

/*
 * What init finds at HF_BOOT_ADDRESS when it starts, read-only.
 */
#define HF_BOOT_MAGIC	 0x3130544f4f424648 /* "HFBOOT01" */
#define HF_BOOT_MEMORIES 64

enum hf_boot_kind {
	HF_BOOT_RAM = 1,    /* free memory */
	HF_BOOT_PACK = 2,   /* the boot pack (the initrd) */
	HF_BOOT_TREE = 3,   /* the device tree blob */
	HF_BOOT_DEVICE = 4, /* everything that is neither RAM nor the kernel's */
};

struct hf_boot {
	uint64_t magic;
	uint32_t cpus;		  /* CPUs that run */
	uint32_t gic;		  /* 2 or 3 */
	uint32_t smmu;		  /* streams of the SMMU that the kernel drives; 0: there is none */
	uint32_t memories;	  /* entries below */
	uint64_t ticks_per_second;
	uint64_t boot_ticks;	  /* CNTVCT_EL0 at kernel entry */
	uint64_t tree_size;	  /* bytes of the blob */
	uint64_t pack_offset;	  /* of the pack's first byte in its memory, and its size: */
	uint64_t pack_size;
	struct hf_boot_memory {
		uint64_t base, size;
		hf_handle handle;
		uint32_t kind; /* enum hf_boot_kind */
	} memory[HF_BOOT_MEMORIES];
};

/* Init's own handles, the slots it finds filled. */
#define HF_INIT_DOMAIN	1
#define HF_INIT_SPACE	2
#define HF_INIT_THREAD	3
#define HF_INIT_EVENT	4
#define HF_INIT_MEMORY	8 /* the first of hf_boot.memory */

#endif /* __ASSEMBLER__ */

/* Init's address space. */
#define HF_INIT_BASE	0x0000000000400000
#define HF_BOOT_ADDRESS 0x0000007ffff00000
#define HF_INIT_MESSAGE 0x0000007ffff80000
#define HF_INIT_STACK	0x0000007fffe00000 /* top */

/* Spaces: addresses below 2^39. */
#define HF_SPACE_BITS	39

#endif
