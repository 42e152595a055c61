# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,channel,host linux,lib/channel/channel.c))
$(eval $(call library,launch,host,lib/channel/launch.c))
$(eval $(call host_test,channel,lib/channel/test/channel.c,launch channel))
