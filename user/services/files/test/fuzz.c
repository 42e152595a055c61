/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzzes what clients ask: the input is requests of two clients, each with bytes for the buffer. A plain
 * table says what must be there; after each call what the service answers is compared with it. A third
 * client, who asks nothing, keeps its file.
 */
#include <stdlib.h>
#include <string.h>

#include "user/services/files/files.h"

#define CLIENTS 3
#define QUOTA	5
#define BUFFER	(3 * FILES_PAGE)
#define PAGES	(CLIENTS * QUOTA + FILES_SPARE)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct files files;
static _Alignas(FILES_PAGE) uint8_t memory[PAGES * FILES_PAGE];
static uint8_t buffer[CLIENTS][BUFFER];

static struct known {
	char name[FILES_NAME];
	uint32_t size;
	uint8_t bytes[BUFFER];
} known[2][FILES_NAMES];

static void require(bool condition)
{
	if (!condition)
		abort();
}

static struct known *find(unsigned client, const char name[FILES_NAME])
{
	for (unsigned i = 0; i < FILES_NAMES; i++)
		if (memcmp(known[client][i].name, name, FILES_NAME) == 0)
			return &known[client][i];
	return NULL;
}

static uint32_t pages(unsigned client)
{
	uint32_t sum = 0;

	for (unsigned i = 0; i < FILES_NAMES; i++)
		sum += (known[client][i].size + FILES_PAGE - 1) / FILES_PAGE;
	return sum;
}

static void note_put(unsigned client, const struct files_request *q)
{
	static const char none[FILES_NAME];
	struct known *k = find(client, q->name);

	k = k ? k : find(client, none);
	require(k != NULL && q->value <= BUFFER);
	memcpy(k->name, q->name, FILES_NAME);
	memcpy(k->bytes, buffer[client], q->value);
	k->size = q->value;
	require(pages(client) <= QUOTA);
}

static void note_rename(unsigned client, const struct files_request *q)
{
	struct known *k = find(client, q->name), *old = find(client, q->to);

	require(k != NULL);
	if (old != NULL && old != k)
		memset(old, 0, sizeof(*old));
	memcpy(k->name, q->to, FILES_NAME);
}

static void check_get(unsigned client, const struct files_request *q, const struct files_reply *r)
{
	const struct known *k = find(client, q->name);

	require(k != NULL && k->size == r->value);
	require(memcmp(k->bytes, buffer[client], k->size) == 0);
	require(files_sum(FILES_SUM_START, buffer[client], k->size) == r->sum);
}

/* What was answered with FILES_OK. */
static void note(unsigned client, const struct files_request *q, const struct files_reply *r)
{
	switch (q->operation) {
	case FILES_OPEN:
		require(r->identity == 1 && r->value == BUFFER);
		break;
	case FILES_PUT:
		note_put(client, q);
		break;
	case FILES_GET:
		check_get(client, q, r);
		break;
	case FILES_REMOVE:
		require(find(client, q->name) != NULL);
		memset(find(client, q->name), 0, sizeof(struct known));
		break;
	case FILES_RENAME:
		note_rename(client, q);
		break;
	default:
		require(q->operation == FILES_LIST && find(client, r->name)->size == r->value);
	}
}

static void check_error(const struct files_reply *r)
{
	struct files_reply only_error = { .error = r->error };

	require(r->error < FILES_ERRORS);
	require(memcmp(r, &only_error, sizeof(*r)) == 0);
}

/* Few names, so that they meet; now and then any bytes. */
static void take_name(char name[FILES_NAME], const uint8_t *data)
{
	memset(name, 0, FILES_NAME);
	if (data[0] < 200) {
		name[0] = (char)('a' + data[0] % 20);
		name[1] = data[0] & 1 ? '-' : '\0';
	} else {
		memcpy(name, data, 8);
	}
}

static struct files_request take_request(unsigned client, const uint8_t data[24])
{
	struct files_request q = { .operation = data[0] >> 2 & 7 };

	if (data[0] & 2) {
		memcpy(&q.operation, data + 1, 20);
	} else {
		if (q.operation != FILES_OPEN && q.operation != FILES_LIST)
			take_name(q.name, data + 1);
		if (q.operation == FILES_RENAME)
			take_name(q.to, data + 9);
		if (q.operation == FILES_PUT || q.operation == FILES_LIST)
			q.value = (uint32_t)(data[17] << 8 | data[18]) % (BUFFER + 100);
	}
	memset(buffer[client], data[19], BUFFER);
	memcpy(buffer[client] + data[20], data + 1, 20);
	if (q.operation == FILES_PUT && q.value <= BUFFER && data[21] != 0)
		q.sum = files_sum(FILES_SUM_START, buffer[client], q.value);
	return q;
}

static void begin(void)
{
	struct files_request q = { .operation = FILES_PUT, .name = "mine", .value = BUFFER };
	struct files_reply r;

	memset(memory, 0, sizeof(memory));
	memset(known, 0, sizeof(known));
	files_start(&files, memory, sizeof(memory), 1);
	for (unsigned i = 0; i < CLIENTS; i++)
		require(files_client(&files, i, QUOTA, buffer[i], BUFFER));
	memset(buffer[2], 0x77, BUFFER);
	q.sum = files_sum(FILES_SUM_START, buffer[2], BUFFER);
	files_call(&files, 2, &q, &r);
	require(r.error == FILES_OK);
	memset(buffer[2], 0, BUFFER);
}

static void end(void)
{
	struct files_request q = { .operation = FILES_GET, .name = "mine" };
	struct files_reply r;

	for (unsigned i = 0; i < BUFFER; i++)
		require(buffer[2][i] == 0);
	files_call(&files, 2, &q, &r);
	require(r.error == FILES_OK && r.value == BUFFER);
	for (unsigned i = 0; i < BUFFER; i++)
		require(buffer[2][i] == 0x77);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	begin();
	for (; size >= 24; data += 24, size -= 24) {
		unsigned client = data[0] & 1;
		struct files_request q = take_request(client, data);
		struct files_reply r;

		files_call(&files, client, &q, &r);
		if (r.error == FILES_OK)
			note(client, &q, &r);
		else
			check_error(&r);
	}
	end();
	return 0;
}
