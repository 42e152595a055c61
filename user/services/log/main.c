/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log: the service that owns the console, a PL011 (Arm DDI 0183). What it is: user/protocol/log.h.
 *
 * Grants:
 *	device	console			registers and interrupt
 *	channel	others, as server	streams: the clients
 * Argument: "debug" to write debug lines too.
 *
 * Nobody waits: the transmit interrupt empties the ring as fast as the line takes it.
 */
#include <string.h>

#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/program.h"
#include "user/lib/time.h"
#include "user/protocol/log.h"
#include "user/services/log/lines.h"

#define UARTDR	 0x00
#define UARTFR	 0x18
#define UARTIMSC 0x38
#define UARTICR	 0x44
#define FR_FULL	 (1u << 5)
#define TX	 (1u << 5) /* in UARTIMSC and UARTICR */

#define CLIENTS 24
#define ROUND	16 /* messages of one client before the next has its turn */

static struct lines lines;

static struct client {
	struct hf_channel channel;
	struct lines_rate rate;
} clients[CLIENTS];

static unsigned client_count;
static volatile uint32_t *uart;
static const struct hf_grant *device;

static uint64_t microseconds(const struct hf_program *self)
{
	return time_from_ticks(hf_now() - self->boot_ticks, self->ticks_per_second, TIME_MICRO);
}

/* Gives the console what it takes now; its interrupt asks for the rest. */
static void transmit(void)
{
	int byte;

	while (!(uart[UARTFR / 4] & FR_FULL)) {
		byte = lines_byte(&lines);
		if (byte < 0)
			break;
		uart[UARTDR / 4] = (uint32_t)byte;
	}
	uart[UARTIMSC / 4] = lines.length ? TX : 0;
}

/* True if there may be more. */
static bool receive(const struct hf_program *self, struct client *client)
{
	unsigned char message[LOG_LINE + 1];
	int n = 0;

	for (unsigned i = 0; i < ROUND; i++) {
		n = hf_receive(&client->channel, message, sizeof(message));
		if (n == STREAM_RESET) {
			lines_client(&client->rate, microseconds(self));
			continue;
		}
		if (n < 0)
			return false;
		lines_take(&lines, &client->rate, client->channel.grant->name, message,
			   (size_t)n < sizeof(message) ? (size_t)n : sizeof(message),
			   microseconds(self));
	}
	return true;
}

static void open_clients(const struct hf_program *self)
{
	for (unsigned i = 0; i < self->grants && client_count < CLIENTS; i++) {
		const struct hf_grant *grant = &self->grant[i];

		if (grant->kind != HF_GRANT_CHANNEL_SERVER ||
		    !hf_channel_open(self, grant->name, &clients[client_count].channel))
			continue;
		lines_client(&clients[client_count].rate, microseconds(self));
		client_count++;
	}
}

int main(const struct hf_program *self)
{
	bool more = true;
	uint64_t bits = 0;

	device = hf_need(self, "console", HF_GRANT_DEVICE);
	uart = (volatile uint32_t *)(uintptr_t)device->address;
	lines_init(&lines, strcmp(self->argument, "debug") == 0 ? LOG_DEBUG : LOG_NOTICE);
	open_clients(self);
	for (;;) {
		more = false;
		for (unsigned i = 0; i < client_count; i++)
			more |= receive(self, &clients[i]);
		transmit();
		if (hf_wait_event(~(uint64_t)0, more ? HF_NOW : HF_NEVER, &bits) != HF_OK)
			continue;
		if (bits & (uint64_t)1 << device->bit) {
			uart[UARTICR / 4] = TX;
			if (hf_acknowledge(device->irq) != HF_OK)
				return 1;
		}
	}
}
