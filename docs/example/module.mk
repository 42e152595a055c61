# SPDX-License-Identifier: Apache-2.0
#
# The example of docs/programs.md, built and run with the tests so that what is written there stays true.

$(eval $(call native_program,example-echo,docs/example/echo.c,))
$(eval $(call linux_program,example-hello,docs/example/hello.c,channel))

EXAMPLE := $(addprefix $(B)/,native/log.elf native/personality.elf native/example-echo.elf linux/example-hello)

$(B)/test/example.pack: $(B)/host/manifest docs/example/example.manifest $(EXAMPLE)
	@mkdir -p $(@D)
	@$< pack docs/example/example.manifest $@ $(B)

$(eval $(call kernel_test,example,docs/example/run $(B)/kernel/holdfast.img $(B)/test/example.pack,\
	$(B)/kernel/holdfast.img $(B)/test/example.pack))
