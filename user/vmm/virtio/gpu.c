/* SPDX-License-Identifier: Apache-2.0 */
#include "user/vmm/bytes.h"
#include "user/vmm/virtio/gpu.h"
#include "user/vmm/vm.h"

enum {
	CONTROL,
	CURSOR,
	QUEUES,
};

/* 5.7.4 */
enum {
	CONFIG_NUM_SCANOUTS = 8,
	SCANOUTS = 16, /* entries in the answer to GET_DISPLAY_INFO */
};

/* 5.7.6.7 and following. */
enum command {
	GET_DISPLAY_INFO = 0x100,
	RESOURCE_CREATE_2D = 0x101,
	RESOURCE_UNREF = 0x102,
	SET_SCANOUT = 0x103,
	RESOURCE_FLUSH = 0x104,
	TRANSFER_TO_HOST_2D = 0x105,
	RESOURCE_ATTACH_BACKING = 0x106,
	RESOURCE_DETACH_BACKING = 0x107,
	UPDATE_CURSOR = 0x300,
	MOVE_CURSOR = 0x301,
	OK_NODATA = 0x1100,
	OK_DISPLAY_INFO = 0x1101,
	ERR_UNSPEC = 0x1200,
	ERR_OUT_OF_MEMORY = 0x1201,
	ERR_INVALID_SCANOUT_ID = 0x1202,
	ERR_INVALID_RESOURCE_ID = 0x1203,
	ERR_INVALID_PARAMETER = 0x1205,
	FLAG_FENCE = 1,
	FORMAT_B8G8R8A8 = 1,
	FORMAT_B8G8R8X8 = 2,
};

struct header {
	uint32_t type, flags;
	uint64_t fence;
	uint32_t context;
	uint32_t ring;
};

struct display {
	struct rectangle area;
	uint32_t enabled, flags;
};

/* What follows the header, by command. */
struct create {
	uint32_t id, format, width, height;
};

struct reference {
	uint32_t id, padding;
};

struct set_scanout {
	struct rectangle area;
	uint32_t scanout, id;
};

struct flush {
	struct rectangle area;
	uint32_t id, padding;
};

struct transfer {
	struct rectangle area;
	uint64_t offset;
	uint32_t id, padding;
};

struct attach {
	uint32_t id, entries;
};

struct entry {
	uint64_t address;
	uint32_t size, padding;
};

struct cursor {
	uint32_t scanout, x, y, padding;
	uint32_t id, hot_x, hot_y, padding2;
};

static struct virtio_gpu *of(struct virtio_device *v)
{
	return CONTAINER(v, struct virtio_gpu, virtio);
}

static uint32_t response(enum scene_error error)
{
	switch (error) {
	case SCENE_OK:
		return OK_NODATA;
	case SCENE_NO_ROOM:
		return ERR_OUT_OF_MEMORY;
	case SCENE_NO_PICTURE:
		return ERR_INVALID_RESOURCE_ID;
	case SCENE_RANGE:
		return ERR_INVALID_PARAMETER;
	}
	return ERR_UNSPEC;
}

static bool get(struct span *from, void *to, size_t bytes)
{
	return span_read(from, to, bytes) == bytes;
}

static uint32_t create(struct scene *scene, struct span *from)
{
	struct create c;

	if (!get(from, &c, sizeof(c)))
		return ERR_UNSPEC;
	if (c.format != FORMAT_B8G8R8A8 && c.format != FORMAT_B8G8R8X8)
		return ERR_INVALID_PARAMETER;
	return response(scene_create(scene, c.id, c.width, c.height));
}

static uint32_t unref(struct scene *scene, struct span *from)
{
	struct reference c;

	if (!get(from, &c, sizeof(c)))
		return ERR_UNSPEC;
	return response(scene_remove(scene, c.id));
}

static uint32_t set_scanout(struct scene *scene, struct span *from)
{
	struct set_scanout c;

	if (!get(from, &c, sizeof(c)))
		return ERR_UNSPEC;
	if (c.scanout != 0)
		return ERR_INVALID_SCANOUT_ID;
	return response(scene_show(scene, c.id, c.area));
}

static uint32_t flush(struct scene *scene, struct span *from)
{
	struct flush c;

	if (!get(from, &c, sizeof(c)))
		return ERR_UNSPEC;
	return response(scene_flush(scene, c.id, c.area));
}

static uint32_t transfer(struct scene *scene, struct span *from)
{
	struct transfer c;

	if (!get(from, &c, sizeof(c)))
		return ERR_UNSPEC;
	return response(scene_transfer(scene, c.id, c.area, c.offset));
}

/* A list that is bad in any entry leaves the picture without backing. */
static uint32_t attach_entries(struct picture *picture, const struct ram *ram, struct span *from,
			       uint32_t entries)
{
	struct entry e;

	for (uint32_t i = 0; i < entries; i++) {
		if (!get(from, &e, sizeof(e)))
			return ERR_UNSPEC;
		picture->backing[i] = (struct part){ ram_range(ram, e.address, e.size), e.size };
		if (picture->backing[i].at == NULL)
			return ERR_INVALID_PARAMETER;
	}
	picture->backings = entries;
	return OK_NODATA;
}

static uint32_t attach(struct virtio_gpu *gpu, struct span *from)
{
	struct picture *picture;
	struct attach c;

	if (!get(from, &c, sizeof(c)))
		return ERR_UNSPEC;
	picture = scene_find(&gpu->scene, c.id);
	if (picture == NULL)
		return ERR_INVALID_RESOURCE_ID;
	if (picture->backings > 0)
		return ERR_UNSPEC;
	if (c.entries > SCENE_BACKING)
		return ERR_OUT_OF_MEMORY;
	return attach_entries(picture, &gpu->virtio.device.vm->ram, from, c.entries);
}

static uint32_t detach(struct scene *scene, struct span *from)
{
	struct picture *picture;
	struct reference c;

	if (!get(from, &c, sizeof(c)))
		return ERR_UNSPEC;
	picture = scene_find(scene, c.id);
	if (picture == NULL)
		return ERR_INVALID_RESOURCE_ID;
	picture->backings = 0;
	return OK_NODATA;
}

static uint32_t cursor(struct scene *scene, struct span *from, bool update)
{
	struct cursor c;

	if (!get(from, &c, sizeof(c)))
		return ERR_UNSPEC;
	if (c.scanout != 0)
		return ERR_INVALID_SCANOUT_ID;
	scene_move_cursor(scene, (int32_t)c.x, (int32_t)c.y);
	return update ? response(scene_set_cursor(scene, c.id)) : OK_NODATA;
}

static uint32_t execute(struct virtio_gpu *gpu, uint32_t type, struct span *from)
{
	struct scene *scene = &gpu->scene;

	switch (type) {
	case GET_DISPLAY_INFO:
		return OK_DISPLAY_INFO;
	case RESOURCE_CREATE_2D:
		return create(scene, from);
	case RESOURCE_UNREF:
		return unref(scene, from);
	case SET_SCANOUT:
		return set_scanout(scene, from);
	case RESOURCE_FLUSH:
		return flush(scene, from);
	case TRANSFER_TO_HOST_2D:
		return transfer(scene, from);
	case RESOURCE_ATTACH_BACKING:
		return attach(gpu, from);
	case RESOURCE_DETACH_BACKING:
		return detach(scene, from);
	case UPDATE_CURSOR:
		return cursor(scene, from, true);
	case MOVE_CURSOR:
		return cursor(scene, from, false);
	default:
		return ERR_UNSPEC;
	}
}

static size_t put_display_info(const struct scene *scene, struct span *to)
{
	struct display displays[SCANOUTS] = {
		{ .area = { 0, 0, scene->screen.width, scene->screen.height }, .enabled = 1 },
	};

	return span_write(to, displays, sizeof(displays));
}

/* Returns the bytes written as the answer. */
static uint32_t serve(struct virtio_gpu *gpu, const struct chain *chain)
{
	struct span from = chain_readable(chain), to = chain_writable(chain);
	struct header header, answer = { .type = ERR_UNSPEC };
	size_t written;

	if (get(&from, &header, sizeof(header))) {
		answer.type = execute(gpu, header.type, &from);
		if (header.flags & FLAG_FENCE) {
			answer.flags = FLAG_FENCE;
			answer.fence = header.fence;
			answer.context = header.context;
		}
	}
	written = span_write(&to, &answer, sizeof(answer));
	if (answer.type == OK_DISPLAY_INFO)
		written += put_display_info(&gpu->scene, &to);
	return (uint32_t)written;
}

static void notified(struct virtio_device *v, unsigned index)
{
	struct chain chain;

	do {
		while (virtio_take(v, index, &chain))
			virtio_put(v, index, chain.head, serve(of(v), &chain));
	} while (!virtio_rest(v, index));
	virtio_flush(v, index);
}

static void reset(struct virtio_device *v)
{
	scene_reset(&of(v)->scene);
}

static const struct virtio_kind gpu_kind = {
	.id = VIRTIO_ID_GPU,
	.queues = QUEUES,
	.notified = notified,
	.reset = reset,
};

void virtio_gpu_init(struct virtio_gpu *gpu, struct screen screen, uint8_t *pool, size_t pool_size)
{
	memset(gpu, 0, sizeof(*gpu));
	virtio_device_init(&gpu->virtio, &gpu_kind, 0, gpu->config, sizeof(gpu->config));
	put32(gpu->config + CONFIG_NUM_SCANOUTS, 1);
	scene_init(&gpu->scene, screen, pool, pool_size);
}
