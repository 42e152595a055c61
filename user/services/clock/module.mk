# SPDX-License-Identifier: Apache-2.0

$(eval $(call native_program,clock,user/services/clock/main.c user/services/clock/clock.c,virtio))
$(eval $(call host_test,clock,user/services/clock/test/clock.c user/services/clock/clock.c))
