# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,keep,host linux,lib/keep/keep.c))
$(eval $(call host_test,keep,lib/keep/test/keep.c,keep))
