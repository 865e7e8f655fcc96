// SPDX-License-Identifier: GPL-3.0-or-later
/* tally.c - see tally.h. */
#include "tally.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tally_finish(struct tally *tally)
{
	latency_finish(&tally->latency);
	free(tally->marks);
	*tally = (struct tally){0};
}

int tally_word(struct tally *tally, const char *word)
{
	for (int i = 0; i < TALLY_VERDICTS; i++) {
		if (tally->words[i][0] == '\0')
			snprintf(tally->words[i], TALLY_WORD, "%s", word);
		if (strcmp(tally->words[i], word) == 0)
			return i;
	}
	return -1;
}

static void mark(struct tally *tally, uint64_t k, int verdict)
{
	if (tally->mark_count == tally->mark_capacity) {
		size_t capacity = tally->mark_capacity == 0 ? 1u << 16 : tally->mark_capacity * 2;
		struct tally_mark *marks = realloc(tally->marks, capacity * sizeof(*marks));
		if (marks == NULL) {
			perror("marks");
			exit(1);
		}
		tally->marks = marks;
		tally->mark_capacity = capacity;
	}
	tally->marks[tally->mark_count++] = (struct tally_mark){(uint32_t)k, (uint8_t)verdict};
}

bool tally_verdict(struct tally *tally, const struct answer *answer, uint64_t k, int *ret_verdict)
{
	char word[TALLY_WORD];

	if (!answer_member(answer->body, answer->body_len, "verdict", word, sizeof(word)))
		return false;
	int verdict = tally_word(tally, word);
	if (verdict < 0)
		return false;
	tally->verdicts[verdict]++;
	if (tally->keeps_marks)
		mark(tally, k, verdict);
	*ret_verdict = verdict;
	return true;
}

uint64_t tally_errors(const struct tally *tally)
{
	return tally->status + tally->no_verdict + tally->malformed + tally->broken +
	       tally->unanswered + tally->lost + tally->differs;
}

bool tally_save(const struct tally *tally, const char *path)
{
	FILE *f = fopen(path, "w");

	if (f == NULL)
		return false;
	for (size_t i = 0; i < tally->mark_count; i++)
		fprintf(f, "%" PRIu32 " %s\n", tally->marks[i].k,
			tally->words[tally->marks[i].verdict]);
	bool wrote = ferror(f) == 0;
	return fclose(f) == 0 && wrote;
}

bool tally_load(struct tally *tally, const char *path)
{
	FILE *f = fopen(path, "r");
	uint32_t k;
	char word[TALLY_WORD];

	if (f == NULL)
		return false;
	while (fscanf(f, "%" SCNu32 " %23s", &k, word) == 2) {
		int verdict = tally_word(tally, word);
		if (verdict >= 0)
			mark(tally, k, verdict);
	}
	bool read_all = feof(f) != 0;
	fclose(f);
	return read_all;
}

static void print_verdicts(const struct tally *tally)
{
	const char *comma = "";

	printf("\"verdicts\": {");
	for (int i = 0; i < TALLY_VERDICTS && tally->words[i][0] != '\0'; i++) {
		printf("%s\"%s\": %" PRIu64, comma, tally->words[i], tally->verdicts[i]);
		comma = ", ";
	}
	printf("}");
}

void tally_print(struct tally *tally, double seconds, double cpu_seconds)
{
	const struct latency *l = &tally->latency;

	latency_sort(&tally->latency);
	printf("{\"seconds\": %.3f, \"answered\": %" PRIu64 ", \"rate_per_s\": %.1f, ", seconds,
	       tally->answered, seconds > 0 ? (double)tally->answered / seconds : 0);
	printf("\"p50_ms\": %.3f, \"p95_ms\": %.3f, \"p99_ms\": %.3f, \"p99_9_ms\": %.3f, "
	       "\"max_ms\": %.3f, ",
	       latency_percentile(l, 500), latency_percentile(l, 950), latency_percentile(l, 990),
	       latency_percentile(l, 999), latency_percentile(l, 1000));
	printf("\"errors\": %" PRIu64 ", \"status\": %" PRIu64 ", \"no_verdict\": %" PRIu64
	       ", \"malformed\": %" PRIu64 ", \"broken\": %" PRIu64 ", \"unanswered\": %" PRIu64
	       ", \"lost\": %" PRIu64 ", \"differs\": %" PRIu64 ", \"reconnects\": %" PRIu64 ", ",
	       tally_errors(tally), tally->status, tally->no_verdict, tally->malformed,
	       tally->broken, tally->unanswered, tally->lost, tally->differs, tally->reconnects);
	print_verdicts(tally);
	printf(", \"cpu_s\": %.3f}\n", cpu_seconds);
}
