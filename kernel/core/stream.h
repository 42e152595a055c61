/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Streams: how an SMMU tells apart the devices behind it that access memory.
 *
 * A stream is attached to one space or to none, and its device sees the space as a program would: its
 * mappings at their addresses, with their rights; nothing else. A space may have several streams. Attaching
 * takes the right MACHINE: whose device it is, init decides.
 *
 * An access that the space does not allow is refused by the SMMU and counted in the space.
 */
#ifndef KERNEL_CORE_STREAM_H
#define KERNEL_CORE_STREAM_H

#include "kernel/core/space.h"

/* NULL: to none. HF_E_RANGE: there is no such stream. HF_E_BUSY: it is attached to another space. */
must_check error stream_attach(struct cold *cold, uint64_t stream, struct space *space);

/* Detaches all streams of a space that ends. */
void stream_detach_all(struct cold *cold, struct space *space);

/* The devices behind a space's streams forget all cached translations. */
void stream_flush(const struct space *space);

/* Brings what spaces count up to date. */
void stream_collect(struct cold *cold);

/* For stream_collect: an access of the stream was refused. */
void stream_refused(uint64_t stream, uint64_t address);

#endif
