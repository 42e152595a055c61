# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,text,host fuzz linux,lib/text/text.c))
$(eval $(call host_test,text,lib/text/test/text.c,text))
