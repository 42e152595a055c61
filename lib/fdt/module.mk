# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,fdt,host fuzz native,$(addprefix lib/fdt/,fdt.c find.c bus.c)))
$(eval $(call host_test,fdt,lib/fdt/test/fdt.c,fdt))
$(eval $(call fuzzer,fdt,lib/fdt/test/fuzz.c,fdt,,lib/fdt/test/corpus/fdt))
