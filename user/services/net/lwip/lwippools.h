/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pools behind lwIP's mem_malloc: sizes are those of its buffers, so nothing can fragment.
 * Included several times with different macros, hence no guard.
 *
 * Large: one for each TCP segment (TCP_OVERSIZE allocates whole ones). Small: acknowledgements, SYN,
 * FIN and ND messages, two for each connection. Middle: the DHCP client.
 */
LWIP_MALLOC_MEMPOOL_START
LWIP_MALLOC_MEMPOOL(2 * NET_CLIENTS * NET_CONNECTIONS + NET_TRANSIT, 256)
LWIP_MALLOC_MEMPOOL(16, 768)
LWIP_MALLOC_MEMPOOL(NET_SEGMENTS, 1664)
LWIP_MALLOC_MEMPOOL_END
