/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make_atlas REGULAR SEMIBOLD WIDE: writes the atlas (atlas.h) as C to standard output, from the phone's
 * fonts and icons. Runs at build time.
 *
 * Texts are as high as the strip, with their capitals centred in it, so that all stand on one line.
 */
#include <stdio.h>
#include <stdlib.h>

#include "lib/draw/font.h"
#include "lib/draw/icon.h"
#include "user/protocol/display.h"
#include "user/services/display/atlas.h"
#include "user/services/display/strip.h"

#define WIDEST 256

static uint32_t pixels[WIDEST * STRIP_HEIGHT];

static void write_name(int name)
{
	printf("static const uint8_t coverage_%d[] = {", name);
}

/* Writes the blue channel of the canvas, which was drawn white on black. */
static void write_canvas(int name, int width, int height)
{
	write_name(name);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			printf("%s%u,", x % 24 ? "" : "\n\t", pixels[y * WIDEST + x] & 0xff);
	printf("\n};\n\n");
}

static struct canvas blank(void)
{
	struct canvas c = canvas_over(pixels, WIDEST, STRIP_HEIGHT, WIDEST);

	canvas_fill(&c, c.clip, 0xff000000);
	return c;
}

struct size {
	int width, height;
};

static struct size write_text(struct fonts *f, int name, struct type type, const char *text)
{
	struct canvas c = blank();
	int width = text_width(f, type, text);

	if (width > WIDEST) {
		fprintf(stderr, "make_atlas: '%s' is too wide\n", text);
		exit(1);
	}
	text_draw(f, &c, type, 0, (STRIP_HEIGHT + text_cap_height(type)) / 2, width, text,
		  0xffffffff);
	write_canvas(name, width, STRIP_HEIGHT);
	return (struct size){ width, STRIP_HEIGHT };
}

static struct size write_round(int name, int width, int height, int radius)
{
	struct canvas c = blank();

	canvas_round(&c, (struct rect){ 0, 0, width, height }, radius, 0xffffffff);
	write_canvas(name, width, height);
	return (struct size){ width, height };
}

static struct size write_icon(int name, enum icon icon, int size)
{
	struct canvas c = blank();

	icon_draw(&c, icon, 0, 0, size, 0xffffffff);
	write_canvas(name, size, size);
	return (struct size){ size, size };
}

static struct size write_icons(int name)
{
	static const enum icon marks[] = {
		[ATLAS_MICROPHONE_OFF] = ICON_MICROPHONE_OFF,
		[ATLAS_CAMERA_OFF] = ICON_CAMERA_OFF,
		[ATLAS_NETWORK_OFF] = ICON_NETWORK_OFF,
		[ATLAS_MICROPHONE_LIVE] = ICON_MICROPHONE,
		[ATLAS_CAMERA_LIVE] = ICON_CAMERA,
		[ATLAS_NETWORK_LIVE] = ICON_NETWORK,
	};

	if (name == ATLAS_SHAPE_OPEN)
		return write_icon(name, ICON_OPEN_WORLD, STRIP_SHAPE);
	if (name == ATLAS_SHAPE_SEALED)
		return write_icon(name, ICON_SEALED_WORLD, STRIP_SHAPE);
	return write_icon(name, marks[name], STRIP_MARK);
}

static struct size write_entry(struct fonts *f, int name)
{
	static const struct type word = { 33, 3, WEIGHT_SEMIBOLD, false };
	static const struct type chinese = { 29, 2, WEIGHT_SEMIBOLD, false };
	static const struct type time = { 33, 0, WEIGHT_SEMIBOLD, true };
	char digit[2] = { 0 };

	switch (name) {
	case ATLAS_WORD_OPEN:
		return write_text(f, name, word, "OPEN");
	case ATLAS_WORD_SEALED:
		return write_text(f, name, word, "SEALED");
	case ATLAS_CHINESE_OPEN:
		return write_text(f, name, chinese, "开放");
	case ATLAS_CHINESE_SEALED:
		return write_text(f, name, chinese, "密封");
	case ATLAS_QUESTION:
		return write_text(f, name, word, "?");
	case ATLAS_DASH:
		return write_text(f, name, time, "–");
	case ATLAS_COLON:
		return write_text(f, name, time, ":");
	case ATLAS_PILL:
		return write_round(name, STRIP_PILL_WIDTH, STRIP_PILL_HEIGHT, 16);
	case ATLAS_PICTURE:
		return write_round(name, STRIP_PICTURE, STRIP_PICTURE, 10);
	default:
		if (name < ATLAS_DIGIT)
			return write_icons(name);
		digit[0] = (char)('0' + name - ATLAS_DIGIT);
		return write_text(f, name, time, digit);
	}
}

int main(int count, char **word)
{
	struct size size[ATLAS_COUNT];
	char error[256];
	struct fonts *f;

	if (count != 4) {
		fprintf(stderr, "usage: make_atlas REGULAR SEMIBOLD WIDE\n");
		return 2;
	}
	f = fonts_open(&(struct font_files){ word[1], word[2], word[3] }, error, sizeof(error));
	if (!f) {
		fprintf(stderr, "make_atlas: %s\n", error);
		return 1;
	}
	printf("/* Made by user/services/display/make_atlas.c. */\n"
	       "#include \"user/services/display/atlas.h\"\n\n");
	for (int name = 0; name < ATLAS_COUNT; name++)
		size[name] = write_entry(f, name);
	printf("const struct atlas atlas[ATLAS_COUNT] = {\n");
	for (int name = 0; name < ATLAS_COUNT; name++)
		printf("\t{ %d, %d, coverage_%d },\n", size[name].width, size[name].height, name);
	printf("};\n");
	fonts_close(f);
	return 0;
}
