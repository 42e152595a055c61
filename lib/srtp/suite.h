/* SPDX-License-Identifier: Apache-2.0 */
/* Inside lib/srtp: the parameters of each suite. */
#ifndef LIB_SRTP_SUITE_H
#define LIB_SRTP_SUITE_H

#include <stdbool.h>
#include <openssl/evp.h>

#include "lib/srtp/srtp.h"

struct srtp_suite_parameters {
	const char *name;
	size_t key_size, salt_size;
	size_t rtp_tag, rtcp_tag;
	bool aead;
	const EVP_CIPHER *(*cipher)(void);
	const EVP_CIPHER *(*derivation)(void); /* AES-CM with a key of this size */
};

/* NULL for a value that is no suite. */
const struct srtp_suite_parameters *srtp_suite_parameters(enum srtp_suite suite);

#endif
