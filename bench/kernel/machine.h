/* SPDX-License-Identifier: Apache-2.0 */
/* Measures what a virtual machine costs under the smallest monitor that there can be. */
#ifndef BENCH_KERNEL_MACHINE_H
#define BENCH_KERNEL_MACHINE_H

void measure_machines(void);

#endif
