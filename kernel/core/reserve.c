/* SPDX-License-Identifier: Apache-2.0 */
/* Reserves; the model is in reserve.h. */
#include "kernel/core/reserve.h"

void reserve_init(struct reserve *reserve, uint64_t budget, uint64_t period, uint8_t level)
{
	reserve->budget = budget;
	reserve->period = period;
	reserve->left = budget;
	reserve->level = level;
	reserve->refill.kind = TIMEOUT_REFILL;
	list_init(&reserve->fallen);
}

/* What is used beyond the budget, because the interrupt came late, counts against the periods to come. */
bool reserve_spend(struct reserve *reserve, uint64_t used, uint64_t now)
{
	uint64_t over = used - reserve->left;

	if (used < reserve->left) {
		reserve->left -= used;
		return true;
	}
	reserve->left = 0;
	reserve->next = reserve->budget - over % reserve->budget;
	reserve->period_end += over / reserve->budget * reserve->period;
	if (reserve->period_end > now)
		return false;
	reserve->left = reserve->next;
	reserve->period_end = now + reserve->period;
	return true;
}

void reserve_begin(struct reserve *reserve, uint64_t now)
{
	if (reserve->left == 0 || reserve->period_end > now)
		return;
	reserve->left = reserve->budget;
	reserve->period_end = now + reserve->period;
}

void reserve_refill(struct reserve *reserve)
{
	reserve->left = reserve->next;
	reserve->period_end += reserve->period;
}
