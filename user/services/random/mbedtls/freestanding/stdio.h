/* SPDX-License-Identifier: Apache-2.0 */
/* Mbed TLS includes <stdio.h> but uses nothing of it as configured. */
