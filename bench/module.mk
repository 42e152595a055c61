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
