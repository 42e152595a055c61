/* SPDX-License-Identifier: Apache-2.0 */
/* System registers: access, and the fields that the kernel uses, under their names in the Arm ARM. */
#ifndef KERNEL_ARM64_REGISTERS_H
#define KERNEL_ARM64_REGISTERS_H

#define MPIDR_AFFINITY 0xff00ffffffull /* Aff0..3 */

#define HCR_VM	  (1 << 0)  /* stage 2 on */
#define HCR_SWIO  (1 << 1)  /* set/way invalidation cleans too */
#define HCR_FMO	  (1 << 3)
#define HCR_IMO	  (1 << 4)
#define HCR_AMO	  (1 << 5)
#define HCR_FB	  (1 << 9)  /* broadcast TLB maintenance */
#define HCR_BSU	  (1 << 10) /* barriers: inner shareable */
#define HCR_DC	  (1 << 12) /* memory is cacheable although stage 1 is off */
#define HCR_TWI	  (1 << 13)
#define HCR_TID3  (1 << 18) /* trap identification registers, group 3 */
#define HCR_TSC	  (1 << 19)
#define HCR_TIDCP (1 << 20) /* trap implementation-defined registers */
#define HCR_TGE	  (1 << 27)
#define HCR_RW	  (1ull << 31)

#define HCR_COMMON (HCR_VM | HCR_SWIO | HCR_FMO | HCR_IMO | HCR_AMO | HCR_RW)
/* A program: EL0 alone; exceptions to EL2; stage 1 off but cacheable. */
#define HCR_NATIVE (HCR_COMMON | HCR_TGE | HCR_DC)
/* A virtual machine: EL1 and EL0. */
#define HCR_GUEST \
	(HCR_COMMON | HCR_FB | HCR_BSU | HCR_TWI | HCR_TID3 | HCR_TSC | HCR_TIDCP)

#define CPTR_RES1 0x33ff
#define CPTR_TFP  (1 << 10)

/* EL1's control register while a program runs: no translation, EL0 may read CTR_EL0, use DC ZVA. */
#define SCTLR_EL1_RES1	 0x30d00800
#define SCTLR_EL1_NATIVE (SCTLR_EL1_RES1 | 1 << 26 | 1 << 15 | 1 << 14 | 1 << 12 | 1 << 4)
/* ... and at a virtual CPU's reset: translation and caches off. */
#define SCTLR_EL1_RESET SCTLR_EL1_RES1

#define CPACR_FPEN     (3 << 20) /* no trap to EL1: CPTR_EL2 decides */
#define CNTKCTL_NATIVE 2	 /* EL0 reads CNTVCT_EL0 */
#define CNTHCTL_EL1PCTEN 1	 /* EL1 reads CNTPCT_EL0; its physical timer traps */

#define SCTLR_EL2_RES1 0x30c50830
#define SCTLR_EL2_ON   (SCTLR_EL2_RES1 | 1 << 19 | 1 << 12 | 1 << 3 | 1 << 2 | 1) /* WXN I SA C M */

#define SPSR_EL0     0
#define SPSR_EL1T    4
#define SPSR_EL1H    5
#define SPSR_MASKED  0x3c0 /* D A I F */
#define SPSR_FLAGS   0xf0000000

/* ESR_ELx */
#define ESR_EC(esr)	((esr) >> 26 & 63)
#define EC_WFX		0x01
#define EC_FP		0x07
#define EC_SVC64	0x15
#define EC_HVC64	0x16
#define EC_SMC64	0x17
#define EC_SYSREG	0x18
#define EC_INST_LOWER	0x20
#define EC_DATA_LOWER	0x24
#define ESR_IL		(1ull << 25)

#ifndef __ASSEMBLER__

#include <stdint.h>

#define read_register(name)                                            \
	__extension__({                                                \
		uint64_t value_;                                       \
		__asm__ volatile("mrs %0, " #name : "=r"(value_));     \
		value_;                                                \
	})

#define write_register(name, value) \
	__asm__ volatile("msr " #name ", %0" : : "r"((uint64_t)(value)) : "memory")

static inline void isb(void)
{
	__asm__ volatile("isb" : : : "memory");
}

static inline void dsb_ish(void)
{
	__asm__ volatile("dsb ish" : : : "memory");
}

static inline uint32_t read32(uint64_t address)
{
	uint32_t value;

	__asm__ volatile("ldr %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static inline void write32(uint64_t address, uint32_t value)
{
	__asm__ volatile("str %w0, [%1]" : : "r"(value), "r"(address) : "memory");
}

static inline void write8(uint64_t address, uint8_t value)
{
	__asm__ volatile("strb %w0, [%1]" : : "r"(value), "r"(address) : "memory");
}

static inline void write64(uint64_t address, uint64_t value)
{
	__asm__ volatile("str %0, [%1]" : : "r"(value), "r"(address) : "memory");
}

static inline uint64_t read64(uint64_t address)
{
	uint64_t value;

	__asm__ volatile("ldr %0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

#endif

#endif
