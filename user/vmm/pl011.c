/* SPDX-License-Identifier: Apache-2.0 */
#include "user/vmm/bytes.h"
#include "user/vmm/pl011.h"
#include "user/vmm/primecell.h"
#include "user/vmm/tree.h"
#include "user/vmm/vm.h"

enum {
	UARTDR = 0x000,
	UARTFR = 0x018,
	UARTIBRD = 0x024,
	UARTFBRD = 0x028,
	UARTLCR_H = 0x02c,
	UARTCR = 0x030,
	UARTIFLS = 0x034,
	UARTIMSC = 0x038,
	UARTRIS = 0x03c,
	UARTMIS = 0x040,
	WINDOW = 0x1000,
};

enum {
	FLAGS_EMPTY = 1 << 7 | 1 << 4, /* TXFE, RXFE: all sent, nothing received */
	INTERRUPT_TRANSMIT = 1 << 5,   /* always true: there is always room */
	INTERRUPTS = 0x7ff,
	CONTROL_RESET = 0x300, /* TXE, RXE */
	LEVELS_RESET = 0x12,
	PART = 0x011,
	REVISION = 3,
};

static struct pl011 *of(struct device *device)
{
	return CONTAINER(device, struct pl011, device);
}

/* The register that only keeps what is written to it, or NULL. */
static uint32_t *kept(struct pl011 *uart, uint32_t offset)
{
	switch (offset) {
	case UARTIBRD:
		return &uart->baud_integer;
	case UARTFBRD:
		return &uart->baud_fraction;
	case UARTLCR_H:
		return &uart->line_control;
	case UARTCR:
		return &uart->control;
	case UARTIFLS:
		return &uart->levels;
	case UARTIMSC:
		return &uart->mask;
	default:
		return NULL;
	}
}

static uint64_t pl011_read(struct device *device, uint32_t offset, unsigned size)
{
	struct pl011 *uart = of(device);
	const uint32_t *value = kept(uart, offset);

	(void)size;
	if (value != NULL)
		return *value;
	switch (offset) {
	case UARTFR:
		return FLAGS_EMPTY;
	case UARTRIS:
		return INTERRUPT_TRANSMIT;
	case UARTMIS:
		return INTERRUPT_TRANSMIT & uart->mask;
	default:
		return primecell_id(PART, REVISION, offset);
	}
}

static void pl011_write(struct device *device, uint32_t offset, unsigned size, uint64_t value)
{
	struct pl011 *uart = of(device);
	uint32_t *to = kept(uart, offset);

	(void)size;
	if (offset == UARTDR)
		line_put(&uart->line, (char)value);
	else if (to != NULL)
		*to = offset == UARTIMSC ? (uint32_t)value & INTERRUPTS : (uint32_t)value & 0xffff;
	if (offset == UARTIMSC)
		device_line(device, uart->mask & INTERRUPT_TRANSMIT);
}

static void pl011_reset(struct device *device)
{
	struct pl011 *uart = of(device);

	uart->mask = uart->baud_integer = uart->baud_fraction = uart->line_control = 0;
	uart->control = CONTROL_RESET;
	uart->levels = LEVELS_RESET;
	line_put(&uart->line, '\n');
}

static void describe(const struct device *device, struct dtb *dtb)
{
	dtb_node_at(dtb, "serial", device->base);
	primecell_describe(device, "uartclk", dtb);
	dtb_end_node(dtb);
}

static const struct device_model pl011_model = {
	.compatible = "arm,pl011",
	.read = pl011_read,
	.write = pl011_write,
	.reset = pl011_reset,
	.describe = describe,
};

void pl011_init(struct pl011 *uart, struct vm *vm)
{
	memset(uart, 0, sizeof(*uart));
	uart->device.model = &pl011_model;
	uart->device.size = WINDOW;
	line_init(&uart->line, vm, "kernel: ");
}
