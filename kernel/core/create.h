/* SPDX-License-Identifier: Apache-2.0 */
/* HF_CREATE: makes an object of any kind and gives the caller a handle to it. */
#ifndef KERNEL_CORE_CREATE_H
#define KERNEL_CORE_CREATE_H

#include "kernel/core/thread.h"

must_check error create_object(struct cold *cold, struct thread *thread);

#endif
