/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of Mbed TLS this program takes HMAC_DRBG with SHA-256 and nothing else: portable C, no files, no
 * clock, no threads. HMAC rather than CTR, since SHA-256 looks nothing up in a table by a secret.
 */
#ifndef USER_SERVICES_RANDOM_MBEDTLS_CONFIG_H
#define USER_SERVICES_RANDOM_MBEDTLS_CONFIG_H

#include <stddef.h>

#define MBEDTLS_HMAC_DRBG_C
#define MBEDTLS_MD_C
#define MBEDTLS_SHA256_C

/* Memory for the one HMAC context comes from a pool of our own: generator.c. */
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_CALLOC_MACRO generator_calloc
#define MBEDTLS_PLATFORM_FREE_MACRO   generator_free

void *generator_calloc(size_t count, size_t size);
void generator_free(void *memory);

#endif
