/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random: unpredictable bytes for keys, from the one generator of the phone.
 *
 * The client's channel is a gate without a buffer. A call with RANDOM_READ in word 0 and zeros in
 * the others returns RANDOM_OK in word 0 and RANDOM_BYTES fresh bytes in words 1 to 7. They are
 * given to nobody else and not kept. A program that needs many seeds a generator of its own with
 * them.
 *
 * The bytes come from HMAC_DRBG with SHA-256 (NIST SP 800-90A), seeded from the hardware source
 * after its health tests (SP 800-90B 4.4). Until it is seeded, and when the source has failed, a
 * call returns RANDOM_E_SOURCE and no bytes: nothing weaker is ever handed out.
 */
#ifndef USER_PROTOCOL_RANDOM_H
#define USER_PROTOCOL_RANDOM_H

#define RANDOM_READ 1

#define RANDOM_BYTES 56

enum random_result {
	RANDOM_OK = 0,
	RANDOM_E_REQUEST, /* word 0 is not RANDOM_READ, or another is not zero */
	RANDOM_E_SOURCE,  /* not seeded yet (ask again), or the source failed its tests */
};

#endif
