/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors, granted files and kept ones. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "user/linux/test/same.h"

#define WORDS "abcdefghijklmnopqrstuvwxyz"

static void granted(void)
{
	char bytes[32] = "";
	struct stat s;
	int f = open(under("/file/words"), O_RDONLY);

	HOLDS(f > 2);
	HOLDS(fstat(f, &s) == 0 && s.st_size == 26 && S_ISREG(s.st_mode));
	HOLDS(read(f, bytes, 5) == 5 && memcmp(bytes, WORDS, 5) == 0);
	HOLDS(read(f, bytes, sizeof(bytes)) == 21 && memcmp(bytes, WORDS + 5, 21) == 0);
	HOLDS(read(f, bytes, sizeof(bytes)) == 0);
	point("a granted file is read to its end");

	HOLDS(lseek(f, 2, SEEK_SET) == 2 && lseek(f, 3, SEEK_CUR) == 5 &&
	      lseek(f, -1, SEEK_END) == 25);
	HOLDS(read(f, bytes, 4) == 1 && bytes[0] == 'z');
	HOLDS(lseek(f, 100, SEEK_SET) == 100 && read(f, bytes, 1) == 0);
	HOLDS(FAILS(EINVAL, lseek(f, -1, SEEK_SET)));
	HOLDS(FAILS(EINVAL, lseek(f, INT64_MIN, SEEK_CUR)));
	HOLDS(FAILS(EINVAL, lseek(f, 0, 77)));
	HOLDS(lseek(f, 0, SEEK_CUR) == 100);
	point("positions are moved, and refused without being moved");

	HOLDS(pread(f, bytes, 3, 24) == 2 && memcmp(bytes, "yz", 2) == 0);
	HOLDS(pread(f, bytes, 3, 26) == 0 && lseek(f, 0, SEEK_CUR) == 100);
	point("pread leaves the position");

	HOLDS(FAILS(EBADF, write(f, "x", 1)));
	HOLDS(close(f) == 0 && FAILS(EBADF, close(f)) && FAILS(EBADF, read(f, bytes, 1)));
	HOLDS(FAILS(ENOENT, open(under("/file/none"), O_RDONLY)));
	HOLDS(FAILS(ENOENT, stat(under("/none/none"), &s)));
	point("what is not open or not there is an error");
}

static void vectors(void)
{
	char one[3], two[40];
	struct iovec v[] = { { one, 3 }, { NULL, 0 }, { two, 40 } };
	int f = open(under("/file/words"), O_RDONLY);

	HOLDS(readv(f, v, 3) == 26 && memcmp(one, WORDS, 3) == 0 &&
	      memcmp(two, WORDS + 3, 23) == 0);
	HOLDS(readv(f, v, 3) == 0);
	close(f);
	point("readv fills one buffer after the other");
}

static void duplicates(void)
{
	char byte;
	int f = open(under("/file/words"), O_RDONLY), g = dup(f), h = dup2(f, 40);

	HOLDS(g > f && h == 40);
	HOLDS(read(f, &byte, 1) == 1 && read(g, &byte, 1) == 1 && byte == 'b');
	HOLDS(close(f) == 0 && read(h, &byte, 1) == 1 && byte == 'c');
	HOLDS(dup2(h, h) == h && FAILS(EINVAL, dup3(h, h, 0)) && FAILS(EBADF, dup2(55, 3)));
	HOLDS(dup2(g, h) == h && read(h, &byte, 1) == 1 && byte == 'd');
	HOLDS(fcntl(g, F_DUPFD, 30) == 30 && close(30) == 0);
	HOLDS(close(g) == 0 && close(h) == 0 && FAILS(EBADF, fcntl(h, F_GETFL)));
	point("duplicates share a position until the last is closed");
}

static void kept(void)
{
	char path[512], other[512], bytes[16] = "";
	struct stat s;
	int f;

	strcpy(path, under("/files/one"));
	strcpy(other, under("/files/two"));
	HOLDS(FAILS(ENOENT, open(path, O_RDWR)));
	f = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	HOLDS(f >= 0 && write(f, "hello", 5) == 5 && fsync(f) == 0);
	HOLDS(FAILS(EEXIST, open(path, O_RDWR | O_CREAT | O_EXCL, 0600)));
	HOLDS(lseek(f, 8, SEEK_SET) == 8 && write(f, "!", 1) == 1);
	HOLDS(pread(f, bytes, 16, 0) == 9 && memcmp(bytes, "hello\0\0\0!", 9) == 0);
	HOLDS(ftruncate(f, 4) == 0 && fstat(f, &s) == 0 && s.st_size == 4 && close(f) == 0);
	point("a kept file is made, grown with zeros, cut");

	f = open(path, O_WRONLY | O_APPEND);
	HOLDS(write(f, "o, you", 6) == 6 && FAILS(EBADF, read(f, bytes, 1)) && close(f) == 0);
	HOLDS(rename(path, other) == 0 && FAILS(ENOENT, stat(path, &s)));
	f = open(other, O_RDONLY);
	HOLDS(read(f, bytes, 16) == 10 && memcmp(bytes, "hello, you", 10) == 0);
	HOLDS(unlink(other) == 0 && FAILS(ENOENT, unlink(other)));
	HOLDS(pread(f, bytes, 16, 0) == 10 && close(f) == 0);
	point("it is appended to, renamed, and read on after it is removed");
}

static void directory(void)
{
	unsigned int found = 0;
	struct dirent *entry;
	DIR *d;

	for (char name[] = "/files/a"; name[7] < 'd'; name[7]++)
		close(open(under(name), O_WRONLY | O_CREAT, 0600));
	d = opendir(under("/files"));
	HOLDS(d != NULL);
	while (d && (entry = readdir(d)))
		if (entry->d_name[0] >= 'a' && entry->d_name[0] < 'd' && !entry->d_name[1])
			found |= 1u << (entry->d_name[0] - 'a');
	HOLDS(found == 7 && closedir(d) == 0);
	for (char name[] = "/files/a"; name[7] < 'd'; name[7]++)
		HOLDS(unlink(under(name)) == 0);
	point("a directory lists what was made in it");
}

void files(void)
{
	granted();
	vectors();
	duplicates();
	kept();
	directory();
}
