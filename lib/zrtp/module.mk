# SPDX-License-Identifier: Apache-2.0

ZRTP_SRC := $(addprefix lib/zrtp/,zrtp.c engine.c discovery.c initiator.c responder.c exchange.c \
	secure.c message.c confirm.c packet.c algorithm.c agreement.c dh3k.c x255.c keys.c \
	retained.c sas.c words.c crypto.c text.c)

$(eval $(call library,zrtp,host fuzz linux,$(ZRTP_SRC)))
$(eval $(call host_test,zrtp-vectors,lib/zrtp/test/vectors.c,zrtp srtp,-lcrypto))
$(eval $(call host_test,zrtp-call,lib/zrtp/test/call.c lib/zrtp/test/network.c,zrtp srtp,-lcrypto))
$(eval $(call host_test,zrtp-attack,lib/zrtp/test/attack.c lib/zrtp/test/network.c,zrtp srtp,-lcrypto))
$(eval $(call host_test,zrtp-trust,lib/zrtp/test/trust.c lib/zrtp/test/network.c,zrtp srtp,-lcrypto))
$(eval $(call host_test,zrtp-agreement,lib/zrtp/test/agreement.c,zrtp srtp,-lcrypto))
$(eval $(call fuzzer,zrtp,lib/zrtp/test/fuzz.c lib/zrtp/test/network.c,zrtp srtp,-lcrypto,lib/zrtp/test/corpus/zrtp))
$(eval $(call host_test,zrtp-peer,lib/zrtp/test/peer.c,zrtp srtp,-lbzrtp -lsqlite3 -lcrypto))
