/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The service `files` (user/protocol/files.h) as the personality calls it. Results are 0 or a negative error of
 * Linux; -EIO also while the service is down.
 */
#ifndef USER_LINUX_KEEPER_H
#define USER_LINUX_KEEPER_H

#include "user/linux/linux.h"
#include "user/protocol/files.h"

/* Whether the manifest grants the channel. To be asked before all else here. */
bool keeper_granted(void);

/* Asks the service who it is: what follows is as true as this was. */
int64_t keeper_identify(void);

/* Counts the service's identities: what was learnt under an earlier one is lost. */
uint32_t keeper_generation(void);

/* Bytes of the longest file. */
uint64_t keeper_longest(void);

/* One call without bytes. */
int64_t keeper_ask(const struct files_request *request, struct files_reply *reply);

/* A file's bytes, at most `room`, and how many they are; and the other way. The buffer is wiped. */
int64_t keeper_get(const char name[FILES_NAME], void *bytes, uint64_t room, uint64_t *size);
int64_t keeper_put(const char name[FILES_NAME], const void *bytes, uint64_t size);

/* memset that is not left out. */
void keeper_wipe(void *bytes, uint64_t size);

/* Bits of the event that came: asks again if the service signalled. */
void keeper_refresh(uint64_t bits);

#endif
