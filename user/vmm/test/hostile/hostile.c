/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest that attacks whatever it can address: it looks for memory that is not its own, uses every device
 * and system register wrongly, and lies in every ring. It says what it found on the UART, tells what exits
 * cost, and turns the machine off. Whatever it does, it must be able to say so, and nobody else must notice.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/virtio/ring.h"

#define UART	    0x09000000u
#define RTC	    0x09010000u
#define GICD	    0x08000000u
#define GICR	    0x080a0000u
#define VIRTIO	    0x0a000000u
#define MESSAGES    0x0b000000u
#define RAM	    0x40000000u
#define PLAYGROUND  0x50000000u /* where devices are told to write */
#define PLAYGROUND_MASK 0x0fffffffu

enum {
	VIRTIO_DEVICES = 8,
	CPUS = 8,
	WILD_ACCESSES = 60000,
	WILD_RINGS = 40,
	WILD_CALLS = 20000,
	MEASURED = 2000,
};

uint64_t exceptions, interrupts;
uintptr_t __stack_chk_guard = 0x5ca1ab1e00;

static bool bad;
static uint64_t seed = 88172645463325252u;

uint64_t firmware(uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3, uint64_t smc);
void load_pair(uint64_t address);
void load_exclusive(uint64_t address);
void other_cpu(void);
_Noreturn void hostile(void);
_Noreturn void __stack_chk_fail(void);

void __stack_chk_fail(void)
{
	for (;;)
		__asm__ volatile("wfi");
}

static uint64_t count(const uint64_t *counter)
{
	return *(const volatile uint64_t *)counter;
}

static uint32_t rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 16);
}

static void write32(uint64_t address, uint32_t value)
{
	__asm__ volatile("str %w0, [%1]" : : "r"(value), "r"(address) : "memory");
}

static uint32_t read32(uint64_t address)
{
	uint32_t value = 0;

	__asm__ volatile("ldr %w0, [%1]" : "+r"(value) : "r"(address) : "memory");
	return value;
}

static void print(const char *text)
{
	for (; *text != 0; text++)
		write32(UART, (uint8_t)*text);
}

static void print_number(uint64_t value, unsigned base)
{
	char digits[24];
	unsigned n = sizeof(digits) - 1;

	digits[n] = 0;
	do
		digits[--n] = "0123456789abcdef"[value % base];
	while ((value /= base) != 0);
	print(digits + n);
}

static void verdict(const char *name)
{
	print(bad ? "hostile: bad " : "hostile: ok ");
	print(name);
	print("\n");
	bad = false;
}

/* Everything that is there for a guest. */
static bool is_ours(uint64_t address, uint64_t ram_end)
{
	static const struct {
		uint64_t base, size;
	} windows[] = {
		{ GICD, 0x10000 }, { GICR, CPUS * 0x20000 },	       { UART, 0x1000 },
		{ RTC, 0x1000 },   { VIRTIO, VIRTIO_DEVICES * 0x1000 }, { MESSAGES, CPUS * 0x1000 },
	};

	for (unsigned i = 0; i < sizeof(windows) / sizeof(windows[0]); i++)
		if (address - windows[i].base < windows[i].size)
			return true;
	return address >= RAM && address < ram_end;
}

static bool is_there(uint64_t address)
{
	uint64_t before = count(&exceptions);

	(void)read32(address);
	return count(&exceptions) == before;
}

static void probe(uint64_t address, uint64_t ram_end)
{
	uint64_t before = count(&exceptions);

	if (is_ours(address, ram_end))
		return;
	write32(address, 0xdeadbeef);
	if (!is_there(address) && count(&exceptions) == before + 2)
		return;
	bad = true;
	print("hostile: something at ");
	print_number(address, 16);
	print("\n");
}

/* The end of RAM, by steps of 1 MiB. */
static uint64_t find_end(void)
{
	uint64_t end = RAM;

	while (is_there(end))
		end += 1 << 20;
	return end;
}

static void scan(void)
{
	uint64_t end = find_end();

	for (uint64_t page = 0; page < 1 << 16; page++)
		probe(page << 16, end);
	for (uint64_t address = GICD; address < 0x0c000000; address += 0x1000)
		probe(address, end);
	for (unsigned bit = 32; bit < 56; bit++) {
		probe((uint64_t)1 << bit, end);
		probe(((uint64_t)1 << bit) - 0x1000, end);
		probe((uint64_t)1 << bit | RAM, end);
	}
	probe(RAM - 0x1000, end);
	probe(end, end);
	verdict("no memory but its own");
}

/* Accesses that devices cannot answer. */
static void wrong_accesses(void)
{
	static const uint64_t places[] = { GICD, GICR, UART, VIRTIO, 0x1000, 0xc0000000 };
	uint64_t before = count(&exceptions);
	unsigned n = sizeof(places) / sizeof(places[0]);

	for (unsigned i = 0; i < n; i++) {
		load_pair(places[i]);
		load_exclusive(places[i]);
		((void (*)(void))(uintptr_t)places[i])();
		__asm__ volatile("ldrb w1, [%0, #1]\n\tldrh w1, [%0, #2]" : : "r"(places[i]) : "x1");
	}
	bad = count(&exceptions) < before + 2 * n;
	verdict("instructions and pairs from devices");
}

static void wild_registers(void)
{
	for (unsigned i = 0; i < WILD_ACCESSES; i++) {
		static const uint32_t windows[] = { GICD, GICR, UART, RTC, VIRTIO, VIRTIO, VIRTIO };
		uint32_t window = windows[rnd() % 7], offset = rnd() & 0xfffc, value = rnd();

		if (window == VIRTIO)
			offset = (rnd() % VIRTIO_DEVICES) << 12 | (rnd() & 0x1fc);
		if (window == VIRTIO && (offset & 0xff) >= 0x80 && (offset & 0xff) < 0xa8)
			value = PLAYGROUND | (value & PLAYGROUND_MASK);
		if (window == UART && offset == 0)
			continue;
		if (rnd() & 1)
			write32(window + offset, value);
		else
			(void)read32(window + offset);
	}
	verdict("wild register accesses");
}

static void bring_up(uint64_t base, unsigned queue, uint64_t memory)
{
	write32(base + 0x30, queue);
	write32(base + 0x38, 16);
	write32(base + 0x80, (uint32_t)memory);
	write32(base + 0x84, 0);
	write32(base + 0x90, (uint32_t)memory + 0x400);
	write32(base + 0x94, 0);
	write32(base + 0xa0, (uint32_t)memory + 0x800);
	write32(base + 0xa4, 0);
	write32(base + 0x44, 1);
}

/* Half of what a descriptor says makes sense, so that the other half is looked at. */
static void lie(uint64_t memory)
{
	volatile struct virtq_desc *desc = (volatile struct virtq_desc *)(uintptr_t)memory;
	volatile uint16_t *avail = (volatile uint16_t *)(uintptr_t)(memory + 0x400);
	volatile uint32_t *data = (volatile uint32_t *)(uintptr_t)(memory + 0x1000);

	for (unsigned i = 0; i < 16; i++) {
		desc[i].addr = rnd() % 4 ? memory + 0x1000 + (rnd() & 0xfff)
					 : (uint64_t)rnd() << (rnd() % 32);
		desc[i].len = rnd() % 4 ? rnd() % 600 : rnd();
		desc[i].flags = (uint16_t)(rnd() % 4 ? rnd() & 3 : rnd());
		desc[i].next = (uint16_t)(rnd() % 8 ? i + 1 : rnd());
	}
	for (unsigned i = 0; i < 256; i++)
		data[i] = rnd() % 2 ? rnd() & 0x107 : rnd();
	for (unsigned i = 2; i < 18; i++)
		avail[i] = rnd() & 15;
	avail[1] = (uint16_t)(rnd() % 17);
}

static void wild_rings(void)
{
	for (unsigned i = 0; i < WILD_RINGS * VIRTIO_DEVICES; i++) {
		uint64_t base = VIRTIO + (uint64_t)(i % VIRTIO_DEVICES) * 0x1000;
		uint64_t memory = PLAYGROUND + (i % 64) * 0x4000u;

		if (!is_there(base))
			continue;
		write32(base + 0x70, 0);
		write32(base + 0x70, 3);
		write32(base + 0x24, 1);
		write32(base + 0x20, 1);
		write32(base + 0x70, 11);
		bring_up(base, 0, memory);
		bring_up(base, 1, memory + 0x2000);
		write32(base + 0x70, 15);
		lie(memory);
		lie(memory + 0x2000);
		write32(base + 0x50, 0);
		write32(base + 0x50, 1);
	}
	for (unsigned i = 0; i < VIRTIO_DEVICES; i++)
		write32(VIRTIO + i * 0x1000 + 0x70, 0);
	verdict("lies in rings");
}

/* Anything but to be turned off or reset. */
static void wild_calls(void)
{
	for (unsigned i = 0; i < WILD_CALLS; i++) {
		static const uint32_t bases[] = { 0x84000000, 0xc4000000, 0x80000000, 0x86000000 };
		uint32_t function = bases[rnd() % 4] + rnd() % 32;

		if (rnd() % 8 == 0)
			function = rnd();
		switch (function & 0xbfffffff) {
		case 0x84000002:
		case 0x84000008:
		case 0x84000009:
		case 0x84000012:
			continue;
		}
		(void)firmware(function, rnd() % 16,
			       rnd() % 2 ? (uint64_t)(uintptr_t)other_cpu : rnd(), rnd(), rnd() & 1);
	}
	verdict("wild firmware calls");
}

/* Run one MRS or MSR of x0 that is made up. */
static void system_register(uint32_t number, bool read)
{
	static uint32_t code[2] __attribute__((aligned(64)));
	register uint64_t x0 __asm__("x0") = rnd();

	*(volatile uint32_t *)&code[0] = (read ? 0xd5300000u : 0xd5100000u) | number << 5;
	*(volatile uint32_t *)&code[1] = 0xd65f03c0; /* ret */
	__asm__ volatile("dc cvau, %1\n\tdsb ish\n\tic ivau, %1\n\tdsb ish\n\tisb\n\tblr %1"
			 : "+r"(x0)
			 : "r"(code)
			 : "x30", "memory");
}

/*
 * Fields of a number: op0 - 2 in bit 14, op1 in 13..11, CRn in 10..7, CRm in 6..3, op2 in 2..0. What rules
 * this guest itself is not written.
 */
static bool is_vital(uint32_t number)
{
	uint32_t op1 = number >> 11 & 7, crn = number >> 7 & 15, crm = number >> 3 & 15;

	if (!(number >> 14 & 1) || op1 > 3)
		return false;
	return op1 == 0 && !(crn == 12 && crm >= 8) && !(crn == 4 && crm == 6);
}

static void wild_system_registers(void)
{
	for (uint32_t number = 0; number < 1 << 15; number++) {
		system_register(number, true);
		if (!is_vital(number))
			system_register(number, false);
	}
	verdict("all system registers");
}

static uint64_t ticks(void)
{
	uint64_t value;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value) : : "memory");
	return value;
}

static void say_cost(const char *what, uint64_t began)
{
	uint64_t frequency, spent = ticks() - began;

	__asm__("mrs %0, cntfrq_el0" : "=r"(frequency));
	print("hostile: ");
	print(what);
	print(" takes ");
	print_number(spent * (1000000000 / frequency) / MEASURED, 10);
	print(" ns\n");
}

static void measure_calls(void)
{
	uint64_t began = ticks();

	for (unsigned i = 0; i < MEASURED; i++)
		(void)firmware(0x84000000, 0, 0, 0, 0);
	say_cost("hvc to vmm and back", began);
	began = ticks();
	for (unsigned i = 0; i < MEASURED; i++)
		(void)read32(GICD + 4);
	say_cost("mmio read of vmm and back", began);
	began = ticks();
	for (unsigned i = 0; i < MEASURED; i++)
		(void)read32(VIRTIO);
	say_cost("mmio read of a virtio device", began);
}

/* Bring the interrupt controller up for this VCPU alone and send it interrupts of its own. */
static void measure_interrupts(void)
{
	uint64_t began, before;

	write32(GICR + 0x14, 0);
	write32(GICR + 0x10080, 0xffffffff);
	write32(GICR + 0x10180, 0xffffffff);
	write32(GICR + 0x10280, 0xffffffff);
	write32(GICR + 0x10380, 0xffffffff);
	write32(GICD + 0x184, 0xffffffff);
	write32(GICD, 2);
	write32(GICR + 0x10400, 0x80808080);
	write32(GICR + 0x10100, 1);
	__asm__ volatile("msr s3_0_c12_c12_4, xzr\n\t"	     /* ICC_CTLR_EL1: EOI deactivates */
			 "msr s3_0_c12_c12_7, %0\n\t"	     /* ICC_IGRPEN1_EL1 */
			 "msr s3_0_c4_c6_0, %1\n\tisb\n\t"   /* ICC_PMR_EL1 */
			 "msr daifclr, #2"
			 :
			 : "r"(1ul), "r"(0xfful));
	before = count(&interrupts);
	began = ticks();
	for (unsigned i = 0; i < MEASURED; i++)
		__asm__ volatile("msr s3_0_c12_c11_5, %0\n\tisb" : : "r"(1ul) : "memory");
	say_cost("an interrupt to itself", began);
	__asm__ volatile("msr daifset, #2");
	bad = count(&interrupts) < before + MEASURED;
	verdict("every interrupt arrived");
}

void hostile(void)
{
	print("hostile: here\n");
	measure_calls();
	measure_interrupts();
	scan();
	wrong_accesses();
	wild_registers();
	wild_rings();
	wild_system_registers();
	wild_calls();
	scan();
	print("hostile: done\n");
	for (;;)
		(void)firmware(0x84000008, 0, 0, 0, 0);
}
