/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log: lines of text for whoever looks after the phone.
 *
 * A client's channel is a message stream. Each message is a struct log_message's first eight bytes
 * and the text, without a final zero or line end. The service writes one line for it:
 *
 *	   12.345678 net     warning: no reply from the DHCP server
 *
 * with the time since power-on, and the name of the *channel*, which init chose: a program cannot
 * write in another's name. Bytes that are not printable ASCII come out as '?', so a line cannot
 * hide another or steer a terminal.
 *
 * A client never waits for the log: a stream that is full takes no more, and the client counts the
 * lines it left out in `lost` of its next message. The service takes at most LOG_BURST lines at once
 * and LOG_RATE a second from each client, counts what is over that, and says how many were left out.
 */
#ifndef USER_PROTOCOL_LOG_H
#define USER_PROTOCOL_LOG_H

#include <stdint.h>

enum log_level {
	LOG_ERROR = 1,	 /* something is broken; the owner should know */
	LOG_WARNING = 2, /* works, but not as it should */
	LOG_NOTICE = 3,	 /* worth a line in a quiet log */
	LOG_DEBUG = 4,	 /* left out unless the manifest asks for it */
};

#define LOG_TEXT  200 /* bytes of text, at most; what is longer is cut */
#define LOG_BURST 64
#define LOG_RATE  16

struct log_message {
	uint16_t level;	   /* enum log_level */
	uint16_t reserved; /* zero */
	uint32_t lost;	   /* lines that the client left out since its last message */
	char text[LOG_TEXT];
};

#define LOG_HEADER 8

_Static_assert(sizeof(struct log_message) == LOG_HEADER + LOG_TEXT, "one layout on every machine");

#endif
