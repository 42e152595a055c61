/* SPDX-License-Identifier: Apache-2.0 */
#include "user/vmm/bytes.h"
#include "user/vmm/virtio/block.h"

enum {
	REQUESTS,
	QUEUES,
};

/* 5.2.3 and 5.2.6. */
#define VIRTIO_BLK_F_SEG_MAX (UINT64_C(1) << 2)
#define VIRTIO_BLK_F_RO	     (UINT64_C(1) << 5)
#define VIRTIO_BLK_F_FLUSH   (UINT64_C(1) << 9)

enum {
	CONFIG_CAPACITY = 0,
	CONFIG_SEG_MAX = 12,
	TYPE_IN = 0,
	TYPE_OUT = 1,
	TYPE_FLUSH = 4,
	TYPE_GET_ID = 8,
	STATUS_OK = 0,
	STATUS_IOERR = 1,
	STATUS_UNSUPP = 2,
	ID_BYTES = 20,
};

struct header {
	uint32_t type, reserved;
	uint64_t sector;
};

static struct virtio_block *of(struct virtio_device *v)
{
	return CONTAINER(v, struct virtio_block, virtio);
}

static struct block_request *free_slot(struct virtio_block *block)
{
	for (unsigned i = 0; i < BLOCK_REQUESTS; i++)
		if (block->request[i].slot == SLOT_FREE)
			return &block->request[i];
	return NULL;
}

/* Answer a request in place, without the backend. */
static void finish(struct virtio_block *block, uint16_t head, uint8_t *status, uint8_t result,
		   uint32_t written)
{
	*status = result;
	virtio_put(&block->virtio, REQUESTS, head, written);
}

static bool in_range(const struct virtio_block *block, uint64_t sector, size_t bytes)
{
	return bytes % BLOCK_SECTOR == 0 && sector <= block->backend->sectors &&
	       bytes / BLOCK_SECTOR <= block->backend->sectors - sector;
}

/*
 * Fill the slot with a read or write of `data`. Returns the status to answer with if it cannot be, else
 * STATUS_OK.
 */
static uint8_t prepare(struct virtio_block *block, struct block_request *request, uint64_t sector,
		       struct span *data, size_t bytes)
{
	if (request->operation == BLOCK_WRITE && block->backend->read_only)
		return STATUS_IOERR;
	if (bytes == 0 || !in_range(block, sector, bytes))
		return STATUS_IOERR;
	request->sector = sector;
	request->parts = span_split(data, bytes, request->part, BLOCK_PARTS);
	return request->parts > 0 ? STATUS_OK : STATUS_IOERR;
}

static uint8_t fill(struct virtio_block *block, struct block_request *request,
		    const struct header *header, struct span *out, struct span *in)
{
	size_t in_bytes = span_left(in) - 1; /* the status byte comes last */

	request->written = 1;
	request->parts = 0;
	switch (header->type) {
	case TYPE_IN:
		request->operation = BLOCK_READ;
		request->written += (uint32_t)in_bytes;
		return prepare(block, request, header->sector, in, in_bytes);
	case TYPE_OUT:
		request->operation = BLOCK_WRITE;
		return prepare(block, request, header->sector, out, span_left(out));
	case TYPE_FLUSH:
		request->operation = BLOCK_FLUSH;
		return STATUS_OK;
	default:
		return STATUS_UNSUPP;
	}
}

static void identify(struct virtio_block *block, const struct chain *chain, uint8_t *status)
{
	static const char id[ID_BYTES] = "holdfast";
	struct span to = chain_writable(chain);
	size_t bytes = least(span_left(&to) - 1, sizeof(id));

	span_write(&to, id, bytes);
	finish(block, chain->head, status, STATUS_OK, (uint32_t)bytes + 1);
}

/* Where the status goes: the last writable byte, or NULL. */
static uint8_t *status_of(const struct chain *chain)
{
	struct span in = chain_writable(chain);
	struct part last;
	size_t left = span_left(&in);

	if (left == 0 || left == UINT32_MAX)
		return NULL;
	span_skip(&in, left - 1);
	return span_split(&in, 1, &last, 1) == 1 ? last.at : NULL;
}

/* Start one request, or answer it. Returns false if it has not even header and status. */
static bool start(struct virtio_block *block, struct block_request *request,
		  const struct chain *chain)
{
	struct span out = chain_readable(chain), in = chain_writable(chain);
	uint8_t *status = status_of(chain), result;
	struct header header;

	if (status == NULL || span_read(&out, &header, sizeof(header)) != sizeof(header))
		return false;
	if (header.type == TYPE_GET_ID) {
		identify(block, chain, status);
		return true;
	}
	result = fill(block, request, &header, &out, &in);
	if (result != STATUS_OK) {
		finish(block, chain->head, status, result, 1);
		return true;
	}
	request->slot = SLOT_BUSY;
	request->head = chain->head;
	request->status = status;
	block->backend->submit(block->backend, request);
	return true;
}

/* Take requests while there are slots. A backend that is done at once must not start a second loop. */
static void run(struct virtio_block *block)
{
	struct virtio_device *v = &block->virtio;
	struct block_request *slot;
	struct chain chain;

	if (block->starting)
		return;
	block->starting = true;
	do {
		while ((slot = free_slot(block)) != NULL && virtio_take(v, REQUESTS, &chain))
			if (!start(block, slot, &chain))
				virtio_fail(v);
	} while (slot != NULL && !virtio_rest(v, REQUESTS));
	block->starting = false;
	virtio_flush(v, REQUESTS);
}

void virtio_block_done(struct block_request *request, bool ok)
{
	struct virtio_block *block = request->block;
	bool orphaned = request->slot == SLOT_ORPHANED;

	request->slot = SLOT_FREE;
	if (!orphaned)
		finish(block, request->head, request->status, ok ? STATUS_OK : STATUS_IOERR,
		       ok ? request->written : 1);
	run(block);
}

static void notified(struct virtio_device *v, unsigned index)
{
	(void)index;
	run(of(v));
}

static void reset(struct virtio_device *v)
{
	struct virtio_block *block = of(v);

	for (unsigned i = 0; i < BLOCK_REQUESTS; i++)
		if (block->request[i].slot == SLOT_BUSY)
			block->request[i].slot = SLOT_ORPHANED;
}

static bool quiet(const struct virtio_device *v)
{
	const struct virtio_block *block = (const void *)v;

	_Static_assert(offsetof(struct virtio_block, virtio) == 0, "the same address");
	for (unsigned i = 0; i < BLOCK_REQUESTS; i++)
		if (block->request[i].slot != SLOT_FREE)
			return false;
	return true;
}

static const struct virtio_kind block_kind = {
	.id = VIRTIO_ID_BLOCK,
	.queues = QUEUES,
	.notified = notified,
	.reset = reset,
	.quiet = quiet,
};

void virtio_block_init(struct virtio_block *block, struct block_backend *backend)
{
	uint64_t features = VIRTIO_BLK_F_SEG_MAX | VIRTIO_BLK_F_FLUSH;

	memset(block, 0, sizeof(*block));
	if (backend->read_only)
		features |= VIRTIO_BLK_F_RO;
	virtio_device_init(&block->virtio, &block_kind, features, block->config,
			   sizeof(block->config));
	put64(block->config + CONFIG_CAPACITY, backend->sectors);
	put32(block->config + CONFIG_SEG_MAX, BLOCK_PARTS);
	block->backend = backend;
	for (unsigned i = 0; i < BLOCK_REQUESTS; i++)
		block->request[i].block = block;
}
