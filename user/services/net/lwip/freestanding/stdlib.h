/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lwIP includes <stdlib.h> for atoi, in netif_find, which nothing calls: the linker drops it. No
 * definition exists, so a caller would be noticed.
 */
int atoi(const char *text);
