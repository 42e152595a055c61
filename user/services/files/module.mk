# SPDX-License-Identifier: Apache-2.0

FILES := user/services/files/files.c
$(eval $(call native_program,files,user/services/files/main.c $(FILES),))
$(eval $(call host_test,files,user/services/files/test/files.c $(FILES)))
$(eval $(call fuzzer,files,user/services/files/test/fuzz.c $(FILES),,,user/services/files/test/corpus/files))
