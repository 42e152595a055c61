# SPDX-License-Identifier: Apache-2.0

$(eval $(call host_program,hosted-phone,test/clients/hosted.c test/clients/device.c,launch resample wav,-lspeexdsp -lm))
$(eval $(call phone_test,clients,test/clients/run,$(addprefix $(B)/host/,hosted-phone sip media wav-speech wav-compare)))
