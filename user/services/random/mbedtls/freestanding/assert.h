/* SPDX-License-Identifier: Apache-2.0 */
/* Mbed TLS includes <assert.h> for static_assert alone. */
#define static_assert _Static_assert
