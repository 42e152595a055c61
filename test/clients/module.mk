# SPDX-License-Identifier: Apache-2.0

$(eval $(call host_program,hosted-phone,test/clients/hosted.c test/clients/device.c,launch resample wav,-lspeexdsp -lm))
