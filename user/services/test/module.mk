# SPDX-License-Identifier: Apache-2.0
#
# The services that own devices, on the real kernel and QEMU's devices. Each is the phone's own program with
# one function wrapped: qemu/mortal/mortal.h.

MORTAL := user/services/test/qemu/mortal
CFLAGS_OF_$(MORTAL) := $(LWIP_FLAGS) $(MBEDTLS_FLAGS)

# mortal,NAME,SOURCES,LIBRARIES,WRAPPED
mortal = $(eval $(call native_program,services-test-$(1),user/services/$(1)/main.c $(2) $(MORTAL)/$(1).c,$(3))) \
	$(eval $(B)/native/services-test-$(1).elf: LDFLAGS_native += -Wl,--wrap=$(4))
$(call mortal,net,user/services/net/nic.c,net lwip virtio,net_call)
$(call mortal,audio,$(AUDIO),virtio,mixer_take)
$(call mortal,input,$(addprefix user/services/input/,device.c route.c touch.c),virtio,route_front)
$(call mortal,random,$(RANDOM),hmac_drbg virtio,generator_read)

$(eval $(call native_program,services-test-cast,user/services/test/qemu/cast.c,))

SERVICES_TEST := clock services-test-audio services-test-input services-test-net services-test-random \
	services-test-cast init-test-log
$(B)/test/services.pack: $(B)/host/manifest user/services/test/qemu/test.manifest \
		$(SERVICES_TEST:%=$(B)/native/%.elf)
	@mkdir -p $(@D)
	@$< pack user/services/test/qemu/test.manifest $@ $(B)

$(eval $(call kernel_test,services,user/services/test/qemu/run $(B)/kernel/holdfast.img $(B)/test/services.pack,\
	$(B)/kernel/holdfast.img $(B)/test/services.pack user/services/test/qemu/run user/services/test/qemu/press))
