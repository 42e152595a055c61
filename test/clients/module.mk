# SPDX-License-Identifier: Apache-2.0

$(eval $(call host_program,hosted-phone,test/clients/hosted.c test/clients/device.c,launch resample wav,-lspeexdsp -lm))
$(eval $(call host_program,cable,test/clients/cable.c))
$(eval $(call phone_test,clients-hosted,test/clients/run hosted,$(addprefix $(B)/host/,hosted-phone sip media wav-speech wav-compare)))
$(eval $(call phone_test,clients-whole,test/clients/run whole,$(addprefix $(B)/host/,cable network manifest wav-speech wav-compare) $(B)/phone/virt.pack $(B)/kernel/holdfast.img))
