/* SPDX-License-Identifier: Apache-2.0 */
/* Programs of their own for the cases; the model is in test.h. */
#include "kernel/test/qemu/test.h"

#define PAGE		HF_PAGE_SIZE
#define CODE		0x10000
#define STACK		0x30000
#define MESSAGES	0x40000
#define PROGRAM_THREADS 8 /* that live at a time */

enum hf_error pause_ms(uint64_t ms)
{
	uint64_t bits = 0;

	return hf_wait_event(0, hf_now() + boot->ticks_per_second * ms / 1000, &bits);
}

static void copy_code(char *to)
{
	uint64_t size = (uint64_t)(programs_end - programs_begin);

	for (uint64_t i = 0; i < size; i++)
		to[i] = programs_begin[i];
	for (uint64_t i = 0; i < size; i += 16)
		__asm__ volatile("dc cvau, %0\n\tdsb ish\n\tic ivau, %0\n\tdsb ish"
				 :
				 : "r"(to + i)
				 : "memory");
}

enum hf_error program_again(struct program *p, hf_handle payer, const struct hf_limits *limits)
{
	enum hf_error e = hf_create_limited(payer, p->domain, limits);

	p->threads = 0;
	if (!e)
		e = hf_create_space(p->domain, p->space, 0);
	if (!e)
		e = hf_map(p->space, CODE, p->code, 0, PAGE, HF_RIGHT_READ | HF_RIGHT_EXECUTE);
	if (!e)
		e = hf_map(p->space, PROGRAM_SHARED, p->data, 0, PAGE,
			   HF_RIGHT_READ | HF_RIGHT_WRITE);
	return e;
}

enum hf_error program_make(struct program *p, hf_handle payer, const struct hf_limits *limits)
{
	*p = (struct program){ slot(), slot(), ram(PAGE), ram(PAGE), slot(), NULL, 0 };
	for (unsigned int i = 1; i < PROGRAM_THREADS; i++)
		(void)slot();
	p->shared = (volatile uint64_t *)mapped(p->data, PAGE);
	for (unsigned int i = 0; i < PAGE / 8; i++)
		p->shared[i] = 0;
	copy_code((char *)mapped(p->code, PAGE));
	return program_again(p, payer, limits);
}

hf_handle program_thread(struct program *p, const char *code, uint64_t x0, unsigned int priority,
			 unsigned int cpu)
{
	hf_handle thread = p->first_thread + (hf_handle)(p->threads % PROGRAM_THREADS);

	if (hf_create_thread(p->domain, thread, p->space, MESSAGES + p->threads++ * PAGE, cpu, 0) ||
	    hf_control(thread, HF_THREAD_SCHEDULE, priority, 0, 0) ||
	    hf_control(thread, HF_THREAD_START, CODE + (uint64_t)(code - programs_begin), STACK,
		       x0))
		return HF_NO_HANDLE;
	return thread;
}
