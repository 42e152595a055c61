# SPDX-License-Identifier: Apache-2.0

# The small world's bar of buttons, at the bottom of the screen.
$(eval $(call phone_test,open-world,phone/open/test/boots cache/open 10 1370 0f1820))
