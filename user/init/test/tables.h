/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the kernel of init's host tests: its tables, for its calls.
 */
#ifndef USER_INIT_TEST_TABLES_H
#define USER_INIT_TEST_TABLES_H

#include "user/init/init.h"
#include "user/init/test/kernel.h"

bool kernel_in_ram(uint64_t physical, uint64_t size);
int kernel_new_object(enum hf_kind kind, int owner);
void kernel_end_object(int object);

/* The slot of a domain's table, or NULL if out of range. */
struct kernel_slot *kernel_slot_of(int domain, uint64_t handle);
void kernel_fill(int domain, hf_handle handle, int object, uint64_t rights);

/* What a handle of init names, if it is of this kind and has these rights. */
enum hf_error kernel_find(uint64_t handle, enum hf_kind kind, uint64_t rights, int *object);

/* The table of a domain object; an unused one for a new domain. */
int kernel_table_of(int object);
int kernel_new_table(int object);

enum hf_error kernel_destroy_domain(int object);
void kernel_end_mapping(struct kernel_mapping *mapping);

#endif
