/* SPDX-License-Identifier: Apache-2.0 */
/* A call's packets; inside `media`, for call.c. */
#ifndef USER_APPS_MEDIA_STREAM_H
#define USER_APPS_MEDIA_STREAM_H

#include "user/apps/media/call.h"

/*
 * Send what ZRTP has to send, then act on what it says has happened. To be called after each call to
 * it that takes a time. The call may be FREE afterwards.
 */
void stream_exchange(struct call *call, uint64_t now);

#endif
