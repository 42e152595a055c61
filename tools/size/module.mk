# SPDX-License-Identifier: Apache-2.0
$(eval $(call script_test,size,tools/size/test/counts))

# make size: what the phone is made of, in lines and bytes; programs of tests and examples are not.
SIZED = $(B)/kernel/holdfast.elf $(foreach p,$(NATIVE_PROGRAMS) $(LINUX_PROGRAMS),$(if $(findstring test,$(notdir $(p)))$(findstring example,$(p)),,$(p)))
.PHONY: size
size: $$(SIZED)
	@tools/size/size tools/size/parts $(SIZED)
