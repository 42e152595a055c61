/* SPDX-License-Identifier: Apache-2.0 */
/* The end: says what failed and where, and stops all CPUs for good. */
#include "kernel/arm64/console.h"
#include "kernel/arm64/context.h"
#include "kernel/arm64/exception.h"
#include "kernel/arm64/mmu.h"
#include "kernel/arm64/registers.h"
#include "kernel/core/arch.h"
#include "kernel/core/assert.h"
#include "kernel/core/atomic.h"

#define BACKTRACE_MAX 32

static bool in_panic;

static void halt_here(void) __attribute__((noreturn));
static void halt_here(void)
{
	for (;;)
		__asm__ volatile("wfi");
}

/* A panic within a panic has nothing to add. */
static void begin(void)
{
	if (exchange(&in_panic, true))
		halt_here();
	for (unsigned int i = 0; i < cpus_online; i++)
		if (&cpus[i] != arch_cpu())
			arch_cpu_interrupt(&cpus[i]);
	console_text("\nholdfast: PANIC: ");
}

void panic_if_asked(void)
{
	if (load_ordered(&in_panic))
		halt_here();
}

static bool in_image(uint64_t address)
{
	return address - image_base() < image_bytes() && address % 8 == 0;
}

/* Frame records (AAPCS64 6.4.6), addresses relative to the image as in build/kernel.elf. */
static void backtrace(uint64_t fp, uint64_t pc)
{
	console_text("backtrace:");
	for (unsigned int i = 0; i < BACKTRACE_MAX; i++) {
		console_text(" ");
		console_hex(pc - image_base());
		if (!in_image(fp))
			break;
		pc = ((uint64_t *)fp)[1];
		fp = ((uint64_t *)fp)[0];
		if (!pc)
			break;
	}
	console_text("\n");
}

static void number(uint64_t value)
{
	char digits[21];
	unsigned int n = sizeof(digits) - 1;

	digits[n] = 0;
	do
		digits[--n] = (char)('0' + value % 10);
	while (value /= 10);
	console_text(&digits[n]);
}

void panic(const char *what, const char *file, int line)
{
	begin();
	console_text(what);
	console_text(" at ");
	console_text(file);
	console_text(":");
	number((uint64_t)line);
	console_text("\n");
	backtrace((uint64_t)__builtin_frame_address(0), (uint64_t)__builtin_return_address(0));
	halt_here();
}

static void show(const char *name, uint64_t value)
{
	console_text(name);
	console_hex(value);
}

void exception_current(const struct frame *frame)
{
	begin();
	show("exception in the kernel, ESR ", read_register(esr_el2));
	show(" FAR ", read_register(far_el2));
	show("\nPC ", frame->pc);
	show(" PSTATE ", frame->pstate);
	show(" SP ", frame->sp);
	for (unsigned int i = 0; i < 31; i++) {
		console_text(i % 4 ? " x" : "\nx");
		number(i);
		show(i < 10 ? "  " : " ", frame->x[i]);
	}
	console_text("\n");
	backtrace(frame->x[29], frame->pc);
	halt_here();
}
