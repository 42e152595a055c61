/* SPDX-License-Identifier: Apache-2.0 */
/* See mortal.h. */
#include "user/lib/program.h"
#include "user/services/net/net.h"
#include "user/services/test/qemu/mortal/mortal.h"

void __real_net_call(struct net *n, unsigned client, const struct net_request *request,
		     struct net_reply *reply);
void __wrap_net_call(struct net *n, unsigned client, const struct net_request *request,
		     struct net_reply *reply);

void __wrap_net_call(struct net *n, unsigned client, const struct net_request *request,
		     struct net_reply *reply)
{
	if (request->operation == MORTAL_WORD)
		hf_exit(MORTAL_STATUS);
	__real_net_call(n, client, request, reply);
}
