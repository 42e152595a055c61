# SPDX-License-Identifier: Apache-2.0

# What every native program is linked with.
$(eval $(call library,hf,native,$(addprefix user/lib/,start.S program.c log.c channel.c stream.c \
	map.c) lib/string/string.c lib/format/format.c))

# The portable parts.
$(eval $(call library,map,host,user/lib/map.c))
$(eval $(call library,stream,host fuzz,user/lib/stream.c))
$(eval $(call host_test,stream,user/lib/test/stream.c,stream,-lpthread))
$(eval $(call host_test,native-time,user/lib/test/time.c,))
$(eval $(call fuzzer,stream,user/lib/test/fuzz_stream.c,stream,,user/lib/test/corpus/stream))
