/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words that several CPUs read and write.
 *
 * Ordered loads and stores are LDAR and STLR: all of them, on all CPUs, happen in one order that agrees with
 * each program's (Arm ARM B2.3). So where two CPUs each write one word and then read the other's, one of
 * them sees what the other wrote; the kernel's lock-free protocols rest on that and on nothing weaker.
 * A relaxed load reads the word once, whole.
 */
#ifndef KERNEL_CORE_ATOMIC_H
#define KERNEL_CORE_ATOMIC_H

#define load_relaxed(word)	   (*(const volatile __typeof__(*(word)) *)(word))
#define load_ordered(word)	   __atomic_load_n(word, __ATOMIC_SEQ_CST)
#define store_ordered(word, value) __atomic_store_n(word, value, __ATOMIC_SEQ_CST)
#define exchange(word, value)	   __atomic_exchange_n(word, value, __ATOMIC_SEQ_CST)
#define fetch_or(word, value)	   __atomic_fetch_or(word, value, __ATOMIC_SEQ_CST)
#define fetch_and(word, value)	   __atomic_fetch_and(word, value, __ATOMIC_SEQ_CST)
#define fetch_add(word, value)	   __atomic_fetch_add(word, value, __ATOMIC_SEQ_CST)

/* Writes `value` if the word is still *expected; else false, and *expected is what it is. */
#define compare_exchange(word, expected, value)                                                    \
	__atomic_compare_exchange_n(word, expected, value, false, __ATOMIC_SEQ_CST,                \
				    __ATOMIC_SEQ_CST)

#endif
