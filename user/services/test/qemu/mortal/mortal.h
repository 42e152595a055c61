/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The services of this test are the phone's, linked with one function wrapped (ld --wrap): on a word that no
 * protocol has, the program ends as if it had failed. So the cast can kill them one by one.
 */
#ifndef USER_SERVICES_TEST_QEMU_MORTAL_MORTAL_H
#define USER_SERVICES_TEST_QEMU_MORTAL_MORTAL_H

#define MORTAL_WORD   0xdead
#define MORTAL_STATUS 3

/* `random` has no word to spare: it ends at this many readings, unless it was started anew. */
#define MORTAL_READINGS 20000

#endif
