/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fonts that set-up fetched, for tests, which run from the top of the tree.
 */
#ifndef LIB_DRAW_TEST_PHONE_FONTS_H
#define LIB_DRAW_TEST_PHONE_FONTS_H

#include <stdio.h>

#include "lib/draw/font.h"

static inline struct fonts *phone_fonts(void)
{
	static const struct font_files files = { "cache/fonts/Inter-Regular.otf",
						 "cache/fonts/Inter-SemiBold.otf",
						 "cache/fonts/wqy-microhei.ttc" };
	char error[256];
	struct fonts *fonts = fonts_open(&files, error, sizeof(error));

	if (!fonts)
		fprintf(stderr, "%s\n", error);
	return fonts;
}

#endif
