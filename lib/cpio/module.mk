# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,cpio,host fuzz native,lib/cpio/cpio.c))
$(eval $(call host_test,cpio,lib/cpio/test/cpio.c,cpio))
$(eval $(call fuzzer,cpio,lib/cpio/test/fuzz.c,cpio,,lib/cpio/test/corpus/cpio))
