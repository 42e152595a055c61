/* SPDX-License-Identifier: Apache-2.0 */
/* See mortal.h. */
#include "user/lib/program.h"
#include "user/services/audio/mixer.h"
#include "user/services/test/qemu/mortal/mortal.h"

bool __real_mixer_take(struct mixer *m, unsigned client, const struct audio_message *message,
		       size_t size);
bool __wrap_mixer_take(struct mixer *m, unsigned client, const struct audio_message *message,
		       size_t size);

bool __wrap_mixer_take(struct mixer *m, unsigned client, const struct audio_message *message,
		       size_t size)
{
	if (message->type == MORTAL_WORD)
		hf_exit(MORTAL_STATUS);
	return __real_mixer_take(m, client, message, size);
}
