/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Through libpng's simplified interface, in rows of three bytes a pixel, blue first.
 */
#include "lib/picture/picture.h"

#include <errno.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

int picture_write(const char *path, const uint32_t *pixels, int width, int height)
{
	png_image image = { .version = PNG_IMAGE_VERSION,
			    .width = (png_uint_32)width,
			    .height = (png_uint_32)height,
			    .format = PNG_FORMAT_BGR };
	uint8_t *rgb = malloc((size_t)width * (size_t)height * 3), *to = rgb;
	int failed;

	if (!rgb)
		return -1;
	for (size_t i = 0; i < (size_t)width * (size_t)height; i++) {
		*to++ = (uint8_t)pixels[i];
		*to++ = (uint8_t)(pixels[i] >> 8);
		*to++ = (uint8_t)(pixels[i] >> 16);
	}
	errno = EIO;
	failed = !png_image_write_to_file(&image, path, 0, rgb, 0, NULL);
	free(rgb);
	return failed ? -1 : 0;
}

/* The rows behind an opened image, over the ground. NULL if they cannot be read. */
static uint8_t *read_rows(png_image *image, uint32_t ground)
{
	png_color under = { (png_byte)(ground >> 16), (png_byte)(ground >> 8), (png_byte)ground };
	uint8_t *bgr;

	if (image->width > PICTURE_SIDE_MAX || image->height > PICTURE_SIDE_MAX) {
		strcpy(image->message, "too large");
		return NULL;
	}
	image->format = PNG_FORMAT_BGR;
	bgr = malloc(PNG_IMAGE_SIZE(*image));
	if (bgr && png_image_finish_read(image, &under, bgr, 0, NULL))
		return bgr;
	if (!bgr)
		strcpy(image->message, "out of memory");
	free(bgr);
	return NULL;
}

uint32_t *picture_read(const char *path, uint32_t ground, int *width, int *height, const char **why)
{
	static png_image image;
	uint32_t *pixels = NULL;
	uint8_t *bgr = NULL;
	size_t count;

	image = (png_image){ .version = PNG_IMAGE_VERSION };
	*why = image.message;
	if (png_image_begin_read_from_file(&image, path))
		bgr = read_rows(&image, ground);
	*width = (int)image.width;
	*height = (int)image.height;
	count = (size_t)image.width * image.height;
	if (bgr)
		pixels = malloc(count * 4);
	for (size_t i = 0; pixels && i < count; i++)
		pixels[i] =
			bgr[3 * i] | (uint32_t)bgr[3 * i + 1] << 8 | (uint32_t)bgr[3 * i + 2] << 16;
	png_image_free(&image);
	free(bgr);
	return pixels;
}

static uint32_t average(const uint32_t *from, int stride, int x0, int x1, int y0, int y1)
{
	uint32_t sum[3] = { 0 }, count = (uint32_t)((x1 - x0) * (y1 - y0)), result = 0;

	for (int y = y0; y < y1; y++)
		for (int x = x0; x < x1; x++)
			for (int i = 0; i < 3; i++)
				sum[i] += from[y * stride + x] >> 8 * i & 0xff;
	for (int i = 0; i < 3; i++)
		result |= (sum[i] + count / 2) / count << 8 * i;
	return result;
}

void picture_shrink(uint32_t *to, int to_width, int to_height, const uint32_t *from, int width,
		    int height)
{
	for (int y = 0; y < to_height; y++)
		for (int x = 0; x < to_width; x++)
			*to++ = average(from, width, x * width / to_width,
					(x + 1) * width / to_width, y * height / to_height,
					(y + 1) * height / to_height);
}
