# SPDX-License-Identifier: Apache-2.0

$(eval $(call host_program,audio-wav,test/audio/audio.c,channel resample wav,-lspeexdsp -lm))
