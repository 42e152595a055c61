/* SPDX-License-Identifier: Apache-2.0 */
/* WAVE files: what is taken, what is refused and with which words, and every truncation. */
#include "lib/wav/wav.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file under construction. */
struct file {
	uint8_t bytes[512];
	size_t size;
};

static void add(struct file *f, const void *bytes, size_t size)
{
	assert_true(f->size + size <= sizeof(f->bytes));
	memcpy(f->bytes + f->size, bytes, size);
	f->size += size;
}

static void add_number(struct file *f, uint32_t value, int size)
{
	for (int i = 0; i < size; i++) {
		uint8_t byte = (uint8_t)(value >> 8 * i);

		add(f, &byte, 1);
	}
}

static void begin(struct file *f)
{
	f->size = 0;
	add(f, "RIFF\xff\xff\xff\xffWAVE", 12);
}

static void add_chunk(struct file *f, const char *name, uint32_t size)
{
	add(f, name, 4);
	add_number(f, size, 4);
}

static void add_format(struct file *f, uint32_t tag, uint32_t channels, uint32_t rate,
		       uint32_t bits)
{
	add_chunk(f, "fmt ", tag == 0xfffe ? 40 : 16);
	add_number(f, tag, 2);
	add_number(f, channels, 2);
	add_number(f, rate, 4);
	add_number(f, rate * channels * bits / 8, 4);
	add_number(f, channels * bits / 8, 2);
	add_number(f, bits, 2);
	if (tag == 0xfffe) {
		add_number(f, 22, 2);
		add_number(f, bits, 2);
		add_number(f, 4, 4);
		add(f, "\x01\x00\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71", 16);
	}
}

static void add_samples(struct file *f, const int16_t *samples, uint32_t count)
{
	add_chunk(f, "data", 2 * count);
	for (uint32_t i = 0; i < count; i++)
		add_number(f, (uint16_t)samples[i], 2);
}

static const int16_t four[4] = { 100, -300, 32767, -32768 };

/* The parser sees a heap copy of the exact size, so that the sanitizer sees any step beyond it. */
static const char *parse(struct wav *wav, const struct file *f, size_t size, int16_t *first)
{
	uint8_t *copy = malloc(size + 1);
	const char *error;

	assert_non_null(copy);
	memcpy(copy + 1, f->bytes, size);
	error = wav_parse(wav, copy + 1, size);
	for (size_t i = 0; error == NULL && i < wav->frames; i++) {
		int16_t sample = wav_mono(wav, i);

		if (i == 0)
			*first = sample;
	}
	free(copy);
	return error;
}

static void plain_and_extensible(void **state)
{
	static const uint32_t tags[] = { 1, 0xfffe };
	static const uint32_t rates[] = { 8000, 11025, 16000, 22050, 44100, 48000 };

	(void)state;
	for (size_t t = 0; t < 2; t++) {
		for (size_t r = 0; r < 6; r++) {
			struct file f;
			struct wav wav;
			int16_t first = 0;

			begin(&f);
			add_chunk(&f, "LIST", 3);
			add(&f, "abc\0", 4);
			add_format(&f, tags[t], 1, rates[r], 16);
			add_samples(&f, four, 4);
			assert_null(parse(&wav, &f, f.size, &first));
			assert_int_equal(wav.rate, rates[r]);
			assert_int_equal(wav.channels, 1);
			assert_int_equal(wav.frames, 4);
			assert_int_equal(first, 100);
		}
	}
}

static void stereo_becomes_the_mean(void **state)
{
	struct file f;
	struct wav wav;

	(void)state;
	begin(&f);
	add_format(&f, 1, 2, 44100, 16);
	add_samples(&f, four, 4);
	assert_null(wav_parse(&wav, f.bytes, f.size));
	assert_int_equal(wav.channels, 2);
	assert_int_equal(wav.frames, 2);
	assert_int_equal(wav_mono(&wav, 0), -100);
	assert_int_equal(wav_mono(&wav, 1), 0);
}

static void refuses(uint32_t tag, uint32_t channels, uint32_t rate, uint32_t bits,
		    const char *words)
{
	struct file f;
	struct wav wav;
	const char *error;

	begin(&f);
	add_format(&f, tag, channels, rate, bits);
	add_samples(&f, four, 4);
	error = wav_parse(&wav, f.bytes, f.size);
	assert_non_null(error);
	assert_string_equal(error, words);
}

static void refusals_say_why(void **state)
{
	(void)state;
	refuses(3, 1, 48000, 16, "its sound is not PCM");
	refuses(1, 1, 48000, 24, "its samples do not have 16 bits");
	refuses(1, 1, 48000, 8, "its samples do not have 16 bits");
	refuses(0xfffe, 1, 48000, 32, "its samples do not have 16 valid bits");
	refuses(1, 0, 48000, 16, "it has neither one nor two channels");
	refuses(1, 6, 48000, 16, "it has neither one nor two channels");
	refuses(1, 1, 7999, 16, "its sample rate is not within 8000 to 48000 Hz");
	refuses(1, 1, 96000, 16, "its sample rate is not within 8000 to 48000 Hz");
}

static void other_damage(void **state)
{
	struct file f;
	struct wav wav;

	(void)state;
	assert_string_equal(wav_parse(&wav, "", 0), "it is not a WAVE file");
	assert_string_equal(wav_parse(&wav, "RIFX....WAVE", 12), "it is not a WAVE file");
	begin(&f);
	assert_string_equal(wav_parse(&wav, f.bytes, f.size), "it has no format header");
	add_samples(&f, four, 4);
	assert_string_equal(wav_parse(&wav, f.bytes, f.size),
			    "its samples come before their format");
	begin(&f);
	add_format(&f, 1, 1, 8000, 16);
	assert_string_equal(wav_parse(&wav, f.bytes, f.size), "it has no samples");
	add_format(&f, 1, 1, 8000, 16);
	assert_string_equal(wav_parse(&wav, f.bytes, f.size), "it has two format headers");
	begin(&f);
	add_chunk(&f, "junk", 0xffffffff);
	add_format(&f, 1, 1, 8000, 16);
	assert_string_equal(wav_parse(&wav, f.bytes, f.size), "a chunk is longer than the file");
	begin(&f);
	add_format(&f, 0xfffe, 1, 8000, 16);
	f.bytes[12 + 8 + 24] ^= 2;
	add_samples(&f, four, 4);
	assert_string_equal(wav_parse(&wav, f.bytes, f.size), "its sound is not PCM");
}

/* Cut anywhere, a file is refused, or its whole samples up to the cut are taken. */
static void every_truncation(void **state)
{
	struct file f;

	(void)state;
	begin(&f);
	add_format(&f, 0xfffe, 1, 16000, 16);
	add_samples(&f, four, 4);
	for (size_t size = 0; size <= f.size; size++) {
		struct wav wav;
		int16_t first = 0;
		const char *error = parse(&wav, &f, size, &first);
		size_t header = f.size - 8;

		if (size < header)
			assert_non_null(error);
		else {
			assert_null(error);
			assert_int_equal(wav.frames, (size - header) / 2);
		}
	}
}

static void files_come_back_as_written(void **state)
{
	char path[] = "/tmp/holdfast-wav-XXXXXX";
	int16_t samples[3000], *back;
	size_t count;
	uint32_t rate;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	for (int i = 0; i < 3000; i++)
		samples[i] = (int16_t)(i * 23 - 32768);
	assert_null(wav_save(path, 22050, samples, 3000));
	assert_null(wav_load(path, &rate, &back, &count));
	assert_int_equal(rate, 22050);
	assert_int_equal(count, 3000);
	assert_memory_equal(back, samples, sizeof(samples));
	free(back);
	unlink(path);
	assert_string_equal(wav_load(path, &rate, &back, &count), "No such file or directory");
	assert_non_null(wav_save("/nonexistent/x.wav", 8000, samples, 1));
	assert_non_null(wav_save("/dev/full", 8000, samples, 3000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_and_extensible),
		cmocka_unit_test(stereo_becomes_the_mean),
		cmocka_unit_test(refusals_say_why),
		cmocka_unit_test(other_damage),
		cmocka_unit_test(every_truncation),
		cmocka_unit_test(files_come_back_as_written),
	};

	return cmocka_run_group_tests_name("wav", tests, NULL, NULL);
}
