/* SPDX-License-Identifier: Apache-2.0 */
/* The format itself, in memory; see wav.h. Files are in file.c. */
#include "lib/wav/wav.h"

#include <assert.h>
#include <string.h>

#define FORMAT_PCM	  1
#define FORMAT_EXTENSIBLE 0xfffe

/* The bytes not yet read. Every read checks `left` first. */
struct rest {
	const uint8_t *at;
	size_t left;
};

struct chunk {
	const uint8_t *name; /* 4 bytes */
	struct rest body;
	size_t declared;
};

static unsigned get16(const uint8_t *p)
{
	return (unsigned)p[0] | (unsigned)p[1] << 8;
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) | (uint32_t)get16(p + 2) << 16;
}

/* Take the next chunk off `rest`. Returns 0 if there is none. */
static int next_chunk(struct rest *rest, struct chunk *chunk)
{
	size_t size;

	if (rest->left < 8)
		return 0;
	chunk->name = rest->at;
	chunk->declared = get32(rest->at + 4);
	rest->at += 8;
	rest->left -= 8;
	size = chunk->declared < rest->left ? chunk->declared : rest->left;
	chunk->body = (struct rest){ rest->at, size };
	if ((size & 1) != 0 && size < rest->left)
		size++;
	rest->at += size;
	rest->left -= size;
	return 1;
}

static int is(const uint8_t *name, const char *wanted)
{
	return memcmp(name, wanted, 4) == 0;
}

/* The sub-format GUID of PCM: 00000001-0000-0010-8000-00aa00389b71. */
static int is_pcm_guid(const uint8_t *guid)
{
	static const uint8_t pcm[16] = { 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x00,
					 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71 };

	return memcmp(guid, pcm, sizeof(pcm)) == 0;
}

static const char *check_coding(const struct rest *body)
{
	unsigned format = get16(body->at);

	if (format == FORMAT_EXTENSIBLE) {
		if (body->left < 40 || get16(body->at + 16) < 22)
			return "its extensible format header is too short";
		if (!is_pcm_guid(body->at + 24))
			return "its sound is not PCM";
		if (get16(body->at + 18) != 16)
			return "its samples do not have 16 valid bits";
	} else if (format != FORMAT_PCM) {
		return "its sound is not PCM";
	}
	if (get16(body->at + 14) != 16)
		return "its samples do not have 16 bits";
	return NULL;
}

static const char *parse_format(struct wav *wav, const struct rest *body)
{
	const char *error;

	if (body->left < 16)
		return "its format header is too short";
	error = check_coding(body);
	if (error != NULL)
		return error;
	wav->channels = get16(body->at + 2);
	wav->rate = get32(body->at + 4);
	if (wav->channels != 1 && wav->channels != 2)
		return "it has neither one nor two channels";
	if (wav->rate < WAV_RATE_MIN || wav->rate > WAV_RATE_MAX)
		return "its sample rate is not within 8000 to 48000 Hz";
	if (get16(body->at + 12) != 2 * wav->channels)
		return "its block size contradicts its channels";
	return NULL;
}

const char *wav_parse(struct wav *wav, const void *file, size_t size)
{
	struct rest rest = { file, size };
	struct chunk chunk;
	const char *error;

	memset(wav, 0, sizeof(*wav));
	if (size < 12 || !is(rest.at, "RIFF") || !is(rest.at + 8, "WAVE"))
		return "it is not a WAVE file";
	rest.at += 12;
	rest.left -= 12;
	while (next_chunk(&rest, &chunk)) {
		if (is(chunk.name, "fmt ")) {
			if (wav->rate != 0)
				return "it has two format headers";
			error = parse_format(wav, &chunk.body);
			if (error != NULL)
				return error;
		} else if (is(chunk.name, "data")) {
			if (wav->rate == 0)
				return "its samples come before their format";
			wav->bytes = chunk.body.at;
			wav->frames = chunk.body.left / (2 * (size_t)wav->channels);
			return NULL;
		} else if (chunk.declared > chunk.body.left) {
			return "a chunk is longer than the file";
		}
	}
	return wav->rate == 0 ? "it has no format header" : "it has no samples";
}

static int sample(const struct wav *wav, size_t index)
{
	return (int16_t)get16(wav->bytes + 2 * index);
}

int16_t wav_mono(const struct wav *wav, size_t frame)
{
	assert(frame < wav->frames);
	if (wav->channels == 1)
		return (int16_t)sample(wav, frame);
	return (int16_t)((sample(wav, 2 * frame) + sample(wav, 2 * frame + 1)) / 2);
}

static void put16(uint8_t *p, unsigned value)
{
	p[0] = (uint8_t)value;
	p[1] = (uint8_t)(value >> 8);
}

static void put32(uint8_t *p, uint32_t value)
{
	put16(p, value & 0xffff);
	put16(p + 2, value >> 16);
}

void wav_header(uint8_t header[WAV_HEADER], uint32_t rate, size_t frames)
{
	assert(frames <= 0x7fffffff - 64);
	memcpy(header, "RIFF", 4);
	put32(header + 4, (uint32_t)(WAV_HEADER - 8 + 2 * frames));
	memcpy(header + 8, "WAVEfmt ", 8);
	put32(header + 16, 16);
	put16(header + 20, FORMAT_PCM);
	put16(header + 22, 1);
	put32(header + 24, rate);
	put32(header + 28, 2 * rate);
	put16(header + 32, 2);
	put16(header + 34, 16);
	memcpy(header + 36, "data", 4);
	put32(header + 40, (uint32_t)(2 * frames));
}
