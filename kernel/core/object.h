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
 * A slot's word holds the object's address (below 2^48), the rights (bits 48..54), for an event the bit
 * that a signal through this handle sets (bits 55..60), and the kind (bits 61..63). Finding what a handle
 * names is one load of that word, without a lock; nothing of the object is read before its kind is known.
 * Threads, gates and events found so stay until this CPU leaves the kernel (grace.h); domains, spaces and
 * memories only while the cold lock is held, so they are found under it.
 *
 * Destroying takes steps. The first hides the object: no slot names it any more but the destroyer's, which
 * is marked and good for nothing else than going on.
 */
#ifndef KERNEL_CORE_OBJECT_H
#define KERNEL_CORE_OBJECT_H

#include "kernel/core/cold.h"

struct domain;
struct thread;

#define KIND_ENDING 7u /* in a slot: enum hf_kind, or this */

struct slot {
	uint64_t word; /* 0: empty */
	struct slot *next;
	struct slot **link; /* what points to this slot */
};

struct object {
	enum hf_kind kind;
	bool hidden;
	struct domain *owner;
	struct list in_owner;
	struct slot *slots; /* all slots that name this object */
	uint64_t stamp;	    /* since when nothing leads to it (grace.h); 0: something does */
};

void object_init(struct cold *cold, struct object *object, enum hf_kind kind, struct domain *owner);

/* Empties all slots that name the object, but marks `keep` (NULL: none) as ending. May be repeated. */
void object_hide(struct cold *cold, struct object *object, struct slot *keep);

/*
 * Called when nothing leads to the hidden object any more: true once nobody who found it before holds it,
 * until then it is to be called again.
 */
must_check bool object_unused(struct cold *cold, struct object *object);

/* Takes the hidden object out of its owner's list, and empties the slot that was kept. */
void object_end(struct cold *cold, struct object *object);

void slot_fill(struct cold *cold, struct slot *slot, struct object *object, uint8_t rights,
	       uint8_t bit);
void slot_clear(struct cold *cold, struct slot *slot);

static inline struct object *word_object(uint64_t word)
{
	return pa_pointer(pa(word & 0xffffffffffff));
}

static inline uint8_t word_rights(uint64_t word)
{
	return (uint8_t)(word >> 48) & HF_RIGHTS_ALL;
}

static inline uint8_t word_bit(uint64_t word)
{
	return (uint8_t)(word >> 55) & 63;
}

static inline unsigned int word_kind(uint64_t word)
{
	return (unsigned int)(word >> 61);
}

/*
 * Destroys any object. Returns false when it stopped early, because an interrupt or another CPU waits or is
 * waited for: the same call made again goes on where it was.
 */
must_check bool object_destroy(struct cold *cold, struct object *object);

#endif
