/* SPDX-License-Identifier: Apache-2.0 */
/* Rendering of the short authentication string; see sas.h. */
#include "lib/zrtp/sas.h"

#include <stdio.h>

/* Zimmermann's base 32: the leftmost 20 bits, five at a time. */
static void render_b32(uint32_t value, char text[ZRTP_SAS_TEXT])
{
	static const char digits[] = "ybndrfg8ejkmcpqxot1uwisza345h769";

	for (int i = 0; i < 4; i++)
		text[i] = digits[value >> (27 - 5 * i) & 31];
	text[4] = '\0';
}

void zrtp_sas_render(enum zrtp_sas type, uint32_t value, char text[ZRTP_SAS_TEXT])
{
	const char *first = zrtp_words_even[value >> 24];
	const char *second = zrtp_words_odd[value >> 16 & 0xff];
	const char *third = zrtp_words_even[value >> 8 & 0xff];
	const char *fourth = zrtp_words_odd[value & 0xff];

	switch (type) {
	case ZRTP_B32:
		render_b32(value, text);
		break;
	case ZRTP_B256:
		snprintf(text, ZRTP_SAS_TEXT, "%s %s", first, second);
		break;
	case ZRTP_HFW4:
		snprintf(text, ZRTP_SAS_TEXT, "%s %s %s %s", first, second, third, fourth);
		break;
	case ZRTP_SAS_NONE:
		text[0] = '\0';
		break;
	}
}
