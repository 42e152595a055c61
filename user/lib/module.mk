# SPDX-License-Identifier: Apache-2.0

# What every native program is linked with.
$(eval $(call library,hf,native,$(addprefix user/lib/,start.S program.c log.c channel.c stream.c \
	format.c map.c string.c)))

# The message stream, for the host's tests.
$(eval $(call library,stream,host fuzz,user/lib/stream.c))
