/* SPDX-License-Identifier: Apache-2.0 */
/* The CPUs' kernel stacks, one behind the other, each below it a page that is not mapped. Also for assembly. */
#ifndef KERNEL_ARM64_STACK_H
#define KERNEL_ARM64_STACK_H

#include "abi/call.h"

#define CPUS_MAX    HF_CPUS
#define STACK_GUARD 0x1000
#define STACK_STEP  0x5000 /* guard and stack */

#endif
