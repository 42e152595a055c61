/* SPDX-License-Identifier: Apache-2.0 */
#include "user/vmm/bytes.h"
#include "user/vmm/sysreg.h"
#include "user/vmm/tree.h"
#include "user/vmm/vm.h"

void vm_init(struct vm *vm, const struct vm_host *host, struct ram ram, unsigned cpus)
{
	memset(vm, 0, sizeof(*vm));
	vm->host = host;
	vm->ram = ram;
	vm->cpus = cpus;
	vm->bootargs = "";
	gic_init(&vm->gic, vm);
}

void vm_add(struct vm *vm, struct device *device)
{
	device->vm = vm;
	vm->device[vm->devices++] = device;
}

void device_line(struct device *device, bool high)
{
	gic_line(&device->vm->gic, device->intid, high);
}

bool vm_quiet(const struct vm *vm)
{
	for (unsigned i = 0; i < vm->devices; i++)
		if (vm->device[i]->model->quiet != NULL &&
		    !vm->device[i]->model->quiet(vm->device[i]))
			return false;
	return true;
}

void vm_halt(struct vm *vm, enum vm_power power)
{
	for (unsigned cpu = 0; cpu < vm->cpus; cpu++) {
		vm->host->stop(vm, cpu);
		gic_cpu_stop(&vm->gic, cpu);
	}
	vm->power = power;
}

static void reset_all(struct vm *vm)
{
	memset(vm->faults, 0, sizeof(vm->faults));
	psci_reset(&vm->psci);
	for (unsigned i = 0; i < vm->devices; i++)
		vm->device[i]->model->reset(vm->device[i]);
}

/* Fill RAM. Returns false with the reason logged. */
static bool load(struct vm *vm, struct layout *layout)
{
	enum image_error error;
	void *tree;

	error = image_place(&vm->ram, vm->kernel, vm->initrd, TREE_SIZE, layout);
	if (error != IMAGE_OK) {
		vm->host->log(vm, image_error_text(error));
		return false;
	}
	image_load(&vm->ram, vm->kernel, vm->initrd, layout);
	tree = ram_range(&vm->ram, layout->tree, TREE_SIZE);
	if (tree_build(vm, layout, tree, TREE_SIZE) == 0) {
		vm->host->log(vm, "the device tree does not fit: bootargs too long?");
		return false;
	}
	vm->host->publish(vm, tree, TREE_SIZE);
	vm->host->publish(vm, ram_range(&vm->ram, layout->kernel, vm->kernel.size),
			  vm->kernel.size);
	vm->host->publish(vm, ram_range(&vm->ram, layout->initrd, vm->initrd.size),
			  vm->initrd.size);
	return true;
}

bool vm_boot(struct vm *vm)
{
	struct layout layout;

	vm_halt(vm, VM_OFF);
	reset_all(vm);
	if (!load(vm, &layout))
		return false;
	vm->power = VM_ON;
	vm->host->start(vm, 0, layout.kernel, layout.tree);
	return true;
}

static struct device *device_at(const struct vm *vm, uint64_t address)
{
	for (unsigned i = 0; i < vm->devices; i++)
		if (address - vm->device[i]->base < vm->device[i]->size)
			return vm->device[i];
	return NULL;
}

static void mmio(struct vm *vm, const struct exit *exit, struct answer *answer)
{
	struct device *device = device_at(vm, exit->address);
	uint64_t mask = exit->size == 8 ? ~(uint64_t)0 : ((uint64_t)1 << 8 * exit->size) - 1;
	uint32_t offset;

	if (device == NULL || exit->address % exit->size != 0) {
		answer->verdict = VERDICT_ABORT;
		return;
	}
	offset = (uint32_t)(exit->address - device->base);
	answer->verdict = VERDICT_NEXT;
	answer->value = 0;
	if (exit->write)
		device->model->write(device, offset, exit->size, exit->value & mask);
	else
		answer->value = device->model->read(device, offset, exit->size) & mask;
}

static void hex(char *to, uint64_t value)
{
	for (int shift = 60; shift >= 0; shift -= 4)
		*to++ = "0123456789abcdef"[value >> shift & 15];
}

static void log_fault(struct vm *vm, const struct exit *exit)
{
	char line[] = "fault: address 0000000000000000 esr 0000000000000000 pc 0000000000000000";

	hex(line + 15, exit->address);
	hex(line + 36, exit->value);
	hex(line + 56, exit->pc);
	vm->host->log(vm, line);
}

/*
 * The guest gets an external abort and says itself what it thinks of it. If it faults in its abort
 * vector too it never will: then it is reset.
 */
static void fault(struct vm *vm, unsigned cpu, const struct exit *exit, struct answer *answer)
{
	if (vm->faults[cpu]++ == 0)
		log_fault(vm, exit);
	answer->verdict = VERDICT_ABORT;
	if (vm->faults[cpu] == VM_FAULTS) {
		vm->host->log(vm, "the guest cannot handle its fault");
		vm_halt(vm, VM_RESET);
		answer->verdict = VERDICT_STOP;
	}
}

void vm_exit(struct vm *vm, unsigned cpu, const struct exit *exit, struct answer *answer)
{
	if (exit->kind != EXIT_FAULT)
		vm->faults[cpu] = 0;
	switch (exit->kind) {
	case EXIT_MMIO:
		mmio(vm, exit, answer);
		break;
	case EXIT_SMCCC:
		if (exit->number == 0)
			psci_call(vm, cpu, exit->x, answer);
		else
			answer->verdict = VERDICT_UNDEFINED;
		break;
	case EXIT_REGISTER:
		sysreg_access(vm, cpu, exit, answer);
		break;
	case EXIT_FAULT:
		fault(vm, cpu, exit, answer);
		break;
	}
}
