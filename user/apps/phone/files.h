/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files: what the app reads once, at its start, from the directory of its granted files. What is missing or
 * wrong is said on standard error.
 */
#ifndef USER_APPS_PHONE_FILES_H
#define USER_APPS_PHONE_FILES_H

#include "lib/contacts/contacts.h"
#include "lib/draw/font.h"
#include "lib/manifest/manifest.h"

/* NULL without fonts: then nothing can be shown. */
struct fonts *files_fonts(const char *directory);

/* None, without a file. */
const struct contacts *files_contacts(const char *directory);

/* NULL if it cannot be read. */
const struct manifest *files_manifest(const char *directory);

#endif
