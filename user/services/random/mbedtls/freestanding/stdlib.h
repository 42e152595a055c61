/* SPDX-License-Identifier: Apache-2.0 */
/* Mbed TLS includes <stdlib.h> but uses nothing of it as configured. */
