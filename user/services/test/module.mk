# SPDX-License-Identifier: Apache-2.0
#
# The services that own devices, on the real kernel and QEMU's devices.

SERVICES_TEST := audio clock input net random services-test-cast init-test-log
$(eval $(call native_program,services-test-cast,user/services/test/qemu/cast.c,))

$(B)/test/services.pack: $(B)/host/manifest user/services/test/qemu/test.manifest \
		$(SERVICES_TEST:%=$(B)/native/%.elf)
	@mkdir -p $(@D)
	@$< pack user/services/test/qemu/test.manifest $@ $(B)

$(eval $(call kernel_test,services,user/services/test/qemu/run $(B)/kernel/holdfast.img $(B)/test/services.pack,\
	$(B)/kernel/holdfast.img $(B)/test/services.pack user/services/test/qemu/run user/services/test/qemu/press))
