# SPDX-License-Identifier: Apache-2.0
#
# One build for everything. Each folder that builds something has a module.mk that calls the functions
# of tools/build/rules.mk: library, host_program, host_test, fuzzer, linux_program, native_program.
# All output goes under build/FLAVOUR/; what set-up fetched is under cache/.
#
#   host    this machine, gcc, address and undefined-behaviour sanitizers: tests and tools
#   fuzz    this machine, clang, libFuzzer
#   native  AArch64, freestanding: programs that talk to the Holdfast kernel directly
#   linux   AArch64, static, against Debian's libraries: programs that run on the Linux personality

MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:
.SECONDEXPANSION:

.PHONY: all clean
all:

include tools/build/rules.mk
include tools/build/test.mk
include tools/build/fuzz.mk
MODULES := $(sort $(wildcard */module.mk */*/module.mk */*/*/module.mk))
# The kernel's first: others build kernels with an init of their own, by its function kernel_image.
include $(filter kernel/%,$(MODULES)) $(filter-out kernel/%,$(MODULES))

clean:
	rm -rf build
