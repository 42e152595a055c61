/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file service as an ordinary Linux program sees it: /files, through the C library and lib/keep. It lives three
 * times: it ends by a fault, then without closing what it wrote, and the next life looks at what is left. How
 * far it is, it keeps in a file of its own.
 *
 * As `stranger` it has no channel to the service, and so no such directory.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "abi/program.h"
#include "lib/channel/channel.h"
#include "lib/keep/keep.h"
#include "user/protocol/files.h"
#include "user/services/files/test/qemu/parts.h"

#define QUOTA	   9 /* pages: test.manifest */
#define BUFFER	   32768
#define RESTART_MS 1000

static struct progress {
	uint32_t life, points;
} progress;

static struct keep keep;
static bool held = true;
static int rival, stranger;
static char bytes[BUFFER + 1];

#define HOLDS(...)                                                                                 \
	do {                                                                                       \
		if (!(__VA_ARGS__)) {                                                              \
			printf("# line %d: %s (errno %d)\n", __LINE__, #__VA_ARGS__, errno);       \
			held = false;                                                              \
		}                                                                                  \
	} while (0)

static void point(const char *name)
{
	printf("%s %u %s\n", held ? "ok" : "not ok", ++progress.points, name);
	held = true;
}

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* A word to a neighbour, and its answer. */
static void told(int channel, char word)
{
	char answer[ANSWER] = "no answer";

	HOLDS(write(channel, &word, 1) == 1);
	HOLDS(read(channel, answer, sizeof(answer)) > 0);
	HOLDS(answer[0] == '\0');
	if (answer[0] != '\0')
		printf("# %s\n", answer);
}

static bool refused(int result, int error)
{
	return result == -1 && errno == error;
}

static int open_file(const char *name, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/files/%s", name);
	return open(path, flags, 0600);
}

static void write_file(const char *name, const char *text)
{
	int fd = open_file(name, O_WRONLY | O_CREAT | O_TRUNC);

	HOLDS(fd >= 0);
	HOLDS(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	HOLDS(close(fd) == 0);
}

static bool file_is(const char *name, const char *text)
{
	int fd = open_file(name, O_RDONLY);
	ssize_t size = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));

	if (fd >= 0)
		close(fd);
	return size == (ssize_t)strlen(text) && memcmp(bytes, text, (size_t)size) == 0;
}

static bool is_missing(const char *name)
{
	return refused(open_file(name, O_RDONLY), ENOENT);
}

/* ---- The first life ---- */

static void test_stdio(void)
{
	FILE *f = fopen("/files/lines", "w");
	char line[64];

	HOLDS(f != NULL);
	for (int i = 0; f != NULL && i < 1000; i++)
		HOLDS(fprintf(f, "line %d\n", i) > 0);
	HOLDS(f != NULL && fclose(f) == 0);
	f = fopen("/files/lines", "r");
	for (int i = 0; f != NULL && i < 1000; i++) {
		char expected[64];

		snprintf(expected, sizeof(expected), "line %d\n", i);
		HOLDS(fgets(line, sizeof(line), f) != NULL && strcmp(line, expected) == 0);
	}
	HOLDS(f != NULL && fgets(line, sizeof(line), f) == NULL && feof(f));
	HOLDS(f != NULL && fclose(f) == 0);
	f = fopen("/files/lines", "a");
	HOLDS(f != NULL && fputs("and one more\n", f) >= 0 && fclose(f) == 0);
	f = fopen("/files/lines", "r");
	HOLDS(f != NULL && fseek(f, -13, SEEK_END) == 0);
	HOLDS(f != NULL && fgets(line, sizeof(line), f) && strcmp(line, "and one more\n") == 0);
	HOLDS(f != NULL && fclose(f) == 0);
	HOLDS(remove("/files/lines") == 0 && is_missing("lines"));
	point("stdio writes, reads and appends");
}

static void test_descriptors(void)
{
	struct stat status;
	char back[8];
	int fd;

	write_file("some", "0123456789");
	fd = open_file("some", O_RDWR);
	HOLDS(fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 10);
	HOLDS(pread(fd, back, 4, 3) == 4 && memcmp(back, "3456", 4) == 0);
	HOLDS(lseek(fd, 8, SEEK_SET) == 8 && write(fd, "abcd", 4) == 4);
	HOLDS(fsync(fd) == 0 && file_is("some", "01234567abcd"));
	HOLDS(ftruncate(fd, 3) == 0 && lseek(fd, 0, SEEK_END) == 3);
	HOLDS(file_is("some", "01234567abcd")); /* until it is synchronised or closed */
	HOLDS(ftruncate(fd, 5) == 0 && close(fd) == 0);
	HOLDS(stat("/files/some", &status) == 0 && status.st_size == 5);
	fd = open_file("some", O_RDONLY);
	HOLDS(read(fd, back, 8) == 5 && memcmp(back, "012\0\0", 5) == 0);
	HOLDS(refused((int)write(fd, "x", 1), EBADF) && refused(ftruncate(fd, 0), EINVAL));
	HOLDS(close(fd) == 0);
	fd = open_file("some", O_WRONLY);
	HOLDS(refused((int)read(fd, back, 1), EBADF) && close(fd) == 0);
	point("descriptors read, write, seek and truncate");
}

static void test_replacing(void)
{
	char back[8];
	int reader, writer;

	write_file("it", "old");
	write_file("it.new", "new");
	reader = open_file("it", O_RDONLY);
	writer = open_file("it", O_WRONLY);
	HOLDS(rename("/files/it.new", "/files/it") == 0);
	HOLDS(write(writer, "older", 5) == 5 && close(writer) == 0);
	HOLDS(file_is("it", "new") && is_missing("it.new"));
	HOLDS(read(reader, back, 8) == 3 && memcmp(back, "old", 3) == 0 && close(reader) == 0);
	/* What is open goes where its name goes, and nowhere without one. */
	writer = open_file("it", O_WRONLY | O_TRUNC);
	HOLDS(rename("/files/it", "/files/moved") == 0);
	HOLDS(write(writer, "late", 4) == 4 && close(writer) == 0);
	HOLDS(file_is("moved", "late") && is_missing("it"));
	writer = open_file("moved", O_WRONLY);
	HOLDS(unlink("/files/moved") == 0);
	HOLDS(write(writer, "gone", 4) == 4 && close(writer) == 0 && is_missing("moved"));
	point("a rename replaces, a name that is removed stays removed");
}

static void test_errors(void)
{
	HOLDS(refused(open_file("none", O_RDWR), ENOENT));
	HOLDS(refused(open_file("some", O_RDWR | O_CREAT | O_EXCL), EEXIST));
	HOLDS(refused(open_file("some", O_RDONLY | O_DIRECTORY), ENOTDIR));
	HOLDS(refused(open_file("..", O_RDONLY), EINVAL));
	HOLDS(refused(open_file("a/b", O_RDWR | O_CREAT), EINVAL));
	HOLDS(refused(open_file("\xe5\xbc\xa0", O_RDWR | O_CREAT), EINVAL));
	HOLDS(refused(open_file("a-name-of-24-characters-", O_RDWR | O_CREAT), ENAMETOOLONG));
	HOLDS(refused(open("/files", O_RDWR), EISDIR));
	HOLDS(refused(open("/filesystem", O_RDONLY), ENOENT));
	HOLDS(refused(open("/etc/new", O_RDWR | O_CREAT, 0600), EROFS));
	HOLDS(refused(rename("/files/none", "/files/some"), ENOENT));
	HOLDS(refused(rename("/files/some", "/file/some"), EXDEV));
	HOLDS(refused(unlink("/files/none"), ENOENT));
	HOLDS(refused(unlink("/dev/null"), EROFS));
	point("what cannot be done has the error that Linux gives it");
}

static void test_limits(void)
{
	int fd = open_file("large", O_RDWR | O_CREAT);
	char name[FILES_NAME];
	unsigned made = 0;

	memset(bytes, 'x', sizeof(bytes));
	HOLDS(refused((int)write(fd, bytes, BUFFER + 1), EFBIG));
	HOLDS(write(fd, bytes, BUFFER) == BUFFER && refused((int)write(fd, "x", 1), EFBIG));
	HOLDS(close(fd) == 0); /* eight pages of nine; `some` is the ninth */
	fd = open_file("small", O_RDWR | O_CREAT);
	HOLDS(write(fd, "x", 1) == 1 && refused(fsync(fd), EDQUOT) && refused(close(fd), EDQUOT));
	HOLDS(unlink("/files/small") == 0);
	do {
		snprintf(name, sizeof(name), "n%u", made);
		fd = open_file(name, O_RDWR | O_CREAT);
	} while (fd >= 0 && close(fd) == 0 && ++made < 2 * FILES_NAMES);
	HOLDS(fd < 0 && errno == ENOSPC && made == FILES_NAMES - 2);
	while (made-- > 0) {
		snprintf(name, sizeof(name), "/files/n%u", made);
		HOLDS(unlink(name) == 0);
	}
	HOLDS(unlink("/files/large") == 0);
	point("quotas are errors of fsync and close, names of open");
}

static void test_directory(void)
{
	DIR *directory = opendir("/files");
	struct dirent *entry;
	unsigned seen = 0;

	write_file("one", "1");
	while (directory != NULL && (entry = readdir(directory)) != NULL)
		seen += strcmp(entry->d_name, "some") == 0	 ? 1
			: strcmp(entry->d_name, "one") == 0	 ? 10
			: strcmp(entry->d_name, "progress") == 0 ? 100
								 : 1000;
	HOLDS(seen == 11 && directory != NULL && closedir(directory) == 0);
	HOLDS(unlink("/files/one") == 0 && unlink("/files/some") == 0);
	point("the directory lists what is there");
}

static void test_others(void)
{
	write_file("state", "the client's");
	told(rival, WORD_CHECK);
	HOLDS(file_is("state", "the client's"));
	told(stranger, WORD_ASK);
	point("nobody sees another's files; without a channel there are none");
}

/* What this program was given, as the personality sees it. */
static const struct hf_program *self = (const struct hf_program *)HF_PROGRAM_RECORD;

static bool buffer_is_zero(void)
{
	for (unsigned i = 0; i < self->grants; i++) {
		const struct hf_grant *g = &self->grant[i];
		const uint8_t *buffer = (const uint8_t *)(uintptr_t)g->address;
		uint8_t any = 0;

		if (strcmp(g->name, "files") != 0)
			continue;
		for (uint64_t at = 0; at < g->size; at++)
			any |= buffer[at];
		return any == 0 && g->size == BUFFER;
	}
	return false;
}

/* A key: bytes that are in memory only where they were put. */
static void make_key(char key[32])
{
	for (unsigned i = 0; i < 32; i++)
		key[i] = (char)(i * 37 ^ 0x5a);
}

static unsigned keys_in_heap(void)
{
	const char *heap = (const char *)(uintptr_t)self->heap;
	unsigned found = 0;

	for (uint64_t at = 0; at + 32 <= self->heap_size; at += 8) {
		bool same = true;

		for (unsigned i = 0; i < 32 && same; i++)
			same = heap[at + i] == (char)(i * 37 ^ 0x5a);
		found += same;
	}
	return found;
}

static void test_leavings(void)
{
	char key[32];
	int fd = open_file("key", O_RDWR | O_CREAT);

	make_key(key);
	HOLDS(write(fd, key, 32) == 32 && fsync(fd) == 0 && buffer_is_zero());
	HOLDS(keys_in_heap() == 1); /* the open file's own copy */
	HOLDS(close(fd) == 0 && keys_in_heap() == 0);
	fd = open_file("key", O_RDONLY);
	HOLDS(buffer_is_zero() && keys_in_heap() == 1);
	HOLDS(close(fd) == 0 && keys_in_heap() == 0 && unlink("/files/key") == 0);
	point("no bytes are left in the buffer or in what a file gave back");
}

static void save_progress(void)
{
	keep_changed(&keep);
	HOLDS(keep_wants(&keep, now_ms()));
	HOLDS(keep_save(&keep, &progress, sizeof(progress), now_ms()));
}

static void first_life(void)
{
	int half;

	printf("1..12\n");
	test_stdio();
	test_descriptors();
	test_replacing();
	test_errors();
	test_limits();
	test_directory();
	test_others();
	test_leavings();
	progress.life = 1;
	save_progress();
	half = open_file("state", O_WRONLY | O_TRUNC);
	HOLDS(half >= 0 && write(half, "half", 4) == 4);
	fflush(stdout);
	__builtin_trap();
}

/* ---- The others ---- */

static void second_life(void)
{
	FILE *f;

	HOLDS(file_is("state", "the client's"));
	point("files outlive a program that dies, and what it was writing is not half there");
	progress.life = 2;
	save_progress();
	f = fopen("/files/unclosed", "w");
	HOLDS(f != NULL && fputs("said before the end", f) >= 0);
	exit(1);
}

/* Kills the service, and waits for what it shows. Its second restart comes after a pause: then it is down first. */
static void lose_all(bool down)
{
	struct pollfd p = { keep.fd, 0, 0 };
	uint64_t death = now_ms();

	HOLDS(poll(&p, 1, 0) == 0 && !keep_wants(&keep, now_ms()));
	told(rival, WORD_KILL);
	if (down) {
		keep_changed(&keep);
		HOLDS(keep_wants(&keep, now_ms()));
		HOLDS(!keep_save(&keep, &progress, sizeof(progress), now_ms()) && errno == EIO);
		HOLDS(refused(open("/files", O_RDONLY | O_DIRECTORY), EIO));
	}
	HOLDS(poll(&p, 1, 10000) == 1 && p.revents == POLLHUP);
	printf("# back after %u ms\n", (unsigned)(now_ms() - death));
	HOLDS(now_ms() - death < RESTART_MS);
	HOLDS(is_missing("state") && is_missing("progress"));
	told(rival, WORD_LOST);
	HOLDS(keep_wants(&keep, now_ms()));
	HOLDS(keep_save(&keep, &progress, sizeof(progress), now_ms()));
	HOLDS(!keep_wants(&keep, now_ms()) && keep_wait(&keep, now_ms()) == -1);
	HOLDS(keep_load(&keep, bytes, sizeof(bytes)) == sizeof(progress));
	HOLDS(memcmp(bytes, &progress, sizeof(progress)) == 0);
}

static void third_life(void)
{
	HOLDS(file_is("unclosed", "said before the end"));
	point("what a program wrote is put when it ends");
	progress.life = 3;
	save_progress();
	lose_all(false);
	point("a service that is killed comes back empty; its clients notice and save again");
	lose_all(true);
	point("while it is down, nothing can be saved; as soon as it is back, everything");
	printf("# done\n");
}

/* ---- The stranger ---- */

static void be_stranger(void)
{
	int client = channel_open("client");
	char word;

	for (;;) {
		const char *answer = "";

		if (read(client, &word, 1) != 1)
			continue;
		if (!refused(open("/files", O_RDONLY | O_DIRECTORY), ENOENT) ||
		    !refused(open("/files/state", O_RDONLY), ENOENT) ||
		    !refused(open("/files/new", O_RDWR | O_CREAT, 0600), ENOENT) ||
		    !refused(unlink("/files/state"), ENOENT) ||
		    !refused(rename("/files/state", "/files/mine"), ENOENT))
			answer = "the stranger finds something";
		if (write(client, answer, strlen(answer) + 1) <= 0)
			exit(1);
	}
}

int main(int count, char **word)
{
	static void (*const lives[])(void) = { first_life, second_life, third_life };

	if (count > 0 && strcmp(word[0], "stranger") == 0)
		be_stranger();
	rival = channel_open("rival");
	stranger = channel_open("stranger");
	HOLDS(rival >= 0 && stranger >= 0);
	HOLDS(keep_open(&keep, KEEP_DIRECTORY, "progress"));
	if (keep_load(&keep, &progress, sizeof(progress)) != sizeof(progress))
		progress = (struct progress){ 0 };
	if (progress.life < sizeof(lives) / sizeof(lives[0]))
		lives[progress.life]();
	return 0;
}
