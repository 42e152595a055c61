/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The phone's own identity and addresses, from the file `sip` of its image: one setting a line.
 *
 *	user 1001               who we are; the user part of our address. Required
 *	name Anna Weber         shown to those we call; optional
 *	listen 192.0.2.15       an own address, at most one of IPv4 and one of IPv6; optional: without
 *	                        any, the addresses that the network gives us are used
 *	port 5060               optional
 */
#ifndef USER_APPS_SIP_SETTINGS_H
#define USER_APPS_SIP_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SETTINGS_USER 32 /* bytes, with the terminating zero */
#define SETTINGS_NAME 64

enum settings_family { SETTINGS_IPV4, SETTINGS_IPV6, SETTINGS_FAMILIES };

struct settings {
	char user[SETTINGS_USER]; /* letters, digits and any of -_.+ */
	char name[SETTINGS_NAME]; /* clean text without quotation marks and backslashes, or "" */
	char listen[SETTINGS_FAMILIES][46]; /* an address as text, or "" */
	uint16_t port;			    /* never 0 */
};

/* 0, or the number of the wrong line counted from 1; the line after the last if `user` is missing. */
size_t settings_read(struct settings *settings, const char *text, size_t length);

#endif
