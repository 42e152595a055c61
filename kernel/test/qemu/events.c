/* SPDX-License-Identifier: Apache-2.0 */
/* Events: bits, masks, binding, deadlines, and interrupt lines. */
#include "kernel/test/qemu/test.h"

#define LOW  10
#define HIGH 63

static hf_handle signaller(unsigned int bit)
{
	hf_handle h = slot();

	return hf_grant(HF_INIT_DOMAIN, h, HF_INIT_EVENT, HF_RIGHT_USE, bit) ? HF_NO_HANDLE : h;
}

static void bits_arrive(void)
{
	uint64_t bits = 0;

	expect(hf_signal(signaller(3)), HF_OK);
	expect(hf_signal(signaller(63)), HF_OK);
	expect(hf_wait_event(~0ull, HF_NOW, &bits), HF_OK);
	expect(bits, 1ull << 63 | 1ull << 3);
	expect(hf_wait_event(~0ull, HF_NOW, &bits), HF_E_TIME);
}

static void mask_keeps_the_others(void)
{
	uint64_t bits = 0;

	expect(hf_signal(signaller(1)), HF_OK);
	expect(hf_signal(signaller(2)), HF_OK);
	expect(hf_wait_event(1 << 2, HF_NEVER, &bits), HF_OK);
	expect(bits, 1 << 2);
	expect(hf_wait_event(1 << 2, HF_NOW, &bits), HF_E_TIME);
	expect(hf_wait_event(~0ull, HF_NEVER, &bits), HF_OK);
	expect(bits, 1 << 1);
}

static void deadline_passes(void)
{
	uint64_t bits, start = hf_now(), ticks = boot->ticks_per_second / 100;

	expect(hf_wait_event(~0ull, start + ticks, &bits), HF_E_TIME);
	expect(hf_now() - start >= ticks, 1);
}

/* Without CONTROL a signal handle keeps its bit. */
static void bit_is_fixed(void)
{
	hf_handle three = signaller(3), other = slot();
	uint64_t bits = 0;

	expect(hf_grant(HF_INIT_DOMAIN, other, three, HF_RIGHT_USE, 9), HF_OK);
	expect(hf_signal(other), HF_OK);
	expect(hf_wait_event(~0ull, HF_NOW, &bits), HF_OK);
	expect(bits, 1 << 3);
	expect(hf_grant(HF_INIT_DOMAIN, slot(), HF_INIT_EVENT, HF_RIGHT_USE, 64), HF_E_RANGE);
}

static volatile uint64_t seen;

static void waits_once(uint64_t argument)
{
	uint64_t bits = 0;

	(void)argument;
	if (!hf_wait_event(~0ull, HF_NEVER, &bits))
		seen = bits;
	helper_end();
}

static uint64_t nap(void)
{
	uint64_t bits = 0;

	return hf_wait_event(0, hf_now() + boot->ticks_per_second / 100, &bits);
}

static void a_waiter_is_woken(void)
{
	struct helper h = helper(waits_once, 0, LOW, HF_NO_HANDLE);
	hf_handle signal = slot();

	seen = 0;
	expect(hf_grant(HF_INIT_DOMAIN, signal, h.event, HF_RIGHT_USE, 5), HF_OK);
	expect(nap(), HF_E_TIME);
	expect(seen, 0);
	expect(hf_signal(signal), HF_OK);
	expect(seen, 0); /* its priority is lower */
	expect(nap(), HF_E_TIME);
	expect(seen, 1 << 5);
}

static void waiter_gone(void)
{
	struct helper h = helper(waits_once, 0, LOW, HF_NO_HANDLE);

	expect(nap(), HF_E_TIME);
	expect(hf_destroy(h.thread), HF_OK);
	expect(hf_signal(h.event), HF_OK);
}

static void one_event_a_thread(void)
{
	hf_handle event = slot();

	expect(hf_create_event(HF_INIT_DOMAIN, event), HF_OK);
	expect(hf_control(event, HF_EVENT_BIND, HF_INIT_THREAD, 0, 0), HF_E_BUSY);
	expect(hf_control(event, HF_EVENT_BIND, HF_INIT_EVENT, 0, 0), HF_E_HANDLE);
	expect(hf_control(event, HF_EVENT_BIND, HF_NO_HANDLE, 0, 0), HF_OK);
}

static void lines(void)
{
	hf_handle line = slot();

	expect(hf_create_line(HF_INIT_DOMAIN, slot(), 27, 1, HF_INIT_EVENT), HF_E_RANGE);
	expect(hf_create_line(HF_INIT_DOMAIN, slot(), 0, 1, HF_INIT_EVENT), HF_E_RANGE);
	expect(hf_create_line(HF_INIT_DOMAIN, slot(), 1020, 1, HF_INIT_EVENT), HF_E_RANGE);
	expect(hf_create_line(HF_INIT_DOMAIN, slot(), 1ull << 40, 1, HF_INIT_EVENT), HF_E_RANGE);
	expect(hf_create_line(HF_INIT_DOMAIN, slot(), 40, 64, HF_INIT_EVENT), HF_E_RANGE);
	expect(hf_create_line(HF_INIT_DOMAIN, slot(), 40, 1, HF_INIT_THREAD), HF_E_HANDLE);
	expect(hf_create_line(HF_INIT_DOMAIN, line, 40, 1, HF_INIT_EVENT), HF_OK);
	expect(hf_create_line(HF_INIT_DOMAIN, slot(), 40, 1, HF_INIT_EVENT), HF_E_BUSY);
	expect(hf_acknowledge(line), HF_OK);
	expect(hf_acknowledge(HF_INIT_EVENT), HF_E_STATE);
	expect(hf_destroy(line), HF_OK);
	expect(hf_create_line(HF_INIT_DOMAIN, slot(), 40, 1, HF_INIT_EVENT), HF_OK);
}

/* PL031's alarm: a real interrupt, from a device that the machine has. */
#define RTC	 0x9010000
#define RTC_LINE 34
#define RTC_AT	 0x310000000

static void an_interrupt_arrives(void)
{
	volatile uint32_t *rtc = (volatile uint32_t *)RTC_AT;
	hf_handle memory = slot(), line = slot(), source = HF_NO_HANDLE;
	uint64_t base = 0, bits;

	for (unsigned int i = 0; i < boot->memories; i++) {
		const struct hf_boot_memory *m = &boot->memory[i];

		if (m->kind == HF_BOOT_DEVICE && RTC >= m->base && RTC < m->base + m->size) {
			source = m->handle;
			base = m->base;
		}
	}
	expect(hf_carve(HF_INIT_DOMAIN, memory, source, RTC - base, HF_PAGE_SIZE), HF_OK);
	expect(hf_map(HF_INIT_SPACE, RTC_AT, memory, 0, HF_PAGE_SIZE,
		      HF_RIGHT_READ | HF_RIGHT_WRITE),
	       HF_OK);
	expect(hf_create_line(HF_INIT_DOMAIN, line, RTC_LINE, 7, HF_INIT_EVENT), HF_OK);
	rtc[4] = 1;		/* unmask */
	rtc[1] = rtc[0];	/* match: now */
	expect(hf_wait_event(~0ull, hf_now() + 3 * boot->ticks_per_second, &bits), HF_OK);
	expect(bits, 1 << 7);
	/* Silent until acknowledged, although the device still asserts it. */
	expect(hf_wait_event(~0ull, hf_now() + boot->ticks_per_second / 100, &bits), HF_E_TIME);
	expect(hf_acknowledge(line), HF_OK);
	expect(hf_wait_event(~0ull, hf_now() + boot->ticks_per_second / 100, &bits), HF_OK);
	rtc[7] = 1; /* clear */
	rtc[4] = 0;
	expect(hf_acknowledge(line), HF_OK);
	expect(hf_wait_event(~0ull, hf_now() + boot->ticks_per_second / 100, &bits), HF_E_TIME);
}

static const struct test_case cases[] = {
	{ "bits arrive and are cleared", bits_arrive },
	{ "what the mask leaves out stays", mask_keeps_the_others },
	{ "a deadline passes, not too early", deadline_passes },
	{ "a signal handle has one bit", bit_is_fixed },
	{ "a waiter is woken", a_waiter_is_woken },
	{ "signals to nobody", waiter_gone },
	{ "a thread has one event", one_event_a_thread },
	{ "interrupt lines of others", lines },
	{ "an interrupt arrives once for each acknowledgement", an_interrupt_arrives },
};

GROUP(events, PLAIN, NULL);
