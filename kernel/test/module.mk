# SPDX-License-Identifier: Apache-2.0
#
# Kernel tests on the real kernel under QEMU: a program in init's place.

KERNEL_TEST_SOURCES := $(wildcard kernel/test/qemu/*.c kernel/test/qemu/*.S)
KERNEL_TEST := $(B)/native/kernel-test

$(KERNEL_TEST).elf: $(call objects,native,$(KERNEL_TEST_SOURCES)) $(B)/native/libhf.a kernel/test/qemu/init.ld
	@echo '  LD[native] $@'
	@$(CC_native) $(LDFLAGS_native) -Wl,-T,kernel/test/qemu/init.ld -Wl,-e,_start $(filter %.o %.a,$^) -o $@
$(KERNEL_TEST).bin: $(KERNEL_TEST).elf
	@$(CROSS)objcopy -O binary $< $@
$(eval $(call kernel_image,kernel-test,$(KERNEL_TEST).bin))
-include $(patsubst %.o,%.d,$(call objects,native,$(KERNEL_TEST_SOURCES)))

kernel_run = $(eval $(call kernel_test,kernel-gicv$(1)-$(2)$(3:%=-%-cpus)$(4:%=-%),\
	kernel/test/run $(B)/kernel/kernel-test.img $(1) $(2) $(3) $(4),$(B)/kernel/kernel-test.img))

# Each kind of CPU, and each interrupt controller with the oldest and the newest.
$(foreach cpu,cortex-a53 cortex-a57 cortex-a72 cortex-a76 max,$(call kernel_run,3,$(cpu)))
$(foreach cpu,cortex-a53 max,$(call kernel_run,2,$(cpu)))

# Several CPUs, each number of them in turn and racing, each controller with few and with many.
$(call kernel_run,3,cortex-a57,2)
$(call kernel_run,3,cortex-a72,4)
$(call kernel_run,2,cortex-a72,8)
$(call kernel_run,2,cortex-a57,2,race)
$(call kernel_run,2,cortex-a72,4,race)
$(call kernel_run,3,cortex-a72,8,race)

# Devices that access memory, behind an SMMU and not; SMMUs that cannot be driven.
$(call kernel_run,3,cortex-a57,1,smmu)
$(call kernel_run,2,cortex-a72,4,smmu)
$(call kernel_run,3,cortex-a53,1,devices)
$(eval $(call kernel_test,kernel-smmu-trees,kernel/test/smmu $(B)/kernel/kernel-test.img,$(B)/kernel/kernel-test.img))

# The core on the host.
CFLAGS_OF_kernel/core := -Wno-unused-parameter
CFLAGS_OF_kernel/test/host := -Wno-unused-parameter
# libc has one, too, and sanitizers call it.
$(B)/host/kernel/%.o: CFLAGS_host += -Dsched_yield=kernel_sched_yield
$(eval $(call host_test,kernel-short,kernel/test/host/short.c kernel/test/host/arch.c $(wildcard kernel/core/*.c)))
