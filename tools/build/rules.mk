# SPDX-License-Identifier: Apache-2.0
#
# The functions that module.mk files call. Sources are paths from the top of the tree, and every
# file includes headers by such a path ("lib/zrtp/zrtp.h").

B := build
comma := ,
S := cache/sysroot
SA := $(S)/usr/lib/aarch64-linux-gnu
CROSS := aarch64-linux-gnu-
CROSS_INC := $(shell $(CROSS)gcc -print-file-name=include 2>/dev/null)
CLANG := clang-19

WARN := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings -Wvla -Werror
BASE := -std=gnu11 -g -I. $(WARN) -fno-common -MMD -MP

CC_host := gcc
CFLAGS_host := $(BASE) -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer -DHOST
LDFLAGS_host := -fsanitize=address,undefined

CC_fuzz := $(CLANG)
CFLAGS_fuzz := $(BASE) -O1 -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=undefined -DHOST
LDFLAGS_fuzz := -fsanitize=fuzzer,address,undefined

CC_linux := $(CROSS)gcc
CFLAGS_linux := $(BASE) -O2 -nostdinc -isystem $(CROSS_INC) \
	-isystem $(S)/usr/include/aarch64-linux-gnu -isystem $(S)/usr/include \
	-fstack-protector-strong -ffunction-sections -fdata-sections
LDFLAGS_linux := --sysroot=$(CURDIR)/$(S) -B$(SA) -L$(SA) -static -Wl,--gc-sections

CC_native := $(CROSS)gcc
CFLAGS_native := $(BASE) -O2 -ffreestanding -nostdinc -isystem $(CROSS_INC) \
	-isystem lib/string/include -fno-pic \
	-mstrict-align -mgeneral-regs-only -mno-outline-atomics -fstack-protector-strong \
	-mstack-protector-guard=global -ffunction-sections -fdata-sections -fno-builtin
LDFLAGS_native := -nostdlib -static -Wl,-z,max-page-size=4096 -Wl,--gc-sections -Wl,--build-id=none

HOST_TESTS :=
FUZZERS :=
LINUX_PROGRAMS :=
NATIVE_PROGRAMS :=

objects = $(patsubst %,$(B)/$(1)/%.o,$(basename $(2)))

# compile,FLAVOUR: how one C file becomes one object. CFLAGS_OF_<folder> adds flags for a folder.
define compile
$(B)/$(1)/%.o: %.c
	@mkdir -p $$(@D)
	@echo '  CC[$(1)] $$<'
	@$$(CC_$(1)) $$(CFLAGS_$(1)) $$(CFLAGS_OF_$$(patsubst %/,%,$$(dir $$<))) -c $$< -o $$@
endef
$(foreach f,host fuzz linux native,$(eval $(call compile,$(f))))

$(B)/native/%.o: %.S
	@mkdir -p $(@D)
	@echo '  AS[native] $<'
	@$(CC_native) -I. -D__ASSEMBLER__ -g -MMD -MP -c $< -o $@

# library,NAME,FLAVOURS,SOURCES: a static library in each flavour.
define library
$(foreach f,$(2),$(call library_one,$(1),$(f),$(3)))
endef
define library_one
$(B)/$(2)/lib$(1).a: $(call objects,$(2),$(3))
	@rm -f $$@ && ar rcs $$@ $$^
-include $(patsubst %.o,%.d,$(call objects,$(2),$(3)))

endef

libfiles = $(foreach l,$(2),$(B)/$(1)/lib$(l).a)

# link,FLAVOUR,OUTPUT,SOURCES,LIBRARIES (ours, in link order),LDLIBS (the system's)
define link
$(2): $(call objects,$(1),$(3)) $(call libfiles,$(1),$(4))
	@mkdir -p $$(@D)
	@echo '  LD[$(1)] $$@'
	@$$(CC_$(1)) $$(LDFLAGS_$(1)) $(call objects,$(1),$(3)) $(call libfiles,$(1),$(4)) $(5) -o $$@
-include $(patsubst %.o,%.d,$(call objects,$(1),$(3)))

endef

# host_program,NAME,SOURCES,LIBRARIES,LDLIBS: build/host/NAME
define host_program
$(call link,host,$(B)/host/$(1),$(2),$(3),$(4))
endef

# host_test,NAME,SOURCES,LIBRARIES,LDLIBS: a cmocka program, run by `make test-host`. TEST_NEEDS_<name> is what else must
# be built for it.
define host_test
HOST_TESTS += $(1)
$(call link,host,$(B)/host/test/$(1),$(2),$(3),$(4) -lcmocka)
.PHONY: run-test-$(1)
run-test-$(1): $(B)/host/test/$(1) $$$$(TEST_NEEDS_$(1))
	@echo '  TEST $(1)'
	@$(B)/host/test/$(1)

endef

# fuzzer,NAME,SOURCES,LIBRARIES,LDLIBS,CORPUS: a libFuzzer target; seeds in CORPUS
define fuzzer
FUZZERS += $(1)
FUZZ_CORPUS_$(1) := $(5)
$(call link,fuzz,$(B)/fuzz/$(1),$(2),$(3),$(4))
endef

# linux_program,NAME,SOURCES,LIBRARIES,LDLIBS: build/linux/NAME, static, for the personality
define linux_program
LINUX_PROGRAMS += $(B)/linux/$(1)
$(call link,linux,$(B)/linux/$(1),$(2),$(3),$(4))
endef

# native_program,NAME,SOURCES,LIBRARIES: build/native/NAME.elf, against user/lib, at HF_PROGRAM_BASE
define native_program
NATIVE_PROGRAMS += $(B)/native/$(1).elf
$(B)/native/$(1).elf: user/lib/native.ld
$(call link,native,$(B)/native/$(1).elf,$(2),$(3) hf,-Wl$(comma)-T$(comma)user/lib/native.ld)
endef
