/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader goes through the lines once. Lines before the first m= speak for the session; those after
 * it for the stream it begins. What a stream's lines say is collected in `struct candidate` and judged
 * when the stream ends: the first audio stream that can be used is taken.
 */
#include "user/apps/sip/description.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

struct span {
	const char *at;
	size_t length;
};

enum direction { DIRECTION_NONE, DIRECTION_BOTH, DIRECTION_LESS };

struct connection {
	uint8_t address[16];
	bool usable; /* a unicast address as a number */
	bool held;   /* the unspecified address */
};

/* What is known of the stream whose lines are being read. */
struct candidate {
	struct connection connection;
	enum direction direction;
	uint32_t offered[4]; /* payload types of the m= line */
	uint32_t opus[4];    /* payload types that an rtpmap calls opus/48000/2 */
	char zrtp_hash[DESCRIPTION_HASH];
	uint16_t port;
	bool rtcp_mux;
};

struct reader {
	struct description *out;
	struct candidate session; /* connection and direction only */
	struct candidate now;
	bool found, insecure, audio;
};

/* --- spans --- */

static bool equals(struct span s, const char *text)
{
	return s.length == strlen(text) && !strncasecmp(s.at, text, s.length);
}

static bool starts(struct span *s, const char *prefix)
{
	size_t length = strlen(prefix);

	if (s->length < length || memcmp(s->at, prefix, length) != 0)
		return false;
	s->at += length;
	s->length -= length;
	return true;
}

/* Cut the text before `separator`, or all of it, off the front of *s. */
static struct span cut(struct span *s, char separator)
{
	const char *stop = s->length ? memchr(s->at, separator, s->length) : NULL;
	struct span word = { s->at, stop ? (size_t)(stop - s->at) : s->length };
	size_t taken = word.length + (stop ? 1 : 0);

	s->at += taken;
	s->length -= taken;
	return word;
}

/* A decimal number of at most five digits, up to `most`. */
static bool number(struct span s, unsigned most, unsigned *value)
{
	unsigned sum = 0;

	if (!s.length || s.length > 5)
		return false;
	for (size_t i = 0; i < s.length; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		sum = sum * 10 + (unsigned)(s.at[i] - '0');
	}
	*value = sum;
	return sum <= most;
}

/* Copy a token (RFC 8866 9, and '/' for profiles). */
static bool token(char *out, size_t size, struct span s)
{
	if (!s.length || s.length >= size)
		return false;
	for (size_t i = 0; i < s.length; i++)
		if (!isalnum((unsigned char)s.at[i]) && !strchr("!#$%&'*+-./^_`{|}~", s.at[i]))
			return false;
	memcpy(out, s.at, s.length);
	out[s.length] = '\0';
	return true;
}

static void set(uint32_t bits[4], unsigned bit)
{
	bits[bit / 32] |= UINT32_C(1) << bit % 32;
}

/* --- the values of lines --- */

static bool is_unicast4(const uint8_t a[4])
{
	return a[0] != 0 && a[0] < 224;
}

static bool is_unicast6(const uint8_t a[16])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (!memcmp(a, mapped, sizeof(mapped)))
		return is_unicast4(a + 12);
	return a[0] != 0xff;
}

/* c=IN IP4 192.0.2.1, c=IN IP6 2001:db8::1; names and multicast are not usable. */
static bool read_connection(struct connection *connection, struct span value)
{
	static const uint8_t unspecified[16];
	char text[INET6_ADDRSTRLEN] = "";
	struct span network = cut(&value, ' '), family = cut(&value, ' ');

	memset(connection, 0, sizeof(*connection));
	if (!equals(network, "IN") || !value.length || memchr(value.at, ' ', value.length))
		return false;
	if (value.length < sizeof(text))
		memcpy(text, value.at, value.length);
	if (equals(family, "IP4")) {
		connection->address[10] = connection->address[11] = 0xff;
		if (inet_pton(AF_INET, text, connection->address + 12) != 1)
			return true;
		connection->usable = is_unicast4(connection->address + 12);
		connection->held = !memcmp(connection->address + 12, unspecified, 4);
		return true;
	}
	if (!equals(family, "IP6"))
		return false;
	if (inet_pton(AF_INET6, text, connection->address) != 1)
		return true;
	connection->held = !memcmp(connection->address, unspecified, 16);
	connection->usable = !connection->held && is_unicast6(connection->address);
	return true;
}

/* a=rtpmap:96 opus/48000/2 (RFC 7587 7: these and no others). */
static void read_rtpmap(struct candidate *now, struct span value)
{
	unsigned type;

	if (number(cut(&value, ' '), 127, &type) && equals(value, "opus/48000/2"))
		set(now->opus, type);
}

bool description_is_zrtp_hash(const char *text, size_t length)
{
	struct span value = { text, length };

	if (length != DESCRIPTION_HASH - 1 || !starts(&value, "1.10 "))
		return false;
	for (size_t i = 0; i < value.length; i++)
		if (!isxdigit((unsigned char)value.at[i]))
			return false;
	return true;
}

/* Two different ones for one version would leave open whom to believe. */
static bool read_zrtp_hash(struct candidate *now, struct span value)
{
	if (!description_is_zrtp_hash(value.at, value.length))
		return true;
	if (now->zrtp_hash[0])
		return equals(value, now->zrtp_hash);
	memcpy(now->zrtp_hash, value.at, value.length);
	return true;
}

static bool read_attribute(struct candidate *now, struct span value)
{
	struct span name = cut(&value, ':');

	if (equals(name, "rtpmap"))
		read_rtpmap(now, value);
	else if (equals(name, "zrtp-hash"))
		return read_zrtp_hash(now, value);
	else if (equals(name, "rtcp-mux"))
		now->rtcp_mux = true;
	else if (equals(name, "sendrecv"))
		now->direction = DIRECTION_BOTH;
	else if (equals(name, "sendonly") || equals(name, "recvonly") || equals(name, "inactive"))
		now->direction = DIRECTION_LESS;
	return true;
}

/* --- streams --- */

static bool is_profile(const char *profile)
{
	return !strcasecmp(profile, "RTP/AVP") || !strcasecmp(profile, "RTP/AVPF");
}

static bool is_other_security(const char *profile)
{
	size_t length = strlen(profile);

	return (length >= 4 && !strcasecmp(profile + length - 4, "SAVP")) ||
	       (length >= 5 && !strcasecmp(profile + length - 5, "SAVPF"));
}

static int choose_payload_type(const struct candidate *now)
{
	for (unsigned type = 96; type < 128; type++)
		if (now->offered[type / 32] & now->opus[type / 32] & UINT32_C(1) << type % 32)
			return (int)type;
	return -1;
}

static void take(struct reader *reader, int payload_type)
{
	const struct candidate *now = &reader->now;
	struct description *out = reader->out;
	enum direction direction = now->direction ? now->direction : reader->session.direction;

	reader->found = true;
	out->audio = (uint8_t)(out->streams - 1);
	out->others--;
	out->payload_type = (uint8_t)payload_type;
	out->port = now->port;
	out->held = direction == DIRECTION_LESS || now->connection.held;
	out->rtcp_mux = now->rtcp_mux;
	memcpy(out->address, now->connection.address, sizeof(out->address));
	memcpy(out->zrtp_hash, now->zrtp_hash, sizeof(out->zrtp_hash));
}

/* Judge the stream whose lines have all been read. */
static void end_stream(struct reader *reader)
{
	struct description *out = reader->out;

	if (!out->streams || !reader->now.port)
		return;
	const struct description_stream *stream = &out->stream[out->streams - 1];
	out->others++;
	if (reader->found || strcasecmp(stream->media, "audio") != 0)
		return;
	if (!is_profile(stream->profile)) {
		reader->insecure |= is_other_security(stream->profile);
		return;
	}
	int type = choose_payload_type(&reader->now);
	reader->audio = true;
	if (type >= 0 && (reader->now.connection.usable || reader->now.connection.held))
		take(reader, type);
}

/* m=audio 49170 RTP/AVP 96 0 8 */
static bool begin_stream(struct reader *reader, struct span value)
{
	struct description *out = reader->out;
	struct span media = cut(&value, ' '), port = cut(&value, ' '), profile = cut(&value, ' ');
	unsigned type, parsed;

	end_stream(reader);
	if (out->streams == DESCRIPTION_STREAMS)
		return false;
	struct description_stream *stream = &out->stream[out->streams++];
	struct span rest = value;
	struct span first = cut(&rest, ' ');
	/* "49170/2" asks for several ports; the first is enough for one call. */
	if (!token(stream->media, sizeof(stream->media), media) ||
	    !token(stream->profile, sizeof(stream->profile), profile) ||
	    !token(stream->format, sizeof(stream->format), first) ||
	    !number(cut(&port, '/'), UINT16_MAX, &parsed))
		return false;
	memset(&reader->now, 0, sizeof(reader->now));
	reader->now.connection = reader->session.connection;
	reader->now.port = (uint16_t)parsed;
	while (value.length)
		if (number(cut(&value, ' '), 127, &type))
			set(reader->now.offered, type);
	return true;
}

static bool read_line(struct reader *reader, struct span line)
{
	struct candidate *now = reader->out->streams ? &reader->now : &reader->session;

	if (line.length < 2 || line.at[1] != '=')
		return false;
	struct span value = { line.at + 2, line.length - 2 };
	switch (line.at[0]) {
	case 'c':
		return read_connection(&now->connection, value);
	case 'm':
		return begin_stream(reader, value);
	case 'a':
		return read_attribute(now, value);
	default:
		return true;
	}
}

static bool read_lines(struct reader *reader, struct span text)
{
	if (text.length > DESCRIPTION_MAX || memchr(text.at, '\0', text.length))
		return false;
	if (!starts(&text, "v=0\r\n") && !starts(&text, "v=0\n"))
		return false;
	while (text.length) {
		struct span line = cut(&text, '\n');

		if (line.length && line.at[line.length - 1] == '\r')
			line.length--;
		if (!line.length && !text.length)
			break;
		if (!read_line(reader, line))
			return false;
	}
	end_stream(reader);
	return true;
}

enum description_verdict description_read(struct description *description, const char *text,
					  size_t length)
{
	struct reader reader = { .out = description };

	memset(description, 0, sizeof(*description));
	if (!length || !read_lines(&reader, (struct span){ text, length }))
		return DESCRIPTION_MALFORMED;
	if (reader.found)
		return DESCRIPTION_USABLE;
	return reader.insecure && !reader.audio ? DESCRIPTION_INSECURE : DESCRIPTION_INCOMPATIBLE;
}

enum description_change description_compare(const struct description *before,
					    enum description_verdict verdict,
					    const struct description *after)
{
	if (verdict == DESCRIPTION_INSECURE)
		return DESCRIPTION_LOWERS;
	if (verdict != DESCRIPTION_USABLE)
		return DESCRIPTION_REFUSED;
	if (before->zrtp_hash[0] && strcasecmp(before->zrtp_hash, after->zrtp_hash) != 0)
		return DESCRIPTION_LOWERS;
	if (after->held || after->others > before->others ||
	    after->payload_type != before->payload_type)
		return DESCRIPTION_REFUSED;
	return DESCRIPTION_KEEPS;
}
