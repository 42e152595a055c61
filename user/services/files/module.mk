# SPDX-License-Identifier: Apache-2.0

FILES := user/services/files/files.c
$(eval $(call native_program,files,user/services/files/main.c $(FILES),))
$(eval $(call host_test,files,user/services/files/test/files.c $(FILES)))
$(eval $(call fuzzer,files,user/services/files/test/fuzz.c $(FILES),,,user/services/files/test/corpus/files))

# On the kernel, by the phone's own service with one function wrapped: clients of both kinds, and deaths.
FILES_TEST := user/services/files/test/qemu
$(eval $(call native_program,files-test-files,user/services/files/main.c $(FILES) $(FILES_TEST)/mortal.c,))
$(B)/native/files-test-files.elf: LDFLAGS_native += -Wl,--wrap=files_call
$(eval $(call native_program,files-test-rival,$(FILES_TEST)/rival.c,))
$(eval $(call linux_program,files-test-client,$(FILES_TEST)/client.c,keep channel))
$(B)/test/files.pack: $(B)/host/manifest $(FILES_TEST)/test.manifest $(B)/linux/files-test-client \
		$(addprefix $(B)/native/,personality.elf init-test-log.elf files-test-files.elf files-test-rival.elf)
	@mkdir -p $(@D)
	@$< pack $(FILES_TEST)/test.manifest $@ $(B)
$(eval $(call kernel_test,files-kernel,user/init/test/qemu/run $(B)/kernel/holdfast.img $(B)/test/files.pack 3,\
	$(B)/kernel/holdfast.img $(B)/test/files.pack))
