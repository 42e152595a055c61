/* SPDX-License-Identifier: Apache-2.0 */
/* Console, UART, clock, block, network, random and input, as a driver sees them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "user/vmm/bytes.h"
#include "user/vmm/test/guest.h"

enum {
	NEEDS_RESET = 64,
};

static void test_console(void **state)
{
	struct guest *g = guest_new(1);
	struct buffer text[] = { { "\033[1;31mhel", 10, NULL }, { "lo\r\n\001\xff\n\n", 8, NULL } };
	char many[400];
	struct driver q[2];
	uint32_t written;
	uint16_t head;

	(void)state;
	driver_start(g, &g->board.console.virtio, q, 2);
	driver_add(&q[1], text, 2);
	assert_non_null(strstr(g->log, "console: hello\nconsole: ??\n"));
	assert_true(driver_used(&q[1], &head, &written));
	assert_int_equal(written, 0);
	memset(many, 'm', sizeof(many));
	text[0] = (struct buffer){ many, sizeof(many), NULL };
	driver_add(&q[1], text, 1);
	assert_int_equal(strlen(strrchr(g->log, 'c')), LINE_MAX_BYTES + 1); /* cut */
	guest_free(g);
}

static void test_uart(void **state)
{
	struct guest *g = guest_new(1);
	uint64_t base = g->board.uart.device.base;

	(void)state;
	guest_gic_up(g);
	guest_write(g, 0x08000c08, 4, 0); /* level */
	for (const char *c = "Booting\n"; *c != 0; c++) {
		assert_int_equal(guest_read(g, base + 0x18, 4) & 0x28, 0); /* not full, not busy */
		guest_write(g, base, 1, (uint8_t)*c);
	}
	assert_non_null(strstr(g->log, "kernel: Booting\n"));
	/* amba_read_periphid(): the part, the designer, the cell. */
	assert_int_equal(guest_read(g, base + 0xfe0, 4), 0x11);
	assert_int_equal(guest_read(g, base + 0xfe4, 4), 0x10);
	assert_int_equal(guest_read(g, base + 0xfe8, 4), 0x34);
	assert_int_equal(guest_read(g, base + 0xff0, 4), 0x0d);
	assert_int_equal(guest_read(g, base + 0xff4, 4), 0xf0);
	assert_int_equal(guest_read(g, base + 0xff8, 4), 0x05);
	assert_int_equal(guest_read(g, base + 0xffc, 4), 0xb1);
	guest_write(g, base + 0x38, 4, 0x20);
	assert_int_equal(g->cpu[0].listed, 1);
	assert_int_equal(guest_read(g, base + 0x40, 4), 0x20);
	guest_write(g, base + 0x38, 4, 0);
	gic_deactivated(&g->board.vm.gic, 0, 32);
	assert_int_equal(g->cpu[0].listed, 1);
	assert_int_equal(guest_read(g, base + 0x30, 4), 0x300);
	guest_free(g);
}

static void test_clock(void **state)
{
	struct guest *g = guest_new(1);
	uint64_t base = g->board.rtc.device.base;

	(void)state;
	g->seconds = 1800000000;
	assert_int_equal(guest_read(g, base, 4), 1800000000);
	guest_write(g, base + 8, 4, 1000);
	g->seconds += 5;
	assert_int_equal(guest_read(g, base, 4), 1005);
	assert_int_equal(guest_read(g, base + 0xfe0, 4), 0x31);
	assert_true(vm_boot(&g->board.vm));
	assert_int_equal(guest_read(g, base, 4), 1800000005);
	guest_free(g);
}

struct request {
	uint32_t type, reserved;
	uint64_t sector;
};

/* Do one block request with `data` cut in two; returns the status byte. */
static uint8_t block_do(struct driver *q, uint32_t type, uint64_t sector, uint8_t *data,
			uint32_t bytes, uint32_t *written)
{
	bool in = type != 1;
	struct request header = { type, 0, sector };
	struct buffer buffers[] = {
		{ &header, sizeof(header), NULL },
		{ in ? NULL : data, bytes / 2, NULL },
		{ in ? NULL : data + bytes / 2, bytes - bytes / 2, NULL },
		{ NULL, 1, NULL },
	};
	uint16_t head, used;

	head = driver_add(q, buffers, 4);
	assert_true(driver_used(q, &used, written));
	assert_int_equal(used, head);
	if (in) {
		memcpy(data, buffers[1].at, bytes / 2);
		memcpy(data + bytes / 2, buffers[2].at, bytes - bytes / 2);
	}
	return *buffers[3].at;
}

static void test_block(void **state)
{
	struct guest *g = guest_new(1);
	uint8_t data[1024];
	uint32_t written;
	struct driver q;

	(void)state;
	for (unsigned i = 0; i < sizeof(g->disk); i++)
		g->disk[i] = (uint8_t)(i / 512 + i);
	driver_start(g, &g->board.block.virtio, &q, 1);
	assert_int_equal(block_do(&q, 0, 7, data, 1024, &written), 0);
	assert_int_equal(written, 1025);
	assert_memory_equal(data, g->disk + 7 * 512, 1024);
	memset(data, 0x5a, sizeof(data));
	assert_int_equal(block_do(&q, 1, GUEST_DISK - 2, data, 1024, &written), 0);
	assert_int_equal(written, 1);
	assert_memory_equal(g->disk + (GUEST_DISK - 2) * 512, data, 1024);
	assert_int_equal(block_do(&q, 4, 0, data, 0, &written), 0);
	assert_int_equal(block_do(&q, 8, 0, data, 20, &written), 0);
	assert_string_equal((char *)data, "holdfast");
	assert_int_equal(written, 21);
	/* Outside the disk, not whole sectors, nothing, unknown. */
	assert_int_equal(block_do(&q, 0, GUEST_DISK - 1, data, 1024, &written), 1);
	assert_int_equal(written, 1);
	assert_int_equal(block_do(&q, 0, UINT64_MAX, data, 512, &written), 1);
	assert_int_equal(block_do(&q, 0, 0, data, 513, &written), 1);
	assert_int_equal(block_do(&q, 0, 0, data, 0, &written), 1);
	assert_int_equal(block_do(&q, 11, 0, data, 512, &written), 2);
	g->block.read_only = true;
	assert_int_equal(block_do(&q, 1, 0, data, 512, &written), 1);
	assert_int_equal(guest_read(g, q.base + 0x70, 4), 15);
	guest_free(g);
}

static void test_block_malformed(void **state)
{
	struct request header = { 0, 0, 0 };
	struct buffer no_status = { &header, sizeof(header), NULL },
		      short_header[] = { { &header, 15, NULL }, { NULL, 1, NULL } },
		      empty_status[] = { { &header, 16, NULL }, { NULL, 0, NULL } };
	struct guest *g = guest_new(1);
	struct driver q;

	(void)state;
	driver_start(g, &g->board.block.virtio, &q, 1);
	driver_add(&q, &no_status, 1);
	assert_true(guest_read(g, q.base + 0x70, 4) & NEEDS_RESET);
	driver_start(g, &g->board.block.virtio, &q, 1);
	driver_add(&q, short_header, 2);
	assert_true(guest_read(g, q.base + 0x70, 4) & NEEDS_RESET);
	driver_start(g, &g->board.block.virtio, &q, 1);
	driver_add(&q, empty_status, 2);
	assert_true(guest_read(g, q.base + 0x70, 4) & NEEDS_RESET);
	driver_start(g, &g->board.block.virtio, &q, 1);
	assert_int_equal(guest_read(g, q.base + 0x70, 4), 15);
	guest_free(g);
}

static void add_read(struct driver *q, uint64_t sector)
{
	struct request header = { 0, 0, sector };
	struct buffer buffers[] = { { &header, 16, NULL }, { NULL, 512, NULL }, { NULL, 1, NULL } };

	driver_add(q, buffers, 3);
}

/* A slow disk: answers come later, an error is passed on, a reset orphans what is under way. */
static void test_block_slow(void **state)
{
	struct guest *g = guest_new(1);
	uint32_t written;
	struct driver q;
	uint16_t head;

	(void)state;
	driver_start(g, &g->board.block.virtio, &q, 1);
	g->hold = true;
	add_read(&q, 1);
	add_read(&q, 2);
	assert_false(driver_used(&q, &head, &written));
	assert_false(vm_quiet(&g->board.vm));
	guest_complete(g, true);
	assert_true(driver_used(&q, &head, &written) && written == 513);
	assert_true(driver_used(&q, &head, &written) && written == 513);
	assert_true(vm_quiet(&g->board.vm));
	add_read(&q, 1);
	guest_complete(g, false);
	assert_true(driver_used(&q, &head, &written) && written == 1);
	add_read(&q, 3);
	driver_start(g, &g->board.block.virtio, &q, 1);
	add_read(&q, 4);
	assert_int_equal(g->held_count, 2);
	assert_false(vm_quiet(&g->board.vm));
	guest_complete(g, true);
	assert_true(driver_used(&q, &head, &written));
	assert_int_equal(head, 0);
	assert_false(driver_used(&q, &head, &written)); /* the orphan is silent */
	assert_true(vm_quiet(&g->board.vm));
	guest_free(g);
}

/* More requests than slots: the rest waits in the ring and is started as slots get free. */
static void test_block_slots(void **state)
{
	struct request header = { 4, 0, 0 };
	struct buffer flush[] = { { &header, 16, NULL }, { NULL, 1, NULL } };
	struct guest *g = guest_new(1);
	unsigned done = 0, started = 0;
	uint32_t written;
	struct driver q;
	uint16_t head;

	(void)state;
	driver_start(g, &g->board.block.virtio, &q, 1);
	g->hold = true;
	for (unsigned i = 0; i < 7; i++, started++)
		driver_add(&q, flush, 2);
	for (unsigned i = 0; i < BLOCK_REQUESTS; i++)
		if (g->board.block.request[i].slot == SLOT_FREE && i >= 5)
			g->board.block.request[i].slot = SLOT_BUSY; /* as if they were slow */
	guest_complete(g, true);
	driver_add(&q, flush, 2);
	while (g->held_count > 0)
		guest_complete(g, true);
	while (driver_used(&q, &head, &written))
		done++;
	assert_int_equal(done, 8);
	guest_free(g);
}

static void test_net_send(void **state)
{
	static uint8_t frame[NET_FRAME_MAX + 1], header[12];
	struct buffer buffers[] = { { header, 12, NULL }, { frame, 60, NULL } };
	struct guest *g = guest_new(1);
	uint32_t written;
	struct driver q[2];
	uint16_t head;

	(void)state;
	for (unsigned i = 0; i < sizeof(frame); i++)
		frame[i] = (uint8_t)(i * 7);
	driver_start(g, &g->board.net.virtio, q, 2);
	assert_int_equal(guest_read(g, q->base + 0x100, 1), 2);
	assert_int_equal(guest_read(g, q->base + 0x105, 1), 1);
	driver_add(&q[1], buffers, 2);
	assert_int_equal(g->frames, 1);
	assert_int_equal(g->frame_bytes[0], 60);
	assert_memory_equal(g->frame[0], frame, 60);
	/* Impossible lengths are dropped, and handed back. */
	buffers[1].size = NET_FRAME_MAX + 1;
	driver_add(&q[1], buffers, 2);
	buffers[1].size = NET_FRAME_MIN - 1;
	driver_add(&q[1], buffers, 2);
	driver_add(&q[1], buffers, 1);
	assert_int_equal(g->frames, 1);
	for (unsigned i = 0; i < 4; i++)
		assert_true(driver_used(&q[1], &head, &written));
	/* No room: it waits. */
	g->net_room = 0;
	buffers[1].size = NET_FRAME_MAX;
	driver_add(&q[1], buffers, 2);
	assert_false(driver_used(&q[1], &head, &written));
	g->net_room = 1;
	virtio_net_ready(&g->board.net);
	assert_true(driver_used(&q[1], &head, &written));
	assert_int_equal(g->frame_bytes[1], NET_FRAME_MAX);
	guest_free(g);
}

static void test_net_receive(void **state)
{
	static uint8_t frame[NET_FRAME_MAX];
	struct buffer buffer = { NULL, 1526, NULL };
	struct guest *g = guest_new(1);
	uint32_t written;
	struct driver q[2];
	uint16_t head;

	(void)state;
	memset(frame, 0x42, sizeof(frame));
	assert_false(virtio_net_receive(&g->board.net, frame, 60)); /* no driver */
	driver_start(g, &g->board.net.virtio, q, 2);
	assert_false(virtio_net_receive(&g->board.net, frame, 60)); /* no buffer */
	driver_add(&q[0], &buffer, 1);
	assert_true(virtio_net_receive(&g->board.net, frame, NET_FRAME_MAX));
	assert_true(driver_used(&q[0], &head, &written));
	assert_int_equal(written, 1526);
	assert_int_equal(get16(buffer.at + 10), 1);
	assert_memory_equal(buffer.at + 12, frame, NET_FRAME_MAX);
	assert_int_equal(driver_interrupt(&q[0]), 1);
	buffer.size = 100;
	driver_add(&q[0], &buffer, 1);
	assert_false(virtio_net_receive(&g->board.net, frame, 89)); /* too small a buffer */
	assert_true(guest_read(g, q->base + 0x70, 4) & NEEDS_RESET);
	guest_free(g);
}

static void test_random(void **state)
{
	struct guest *g = guest_new(1);
	struct buffer buffer = { NULL, 100, NULL }, none = { "", 1, NULL };
	uint32_t written;
	struct driver q;
	uint16_t head;

	(void)state;
	driver_start(g, &g->board.rng.virtio, &q, 1);
	driver_add(&q, &buffer, 1);
	assert_false(driver_used(&q, &head, &written));
	assert_true(virtio_rng_waiting(&g->board.rng));
	virtio_rng_retry(&g->board.rng);
	assert_true(virtio_rng_waiting(&g->board.rng));
	g->entropy = 10;
	virtio_rng_retry(&g->board.rng);
	assert_true(driver_used(&q, &head, &written));
	assert_int_equal(written, 10);
	assert_int_equal(buffer.at[9], 10);
	assert_int_equal(buffer.at[10], 0xee);
	g->entropy = 1000;
	driver_add(&q, &none, 1); /* no place to write */
	assert_true(driver_used(&q, &head, &written));
	assert_int_equal(written, 0);
	assert_false(virtio_rng_waiting(&g->board.rng));
	guest_free(g);
}

static void select_config(struct guest *g, uint64_t base, unsigned select, unsigned subsel)
{
	guest_write(g, base + 0x100, 1, select);
	guest_write(g, base + 0x101, 1, subsel);
}

static void test_input_config(void **state)
{
	struct guest *g = guest_new(1);
	uint64_t base = g->board.touch.virtio.device.base;

	(void)state;
	select_config(g, base, 1, 0);
	assert_int_equal(guest_read(g, base + 0x102, 1), strlen("Holdfast touch screen"));
	assert_int_equal(guest_read(g, base + 0x108, 1), 'H');
	select_config(g, base, 0x10, 0);
	assert_int_equal(guest_read(g, base + 0x108, 1), 2);
	select_config(g, base, 0x11, 3);
	assert_int_equal(guest_read(g, base + 0x102, 1), 8);
	assert_int_equal(guest_read(g, base + 0x10e, 1), 0x60); /* positions */
	select_config(g, base, 0x12, 0x35);
	assert_int_equal(guest_read(g, base + 0x102, 1), 20);
	assert_int_equal(guest_read(g, base + 0x10c, 4), GUEST_SCREEN_WIDTH - 1);
	select_config(g, base, 0x12, 0x36);
	assert_int_equal(guest_read(g, base + 0x10c, 4), GUEST_SCREEN_HEIGHT - 1);
	select_config(g, base, 0x12, 0x20);
	assert_int_equal(guest_read(g, base + 0x102, 1), 0);
	select_config(g, base, 0xff, 0xff);
	assert_int_equal(guest_read(g, base + 0x102, 1), 0);
	assert_int_equal(guest_read(g, base + 0x10c, 4), 0); /* nothing is left of the last */
	guest_write(g, base + 0x102, 1, 0xff);		     /* not writable */
	assert_int_equal(guest_read(g, base + 0x102, 1), 0);
	base = g->board.keyboard.virtio.device.base;
	select_config(g, base, 0x11, 1);
	assert_int_equal(guest_read(g, base + 0x102, 1), 32);
	assert_int_equal(guest_read(g, base + 0x108, 1), 0xfe);
	select_config(g, base, 0x12, 0x35);
	assert_int_equal(guest_read(g, base + 0x102, 1), 0);
	guest_free(g);
}

static struct buffer event_buffer[DRIVER_QUEUE_SIZE];

static void give_buffers(struct driver *q, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct buffer *b = &event_buffer[q->next_desc];

		*b = (struct buffer){ NULL, 8, NULL };
		driver_add(q, b, 1);
	}
}

/* The next event must be this one. */
static void expect_event(struct driver *q, unsigned type, unsigned code, uint32_t value)
{
	uint32_t written;
	uint16_t head;

	assert_true(driver_used(q, &head, &written));
	assert_int_equal(written, 8);
	assert_int_equal(get16(event_buffer[head].at), type);
	assert_int_equal(get16(event_buffer[head].at + 2), code);
	assert_int_equal(get32(event_buffer[head].at + 4), value);
}

static void test_touch(void **state)
{
	struct guest *g = guest_new(1);
	struct virtio_input *touch = &g->board.touch;
	struct driver q[2];
	uint32_t written;
	uint16_t head;

	(void)state;
	virtio_input_touch(touch, 0, 1, 1); /* nobody listens: as if it had not been */
	driver_start(g, &touch->virtio, q, 2);
	give_buffers(&q[0], 12);
	virtio_input_touch(touch, 0, 11, 22);
	expect_event(q, 3, 0x2f, 0);
	expect_event(q, 3, 0x39, 1);
	expect_event(q, 1, 0x14a, 1);
	expect_event(q, 3, 0x35, 11);
	expect_event(q, 3, 0x36, 22);
	expect_event(q, 3, 0, 11);
	expect_event(q, 3, 1, 22);
	expect_event(q, 0, 0, 0);
	virtio_input_lift(touch, 3); /* was not down */
	give_buffers(&q[0], 8);
	virtio_input_touch(touch, 1, 5, 6); /* a second finger; four events and more wait */
	expect_event(q, 3, 0x2f, 1);
	expect_event(q, 3, 0x39, 2);
	expect_event(q, 3, 0x35, 5);
	give_buffers(&q[0], 3);
	virtio_input_lift(touch, 1);
	virtio_input_lift(touch, 0);
	for (unsigned i = 0; i < 4; i++)
		assert_true(driver_used(q, &head, &written));
	expect_event(q, 3, 0x2f, 1);
	expect_event(q, 3, 0x39, UINT32_MAX);
	expect_event(q, 0, 0, 0);
	expect_event(q, 3, 0x2f, 0);
	expect_event(q, 3, 0x39, UINT32_MAX);
	give_buffers(&q[0], 4);
	expect_event(q, 1, 0x14a, 0);
	expect_event(q, 0, 0, 0);
	guest_free(g);
}

/* The guest does not take events: what comes down is lost at some time, what goes up never. */
static void test_input_overflow(void **state)
{
	struct guest *g = guest_new(1);
	struct virtio_input *keys = &g->board.keyboard, *touch = &g->board.touch;
	unsigned fingers = 0;
	struct driver q[2];

	(void)state;
	driver_start(g, &keys->virtio, q, 2);
	for (unsigned i = 0; i < 500; i++)
		virtio_input_key(keys, 30, 2);
	assert_true(keys->count <= INPUT_WAITING / 2);
	virtio_input_key(keys, 30, 0);
	give_buffers(&q[0], 1);
	expect_event(q, 1, 30, 2);
	virtio_input_key(keys, 0, 1); /* not keys */
	virtio_input_key(keys, 256, 1);
	driver_start(g, &touch->virtio, q, 2);
	for (unsigned finger = 0; finger < INPUT_SLOTS; finger++)
		virtio_input_touch(touch, finger, 1, 1);
	for (unsigned finger = 0; finger < INPUT_SLOTS; finger++)
		fingers += touch->down >> finger & 1;
	assert_in_range(fingers, 5, INPUT_SLOTS);
	for (unsigned finger = 0; finger < INPUT_SLOTS; finger++)
		virtio_input_lift(touch, finger);
	assert_int_equal(touch->down, 0);
	guest_free(g);
}

static void test_input_status(void **state)
{
	struct guest *g = guest_new(1);
	struct buffer led = { "\x11\0\0\0\1\0\0\0", 8, NULL };
	struct driver q[2];
	uint32_t written;
	uint16_t head;

	(void)state;
	driver_start(g, &g->board.keyboard.virtio, q, 2);
	driver_add(&q[1], &led, 1);
	assert_true(driver_used(&q[1], &head, &written));
	guest_free(g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_console),		cmocka_unit_test(test_uart),
		cmocka_unit_test(test_clock),		cmocka_unit_test(test_block),
		cmocka_unit_test(test_block_malformed), cmocka_unit_test(test_block_slow),
		cmocka_unit_test(test_block_slots),	cmocka_unit_test(test_net_send),
		cmocka_unit_test(test_net_receive),	cmocka_unit_test(test_random),
		cmocka_unit_test(test_input_config),	cmocka_unit_test(test_touch),
		cmocka_unit_test(test_input_overflow),	cmocka_unit_test(test_input_status),
	};

	return cmocka_run_group_tests_name("vmm devices", tests, NULL, NULL);
}
