# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,wav,host fuzz linux,lib/wav/wav.c lib/wav/file.c))
$(eval $(call host_test,wav,lib/wav/test/wav.c,wav))
$(eval $(call fuzzer,wav,lib/wav/test/fuzz.c,wav,,lib/wav/test/corpus/wav))
