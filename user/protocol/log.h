/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log: lines of text for whoever looks after the phone.
 *
 * A client's channel is a message stream. Each message is one line, without a line end. Its first
 * byte may be an enum log_level; without one the line is a LOG_NOTICE. The service writes:
 *
 *	   12.345678 net: no reply from the DHCP server
 *
 * with the time since power-on and the name of the *channel*, which init chose: a program cannot
 * write in another's name. Bytes that are not printable ASCII come out as '?', so that a line cannot
 * look like two, or steer a terminal.
 *
 * A client never waits for the log: a stream that is full takes no more, and the client says in a
 * line how many it left out. The service takes LOG_BURST lines at once and LOG_RATE a second from
 * each client, and says how many were over that.
 */
#ifndef USER_PROTOCOL_LOG_H
#define USER_PROTOCOL_LOG_H

enum log_level {
	LOG_ERROR = 1,	 /* something is broken; the owner should know */
	LOG_WARNING = 2, /* works, but not as it should */
	LOG_NOTICE = 3,	 /* worth a line in a quiet log */
	LOG_DEBUG = 4,	 /* left out unless the manifest asks for it */
};

#define LOG_LINE  200 /* bytes of text, at most, besides the level; the rest of a longer one is cut */
#define LOG_BURST 64
#define LOG_RATE  16

#endif
