# SPDX-License-Identifier: Apache-2.0

$(eval $(call host_program,wav-compare,tools/speech/wav-compare.c,speech wav,-lm))
$(eval $(call host_program,wav-check,tools/speech/wav-check.c,wav))
$(eval $(call host_program,wav-speech,tools/speech/wav-speech.c,speech wav,-lm))
$(eval $(call host_test,wav-compare,tools/speech/test/wav-compare.c,speech wav,-lm))
TEST_NEEDS_wav-compare := $(B)/host/wav-compare $(B)/host/wav-speech
