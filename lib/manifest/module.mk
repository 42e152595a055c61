# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,manifest,host fuzz native,$(addprefix lib/manifest/,parse.c program.c grant.c \
	channel.c words.c check.c)))
