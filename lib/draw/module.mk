# SPDX-License-Identifier: Apache-2.0
#
# Drawing and text. Users link with text and $(FREETYPE_host) or $(FREETYPE_linux).

FREETYPE_host := -lfreetype -lm
FREETYPE_linux := -lfreetype -lpng -lbrotlidec -lbrotlicommon -lbz2 -lz -lm

DRAW := canvas font icon scene
CFLAGS_OF_lib/draw = -isystem $(if $(findstring /linux/,$@),$(S),)/usr/include/freetype2

$(eval $(call library,draw,host fuzz linux,$(DRAW:%=lib/draw/%.c)))
$(eval $(call host_test,canvas,lib/draw/test/canvas.c,draw,-lm))
$(eval $(call host_test,font,lib/draw/test/font.c,draw text,$(FREETYPE_host)))
$(eval $(call host_test,icon,lib/draw/test/icon.c,draw,-lm))
$(eval $(call host_test,scene,lib/draw/test/scene.c,draw text,$(FREETYPE_host)))
