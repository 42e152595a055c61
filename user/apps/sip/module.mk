# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,description,host fuzz linux,user/apps/sip/description.c user/apps/sip/description_write.c))
$(eval $(call host_test,description,user/apps/sip/test/description.c,description))
$(eval $(call fuzzer,description,user/apps/sip/test/fuzz_description.c,description,,user/apps/sip/test/corpus/description))

$(eval $(call library,identity,host fuzz linux,user/apps/sip/settings.c user/apps/sip/dial.c))
$(eval $(call host_test,settings,user/apps/sip/test/settings.c,identity contacts text))
