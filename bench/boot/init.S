/* SPDX-License-Identifier: Apache-2.0 */
/* Linux's first program where its boot is measured: says that it is there, and restarts the machine. */
#include "bench/mark.h"

#define SYS_REBOOT 142
#define MAGIC1	   0xfee1dead
#define MAGIC2	   672274793
#define RESTART	   0x01234567

	.text
	.global	_start
_start:
	end
	ldr	x0, =MAGIC1
	ldr	x1, =MAGIC2
	ldr	x2, =RESTART
	mov	x3, xzr
	mov	x8, #SYS_REBOOT
	svc	#0
1:	b	1b
