/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Init, from its first instruction to serving.
 *
 * Everything is made before anything runs: a program that starts finds all its channels there. Programs
 * with guest memory come last, while the others run already, because clearing gigabytes must not keep
 * the sealed world waiting.
 */
#include "user/init/init.h"
#include "user/lib/time.h"

uintptr_t __stack_chk_guard;

_Noreturn void __stack_chk_fail(void);
_Noreturn void init_main(const struct hf_boot *boot);

static struct init init;

void __stack_chk_fail(void)
{
	__builtin_trap();
}

/* Without a sealed world there is no phone: say why and stop. */
static _Noreturn void refuse(const char *why, enum hf_error e)
{
	init_say(&init, "%s (error %u); the phone cannot start", why, e);
	if (hf_power(HF_INIT_DOMAIN, 0) != HF_OK)
		__builtin_trap();
	for (;;)
		hf_yield();
}

/* What the manifest asks for and this machine has not. */
static void say_missing_cpus(void)
{
	const struct manifest *m = &init.manifest;

	for (uint32_t i = 0; i < m->programs; i++) {
		const struct plan_program *p = &init.plan.program[i];

		if (m->program[i].is_init)
			continue;
		if (p->cpu != m->program[i].cpu)
			init_say(&init,
				 "this machine has no cpu %u: %s is on cpu %u, after all others",
				 m->program[i].cpu, m->program[i].name, p->cpu);
		else if (p->threads != m->program[i].threads)
			init_say(&init, "%s has fewer CPUs than it might: this machine has %u",
				 m->program[i].name, init.boot->cpus);
	}
}

static void start_all(void)
{
	const struct manifest *m = &init.manifest;

	for (uint32_t i = 0; i < m->programs; i++) {
		struct init_life *life = &init.life[i];
		enum hf_error e;

		if (m->program[i].is_init)
			continue;
		*life = (struct init_life){ .state = INIT_CLEARING, .again = true };
		if (init.plan.program[i].has_guest)
			continue;
		e = init_clear_program(&init, i);
		if (e == HF_OK)
			e = init_start(&init, i);
		if (e != HF_OK)
			refuse(init.doing, e);
		life->state = INIT_RUNNING;
	}
}

/* From here on at the priority that the manifest gives init. */
static void settle(void)
{
	const struct manifest_program *self =
		&init.manifest.program[manifest_find(&init.manifest, "init")];
	enum hf_error e = hf_control(HF_INIT_THREAD, HF_THREAD_SCHEDULE, self->priority, 0, 0);

	if (e != HF_OK)
		refuse("settling", e);
}

/* The stack's guard changes here, so this function must not have one; it does not return. */
__attribute__((no_stack_protector)) void init_main(const struct hf_boot *boot)
{
	uint64_t began = hf_now();
	enum hf_error e;

	if (!init_open(&init, boot))
		refuse("nothing to run", HF_OK);
	init_seed(&init);
	__stack_chk_guard = (uintptr_t)(init_random(&init) << 8);
	e = init_build(&init);
	if (e != HF_OK)
		refuse(init.doing, e);
	start_all();
	init_say(&init, "%s: %u programs, made in %lu ms", init.manifest.phone,
		 init.manifest.programs - 1,
		 time_from_ticks(hf_now() - began, boot->ticks_per_second, TIME_MILLI));
	say_missing_cpus();
	settle();
	init_serve(&init);
}
