/* SPDX-License-Identifier: Apache-2.0 */
/*
 * KVM, measured: Linux's first program, which runs the guest of bench/guest by KVM's own ioctls (Linux,
 * Documentation/virt/kvm/api.rst) and nothing else, and answers accesses to devices with zeros. KVM itself has
 * the interrupt controller and PSCI. The pages that the guest touches first are backed one by one.
 */
#include <err.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/kernel/parts.h"
#include "bench/mark.h"

#define GUEST_AT       0x40000000ull
#define GUEST_SIZE     0x10000ull
#define FRESH_AT       0x40200000ull
#define FRESH_SIZE     (GUEST_COUNT * 4096ull)
#define DISTRIBUTOR    0x08000000ull
#define REDISTRIBUTORS 0x080a0000ull
#define OPERATIONS                                                                                 \
	(1ull << MARK_VM_MMIO_USER | 1ull << MARK_VM_HVC_KERNEL | 1ull << MARK_VM_SYSREG_KERNEL |  \
	 1ull << MARK_VM_MMIO_KERNEL | 1ull << MARK_VM_SELF_SGI | 1ull << MARK_VM_STAGE2_FAULT)

__asm__(".section .rodata\n"
	".balign 8\n"
	".global guest_image, guest_image_end\n"
	"guest_image: .incbin \"" GUEST_BINARY "\"\n"
	"guest_image_end:\n"
	".previous");
extern const char guest_image[], guest_image_end[];

static int machine, vcpu;

static int request(int file, unsigned long what, void *argument, const char *name)
{
	int result = ioctl(file, what, argument);

	if (result < 0)
		err(1, "%s", name);
	return result;
}

static void *give_memory(uint32_t number, uint64_t address, uint64_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct kvm_userspace_memory_region region = {
		.slot = number,
		.guest_phys_addr = address,
		.memory_size = size,
		.userspace_addr = (uintptr_t)at,
	};

	if (at == MAP_FAILED || madvise(at, size, MADV_NOHUGEPAGE))
		err(1, "memory");
	request(machine, KVM_SET_USER_MEMORY_REGION, &region, "KVM_SET_USER_MEMORY_REGION");
	return at;
}

static void make_vcpu(void)
{
	struct kvm_vcpu_init init;

	vcpu = ioctl(machine, KVM_CREATE_VCPU, 0);
	if (vcpu < 0)
		err(1, "KVM_CREATE_VCPU");
	request(machine, KVM_ARM_PREFERRED_TARGET, &init, "KVM_ARM_PREFERRED_TARGET");
	init.features[0] |= 1u << KVM_ARM_VCPU_PSCI_0_2;
	request(vcpu, KVM_ARM_VCPU_INIT, &init, "KVM_ARM_VCPU_INIT");
}

static void set_attribute(int device, uint32_t group, uint64_t attribute, const uint64_t *value)
{
	struct kvm_device_attr a = {
		.group = group,
		.attr = attribute,
		.addr = (uintptr_t)value,
	};

	request(device, KVM_SET_DEVICE_ATTR, &a, "KVM_SET_DEVICE_ATTR");
}

static void make_interrupt_controller(void)
{
	static const uint64_t distributor = DISTRIBUTOR, redistributors = REDISTRIBUTORS;
	struct kvm_create_device create = { .type = KVM_DEV_TYPE_ARM_VGIC_V3 };

	request(machine, KVM_CREATE_DEVICE, &create, "KVM_CREATE_DEVICE");
	set_attribute((int)create.fd, KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V3_ADDR_TYPE_DIST,
		      &distributor);
	set_attribute((int)create.fd, KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V3_ADDR_TYPE_REDIST,
		      &redistributors);
	set_attribute((int)create.fd, KVM_DEV_ARM_VGIC_GRP_CTRL, KVM_DEV_ARM_VGIC_CTRL_INIT, NULL);
}

/* A core register, by its 64-bit index in struct user_pt_regs: x0 to x30, sp, pc. */
static void set_register(unsigned int index, uint64_t value)
{
	struct kvm_one_reg r = {
		.id = KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | 2 * index,
		.addr = (uintptr_t)&value,
	};

	request(vcpu, KVM_SET_ONE_REG, &r, "KVM_SET_ONE_REG");
}

/* Until the guest turns itself off. */
static void run(struct kvm_run *shared)
{
	for (;;) {
		request(vcpu, KVM_RUN, NULL, "KVM_RUN");
		if (shared->exit_reason == KVM_EXIT_SYSTEM_EVENT)
			return;
		if (shared->exit_reason != KVM_EXIT_MMIO)
			errx(1, "exit %u", shared->exit_reason);
		memset(shared->mmio.data, 0, sizeof(shared->mmio.data));
	}
}

int main(void)
{
	struct kvm_run *shared;
	int kvm, console;

	if (mkdir("/dev", 0755) && access("/dev", F_OK))
		err(1, "/dev");
	if (mount("dev", "/dev", "devtmpfs", 0, NULL))
		err(1, "devtmpfs");
	console = open("/dev/console", O_RDWR);
	for (int standard = 0; standard < 3; standard++)
		dup2(console, standard);
	kvm = open("/dev/kvm", O_RDWR);
	if (kvm < 0)
		err(1, "/dev/kvm");
	machine = request(kvm, KVM_CREATE_VM, NULL, "KVM_CREATE_VM");
	memcpy(give_memory(0, GUEST_AT, GUEST_SIZE), guest_image,
	       (size_t)(guest_image_end - guest_image));
	give_memory(1, FRESH_AT, FRESH_SIZE);
	make_vcpu();
	make_interrupt_controller();
	set_register(1, OPERATIONS);
	set_register(2, FRESH_AT);
	set_register(32, GUEST_AT);
	shared = mmap(NULL, (size_t)request(kvm, KVM_GET_VCPU_MMAP_SIZE, NULL, "size"),
		      PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	if (shared == MAP_FAILED)
		err(1, "vcpu");
	run(shared);
	reboot(RB_POWER_OFF);
	err(1, "power off");
}
