# SPDX-License-Identifier: Apache-2.0
#
# The kernel: build/kernel/kernel.elf with symbols, build/kernel/holdfast.img to boot. It is
# position-independent, uses no floating-point registers and links nothing but itself, lib/fdt and lib/string.
# It is compiled as a whole (-flto): small functions may stay in the files where they belong, and cost nothing.
# lib/string is not: the compiler itself calls memcpy and memset where it likes.

KERNEL_SOURCES := $(wildcard kernel/core/*.c kernel/arm64/*.c kernel/boot/*.c) \
	lib/fdt/fdt.c lib/fdt/find.c lib/fdt/bus.c lib/string/string.c
KERNEL_ASSEMBLY := $(wildcard kernel/arm64/*.S)

CC_kernel ?= $(CROSS)gcc
CFLAGS_kernel := $(BASE) -O2 -flto -ffreestanding -nostdinc -isystem $(CROSS_INC) -isystem lib/string/include -fpie \
	-mstrict-align -mgeneral-regs-only -mno-outline-atomics -Wno-unused-parameter -fno-omit-frame-pointer \
	-fno-stack-protector -fno-section-anchors \
	-fvisibility=hidden -fno-asynchronous-unwind-tables -march=armv8-a
LDFLAGS_kernel := -O2 -flto  -nostdlib -pie -Wl,--no-dynamic-linker -Wl,-z,norelro -Wl,-z,noexecstack \
	-Wl,--build-id=none -Wl,-T,kernel/link.ld -Wl,--no-warn-rwx-segments

$(eval $(call compile,kernel))
$(B)/kernel/lib/string/%.o: CFLAGS_kernel += -fno-lto

$(B)/kernel/%.o: %.S
	@mkdir -p $(@D)
	@echo '  AS[kernel] $<'
	@$(CC_kernel) $(AFLAGS_OF_$(basename $(notdir $<))) -I. -D__ASSEMBLER__ -g -MMD -MP -c $< -o $@

# kernel_image,OUTPUT,INIT,OBJECTS,LINKING: a kernel with the given init inside (tests have inits of their own), and
# for tests what is linked besides.
define kernel_image
$(B)/kernel/$(1)/init_image.o: kernel/boot/init_image.S $(2)
	@mkdir -p $$(@D)
	@$$(CC_kernel) -DINIT_IMAGE='"$(2)"' -c $$< -o $$@
$(B)/kernel/$(1).elf: $(call objects,kernel,$(KERNEL_SOURCES) $(KERNEL_ASSEMBLY)) $(B)/kernel/$(1)/init_image.o $(3) kernel/link.ld
	@echo '  LD[kernel] $$@'
	@$$(CC_kernel) $$(LDFLAGS_kernel) $(4) $$(filter %.o,$$^) -o $$@
$(B)/kernel/$(1).img: $(B)/kernel/$(1).elf
	@$$(CROSS)objcopy -O binary $$< $$@
endef

$(eval $(call kernel_image,holdfast,$(B)/native/init.bin))

-include $(patsubst %.o,%.d,$(call objects,kernel,$(KERNEL_SOURCES) $(KERNEL_ASSEMBLY)))
