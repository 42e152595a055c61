# SPDX-License-Identifier: Apache-2.0

ZRTP_SRC := $(addprefix lib/zrtp/,zrtp.c engine.c discovery.c initiator.c responder.c exchange.c \
	secure.c message.c confirm.c packet.c algorithm.c agreement.c dh3k.c x255.c keys.c \
	retained.c sas.c words.c crypto.c text.c)

# zrtp_test,NAME,SOURCES,LIBRARIES: a test of this library; sources are names under test/
define zrtp_test
$(call host_test,zrtp-$(1),$(2:%=lib/zrtp/test/%.c),zrtp srtp,$(3) -lcrypto)
endef

$(eval $(call library,zrtp,host fuzz linux,$(ZRTP_SRC)))
$(eval $(call zrtp_test,vectors,vectors))
$(eval $(call zrtp_test,messages,messages))
$(eval $(call zrtp_test,agreement,agreement))
$(eval $(call zrtp_test,call,call network))
$(eval $(call zrtp_test,attack,attack network))
$(eval $(call zrtp_test,cheat,cheat network))
$(eval $(call zrtp_test,trust,trust network))
$(eval $(call zrtp_test,terms,terms network))
$(eval $(call zrtp_test,peer,peer calling,-lbzrtp -lsqlite3))
$(eval $(call fuzzer,zrtp,lib/zrtp/test/fuzz.c lib/zrtp/test/network.c,zrtp srtp,-lcrypto,lib/zrtp/test/corpus/zrtp))
