# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,network,host,emulator/network/switch.c emulator/network/dhcp.c))
$(eval $(call host_program,network,emulator/network/main.c,network))
$(eval $(call host_test,network,emulator/network/test/network.c,network))
