# SPDX-License-Identifier: Apache-2.0

# lwIP, from Debian's source package, with its own warnings' taste.
LWIP := cache/lwip/src
LWIP_SOURCES := $(addprefix $(LWIP)/core/,def.c dns.c inet_chksum.c init.c ip.c mem.c memp.c netif.c \
	pbuf.c tcp.c tcp_in.c tcp_out.c timeouts.c udp.c) \
	$(addprefix $(LWIP)/core/ipv4/,dhcp.c etharp.c icmp.c ip4.c ip4_addr.c ip4_frag.c) \
	$(addprefix $(LWIP)/core/ipv6/,ethip6.c icmp6.c inet6.c ip6.c ip6_addr.c ip6_frag.c mld6.c nd6.c) \
	$(LWIP)/netif/ethernet.c
# Two headers of a hosted C library that lwIP includes without need, for where there is none.
LWIP_FLAGS := -Iuser/services/net/lwip -isystem $(LWIP)/include \
	-idirafter user/services/net/lwip/freestanding
CFLAGS_OF_$(LWIP)/core := $(LWIP_FLAGS) -w
CFLAGS_OF_$(LWIP)/core/ipv4 := $(LWIP_FLAGS) -w
CFLAGS_OF_$(LWIP)/core/ipv6 := $(LWIP_FLAGS) -w
CFLAGS_OF_$(LWIP)/netif := $(LWIP_FLAGS) -w
$(eval $(call library,lwip,host fuzz native,$(LWIP_SOURCES)))

CFLAGS_OF_user/services/net := $(LWIP_FLAGS)
NET_SOURCES := $(addprefix user/services/net/,address.c interface.c neighbor.c net.c option.c platform.c \
	request.c ring.c settings.c socket.c tcp.c udp.c)
$(eval $(call library,net,host fuzz native,$(NET_SOURCES)))

$(eval $(call native_program,net,user/services/net/main.c user/services/net/nic.c,net lwip virtio))

# The compiler does not name headers as inputs that system headers include.
$(foreach f,host fuzz native,$(call objects,$(f),$(LWIP_SOURCES) $(NET_SOURCES))): \
	$(wildcard user/services/net/lwip/*.h user/services/net/lwip/*/*.h) user/services/net/limits.h

CFLAGS_OF_user/services/net/test := $(LWIP_FLAGS)
NET_TEST := user/services/net/test/station.c user/services/net/test/client.c
$(eval $(call host_test,net-udp,user/services/net/test/udp.c $(NET_TEST),net lwip))
$(eval $(call host_test,net-tcp,user/services/net/test/tcp.c $(NET_TEST),net lwip))
$(eval $(call host_test,net-clients,user/services/net/test/clients.c $(NET_TEST),net lwip))
$(eval $(call host_test,nic,user/services/net/test/nic.c user/services/net/nic.c,virtio))
$(eval $(call host_test,net-interface,user/services/net/test/interface.c $(NET_TEST),net lwip))
$(eval $(call host_test,net-parts,user/services/net/test/parts.c,net lwip net))
$(eval $(call fuzzer,net-frames,user/services/net/test/fuzz_frames.c,net lwip net,,user/services/net/test/corpus/net-frames))
$(eval $(call fuzzer,net-requests,user/services/net/test/fuzz_requests.c,net lwip net,,user/services/net/test/corpus/net-requests))
