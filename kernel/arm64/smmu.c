/* SPDX-License-Identifier: Apache-2.0 */
/* The SMMUv3; the model is in smmu.h, sections are those of IHI 0070. */
#include "kernel/arm64/smmu.h"

#include "kernel/arm64/registers.h"
#include "kernel/arm64/stage2.h"
#include "kernel/core/arch.h"
#include "kernel/core/assert.h"
#include "kernel/core/stream.h"

/* 6.3: registers, and their bits. */
#define IDR0		   0x0000
#define IDR0_S2P	   (1 << 0)
#define IDR0_TTF_64	   (2 << 2)
#define IDR0_COHACC	   (1 << 4)
#define IDR0_STALLS	   (3 << 24)
#define IDR0_STALLS_ALWAYS (2 << 24)
#define IDR1		   0x0004
#define IDR1_SIDSIZE	   63
#define IDR1_CMDQS	   (31 << 21)
#define IDR1_EVENTQS	   (31 << 16)
#define IDR1_OVERRIDE	   (1 << 27) /* of what devices say of memory */
#define IDR1_PRESET	   (3 << 29)
#define IDR5		   0x0014
#define IDR5_OAS	   7
#define IDR5_GRAN4K	   (1 << 4)
#define CR0		   0x0020
#define CR0ACK		   0x0024
#define CR0_SMMUEN	   (1 << 0)
#define CR0_EVENTQEN	   (1 << 2)
#define CR0_CMDQEN	   (1 << 3)
#define CR1		   0x0028
#define CR1_CACHED	   0xd75 /* tables and queues: inner shareable, write-back */
#define CR2		   0x002c
#define CR2_PTM		   (1 << 2) /* CPUs' TLB maintenance is not for us */
#define GBPA		   0x0044
#define GBPA_ABORT	   (1 << 20)
#define GBPA_UPDATE	   (1u << 31)
#define IRQ_CTRL	   0x0050
#define STRTAB_BASE	   0x0080
#define STRTAB_CFG	   0x0088
#define CMDQ_BASE	   0x0090
#define CMDQ_PROD	   0x0098
#define CMDQ_CONS	   0x009c
#define EVENTQ_BASE	   0x00a0
#define EVENTQ_PROD	   0x100a8
#define EVENTQ_CONS	   0x100ac
#define EVENTQ_OVERFLOW	   (1u << 31)
#define ALLOCATE	   (1ull << 62)

/* 5.2: stream table entries. One that refuses does so without an event. */
#define STE_REFUSE    1
#define STE_STAGE2    (6 << 1 | 1)
#define STE_SHCFG     (1ull << 44)		   /* shareability as the device says */
#define STE_CACHED    (0x1full << 32 | 3ull << 44) /* write-back, inner shareable */
#define STE_S2AA64    (1ull << 51)
#define STE_S2R	      (1ull << 58) /* faults are recorded */
#define STE_S2VTCR(x) ((uint64_t)((x)&0x7ffff) << 32)

/* 4.1: commands. */
#define CFGI_STE(stream) (0x03 | (uint64_t)(stream) << 32)
#define CFGI_ALL	 0x04
#define TLBI_S12(vmid)	 (0x28 | (uint64_t)(vmid) << 32)
#define TLBI_ALL	 0x30
#define SYNC		 0x46
#define LEAF		 1
#define ALL_STREAMS	 31

/* 7.3: events of accesses that translation refuses. */
#define EVENT_TYPE(e)	((e)[0] & 0xff)
#define EVENT_STREAM(e) ((e)[0] >> 32)
#define EVENT_FIRST	0x10 /* F_TRANSLATION */
#define EVENT_LAST	0x13 /* F_PERMISSION */

#define STREAM_BITS  8
#define COMMAND_BITS 6
#define COMMANDS     (1u << COMMAND_BITS)
#define EVENT_BITS   7
#define EVENTS	     (1u << EVENT_BITS)

_Static_assert(ARCH_STREAMS == 1 << STREAM_BITS, "a linear table of all");

static uint64_t base;	      /* of the registers; 0: there is none */
static uint32_t streams;      /* that it tells apart and we have entries for; 0: not started */
static uint32_t command_prod; /* index and, above it, the wrap bit; so are all of a queue's */
static uint32_t event_cons;

static uint64_t entries[ARCH_STREAMS][8] __attribute__((aligned(ARCH_STREAMS * 64)));
static uint64_t commands[COMMANDS][2] __attribute__((aligned(COMMANDS * 16)));
static uint64_t events[EVENTS][4] __attribute__((aligned(EVENTS * 32)));

static void publish(void)
{
	__asm__ volatile("dsb sy" : : : "memory");
}

/* The bits of a register become `value`, in good time. */
static bool becomes(uint64_t at, uint32_t bits, uint32_t value)
{
	uint64_t end = arch_ticks() + read_register(cntfrq_el0);

	while ((read32(base + at) & bits) != value)
		if (arch_ticks() > end)
			return false;
	return true;
}

static void command(uint64_t word0, uint64_t word1)
{
	uint64_t *slot = commands[command_prod % COMMANDS];

	slot[0] = word0;
	slot[1] = word1;
	command_prod = (command_prod + 1) % (2 * COMMANDS);
}

/* All commands so far have their effect: 4.7.3, a CMD_SYNC is consumed when it is complete. */
static bool complete(void)
{
	command(SYNC, 0);
	publish();
	write32(base + CMDQ_PROD, command_prod);
	return becomes(CMDQ_CONS, 2 * COMMANDS - 1, command_prod);
}

/* After that nobody knows what devices reach. */
static void must_complete(void)
{
	if (!complete())
		panic("the SMMU does not complete its commands", __FILE__, __LINE__);
}

static bool enable(uint32_t bits)
{
	write32(base + CR0, bits);
	return becomes(CR0ACK, ~0u, bits);
}

static bool suffices(void)
{
	uint32_t needs = IDR0_S2P | IDR0_TTF_64 | IDR0_COHACC;
	uint32_t idr0 = read32(base + IDR0), idr1 = read32(base + IDR1);

	return (idr0 & needs) == needs && (idr0 & IDR0_STALLS) != IDR0_STALLS_ALWAYS &&
	       !(idr1 & IDR1_PRESET) && (idr1 & IDR1_CMDQS) >= COMMAND_BITS << 21 &&
	       (idr1 & IDR1_EVENTQS) >= EVENT_BITS << 16 && read32(base + IDR5) & IDR5_GRAN4K;
}

/* 6.3.15: while it is disabled, it aborts. */
static bool shut(void)
{
	if (!becomes(GBPA, GBPA_UPDATE, 0))
		return false;
	write32(base + GBPA, GBPA_UPDATE | GBPA_ABORT);
	return becomes(GBPA, GBPA_UPDATE, 0) && enable(0);
}

static void set_up(uint32_t bits)
{
	for (unsigned int i = 0; i < ARCH_STREAMS; i++)
		entries[i][0] = STE_REFUSE;
	write32(base + IRQ_CTRL, 0);
	write32(base + CR1, CR1_CACHED);
	write32(base + CR2, CR2_PTM);
	write64(base + STRTAB_BASE, pointer_pa(entries).value | ALLOCATE);
	write32(base + STRTAB_CFG, bits);
	write64(base + CMDQ_BASE, pointer_pa(commands).value | ALLOCATE | COMMAND_BITS);
	write32(base + CMDQ_PROD, 0);
	write32(base + CMDQ_CONS, 0);
	write64(base + EVENTQ_BASE, pointer_pa(events).value | ALLOCATE | EVENT_BITS);
	write32(base + EVENTQ_PROD, 0);
	write32(base + EVENTQ_CONS, 0);
}

const char *smmu_start(uint64_t registers)
{
	uint32_t bits;

	base = registers;
	if (!shut())
		return "it does not answer";
	if (!suffices())
		return "it lacks what the kernel needs";
	bits = read32(base + IDR1) & IDR1_SIDSIZE;
	if (bits > STREAM_BITS)
		bits = STREAM_BITS;
	set_up(bits);
	if (!enable(CR0_CMDQEN))
		return "it does not start";
	command(CFGI_ALL, ALL_STREAMS);
	command(TLBI_ALL, 0);
	if (!complete() || !enable(CR0_CMDQEN | CR0_EVENTQEN | CR0_SMMUEN))
		return "it does not start";
	streams = 1u << bits;
	return NULL;
}

uint32_t arch_streams(void)
{
	return streams;
}

/* An output address is as long as the CPU's or, if that is less, the SMMU's; 5: 48 bits. */
static uint64_t output_size(void)
{
	uint64_t cpu = read_register(id_aa64mmfr0_el1) & 15, own = read32(base + IDR5) & IDR5_OAS;
	uint64_t least = cpu < own ? cpu : own;

	return least < 5 ? least : 5;
}

/* What a device says of memory: its accesses see what CPUs' caches hold, where the SMMU can see to that. */
static uint64_t attributes(void)
{
	return read32(base + IDR1) & IDR1_OVERRIDE ? STE_CACHED : STE_SHCFG;
}

/* Who is out is told before the TLB is emptied, or it could be filled in between. */
static void detach(uint32_t stream)
{
	entries[stream][0] = STE_REFUSE;
	publish();
	command(CFGI_STE(stream), LEAF);
	must_complete();
	arch_stream_flush(stream);
}

/* 3.21.3: an entry that refuses has no other words; the first, written last, makes it one that has. */
void arch_stream_attach(uint32_t stream, const struct space *space)
{
	uint64_t *entry = entries[stream];

	detach(stream);
	if (!space)
		return;
	entry[1] = attributes();
	entry[2] = stream | STE_S2VTCR(STAGE2_FORMAT | output_size() << 16) | STE_S2AA64 | STE_S2R;
	entry[3] = pointer_pa(space->root).value;
	publish();
	*(volatile uint64_t *)entry = STE_STAGE2;
	publish();
	command(CFGI_STE(stream), LEAF);
	must_complete();
}

void arch_stream_flush(uint32_t stream)
{
	command(TLBI_S12(stream), 0);
	must_complete();
}

void arch_streams_collect(void)
{
	uint32_t prod;

	if (!streams)
		return;
	prod = read32(base + EVENTQ_PROD);
	publish();
	while (event_cons != prod % (2 * EVENTS)) {
		const uint64_t *e = events[event_cons % EVENTS];

		if (EVENT_TYPE(e) >= EVENT_FIRST && EVENT_TYPE(e) <= EVENT_LAST)
			stream_refused(EVENT_STREAM(e), e[2]);
		event_cons = (event_cons + 1) % (2 * EVENTS);
	}
	publish();
	write32(base + EVENTQ_CONS, event_cons | (prod & EVENTQ_OVERFLOW));
}
