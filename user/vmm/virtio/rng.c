/* SPDX-License-Identifier: Apache-2.0 */
#include "user/vmm/bytes.h"
#include "user/vmm/virtio/rng.h"

enum {
	REQUESTS,
	QUEUES,
	GULP = 64, /* bytes given to one request, which is what Linux asks for */
};

static struct virtio_rng *of(struct virtio_device *v)
{
	return CONTAINER(v, struct virtio_rng, virtio);
}

static size_t draw(struct virtio_rng *rng, uint8_t bytes[GULP])
{
	size_t got = 0, more;

	do {
		more = rng->backend->read(rng->backend, bytes + got, GULP - got);
		got += more;
	} while (more > 0 && got < GULP);
	return got;
}

/*
 * Bytes are drawn before a request is taken, so that a request is taken only to be answered. What is
 * left when no request is there is thrown away.
 */
static void notified(struct virtio_device *v, unsigned index)
{
	struct virtio_rng *rng = of(v);
	uint8_t bytes[GULP];
	struct chain chain;
	struct span to;
	size_t got;

	rng->waiting = false;
	do {
		while (!vq_rest(&v->queue[index])) {
			got = draw(rng, bytes);
			rng->waiting = got == 0;
			if (rng->waiting || !virtio_take(v, index, &chain))
				break;
			to = chain_writable(&chain);
			virtio_put(v, index, chain.head, (uint32_t)span_write(&to, bytes, got));
		}
	} while (!rng->waiting && !virtio_rest(v, index));
	virtio_flush(v, index);
	memset(bytes, 0, sizeof(bytes));
}

static void reset(struct virtio_device *v)
{
	of(v)->waiting = false;
}

static const struct virtio_kind rng_kind = {
	.id = VIRTIO_ID_RNG,
	.queues = QUEUES,
	.notified = notified,
	.reset = reset,
};

void virtio_rng_init(struct virtio_rng *rng, struct random_backend *backend)
{
	virtio_device_init(&rng->virtio, &rng_kind, 0, NULL, 0);
	rng->backend = backend;
	rng->waiting = false;
}

void virtio_rng_retry(struct virtio_rng *rng)
{
	notified(&rng->virtio, REQUESTS);
}
