# SPDX-License-Identifier: Apache-2.0

$(eval $(call native_program,input,$(addprefix user/services/input/,main.c device.c route.c touch.c), \
	virtio))
$(eval $(call host_test,input-device,user/services/input/test/device.c user/services/input/device.c, \
	virtio))
$(eval $(call host_test,input-touch,user/services/input/test/touch.c user/services/input/touch.c))
$(eval $(call host_test,input-route,user/services/input/test/route.c user/services/input/route.c))
