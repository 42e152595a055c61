/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clock: the time of day.
 *
 * Every program reads the system counter (CNTVCT_EL0) itself; what it needs to know is the time of
 * day at which that counter was zero. So a client asks once, adds, and asks again when it is
 * signalled.
 *
 * The client's channel is a gate without a buffer. Word 0 of a call is an enum clock_operation,
 * words not named are zero; word 0 of the reply is an enum clock_result. Times are signed
 * nanoseconds since 1970-01-01 00:00:00 UTC, without leap seconds, and lie in [CLOCK_FIRST,
 * CLOCK_LAST].
 *
 *	CLOCK_READ				reply: word 1 = time of day at counter zero,
 *						       word 2 = minutes that local time is ahead of
 * UTC CLOCK_SET	word 1 = time of day	reply: nothing more
 *
 * The clock advances by the counter; the battery-backed clock is read once, at the service's start,
 * and written by CLOCK_SET. All clients are signalled after CLOCK_SET. Local time is for people: it
 * is said in the manifest, -720..840, and signed.
 */
#ifndef USER_PROTOCOL_CLOCK_H
#define USER_PROTOCOL_CLOCK_H

enum clock_operation {
	CLOCK_READ = 1,
	CLOCK_SET = 2,
};

enum clock_result {
	CLOCK_OK = 0,
	CLOCK_E_REQUEST, /* no such operation, or a word that should be zero is not */
	CLOCK_E_POLICY,	 /* the client may not set the clock */
	CLOCK_E_RANGE,	 /* the time is outside the range */
};

#define CLOCK_FIRST 1767225600000000000 /* 2026-01-01: an earlier reading is a flat battery */
#define CLOCK_LAST  4294967295000000000 /* where the 32-bit clock ends, in 2106 */

/* The policy word of a client's channel. */
#define CLOCK_MAY_SET 0x01

#endif
