# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,log,host native,user/services/log/lines.c))
$(eval $(call native_program,log,user/services/log/main.c,log format))
$(eval $(call host_test,log,user/services/log/test/lines.c,log format))
