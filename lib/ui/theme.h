/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Theme: the sealed world's one look. Deep water: dark, calm, high contrast.
 *
 * Lengths are pixels of a panel of about 270 per inch and multiples of 8; what is touched is at least
 * 88 wide and high (8 mm). Every text colour reaches a contrast of 4.5 : 1 (WCAG 2.2 AA) on every surface
 * it is used on, which lib/ui/test checks; nothing is said by colour alone.
 */
#ifndef LIB_UI_THEME_H
#define LIB_UI_THEME_H

#include "lib/draw/canvas.h"
#include "lib/draw/font.h"

#define COLOR_GROUND  0xff0a1a20 /* behind everything */
#define COLOR_SURFACE 0xff142b34 /* cards, keys, bars */
#define COLOR_RAISED  0xff1d3b46 /* what is pressed or chosen, dialogs */
#define COLOR_LINE    0xff2f505d /* borders and rules */
#define COLOR_TEXT    0xffedf6f5 /* what is read first */
#define COLOR_SOFT    0xffa9c1c6 /* what is read second */
#define COLOR_FAINT   0xff87a5ae /* hints */
#define COLOR_MINT    0xff4fdcc0 /* secure, chosen, links */
#define COLOR_DEEP    0xff10443f /* behind mint text */
#define COLOR_GREEN   0xff1a8347 /* call, answer: under white */
#define COLOR_RED     0xffc93c37 /* end, decline: under white */
#define COLOR_CORAL   0xffff8f85 /* warnings as text */
#define COLOR_WINE    0xff3a1a1c /* behind coral text */
#define COLOR_AMBER   0xfff4bd50 /* not yet: keying, waiting */
#define COLOR_BRONZE  0xff372a10 /* behind amber text */
#define COLOR_WHITE   0xffffffff
#define COLOR_SHADE   0xb8040a0c /* over what a dialog covers */

#define GRID	    8
#define MARGIN	    40
#define TOUCH_LEAST 88

static const struct type type_display = { 76, -1, WEIGHT_SEMIBOLD, false };
static const struct type type_number = { 68, 1, WEIGHT_REGULAR, true };
static const struct type type_key = { 54, 0, WEIGHT_REGULAR, false };
static const struct type type_headline = { 46, 0, WEIGHT_SEMIBOLD, false };
static const struct type type_title = { 34, 0, WEIGHT_SEMIBOLD, false };
static const struct type type_body = { 29, 0, WEIGHT_REGULAR, false };
static const struct type type_strong = { 29, 0, WEIGHT_SEMIBOLD, false };
static const struct type type_caption = { 25, 0, WEIGHT_REGULAR, false };
static const struct type type_label = { 24, 0, WEIGHT_SEMIBOLD, false };
static const struct type type_small = { 20, 2, WEIGHT_SEMIBOLD, false };
static const struct type type_timer = { 40, 0, WEIGHT_REGULAR, true };

#endif
