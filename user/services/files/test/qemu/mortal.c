/* SPDX-License-Identifier: Apache-2.0 */
/* The phone's own service, linked with one function wrapped (ld --wrap), so that it can be killed: parts.h. */
#include "user/lib/program.h"
#include "user/services/files/files.h"
#include "user/services/files/test/qemu/parts.h"

void __real_files_call(struct files *f, unsigned client, const struct files_request *request,
		       struct files_reply *reply);
void __wrap_files_call(struct files *f, unsigned client, const struct files_request *request,
		       struct files_reply *reply);

void __wrap_files_call(struct files *f, unsigned client, const struct files_request *request,
		       struct files_reply *reply)
{
	if (request->operation == MORTAL_OPERATION)
		hf_exit(MORTAL_STATUS);
	__real_files_call(f, client, request, reply);
}
