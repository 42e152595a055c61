# SPDX-License-Identifier: Apache-2.0
#
# The Linux personality: build/native/personality.elf, a native program at an address of its own.

PERSONALITY_SOURCES := $(addprefix user/linux/,entry.S start.c call.c task.c memory.c file.c transfer.c path.c granted.c \
	kept.c keeper.c stream.c network.c socket.c address.c option.c message.c epoll.c pipe.c time.c identity.c) lib/elf/elf.c
PERSONALITY := $(B)/native/personality.elf

$(PERSONALITY): $(call objects,native,$(PERSONALITY_SOURCES)) $(B)/native/libhf.a user/lib/native.ld
	@echo '  LD[native] $@'
	@$(CC_native) $(LDFLAGS_native) -Wl,--defsym=BASE=0x7000000000 \
		-Wl,-T,user/lib/native.ld $(filter %.o %.a,$^) -o $@
-include $(patsubst %.o,%.d,$(call objects,native,$(PERSONALITY_SOURCES)))

# Tests: one program, which must hold on Linux as on the personality.
SAME := $(addprefix user/linux/test/,same.c files.c waiting.c tasks.c memory.c times.c sockets.c)
$(eval $(call host_program,personality-same,$(SAME),,-lpthread))
$(eval $(call linux_program,personality-same,$(SAME),))
$(eval $(call script_test,personality-linux,user/linux/test/run linux $(B)/host/personality-same,$(B)/host/personality-same))
$(eval $(call kernel_test,personality,user/linux/test/run holdfast $(B)/kernel/holdfast.img $(B)/host/manifest $(B),\
	$(B)/kernel/holdfast.img $(B)/host/manifest $(B)/linux/personality-same \
	$(addprefix $(B)/native/,personality.elf init-test-log.elf random.elf clock.elf net.elf files.elf)))
