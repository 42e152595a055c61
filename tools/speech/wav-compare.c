/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wav-compare [-c CORRELATION] [-s SECONDS] REFERENCE HEARD
 *
 * Is the speech of REFERENCE what HEARD recorded? Prints where REFERENCE begins in HEARD, how much of
 * it was compared and how well their envelopes correlate (lib/speech). Exit status:
 *
 *	0	the correlation is at least CORRELATION (0.9) over at least SECONDS
 *		(four fifths of REFERENCE's sound if not given)
 *	1	it is not
 *	2	a file cannot be read, or a wrong argument
 */
#include "lib/speech/speech.h"
#include "lib/wav/wav.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct recording {
	uint32_t rate;
	int16_t *samples;
	size_t count;
};

static int usage(void)
{
	fprintf(stderr, "usage: wav-compare [-c CORRELATION] [-s SECONDS] REFERENCE HEARD\n");
	return 2;
}

static int load(const char *path, struct recording *r)
{
	const char *error = wav_load(path, &r->rate, &r->samples, &r->count);

	if (error != NULL)
		fprintf(stderr, "%s: %s\n", path, error);
	return error == NULL ? 0 : -1;
}

/* A number within low..high. Returns 0 if `text` is one. */
static int number(const char *text, double low, double high, double *value)
{
	char *end;

	*value = strtod(text, &end);
	return end != text && *end == '\0' && *value >= low && *value <= high ? 0 : -1;
}

static int report(const struct speech_match *match, double correlation)
{
	int equal = match->correlation >= correlation && match->seconds >= match->least;

	printf("offset %.2f s (moved by %.2f s), compared %.2f s, envelope correlation %.3f "
	       "(%.3f without moving): %s\n",
	       match->offset, match->moved, match->seconds, match->correlation, match->rigid,
	       equal ? "the same speech" : "not the same");
	return equal ? 0 : 1;
}

static int compare(const char *reference, const char *heard, double correlation, double seconds)
{
	struct recording r = { 0 }, h = { 0 };
	struct speech_match match;
	int status = 2;

	if (load(reference, &r) == 0 && load(heard, &h) == 0) {
		if (speech_compare(r.samples, r.count, r.rate, h.samples, h.count, h.rate, seconds,
				   &match) == 0)
			status = report(&match, correlation);
		else
			fprintf(stderr, "wav-compare: recordings of at most %d s are compared\n",
				SPEECH_SECONDS_MAX);
	}
	free(r.samples);
	free(h.samples);
	return status;
}

int main(int argc, char **argv)
{
	double correlation = 0.9, seconds = -1;
	int option;

	while ((option = getopt(argc, argv, "c:s:")) != -1) {
		if (option == 'c' && number(optarg, 0, 1, &correlation) == 0)
			continue;
		if (option == 's' && number(optarg, 0, SPEECH_SECONDS_MAX, &seconds) == 0)
			continue;
		return usage();
	}
	if (argc - optind != 2)
		return usage();
	return compare(argv[optind], argv[optind + 1], correlation, seconds);
}
