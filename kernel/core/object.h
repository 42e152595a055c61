/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Objects and the handles that name them.
 *
 * Every object begins with a struct object. It belongs to the domain whose account paid for it and is
 * in that domain's list; destroying the domain destroys it.
 *
 * A handle is an index into a domain's table of slots. A filled slot is in the list of slots of the
 * object it names, so that destroying an object empties every slot that names it, at once and exactly:
 * a handle is never dangling, no generation can wrap, and nobody who keeps a handle to a dead object
 * keeps its memory from being returned.
 *
 * A slot's word holds the object's address (below 2^48), the rights (bits 48..55) and, for an event,
 * the bit that a signal through this handle sets (bits 56..61).
 */
#ifndef KERNEL_CORE_OBJECT_H
#define KERNEL_CORE_OBJECT_H

#include "kernel/core/types.h"

struct domain;
struct thread;

struct slot {
	uint64_t word; /* 0: empty */
	struct slot *next;
	struct slot **link; /* what points to this slot */
};

struct object {
	enum hf_kind kind;
	struct domain *owner;
	struct list in_owner;
	struct slot *slots; /* all slots that name this object */
};

void object_init(struct object *object, enum hf_kind kind, struct domain *owner);

/* Takes the object out of its owner's list and empties all slots that name it. */
void object_end(struct object *object);

void slot_fill(struct slot *slot, struct object *object, uint8_t rights, uint8_t bit);
void slot_clear(struct slot *slot);

static inline struct object *slot_object(const struct slot *slot)
{
	return pa_pointer(pa(slot->word & 0xffffffffffff));
}

static inline uint8_t slot_rights(const struct slot *slot)
{
	return (uint8_t)(slot->word >> 48);
}

static inline uint8_t slot_bit(const struct slot *slot)
{
	return (uint8_t)(slot->word >> 56) & 63;
}

/*
 * Destroys any object. Returns false when it stopped early because an interrupt is pending: the same
 * call made again goes on where it was.
 */
must_check bool object_destroy(struct object *object);

#endif
