# SPDX-License-Identifier: Apache-2.0
#
# Init on the real kernel under QEMU: a phone of small programs that look at every promise from inside.

INIT_TEST := log server unlucky wide spinner client
$(foreach p,$(INIT_TEST),$(eval $(call native_program,init-test-$(p),user/init/test/qemu/$(p).c,)))

$(B)/test/init.pack: $(B)/host/manifest user/init/test/qemu/test.manifest user/init/test/qemu/text \
		$(INIT_TEST:%=$(B)/native/init-test-%.elf)
	@mkdir -p $(@D)
	@$< pack user/init/test/qemu/test.manifest $@ $(B) user/init/test/qemu

init_run = $(eval $(call kernel_test,init-gicv$(1)$(2:%=-%-cpus),\
	user/init/test/qemu/run $(B)/kernel/holdfast.img $(B)/test/init.pack $(1) $(2),\
	$(B)/kernel/holdfast.img $(B)/test/init.pack))
$(call init_run,2)
$(call init_run,2,4)
$(call init_run,3)
$(call init_run,3,2)

$(foreach t,plan refuse,$(eval $(call host_test,init-$(t),user/init/test/$(t).c user/init/test/world.c,\
	plan manifest cpio elf fdt format)))
INIT_HOST := $(addprefix user/init/test/,phone.c world.c kernel.c calls.c)
$(foreach t,build serve,$(eval $(call host_test,init-$(t),user/init/test/$(t).c $(INIT_HOST),\
	init map plan stream manifest cpio elf fdt format)))
$(eval $(call fuzzer,plan,user/init/test/fuzz.c,plan manifest cpio elf fdt format,,user/init/test/corpus/plan))
