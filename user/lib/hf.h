/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel's calls as C functions. abi/call.h says what each means; here is only the shape.
 *
 * Every function returns an enum hf_error, and the compiler insists that it is looked at. Results
 * go through pointers, which are written on HF_OK only.
 */
#ifndef USER_LIB_HF_H
#define USER_LIB_HF_H

#include <stdint.h>

#include "abi/call.h"

#define HF_MUST_CHECK __attribute__((warn_unused_result))

/* The registers of a call: x0..x7 arguments and results, x8 handle and error, x9, x10 HF_WAIT's. */
struct hf_registers {
	uint64_t x[11];
};

/* A call's eight words. */
struct hf_words {
	uint64_t w[8];
};

#ifdef HOST
/* On the host there is no kernel: who links a program there says what these do. */
enum hf_error hf_enter(unsigned number, struct hf_registers *r);
uint64_t hf_now(void);
#else
/* `number` must be a constant: it is part of the instruction. */
static inline __attribute__((always_inline)) enum hf_error hf_enter(const unsigned number,
								    struct hf_registers *r)
{
	register uint64_t x0 __asm__("x0") = r->x[0];
	register uint64_t x1 __asm__("x1") = r->x[1];
	register uint64_t x2 __asm__("x2") = r->x[2];
	register uint64_t x3 __asm__("x3") = r->x[3];
	register uint64_t x4 __asm__("x4") = r->x[4];
	register uint64_t x5 __asm__("x5") = r->x[5];
	register uint64_t x6 __asm__("x6") = r->x[6];
	register uint64_t x7 __asm__("x7") = r->x[7];
	register uint64_t x8 __asm__("x8") = r->x[8];
	register uint64_t x9 __asm__("x9") = r->x[9];
	register uint64_t x10 __asm__("x10") = r->x[10];

	__asm__ volatile("svc %[number]"
			 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5), "+r"(x6),
			   "+r"(x7), "+r"(x8), "+r"(x9), "+r"(x10)
			 : [number] "i"(number)
			 : "memory");
	*r = (struct hf_registers){ { x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10 } };
	return (enum hf_error)x8;
}

/* This thread's message page. */
static inline struct hf_message_page *hf_message_page(void)
{
	uint64_t address;

	__asm__("mrs %0, tpidrro_el0" : "=r"(address));
	return (struct hf_message_page *)(uintptr_t)address;
}

/* The time, in ticks of CNTVCT_EL0. */
static inline uint64_t hf_now(void)
{
	uint64_t ticks;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks) : : "memory");
	return ticks;
}
#endif

/* Call a gate with eight words; the reply's words take their place. */
HF_MUST_CHECK static inline enum hf_error hf_call(hf_handle gate, struct hf_words *words)
{
	struct hf_registers r = { { words->w[0], words->w[1], words->w[2], words->w[3], words->w[4],
				    words->w[5], words->w[6], words->w[7], gate } };
	enum hf_error e = hf_enter(HF_CALL, &r);

	if (e == HF_OK)
		*words = (struct hf_words){ { r.x[0], r.x[1], r.x[2], r.x[3], r.x[4], r.x[5],
					      r.x[6], r.x[7] } };
	return e;
}

/* What ended an hf_wait. */
struct hf_arrived {
	enum hf_arrival what;
	uint64_t word; /* of a call: its gate's identity; of an event: the bits */
};

/*
 * Wait until `deadline` for an event's bits in `bits` and, with HF_WAIT_CALLS, for calls; before
 * that reply to the call being served, with HF_WAIT_REPLY. `words` holds the reply, then the call
 * that came.
 */
HF_MUST_CHECK static inline enum hf_error hf_wait(uint64_t flags, uint64_t bits, uint64_t deadline,
						  struct hf_words *words,
						  struct hf_arrived *arrived)
{
	struct hf_registers r = { { words->w[0], words->w[1], words->w[2], words->w[3], words->w[4],
				    words->w[5], words->w[6], words->w[7], flags, bits,
				    deadline } };
	enum hf_error e = hf_enter(HF_WAIT, &r);

	if (e != HF_OK)
		return e;
	*arrived = (struct hf_arrived){ (enum hf_arrival)r.x[10], r.x[9] };
	if (arrived->what == HF_ARRIVED_CALL)
		*words = (struct hf_words){ { r.x[0], r.x[1], r.x[2], r.x[3], r.x[4], r.x[5],
					      r.x[6], r.x[7] } };
	return e;
}

/* Wait for events alone. On HF_E_TIME *got is 0. */
HF_MUST_CHECK static inline enum hf_error hf_wait_event(uint64_t bits, uint64_t deadline,
							uint64_t *got)
{
	struct hf_registers r = { .x = { [8] = 0, [9] = bits, [10] = deadline } };
	enum hf_error e = hf_enter(HF_WAIT, &r);

	*got = e == HF_OK ? r.x[9] : 0;
	return e;
}

HF_MUST_CHECK static inline enum hf_error hf_signal(hf_handle event)
{
	struct hf_registers r = { .x = { [8] = event } };

	return hf_enter(HF_SIGNAL, &r);
}

static inline void hf_yield(void)
{
	struct hf_registers r = { { 0 } };

	(void)hf_enter(HF_YIELD, &r);
}

/* HF_CREATE with its arguments x2..x5, for the functions below. */
HF_MUST_CHECK static inline enum hf_error hf_create(hf_handle domain, hf_handle slot,
						    enum hf_kind kind, uint64_t a, uint64_t b,
						    uint64_t c, uint64_t d)
{
	struct hf_registers r = { { slot, kind, a, b, c, d, 0, 0, domain } };

	return hf_enter(HF_CREATE, &r);
}

/* What a domain may use; HF_CREATE says more. */
struct hf_limits {
	uint64_t pages, slots, priority_max;
	uint64_t budget, period; /* ticks; 0, 0: what the payer's domain has */
	uint64_t cpus;		 /* bits; 0: those of the payer's domain */
	uint64_t spent_level;	 /* priority while the budget is spent */
};

HF_MUST_CHECK static inline enum hf_error hf_create_limited(hf_handle payer, hf_handle slot,
							    const struct hf_limits *limits)
{
	struct hf_registers r = { { slot, HF_KIND_DOMAIN, limits->pages, limits->slots,
				    HF_PRIORITIES(limits->priority_max, limits->spent_level),
				    limits->budget, limits->period, limits->cpus, payer } };

	return hf_enter(HF_CREATE, &r);
}

HF_MUST_CHECK static inline enum hf_error hf_create_domain(hf_handle payer, hf_handle slot,
							   uint64_t pages, uint64_t slots,
							   uint64_t priority_max)
{
	const struct hf_limits limits = { pages, slots, priority_max, 0, 0, 0, 0 };

	return hf_create_limited(payer, slot, &limits);
}

/* `flags`: 0 or HF_SPACE_GUEST. */
HF_MUST_CHECK static inline enum hf_error hf_create_space(hf_handle domain, hf_handle slot,
							  uint64_t flags)
{
	return hf_create(domain, slot, HF_KIND_SPACE, flags, 0, 0, 0);
}

/* `flags`: 0 or HF_THREAD_VCPU. */
HF_MUST_CHECK static inline enum hf_error hf_create_thread(hf_handle domain, hf_handle slot,
							   hf_handle space, uint64_t message_page,
							   uint64_t cpu, uint64_t flags)
{
	struct hf_registers r = { { slot, HF_KIND_THREAD, space, message_page, cpu, flags, 0, 0,
				    domain } };

	return hf_enter(HF_CREATE, &r);
}

HF_MUST_CHECK static inline enum hf_error hf_create_gate(hf_handle domain, hf_handle slot,
							 uint64_t identity)
{
	return hf_create(domain, slot, HF_KIND_GATE, identity, 0, 0, 0);
}

HF_MUST_CHECK static inline enum hf_error hf_create_event(hf_handle domain, hf_handle slot)
{
	return hf_create(domain, slot, HF_KIND_EVENT, HF_NO_LINE, 0, 0, 0);
}

/* An interrupt line: when it fires, `bit` of `target` is set, and it stays silent until acknowledged. */
HF_MUST_CHECK static inline enum hf_error
hf_create_line(hf_handle domain, hf_handle slot, uint64_t line, uint64_t bit, hf_handle target)
{
	return hf_create(domain, slot, HF_KIND_EVENT, line, bit, target, 0);
}

HF_MUST_CHECK static inline enum hf_error hf_carve(hf_handle domain, hf_handle slot,
						   hf_handle memory, uint64_t offset, uint64_t size)
{
	return hf_create(domain, slot, HF_KIND_MEMORY, memory, offset, size, 0);
}

HF_MUST_CHECK static inline enum hf_error hf_destroy(hf_handle object)
{
	struct hf_registers r = { .x = { [8] = object } };

	return hf_enter(HF_DESTROY, &r);
}

/* `bit` matters only for an event that the caller holds with HF_RIGHT_CONTROL. */
HF_MUST_CHECK static inline enum hf_error hf_grant(hf_handle domain, hf_handle slot,
						   hf_handle handle, uint64_t rights, uint64_t bit)
{
	struct hf_registers r = { { slot, handle, rights, bit, 0, 0, 0, 0, domain } };

	return hf_enter(HF_GRANT, &r);
}

HF_MUST_CHECK static inline enum hf_error hf_drop(hf_handle domain, hf_handle slot)
{
	struct hf_registers r = { { slot, 0, 0, 0, 0, 0, 0, 0, domain } };

	return hf_enter(HF_DROP, &r);
}

/* One call: at most HF_MAP_ENTRIES entries. hf_map_all in user/lib/map.h does any size. */
HF_MUST_CHECK static inline enum hf_error hf_map(hf_handle space, uint64_t address,
						 hf_handle memory, uint64_t offset, uint64_t size,
						 uint64_t rights)
{
	struct hf_registers r = { { address, memory, offset, size, rights, 0, 0, 0, space } };

	return hf_enter(HF_MAP, &r);
}

HF_MUST_CHECK static inline enum hf_error hf_unmap(hf_handle space, uint64_t address, uint64_t size)
{
	struct hf_registers r = { { address, size, 0, 0, 0, 0, 0, 0, space } };

	return hf_enter(HF_UNMAP, &r);
}

/* Take `memory` out of every space. */
HF_MUST_CHECK static inline enum hf_error hf_unmap_everywhere(hf_handle memory)
{
	struct hf_registers r = { .x = { [8] = memory } };

	return hf_enter(HF_UNMAP, &r);
}

HF_MUST_CHECK static inline enum hf_error hf_control(hf_handle object, enum hf_control what,
						     uint64_t a, uint64_t b, uint64_t c)
{
	struct hf_registers r = { { what, a, b, c, 0, 0, 0, 0, object } };

	return hf_enter(HF_CONTROL, &r);
}

/* Through the caller's message page: `write` 0 reads the thread's state into it. */
HF_MUST_CHECK static inline enum hf_error hf_state(hf_handle thread, uint64_t write)
{
	struct hf_registers r = { { write, 0, 0, 0, 0, 0, 0, 0, thread } };

	return hf_enter(HF_STATE, &r);
}

HF_MUST_CHECK static inline enum hf_error hf_inject(hf_handle vcpu, uint64_t list_register)
{
	struct hf_registers r = { { list_register, 0, 0, 0, 0, 0, 0, 0, vcpu } };

	return hf_enter(HF_INJECT, &r);
}

HF_MUST_CHECK static inline enum hf_error hf_acknowledge(hf_handle event)
{
	struct hf_registers r = { .x = { [8] = event } };

	return hf_enter(HF_ACKNOWLEDGE, &r);
}

/* x0..x7 of the answer, whose first word is an enum hf_kind. */
HF_MUST_CHECK static inline enum hf_error hf_info(hf_handle object, struct hf_words *info)
{
	struct hf_registers r = { .x = { [8] = object } };
	enum hf_error e = hf_enter(HF_INFO, &r);

	if (e == HF_OK)
		*info = (struct hf_words){ { r.x[0], r.x[1], r.x[2], r.x[3], r.x[4], r.x[5], r.x[6],
					     r.x[7] } };
	return e;
}

/* Up to eight bytes, the first in the low byte, zero-terminated if fewer. */
HF_MUST_CHECK static inline enum hf_error hf_console(hf_handle domain, uint64_t bytes)
{
	struct hf_registers r = { { bytes, 0, 0, 0, 0, 0, 0, 0, domain } };

	return hf_enter(HF_CONSOLE, &r);
}

/* A text of any length, or as much of it as the kernel takes. */
HF_MUST_CHECK static inline enum hf_error hf_console_text(hf_handle domain, const char *text)
{
	enum hf_error e = HF_OK;

	while (e == HF_OK && *text != 0) {
		uint64_t bytes = 0;

		for (unsigned int i = 0; i < 8 && *text != 0; i++)
			bytes |= (uint64_t)(uint8_t)*text++ << 8 * i;
		e = hf_console(domain, bytes);
	}
	return e;
}

HF_MUST_CHECK static inline enum hf_error hf_power(hf_handle domain, uint64_t reset)
{
	struct hf_registers r = { { reset, 0, 0, 0, 0, 0, 0, 0, domain } };

	return hf_enter(HF_POWER, &r);
}

#endif
