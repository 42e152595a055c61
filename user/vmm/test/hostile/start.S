/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hostile guest's entry and exceptions. It looks like a Linux Image (Documentation/arch/arm64/booting.rst)
 * and runs at EL1 with the MMU off.
 *
 * A synchronous exception is counted and the instruction skipped; one that is due to fetching instructions
 * returns to the caller. An interrupt is acknowledged, counted and ended.
 */
#define IMAGE_SIZE 0x400000

	.section .text.start, "ax"
	.global	_start
_start:
	b	entry
	.long	0
	.quad	0		/* text_offset */
	.quad	IMAGE_SIZE
	.quad	0xa		/* little-endian, 4 KiB pages, anywhere */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

entry:
	adr	x1, vectors
	msr	vbar_el1, x1
	ldr	x1, =stack_top
	mov	sp, x1
	isb
	b	hostile

	/* For VCPUs that the guest turns on by accident. */
	.global	other_cpu
other_cpu:
	wfi
	b	other_cpu

	.macro	entry_at handler
	.balign	128
	b	\handler
	.endm

	.balign	2048
vectors:
	.rept	4
	entry_at synchronous
	entry_at interrupt
	entry_at interrupt
	entry_at synchronous
	.endr

synchronous:
	stp	x0, x1, [sp, #-32]!
	str	x2, [sp, #16]
	adrp	x0, exceptions
	add	x0, x0, :lo12:exceptions
	ldr	x1, [x0]
	add	x1, x1, #1
	str	x1, [x0]
	mrs	x0, esr_el1
	lsr	x0, x0, #26
	mrs	x1, elr_el1
	add	x1, x1, #4
	cmp	x0, #0x21		/* instruction abort, same level */
	csel	x1, x30, x1, eq
	cmp	x0, #0x22		/* PC alignment */
	csel	x1, x30, x1, eq
	msr	elr_el1, x1
	ldr	x2, [sp, #16]
	ldp	x0, x1, [sp], #32
	eret

interrupt:
	stp	x0, x1, [sp, #-16]!
	mrs	x0, s3_0_c12_c12_0	/* ICC_IAR1_EL1 */
	msr	s3_0_c12_c12_1, x0	/* ICC_EOIR1_EL1 */
	adrp	x0, interrupts
	add	x0, x0, :lo12:interrupts
	ldr	x1, [x0]
	add	x1, x1, #1
	str	x1, [x0]
	ldp	x0, x1, [sp], #16
	eret

	/* uint64_t firmware(uint64_t x0, x1, x2, x3, uint64_t conduit) */
	.global	firmware
firmware:
	cbnz	x4, 1f
	hvc	#0
	ret
1:	smc	#0
	ret

	/* void load_pair(uint64_t address) */
	.global	load_pair
load_pair:
	ldp	x1, x2, [x0]
	ret

	/* void load_exclusive(uint64_t address) */
	.global	load_exclusive
load_exclusive:
	ldxr	x1, [x0]
	clrex
	ret

	.section .note.GNU-stack, "", %progbits
