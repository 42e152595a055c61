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

# The oracle, which is linked to kernels that are tested. ORACLE=N: it counts the whole world at each N-th exit.
ORACLE ?= 64
ORACLE_OBJECTS := $(call objects,kernel,$(wildcard kernel/test/oracle/*.c))
ORACLE_LINK := $(foreach f,sync interrupt serror aarch32 call wait signal yield,-Wl$(comma)--wrap=exception_$(f))
ORACLE_EVERY := $(B)/kernel/kernel/test/oracle/every
CFLAGS_OF_kernel/test/oracle := -fno-lto -DORACLE_EVERY=$(ORACLE)u
$(shell mkdir -p $(dir $(ORACLE_EVERY)); echo $(ORACLE) | cmp -s - $(ORACLE_EVERY) || echo $(ORACLE) >$(ORACLE_EVERY))
$(B)/kernel/kernel/test/oracle/oracle.o: $(ORACLE_EVERY)
-include $(ORACLE_OBJECTS:.o=.d)

# oracle_image,OUTPUT,INIT: a kernel with the oracle.
oracle_image = $(eval $(call kernel_image,$(1),$(2),$(ORACLE_OBJECTS),$(ORACLE_LINK)))
$(call oracle_image,kernel-test-oracle,$(KERNEL_TEST).bin)

# Random calls, on the kernel with the oracle.
FUZZ_KERNEL_SOURCES := $(wildcard kernel/test/fuzz/*.c kernel/test/fuzz/*.S)
FUZZ_KERNEL := $(B)/native/kernel-fuzz

$(FUZZ_KERNEL).elf: $(call objects,native,$(FUZZ_KERNEL_SOURCES)) $(call libfiles,native,fdt hf) kernel/test/qemu/init.ld
	@echo '  LD[native] $@'
	@$(CC_native) $(LDFLAGS_native) -Wl,-T,kernel/test/qemu/init.ld -Wl,-e,_start $(filter %.o %.a,$^) -o $@
$(FUZZ_KERNEL).bin: $(FUZZ_KERNEL).elf
	@$(CROSS)objcopy -O binary $< $@
$(call oracle_image,kernel-fuzz,$(FUZZ_KERNEL).bin)
-include $(patsubst %.o,%.d,$(call objects,native,$(FUZZ_KERNEL_SOURCES)))

# The cases with the oracle, and some random calls; more of them is `./holdfast fuzz-kernel`.
oracle_run = $(eval $(call kernel_test,$(1),$(3) $(B)/kernel/$(2).img $(4),$(B)/kernel/$(2).img))
$(call oracle_run,kernel-oracle,kernel-test-oracle,kernel/test/run,3 cortex-a57)
$(call oracle_run,kernel-oracle-race,kernel-test-oracle,kernel/test/run,3 cortex-a72 2 race)
$(call oracle_run,kernel-fuzz,kernel-fuzz,kernel/test/fuzz/run,TAP=yes CALLS=200000 GUESTS=no)
$(call oracle_run,kernel-fuzz-2-cpus,kernel-fuzz,kernel/test/fuzz/run,TAP=yes CALLS=10000 CPUS=2)

.PHONY: fuzz-kernel
FUZZ_SETTINGS = $(foreach w,CALLS SEED CPUS GIC CPU GUESTS,$(if $($(w)),$(w)=$($(w)))) \
	$(if $(RECORD),RECORD=kernel/test/fuzz/record)
ifdef MUTANTS
fuzz-kernel:
	@kernel/test/oracle/mutants
else
fuzz-kernel: $(B)/kernel/kernel-fuzz.img
	@kernel/test/fuzz/run $< $(FUZZ_SETTINGS)
endif
