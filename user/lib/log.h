/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log lines of a native program, on its channel named `log`. Without that channel they go nowhere.
 *
 * One line is one message (user/protocol/log.h): printable ASCII without a line end. The service adds
 * the time and the program's name, which it knows from the channel. A line never waits: if there is
 * no room it is lost, and the next line that gets through says how many were.
 *
 * For the first thread only: a stream has one user.
 */
#ifndef USER_LIB_LOG_H
#define USER_LIB_LOG_H

#include "abi/program.h"

/* Called by the library before main. */
void hf_log_open(const struct hf_program *self);

/*
 * Formats are those of lib/format/format.h. A line is a LOG_NOTICE; one that begins with "\1" is a
 * LOG_ERROR, "\2" a LOG_WARNING, "\4" LOG_DEBUG.
 */
void hf_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
