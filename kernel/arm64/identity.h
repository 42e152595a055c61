/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a guest is told about the CPU: the host's identification registers without what guests do not
 * have (EL2 and EL3, debug and performance counters, vector and pointer-authentication extensions whose
 * state the kernel does not switch). Debug and performance registers read as zero and ignore writes.
 */
#ifndef KERNEL_ARM64_IDENTITY_H
#define KERNEL_ARM64_IDENTITY_H

#include "kernel/core/types.h"

/* True if the register `name` (as in HF_EXIT_REGISTER) is answered here; a read's value in *value. */
bool identity_register(uint32_t name, bool write, uint64_t *value);

#endif
