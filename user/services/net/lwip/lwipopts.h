/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lwIP as the net service uses it: one thread, one interface, the raw API, static pools.
 *
 * The pools are as large as the quotas of user/protocol/net.h can make their use, so that no client
 * can take memory from another: everything a client can hold for longer than a call is counted here.
 *
 *	held by            what                             how much, at most
 *	UDP socket         a PCB                            NET_CLIENTS * NET_SOCKETS
 *	TCP connection     a PCB, listening or not          NET_CLIENTS * NET_CONNECTIONS
 *	                   segments not yet acknowledged    TCP_SND_QUEUELEN each
 *	                   segments out of order            TCP_OOSEQ_MAX_PBUFS each
 *	nobody             packets waiting for ARP and ND, fragments for reassembly: NET_TRANSIT
 *
 * What has arrived in order is copied into the socket's own ring at once, and costs the pools nothing.
 */
#ifndef USER_SERVICES_NET_LWIP_LWIPOPTS_H
#define USER_SERVICES_NET_LWIP_LWIPOPTS_H

#include "user/protocol/net.h"
#include "user/services/net/limits.h"

/* Surroundings */
#define NO_SYS			     1
#define SYS_LIGHTWEIGHT_PROT	     0
#define LWIP_NETCONN		     0
#define LWIP_SOCKET		     0
#define LWIP_SINGLE_NETIF	     1
#define LWIP_STATS		     0
#define LWIP_NETIF_STATUS_CALLBACK   0
#define LWIP_CHECKSUM_CTRL_PER_NETIF 0
#define LWIP_SKIP_CONST_CHECK	     1

/* Memory */
#define MEM_ALIGNMENT		      8
#define ETH_PAD_SIZE		      2 /* the IP header is aligned */
#define MEM_USE_POOLS		      1
#define MEM_USE_POOLS_TRY_BIGGER_POOL 1
#define MEMP_USE_CUSTOM_POOLS	      1				      /* lwippools.h */
#define MEMP_NUM_UDP_PCB	      (NET_CLIENTS * NET_SOCKETS + 2) /* and DHCP, DNS */
#define MEMP_NUM_TCP_PCB	      (NET_CLIENTS * NET_CONNECTIONS)
#define MEMP_NUM_TCP_PCB_LISTEN	      (NET_CLIENTS * NET_SOCKETS)
#define MEMP_NUM_TCP_SEG	      NET_SEGMENTS
#define MEMP_NUM_PBUF		      NET_TRANSIT
#define MEMP_NUM_REASSDATA	      8
#define IP_REASS_MAX_PBUFS	      32
#define MEMP_NUM_FRAG_PBUF	      32
#define PBUF_POOL_SIZE		      (NET_OUT_OF_ORDER + NET_TRANSIT)
#define PBUF_POOL_BUFSIZE	      1536 /* one whole frame */

/* IPv4 */
#define LWIP_IPV4		      1
#define LWIP_ARP		      1
#define ARP_TABLE_SIZE		      160 /* neighbor.c */
#define ARP_QUEUEING		      0	  /* one packet waits for each neighbor */
#define ETHARP_SUPPORT_STATIC_ENTRIES 0
#define LWIP_ICMP		      1
#define LWIP_BROADCAST_PING	      0
#define LWIP_MULTICAST_PING	      0
#define LWIP_RAW		      0
#define LWIP_IGMP		      0
#define IP_FORWARD		      0
#define IP_SOF_BROADCAST	      1 /* never set: no client sends broadcasts */
#define IP_SOF_BROADCAST_RECV	      1 /* and none receives them */
#define LWIP_DHCP		      1
#define LWIP_DHCP_DOES_ACD_CHECK      0 /* the server has asked; ARP conflicts would delay the phone */
#define LWIP_NETIF_HOSTNAME	      0 /* the network need not know a name */

/* Resolving is the clients' own: here only the servers' addresses are kept. */
#define LWIP_DNS		       1
#define DNS_TABLE_SIZE		       1
#define DNS_MAX_SERVERS		       NET_RESOLVERS
#define LWIP_ND6_RDNSS_MAX_DNS_SERVERS NET_RESOLVERS

/* IPv6 */
#define LWIP_IPV6		  1
#define LWIP_IPV6_NUM_ADDRESSES	  5
#define LWIP_IPV6_DHCP6		  0
#define LWIP_IPV6_FORWARD	  0
#define IPV6_FRAG_COPYHEADER	  1   /* pointers are 8 bytes */
#define LWIP_ND6_NUM_NEIGHBORS	  127 /* the most that it can do */
#define LWIP_ND6_NUM_DESTINATIONS 127
#define LWIP_ND6_QUEUEING	  0
#define MEMP_NUM_MLD6_GROUP	  8

/* UDP, TCP */
#define LWIP_UDP		   1
#define LWIP_TCP		   1
#define LWIP_ALTCP		   0
#define TCP_MSS			   1460
#define TCP_WND			   NET_STREAM_BYTES
#define TCP_SND_BUF		   (6 * TCP_MSS)
#define TCP_SND_QUEUELEN	   NET_CONNECTION_SEGMENTS
#define TCP_QUEUE_OOSEQ		   1
#define TCP_OOSEQ_MAX_PBUFS	   NET_CONNECTION_OUT_OF_ORDER
#define TCP_LISTEN_BACKLOG	   1
#define TCP_DEFAULT_LISTEN_BACKLOG 1
#define LWIP_TCP_SACK_OUT	   1
#define LWIP_TCP_KEEPALIVE	   1
#define LWIP_TCP_PCB_NUM_EXT_ARGS  1
#define SO_REUSE		   1

/* RFC 9293 3.4.1: initial sequence numbers are random, not derived from a clock. */
#define LWIP_HOOK_TCP_ISN(local, local_port, remote, remote_port) net_platform_random()

#endif
