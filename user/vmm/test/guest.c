/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/virtio/ring.h"
#include "user/vmm/bytes.h"
#include "user/vmm/test/guest.h"

static struct guest *of(struct vm *vm)
{
	return CONTAINER(vm, struct guest, board.vm);
}

static bool inject(struct vm *vm, unsigned cpu, uint64_t lr)
{
	struct guest_cpu *c = &of(vm)->cpu[cpu];

	assert_true(c->running);
	if (c->room == 0)
		return false;
	c->room--;
	if (c->listed < GUEST_LISTED)
		c->lr[c->listed++] = lr;
	return true;
}

static void timer(struct vm *vm, unsigned cpu, uint64_t lr)
{
	of(vm)->cpu[cpu].timer = lr;
}

static void start(struct vm *vm, unsigned cpu, uint64_t pc, uint64_t x0)
{
	assert_false(of(vm)->cpu[cpu].running);
	of(vm)->cpu[cpu] = (struct guest_cpu){ .room = 16, .running = true, .pc = pc, .x0 = x0 };
}

static void stop(struct vm *vm, unsigned cpu)
{
	of(vm)->cpu[cpu].running = false;
}

static void keep_log(struct vm *vm, const char *line)
{
	char *log = of(vm)->log;
	size_t used = strlen(log);

	if (used + strlen(line) + 2 > GUEST_LOG)
		used = 0;
	memcpy(log + used, line, strlen(line));
	memcpy(log + used + strlen(line), "\n", 2);
}

/* Sanitizers see whether it is memory. */
static void publish(struct vm *vm, const void *at, uint64_t bytes)
{
	const uint8_t *byte = at;
	uint8_t sum = 0;

	for (uint64_t i = 0; i < bytes; i += 4096)
		sum ^= byte[i];
	(void)sum;
	(void)vm;
}

static const struct vm_host host = { inject, timer, start, stop, publish, keep_log };

static void finish_block(struct guest *guest, struct block_request *request, bool ok)
{
	uint8_t *disk = guest->disk + request->sector * BLOCK_SECTOR;

	for (unsigned i = 0; ok && i < request->parts; disk += request->part[i++].size) {
		if (request->operation == BLOCK_READ)
			memcpy(request->part[i].at, disk, request->part[i].size);
		else
			memcpy(disk, request->part[i].at, request->part[i].size);
	}
	virtio_block_done(request, ok);
}

static void submit(struct block_backend *backend, struct block_request *request)
{
	struct guest *guest = CONTAINER(backend, struct guest, block);

	if (guest->hold) {
		assert_true(guest->held_count < BLOCK_REQUESTS);
		guest->held[guest->held_count++] = request;
	} else {
		finish_block(guest, request, true);
	}
}

void guest_complete(struct guest *guest, bool ok)
{
	struct block_request *held[BLOCK_REQUESTS];
	unsigned count = guest->held_count;

	memcpy(held, guest->held, sizeof(held));
	guest->held_count = 0;
	for (unsigned i = 0; i < count; i++)
		finish_block(guest, held[i], ok);
}

static uint8_t *net_room(struct net_backend *backend)
{
	struct guest *guest = CONTAINER(backend, struct guest, net);

	return guest->net_room > 0 ? guest->frame[guest->frames % GUEST_FRAMES] : NULL;
}

static void net_send(struct net_backend *backend, size_t bytes)
{
	struct guest *guest = CONTAINER(backend, struct guest, net);

	guest->net_room--;
	guest->frame_bytes[guest->frames++ % GUEST_FRAMES] = bytes;
}

static size_t random_read(struct random_backend *backend, uint8_t *to, size_t bytes)
{
	struct guest *guest = CONTAINER(backend, struct guest, random);
	size_t count = least(bytes, guest->entropy);

	for (size_t i = 0; i < count; i++)
		to[i] = ++guest->next_random;
	guest->entropy -= count;
	return count;
}

static uint64_t now(struct clock_backend *backend)
{
	return CONTAINER(backend, struct guest, clock)->seconds;
}

/* The smallest Image there can be: a header and nothing. */
static struct blob make_kernel(struct guest *guest)
{
	put64(guest->kernel + 16, 1 << 20);
	memcpy(guest->kernel + 56, "ARM\x64", 4);
	return (struct blob){ guest->kernel, sizeof(guest->kernel) };
}

static void connect_backends(struct guest *guest, struct board_parts *parts)
{
	guest->block = (struct block_backend){ .sectors = GUEST_DISK, .submit = submit };
	guest->net = (struct net_backend){ net_room, net_send };
	guest->random = (struct random_backend){ random_read };
	guest->clock = (struct clock_backend){ now };
	guest->net_room = GUEST_FRAMES;
	parts->block = &guest->block;
	parts->net = &guest->net;
	parts->random = &guest->random;
	parts->clock = &guest->clock;
	parts->screen = (struct screen){ guest->screen, GUEST_SCREEN_WIDTH, GUEST_SCREEN_HEIGHT,
					 GUEST_SCREEN_WIDTH * SCENE_PIXEL };
	parts->pool = guest->pool;
	parts->pool_size = GUEST_POOL;
}

struct guest *guest_new(unsigned cpus)
{
	struct guest *guest = calloc(1, sizeof(*guest));
	struct board_parts parts = { .ram_size = GUEST_RAM, .cpus = cpus, .bootargs = "quiet" };

	assert_non_null(guest);
	guest->ram = malloc(GUEST_RAM);
	guest->screen = malloc(GUEST_SCREEN_WIDTH * GUEST_SCREEN_HEIGHT * SCENE_PIXEL);
	guest->pool = malloc(GUEST_POOL);
	parts.ram = guest->ram;
	parts.kernel = make_kernel(guest);
	memcpy(parts.address, "\x02\x00\x00\x00\x00\x01", NET_ADDRESS);
	connect_backends(guest, &parts);
	board_init(&guest->board, &host, &parts);
	assert_true(vm_boot(&guest->board.vm));
	return guest;
}

void guest_free(struct guest *guest)
{
	free(guest->ram);
	free(guest->screen);
	free(guest->pool);
	free(guest);
}

uint64_t guest_read(struct guest *guest, uint64_t address, unsigned size)
{
	struct exit exit = { .kind = EXIT_MMIO, .address = address, .size = size };
	struct answer answer;

	vm_exit(&guest->board.vm, 0, &exit, &answer);
	assert_int_equal(answer.verdict, VERDICT_NEXT);
	return answer.value;
}

void guest_write(struct guest *guest, uint64_t address, unsigned size, uint64_t value)
{
	struct exit exit = {
		.kind = EXIT_MMIO, .address = address, .size = size, .write = true, .value = value
	};
	struct answer answer;

	vm_exit(&guest->board.vm, 0, &exit, &answer);
	assert_int_equal(answer.verdict, VERDICT_NEXT);
}

struct answer guest_hvc(struct guest *guest, unsigned cpu, uint64_t x0, uint64_t x1, uint64_t x2,
			uint64_t x3)
{
	struct exit exit = { .kind = EXIT_SMCCC, .x = { x0, x1, x2, x3 } };
	struct answer answer;

	vm_exit(&guest->board.vm, cpu, &exit, &answer);
	return answer;
}

struct answer guest_register(struct guest *guest, unsigned cpu, uint32_t number, bool write,
			     uint64_t value)
{
	struct exit exit = {
		.kind = EXIT_REGISTER, .number = number, .write = write, .value = value
	};
	struct answer answer;

	vm_exit(&guest->board.vm, cpu, &exit, &answer);
	return answer;
}

void guest_gic_up(struct guest *guest)
{
	guest_write(guest, GIC_REDISTRIBUTORS + 0x14, 4, 0);
	guest_write(guest, GIC_DISTRIBUTOR + 0x84, 4, UINT32_MAX);
	guest_write(guest, GIC_DISTRIBUTOR + 0xc08, 4, 0xaaaaaaaa);
	guest_write(guest, GIC_DISTRIBUTOR + 0xc0c, 4, 0xaaaaaaaa);
	guest_write(guest, GIC_DISTRIBUTOR + 0x104, 4, UINT32_MAX);
	guest_write(guest, GIC_DISTRIBUTOR + 0, 4, 0x12);
}

/* The driver's side, after virtio 1.2 section 3.1.1 and Linux' virtio_mmio.c. */

static void set_address(struct driver *q, unsigned offset, uint64_t address)
{
	guest_write(q->guest, q->base + offset, 4, (uint32_t)address);
	guest_write(q->guest, q->base + offset + 4, 4, address >> 32);
}

static void set_up_queue(struct driver *q)
{
	uint64_t memory = BOARD_RAM + (4 << 20) + (q->base & 0xf000) * 8 + q->queue * 0x4000u;

	q->desc = memory;
	q->avail = memory + 0x400;
	q->used = memory + 0x800;
	q->buffers = memory + 0x1000;
	q->next_desc = q->next_avail = q->next_used = 0;
	q->next_buffer = 0;
	memset(ram_range(&q->guest->board.vm.ram, memory, 0x4000), 0, 0x4000);
	guest_write(q->guest, q->base + 0x30, 4, q->queue);
	assert_int_equal(guest_read(q->guest, q->base + 0x44, 4), 0);
	assert_true(guest_read(q->guest, q->base + 0x34, 4) >= DRIVER_QUEUE_SIZE);
	guest_write(q->guest, q->base + 0x38, 4, DRIVER_QUEUE_SIZE);
	set_address(q, 0x80, q->desc);
	set_address(q, 0x90, q->avail);
	set_address(q, 0xa0, q->used);
	guest_write(q->guest, q->base + 0x44, 4, 1);
	assert_int_equal(guest_read(q->guest, q->base + 0x44, 4), 1);
}

void driver_start(struct guest *guest, struct virtio_device *device, struct driver *queue,
		  unsigned queues)
{
	uint64_t base = device->device.base;
	uint32_t low, high;

	assert_int_equal(guest_read(guest, base, 4), 0x74726976);
	assert_int_equal(guest_read(guest, base + 4, 4), 2);
	guest_write(guest, base + 0x70, 4, 0);
	guest_write(guest, base + 0x70, 4, 1);
	guest_write(guest, base + 0x70, 4, 3);
	guest_write(guest, base + 0x14, 4, 1);
	high = (uint32_t)guest_read(guest, base + 0x10, 4);
	guest_write(guest, base + 0x14, 4, 0);
	low = (uint32_t)guest_read(guest, base + 0x10, 4);
	guest_write(guest, base + 0x24, 4, 1);
	guest_write(guest, base + 0x20, 4, high);
	guest_write(guest, base + 0x24, 4, 0);
	guest_write(guest, base + 0x20, 4, low & ~(uint32_t)VIRTIO_F_EVENT_IDX);
	guest_write(guest, base + 0x70, 4, 11);
	assert_int_equal(guest_read(guest, base + 0x70, 4), 11);
	for (unsigned i = 0; i < queues; i++) {
		queue[i] = (struct driver){ .guest = guest, .base = base, .queue = i };
		set_up_queue(&queue[i]);
	}
	guest_write(guest, base + 0x70, 4, 15);
	assert_int_equal(guest_read(guest, base + 0x70, 4), 15);
}

static uint8_t *at(const struct driver *q, uint64_t address)
{
	return ram_range(&q->guest->board.vm.ram, address, 1);
}

static uint64_t place_buffer(struct driver *q, struct buffer *buffer)
{
	uint64_t address;

	if (q->next_buffer + buffer->size > DRIVER_BUFFERS)
		q->next_buffer = 0;
	address = q->buffers + q->next_buffer;
	q->next_buffer += (buffer->size + 15) & ~15u;
	buffer->at = at(q, address);
	if (buffer->from != NULL)
		memcpy(buffer->at, buffer->from, buffer->size);
	else
		memset(buffer->at, 0xee, buffer->size);
	return address;
}

void driver_kick(struct driver *q)
{
	guest_write(q->guest, q->base + 0x50, 4, q->queue);
}

uint16_t driver_add(struct driver *q, struct buffer *buffers, unsigned count)
{
	uint16_t head = q->next_desc;

	for (unsigned i = 0; i < count; i++) {
		uint16_t next = (uint16_t)((q->next_desc + 1) % DRIVER_QUEUE_SIZE);
		struct virtq_desc desc = {
			.addr = place_buffer(q, &buffers[i]),
			.len = buffers[i].size,
			.flags = (uint16_t)((i + 1 < count ? VIRTQ_DESC_F_NEXT : 0) |
					    (buffers[i].from == NULL ? VIRTQ_DESC_F_WRITE : 0)),
			.next = next,
		};

		memcpy(at(q, q->desc + q->next_desc * sizeof(desc)), &desc, sizeof(desc));
		q->next_desc = next;
	}
	put16(at(q, q->avail + 4 + 2 * (q->next_avail % DRIVER_QUEUE_SIZE)), head);
	put16(at(q, q->avail + 2), ++q->next_avail);
	driver_kick(q);
	return head;
}

bool driver_used(struct driver *q, uint16_t *head, uint32_t *written)
{
	const uint8_t *element = at(q, q->used + 4 + 8 * (q->next_used % DRIVER_QUEUE_SIZE));

	if (get16(at(q, q->used + 2)) == q->next_used)
		return false;
	*head = (uint16_t)get32(element);
	*written = get32(element + 4);
	q->next_used++;
	return true;
}

uint32_t driver_interrupt(struct driver *q)
{
	uint32_t status = (uint32_t)guest_read(q->guest, q->base + 0x60, 4);

	guest_write(q->guest, q->base + 0x64, 4, status);
	return status;
}
