# SPDX-License-Identifier: Apache-2.0

PHONE := $(addprefix user/apps/phone/,call.c model.c words.c view.c view_keypad.c view_lists.c \
	view_call.c view_talking.c view_settings.c view_grants.c tone.c sound.c touch.c files.c journal.c \
	archive.c saved.c)
PHONE_USES := ui draw contacts manifest format text keep
CFLAGS_OF_user/apps/phone = $(CFLAGS_OF_lib/draw)

$(eval $(call library,phone,host linux,$(PHONE)))

# The program itself; also as a process of this machine, for tests with real peers.
$(eval $(call linux_program,phone,user/apps/phone/main.c,phone $(PHONE_USES) channel,$(FREETYPE_linux)))
$(eval $(call host_program,phone,user/apps/phone/main.c,phone $(PHONE_USES) channel,$(FREETYPE_host)))

$(eval $(call library,shots,host,user/apps/phone/shots.c))

$(eval $(call host_program,phone-preview,user/apps/phone/preview.c,shots phone $(PHONE_USES) display picture,$(FREETYPE_host) -lpng))

# Pictures of the sealed world's screens.
.PHONY: sealed-screens
sealed-screens: $(B)/host/phone-preview $(B)/made/picture/boat
	@mkdir -p $(B)/screens
	@$(B)/host/phone-preview cache/fonts $(B)/made/picture/boat phone/virt.manifest $(B)/screens

$(eval $(call host_test,phone-call,user/apps/phone/test/call.c,phone $(PHONE_USES),$(FREETYPE_host)))
$(eval $(call host_test,phone-model,user/apps/phone/test/model.c,phone $(PHONE_USES),$(FREETYPE_host)))
$(eval $(call host_test,phone-journal,user/apps/phone/test/journal.c,phone $(PHONE_USES),$(FREETYPE_host)))
$(eval $(call host_test,phone-view,user/apps/phone/test/view.c,shots phone $(PHONE_USES),$(FREETYPE_host)))
$(eval $(call host_test,phone-sound,user/apps/phone/test/sound.c,phone $(PHONE_USES),$(FREETYPE_host)))
$(eval $(call host_test,phone-touch,user/apps/phone/test/touch.c,phone $(PHONE_USES),$(FREETYPE_host)))
$(eval $(call host_test,phone-program,user/apps/phone/test/program.c,launch channel))
TEST_NEEDS_phone-program := $(B)/host/phone
$(eval $(call host_test,phone-archive,user/apps/phone/test/archive.c,phone $(PHONE_USES),$(FREETYPE_host)))
$(eval $(call fuzzer,phone,$(addprefix user/apps/phone/,test/fuzz.c model.c call.c archive.c),contacts text,,user/apps/phone/test/corpus/phone))
$(eval $(call fuzzer,phone-archive,$(addprefix user/apps/phone/,test/fuzz_archive.c model.c call.c archive.c),contacts text,,user/apps/phone/test/corpus/phone-archive))
