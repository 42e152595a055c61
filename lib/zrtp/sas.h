/* SPDX-License-Identifier: Apache-2.0 */
/* Inside lib/zrtp: the short authentication string (RFC 6189 4.5.2, 5.1.6). */
#ifndef LIB_ZRTP_SAS_H
#define LIB_ZRTP_SAS_H

#include "lib/zrtp/zrtp.h"

/* The PGP word list (Juola and Zimmermann): even bytes have two syllables, odd bytes three. */
extern const char *const zrtp_words_even[256];
extern const char *const zrtp_words_odd[256];

/* The string that users compare for the leftmost 32 bits of sashash. */
void zrtp_sas_render(enum zrtp_sas type, uint32_t value, char text[ZRTP_SAS_TEXT]);

#endif
