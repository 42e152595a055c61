# SPDX-License-Identifier: Apache-2.0
#
# What whole phones in the emulator need, and the words of ./holdfast that start them.

EMULATOR_TOOLS := $(addprefix $(B)/host/,network manifest wav-check wav-speech)
EMULATOR_NEEDS := $(B)/kernel/holdfast.img $(B)/phone/virt.pack $(EMULATOR_TOOLS)

export MIC OUT BACK BACKOUT TALK PCAP
.PHONY: call run screens
call: $(EMULATOR_NEEDS)
	@emulator/call

run: $(EMULATOR_NEEDS)
	@exec emulator/run '$(or $(PHONES),2)' '$(or $(PORT),8080)' '$(OPEN)'

screens: $(EMULATOR_NEEDS)
	@emulator/screens $(B)/screens '$(OPEN)'

$(eval $(call script_test,emulator,emulator/test/units))

$(eval $(call phone_test,call,emulator/test/call,$(EMULATOR_NEEDS) $(B)/host/wav-compare))

# The page in Chromium, with an open world that draws over its whole screen: a later archive's files win.
$(B)/test/painter.initrd: emulator/test/painter cache/open/initrd
	@mkdir -p $(B)/test/painter
	@install -m 755 $< $(B)/test/painter/init
	@cd $(B)/test/painter && echo init | cpio --quiet -o -H newc >../painter.cpio
	@cat cache/open/initrd $(B)/test/painter.cpio >$@

$(eval $(call phone_test,page,emulator/test/page $(B)/test/painter.initrd,$(EMULATOR_NEEDS) $(B)/test/painter.initrd))
