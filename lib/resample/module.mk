# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,resample,host linux,lib/resample/resample.c))
$(eval $(call host_test,resample,lib/resample/test/resample.c,resample,-lspeexdsp -lm))
