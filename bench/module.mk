# SPDX-License-Identifier: Apache-2.0
#
# Measurements: docs/performance.md says what and how.

BENCH := $(B)/bench

# QEMU's plugin, for this machine and without sanitizers: QEMU loads it.
$(BENCH)/count.so: bench/count.c bench/plugin.h
	@mkdir -p $(@D)
	@echo '  CC[plugin] $@'
	@$(CC_host) $(BASE) -O2 -fPIC -shared -fvisibility=hidden $< -o $@

# The guest, a flat image.
$(BENCH)/guest.bin: $(B)/native/bench/guest/guest.o
	@mkdir -p $(@D)
	@$(CROSS)objcopy -O binary -j .text $< $@

# The kernel's operations: a program in init's place.
BENCH_KERNEL_SOURCES := $(wildcard bench/kernel/*.c bench/kernel/*.S)
BENCH_KERNEL := $(B)/native/bench-kernel
$(B)/native/bench/kernel/parts.o: CC_native += -DGUEST_BINARY='"$(BENCH)/guest.bin"'
$(B)/native/bench/kernel/parts.o: $(BENCH)/guest.bin
$(BENCH_KERNEL).elf: $(call objects,native,$(BENCH_KERNEL_SOURCES)) $(B)/native/libhf.a kernel/test/qemu/init.ld
	@echo '  LD[native] $@'
	@$(CC_native) $(LDFLAGS_native) -Wl,-T,kernel/test/qemu/init.ld -Wl,-e,_start $(filter %.o %.a,$^) -o $@
$(BENCH_KERNEL).bin: $(BENCH_KERNEL).elf
	@$(CROSS)objcopy -O binary $< $@
$(eval $(call kernel_image,bench-kernel,$(BENCH_KERNEL).bin))
-include $(patsubst %.o,%.d,$(call objects,native,$(BENCH_KERNEL_SOURCES) bench/guest/guest.S))

# System calls: one Linux program, on the personality and on Linux.
$(eval $(call linux_program,bench-calls,bench/linux/calls.c,))
BENCH_PHONE := $(addprefix $(B)/,native/log.elf native/personality.elf linux/bench-calls)
$(BENCH)/phone.pack: $(B)/host/manifest bench/linux/phone.manifest $(BENCH_PHONE)
	@mkdir -p $(@D)
	@$< pack bench/linux/phone.manifest $@ $(B)

# Linux's boot: the same on vmm, alone on the kernel, and on a bare machine.
$(eval $(call host_program,bench-bare,bench/boot/bare.c,vmm))
$(BENCH)/init: bench/boot/init.S bench/mark.h
	@mkdir -p $(@D)
	@$(CC_native) -I. -D__ASSEMBLER__ -nostdlib -static -Wl,--build-id=none $< -o $@

# A guest under KVM.
$(eval $(call linux_program,bench-kvm,bench/linux/kvm.c,))
$(B)/linux/bench/linux/kvm.o: CC_linux += -DGUEST_BINARY='"$(BENCH)/guest.bin"'
$(B)/linux/bench/linux/kvm.o: $(BENCH)/guest.bin

BENCH_CHEAP := $(addprefix $(BENCH)/,count.so guest.bin phone.pack) \
	$(addprefix $(B)/kernel/,bench-kernel.img holdfast.img vmm-alone.img)
BENCH_NEEDS := $(BENCH_CHEAP) $(BENCH)/init $(B)/host/bench-bare $(B)/linux/bench-kvm cache/open/Image

.PHONY: bench
bench: $(BENCH_NEEDS)
	@bench/bench $(if $(WHERE),where '$(WHERE)',all $(if $(KEEP),keep))

$(eval $(call kernel_test,bench,bench/bench test,$(BENCH_CHEAP)))
