# SPDX-License-Identifier: Apache-2.0
#
# The manifest tool, build/host/manifest.

MANIFEST_TOOL := $(addprefix tools/manifest/,main.c pack.c text.c draw.c layout.c)
$(eval $(call host_program,manifest,$(MANIFEST_TOOL),manifest cpio elf format))
