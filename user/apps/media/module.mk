# SPDX-License-Identifier: Apache-2.0

MEDIA_SOURCES := $(addprefix user/apps/media/,media.c call.c stream.c security.c sound.c voice.c peers.c)
MEDIA_LIBRARIES := media jitter zrtp srtp
MEDIA_MAIN := user/apps/media/main.c user/apps/media/sockets.c
$(eval $(call library,media,host fuzz linux,$(MEDIA_SOURCES)))
$(eval $(call host_program,media,$(MEDIA_MAIN),$(MEDIA_LIBRARIES) channel keep,-lopus -lcrypto -lm))
$(eval $(call linux_program,media,$(MEDIA_MAIN),$(MEDIA_LIBRARIES) channel keep,-lopus -lcrypto -lz -lzstd -lm))

# The parts.
$(eval $(call host_test,media-voice,user/apps/media/test/voice.c,media jitter speech,-lopus -lm))
$(eval $(call host_test,media-sound,user/apps/media/test/sound.c,media))
$(eval $(call host_test,media-sockets,user/apps/media/test/sockets.c user/apps/media/sockets.c,,-lcrypto))
$(eval $(call host_test,media-peers,user/apps/media/test/peers.c,media,-lcrypto))

# Two phones in a simulated world.
$(eval $(call host_test,media,$(addprefix user/apps/media/test/,media.c world.c talking.c permissions.c refusals.c),\
	$(MEDIA_LIBRARIES) speech,-lopus -lcrypto -lm))
$(eval $(call fuzzer,media,user/apps/media/test/fuzz.c,$(MEDIA_LIBRARIES),-lopus -lcrypto -lm,user/apps/media/test/corpus/media))

$(eval $(call fuzzer,peers,user/apps/media/test/fuzz_peers.c,media,-lcrypto,user/apps/media/test/corpus/peers))

# Two processes, in real time.
$(eval $(call host_test,media-loopback,$(addprefix user/apps/media/test/,loopback.c pair.c),launch channel speech wav,-lm))
TEST_NEEDS_media-loopback := $(B)/host/media $(B)/host/audio-wav
