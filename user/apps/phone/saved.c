/* SPDX-License-Identifier: Apache-2.0 */
/* See saved.h. */
#include "user/apps/phone/saved.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define NAME "state"

/* Milliseconds since 1970 when the model's clock was zero. */
static int64_t epoch_ms(const struct model *m)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 - (int64_t)m->now_ms;
}

void saved_load(struct saved *s, const char *directory, struct model *m)
{
	long size;

	if (!keep_open(&s->keep, directory, NAME))
		fprintf(stderr, "phone: %s: %s; history and settings end with the app\n", directory,
			strerror(errno));
	size = keep_load(&s->keep, s->bytes, sizeof(s->bytes));
	if (size > 0 && archive_read(&s->archive, s->bytes, (size_t)size)) {
		archive_give(&s->archive, m, epoch_ms(m));
	} else if (size != 0) {
		fprintf(stderr, "phone: history and settings cannot be read: %s\n",
			size < 0 ? strerror(errno) : "no archive of this version");
		if (!keep_aside(&s->keep))
			fprintf(stderr, "phone: nor put aside: %s\n", strerror(errno));
	}
	s->revision = m->revision;
}

void saved_update(struct saved *s, const struct model *m)
{
	size_t size;

	if (s->revision != m->revision)
		keep_changed(&s->keep);
	s->revision = m->revision;
	if (!keep_wants(&s->keep, m->now_ms))
		return;
	archive_take(&s->archive, m, epoch_ms(m));
	size = archive_write(&s->archive, s->bytes);
	if (keep_save(&s->keep, s->bytes, size, m->now_ms)) {
		s->failed = false;
	} else if (!s->failed) {
		fprintf(stderr, "phone: history and settings are not saved: %s\n", strerror(errno));
		s->failed = true;
	}
}
