/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A native program: what it is given and how it ends.
 *
 * A program defines main. It starts with one thread, a stack of 64 KiB unless its manifest says
 * otherwise, and its boot record (abi/program.h). It has no exit but these: main returns, or
 * hf_exit, or it faults (which __builtin_trap does on purpose). Each way init says so in the log
 * and starts it anew, unless the status is 0.
 */
#ifndef USER_LIB_PROGRAM_H
#define USER_LIB_PROGRAM_H

#include <stdint.h>

#include "abi/program.h"

/* The program. Returns its status: 0 is "done, do not start me again". */
int main(const struct hf_program *self);

/* End with this status. */
_Noreturn void hf_exit(int status);

/* The grant of this kind and name, or a null pointer. */
const struct hf_grant *hf_find(const struct hf_program *self, const char *name,
			       enum hf_grant_kind kind);

/* The same, where the program is useless without it: if it is missing, say so in the log and end.
 */
const struct hf_grant *hf_need(const struct hf_program *self, const char *name,
			       enum hf_grant_kind kind);

#endif
