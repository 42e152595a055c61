# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,picture,host,lib/picture/picture.c))
$(eval $(call host_test,picture,lib/picture/test/picture.c,picture,-lpng))
