# SPDX-License-Identifier: Apache-2.0
#
# The emulator's phone: build/phone/virt.pack, the boot pack that goes with build/kernel/holdfast.img.
#
# Programs go into it without their symbols. Whoever wants other files in a pack (another phone's
# settings, another open world) calls the tool with NAME=PATH; see tools/manifest.

VIRT_NATIVE := personality log clock random files net audio input display vmm
VIRT_LINUX := sip media phone
VIRT_PROGRAMS := $(VIRT_NATIVE:%=$(B)/pack/native/%.elf) $(VIRT_LINUX:%=$(B)/pack/linux/%)
VIRT_ROOTS := $(B)/pack $(B) cache phone/default

$(B)/pack/%: $(B)/%
	@mkdir -p $(@D)
	@$(CROSS)strip -o $@ $<

$(B)/phone/virt.pack: $(B)/host/manifest phone/virt.manifest $(VIRT_PROGRAMS) $(B)/made/picture/hills \
		cache/open/Image cache/open/initrd $(wildcard cache/fonts/* phone/default/*)
	@mkdir -p $(@D)
	@echo '  PACK $@'
	@$< pack phone/virt.manifest $@ $(VIRT_ROOTS)

# The picture of who can reach whom, for the documentation.
docs/phone.svg: $(B)/host/manifest phone/virt.manifest
	@$< draw phone/virt.manifest $@
