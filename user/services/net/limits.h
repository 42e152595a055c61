/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Quotas of the net service, from which the sizes of all its pools follow; see lwip/lwipopts.h.
 */
#ifndef USER_SERVICES_NET_LIMITS_H
#define USER_SERVICES_NET_LIMITS_H

#define NET_CLIENTS   6
#define NET_RESOLVERS 2

/*
 * TCP connections of a client in any state: one for each socket, and as many more for those that
 * nobody has accepted yet (NET_EMBRYONIC) and those that are still closing.
 */
#define NET_CONNECTIONS 24
#define NET_EMBRYONIC	8

#define NET_CONNECTION_SEGMENTS	    12
#define NET_CONNECTION_OUT_OF_ORDER 6

#define NET_SEGMENTS	 (NET_CLIENTS * NET_CONNECTIONS * NET_CONNECTION_SEGMENTS)
#define NET_OUT_OF_ORDER (NET_CLIENTS * NET_CONNECTIONS * NET_CONNECTION_OUT_OF_ORDER)
#define NET_TRANSIT	 512 /* packets on their way through */

#endif
