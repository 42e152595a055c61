/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lwIP needs to know of the compiler and of its surroundings. Included by lwip/arch.h.
 *
 * A failed assertion of the stack ends the service, which is then started anew: a bug becomes an
 * outage of a second, not a foothold. An argument error (LWIP_ERROR) goes back to the caller.
 */
#ifndef USER_SERVICES_NET_LWIP_ARCH_CC_H
#define USER_SERVICES_NET_LWIP_ARCH_CC_H

#include <stdint.h>

#if __STDC_HOSTED__
#include <limits.h>
#include <sys/types.h> /* ssize_t */
#else
#define INT_MAX __INT_MAX__
#endif

#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_UNISTD_H   1
#define LWIP_NO_CTYPE_H	   1
#define LWIP_NO_LIMITS_H   1

#define X8_F  "02x"
#define U16_F "u"
#define S16_F "d"
#define X16_F "x"
#define U32_F "u"
#define S32_F "d"
#define X32_F "x"
#define SZT_F "lu"

/* platform.c */
void net_platform_failed(const char *what);
uint32_t net_platform_random(void);

#define LWIP_PLATFORM_DIAG(x)	(void)0
#define LWIP_PLATFORM_ASSERT(x) net_platform_failed(x)
#define LWIP_ERROR(message, expression, handler)                                                   \
	do {                                                                                       \
		if (!(expression)) {                                                               \
			handler;                                                                   \
		}                                                                                  \
	} while (0)
#define LWIP_RAND() net_platform_random()

#endif
