# SPDX-License-Identifier: Apache-2.0
#
# <string.h> of what has no C library: the kernel, native programs. They compile string.c with their own flags.

$(eval $(call host_test,string,lib/string/test/string.c,))
