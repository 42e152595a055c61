/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must be true, checked where it is relied on. A failed assertion is a fault of the kernel itself,
 * never of a program or guest, and stops the machine.
 */
#ifndef KERNEL_CORE_ASSERT_H
#define KERNEL_CORE_ASSERT_H

_Noreturn void panic(const char *what, const char *file, int line);

#define assert(condition) \
	((condition) ? (void)0 : panic(#condition, __FILE__, __LINE__))

#endif
