# SPDX-License-Identifier: Apache-2.0
#
# The strip's atlas is made from the phone's fonts while building, and compiled like any other file.

FONTS := cache/fonts/Inter-Regular.otf cache/fonts/Inter-SemiBold.otf cache/fonts/wqy-microhei.ttc
ATLAS := $(B)/made/atlas.c

$(eval $(call host_program,make_atlas,user/services/display/make_atlas.c,draw text,$(FREETYPE_host)))

$(ATLAS): $(B)/host/make_atlas $(FONTS)
	@mkdir -p $(@D)
	@echo '  MAKE $@'
	@$< $(FONTS) >$@

DISPLAY := $(addprefix user/services/display/,strip.c front.c message.c fwcfg.c) $(ATLAS)
$(eval $(call library,display,host fuzz native,$(DISPLAY)))

$(eval $(call native_program,display,user/services/display/main.c user/services/display/panel_ramfb.c,display virtio))

# The owner's pictures, as display is granted them.
$(eval $(call host_program,make_picture,user/services/display/make_picture.c,picture,-lpng))

$(B)/made/picture/%: phone/pictures/%.png $(B)/host/make_picture
	@mkdir -p $(@D)
	@echo '  MAKE $@'
	@$(B)/host/make_picture $< $@

$(eval $(call host_test,display-strip,user/services/display/test/strip.c,display))
$(eval $(call host_test,display-front,user/services/display/test/front.c,display))
# Its own registers: a fw_cfg device played by the test.
$(eval $(call host_test,display-fwcfg,user/services/display/test/fwcfg.c user/services/display/fwcfg.c lib/virtio/dma.c))

# Display on the real kernel under QEMU, with one program that plays its peers.
$(eval $(call native_program,display-test-cast,user/services/display/test/qemu/cast.c,))

$(B)/test/display.pack: $(B)/host/manifest user/services/display/test/qemu/test.manifest $(B)/made/picture/boat \
		$(B)/native/display-test-cast.elf $(B)/native/display.elf $(B)/native/init-test-log.elf
	@mkdir -p $(@D)
	@$< pack user/services/display/test/qemu/test.manifest $@ $(B)

$(eval $(call kernel_test,display,user/services/display/test/qemu/run $(B)/kernel/holdfast.img $(B)/test/display.pack,\
	$(B)/kernel/holdfast.img $(B)/test/display.pack user/services/display/test/qemu/run))
