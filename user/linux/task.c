/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks; the model is in task.h. */
#include "user/linux/task.h"

#include "user/lib/hf.h"
#include "user/linux/keeper.h"
#include "user/linux/time.h"

/* clone(2) */
#define CLONE_VM	     0x00000100
#define CLONE_THREAD	     0x00010000
#define CLONE_SETTLS	     0x00080000
#define CLONE_PARENT_SETTID  0x00100000
#define CLONE_CHILD_CLEARTID 0x00200000
#define CLONE_CHILD_SETTID   0x01000000

/* futex(2) */
#define FUTEX_WAIT	  0
#define FUTEX_WAKE	  1
#define FUTEX_REQUEUE	  3
#define FUTEX_CMP_REQUEUE 4
#define FUTEX_WAIT_BITSET 9
#define FUTEX_WAKE_BITSET 10
#define FUTEX_PRIVATE	  128
#define FUTEX_REALTIME	  256
#define FUTEX_ANY	  0xffffffffu

#define ALL_BITS (~0ull)

static struct task tasks[TASKS];
static uint32_t locked;
static int32_t last_tid;

/* The tasks of a program share one CPU and one priority, so giving way is enough to let the holder on. */
void lock(void)
{
	while (__atomic_exchange_n(&locked, 1, __ATOMIC_ACQUIRE))
		hf_yield();
}

void unlock(void)
{
	__atomic_store_n(&locked, 0, __ATOMIC_RELEASE);
}

static hf_handle slot_of(const struct task *task, unsigned int which)
{
	return HF_SELF_FREE + (hf_handle)(task - tasks) * 3 + which;
}

static uint64_t message_of(const struct task *task)
{
	return HF_MESSAGE_PAGES + (uint64_t)(task - tasks) * HF_PAGE_SIZE;
}

/* A handle that sets TASK_WAKE of the task's event. */
static bool make_wake(struct task *task)
{
	task->wake = slot_of(task, 2);
	return hf_grant(HF_SELF_DOMAIN, task->wake, task->event, HF_RIGHT_USE, TASK_WAKE) == HF_OK;
}

void tasks_init(void)
{
	struct task *first = &tasks[0];

	first->used = true;
	first->tid = ++last_tid;
	first->thread = HF_SELF_THREAD;
	first->event = HF_SELF_EVENT;
	first->message = HF_MESSAGE_PAGES;
	if (!make_wake(first))
		first->wake = HF_NO_HANDLE;
	if (hf_control(HF_NO_HANDLE, HF_THREAD_REFLECT, (uint64_t)linux_reflect, 0, 0))
		__builtin_trap();
}

struct task *task_self(void)
{
	uint64_t message = (uint64_t)hf_message_page();

	return &tasks[(message - HF_MESSAGE_PAGES) / HF_PAGE_SIZE];
}

static void wake(const struct task *task)
{
	/* Fails only for a task that is gone, which needs no waking. */
	enum hf_error e = hf_signal(task->wake);

	(void)e;
}

void task_poke(void)
{
	for (unsigned int i = 0; i < TASKS; i++)
		if (tasks[i].used && tasks[i].polls)
			wake(&tasks[i]);
}

bool task_wait(uint64_t deadline)
{
	enum hf_error e;
	uint64_t bits;

	unlock();
	e = hf_wait_event(ALL_BITS, deadline, &bits);
	lock();
	if (bits & ~(1ull << TASK_WAKE)) {
		time_refresh(bits);
		keeper_refresh(bits);
		task_poke();
	}
	return e == HF_OK;
}

bool task_wait_descriptors(uint64_t deadline)
{
	struct task *task = task_self();
	bool woken;

	task->polls = true;
	woken = task_wait(deadline);
	task->polls = false;
	return woken;
}

/* Ended tasks cannot destroy the thread that they run on: their successors do. */
static void reap(struct task *task)
{
	enum hf_error e = hf_destroy(task->thread);

	if (!e)
		e = hf_destroy(task->event);
	if (e)
		return;
	*task = (struct task){ 0 };
}

static struct task *free_task(void)
{
	for (unsigned int i = 1; i < TASKS; i++) {
		if (tasks[i].ended)
			reap(&tasks[i]);
		if (!tasks[i].used)
			return &tasks[i];
	}
	return NULL;
}

/* The kernel's side of a task; what was made is undone if not all can be. */
static enum hf_error make_thread(struct task *task)
{
	enum hf_error e;

	task->thread = slot_of(task, 0);
	task->event = slot_of(task, 1);
	task->message = message_of(task);
	e = hf_create_thread(HF_SELF_DOMAIN, task->thread, HF_SELF_SPACE, task->message, self->cpu,
			     0);
	if (e)
		return e;
	e = hf_create_event(HF_SELF_DOMAIN, task->event);
	if (!e)
		e = hf_control(task->event, HF_EVENT_BIND, task->thread, 0, 0);
	if (!e)
		e = hf_control(task->thread, HF_THREAD_SCHEDULE, self->priority, 0, 0);
	if (!e)
		e = hf_control(task->thread, HF_THREAD_EXITS, HF_SELF_EXIT, 0, 0);
	if (!e && !make_wake(task))
		e = HF_E_NOMEM;
	if (e)
		reap(task);
	return e;
}

int64_t sys_clone(struct registers *r)
{
	uint64_t flags = r->x[0], stack = r->x[1];
	struct task *task = free_task();

	if (!(flags & CLONE_VM) || !(flags & CLONE_THREAD) || !stack)
		return -ENOSYS; /* there are no processes */
	if (!task || make_thread(task))
		return -EAGAIN;
	task->used = true;
	task->tid = ++last_tid;
	task->registers = *r;
	task->pc = hf_message_page()->reflect_pc;
	__asm__("mrs %0, tpidr_el0" : "=r"(task->tls));
	if (flags & CLONE_SETTLS)
		task->tls = r->x[3];
	if (flags & CLONE_PARENT_SETTID)
		*(int32_t *)r->x[2] = task->tid;
	if (flags & CLONE_CHILD_SETTID)
		*(int32_t *)r->x[4] = task->tid;
	if (flags & CLONE_CHILD_CLEARTID)
		task->clear_tid = (uint32_t *)r->x[4];
	if (hf_control(task->thread, HF_THREAD_START, (uint64_t)linux_thread, stack,
		       (uint64_t)task)) {
		reap(task);
		return -EAGAIN;
	}
	return task->tid;
}

struct registers *task_begin(struct task *task)
{
	struct hf_message_page *page = hf_message_page();

	__asm__ volatile("msr tpidr_el0, %0" : : "r"(task->tls));
	page->reflect_pc = task->pc;
	page->reflect_pstate = 0;
	if (hf_control(HF_NO_HANDLE, HF_THREAD_REFLECT, (uint64_t)linux_reflect, 0, 0))
		__builtin_trap();
	return &task->registers;
}

static int64_t futex_wake(const uint32_t *address, uint64_t count, uint32_t bits)
{
	int64_t woken = 0;

	for (unsigned int i = 0; i < TASKS && (uint64_t)woken < count; i++) {
		struct task *task = &tasks[i];

		if (!task->used || task->futex != address || !(task->futex_bits & bits))
			continue;
		task->futex = NULL;
		wake(task);
		woken++;
	}
	return woken;
}

static int64_t futex_wait(const uint32_t *address, uint32_t value, uint64_t deadline,
			  uint32_t bits)
{
	struct task *task = task_self();

	if (__atomic_load_n(address, __ATOMIC_SEQ_CST) != value)
		return -EAGAIN;
	task->futex = address;
	task->futex_bits = bits;
	while (task->futex) {
		if (!task_wait(deadline) && task->futex) {
			task->futex = NULL;
			return -ETIMEDOUT;
		}
	}
	return 0;
}

/* Wakes some, and lets the others wait at another address. */
static int64_t futex_requeue(const uint32_t *from, uint64_t count, uint64_t moved_max,
			     const uint32_t *to)
{
	int64_t done = futex_wake(from, count, FUTEX_ANY);
	uint64_t moved = 0;

	for (unsigned int i = 0; i < TASKS && moved < moved_max; i++) {
		if (!tasks[i].used || tasks[i].futex != from)
			continue;
		tasks[i].futex = to;
		moved++;
	}
	return done + (int64_t)moved;
}

/* The deadline in ticks of a futex call: relative, or absolute for the BITSET form. */
static uint64_t futex_deadline(const struct timespec *timeout, uint64_t operation, bool absolute)
{
	if (!timeout)
		return HF_NEVER;
	if (!absolute)
		return time_deadline(timeout);
	return time_absolute(operation & FUTEX_REALTIME ? TIME_REALTIME : TIME_MONOTONIC, timeout);
}

int64_t sys_futex(struct registers *r)
{
	uint32_t *address = (uint32_t *)r->x[0];
	uint64_t command = r->x[1] & ~(uint64_t)(FUTEX_PRIVATE | FUTEX_REALTIME);
	const struct timespec *timeout = (const struct timespec *)r->x[3];
	bool bitset = command == FUTEX_WAIT_BITSET || command == FUTEX_WAKE_BITSET;
	uint32_t bits = bitset ? (uint32_t)r->x[5] : FUTEX_ANY;

	if (r->x[0] % 4 || !bits)
		return -EINVAL;
	switch (command) {
	case FUTEX_WAIT:
	case FUTEX_WAIT_BITSET:
		return futex_wait(address, (uint32_t)r->x[2],
				  futex_deadline(timeout, r->x[1], bitset), bits);
	case FUTEX_WAKE:
	case FUTEX_WAKE_BITSET:
		return futex_wake(address, r->x[2], bits);
	case FUTEX_CMP_REQUEUE:
		if (__atomic_load_n(address, __ATOMIC_SEQ_CST) != (uint32_t)r->x[5])
			return -EAGAIN;
		/* fall through */
	case FUTEX_REQUEUE:
		return futex_requeue(address, r->x[2], r->x[3], (const uint32_t *)r->x[4]);
	default:
		return -ENOSYS;
	}
}

/* The end of a thread; the first one's is not the program's. */
int64_t sys_exit(struct registers *r)
{
	struct task *task = task_self();
	uint64_t bits;

	(void)r;
	if (task->clear_tid) {
		__atomic_store_n(task->clear_tid, 0, __ATOMIC_SEQ_CST);
		futex_wake(task->clear_tid, 1, FUTEX_ANY);
	}
	task->ended = task != &tasks[0];
	unlock();
	for (;;) {
		enum hf_error e = hf_wait_event(ALL_BITS, HF_NEVER, &bits);

		/* The first thread goes on waking others when something comes in. */
		if (!e && task == &tasks[0]) {
			lock();
			task_poke();
			unlock();
		}
	}
}

int64_t sys_gettid(struct registers *r)
{
	(void)r;
	return task_self()->tid;
}

int64_t sys_set_tid_address(struct registers *r)
{
	struct task *task = task_self();

	task->clear_tid = (uint32_t *)r->x[0];
	return task->tid;
}
