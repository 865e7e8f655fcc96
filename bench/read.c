// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * read.c - how long it takes to read a text, with the packs and models of the program or of a
 * folder.
 *
 *   bench_read FILE [PASSES [RUNS [PACKS]]]
 *
 * FILE has a text a line. One JSON object: microseconds a text all in (classify_text, the acts left
 * out), the median of RUNS runs (5) of PASSES passes (20), by the time that the process had of a
 * core; what the act of a stalling line adds; and what each step takes: timed by itself on every
 * text after two distant ones were read, so that it finds the caches as a step in earnest does. Of
 * each text the least of five passes counts, so that other processes are not in it; the steps may
 * therefore add up to less than the whole.
 */
#include "base/mem.h"
#include "daemon/reading.h"
#include "flow/classify/classify.h"
#include "flow/classify/slots.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PASSES = 20, RUNS = 5, RUNS_MAX = 101, STEP_PASSES = 5 };

/* What has no door of its own is what the rest of a longer way took: signs (and the guess at the
 * language), settle. */
enum measure {
	ALL,
	UP_TO_GRAMS,
	ONLY_NORMALISE,
	ONLY_SLOTS,
	ONLY_TRAITS,
	ONLY_GRAMS,
	ONLY_LINEAR,
	MEASURES
};

struct lines {
	struct bytes *all;
	size_t count, room;
	struct buf bytes;
};

static double seconds(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void read_file(const char *path, struct buf *out)
{
	FILE *file = fopen(path, "rb");
	size_t size;

	if (file == NULL) {
		perror(path);
		exit(1);
	}
	while ((size = fread(buf_room(out, 1 << 16), 1, 1 << 16, file)) > 0)
		out->size += size;
	fclose(file);
}

static void read_lines(const char *path, struct lines *lines)
{
	const uint8_t *at, *end;

	read_file(path, &lines->bytes);
	at = lines->bytes.data;
	end = at + lines->bytes.size;
	while (at < end) {
		const uint8_t *newline = memchr(at, '\n', (size_t)(end - at));

		if (newline == NULL)
			newline = end;
		if (lines->count == lines->room) {
			lines->room = lines->room == 0 ? 1024 : lines->room * 2;
			lines->all = mem_grow(lines->all, lines->room, sizeof *lines->all);
		}
		lines->all[lines->count++] = (struct bytes){at, (size_t)(newline - at)};
		at = newline + 1;
	}
}

static int by_value(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

/* Microseconds a text of one pass. */
static double time_pass(const struct classify *classify, const struct lines *lines, bool act)
{
	static struct readout out;
	double began = seconds(CLOCK_PROCESS_CPUTIME_ID);

	for (size_t i = 0; i < lines->count; i++) {
		classify_text(classify, lines->all[i], 0, NULL, &out);
		if (act)
			classify_act(classify, &out);
	}
	return (seconds(CLOCK_PROCESS_CPUTIME_ID) - began) * 1e6 / (double)lines->count;
}

struct times {
	double median; /* of the runs' means */
	double least;  /* of all passes */
};

static struct times time_all(const struct classify *classify, const struct lines *lines, int passes,
			     int runs, bool act)
{
	struct times times = {0, 1e9};
	double means[RUNS_MAX];

	for (int run = 0; run < runs; run++) {
		means[run] = 0;
		for (int pass = 0; pass < passes; pass++) {
			double time = time_pass(classify, lines, act);

			means[run] += time / passes;
			times.least = time < times.least ? time : times.least;
		}
	}
	qsort(means, (size_t)runs, sizeof *means, by_value);
	times.median = means[runs / 2];
	return times;
}

/* Keeps a step from finding in the caches what it has just used itself. */
static void read_another(const struct classify *classify, const struct lines *lines, size_t index)
{
	static struct readout other;

	classify_text(classify, lines->all[(index + lines->count / 3) % lines->count], 0, NULL,
		      &other);
	classify_text(classify, lines->all[(index + lines->count / 2) % lines->count], 0, NULL,
		      &other);
}

/* What a step works on, without the weights being touched: they are far apart, and their first
 * touch is what counts. */
static void prepare(const struct classify *classify, struct bytes bytes, enum measure measure,
		    struct readout *out)
{
	if (measure == ALL || measure == UP_TO_GRAMS)
		return;
	if (measure == ONLY_LINEAR)
		classify_grams(classify, bytes, &out->grams);
	else
		classify_text(classify, bytes, 0, NULL, out);
}

static double time_measure(const struct classify *classify, const struct lines *lines, size_t index,
			   enum measure measure)
{
	static struct readout out;
	struct bytes bytes = lines->all[index];
	double began;

	prepare(classify, bytes, measure, &out);
	read_another(classify, lines, index);
	began = seconds(CLOCK_MONOTONIC);
	switch (measure) {
	case ALL:
		classify_text(classify, bytes, 0, NULL, &out);
		break;
	case UP_TO_GRAMS:
		classify_grams(classify, bytes, &out.grams);
		break;
	case ONLY_NORMALISE:
		normalise(bytes, &out.text);
		break;
	case ONLY_SLOTS:
		slots_find(bytes, &out.text, out.reading.language, &out.slots);
		break;
	case ONLY_TRAITS:
		traits_find(bytes, &out.text, &out.slots, &out.traits);
		break;
	case ONLY_GRAMS:
		grams_find(&out.text, classify_signs(classify), &out.found, &out.traits,
			   &out.grams);
		break;
	default:
		linear_score(&classify_models(classify)->kinds, &out.grams, out.scores);
		break;
	}
	return seconds(CLOCK_MONOTONIC) - began;
}

/* Microseconds a text: of each text the least of the passes. */
static double least_time(const struct classify *classify, const struct lines *lines,
			 enum measure measure, int passes)
{
	double *least = mem_alloc(lines->count, sizeof *least), sum = 0;

	for (int pass = 0; pass < passes; pass++) {
		for (size_t i = 0; i < lines->count; i++) {
			double time = time_measure(classify, lines, i, measure);

			if (pass == 0 || time < least[i])
				least[i] = time;
		}
	}
	for (size_t i = 0; i < lines->count; i++)
		sum += least[i];
	mem_free(least);
	return sum * 1e6 / (double)lines->count;
}

static void print_steps(const struct classify *classify, const struct lines *lines, int passes)
{
	double us[MEASURES];

	for (int i = 0; i < MEASURES; i++)
		us[i] = least_time(classify, lines, (enum measure)i, passes);
	printf("\"normalise\": %.3f, \"signs\": %.3f, \"slots\": %.3f, \"traits\": %.3f, "
	       "\"grams\": %.3f, \"linear\": %.3f, \"settle\": %.3f",
	       us[ONLY_NORMALISE],
	       us[UP_TO_GRAMS] - us[ONLY_NORMALISE] - us[ONLY_SLOTS] - us[ONLY_TRAITS] -
		       us[ONLY_GRAMS],
	       us[ONLY_SLOTS], us[ONLY_TRAITS], us[ONLY_GRAMS], us[ONLY_LINEAR],
	       fmax(0, us[ALL] - us[UP_TO_GRAMS] - us[ONLY_LINEAR]));
}

int main(int argc, char **argv)
{
	int passes = argc > 2 ? atoi(argv[2]) : PASSES, runs = argc > 3 ? atoi(argv[3]) : RUNS;
	struct reader_set set = {0};
	struct lines lines = {0};
	struct classify *classify;
	struct error error = {""};
	struct times alone, with_act;

	if (argc < 2 || argc > 5 || passes < 1 || runs < 1 || runs > RUNS_MAX) {
		fprintf(stderr, "usage: bench_read FILE [PASSES [RUNS [PACKS]]]\n");
		return 2;
	}
	read_lines(argv[1], &lines);
	if (reader_set_load(argc > 4 ? argv[4] : NULL, &set, &error) != ERR_NONE ||
	    lines.count == 0) {
		fprintf(stderr, "bench_read: %s\n", lines.count == 0 ? "no texts" : error.text);
		return 1;
	}
	classify = classify_create(set.packs);
	classify_use(classify, set.models);
	alone = time_all(classify, &lines, passes, runs, false);
	with_act = time_all(classify, &lines, passes, runs, true);
	printf("{\"texts\": %zu, \"bytes_a_text\": %.1f, \"us_a_text\": %.3f, \"us_least\": %.3f, "
	       "\"us_with_act\": %.3f, \"us_with_act_least\": %.3f, \"steps\": {",
	       lines.count, (double)lines.bytes.size / (double)lines.count, alone.median,
	       alone.least, with_act.median, with_act.least);
	print_steps(classify, &lines, passes < STEP_PASSES ? passes : STEP_PASSES);
	printf("}, \"passes\": %d, \"runs\": %d}\n", passes, runs);
	classify_destroy(classify);
	reader_set_finish(&set);
	mem_free(lines.all);
	buf_finish(&lines.bytes);
	return 0;
}
