/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channels and shared memory of a ported program, on the phone and on an ordinary Linux machine.
 *
 * A program names what its manifest line granted. On the phone the names are files
 * (docs/programs.md): /channel/NAME, /memory/NAME. On an ordinary Linux machine whoever starts the
 * program passes open descriptors and says in the environment which is which:
 *
 *	HOLDFAST_CHANNEL_<NAME>=fd	a connected AF_UNIX SOCK_SEQPACKET socket
 *	HOLDFAST_MEMORY_<NAME>=fd	a file (memfd) to be mapped shared
 *
 * with NAME in capitals and '-' as '_'. lib/channel/launch.h starts programs so. The phone's files
 * win; the environment is asked only where they do not exist.
 *
 * A channel carries whole messages of 1..CHANNEL_MESSAGE_MAX bytes. When read returns 0 the peer was
 * restarted: forget what was agreed with it and go on. When poll reports POLLHUP the peer will never
 * come back, which happens on Linux only: a program ends then.
 */
#ifndef LIB_CHANNEL_CHANNEL_H
#define LIB_CHANNEL_CHANNEL_H

#include <stddef.h>

#define CHANNEL_MESSAGE_MAX 2032

/* Names are 1..CHANNEL_NAME_MAX bytes of [a-z0-9-]. */
#define CHANNEL_NAME_MAX 31

/*
 * The descriptor of the granted channel `name`, blocking; or -1 with errno: EINVAL for a malformed
 * name, ENOENT if it was not granted, EBADF if the environment names something else than a channel.
 */
int channel_open(const char *name);

/*
 * Map the granted region `name`, readable and writable, and set *size to its length in bytes.
 * NULL with errno as above, or mmap's.
 */
void *memory_open(const char *name, size_t *size);

#endif
