/* SPDX-License-Identifier: Apache-2.0 */
#include "user/vmm/sysreg.h"
#include "user/vmm/vm.h"

#define ICC_SGI1R_EL1  VM_REGISTER(3, 0, 12, 11, 5)
#define ICC_ASGI1R_EL1 VM_REGISTER(3, 0, 12, 11, 6)
#define ICC_SGI0R_EL1  VM_REGISTER(3, 0, 12, 11, 7)
#define OSLSR_EL1      VM_REGISTER(2, 0, 1, 1, 4)

#define OSLSR_UNLOCKED 0x8 /* OSLM 0b10: the OS lock exists. OSLK 0: it is open */

static bool is_debug(uint32_t number)
{
	return number >> 16 == 2;
}

void sysreg_access(struct vm *vm, unsigned cpu, const struct exit *exit, struct answer *answer)
{
	answer->verdict = VERDICT_NEXT;
	answer->value = 0;
	if (exit->write && exit->number == ICC_SGI1R_EL1)
		gic_sgi(&vm->gic, cpu, exit->value, GIC_SGI_ANY_GROUP);
	else if (exit->write && exit->number == ICC_SGI0R_EL1)
		gic_sgi(&vm->gic, cpu, exit->value, GIC_SGI_GROUP0);
	else if (exit->write && exit->number == ICC_ASGI1R_EL1)
		return; /* the other security state, which there is not */
	else if (!exit->write && exit->number == OSLSR_EL1)
		answer->value = OSLSR_UNLOCKED;
	else if (!is_debug(exit->number))
		answer->verdict = VERDICT_UNDEFINED;
}
