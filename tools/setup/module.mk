# SPDX-License-Identifier: Apache-2.0
$(eval $(call script_test,front-door,tools/setup/test/front-door))
$(eval $(call script_test,host-packages,tools/setup/test/host-packages))
