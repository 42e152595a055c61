/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver of a virtio sound device (virtio 1.2, section 5.14): one playback and one capture stream, 48 kHz,
 * one channel, signed 16 bits, in periods of 10 ms.
 *
 * SOUND_PERIODS buffers of each stream are with the device while it runs: what is played now was
 * submitted that many periods ago. The device paces everything: a playback buffer that comes back is
 * one period of its clock.
 */
#ifndef USER_SERVICES_AUDIO_SOUND_H
#define USER_SERVICES_AUDIO_SOUND_H

#include "lib/virtio/mmio.h"

#define SOUND_SAMPLES 480   /* in a period */
#define SOUND_PERIODS 4	    /* with the device */
#define SOUND_MEMORY  32768 /* bytes of DMA memory, at least */

enum sound_direction {
	SOUND_PLAYBACK = 0,
	SOUND_CAPTURE = 1,
};

struct sound_stream {
	uint32_t id; /* the device's number for it */
	uint16_t queue_index;
	struct virtqueue queue;
	struct dma slot[SOUND_PERIODS]; /* a buffer's number is its token */
	bool running;
};

/* Wait until the device interrupts; false if it takes too long. */
typedef bool sound_wait(void *context);

struct sound {
	struct virtio v;
	struct virtqueue control, events;
	struct dma command, answer, event;
	struct sound_stream stream[2]; /* by enum sound_direction */
	sound_wait *wait;
	void *context;
	uint32_t status; /* of the last command that was answered */
	bool broken; /* the device broke the rules, or a command failed: only a new start helps */
};

/*
 * Reset the device, find its streams and set them up. False, and broken, if that fails.
 *
 * QEMU's device does not stop its streams when it is reset: it goes on with the buffers that a driver who
 * died has left, and gives them back into the new driver's rings. So the streams are stopped and
 * released first, whatever the device says to that, and the device is reset once more.
 */
bool sound_start(struct sound *s, uintptr_t registers, struct dma memory, sound_wait *wait,
		 void *context);

/* Let a stream run, from silence; stop it. Commands to the device, which are waited for. */
bool sound_run(struct sound *s, enum sound_direction direction);
bool sound_stop(struct sound *s, enum sound_direction direction);

/* After an interrupt, before the following. */
void sound_interrupt(struct sound *s);

/* The next playback buffer that came back, to be filled and given to sound_play. -1: none. */
int sound_played(struct sound *s);
void sound_play(struct sound *s, int slot, const int16_t samples[SOUND_SAMPLES]);

/* Copy the next captured period. False if there is none. */
bool sound_captured(struct sound *s, int16_t samples[SOUND_SAMPLES]);

#endif
