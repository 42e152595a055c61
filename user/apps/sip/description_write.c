/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The writer of our own descriptions. All that goes out is ours, but for the names of streams that an
 * answer declines, which the reader has checked to be tokens.
 */
#include "user/apps/sip/description.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct writer {
	char *out;
	size_t size, length;
	bool full;
};

static void __attribute__((format(printf, 2, 3))) add(struct writer *w, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int length = vsnprintf(w->out + w->length, w->size - w->length, format, arguments);
	va_end(arguments);
	if (length < 0 || (size_t)length >= w->size - w->length)
		w->full = true;
	else
		w->length += (size_t)length;
}

static const char *print_address(char text[INET6_ADDRSTRLEN], const uint8_t address[16])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	bool is_ipv4 = !memcmp(address, mapped, sizeof(mapped));

	inet_ntop(is_ipv4 ? AF_INET : AF_INET6, is_ipv4 ? address + 12 : address, text,
		  INET6_ADDRSTRLEN);
	return is_ipv4 ? "IP4" : "IP6";
}

/*
 * Constant bit rate, so that packet sizes tell nothing of what is said; discontinuous transmission
 * off for the same reason (RFC 7587 6.1, RFC 6562).
 */
static void add_audio(struct writer *w, const struct description_own *own, const char *profile,
		      unsigned type, bool rtcp_mux)
{
	add(w, "m=audio %u %s %u\r\n", own->port, profile, type);
	add(w, "a=rtpmap:%u opus/48000/2\r\n", type);
	add(w,
	    "a=fmtp:%u "
	    "maxaveragebitrate=24000;stereo=0;sprop-stereo=0;cbr=1;useinbandfec=1;usedtx=0\r\n",
	    type);
	add(w, "a=ptime:20\r\na=maxptime:20\r\n%s", rtcp_mux ? "a=rtcp-mux\r\n" : "");
	if (own->zrtp_hash[0])
		add(w, "a=zrtp-hash:%s\r\n", own->zrtp_hash);
	add(w, "a=sendrecv\r\n");
}

static void add_answer(struct writer *w, const struct description_own *own,
		       const struct description *offer)
{
	for (unsigned i = 0; i < offer->streams; i++) {
		const struct description_stream *stream = &offer->stream[i];

		if (i == offer->audio)
			add_audio(w, own, stream->profile, offer->payload_type, offer->rtcp_mux);
		else
			add(w, "m=%s 0 %s %s\r\n", stream->media, stream->profile, stream->format);
	}
}

size_t description_write(char *out, size_t size, const struct description_own *own,
			 const struct description *offer)
{
	struct writer w = { .out = out, .size = size };
	char text[INET6_ADDRSTRLEN];
	const char *family = print_address(text, own->address);

	add(&w, "v=0\r\no=- %" PRIu64 " %" PRIu32 " IN %s %s\r\ns=-\r\n", own->session,
	    own->version, family, text);
	add(&w, "c=IN %s %s\r\nt=0 0\r\n", family, text);
	if (offer)
		add_answer(&w, own, offer);
	else
		add_audio(&w, own, "RTP/AVP", DESCRIPTION_PAYLOAD_TYPE, true);
	return w.full ? 0 : w.length;
}
