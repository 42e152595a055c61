/* SPDX-License-Identifier: Apache-2.0 */
/* See voice.h. */
#include "user/apps/media/voice.h"

#include <opus/opus.h>
#include <stdlib.h>
#include <string.h>

/* Mean square below which a frame more or less is not heard: about -50 dB of full scale. */
#define QUIET (100 * 100)

/* Half the work of the highest, for speech that hardly differs: a phone's battery pays for it. */
#define COMPLEXITY 5

struct voice {
	OpusEncoder *encoder;
	OpusDecoder *decoder;
	bool quiet; /* what was last played was */
	struct jitter jitter;
};

static bool set_up(OpusEncoder *encoder)
{
	return opus_encoder_ctl(encoder, OPUS_SET_BITRATE(VOICE_BITRATE)) == OPUS_OK &&
	       opus_encoder_ctl(encoder, OPUS_SET_VBR(0)) == OPUS_OK &&
	       opus_encoder_ctl(encoder, OPUS_SET_DTX(0)) == OPUS_OK &&
	       opus_encoder_ctl(encoder, OPUS_SET_INBAND_FEC(1)) == OPUS_OK &&
	       opus_encoder_ctl(encoder, OPUS_SET_PACKET_LOSS_PERC(VOICE_ASSUMED_LOSS)) ==
		       OPUS_OK &&
	       opus_encoder_ctl(encoder, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE)) == OPUS_OK &&
	       opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(COMPLEXITY)) == OPUS_OK;
}

struct voice *voice_new(void)
{
	struct voice *voice = calloc(1, sizeof(*voice));
	int error;

	if (voice == NULL)
		return NULL;
	jitter_init(&voice->jitter);
	voice->quiet = true;
	voice->encoder = opus_encoder_create(VOICE_RATE, 1, OPUS_APPLICATION_VOIP, &error);
	voice->decoder = opus_decoder_create(VOICE_RATE, 1, &error);
	if (voice->encoder == NULL || voice->decoder == NULL || !set_up(voice->encoder)) {
		voice_free(voice);
		return NULL;
	}
	return voice;
}

void voice_free(struct voice *voice)
{
	if (voice == NULL)
		return;
	if (voice->encoder != NULL)
		opus_encoder_destroy(voice->encoder);
	if (voice->decoder != NULL)
		opus_decoder_destroy(voice->decoder);
	free(voice);
}

bool voice_encode(struct voice *voice, const int16_t sound[VOICE_FRAME], uint8_t frame[VOICE_BYTES])
{
	return opus_encode(voice->encoder, sound, VOICE_FRAME, frame, VOICE_BYTES) == VOICE_BYTES;
}

bool voice_take(struct voice *voice, const struct jitter_packet *packet, uint64_t now)
{
	if (packet->size == 0 || packet->size > JITTER_PAYLOAD_MAX ||
	    opus_packet_get_nb_samples(packet->payload, (opus_int32)packet->size, VOICE_RATE) !=
		    VOICE_FRAME)
		return false;
	return jitter_put(&voice->jitter, packet, now) != JITTER_REFUSED;
}

/* payload NULL: conceal. Whatever the decoder does not fill is silence. */
static void decode(struct voice *voice, const uint8_t *payload, size_t size, int fec,
		   int16_t sound[VOICE_FRAME])
{
	int samples =
		opus_decode(voice->decoder, payload, (opus_int32)size, sound, VOICE_FRAME, fec);

	if (samples < 0)
		samples = 0;
	memset(sound + samples, 0, (size_t)(VOICE_FRAME - samples) * sizeof(*sound));
}

static bool is_quiet(const int16_t sound[VOICE_FRAME])
{
	int64_t power = 0;

	for (int i = 0; i < VOICE_FRAME; i++)
		power += (int32_t)sound[i] * sound[i];
	return power < (int64_t)QUIET * VOICE_FRAME;
}

void voice_play(struct voice *voice, uint64_t now, int16_t sound[VOICE_FRAME])
{
	const uint8_t *payload = NULL;
	size_t size = 0;

	switch (jitter_tick(&voice->jitter, now, voice->quiet, &payload, &size)) {
	case JITTER_FRAME:
		decode(voice, payload, size, 0, sound);
		break;
	case JITTER_FEC:
		decode(voice, payload, size, 1, sound);
		break;
	case JITTER_CONCEAL:
		decode(voice, NULL, 0, 0, sound);
		break;
	case JITTER_SILENCE:
		memset(sound, 0, VOICE_FRAME * sizeof(*sound));
		break;
	}
	voice->quiet = is_quiet(sound);
}

void voice_stretch(struct voice *voice, int16_t sound[VOICE_FRAME])
{
	decode(voice, NULL, 0, 0, sound);
	voice->quiet = is_quiet(sound);
}

const struct jitter_statistics *voice_statistics(const struct voice *voice)
{
	return &voice->jitter.statistics;
}
