# SPDX-License-Identifier: Apache-2.0

AUDIO := user/services/audio/heard.c user/services/audio/mixer.c user/services/audio/sound.c
$(eval $(call native_program,audio,user/services/audio/main.c $(AUDIO),virtio))
$(eval $(call host_test,audio-mixer,user/services/audio/test/mixer.c user/services/audio/mixer.c))
$(eval $(call host_test,audio-sound,user/services/audio/test/sound.c user/services/audio/sound.c,virtio))
$(eval $(call host_test,audio-heard,user/services/audio/test/heard.c user/services/audio/heard.c))
$(eval $(call host_test,audio-pace,user/services/audio/test/pace.c))
