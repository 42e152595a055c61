/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the device tree says about the machine, checked, for the rest of the boot.
 *
 * Every byte of the tree is hostile. What is wrong with it is said on the console, if there is one yet,
 * and the machine stops: there is nothing else to fall back on.
 */
#ifndef KERNEL_BOOT_MACHINE_H
#define KERNEL_BOOT_MACHINE_H

#include "kernel/core/ranges.h"
#include "lib/fdt/fdt.h"

struct machine {
	struct fdt tree;
	const void *blob;
	uint32_t blob_size;
	struct ranges ram;	  /* all banks */
	struct ranges free;	  /* RAM that nobody uses */
	struct ranges devices;	  /* addresses that are neither RAM nor the kernel's devices */
	uint64_t pack, pack_size; /* the boot pack: /chosen's initrd; 0 if none */
	uint64_t smmu;		  /* the registers of the one that can be driven, 0: none */
	const char *no_smmu;	  /* why not */
	unsigned int cpus;	  /* that the firmware can start, besides the one that runs */
	uint64_t affinity[CPUS_MAX];
};

/* Stops the machine with "holdfast: cannot start: WHY". */
_Noreturn void machine_refuse(const char *why);

/* Opens the tree at `blob` and starts the console. */
void machine_open(struct machine *machine, const void *blob);

/* Sorts out RAM: banks, minus reservations, the kernel's image, the tree and the pack. */
void machine_memory(struct machine *machine);

/* Everything below the CPU's limit that is not RAM nor an interrupt controller nor an SMMU; and the SMMU. */
void machine_devices(struct machine *machine);

/* The other CPUs, of which more than CPUS_MAX - 1 are left out. `self` is the affinity of this one. */
void machine_cpus(struct machine *machine, uint64_t self);

#endif
