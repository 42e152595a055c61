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
$(eval $(call script_test,instruments,emulator/test/instruments))

$(eval $(call phone_test,call,emulator/test/call,$(EMULATOR_NEEDS) $(B)/host/wav-compare))

# The page in Chromium, with an open world that draws over its whole screen: a later archive's files win.
$(B)/test/painter.initrd: emulator/test/painter cache/open/initrd
	@mkdir -p $(B)/test/painter
	@install -m 755 $< $(B)/test/painter/init
	@cd $(B)/test/painter && echo init | cpio --quiet -o -H newc >../painter.cpio
	@cat cache/open/initrd $(B)/test/painter.cpio >$@

$(eval $(call phone_test,page,emulator/test/page $(B)/test/painter.initrd,$(EMULATOR_NEEDS) $(B)/test/painter.initrd))

# A call under attack: heard, with an open world that attacks; and in the phones' own time.
ATTACKER := $(B)/test/attacker
$(eval $(call link,linux,$(B)/linux/attack,emulator/test/attacker/attack.c))
$(ATTACKER).initrd: emulator/test/attacker/init $(B)/linux/attack cache/open/initrd
	@mkdir -p $(ATTACKER)
	@install -m 755 $(filter-out cache/%,$^) $(ATTACKER)
	@cd $(ATTACKER) && printf 'init\nattack\n' | cpio --quiet -o -H newc >../attacker.cpio
	@cat cache/open/initrd $(ATTACKER).cpio >$@

$(eval $(call phone_test,attacks,emulator/test/attacks $(ATTACKER).initrd,$(EMULATOR_NEEDS) $(ATTACKER).initrd))
$(eval $(call phone_test,bounds,emulator/test/bounds,$(EMULATOR_NEEDS) $(B)/native/hostile.img))
