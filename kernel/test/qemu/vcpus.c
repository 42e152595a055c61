/* SPDX-License-Identifier: Apache-2.0 */
/* VCPUs: exits and replies, state, virtual interrupts and timer, and what a hostile guest tries. */
#include "kernel/test/qemu/test.h"

#define GUEST_BASE 0x40000000
#define GUEST_SIZE 0x10000
#define WINDOW	   0x340000000 /* where this program sees the guest's memory */
#define PAGE_AT	   0x7f000000  /* the VCPU's message page, out of the guest's way */

struct machine {
	hf_handle space, memory, vcpu, gate;
};

#define GUEST(name) extern const char guest_##name[], guest_##name##_end[]
GUEST(hvc);
GUEST(mmio);
GUEST(fault);
GUEST(undefined);
GUEST(identity);
GUEST(interrupt);
GUEST(timer);
GUEST(spin);
GUEST(vectors);
GUEST(smuggle);

/* What the last exit said, and the flags with which to wait for the next. */
static struct hf_words last;
static uint64_t flags;

/* This program itself serves the exits; `words` is the reply to the last one. */
static enum hf_error next_exit(struct hf_words words, uint64_t ms)
{
	struct hf_arrived arrived = { 0 };
	enum hf_error e = hf_wait(flags, 0, hf_now() + boot->ticks_per_second * ms / 1000, &words,
				  &arrived);

	flags = HF_WAIT_CALLS | HF_WAIT_REPLY;
	last = words;
	return e;
}

static const struct hf_words go_on;

static bool begin_on(unsigned int cpu, struct machine *m, const char *code, const char *end)
{
	struct hf_state *state = &hf_message_page()->state;
	char *window = (char *)WINDOW;

	*m = (struct machine){ slot(), ram(GUEST_SIZE), slot(), slot() };
	flags = HF_WAIT_CALLS;
	if (hf_map(HF_INIT_SPACE, WINDOW, m->memory, 0, GUEST_SIZE, HF_RIGHT_READ | HF_RIGHT_WRITE))
		return false;
	for (unsigned int i = 0; i < GUEST_SIZE; i++)
		window[i] = code + i < end ? code[i] : 0;
	for (unsigned int i = 0; i < GUEST_SIZE; i += 64)
		__asm__ volatile("dc cvau, %0\n\tdsb ish\n\tic ivau, %0" : : "r"(window + i));
	if (hf_create_space(HF_INIT_DOMAIN, m->space, HF_SPACE_GUEST) ||
	    hf_map(m->space, GUEST_BASE, m->memory, 0, GUEST_SIZE,
		   HF_RIGHT_READ | HF_RIGHT_WRITE | HF_RIGHT_EXECUTE) ||
	    hf_create_thread(HF_INIT_DOMAIN, m->vcpu, m->space, PAGE_AT, cpu, HF_THREAD_VCPU) ||
	    hf_create_gate(HF_INIT_DOMAIN, m->gate, 3) ||
	    hf_control(m->gate, HF_GATE_BIND, HF_INIT_THREAD, 0, 0) ||
	    hf_control(m->vcpu, HF_THREAD_EXITS, m->gate, 0, 0) ||
	    hf_control(m->vcpu, HF_THREAD_SCHEDULE, 5, 0, 0) || hf_state(m->vcpu, 0))
		return false;
	state->pc = GUEST_BASE;
	state->mpidr = 0x80000003;
	return !hf_state(m->vcpu, 1) && !hf_control(m->vcpu, HF_VCPU_RESUME, 0, 0, 0);
}

static bool begin(struct machine *m, const char *code, const char *end)
{
	return begin_on(0, m, code, end);
}

#define BEGIN(m, name) expect(begin(m, guest_##name, guest_##name##_end), true)

static void hypercalls(void)
{
	struct hf_words reply = { { HF_RESUME_NEXT, 10, 20, 30, 40 } };
	struct machine m;

	BEGIN(&m, hvc);
	expect(next_exit(go_on, 100), HF_OK);
	expect(last.w[0], HF_EXIT_HVC);
	expect(last.w[1], 5);
	expect(last.w[2], 1);
	expect(last.w[5], 4);
	expect(next_exit(reply, 100), HF_OK);
	expect(last.w[0], HF_EXIT_SMC);
	expect(last.w[1], 6);
	expect(last.w[2], 100);
	expect(next_exit(go_on, 100), HF_OK);
	expect(last.w[0], HF_EXIT_HVC);
	expect(last.w[2], 0x77);
}

static void device_accesses(void)
{
	static const struct {
		uint64_t address, flags, value;
	} writes[] = {
		{ 0x9000000, 8 | HF_MMIO_WRITE, 0xffff0000abcd1234 },
		{ 0x9000008, 4 | HF_MMIO_WRITE, 0xabcd1234 },
		{ 0x900000c, 2 | HF_MMIO_WRITE, 0x1234 },
		{ 0x900000f, 1 | HF_MMIO_WRITE, 0x34 },
		{ 0x9000010, 8 | HF_MMIO_WRITE, 0 },
	};
	static const uint64_t sizes[] = { 8, 4, 4, 2, 1, 1 };
	struct hf_words reply = { { HF_RESUME_NEXT, 0xfedcba9876543210 } };
	struct hf_words minus = { { HF_RESUME_NEXT, 0xfffff0f0f0f0f0f0 } };
	struct machine m;

	BEGIN(&m, mmio);
	for (unsigned int i = 0; i < 5; i++) {
		expect(next_exit(go_on, 100), HF_OK);
		expect(last.w[0], HF_EXIT_MMIO);
		expect(last.w[1], writes[i].address);
		expect(last.w[2], writes[i].flags);
		expect(last.w[3], writes[i].value);
	}
	for (unsigned int i = 0; i < 6; i++) {
		expect(next_exit(i == 0 ? go_on : i < 3 ? reply : minus, 100), HF_OK);
		expect(last.w[0], HF_EXIT_MMIO);
		expect(last.w[2], sizes[i]);
	}
	expect(next_exit(minus, 100), HF_OK);
	expect(last.w[0], HF_EXIT_HVC);
	expect(last.w[2], 0xfedcba9876543210);	/* ldr x */
	expect(last.w[3], 0x76543210);		/* ldr w */
	expect(last.w[4], 0xfffffffff0f0f0f0);	/* ldrsw x */
	expect(last.w[5], 0xfffff0f0);		/* ldrsh w */
	expect(next_exit(go_on, 100), HF_OK);
	expect(last.w[2], 0xfffffffffffffff0);	/* ldrsb x */
	expect(last.w[3], 0xf0);		/* ldrb w */
}

/* Stage 2 has nothing there and the instruction gives no syndrome: the VMM sees a fault and may map. */
static void fault_is_resolved_by_mapping(void)
{
	struct hf_words retry = { { HF_RESUME_RETRY } };
	struct machine m;

	BEGIN(&m, fault);
	expect(next_exit(go_on, 100), HF_OK);
	expect(last.w[0], HF_EXIT_FAULT);
	expect(last.w[1], 0x9000000);
	expect(hf_map(m.space, 0x9000000, ram(HF_PAGE_SIZE), 0, HF_PAGE_SIZE,
		      HF_RIGHT_READ | HF_RIGHT_WRITE),
	       HF_OK);
	expect(next_exit(retry, 100), HF_OK);
	expect(last.w[0], HF_EXIT_HVC);
}

static void undefined_is_delivered(void)
{
	struct hf_words undefined = { { HF_RESUME_UNDEFINED } };
	struct machine m;

	BEGIN(&m, undefined);
	expect(next_exit(go_on, 100), HF_OK);
	expect(last.w[0], HF_EXIT_REGISTER);
	expect(last.w[1], 3 << 16 | 3 << 12 | 15 << 8 | 2 << 4);
	expect(last.w[2], 0);
	expect(next_exit(undefined, 100), HF_OK);
	expect(last.w[0], HF_EXIT_HVC);
	expect(last.w[2], 1 << 25);
	expect(last.w[3], GUEST_BASE + 12);
	expect(last.w[5], 1 << 2); /* EL1 */
}

static void identification_registers(void)
{
	struct machine m;

	BEGIN(&m, identity);
	expect(next_exit(go_on, 100), HF_OK);
	expect(last.w[2] & 0xffff, 0x0011); /* EL0 and EL1 in AArch64, no EL2, no EL3 */
	expect(last.w[2] >> 32 & 15, 0);    /* no SVE */
	expect(last.w[3], 6);		    /* debug without anything */
	expect(last.w[4] & 0xff0, 0);	    /* no pointer authentication */
	expect(last.w[5], 0x80000003);
}

static uint64_t interrupt(uint64_t number)
{
	return number | 0xa0ull << 48 | 1ull << 60;
}

static void interrupts_arrive(void)
{
	struct machine m;

	BEGIN(&m, interrupt);
	expect(next_exit(go_on, 100), HF_OK);
	expect(last.w[1], 1);
	expect(next_exit(go_on, 20), HF_E_TIME); /* it sleeps */
	for (uint64_t n = 32; n < 40; n++) {
		flags = HF_WAIT_CALLS;
		expect(hf_inject(m.vcpu, interrupt(n)), HF_OK);
		expect(next_exit(go_on, 100), HF_OK);
		expect(last.w[1], 2);
		expect(last.w[2], n);
		expect(last.w[3], n - 31);
		expect(next_exit(go_on, 20), HF_E_TIME);
	}
}

/* More than there are list registers: the rest is refused, and the VMM hears when there is room. */
static void interrupts_beyond_list_registers(void)
{
	struct machine m;
	uint64_t taken = 0, seen = 0;
	bool window = false;

	BEGIN(&m, interrupt);
	expect(next_exit(go_on, 100), HF_OK);
	while (hf_inject(m.vcpu, interrupt(32 + taken)) == HF_OK)
		taken++;
	expect(taken >= 2 && taken <= 16, 1);
	expect(hf_inject(m.vcpu, interrupt(32)), HF_OK); /* pending already: the same */
	while (!next_exit(go_on, 100)) {
		seen += last.w[0] == HF_EXIT_HVC;
		window |= last.w[0] == HF_EXIT_IRQ_WINDOW;
	}
	expect(seen, taken);
	expect(window, 1);
}

static void deactivation_is_told(void)
{
	struct machine m;
	bool told = false;

	BEGIN(&m, interrupt);
	expect(next_exit(go_on, 100), HF_OK);
	expect(hf_inject(m.vcpu, interrupt(40) | 1ull << 41), HF_OK);
	while (!next_exit(go_on, 100)) {
		if (last.w[0] != HF_EXIT_EOI)
			continue;
		told = true;
		expect(last.w[1], 40);
	}
	expect(told, 1);
}

static void virtual_timer(void)
{
	struct machine m;

	BEGIN(&m, timer);
	expect(hf_control(m.vcpu, HF_VCPU_TIMER, interrupt(27), 0, 0), HF_OK);
	for (unsigned int i = 0; i < 5; i++) {
		expect(next_exit(go_on, 500), HF_OK);
		expect(last.w[1], 3);
		expect(last.w[2], 27);
	}
}

/* Two machines with a timer each: the one that is not in the CPU keeps its time. */
static void two_virtual_timers(void)
{
	struct machine a, b;
	hf_handle second;
	unsigned int from_a = 0, from_b = 0;
	struct hf_words words = go_on;
	struct hf_arrived arrived = { 0 };

	BEGIN(&a, timer);
	expect(hf_unmap(HF_INIT_SPACE, WINDOW, GUEST_SIZE), HF_OK);
	BEGIN(&b, timer);
	second = slot();
	expect(hf_create_gate(HF_INIT_DOMAIN, second, 4), HF_OK);
	expect(hf_control(second, HF_GATE_BIND, HF_INIT_THREAD, 0, 0), HF_OK);
	expect(hf_control(b.vcpu, HF_THREAD_EXITS, second, 0, 0), HF_OK);
	expect(hf_control(a.vcpu, HF_VCPU_TIMER, interrupt(27), 0, 0), HF_OK);
	expect(hf_control(b.vcpu, HF_VCPU_TIMER, interrupt(27), 0, 0), HF_OK);
	for (unsigned int i = 0; i < 20; i++) {
		words = go_on;
		expect(hf_wait(flags, 0, hf_now() + boot->ticks_per_second, &words, &arrived), HF_OK);
		flags = HF_WAIT_CALLS | HF_WAIT_REPLY;
		from_a += arrived.word == 3;
		from_b += arrived.word == 4;
	}
	expect(from_a > 5 && from_b > 5, 1);
}

static void a_spinning_guest_is_preempted(void)
{
	struct machine m;
	struct hf_words info = { { 0 } };

	BEGIN(&m, spin);
	expect(next_exit(go_on, 50), HF_E_TIME);
	expect(hf_info(m.vcpu, &info), HF_OK);
	expect(info.w[1] > 0, 1);
	expect(hf_state(m.vcpu, 0), HF_E_STATE);
	expect(hf_control(m.vcpu, HF_THREAD_STOP, 0, 0, 0), HF_OK);
	expect(hf_state(m.vcpu, 0), HF_OK);
	expect(hf_message_page()->state.x[0] > 0, 1);
}

/* Stopped, read, given an interrupt, moved and resumed from here, wherever it runs. */
static void a_vcpu_of_another_cpu(void)
{
	const struct hf_state *state = &hf_message_page()->state;
	struct machine m;
	uint64_t before = 0;

	expect(begin_on(boot->cpus - 1, &m, guest_spin, guest_spin_end), true);
	for (unsigned int i = 0; i < 50; i++) {
		expect(pause_ms(1), HF_E_TIME);
		expect(hf_state(m.vcpu, 0), HF_E_STATE);
		expect(hf_control(m.vcpu, HF_VCPU_RESUME, 0, 0, 0), HF_E_STATE);
		expect(hf_inject(m.vcpu, interrupt(40)), HF_OK);
		expect(hf_control(m.vcpu, HF_THREAD_STOP, 0, 0, 0), HF_OK);
		expect(hf_state(m.vcpu, 0), HF_OK);
		expect(state->x[0] > before, true);
		expect(state->mpidr, 0x80000003);
		before = state->x[0];
		expect(hf_control(m.vcpu, HF_THREAD_MOVE, i % boot->cpus, 0, 0), HF_OK);
		expect(hf_state(m.vcpu, 0), HF_OK);
		expect(state->x[0], before);
		expect(hf_control(m.vcpu, HF_VCPU_RESUME, 0, 0, 0), HF_OK);
	}
}

static void guest_vectors_survive(void)
{
	struct machine m;

	BEGIN(&m, vectors);
	expect(next_exit(go_on, 100), HF_OK);
	__asm__ volatile(".arch armv8-a\n\tmovi v7.2d, #0");
	expect(next_exit(go_on, 100), HF_OK);
	expect(last.w[1], 2);
	expect(last.w[2], 0x5a);
}

/* EL2's registers are undefined at EL1, so the guest takes the exceptions itself; the rest is harmless. */
static void hostile_registers(void)
{
	struct machine m;

	BEGIN(&m, smuggle);
	expect(next_exit(go_on, 100), HF_OK);
	expect(last.w[0], HF_EXIT_HVC);
	expect(last.w[2], 5);
}

static void vcpus_that_cannot_be(void)
{
	hf_handle space = slot();

	expect(hf_create_space(HF_INIT_DOMAIN, space, HF_SPACE_GUEST), HF_OK);
	expect(hf_create_space(HF_INIT_DOMAIN, slot(), 2), HF_E_CALL);
	expect(hf_create_thread(HF_INIT_DOMAIN, slot(), space, PAGE_AT, 0, 0), HF_E_RANGE);
	expect(hf_create_thread(HF_INIT_DOMAIN, slot(), HF_INIT_SPACE, PAGE_AT, 0, HF_THREAD_VCPU),
	       HF_E_RANGE);
}

static const struct test_case cases[] = {
	{ "hypercalls and secure calls", hypercalls },
	{ "device accesses of every size", device_accesses },
	{ "a fault is resolved by mapping", fault_is_resolved_by_mapping },
	{ "an undefined instruction is delivered", undefined_is_delivered },
	{ "identification registers", identification_registers },
	{ "interrupts arrive", interrupts_arrive },
	{ "interrupts beyond the list registers", interrupts_beyond_list_registers },
	{ "deactivation is told", deactivation_is_told },
	{ "the virtual timer", virtual_timer },
	{ "two virtual timers", two_virtual_timers },
	{ "a spinning guest is preempted", a_spinning_guest_is_preempted },
	{ "a VCPU of another CPU", a_vcpu_of_another_cpu },
	{ "a guest's vector registers survive", guest_vectors_survive },
	{ "a hostile guest's registers", hostile_registers },
	{ "VCPUs that cannot be", vcpus_that_cannot_be },
};

/* Virtual machines need GICv3. */
static bool has_vcpus(void)
{
	return boot->gic == 3;
}

GROUP(vcpus, PLAIN, has_vcpus);
