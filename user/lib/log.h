/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log lines of a native program, on its channel named `log`. Without that channel they go nowhere.
 *
 * One line is one message: UTF-8 without a newline, at most HF_LOG_LINE bytes. The log service adds
 * the time and the program's name, which it knows from the channel. A line never waits: if there is
 * no room it is lost, and the next line that gets through says how many were.
 *
 * For the first thread only: a stream has one user.
 */
#ifndef USER_LIB_LOG_H
#define USER_LIB_LOG_H

#include "abi/program.h"

#define HF_LOG_LINE 200

/* Called by the library before main. */
void hf_log_open(const struct hf_program *self);

/* Formats: see user/lib/format.h. */
void hf_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
