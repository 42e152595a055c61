# SPDX-License-Identifier: Apache-2.0

SRTP_SRC := lib/srtp/srtp.c lib/srtp/srtcp.c lib/srtp/cipher.c lib/srtp/derive.c \
	lib/srtp/window.c lib/srtp/suite.c lib/srtp/rtp.c

$(eval $(call library,srtp,host fuzz linux,$(SRTP_SRC)))
$(eval $(call host_test,rtp,lib/srtp/test/rtp.c,srtp))
$(eval $(call host_test,srtp,lib/srtp/test/srtp.c,srtp,-lcrypto))
$(eval $(call host_test,srtp-vectors,lib/srtp/test/vectors.c,srtp,-lcrypto))
$(eval $(call host_test,srtp-peer,lib/srtp/test/peer.c,srtp,-lsrtp2 -lcrypto))
$(eval $(call fuzzer,srtp,lib/srtp/test/fuzz.c,srtp,-lcrypto,lib/srtp/test/corpus/srtp))
