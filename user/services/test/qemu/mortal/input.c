/* SPDX-License-Identifier: Apache-2.0 */
/* See mortal.h. */
#include "user/lib/program.h"
#include "user/services/input/route.h"
#include "user/services/test/qemu/mortal/mortal.h"

bool __real_route_front(struct route *r, const struct input_message *m, size_t size);
bool __wrap_route_front(struct route *r, const struct input_message *m, size_t size);

bool __wrap_route_front(struct route *r, const struct input_message *m, size_t size)
{
	if (m->type == MORTAL_WORD)
		hf_exit(MORTAL_STATUS);
	return __real_route_front(r, m, size);
}
