# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,ui,host linux,lib/ui/ui.c lib/ui/widget.c))
