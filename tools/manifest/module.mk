# SPDX-License-Identifier: Apache-2.0
#
# The manifest tool, build/host/manifest.

MANIFEST_TOOL := $(addprefix tools/manifest/,main.c pack.c text.c draw.c layout.c)
$(eval $(call host_program,manifest,$(MANIFEST_TOOL),manifest cpio elf format))
$(eval $(call script_test,manifest-tool,tools/manifest/test/tool $(B)/host/manifest $(B),$(B)/host/manifest \
	$(foreach p,log server unlucky spinner client,$(B)/native/init-test-$(p).elf)))
