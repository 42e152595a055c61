/* SPDX-License-Identifier: Apache-2.0 */
/* This CPU at an exit: what is in its registers, who runs on whose time, its queues and timeouts. */
#include "kernel/arm64/registers.h"
#include "kernel/test/oracle/oracle.h"

#define MODE_AND_MASKS 0x3df /* of a PSTATE: M[4:0], F, I, A, D */
#define MODE	       0x1f

static void check_registers(const struct cpu *cpu, const struct thread *thread)
{
	uint64_t vttbr = read_register(vttbr_el2);
	bool fp_traps = read_register(cptr_el2) & CPTR_TFP;

	must(cpu->loaded == thread && cpu->space == thread->space);
	must((vttbr & 0xfffffffffffe) == pointer_pa(thread->space->root).value);
	must(vttbr >> 48 == (load_ordered(&thread->space->vmid) & 0xffff) && vttbr >> 48);
	must(fp_traps == (cpu->fp_owner != thread));
	must(!cpu->fp_owner || cpu->fp_owner->cpu == cpu);
	must(!cpu->vcpu || cpu->vcpu->cpu == cpu);
	must(cpu->el1_guest == thread->vcpu);
	must(read_register(hcr_el2) == (thread->vcpu ? HCR_GUEST : HCR_NATIVE));
	must(read_register(sctlr_el2) == SCTLR_EL2_ON);
	if (thread->vcpu) {
		must(cpu->vcpu == thread);
		must((thread->frame.pstate & MODE) == SPSR_EL0 ||
		     (thread->frame.pstate & MODE) == SPSR_EL1T ||
		     (thread->frame.pstate & MODE) == SPSR_EL1H);
	} else {
		must(read_register(tpidrro_el0) == thread->context.message_address);
		must((thread->frame.pstate & MODE_AND_MASKS) == SPSR_EL0);
	}
}

static void check_lender(const struct cpu *cpu, const struct thread *thread)
{
	struct thread *lender = cpu->lender;

	must(thread->cpu == cpu && thread->state == THREAD_RUNNABLE);
	must(lender && lender->queued);
	must(sched_executes(lender) == thread);
	must(cpu->ready_mask >> lender->level == 1);
	must(cpu->ready[lender->level].next == &lender->in_queue);
}

static void check_queues(const struct cpu *cpu)
{
	for (unsigned int level = 0; level < PRIORITIES; level++) {
		const struct list *queue = &cpu->ready[level];

		must(in_list(queue) == (cpu->ready_mask >> level & 1));
		for each (l, queue) {
			const struct thread *t = container_of(l, struct thread, in_queue);

			must(linked(l));
			must(t->queued && t->cpu == cpu && t->level == level && !t->parked_on);
			must(t->state == THREAD_RUNNABLE || t->state == THREAD_CALLING);
		}
	}
}

static unsigned int rank(const struct timeout *t)
{
	return t ? t->rank : 0;
}

static void check_timeout(const struct cpu *cpu, const struct timeout *t)
{
	must(t->set && t->rank == rank(t->right) + 1);
	must(rank(t->left) >= rank(t->right));
	must(!t->left || (t->left->parent == t && t->left->when >= t->when));
	must(!t->right || (t->right->parent == t && t->right->when >= t->when));
	if (t->kind == TIMEOUT_WAIT) {
		const struct thread *thread = container_of(t, struct thread, wait);

		must(thread->cpu == cpu && thread->state == THREAD_WAITING);
	} else {
		must(in_list(&container_of(t, struct reserve, refill)->fallen));
	}
}

/* In the heap's own order, by the parents' pointers: no recursion, since a left spine may be long. */
static void check_timeouts(const struct cpu *cpu)
{
	const struct timeout *t = cpu->timeouts.soonest, *from = NULL;

	must(!t || !t->parent);
	while (t) {
		const struct timeout *next = t->parent;

		if (from == t->parent) {
			check_timeout(cpu, t);
			next = t->left ? t->left : t->right ? t->right : t->parent;
		} else if (from == t->left && t->right) {
			next = t->right;
		}
		from = t;
		t = next;
	}
}

/* The timer rings for the soonest, and before the lender's turn is over. */
static void check_alarm(const struct cpu *cpu)
{
	const struct timeout *soonest = cpu->timeouts.soonest;

	must(cpu->alarm <= cpu->charged + cpu->lender->left);
	must(!soonest || cpu->alarm <= soonest->when);
	must(read_register(cnthp_cval_el2) == cpu->alarm);
	must(read_register(cnthp_ctl_el2) & 1);
}

void oracle_cpu(struct cpu *cpu, const struct thread *thread)
{
	must(cpu->epoch == 0);
	check_registers(cpu, thread);
	check_lender(cpu, thread);
	check_queues(cpu);
	check_timeouts(cpu);
	check_alarm(cpu);
}
