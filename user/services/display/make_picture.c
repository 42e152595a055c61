/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make_picture IN.png OUT: the owner's picture for the strip, as the file that display is granted. Runs at
 * build time. A picture that is not square is shown by its middle.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/picture/picture.h"
#include "user/services/display/strip.h"

/* Moves the largest square in the middle of the picture to its beginning; returns the side. */
static int square(uint32_t *pixels, int width, int height)
{
	int side = width < height ? width : height;
	const uint32_t *from = pixels + (height - side) / 2 * width + (width - side) / 2;

	for (int y = 0; y < side; y++)
		memmove(pixels + y * side, from + y * width, (size_t)side * 4);
	return side;
}

int main(int count, char **word)
{
	uint32_t small[STRIP_PICTURE * STRIP_PICTURE], *pixels;
	int width, height, side;
	const char *why;
	FILE *out;

	if (count != 3) {
		fprintf(stderr, "usage: make_picture IN.png OUT\n");
		return 2;
	}
	pixels = picture_read(word[1], 0xffffff, &width, &height, &why);
	if (!pixels) {
		fprintf(stderr, "make_picture: %s: %s\n", word[1], why);
		return 1;
	}
	side = square(pixels, width, height);
	if (side < STRIP_PICTURE) {
		fprintf(stderr, "make_picture: %s: smaller than %d pixels\n", word[1],
			STRIP_PICTURE);
		return 1;
	}
	picture_shrink(small, STRIP_PICTURE, STRIP_PICTURE, pixels, side, side);
	free(pixels);
	out = fopen(word[2], "wb");
	if (!out || fwrite(small, sizeof(small), 1, out) != 1 || fclose(out)) {
		perror(word[2]);
		return 1;
	}
	return 0;
}
