/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any exit in any order: all registers of all devices, interrupt controller and PSCI among them, with RAM and the
 * world behind the devices changing in between. An input is a list of operations.
 */
#include "user/vmm/bytes.h"
#include "user/vmm/test/fuzz_guest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void mmio(struct input *input, bool write)
{
	unsigned which = (unsigned)input_take(input, 1);
	const struct device *device = fuzz_board.vm.device[which % 64 % fuzz_board.vm.devices];
	unsigned size = 1u << which / 64;
	uint64_t offset = input_take(input, 3);
	struct exit exit = {
		.kind = EXIT_MMIO,
		.write = write,
		.size = size,
		.address = device->base + offset % device->size / size * size,
		.value = write ? input_take(input, 4) : 0,
	};

	fuzz_exit(0, &exit);
}

static void smccc(struct input *input, unsigned cpu)
{
	static const uint32_t functions[] = {
		SMCCC_VERSION,
		SMCCC_ARCH_FEATURES,
		PSCI_VERSION,
		PSCI_CPU_SUSPEND,
		PSCI_CPU_OFF,
		PSCI_CPU_ON,
		PSCI_AFFINITY_INFO,
		PSCI_MIGRATE_INFO_TYPE,
		PSCI_SYSTEM_OFF,
		PSCI_SYSTEM_RESET,
		PSCI_FEATURES,
		PSCI_SYSTEM_RESET2,
		PSCI_CPU_ON | PSCI_64,
		PSCI_CPU_SUSPEND | PSCI_64,
		PSCI_AFFINITY_INFO | PSCI_64,
	};
	unsigned which = (unsigned)input_take(input, 1);
	struct exit exit = { .kind = EXIT_SMCCC };

	exit.x[0] = which < ARRAY_SIZE(functions) ? functions[which] : input_take(input, 8);
	exit.x[1] = input_take(input, 2);
	exit.x[2] = BOARD_RAM + input_take(input, 3);
	fuzz_exit(cpu, &exit);
}

static void access_register(struct input *input, unsigned cpu)
{
	static const uint32_t numbers[] = {
		VM_REGISTER(3, 0, 12, 11, 5),
		VM_REGISTER(3, 0, 12, 11, 6),
		VM_REGISTER(3, 0, 12, 11, 7),
		VM_REGISTER(2, 0, 1, 1, 4),
	};
	unsigned which = (unsigned)input_take(input, 1);
	struct exit exit = { .kind = EXIT_REGISTER, .write = which & 1 };

	exit.number = which / 2 < ARRAY_SIZE(numbers) ? numbers[which / 2]
						      : (uint32_t)input_take(input, 3);
	exit.value = input_take(input, 8);
	fuzz_exit(cpu, &exit);
}

/* A VCPU that is on, if need be after a reset; the disk is let finish before. */
static unsigned running_cpu(unsigned wanted)
{
	for (unsigned i = 0; i < FUZZ_CPUS && fuzz_board.vm.power == VM_ON; i++)
		if (fuzz_board.vm.psci.on[(wanted + i) % FUZZ_CPUS])
			return (wanted + i) % FUZZ_CPUS;
	while (!vm_quiet(&fuzz_board.vm))
		fuzz_event(5);
	vm_boot(&fuzz_board.vm);
	return 0;
}

static void operation(struct input *input)
{
	unsigned what = (unsigned)input_take(input, 1), cpu = running_cpu(what / 8);
	struct exit fault = { .kind = EXIT_FAULT };
	uint64_t at;

	switch (what % 8) {
	case 0:
	case 1:
	case 2:
		mmio(input, true);
		break;
	case 3:
		mmio(input, false);
		break;
	case 4:
		smccc(input, cpu);
		break;
	case 5:
		access_register(input, cpu);
		break;
	case 6:
		at = input_take(input, 2);
		put32(fuzz_ram + FUZZ_WINDOW + (at & 0xfffc), (uint32_t)input_take(input, 4));
		break;
	case 7:
		if (what / 8 == 31)
			fuzz_exit(cpu, &fault);
		else
			fuzz_event((unsigned)input_take(input, 2));
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };

	fuzz_boot();
	for (unsigned i = 0; i < 1000 && input.left > 0; i++)
		operation(&input);
	return 0;
}
