# SPDX-License-Identifier: Apache-2.0
$(eval $(call script_test,test-runner,tools/test/test/runner))
$(eval $(call script_test,abi,tools/test/abi))
