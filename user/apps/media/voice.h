/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call's voice: sound to Opus frames, and Opus packets to sound. Knows neither keys nor network.
 *
 *	microphone --> voice_encode --> 60 bytes --> (SRTP)
 *	(SRTP) --> voice_take --> jitter buffer --> voice_play --> loudspeaker
 *
 * Sound is 48 kHz, one channel, in frames of 20 ms. What is sent is Opus (RFC 6716) at a hard constant
 * bit rate: every frame is VOICE_BYTES long, silence as well as speech, because sizes that follow the
 * speech give it away through the encryption. What is received must be one 20 ms frame a packet.
 */
#ifndef USER_APPS_MEDIA_VOICE_H
#define USER_APPS_MEDIA_VOICE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/jitter/jitter.h"

#define VOICE_RATE    48000
#define VOICE_FRAME   960
#define VOICE_BITRATE 24000
#define VOICE_BYTES   (VOICE_BITRATE / 8 / 50)

/* Losses that the encoder arms each frame against (in-band FEC), in percent. */
#define VOICE_ASSUMED_LOSS 10

struct voice;

/* NULL: no memory. */
struct voice *voice_new(void);
void voice_free(struct voice *voice);

/* Encode one frame. False if it did not become VOICE_BYTES: it must not be sent then. */
bool voice_encode(struct voice *voice, const int16_t sound[VOICE_FRAME],
		  uint8_t frame[VOICE_BYTES]);

/* Take an authentic packet that arrived at `now` (microseconds). False if it is no 20 ms of Opus. */
bool voice_take(struct voice *voice, const struct jitter_packet *packet, uint64_t now);

/* What is to be heard in the 20 ms from `now` on. */
void voice_play(struct voice *voice, uint64_t now, int16_t sound[VOICE_FRAME]);

/* Stretch what was played last by one frame more, without taking one from the jitter buffer. */
void voice_stretch(struct voice *voice, int16_t sound[VOICE_FRAME]);

const struct jitter_statistics *voice_statistics(const struct voice *voice);

#endif
