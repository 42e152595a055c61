/* SPDX-License-Identifier: Apache-2.0 */
/* See generator.h. */
#include "user/services/random/generator.h"

#include <string.h>

#include "mbedtls/platform_util.h"

/*
 * Cut-offs for 4 bits of entropy in a byte and a false alarm in 2^30: C = 1 + ceil(30 / 4), and the smallest C
 * for which P[Binomial(511, 2^-4) >= C - 1] <= 2^-30.
 */
#define REPETITION_CUTOFF 9
#define PROPORTION_WINDOW 512
#define PROPORTION_CUTOFF 71

/*
 * Mbed TLS allocates when the generator is seeded first, and never again: two small contexts. They
 * are not given back.
 */
static _Alignas(16) uint8_t memory[1024];
static size_t memory_used;

void *generator_calloc(size_t count, size_t size)
{
	size_t bytes = (count * size + 15) & ~(size_t)15;

	if (size > sizeof(memory) || count > sizeof(memory) || bytes > sizeof(memory) - memory_used)
		return NULL;
	memory_used += bytes;
	return memset(memory + memory_used - bytes, 0, bytes);
}

void generator_free(void *at)
{
	(void)at;
}

/* SP 800-90B 4.4.1 */
static bool repetition(struct health *h, uint8_t byte)
{
	h->repeated = h->repeated > 0 && byte == h->last ? h->repeated + 1 : 1;
	h->last = byte;
	return h->repeated < REPETITION_CUTOFF;
}

/* SP 800-90B 4.4.2 */
static bool proportion(struct health *h, uint8_t byte)
{
	if (h->seen == 0) {
		h->first = byte;
		h->same = 0;
	}
	h->same += byte == h->first;
	h->seen = (h->seen + 1) % PROPORTION_WINDOW;
	return h->same < PROPORTION_CUTOFF;
}

/* Mbed TLS asks for entropy input: the oldest bytes of the pool, each used once. */
static int from_pool(void *context, unsigned char *to, size_t size)
{
	struct generator *g = context;

	if (size > g->pooled)
		return MBEDTLS_ERR_HMAC_DRBG_ENTROPY_SOURCE_FAILED;
	memcpy(to, g->pool, size);
	g->pooled -= (unsigned)size;
	memmove(g->pool, g->pool + size, g->pooled);
	mbedtls_platform_zeroize(g->pool + g->pooled, size);
	return 0;
}

void generator_init(struct generator *g, const uint8_t personal[32])
{
	memset(g, 0, sizeof(*g));
	memory_used = 0;
	memcpy(g->personal, personal, sizeof(g->personal));
	mbedtls_hmac_drbg_init(&g->drbg);
	mbedtls_hmac_drbg_set_entropy_len(&g->drbg, GENERATOR_RESEED);
}

static bool first_seed(struct generator *g)
{
	const mbedtls_md_info_t *sha256 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);

	if (mbedtls_hmac_drbg_seed(&g->drbg, sha256, from_pool, g, g->personal,
				   sizeof(g->personal)) != 0)
		return false;
	mbedtls_hmac_drbg_set_reseed_interval(&g->drbg, GENERATOR_INTERVAL);
	g->seeded = true;
	return true;
}

static unsigned wanted(const struct generator *g)
{
	return g->seeded ? GENERATOR_RESEED : GENERATOR_SEED;
}

bool generator_wants(const struct generator *g)
{
	return !g->failed && g->pooled < wanted(g);
}

static bool feed_byte(struct generator *g, uint8_t byte)
{
	bool repeats = !repetition(&g->health, byte);
	bool biased = !proportion(&g->health, byte);

	if (repeats || biased)
		return false;
	if (g->tested < GENERATOR_STARTUP)
		g->tested++;
	else if (g->pooled < wanted(g))
		g->pool[g->pooled++] = byte;
	return g->seeded || g->pooled < GENERATOR_SEED || first_seed(g);
}

bool generator_feed(struct generator *g, const uint8_t *raw, size_t size)
{
	for (size_t i = 0; i < size && !g->failed; i++)
		g->failed = !feed_byte(g, raw[i]);
	return !g->failed;
}

bool generator_read(struct generator *g, uint8_t *to, size_t size)
{
	memset(to, 0, size);
	if (g->failed || !g->seeded)
		return false;
	if (g->pooled == GENERATOR_RESEED && mbedtls_hmac_drbg_reseed(&g->drbg, NULL, 0) != 0)
		return false;
	return mbedtls_hmac_drbg_random(&g->drbg, to, size) == 0;
}
