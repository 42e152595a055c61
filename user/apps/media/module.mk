# SPDX-License-Identifier: Apache-2.0

MEDIA_SOURCES := $(addprefix user/apps/media/,media.c call.c stream.c security.c sound.c voice.c peers.c)
MEDIA_LIBRARIES := media jitter zrtp srtp channel
MEDIA_MAIN := user/apps/media/main.c user/apps/media/sockets.c
$(eval $(call library,media,host fuzz linux,$(MEDIA_SOURCES)))
$(eval $(call host_program,media,$(MEDIA_MAIN),$(MEDIA_LIBRARIES),-lopus -lcrypto -lm))
$(eval $(call linux_program,media,$(MEDIA_MAIN),$(MEDIA_LIBRARIES),-lopus -lcrypto -lz -lzstd -lm))
