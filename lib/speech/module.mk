# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,speech,host,lib/speech/envelope.c lib/speech/compare.c lib/speech/generate.c))
$(eval $(call host_test,speech,lib/speech/test/speech.c,speech,-lm))
