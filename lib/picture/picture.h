/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pictures of XRGB8888 pixels as PNG files, for tools on a development machine.
 */
#ifndef LIB_PICTURE_PICTURE_H
#define LIB_PICTURE_PICTURE_H

#include <stdint.h>

#define PICTURE_SIDE_MAX 8192

/* Writes width x height pixels, row after row. 0, or -1 with errno. */
int picture_write(const char *path, const uint32_t *pixels, int width, int height);

/*
 * Reads a PNG of any kind, laid over `ground` where it is transparent. The pixels, to be freed by the
 * caller, or NULL with *why set to the reason.
 */
uint32_t *picture_read(const char *path, uint32_t ground, int *width, int *height,
		       const char **why);

/* Fills `to` with `from`, each pixel the average of those it covers. The target is not larger. */
void picture_shrink(uint32_t *to, int to_width, int to_height, const uint32_t *from, int width,
		    int height);

#endif
