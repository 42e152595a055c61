/* SPDX-License-Identifier: Apache-2.0 */
/* Mail; the model is in mail.h. */
#include "kernel/core/mail.h"

#include "kernel/core/arch.h"
#include "kernel/core/atomic.h"
#include "kernel/core/cpu.h"
#include "kernel/core/thread.h"

void mail_post(struct cpu *to, struct mail *mail)
{
	struct mail *newest = load_relaxed(&to->mail);

	do
		mail->next = newest;
	while (!compare_exchange(&to->mail, &newest, mail));
	if (!newest)
		arch_cpu_interrupt(to);
}

/* A letter may be posted anew as soon as it is read, so its successor is looked up before. */
void mail_read(struct cpu *cpu)
{
	struct mail *mail = exchange(&cpu->mail, NULL), *oldest = NULL;

	while (mail) {
		struct mail *older = mail->next;

		mail->next = oldest;
		oldest = mail;
		mail = older;
	}
	while (oldest) {
		struct mail *newer = oldest->next;

		oldest->read(oldest);
		oldest = newer;
	}
}

/* The sender may be gone once the state says that it is done. */
static void read_errand(struct mail *mail)
{
	struct errand *errand = container_of(mail, struct errand, mail);
	struct thread *by = container_of(errand, struct thread, errand);
	struct thread *about = errand->about;

	if (about->cpu == arch_cpu())
		errand->result = errand->work(by, errand->target, errand->x);
	else
		errand->result = AGAIN;
	fetch_add(&about->letters, -1u);
	store_ordered(&errand->state, ERRAND_DONE);
}

static bool same(const struct errand *errand, errand_work *work, const void *target,
		 const uint64_t *x)
{
	bool equal = errand->work == work && errand->target == target;

	for (unsigned int i = 0; x && i < ERRAND_WORDS; i++)
		equal = equal && errand->x[i] == x[i];
	return equal;
}

static void send(struct thread *by, struct thread *about, errand_work *work, void *target,
		 const uint64_t *x)
{
	struct errand *errand = &by->errand;

	errand->mail.read = read_errand;
	errand->work = work;
	errand->about = about;
	errand->target = target;
	for (unsigned int i = 0; i < ERRAND_WORDS; i++)
		errand->x[i] = x ? x[i] : 0;
	errand->state = ERRAND_SENT;
	fetch_add(&about->letters, 1u);
	mail_post(load_relaxed(&about->cpu), &errand->mail);
}

error errand_run(struct thread *by, struct thread *about, errand_work *work, void *target,
		 const uint64_t *x)
{
	struct errand *errand;

	if (load_relaxed(&about->cpu) == arch_cpu())
		return work(by, target, x);
	errand = &by->errand;
	if (load_ordered(&errand->state) == ERRAND_SENT)
		return AGAIN;
	if (errand->state == ERRAND_DONE) {
		errand->state = ERRAND_NONE;
		if (same(errand, work, target, x) && errand->result != AGAIN)
			return errand->result;
	}
	send(by, about, work, target, x);
	return AGAIN;
}
