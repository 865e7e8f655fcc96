// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * read.c - how long it takes to read a text, with the packs and models of the program or of a folder.
 *
 *   bench_read FILE [PASSES [RUNS [PACKS]]]
 *
 * FILE has a text a line. One JSON object: microseconds a text all in (classify_text, the acts left out), the median of RUNS runs
 * (5) of PASSES passes (20), by the time that the process had of a core; what the act of a stalling line adds; and what each step
 * takes. A step is timed by itself on every text, in each pass, and the least of the passes counts, so that neither other processes
 * nor the first touch of memory is in it. The steps' sum is therefore less than `us_a_text`; what they say is the share.
 */
#include "base/mem.h"
#include "daemon/reading.h"
#include "flow/classify/classify.h"
#include "flow/classify/slots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PASSES = 20, RUNS = 5, RUNS_MAX = 101 };

enum step { NORMALISE, SIGNS, SLOTS, TRAITS, GRAMS, LINEAR, SETTLE, STEPS };
static const char *const step_names[STEPS] = {"normalise", "signs", "slots",  "traits",
					      "grams",	   "linear", "settle"};

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

/* Microseconds a text. */
static double time_once(const struct classify *classify, const struct lines *lines, int passes,
			bool act)
{
	static struct readout out;
	double began = seconds(CLOCK_PROCESS_CPUTIME_ID);

	for (int pass = 0; pass < passes; pass++) {
		for (size_t i = 0; i < lines->count; i++) {
			classify_text(classify, lines->all[i], 0, NULL, &out);
			if (act)
				classify_act(classify, &out);
		}
	}
	return (seconds(CLOCK_PROCESS_CPUTIME_ID) - began) * 1e6 / passes / (double)lines->count;
}

static double time_all(const struct classify *classify, const struct lines *lines, int passes,
		       int runs, bool act)
{
	double times[RUNS_MAX];

	for (int i = 0; i < runs; i++)
		times[i] = time_once(classify, lines, passes, act);
	qsort(times, (size_t)runs, sizeof *times, by_value);
	return times[runs / 2];
}

static void keep_least(double *least, double value)
{
	if (value < *least)
		*least = value;
}

/* Once through all steps of one text. What has no door of its own is what the rest of a longer way took. */
static void time_steps(const struct classify *classify, struct bytes bytes, double least[STEPS])
{
	static struct readout out;
	const struct models *models = classify_models(classify);
	double at[8];

	at[0] = seconds(CLOCK_MONOTONIC);
	classify_text(classify, bytes, 0, NULL, &out);
	at[1] = seconds(CLOCK_MONOTONIC);
	classify_grams(classify, bytes, &out.grams);
	at[2] = seconds(CLOCK_MONOTONIC);
	normalise(bytes, &out.text);
	at[3] = seconds(CLOCK_MONOTONIC);
	slots_find(bytes, &out.text, out.reading.language, &out.slots);
	at[4] = seconds(CLOCK_MONOTONIC);
	traits_find(bytes, &out.text, &out.slots, &out.traits);
	at[5] = seconds(CLOCK_MONOTONIC);
	grams_find(&out.text, classify_signs(classify), &out.found, &out.traits, &out.grams);
	at[6] = seconds(CLOCK_MONOTONIC);
	linear_score(&models->kinds, &out.grams, out.scores);
	at[7] = seconds(CLOCK_MONOTONIC);
	keep_least(&least[NORMALISE], at[3] - at[2]);
	keep_least(&least[SLOTS], at[4] - at[3]);
	keep_least(&least[TRAITS], at[5] - at[4]);
	keep_least(&least[GRAMS], at[6] - at[5]);
	keep_least(&least[LINEAR], at[7] - at[6]);
	keep_least(&least[SIGNS], at[2] - at[1]);  /* all up to the grams, for now */
	keep_least(&least[SETTLE], at[1] - at[0]); /* all, for now */
}

static void sum_steps(const struct classify *classify, struct bytes bytes, int passes,
		      double sums[STEPS])
{
	double least[STEPS];

	for (int i = 0; i < STEPS; i++)
		least[i] = 1e9;
	for (int pass = 0; pass < passes; pass++)
		time_steps(classify, bytes, least);
	least[SETTLE] -= least[SIGNS] + least[LINEAR];
	least[SIGNS] -= least[NORMALISE] + least[SLOTS] + least[TRAITS] + least[GRAMS];
	for (int i = 0; i < STEPS; i++)
		sums[i] += least[i];
}

static void print_steps(const struct classify *classify, const struct lines *lines, int passes)
{
	double sums[STEPS] = {0};

	for (size_t i = 0; i < lines->count; i++)
		sum_steps(classify, lines->all[i], passes, sums);
	for (int i = 0; i < STEPS; i++)
		printf("%s\"%s\": %.3f", i == 0 ? "" : ", ", step_names[i],
		       sums[i] * 1e6 / (double)lines->count);
}

int main(int argc, char **argv)
{
	int passes = argc > 2 ? atoi(argv[2]) : PASSES, runs = argc > 3 ? atoi(argv[3]) : RUNS;
	struct reader_set set = {0};
	struct lines lines = {0};
	struct classify *classify;
	struct error error = {""};
	double alone, with_act;

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
	printf("{\"texts\": %zu, \"bytes_a_text\": %.1f, \"us_a_text\": %.3f, \"us_with_act\": "
	       "%.3f, \"steps\": {",
	       lines.count, (double)lines.bytes.size / (double)lines.count, alone, with_act);
	print_steps(classify, &lines, passes);
	printf("}, \"passes\": %d, \"runs\": %d}\n", passes, runs);
	classify_destroy(classify);
	reader_set_finish(&set);
	mem_free(lines.all);
	buf_finish(&lines.bytes);
	return 0;
}
