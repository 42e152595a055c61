/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See jitter.h. Positions are counted from FIRST_POSITION, so that packets that were overtaken by the
 * first one have positions, too. They cannot overflow: a packet moves them by less than LEAP.
 */
#include "lib/jitter/jitter.h"
#include "lib/jitter/arrival.h"

#include <string.h>

#define FIRST_POSITION ((int64_t)1 << 32)
#define LEAP	       (JITTER_SLOTS * JITTER_FRAME_CLOCK) /* a timestamp step that is no gap */
#define HELD_MAX       50    /* ticks without a packet after which the stream has stopped */
#define EXCESS_MAX     60000 /* more delay than that beyond the wanted one goes at once */
#define HYSTERESIS     5000
#define ADJUST_TICKS   10 /* at least so many between adjustments that may be heard */

void jitter_init(struct jitter *j)
{
	memset(j, 0, sizeof(*j));
	j->arrivals.wanted = JITTER_DELAY_FIRST;
}

static struct jitter_slot *slot_of(struct jitter *j, int64_t position)
{
	return &j->slots[position % JITTER_SLOTS];
}

static bool is_waiting(struct jitter *j, int64_t position)
{
	const struct jitter_slot *slot = slot_of(j, position);

	return slot->full && slot->position == position;
}

/* The packet in `slot` is played or left out now: those between the last one and it are lost. */
static void consume(struct jitter *j, struct jitter_slot *slot)
{
	uint16_t missing = (uint16_t)(slot->sequence - j->played_sequence - 1);

	if (j->have_played && missing < 0x8000) {
		j->statistics.lost += missing;
		for (unsigned i = 0; i < missing && i < JITTER_SLOTS; i++)
			arrival_count(&j->arrivals, true);
	}
	arrival_count(&j->arrivals, false);
	j->played_sequence = slot->sequence;
	j->have_played = true;
	slot->full = false;
	j->waiting--;
}

/* Go on at `position`; frames before it that wait are left out. */
static void advance(struct jitter *j, int64_t position)
{
	for (; j->next < position; j->next++) {
		if (is_waiting(j, j->next)) {
			consume(j, slot_of(j, j->next));
			j->statistics.left_out++;
		}
	}
}

/* ---- Packets ---- */

static void begin(struct jitter *j, const struct jitter_packet *packet)
{
	for (unsigned i = 0; i < JITTER_SLOTS; i++)
		j->slots[i].full = false;
	arrival_restart(&j->arrivals);
	j->started = true;
	j->ssrc = packet->ssrc;
	j->newest_timestamp = packet->timestamp;
	j->newest_sequence = packet->sequence;
	j->newest_position = FIRST_POSITION;
	j->playing = false;
	j->have_played = false;
	j->next = FIRST_POSITION;
	j->over = 0;
	j->held = 0;
	j->waiting = 0;
}

/* The same stream, but its timestamps have jumped. */
static void begin_again(struct jitter *j, const struct jitter_packet *packet)
{
	j->statistics.lost += (uint16_t)(packet->sequence - j->newest_sequence - 1);
	j->statistics.restarts++;
	begin(j, packet);
}

/* Find the packet's position, beginning anew where it has none in the stream so far. */
static int64_t locate(struct jitter *j, const struct jitter_packet *packet)
{
	int32_t step = (int32_t)(packet->timestamp - j->newest_timestamp);
	bool newer = (uint16_t)(packet->sequence - j->newest_sequence - 1) < 0x7fff;

	if (!j->started || packet->ssrc != j->ssrc) {
		j->statistics.restarts += j->started;
		begin(j, packet);
		return j->newest_position;
	}
	if (!newer)
		return step > 0 || step < -LEAP || step % JITTER_FRAME_CLOCK != 0
			       ? -1
			       : j->newest_position + step / JITTER_FRAME_CLOCK;
	if (step <= 0 || step > LEAP || step % JITTER_FRAME_CLOCK != 0) {
		begin_again(j, packet);
		return j->newest_position;
	}
	j->newest_timestamp = packet->timestamp;
	j->newest_sequence = packet->sequence;
	j->newest_position += step / JITTER_FRAME_CLOCK;
	return j->newest_position;
}

/* Make `position` one of those that slots are for. False if its time is over. */
static bool make_room(struct jitter *j, int64_t position)
{
	if (position < (j->playing ? j->next : j->over))
		return false;
	if (!j->playing && j->waiting == 0)
		j->next = position;
	if (position < j->next) {
		if (j->newest_position - position >= JITTER_SLOTS)
			return false;
		j->next = position;
	}
	if (position >= j->next + JITTER_SLOTS)
		advance(j, position - JITTER_SLOTS + 1);
	return true;
}

static void fill(struct jitter *j, int64_t position, const struct jitter_packet *packet)
{
	struct jitter_slot *slot = slot_of(j, position);

	slot->full = true;
	slot->position = position;
	slot->sequence = packet->sequence;
	slot->size = (uint16_t)packet->size;
	memcpy(slot->payload, packet->payload, packet->size);
	j->waiting++;
}

enum jitter_put_result jitter_put(struct jitter *j, const struct jitter_packet *packet,
				  uint64_t now)
{
	int64_t position;

	if (packet->size == 0 || packet->size > JITTER_PAYLOAD_MAX)
		return JITTER_REFUSED;
	position = locate(j, packet);
	if (position < 0) {
		j->statistics.late++;
		return JITTER_LATE;
	}
	if (is_waiting(j, position)) {
		j->statistics.duplicates++;
		return JITTER_DUPLICATE;
	}
	arrival_learn(&j->arrivals, position, (int64_t)now);
	j->statistics.jitter_us = j->arrivals.jitter_16 / 16;
	j->statistics.wanted_us = (uint32_t)j->arrivals.wanted;
	if (!make_room(j, position)) {
		j->statistics.late++;
		return JITTER_LATE;
	}
	fill(j, position, packet);
	return JITTER_TAKEN;
}

/* ---- Playing ---- */

/* How long after the fastest packet's transit the next frame would be played. */
static int64_t delay_at(const struct jitter *j, uint64_t now)
{
	return (int64_t)now - j->next * JITTER_FRAME_US - j->arrivals.fastest;
}

/* Leave frames out if the delay is too long. */
static void shrink(struct jitter *j, int64_t delay, bool quiet)
{
	int64_t excess = delay - j->arrivals.wanted;
	int64_t frames = 0;

	if (excess > EXCESS_MAX)
		frames = excess / JITTER_FRAME_US;
	else if (quiet && excess > JITTER_FRAME_US + HYSTERESIS)
		frames = 1;
	if (frames == 0)
		return;
	if (frames > j->newest_position - j->next)
		frames = j->newest_position - j->next;
	advance(j, j->next + frames);
	j->unadjusted = 0;
}

/* True if a frame is to be inserted because the delay is too short. */
static bool must_grow(struct jitter *j, int64_t delay, bool quiet)
{
	int64_t need = j->arrivals.wanted - delay;

	if (quiet ? need <= HYSTERESIS : need < JITTER_FRAME_US || j->unadjusted < ADJUST_TICKS)
		return false;
	j->unadjusted = 0;
	j->statistics.inserted++;
	return true;
}

static enum jitter_outcome conceal(struct jitter *j)
{
	j->statistics.concealed++;
	return JITTER_CONCEAL;
}

static enum jitter_outcome hold(struct jitter *j)
{
	if (++j->held <= HELD_MAX)
		return conceal(j);
	j->playing = false;
	j->over = j->next;
	j->held = 0;
	j->statistics.delay_us = 0;
	return JITTER_SILENCE;
}

/* Packets came after `held` ticks without any: what is missing before them was concealed then. */
static void resume(struct jitter *j)
{
	for (; j->held > 0; j->held--) {
		if (!is_waiting(j, j->next))
			j->next++;
	}
}

static enum jitter_outcome play(struct jitter *j, const uint8_t **payload, size_t *size)
{
	struct jitter_slot *slot = slot_of(j, j->next);
	bool here = is_waiting(j, j->next);

	if (!here)
		slot = slot_of(j, j->next + 1);
	if (!here && !is_waiting(j, j->next + 1)) {
		j->next++;
		return conceal(j);
	}
	j->next++;
	*payload = slot->payload;
	*size = slot->size;
	if (here) {
		consume(j, slot);
		return JITTER_FRAME;
	}
	j->statistics.concealed++;
	return JITTER_FEC;
}

enum jitter_outcome jitter_tick(struct jitter *j, uint64_t now, bool quiet, const uint8_t **payload,
				size_t *size)
{
	int64_t delay;

	if (j->waiting == 0)
		return j->playing ? hold(j) : JITTER_SILENCE;
	if (!j->playing && delay_at(j, now) < j->arrivals.wanted)
		return JITTER_SILENCE;
	j->playing = true;
	resume(j);
	j->unadjusted++;
	if (must_grow(j, delay_at(j, now), quiet))
		return conceal(j);
	shrink(j, delay_at(j, now), quiet);
	delay = delay_at(j, now);
	j->statistics.delay_us = delay < 0 ? 0 : (uint32_t)delay;
	return play(j, payload, size);
}
