/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Linux/arm64 boot protocol: the header of an Image, and where kernel, tree and initrd go in RAM.
 *
 * An Image comes from a file that the owner may have chosen, so its header is checked in full. The
 * header's layout is the kernel's Documentation/arch/arm64/booting.rst, section 4.
 */
#ifndef USER_VMM_IMAGE_H
#define USER_VMM_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "user/vmm/ram.h"

struct blob {
	const uint8_t *at;
	uint64_t size; /* bytes; 0: there is none */
};

/* Where everything lies, guest physical. */
struct layout {
	uint64_t kernel; /* the Image's first byte, also its entry */
	uint64_t tree, tree_size;
	uint64_t initrd, initrd_size;
};

enum image_error {
	IMAGE_OK = 0,
	IMAGE_SHORT,	  /* no room for a header, or image_size less than the file */
	IMAGE_MAGIC,	  /* not an arm64 Image */
	IMAGE_COMPRESSED, /* an EFI zboot or gzip file, which has to be unpacked first */
	IMAGE_OLD,	  /* image_size 0: before Linux 3.17, effective size unknown */
	IMAGE_ENDIAN,	  /* a big-endian kernel */
	IMAGE_FIT,	  /* kernel, tree and initrd do not fit in RAM */
};

/*
 * Check `kernel` and choose places for it, `initrd` and a tree of up to `tree_size` bytes (at most 2 MiB).
 */
enum image_error image_place(const struct ram *ram, struct blob kernel, struct blob initrd,
			     uint64_t tree_size, struct layout *layout);

/* Copy the kernel and the initrd to their places. The kernel's BSS is its own to clear. */
void image_load(const struct ram *ram, struct blob kernel, struct blob initrd,
		const struct layout *layout);

const char *image_error_text(enum image_error error);

#endif
