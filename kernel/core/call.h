/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The calls of abi/call.h: decode, check, then act.
 *
 * Each handler finds its objects and checks its arguments, all of which may fail and change nothing, and
 * then calls one function of the object concerned. Long work stops when an interrupt waits: the call's
 * instruction is then executed again and goes on where it was.
 */
#ifndef KERNEL_CORE_CALL_H
#define KERNEL_CORE_CALL_H

#include "kernel/core/thread.h"

/* Call `number` (the svc immediate) by the running thread. */
void call_handle(struct thread *thread, uint64_t number);

/* HF_SIGNAL, whose caller runs on. */
must_check error call_signal(struct thread *thread);

#endif
