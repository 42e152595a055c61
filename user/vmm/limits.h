/* SPDX-License-Identifier: Apache-2.0 */
/* How much of everything a VM may have: all its state is of a fixed size. */
#ifndef USER_VMM_LIMITS_H
#define USER_VMM_LIMITS_H

enum {
	VM_CPUS = 8,	 /* one cluster of affinity 0 */
	VM_DEVICES = 16, /* the two windows of the interrupt controller among them */
	VM_FAULTS = 100, /* in a row, after which a guest is taken for dead */
};

#endif
