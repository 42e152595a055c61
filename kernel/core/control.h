/* SPDX-License-Identifier: Apache-2.0 */
/* HF_CONTROL and HF_INFO: changing objects and asking about them. */
#ifndef KERNEL_CORE_CONTROL_H
#define KERNEL_CORE_CONTROL_H

#include "kernel/core/thread.h"

must_check error control_object(struct thread *thread);
must_check error control_info(struct thread *thread);

#endif
