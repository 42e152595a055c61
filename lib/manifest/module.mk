# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,manifest,host fuzz linux native,$(addprefix lib/manifest/,parse.c program.c grant.c \
	channel.c words.c check.c)))
$(eval $(call host_test,manifest,lib/manifest/test/manifest.c,manifest format))
$(eval $(call host_test,manifest-errors,lib/manifest/test/refuse.c,manifest format))
$(eval $(call fuzzer,manifest,lib/manifest/test/fuzz.c,manifest format,,lib/manifest/test/corpus/manifest))
