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

$(foreach gic,2 3,$(foreach cpu,cortex-a53 cortex-a57 cortex-a72 cortex-a76 max,\
	$(eval $(call kernel_test,kernel-gicv$(gic)-$(cpu),\
	kernel/test/run $(B)/kernel/kernel-test.img $(gic) $(cpu),$(B)/kernel/kernel-test.img))))

# Several CPUs: first in turn, then as threads that race.
$(foreach gic,2 3,$(foreach cpus,2 4 8,\
	$(eval $(call kernel_test,kernel-gicv$(gic)-$(cpus)-cpus,\
	kernel/test/run $(B)/kernel/kernel-test.img $(gic) cortex-a72 $(cpus),$(B)/kernel/kernel-test.img))\
	$(eval $(call kernel_test,kernel-gicv$(gic)-$(cpus)-cpus-race,\
	kernel/test/run $(B)/kernel/kernel-test.img $(gic) cortex-a57 $(cpus) race,$(B)/kernel/kernel-test.img))))
