# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,format,host fuzz linux native,lib/format/format.c))
$(eval $(call host_test,format,lib/format/test/format.c,format))
