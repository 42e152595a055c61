# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,elf,host fuzz native,lib/elf/elf.c))
$(eval $(call host_test,elf,lib/elf/test/elf.c,elf))
$(eval $(call fuzzer,elf,lib/elf/test/fuzz.c,elf,,lib/elf/test/corpus/elf))
