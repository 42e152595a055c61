/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Audio: the loudspeaker and the microphone, 48 kHz, one channel, signed 16 bits.
 *
 * A client's channel is a message stream; a buffer of AUDIO_BUFFER bytes holds several messages
 * each way. A message is a struct audio_message with its samples; its size says how many samples
 * follow.
 *
 *	client -> audio    OPEN, PLAY, VOLUME, CLOSE
 *	audio -> client    OPENED, PERIOD
 *
 * After OPEN the service answers OPENED and then sends one PERIOD at the end of each period: that
 * is the client's clock, whether it plays, captures or both. A PERIOD carries the period's captured
 * samples (none without capture) and says how many periods of playback still wait in `queued`. The
 * client answers with PLAY, so that `queued` stays at what it wants as a reserve: 1 is tight, 2 or 3
 * are safe. All messages of a session that are not PLAY are rare, so nobody ever waits for room.
 *
 *	media              audio                          device
 *	  | -- OPEN -------> |                              |
 *	  | <- OPENED ------ |  MARK microphone live        |  (user/protocol/display.h)
 *	  | <- PERIOD 0 ---- | <--- 10 ms of microphone --- |
 *	  | -- PLAY -------> | ---> 10 ms of loudspeaker -> |
 *
 * Nobody waits for a client: if its playback queue is empty when a period begins, silence is played
 * for it (`underruns`); if its stream is full when a period ends, the captured samples are lost
 * (`overruns`). Playback clients are added together, saturating.
 *
 * The microphone has one listener at a time: of the clients that capture, the one with the highest
 * rank in its policy word, the earlier one of two; the others get zeros and AUDIO_SILENCED. So the
 * open world cannot listen to the sealed world's call. While anybody captures, the service shows it
 * through `display` by itself, before the first sample; while nobody does, the device captures
 * nothing.
 */
#ifndef USER_PROTOCOL_AUDIO_H
#define USER_PROTOCOL_AUDIO_H

#include <stdint.h>

#define AUDIO_RATE	  48000
#define AUDIO_PERIOD_10MS 480 /* samples in a period: one of these two */
#define AUDIO_PERIOD_20MS 960
#define AUDIO_QUEUE	  4	/* periods of playback kept for a client; further PLAYs are lost */
#define AUDIO_BUFFER	  32768 /* bytes of a channel to audio, at least */
#define AUDIO_CLIENTS	  4

/* A client's policy word. */
#define AUDIO_MAY_PLAY		0x01
#define AUDIO_MAY_CAPTURE	0x02
#define AUDIO_RANK(policy)	((uint32_t)((policy) >> 8) & 0xff)
#define AUDIO_POLICY(may, rank) ((uint64_t)(may) | (uint64_t)(rank) << 8)

enum audio_type {
	AUDIO_OPEN = 1,	  /* flags = AUDIO_MAY_*, what is wanted; period. Ends an earlier session */
	AUDIO_PLAY = 2,	  /* samples: one whole period */
	AUDIO_VOLUME = 3, /* volume = 0..AUDIO_VOLUME_FULL, of this client's playback; linear */
	AUDIO_CLOSE = 4,

	AUDIO_OPENED = 16, /* flags = what was granted (0: nothing, there is no session); period */
	AUDIO_PERIOD =
		17, /* flags, period, number, queued, underruns, overruns, time_us, samples */
};

#define AUDIO_SILENCED	  0x10 /* flags of PERIOD: somebody else has the microphone */
#define AUDIO_VOLUME_FULL 256

struct audio_message {
	uint32_t type; /* enum audio_type; fields that its line does not name are zero */
	uint32_t flags;
	uint32_t period; /* AUDIO_PERIOD_* */
	uint32_t volume;
	uint32_t number;    /* of this period, from 0 in each session; gaps are overruns */
	uint32_t queued;    /* periods that still wait to be played, 0..AUDIO_QUEUE */
	uint32_t underruns; /* periods of silence since OPEN because nothing was queued; the time
			       before the first PLAY does not count */
	uint32_t overruns;  /* periods since OPEN that the client did not get */
	uint64_t time_us;   /* of the period's end: microseconds of the system counter */
	int16_t samples[AUDIO_PERIOD_20MS];
};

#define AUDIO_HEADER 40 /* bytes before the samples */

_Static_assert(sizeof(struct audio_message) == AUDIO_HEADER + 2 * AUDIO_PERIOD_20MS,
	       "one layout on every machine");
_Static_assert(sizeof(struct audio_message) <= 2032, "fits in a message of a channel");

#endif
