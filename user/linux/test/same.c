/* SPDX-License-Identifier: Apache-2.0 */
/* The program; the model is in same.h. */
#include "user/linux/test/same.h"

#include <time.h>

bool held = true;

static const char *root = "";
static unsigned int points;

void point(const char *name)
{
	printf("%s %u - %s\n", held ? "ok" : "not ok", ++points, name);
	held = true;
}

const char *under(const char *path)
{
	static char whole[512];

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	return whole;
}

uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1)
		root = argv[1];
	files();
	waiting();
	tasks();
	memory();
	times();
	sockets();
	printf("1..%u\n# done\n", points);
	return 0;
}
