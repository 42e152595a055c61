/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notes are started at whole milliseconds; a voice that is still sounding when its turn comes again is cut,
 * which TONE_VOICES makes rare enough not to be heard.
 */
#include "user/apps/phone/tone.h"

#include <math.h>
#include <string.h>

#define PER_MS	 (TONE_RATE / 1000)
#define LOUD	 7500.0F /* amplitude of a note, of 32767 */
#define EDGE	 480	 /* samples of a soft edge */
#define CHIME_MS 1600	 /* after which nothing is heard of a chime */
#define DECAY_MS 240.0F	 /* in which it falls to 1/e */

struct note {
	uint16_t at_ms, hz;
	uint16_t beep_ms; /* 0: a chime */
};

struct pattern {
	const struct note *note;
	unsigned int notes;
	uint32_t length_ms;
	bool repeats;
};

static const struct note ring[] = {
	{ 0, 784, 0 },	 { 170, 988, 0 }, { 340, 1175, 0 },
	{ 800, 784, 0 }, { 970, 988, 0 }, { 1140, 1175, 0 },
};

static const struct note ringback[] = { { 0, 425, 1000 } };

static const struct note ended[] = { { 0, 425, 180 }, { 360, 425, 180 }, { 720, 425, 180 } };

static const struct pattern patterns[] = {
	[TONE_RING] = { ring, 6, 3400, true },
	[TONE_RINGBACK] = { ringback, 1, 5000, true },
	[TONE_ENDED] = { ended, 3, 1000, false },
};

void tone_start(struct player *p, enum tone tone)
{
	memset(p, 0, sizeof(*p));
	p->tone = tone;
	p->done = tone == TONE_NONE;
}

static void strike(struct player *p, const struct note *n)
{
	struct voice *v = &p->voice[p->next++ % TONE_VOICES];
	float angle = 2 * (float)M_PI * (float)n->hz / TONE_RATE;
	float damp = n->beep_ms ? 1 : expf(-1 / (DECAY_MS * PER_MS));

	*v = (struct voice){ .a = 2 * damp * cosf(angle),
			     .b = damp * damp,
			     .y2 = -LOUD * sinf(angle),
			     .step = 1.0F / EDGE,
			     .left = (n->beep_ms ? n->beep_ms : CHIME_MS) * PER_MS };
}

static float sound(struct voice *v)
{
	float y;

	if (!v->left)
		return 0;
	y = v->a * v->y1 - v->b * v->y2;
	v->y2 = v->y1;
	v->y1 = y;
	if (--v->left == EDGE)
		v->step = -1.0F / EDGE;
	v->gain = fminf(fmaxf(v->gain + v->step, 0), 1);
	return y * v->gain;
}

/* Begins the notes whose time has come, and the pattern anew. */
static void advance(struct player *p)
{
	const struct pattern *pattern = &patterns[p->tone];

	if (p->at == pattern->length_ms * PER_MS) {
		p->done = !pattern->repeats;
		p->at = 0;
		p->note = 0;
	}
	while (!p->done && p->note < pattern->notes &&
	       pattern->note[p->note].at_ms * (uint32_t)PER_MS == p->at)
		strike(p, &pattern->note[p->note++]);
	p->at++;
}

bool tone_fill(struct player *p, int16_t *samples, int count)
{
	for (int i = 0; i < count; i++) {
		float sum = 0;

		if (!p->done)
			advance(p);
		for (int v = 0; v < TONE_VOICES && !p->done; v++)
			sum += sound(&p->voice[v]);
		samples[i] = (int16_t)lrintf(fminf(fmaxf(sum, -32767), 32767));
	}
	return !p->done;
}
