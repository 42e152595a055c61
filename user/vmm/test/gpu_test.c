/* SPDX-License-Identifier: Apache-2.0 */
/* The graphics device: commands as Linux sends them, and as it never would. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "user/vmm/bytes.h"
#include "user/vmm/test/guest.h"

enum {
	W = GUEST_SCREEN_WIDTH,
	H = GUEST_SCREEN_HEIGHT,
	OK = 0x1100,
	UNSPEC = 0x1200,
	NO_MEMORY = 0x1201,
	BAD_SCANOUT = 0x1202,
	BAD_RESOURCE = 0x1203,
	BAD_PARAMETER = 0x1205,
	PIXELS = (5 << 20), /* where the guest draws, in RAM */
};

struct gpu {
	struct guest *g;
	struct driver q[2];
};

static void setup(struct gpu *gpu)
{
	gpu->g = guest_new(1);
	driver_start(gpu->g, &gpu->g->board.gpu.virtio, gpu->q, 2);
}

/* Send a command of this type with these words after the header; returns the answer's type. */
static uint32_t command_words(struct gpu *gpu, unsigned queue, uint32_t type, const uint32_t *words,
			      unsigned count)
{
	uint32_t bytes[6 + 64] = { type };
	struct buffer buffers[] = { { bytes, 24, NULL },
				    { bytes + 6, count * 4, NULL },
				    { NULL, 24, NULL } };
	uint32_t written;
	uint16_t head;

	memcpy(bytes + 6, words, count * 4);
	driver_add(&gpu->q[queue], buffers, 3);
	assert_true(driver_used(&gpu->q[queue], &head, &written));
	assert_int_equal(written, 24);
	return get32(buffers[2].at);
}

#define COMMAND(gpu, type, ...)                                                                    \
	command_words(gpu, (type) >= 0x300, type, (const uint32_t[]){ __VA_ARGS__ },               \
		      sizeof((const uint32_t[]){ __VA_ARGS__ }) / 4)

static void put_pixel(struct gpu *gpu, unsigned index, uint32_t value)
{
	put32(gpu->g->ram + PIXELS + 4 * index, value);
}

static uint32_t pixel(const struct gpu *gpu, unsigned x, unsigned y)
{
	return get32(gpu->g->screen + 4 * (y * W + x));
}

/* A picture of the screen's size with backing in two pieces, shown. */
static void show(struct gpu *gpu, uint32_t id)
{
	uint32_t at = BOARD_RAM + PIXELS;

	assert_int_equal(COMMAND(gpu, 0x101, id, 2, W, H), OK);
	assert_int_equal(COMMAND(gpu, 0x106, id, 2, at, 0, 100, 0, at + 100, 0, W * H * 4 - 100, 0),
			 OK);
	assert_int_equal(COMMAND(gpu, 0x103, 0, 0, W, H, 0, id), OK);
}

static void test_display_info(void **state)
{
	uint32_t words[6] = { 0x100, 1, 0x55667788, 0x11223344 };
	struct buffer buffers[] = { { words, 24, NULL }, { NULL, 408, NULL } };
	uint32_t written;
	struct gpu gpu;
	uint16_t head;

	(void)state;
	setup(&gpu);
	assert_int_equal(guest_read(gpu.g, gpu.q->base + 0x108, 4), 1);
	driver_add(&gpu.q[0], buffers, 2);
	assert_true(driver_used(&gpu.q[0], &head, &written));
	assert_int_equal(written, 408);
	assert_int_equal(get32(buffers[1].at), 0x1101);
	assert_int_equal(get32(buffers[1].at + 4), 1); /* the fence comes back */
	assert_true(get64(buffers[1].at + 8) == 0x1122334455667788);
	assert_int_equal(get32(buffers[1].at + 24 + 8), W);
	assert_int_equal(get32(buffers[1].at + 24 + 12), H);
	assert_int_equal(get32(buffers[1].at + 24 + 16), 1);
	assert_int_equal(get32(buffers[1].at + 48 + 16), 0);
	guest_free(gpu.g);
}

static void test_frame(void **state)
{
	struct gpu gpu;

	(void)state;
	setup(&gpu);
	assert_int_equal(pixel(&gpu, W - 1, H - 1), 0); /* black from the start */
	show(&gpu, 1);
	for (unsigned i = 0; i < W * H; i++)
		put_pixel(&gpu, i, 0x00112200 + i);
	assert_int_equal(COMMAND(&gpu, 0x105, 0, 0, W, H, 0, 0, 1, 0), OK);
	assert_int_equal(pixel(&gpu, 0, 0), 0); /* not before the flush */
	assert_int_equal(COMMAND(&gpu, 0x104, 3, 4, 10, 5, 1, 0), OK);
	assert_int_equal(pixel(&gpu, 2, 4), 0);
	assert_int_equal(pixel(&gpu, 3, 3), 0);
	assert_int_equal(pixel(&gpu, 13, 8), 0);
	assert_int_equal(pixel(&gpu, 3, 4), 0x00112200 + 4 * W + 3);
	assert_int_equal(pixel(&gpu, 12, 8), 0x00112200 + 8 * W + 12);
	assert_int_equal(COMMAND(&gpu, 0x104, 0, 0, W, H, 1, 0), OK);
	for (unsigned i = 0; i < W * H; i++)
		assert_int_equal(pixel(&gpu, i % W, i / W), 0x00112200 + i);
	/* A part only, from where Linux says it lies in the backing. */
	put_pixel(&gpu, 2 * W + 5, 0xabcdef);
	put_pixel(&gpu, 2 * W + 6, 0xfedcba);
	assert_int_equal(COMMAND(&gpu, 0x105, 5, 2, 1, 1, (2 * W + 5) * 4, 0, 1, 0), OK);
	assert_int_equal(COMMAND(&gpu, 0x104, 0, 0, W, H, 1, 0), OK);
	assert_int_equal(pixel(&gpu, 5, 2), 0xabcdef);
	assert_int_equal(pixel(&gpu, 6, 2), 0x00112200 + 2 * W + 6);
	/* What the picture holds outlives its backing. */
	assert_int_equal(COMMAND(&gpu, 0x107, 1, 0), OK);
	memset(gpu.g->screen, 0, W * H * 4);
	assert_int_equal(COMMAND(&gpu, 0x104, 0, 0, W, H, 1, 0), OK);
	assert_int_equal(pixel(&gpu, 5, 2), 0xabcdef);
	assert_int_equal(COMMAND(&gpu, 0x103, 0, 0, 0, 0, 0, 0), OK); /* off */
	assert_int_equal(pixel(&gpu, 5, 2), 0);
	guest_free(gpu.g);
}

/* A part of a larger picture, smaller than the screen: the rest is black. */
static void test_part(void **state)
{
	struct gpu gpu;

	(void)state;
	setup(&gpu);
	memset(gpu.g->screen, 0x77, W * H * 4);
	assert_int_equal(COMMAND(&gpu, 0x101, 9, 1, 50, 70), OK);
	for (unsigned i = 0; i < 50 * 70; i++)
		put_pixel(&gpu, i, i);
	assert_int_equal(COMMAND(&gpu, 0x106, 9, 1, BOARD_RAM + PIXELS, 0, 50 * 70 * 4, 0), OK);
	assert_int_equal(COMMAND(&gpu, 0x105, 0, 0, 50, 70, 0, 0, 9, 0), OK);
	assert_int_equal(COMMAND(&gpu, 0x103, 20, 30, 30, 40, 0, 9), OK);
	assert_int_equal(pixel(&gpu, 0, 0), 30 * 50 + 20);
	assert_int_equal(pixel(&gpu, 29, 39), 69 * 50 + 49);
	assert_int_equal(pixel(&gpu, 30, 0), 0);
	assert_int_equal(pixel(&gpu, 0, 40), 0);
	assert_int_equal(pixel(&gpu, W - 1, H - 1), 0);
	memset(gpu.g->screen, 0x77, W * H * 4);
	assert_int_equal(COMMAND(&gpu, 0x104, 0, 0, 50, 70, 9, 0), OK);
	assert_int_equal(pixel(&gpu, 0, 0), 30 * 50 + 20);
	assert_int_equal(pixel(&gpu, 29, 39), 69 * 50 + 49);
	/* Larger than the screen: clipped. */
	assert_int_equal(COMMAND(&gpu, 0x103, 0, 0, 50, 70, 0, 9), OK);
	assert_int_equal(pixel(&gpu, W - 1, H - 1), (H - 1) * 50 + W - 1);
	guest_free(gpu.g);
}

static void test_cursor(void **state)
{
	struct gpu gpu;

	(void)state;
	setup(&gpu);
	for (unsigned i = 0; i < W * H; i++)
		put_pixel(&gpu, i, 0x00646464);
	show(&gpu, 1);
	COMMAND(&gpu, 0x105, 0, 0, W, H, 0, 0, 1, 0);
	COMMAND(&gpu, 0x104, 0, 0, W, H, 1, 0);
	put_pixel(&gpu, 0, 0xff0000ff); /* opaque blue, half red, nothing, nothing */
	put_pixel(&gpu, 1, 0x80800000);
	put_pixel(&gpu, 2, 0);
	put_pixel(&gpu, 3, 0);
	assert_int_equal(COMMAND(&gpu, 0x101, 2, 1, 2, 2), OK);
	assert_int_equal(COMMAND(&gpu, 0x106, 2, 1, BOARD_RAM + PIXELS, 0, 16, 0), OK);
	assert_int_equal(COMMAND(&gpu, 0x105, 0, 0, 2, 2, 0, 0, 2, 0), OK);
	assert_int_equal(COMMAND(&gpu, 0x300, 0, 10, 20, 0, 2, 0, 0, 0), OK);
	assert_int_equal(pixel(&gpu, 10, 20), 0x0000ff);
	assert_int_equal(pixel(&gpu, 11, 20), 0xb13131);
	assert_int_equal(pixel(&gpu, 10, 21), 0x646464);
	assert_int_equal(COMMAND(&gpu, 0x104, 0, 0, W, H, 1, 0), OK);
	assert_int_equal(pixel(&gpu, 10, 20), 0x0000ff); /* a flush keeps it */
	assert_int_equal(COMMAND(&gpu, 0x301, 0, W - 1, H - 1, 0, 0, 0, 0, 0), OK);
	assert_int_equal(pixel(&gpu, 10, 20), 0x646464);
	assert_int_equal(pixel(&gpu, W - 1, H - 1), 0x0000ff);
	assert_int_equal(COMMAND(&gpu, 0x301, 0, (uint32_t)-1, 3, 0, 0, 0, 0, 0), OK);
	assert_int_equal(pixel(&gpu, 0, 3), 0xb13131);
	for (uint32_t far = 0x7ffffffe; far != 0x80000003; far++)
		assert_int_equal(COMMAND(&gpu, 0x301, 0, far, far, 0, 0, 0, 0, 0), OK);
	assert_int_equal(COMMAND(&gpu, 0x301, 1, 0, 0, 0, 0, 0, 0, 0), BAD_SCANOUT);
	assert_int_equal(COMMAND(&gpu, 0x300, 0, 1, 1, 0, 7, 0, 0, 0), BAD_RESOURCE);
	assert_int_equal(COMMAND(&gpu, 0x301, 0, 0, 0, 0, 0, 0, 0, 0), OK);
	assert_int_equal(COMMAND(&gpu, 0x102, 2, 0), OK); /* gone with its picture */
	assert_int_equal(pixel(&gpu, 0, 0), 0x646464);
	guest_free(gpu.g);
}

static void test_bounded(void **state)
{
	struct gpu gpu;
	uint32_t id;

	(void)state;
	setup(&gpu);
	assert_int_equal(COMMAND(&gpu, 0x101, 1, 1, 0xffffffff, 0xffffffff), NO_MEMORY);
	assert_int_equal(COMMAND(&gpu, 0x101, 1, 1, 0x10000, 0x10000), NO_MEMORY);
	assert_int_equal(COMMAND(&gpu, 0x101, 1, 1, 0, 5), BAD_PARAMETER);
	assert_int_equal(COMMAND(&gpu, 0x101, 1, 67, 5, 5), BAD_PARAMETER);
	assert_int_equal(COMMAND(&gpu, 0x101, 0, 1, 5, 5), BAD_RESOURCE);
	assert_int_equal(COMMAND(&gpu, 0x101, 1, 1, GUEST_POOL / 4, 1), OK); /* all of it */
	assert_int_equal(COMMAND(&gpu, 0x101, 1, 1, 1, 1), BAD_RESOURCE);
	assert_int_equal(COMMAND(&gpu, 0x101, 2, 1, 1, 1), NO_MEMORY);
	assert_int_equal(COMMAND(&gpu, 0x102, 1, 0), OK);
	assert_int_equal(COMMAND(&gpu, 0x102, 1, 0), BAD_RESOURCE);
	for (id = 1; id <= SCENE_PICTURES; id++)
		assert_int_equal(COMMAND(&gpu, 0x101, id, 1, 1024, 1), OK);
	assert_int_equal(COMMAND(&gpu, 0x101, 99, 1, 1, 1), NO_MEMORY); /* pictures */
	/* A gap in the middle is found, and is as large as it is. */
	assert_int_equal(COMMAND(&gpu, 0x102, 5, 0), OK);
	assert_int_equal(COMMAND(&gpu, 0x102, 6, 0), OK);
	assert_int_equal(COMMAND(&gpu, 0x101, 5, 1, 2049, 1), NO_MEMORY);
	assert_int_equal(COMMAND(&gpu, 0x101, 5, 1, 2048, 1), OK);
	for (unsigned i = 0; i < SCENE_PICTURES; i++)
		for (unsigned j = 0; j < i; j++) {
			const struct picture *a = &gpu.g->board.gpu.scene.picture[i],
					     *b = &gpu.g->board.gpu.scene.picture[j];

			assert_true(a->id == 0 || b->id == 0 || a->offset >= b->offset + b->size ||
				    b->offset >= a->offset + a->size);
		}
	guest_free(gpu.g);
}

static void test_hostile(void **state)
{
	uint32_t at = BOARD_RAM + PIXELS, end = BOARD_RAM + GUEST_RAM;
	struct gpu gpu;

	(void)state;
	setup(&gpu);
	show(&gpu, 1);
	/* Backing: outside RAM, in two goes, too many entries, fewer than said. */
	assert_int_equal(COMMAND(&gpu, 0x106, 1, 1, at, 0, 16, 0), UNSPEC);
	assert_int_equal(COMMAND(&gpu, 0x107, 1, 0), OK);
	assert_int_equal(COMMAND(&gpu, 0x106, 1, 2, at, 0, 16, 0, end - 8, 0, 9, 0), BAD_PARAMETER);
	assert_int_equal(COMMAND(&gpu, 0x106, 1, 1, at, 1, 16, 0), BAD_PARAMETER);
	assert_int_equal(COMMAND(&gpu, 0x106, 1, SCENE_BACKING + 1, at, 0, 16, 0), NO_MEMORY);
	assert_int_equal(COMMAND(&gpu, 0x106, 1, 2, at, 0, 16, 0), UNSPEC);
	assert_int_equal(COMMAND(&gpu, 0x105, 0, 0, 1, 1, 0, 0, 1, 0), BAD_PARAMETER); /* none */
	assert_int_equal(COMMAND(&gpu, 0x106, 1, 1, at, 0, 4 * W, 0), OK);
	assert_int_equal(COMMAND(&gpu, 0x105, 0, 0, W, 1, 0, 0, 1, 0), OK);
	/* More than the backing has; an offset beyond it. */
	assert_int_equal(COMMAND(&gpu, 0x105, 0, 0, W, 2, 0, 0, 1, 0), BAD_PARAMETER);
	assert_int_equal(COMMAND(&gpu, 0x105, 0, 0, 1, 1, 4 * W, 0, 1, 0), BAD_PARAMETER);
	assert_int_equal(COMMAND(&gpu, 0x105, 0, 0, 1, 1, 0, 1, 1, 0), BAD_PARAMETER);
	/* Rectangles over the edge, and such that add up to more than 32 bits. */
	assert_int_equal(COMMAND(&gpu, 0x105, 1, 0, W, 1, 0, 0, 1, 0), BAD_PARAMETER);
	assert_int_equal(COMMAND(&gpu, 0x105, 0xffffffff, 0, 2, 1, 0, 0, 1, 0), BAD_PARAMETER);
	assert_int_equal(COMMAND(&gpu, 0x104, 0, 1, 1, H, 1, 0), BAD_PARAMETER);
	assert_int_equal(COMMAND(&gpu, 0x104, 0, 0xffffffff, 1, 2, 1, 0), BAD_PARAMETER);
	assert_int_equal(COMMAND(&gpu, 0x103, 2, 0, W - 1, 1, 0, 1), BAD_PARAMETER);
	assert_int_equal(COMMAND(&gpu, 0x103, 0, 0, 1, 1, 1, 1), BAD_SCANOUT);
	assert_int_equal(COMMAND(&gpu, 0x103, 0, 0, 1, 1, 0, 3), BAD_RESOURCE);
	assert_int_equal(COMMAND(&gpu, 0x104, 0, 0, 1, 1, 3, 0), BAD_RESOURCE);
	assert_int_equal(COMMAND(&gpu, 0x105, 0, 0, 1, 1, 0, 0, 3, 0), BAD_RESOURCE);
	assert_int_equal(COMMAND(&gpu, 0x106, 3, 0), BAD_RESOURCE);
	assert_int_equal(COMMAND(&gpu, 0x107, 3, 0), BAD_RESOURCE);
	/* Unknown, and cut short. */
	assert_int_equal(COMMAND(&gpu, 0x10a, 0, 0), UNSPEC);
	for (uint32_t type = 0x101; type <= 0x107; type++)
		assert_int_equal(COMMAND(&gpu, type, 1), UNSPEC);
	assert_int_equal(COMMAND(&gpu, 0x300, 0, 0, 0, 0, 0, 0, 0), UNSPEC);
	guest_free(gpu.g);
}

/* A picture that is shown or the cursor goes away with a reset; so does everything else. */
static void test_reset(void **state)
{
	struct gpu gpu;

	(void)state;
	setup(&gpu);
	show(&gpu, 1);
	put_pixel(&gpu, 0, 0x123456);
	COMMAND(&gpu, 0x105, 0, 0, W, H, 0, 0, 1, 0);
	COMMAND(&gpu, 0x104, 0, 0, W, H, 1, 0);
	assert_int_equal(pixel(&gpu, 0, 0), 0x123456);
	driver_start(gpu.g, &gpu.g->board.gpu.virtio, gpu.q, 2);
	assert_int_equal(pixel(&gpu, 0, 0), 0);
	assert_int_equal(COMMAND(&gpu, 0x104, 0, 0, 1, 1, 1, 0), BAD_RESOURCE);
	show(&gpu, 1);
	assert_int_equal(COMMAND(&gpu, 0x102, 1, 0), OK);
	assert_null(gpu.g->board.gpu.scene.shown);
	guest_free(gpu.g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_display_info), cmocka_unit_test(test_frame),
		cmocka_unit_test(test_part),	     cmocka_unit_test(test_cursor),
		cmocka_unit_test(test_bounded),	     cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_reset),
	};

	return cmocka_run_group_tests_name("vmm gpu", tests, NULL, NULL);
}
