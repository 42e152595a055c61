/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Never gives its time away.
 */
#include "user/lib/program.h"

int main(const struct hf_program *self)
{
	(void)self;
	for (;;)
		__asm__ volatile("");
}
