/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the programs of the file service's test say to each other. A word of the client's is one byte; the answer is
 * text: "" and a zero if all is well, or what is not.
 */
#ifndef USER_SERVICES_FILES_TEST_QEMU_PARTS_H
#define USER_SERVICES_FILES_TEST_QEMU_PARTS_H

#define WORD_CHECK 'c' /* rival: use your own files, and be refused what is not yours */
#define WORD_KILL  'k' /* rival: kill the service; it answers when the service is gone */
#define WORD_LOST  'l' /* rival: your file is gone, and the service another */
#define WORD_ASK   'a' /* stranger: is there a directory for you? */

#define ANSWER 80 /* bytes, at most */

/* An operation that the service has not: the one of this test ends at it. */
#define MORTAL_OPERATION 0xdead
#define MORTAL_STATUS	 3

#endif
