/* SPDX-License-Identifier: Apache-2.0 */
#include "user/vmm/bytes.h"
#include "user/vmm/disk.h"

#define VIRTIO_BLK_F_RO	   (UINT64_C(1) << 5)
#define VIRTIO_BLK_F_FLUSH (UINT64_C(1) << 9)

enum {
	QUEUE = 0,
	CAPACITY = 0, /* in the configuration */
	TYPE_IN = 0,
	TYPE_OUT = 1,
	TYPE_FLUSH = 4,
	STATUS_OK = 0,
	STATUS_NONE = 0xff, /* until the device says something */
};

/* What the device reads, and where it puts its one byte. */
struct frame {
	uint32_t type, reserved;
	uint64_t sector;
	uint8_t status;
	uint8_t padding[15];
};

_Static_assert(offsetof(struct frame, status) == 16, "struct virtio_blk_req, 5.2.6");

static struct frame *frame_of(const struct disk *disk, unsigned slot)
{
	return (struct frame *)(void *)disk->headers.memory + slot;
}

static uint32_t type_of(const struct disk *disk, const struct block_request *request)
{
	if (request->operation == BLOCK_FLUSH && disk->virtio.features & VIRTIO_BLK_F_FLUSH)
		return TYPE_FLUSH;
	return request->operation == BLOCK_READ ? TYPE_IN : TYPE_OUT;
}

/* Give a request to the device. Returns false if the queue has no room for it now. */
static bool start(struct disk *disk, unsigned slot)
{
	struct virtqueue_part parts[BLOCK_PARTS + 2];
	const struct block_request *request = disk->slot[slot].request;
	uint64_t frame = disk->headers.device + slot * sizeof(struct frame);
	unsigned count = 0, readable;

	*frame_of(disk, slot) = (struct frame){ .type = type_of(disk, request),
						.sector = request->sector,
						.status = STATUS_NONE };
	parts[count++] = (struct virtqueue_part){ frame, offsetof(struct frame, status) };
	for (unsigned i = 0; i < request->parts; i++)
		parts[count++] = (struct virtqueue_part){
			disk->ram.device + (uint64_t)(request->part[i].at - disk->ram.memory),
			request->part[i].size,
		};
	readable = request->operation == BLOCK_READ ? 1 : count;
	parts[count++] = (struct virtqueue_part){ frame + offsetof(struct frame, status), 1 };
	if (!virtqueue_add(&disk->queue, parts, readable, count - readable, slot))
		return false;
	disk->slot[slot].started = true;
	return true;
}

static void start_waiting(struct disk *disk)
{
	bool any = false;

	for (unsigned i = 0; i < BLOCK_REQUESTS; i++)
		if (disk->slot[i].request != NULL && !disk->slot[i].started)
			any |= start(disk, i);
	if (any && virtqueue_wants_notice(&disk->queue))
		virtio_notify(&disk->virtio, QUEUE);
}

/* A device without a write cache has nothing to flush. */
static bool is_done_already(const struct disk *disk, const struct block_request *request)
{
	return request->operation == BLOCK_FLUSH && !(disk->virtio.features & VIRTIO_BLK_F_FLUSH);
}

static void submit(struct block_backend *backend, struct block_request *request)
{
	struct disk *disk = CONTAINER(backend, struct disk, backend);
	unsigned slot = 0;

	if (disk->dead || is_done_already(disk, request)) {
		virtio_block_done(request, !disk->dead);
		return;
	}
	while (disk->slot[slot].request != NULL)
		slot++; /* there are as many as the device makes requests */
	disk->slot[slot] = (struct disk_slot){ request, false };
	start_waiting(disk);
}

static void done(struct disk *disk, unsigned slot, bool ok)
{
	struct block_request *request = disk->slot[slot].request;

	disk->slot[slot].request = NULL;
	virtio_block_done(request, ok);
}

static enum virtio_error begin(struct disk *disk)
{
	struct dma memory = disk->memory;
	enum virtio_error error;

	error = virtio_begin(&disk->virtio, disk->registers, VIRTIO_ID_BLOCK,
			     VIRTIO_BLK_F_RO | VIRTIO_BLK_F_FLUSH);
	if (error != VIRTIO_OK)
		return error;
	error = virtio_queue(&disk->virtio, QUEUE, &disk->queue, &memory, VIRTQUEUE_MAX);
	if (error != VIRTIO_OK)
		return error;
	disk->headers = dma_take(&memory, BLOCK_REQUESTS * sizeof(struct frame), 16);
	if (disk->headers.size == 0)
		return VIRTIO_E_QUEUE;
	virtio_start(&disk->virtio);
	return VIRTIO_OK;
}

/*
 * Reset the device first: what failed must not be written to any more when the guest hears of it. What was
 * waiting fails too; `started` keeps it from being started while the guest is told of the others.
 */
void disk_cancel(struct disk *disk)
{
	bool failed[BLOCK_REQUESTS];

	for (unsigned i = 0; i < BLOCK_REQUESTS; i++) {
		failed[i] = disk->slot[i].request != NULL;
		disk->slot[i].started = true;
	}
	disk->dead = begin(disk) != VIRTIO_OK;
	for (unsigned i = 0; i < BLOCK_REQUESTS; i++)
		if (failed[i])
			done(disk, i, false);
}

enum virtio_error disk_start(struct disk *disk, uintptr_t registers, struct dma memory,
			     struct dma ram)
{
	uint8_t capacity[8];
	enum virtio_error error;

	memset(disk, 0, sizeof(*disk));
	disk->registers = registers;
	disk->memory = memory;
	disk->ram = ram;
	error = begin(disk);
	if (error != VIRTIO_OK)
		return error;
	if (!virtio_config(&disk->virtio, CAPACITY, capacity, sizeof(capacity), sizeof(uint32_t)))
		return VIRTIO_E_RESET;
	disk->backend.sectors = get64(capacity);
	disk->backend.read_only = disk->virtio.features & VIRTIO_BLK_F_RO;
	disk->backend.submit = submit;
	return VIRTIO_OK;
}

void disk_interrupt(struct disk *disk)
{
	enum virtqueue_taken taken;
	uint32_t slot, written;

	if (disk->dead)
		return;
	(void)virtio_interrupt(&disk->virtio);
	while ((taken = virtqueue_take(&disk->queue, &slot, &written)) == VIRTQUEUE_TAKEN)
		done(disk, slot, frame_of(disk, slot)->status == STATUS_OK);
	if (taken == VIRTQUEUE_BROKEN || virtio_needs_reset(&disk->virtio))
		disk_cancel(disk);
	else
		start_waiting(disk);
}
