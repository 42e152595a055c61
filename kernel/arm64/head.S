/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the machine enters, with the header of the arm64 boot protocol (Linux,
 * Documentation/arch/arm64/booting.rst): x0 holds the device tree's address, MMU and data cache are off,
 * the image lies anywhere in RAM at a multiple of 4 KiB.
 */
#include "kernel/arm64/stack.h"

	.section .head, "ax"

	.global	_start
_start:
	b	start
	.long	0
	.quad	0			/* text offset: none */
	.quad	image_size
	.quad	0xa			/* little endian, 4 KiB pages, anywhere in memory */
	.quad	0
	.quad	0
	.quad	0
	.ascii	"ARM\x64"
	.long	0

start:
	mrs	x1, CurrentEL
	cmp	x1, #(2 << 2)
	b.ne	halt			/* not at EL2: nothing here can work or say so */
	msr	daifset, #15
	msr	spsel, #1
	mov	x19, x0

	/* Stale lines must not cover what is written before the caches are on. */
	adrp	x0, _start
	adrp	x1, image_end
	mrs	x2, ctr_el0
	ubfx	x2, x2, #16, #4
	mov	x3, #4
	lsl	x3, x3, x2
	dsb	sy
1:	dc	civac, x0
	add	x0, x0, x3
	cmp	x0, x1
	b.lo	1b
	dsb	sy

	adrp	x0, bss_start
	adrp	x1, bss_end
2:	stp	xzr, xzr, [x0], #16
	cmp	x0, x1
	b.lo	2b

	/* R_AARCH64_RELATIVE relocations: the image is linked at 0. */
	adrp	x0, _start
	adrp	x1, relocations_start
	add	x1, x1, :lo12:relocations_start
	adrp	x2, relocations_end
	add	x2, x2, :lo12:relocations_end
3:	cmp	x1, x2
	b.hs	4f
	ldp	x3, x4, [x1], #16
	ldr	x5, [x1], #8
	add	x5, x5, x0
	str	x5, [x0, x3]
	b	3b

4:	adrp	x0, stacks
	add	x0, x0, #STACK_STEP
	mov	sp, x0
	adrp	x0, vectors
	add	x0, x0, :lo12:vectors
	msr	vbar_el2, x0
	isb
	mov	x29, xzr
	mov	x0, x19
	bl	boot
	b	thread_enter

halt:	wfi
	b	halt

/*
 * Where the firmware lets another CPU in, MMU and data cache off, x0 = its struct cpu. Nothing is written
 * before they are on: what lies in a cache would not agree with it.
 */
	.global	secondary_start
secondary_start:
	msr	daifset, #15
	msr	spsel, #1
	mov	x19, x0
	adrp	x0, vectors
	add	x0, x0, :lo12:vectors
	msr	vbar_el2, x0
	adrp	x0, mmu_registers
	add	x0, x0, :lo12:mmu_registers
	ldp	x1, x2, [x0]
	ldp	x3, x4, [x0, #16]
	msr	mair_el2, x1
	msr	tcr_el2, x2
	msr	ttbr0_el2, x3
	isb
	tlbi	alle2
	ic	iallu
	dsb	nsh
	isb
	msr	sctlr_el2, x4
	isb
	msr	tpidr_el2, x19
	ldr	x0, [x19]
	mov	sp, x0
	mov	x29, xzr
	mov	x0, x19
	bl	secondary
	b	thread_enter

	/* Each CPU's stack; the page before each is not mapped. */
	.section .stack, "aw", %nobits
	.balign	4096
	.global	stacks
stacks:
	.space	CPUS_MAX * STACK_STEP
