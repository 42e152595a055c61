/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest that is measured, on every hypervisor the same: at EL1 with its MMU off, position-independent, without
 * a stack. It looks like a Linux image (Linux, Documentation/arch/arm64/booting.rst), so whatever boots Linux
 * boots it, with a GICv3 at the addresses of QEMU's `virt`.
 *
 *	x1	operations to run, a bit for each number of mark.h; 0, as Linux is entered: those that
 *		every hypervisor can answer by itself
 *	x2	VM_STAGE2_FAULT: the first of COUNT pages of RAM that have no translation yet
 *
 * Then it turns the machine off. So it does, too, after an exception that it does not expect: samples are missing.
 */
#include "bench/kernel/parts.h"
#include "bench/mark.h"

#define COUNT	     GUEST_COUNT
#define DISTRIBUTOR  0x08000000
#define REDISTRIBUTOR 0x080a0000
#define UART_FLAGS   0x09000018

#define PSCI_VERSION	0x84000000
#define PSCI_SYSTEM_OFF 0x84000008

#define EVERYWHERE (1 << MARK_VM_HVC_KERNEL | 1 << MARK_VM_SYSREG_KERNEL | 1 << MARK_VM_MMIO_KERNEL | \
		    1 << MARK_VM_SELF_SGI)

#define ICC_SGI1R_EL1	s3_0_c12_c11_5
#define ICC_IAR1_EL1	s3_0_c12_c12_0
#define ICC_EOIR1_EL1	s3_0_c12_c12_1
#define ICC_CTLR_EL1	s3_0_c12_c12_4
#define ICC_IGRPEN1_EL1 s3_0_c12_c12_7
#define ICC_PMR_EL1	s3_0_c4_c6_0

/* The code between `each` and `next` runs COUNT times, if x19 asks for the operation. */
.macro each operation
	tbz	x19, #\operation, 2f
	mov	x20, #COUNT
1:
.endm
.macro next
	subs	x20, x20, #1
	b.ne	1b
2:
.endm

.macro store address, value
	ldr	x0, =(\address)
	ldr	w1, =(\value)
	str	w1, [x0]
.endm

	.text
	.global	_start
_start:
	b	entry
	.long	0
	.quad	0		/* text_offset */
	.quad	0x100000	/* image_size */
	.quad	0xa		/* little-endian, 4 KiB pages, anywhere */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

entry:
	ldr	x19, =EVERYWHERE
	cmp	x1, #0
	csel	x19, x1, x19, ne
	mov	x22, x2
	adr	x0, vectors
	msr	vbar_el1, x0
	isb

	each	MARK_VM_HVC_USER
	begin	MARK_VM_HVC_USER
	hvc	#1
	end
	next

	each	MARK_VM_MMIO_USER
	ldr	x0, =UART_FLAGS
	begin	MARK_VM_MMIO_USER
	ldr	w0, [x0]
	end
	next

	each	MARK_VM_HVC_KERNEL
	ldr	x0, =PSCI_VERSION
	begin	MARK_VM_HVC_KERNEL
	hvc	#0
	end
	next

	each	MARK_VM_SYSREG_KERNEL
	begin	MARK_VM_SYSREG_KERNEL
	mrs	x0, id_aa64pfr0_el1
	end
	next

	each	MARK_VM_MMIO_KERNEL
	ldr	x0, =(DISTRIBUTOR + 4)	/* GICD_TYPER */
	begin	MARK_VM_MMIO_KERNEL
	ldr	w0, [x0]
	end
	next

	each	MARK_VM_STAGE2_FAULT
	begin	MARK_VM_STAGE2_FAULT
	str	xzr, [x22]
	end
	add	x22, x22, #4096
	next

	mov	x0, #1
	msr	ICC_IGRPEN1_EL1, x0
	mov	x0, #0xff
	msr	ICC_PMR_EL1, x0
	isb

	each	MARK_VM_WFI		/* whoever runs meanwhile injects an interrupt */
	begin	MARK_VM_WFI
	wfi
	end
	mov	x21, xzr
	msr	daifclr, #2
3:	cbz	x21, 3b
	msr	daifset, #2
	next

	tbz	x19, #MARK_VM_SELF_SGI, off
	store	REDISTRIBUTOR + 0x14, 0			/* GICR_WAKER */
	store	REDISTRIBUTOR + 0x10080, 0xffffffff	/* GICR_IGROUPR0: group 1 */
	store	DISTRIBUTOR, 2				/* GICD_CTLR: enable it */
	store	REDISTRIBUTOR + 0x10400, 0x80808080	/* GICR_IPRIORITYR0 */
	store	REDISTRIBUTOR + 0x10100, 1		/* GICR_ISENABLER0: SGI 0 */
	msr	ICC_CTLR_EL1, xzr			/* the end of an interrupt deactivates it */
	isb
	msr	daifclr, #2
	each	MARK_VM_SELF_SGI
	mov	x21, xzr
	mov	x0, #1
	begin	MARK_VM_SELF_SGI
	msr	ICC_SGI1R_EL1, x0
3:	cbz	x21, 3b			/* the vector has the other mark */
	next

off:	ldr	x0, =PSCI_SYSTEM_OFF
	hvc	#0
1:	wfi
	b	1b

	.balign	2048
vectors:
	.space	0x200
	b	off
	.balign	128
interrupt:
	end
	mrs	x0, ICC_IAR1_EL1
	msr	ICC_EOIR1_EL1, x0
	mov	x21, #1
	eret
	.balign	2048
