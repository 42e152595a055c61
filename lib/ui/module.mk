# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,ui,host linux,lib/ui/ui.c lib/ui/widget.c))
$(eval $(call host_test,ui,lib/ui/test/ui.c,ui draw text,$(FREETYPE_host)))
