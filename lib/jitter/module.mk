# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,jitter,host fuzz linux,lib/jitter/jitter.c lib/jitter/arrival.c))
$(eval $(call host_test,jitter,lib/jitter/test/jitter.c lib/jitter/test/order.c \
	lib/jitter/test/network.c lib/jitter/test/simulate.c,jitter,-lm))
$(eval $(call fuzzer,jitter,lib/jitter/test/fuzz.c,jitter,,lib/jitter/test/corpus/jitter))
