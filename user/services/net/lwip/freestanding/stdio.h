/* SPDX-License-Identifier: Apache-2.0 */
/* lwIP's mem.c includes <stdio.h> but uses nothing of it as configured. */
