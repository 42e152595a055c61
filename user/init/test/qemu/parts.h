/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the programs of init's test say to each other.
 *
 *	client		asks, checks, and speaks TAP through `log`
 *	server		answers; dies in every way there is when told to
 *	unlucky		says "ready" and dies at the next message; as `once` it ends well then
 *	far		the same as unlucky, on another CPU
 *	wide		dies with a thread on another CPU
 *	spinner		never gives its time away; as `whirl` on another CPU
 */
#ifndef USER_INIT_TEST_QEMU_PARTS_H
#define USER_INIT_TEST_QEMU_PARTS_H

/* Word 0 of a call to server; the reply's words are said behind. */
enum server_operation {
	SERVER_ECHO = 1, /* word 1: word 1 + 1 */
	SERVER_POLICY =
		2, /* the caller's policy word, its identity, its channel's name's first byte */
	SERVER_STATE =
		3,	/* restarts; words that were not zero in heap, own memory and data at start;
			      calls since then */
	SERVER_DIE = 4, /* word 1: enum death; no reply */
};

enum death {
	DEATH_WRITE_TEXT,
	DEATH_WRITE_CONSTANT,
	DEATH_WRITE_RECORD,
	DEATH_WRITE_FILE,
	DEATH_EXECUTE_DATA,
	DEATH_EXECUTE_HEAP,
	DEATH_READ_NOTHING,
	DEATH_READ_BEHIND_HEAP,
	DEATH_WRITE_READONLY,
	DEATH_STACK_OVERFLOW,
	DEATH_STACK_SMASH,
	DEATH_UNDEFINED,
	DEATH_TRAP,
	DEATH_PRIVILEGED,
	DEATH_STATUS,
	DEATHS,
};

#define SHARED_WORD 0x1234567890abcdef /* server writes it at the start of `shared` */

#endif
