/* SPDX-License-Identifier: Apache-2.0 */
/* Measures the operations between programs. */
#ifndef BENCH_KERNEL_NATIVE_H
#define BENCH_KERNEL_NATIVE_H

void measure_native(void);

#endif
