/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The generator behind `random`: HMAC_DRBG with SHA-256 (NIST SP 800-90A, 10.1.2; Mbed TLS's), seeded
 * from raw bytes of a hardware source that pass the health tests of SP 800-90B, 4.4.
 *
 *	source --raw--> health tests --> pool --seed, reseed--> DRBG --> 56 bytes a request
 *
 * The source is credited with half a bit of entropy for each bit it delivers. The first seed is taken after
 * GENERATOR_STARTUP bytes were tested (SP 800-90B, 4.3), from 192 bytes more: 768 bits for 256 of security
 * strength and a nonce. Each full pool afterwards, 128 bytes, reseeds. If the source stops, the
 * generator goes on for GENERATOR_INTERVAL requests and then refuses.
 *
 * A source that fails a test is not used again: the program ends, and what a new start finds is
 * tested anew.
 */
#ifndef USER_SERVICES_RANDOM_GENERATOR_H
#define USER_SERVICES_RANDOM_GENERATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mbedtls/hmac_drbg.h"

#define GENERATOR_STARTUP  1024
#define GENERATOR_SEED	   192 /* the first: entropy input and nonce */
#define GENERATOR_RESEED   128
#define GENERATOR_INTERVAL (1 << 20)

struct health {
	uint8_t last;	     /* repetition count test: the last byte, */
	unsigned repeated;   /* and how often it came in a row */
	uint8_t first;	     /* adaptive proportion test: the window's first byte, */
	unsigned seen, same; /* bytes of the window, and how many are equal to the first */
};

struct generator {
	mbedtls_hmac_drbg_context drbg;
	struct health health;
	unsigned tested; /* bytes of the start-up test, up to GENERATOR_STARTUP */
	uint8_t pool[GENERATOR_SEED];
	unsigned pooled;
	uint8_t personal[32];
	bool seeded, failed;
};

/* There is one generator in a program. `personal` makes it differ from others with the same seed. */
void generator_init(struct generator *g, const uint8_t personal[32]);

/* Raw bytes of the source. False if it has failed a test, now or earlier. */
bool generator_feed(struct generator *g, const uint8_t *raw, size_t size);

/* True if more raw bytes would be used: there is room in the pool. */
bool generator_wants(const struct generator *g);

/* `size` fresh bytes, at most 1,024. False, and zeros, if there is no seed. */
bool generator_read(struct generator *g, uint8_t *to, size_t size);

#endif
