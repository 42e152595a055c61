# SPDX-License-Identifier: Apache-2.0
#
# The rings of tests, the fast first. Each test is a command that speaks TAP; see tools/test/run. A ring is a list of
# names; the command of a name, and what must be built for it:
#
#   host    $(call host_test,...), cmocka programs of this machine, under sanitizers
#           $(call script_test,NAME,COMMAND,PREREQUISITES)
#   kernel  $(call kernel_test,NAME,COMMAND,PREREQUISITES)
#   phone   $(call phone_test,NAME,COMMAND,PREREQUISITES)    whole phones

SCRIPT_TESTS :=
KERNEL_TESTS :=
PHONE_TESTS :=

define test_command
TEST_COMMAND_$(1) := $(2)
TEST_NEEDS_$(1) := $(3)

endef
script_test = $(eval SCRIPT_TESTS += $(1))$(call test_command,$(1),$(2),$(3))
kernel_test = $(eval KERNEL_TESTS += $(1))$(call test_command,$(1),$(2),$(3))
phone_test = $(eval PHONE_TESTS += $(1))$(call test_command,$(1),$(2),$(3))

T := $(B)/test
test_needs = $(foreach t,$(1),$(TEST_NEEDS_$(t)))
define newline


endef
test_lines = $(foreach t,$(1),$(t) $(TEST_COMMAND_$(t))$(newline))

# test_list,RING,LINES: the file that tools/test/run reads. make writes it itself: there may be many tests.
test_list = @$(file >$(T)/$(1).tests,$(subst $(newline) ,$(newline),$(2)))

.PHONY: test test-host test-kernel test-phone list-host list-kernel list-phone
$(T):
	@mkdir -p $@
list-host: $$(addprefix $(B)/host/test/,$$(HOST_TESTS)) $$(call test_needs,$$(HOST_TESTS) $$(SCRIPT_TESTS)) | $(T)
	$(call test_list,host,$(foreach t,$(HOST_TESTS),$(t) $(B)/host/test/$(t)$(newline)) $(call test_lines,$(SCRIPT_TESTS)))
list-kernel: $$(call test_needs,$$(KERNEL_TESTS)) | $(T)
	$(call test_list,kernel,$(call test_lines,$(KERNEL_TESTS)))
list-phone: $$(call test_needs,$$(PHONE_TESTS)) | $(T)
	$(call test_list,phone,$(call test_lines,$(PHONE_TESTS)))

test: list-host list-kernel list-phone
	@tools/test/run $(T) host kernel phone
test-host test-kernel test-phone: test-%: list-%
	@tools/test/run $(T) $*
