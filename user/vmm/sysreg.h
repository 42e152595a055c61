/* SPDX-License-Identifier: Apache-2.0 */
/*
 * System registers that the kernel does not answer: the generation of interrupts between VCPUs, and the
 * debug registers, which the guest finds to be there and without effect. Any other is undefined.
 */
#ifndef USER_VMM_SYSREG_H
#define USER_VMM_SYSREG_H

struct answer;
struct exit;
struct vm;

void sysreg_access(struct vm *vm, unsigned cpu, const struct exit *exit, struct answer *answer);

#endif
