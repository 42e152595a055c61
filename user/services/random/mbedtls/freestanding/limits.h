/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler's own <limits.h> looks for the C library's, which has nothing to add here. */
