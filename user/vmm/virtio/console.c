/* SPDX-License-Identifier: Apache-2.0 */
#include "user/vmm/bytes.h"
#include "user/vmm/virtio/console.h"

enum {
	RECEIVE,
	TRANSMIT,
	QUEUES,
	PRINTED = 4096, /* bytes of one chain, at most: the guest does not keep us busy with one exit */
};

static struct virtio_console *of(struct virtio_device *v)
{
	return CONTAINER(v, struct virtio_console, virtio);
}

static void print(struct virtio_console *console, const struct chain *chain)
{
	struct span from = chain_readable(chain);
	char text[PRINTED];
	size_t got = span_read(&from, text, sizeof(text));

	for (size_t i = 0; i < got; i++)
		line_put(&console->line, text[i]);
}

static void notified(struct virtio_device *v, unsigned index)
{
	struct chain chain;

	if (index != TRANSMIT)
		return;
	do {
		while (virtio_take(v, TRANSMIT, &chain)) {
			print(of(v), &chain);
			virtio_put(v, TRANSMIT, chain.head, 0);
		}
	} while (!virtio_rest(v, TRANSMIT));
	virtio_flush(v, TRANSMIT);
}

static void reset(struct virtio_device *v)
{
	line_put(&of(v)->line, '\n');
}

static const struct virtio_kind console_kind = {
	.id = VIRTIO_ID_CONSOLE,
	.queues = QUEUES,
	.notified = notified,
	.reset = reset,
};

void virtio_console_init(struct virtio_console *console, struct vm *vm)
{
	virtio_device_init(&console->virtio, &console_kind, 0, NULL, 0);
	line_init(&console->line, vm, "console: ");
}
