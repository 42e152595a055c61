/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files: small files for other programs, in memory. What it is: user/protocol/files.h.
 *
 * Grants:
 *	channel	others, as server	gates with a buffer: the clients; `quota` in the policy word
 *	heap				where the files are
 *
 * Its memory is cleared when it ends, by init: nothing outlives it, nor the phone's being on.
 */
#include <string.h>

#include "user/lib/hf.h"
#include "user/lib/log.h"
#include "user/lib/program.h"
#include "user/services/files/files.h"

static struct files files;
static const struct hf_grant *client[FILES_CLIENTS];
static unsigned clients;

static void add_clients(const struct hf_program *self)
{
	for (unsigned i = 0; i < self->grants; i++) {
		const struct hf_grant *g = &self->grant[i];

		if (g->kind != HF_GRANT_CHANNEL_SERVER || (g->flags & HF_GRANT_STREAM))
			continue;
		if (clients == FILES_CLIENTS ||
		    !files_client(&files, clients, FILES_QUOTA(g->policy),
				  (void *)(uintptr_t)g->address, g->size)) {
			hf_log("\1'%s' is a client too many, its quota more than the heap has, or "
			       "its buffer too small",
			       g->name);
			hf_exit(1);
		}
		client[clients++] = g;
	}
}

/* The words of the call become the words of its reply; a stranger's are answered with an error. */
static void on_call(uint64_t identity, struct hf_words *words)
{
	struct files_reply reply = { .error = FILES_E_CLIENT };
	struct files_request request;

	memcpy(&request, words, sizeof(request));
	for (unsigned i = 0; i < clients; i++) {
		if (client[i]->identity == identity)
			files_call(&files, i, &request, &reply);
	}
	memcpy(words, &reply, sizeof(reply));
}

int main(const struct hf_program *self)
{
	struct hf_words words = { { 0 } };
	uint64_t flags = HF_WAIT_CALLS;

	/* The counter never goes back while the phone is on, and clients do not outlive that. */
	files_start(&files, (void *)(uintptr_t)self->heap, self->heap_size, hf_now());
	add_clients(self);
	for (;;) {
		struct hf_arrived arrived;

		if (hf_wait(flags, 0, HF_NEVER, &words, &arrived) != HF_OK)
			return 1;
		on_call(arrived.word, &words);
		flags = HF_WAIT_CALLS | HF_WAIT_REPLY;
	}
}
