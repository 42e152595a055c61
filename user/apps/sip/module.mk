# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,description,host fuzz linux,user/apps/sip/description.c user/apps/sip/description_write.c))
$(eval $(call host_test,description,user/apps/sip/test/description.c,description))
$(eval $(call fuzzer,description,user/apps/sip/test/fuzz_description.c,description,,user/apps/sip/test/corpus/description))

$(eval $(call library,identity,host fuzz linux,user/apps/sip/settings.c user/apps/sip/dial.c))
$(eval $(call host_test,settings,user/apps/sip/test/settings.c,identity contacts text))

# libre's headers describe its structures as Debian built it.
CFLAGS_OF_user/apps/sip := -DHAVE_INET6 -DHAVE_INTTYPES_H -DHAVE_STDBOOL_H
SIP_SOURCES := $(addprefix user/apps/sip/,agent.c call.c incoming.c link.c network.c outgoing.c session.c)
SIP_LIBRARIES := agent identity description contacts text channel
$(eval $(call library,agent,host fuzz linux,$(SIP_SOURCES)))
$(eval $(call host_program,sip,user/apps/sip/main.c,$(SIP_LIBRARIES),-lre))
$(eval $(call linux_program,sip,user/apps/sip/main.c,$(SIP_LIBRARIES),-lre -lssl -lcrypto -lz -lzstd))

$(eval $(call host_test,calls,user/apps/sip/test/calls.c user/apps/sip/test/party.c,launch channel))
TEST_NEEDS_calls := $(B)/host/sip

$(eval $(call host_test,refusals,user/apps/sip/test/refusals.c user/apps/sip/test/peer.c user/apps/sip/test/party.c,launch channel))
TEST_NEEDS_refusals := $(B)/host/sip
$(eval $(call fuzzer,message,user/apps/sip/test/fuzz_message.c lib/channel/launch.c,agent identity description contacts text,-lre,user/apps/sip/test/corpus/message))

CFLAGS_OF_user/apps/sip/test := $(CFLAGS_OF_user/apps/sip)
$(eval $(call host_test,sip-network,user/apps/sip/test/network.c,agent identity description contacts text channel,-lre))
$(eval $(call host_test,link,user/apps/sip/test/link.c,agent launch,-lre))
