/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /channel/NAME: a stream of messages to another program, as a connected SOCK_SEQPACKET; standard output
 * and error, whose lines go to the log; and /dev/null.
 */
#include <string.h>

#include "user/lib/channel.h"
#include "user/lib/log.h"
#include "user/linux/file.h"

#define PREFIX	 "/channel/"
#define CHANNELS 12
#define LINE	 200

static struct {
	char name[HF_NAME];
	struct hf_channel channel;
	bool reset; /* the peer was restarted, and no read has said so yet */
} channels[CHANNELS];

static int64_t stream_read(struct file *f, void *to, uint64_t size)
{
	int n;

	if (channels[f->number].reset) {
		channels[f->number].reset = false;
		return 0;
	}
	n = hf_receive(&channels[f->number].channel, to, size);
	if (n == STREAM_EMPTY)
		return -EAGAIN;
	if (n == STREAM_BROKEN)
		return -EIO;
	/* STREAM_RESET is 0: the peer was restarted, as the end of a stream. */
	return (uint64_t)n < size ? n : (int64_t)size;
}

static int64_t stream_write(struct file *f, const void *from, uint64_t size)
{
	int n = hf_send(&channels[f->number].channel, from, size);

	switch (n) {
	case STREAM_EMPTY:
		return -EAGAIN;
	case STREAM_SIZE:
		return -EMSGSIZE;
	case STREAM_BROKEN:
		return -EIO;
	case STREAM_RESET:
		channels[f->number].reset = true;
		return -ECONNRESET;
	default:
		return n;
	}
}

static uint32_t stream_ready(struct file *f)
{
	const struct stream *s = &channels[f->number].channel.stream;
	bool readable = channels[f->number].reset || stream_readable(s);

	return (readable ? POLLIN : 0) | (stream_writable(s) ? POLLOUT : 0);
}

static const struct file_kind stream_kind = {
	.read = stream_read,
	.write = stream_write,
	.ready = stream_ready,
	.mode = S_IFSOCK,
};

/* The channel is attached once, however often it is opened: what it knows of itself must last. */
static bool attach(const char *name, uint32_t *number)
{
	for (*number = 0; *number < CHANNELS; ++*number) {
		if (strncmp(channels[*number].name, name, HF_NAME) == 0)
			return true;
		if (channels[*number].name[0])
			continue;
		if (strlen(name) >= HF_NAME ||
		    !hf_channel_open(self, name, &channels[*number].channel))
			return false;
		memcpy(channels[*number].name, name, strlen(name));
		return true;
	}
	return false;
}

int64_t stream_open_path(const char *path, uint32_t flags)
{
	struct file *f;
	uint32_t number;
	int64_t descriptor;

	if (strncmp(path, PREFIX, strlen(PREFIX)) != 0 || !path[strlen(PREFIX)] ||
	    !attach(path + strlen(PREFIX), &number))
		return -ENOENT;
	descriptor = file_open(&stream_kind, flags, &f);
	if (descriptor >= 0)
		f->number = number;
	return descriptor;
}

static char line[LINE + 1];
static unsigned int line_length;

static void flush_line(void)
{
	line[line_length] = 0;
	if (line_length)
		hf_log("%s", line);
	line_length = 0;
}

static int64_t console_write(struct file *f, const void *from, uint64_t size)
{
	const char *text = from;

	(void)f;
	for (uint64_t i = 0; i < size; i++) {
		if (text[i] == '\n' || line_length == LINE)
			flush_line();
		if (text[i] != '\n')
			line[line_length++] = text[i];
	}
	return (int64_t)size;
}

static int64_t nothing_to_read(struct file *f, void *to, uint64_t size)
{
	(void)f;
	(void)to;
	(void)size;
	return 0;
}

const struct file_kind console_kind = {
	.read = nothing_to_read,
	.write = console_write,
	.mode = S_IFCHR,
};

static int64_t swallow(struct file *f, const void *from, uint64_t size)
{
	(void)f;
	(void)from;
	return (int64_t)size;
}

static const struct file_kind null_kind = {
	.read = nothing_to_read,
	.write = swallow,
	.mode = S_IFCHR,
};

int64_t null_open(const char *path, uint32_t flags)
{
	struct file *f;

	if (strcmp(path, "/dev/null") != 0)
		return -ENOENT;
	return file_open(&null_kind, flags, &f);
}
