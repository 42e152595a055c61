/* SPDX-License-Identifier: Apache-2.0 */
/* Small guests, position-independent, copied into a virtual machine's memory. */
	.section .rodata

.macro guest name
	.balign	2048
	.global	guest_\name, guest_\name\()_end
guest_\name:
.endm
.macro end name
guest_\name\()_end:
.endm

	guest	hvc			/* x0..x3 out and back, then out again */
	mov	x0, #1
	mov	x1, #2
	mov	x2, #3
	mov	x3, #4
	mov	x19, #0x77
	hvc	#5
	add	x0, x0, x1
	add	x0, x0, x2
	add	x0, x0, x3
	smc	#6
	mov	x0, x19
	hvc	#7
	b	.
	end	hvc

	guest	mmio			/* every size, both ways, with and without sign */
	movz	x1, #0x900, lsl #16
	movz	x2, #0x1234
	movk	x2, #0xabcd, lsl #16
	movk	x2, #0xffff, lsl #48
	str	x2, [x1]
	str	w2, [x1, #8]
	strh	w2, [x1, #12]
	strb	w2, [x1, #15]
	str	xzr, [x1, #16]
	ldr	x3, [x1, #24]
	ldr	w4, [x1, #32]
	ldrsw	x5, [x1, #36]
	ldrsh	w6, [x1, #40]
	ldrsb	x7, [x1, #44]
	ldrb	w8, [x1, #48]
	mov	x0, x3
	mov	x1, x4
	mov	x2, x5
	mov	x3, x6
	hvc	#0
	mov	x0, x7
	mov	x1, x8
	hvc	#1
	b	.
	end	mmio

	guest	fault			/* an address that nothing decodes: a pair has no syndrome */
	movz	x1, #0x900, lsl #16
	stp	x2, x3, [x1]
	hvc	#1
	b	.
	end	fault

	guest	undefined		/* traps to the VMM, which makes it an exception; the vector reports */
	adr	x0, 1f
	msr	vbar_el1, x0
	isb
	mrs	x0, s3_3_c15_c2_0
	b	.
	.balign	2048
1:	.space	0x200
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	mrs	x2, spsr_el1
	mrs	x3, currentel
	hvc	#9
	b	.
	end	undefined

	guest	identity
	mrs	x0, id_aa64pfr0_el1
	mrs	x1, id_aa64dfr0_el1
	mrs	x2, id_aa64isar1_el1
	mrs	x3, mpidr_el1
	hvc	#0
	b	.
	end	identity

	guest	interrupt		/* waits for interrupts and counts them by number */
	adr	x0, 1f
	msr	vbar_el1, x0
	mov	x0, #1
	msr	s3_0_c12_c12_7, x0	/* ICC_IGRPEN1_EL1 */
	mov	x0, #0xff
	msr	s3_0_c4_c6_0, x0	/* ICC_PMR_EL1 */
	isb
	mov	x20, xzr
	hvc	#1			/* ready */
2:	msr	daifclr, #2
	wfi
	b	2b
	.balign	2048
1:	.space	0x280
	mrs	x0, s3_0_c12_c12_0	/* ICC_IAR1_EL1 */
	add	x20, x20, #1
	mov	x1, x20
	msr	s3_0_c12_c12_1, x0	/* ICC_EOIR1_EL1 */
	isb
	hvc	#2			/* x0 = number, x1 = count */
	eret
	end	interrupt

	guest	timer			/* the virtual timer, one shot, twice */
	adr	x0, 1f
	msr	vbar_el1, x0
	mov	x0, #1
	msr	s3_0_c12_c12_7, x0
	mov	x0, #0xff
	msr	s3_0_c4_c6_0, x0
	isb
	mov	x20, xzr
3:	mrs	x0, cntvct_el0
	add	x0, x0, #0x10000
	msr	cntv_cval_el0, x0
	mov	x0, #1
	msr	cntv_ctl_el0, x0
	isb
2:	msr	daifclr, #2
	wfi
	cbz	x20, 2b
	mov	x20, xzr
	b	3b
	.balign	2048
1:	.space	0x280
	mrs	x0, s3_0_c12_c12_0
	mov	x20, #1
	mov	x1, #2
	msr	cntv_ctl_el0, x1
	msr	s3_0_c12_c12_1, x0
	isb
	hvc	#3
	eret
	end	timer

	guest	spin
	add	x0, x0, #1
	b	guest_spin
	end	spin

	guest	vectors			/* writes a pattern, waits for a call back, reports what stayed */
	mov	x0, #3 << 20
	msr	cpacr_el1, x0
	isb
	mov	x0, #0x5a
	dup	v7.2d, x0
	hvc	#1
	mov	x0, v7.d[1]
	hvc	#2
	b	.
	end	vectors

	guest	smuggle			/* what a hostile kernel tries: each must trap or be harmless */
	adr	x0, 1f
	msr	vbar_el1, x0
	isb
	mov	x21, xzr
	mrs	x0, s3_4_c1_c1_0	/* HCR_EL2 */
	mrs	x0, s3_4_c2_c1_0	/* VTTBR_EL2 */
	msr	s3_4_c12_c11_0, x0	/* ICH_HCR_EL2 */
	mrs	x0, s3_4_c14_c2_1	/* CNTHP_CTL_EL2 */
	tlbi	alle1
	tlbi	vmalle1
	mrs	x0, s3_3_c9_c13_0	/* PMCCNTR_EL0 */
	mrs	x0, s2_0_c0_c2_2	/* MDSCR_EL1 */
	mov	x0, x21
	hvc	#1
	b	.
	.balign	2048
1:	.space	0x200
	add	x21, x21, #1
	mrs	x22, elr_el1
	add	x22, x22, #4
	msr	elr_el1, x22
	eret
	end	smuggle
