/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /files: what the service `files` keeps for this program (user/protocol/files.h), if the manifest grants a
 * channel of that name.
 *
 * An open file is a copy of its own, in pages of the program's heap. What is written goes there; fsync, fdatasync,
 * the last close and the program's end put it, whole, in place of what was kept before. So a file is never half
 * written, and a full quota is an error of fsync or close. Who has opened a file goes on reading what he opened.
 * Pages and the channel's buffer are wiped after use: there may be keys in them.
 *
 * The directory can be opened too. poll shows POLLHUP for it when the service has lost what it kept (it was
 * restarted, and kept it in memory alone): open it again, and write again what is to be kept.
 */
#ifndef USER_LINUX_KEPT_H
#define USER_LINUX_KEPT_H

#include "user/linux/linux.h"

/* Whether the path is the directory or in it; granted or not. */
bool kept_path(const char *path);

/* A descriptor; -ENOENT too where no channel was granted. */
int64_t kept_open(const char *path, uint32_t flags);

int64_t kept_rename(const char *from, const char *to);
int64_t kept_remove(const char *path);

#endif
