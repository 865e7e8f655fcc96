// SPDX-License-Identifier: GPL-3.0-or-later
/* tally.h - what came of a run: counts, verdicts, latencies, and which message had which verdict.
 */
#ifndef FAUXBOND_BENCH_SITE_TALLY_H
#define FAUXBOND_BENCH_SITE_TALLY_H

#include "answer.h"
#include "latency.h"

#include <stdbool.h>

enum { TALLY_VERDICTS = 16, TALLY_WORD = 24 };

struct tally_mark {
	uint32_t k;
	uint8_t verdict; /* index into the tally's words */
};

struct tally {
	struct latency latency;
	uint64_t answered;
	uint64_t status;     /* answers with another status than wanted */
	uint64_t no_verdict; /* without a verdict, or with more kinds of them than there can be */
	uint64_t malformed;  /* not HTTP */
	uint64_t broken;     /* connections lost while an answer was due */
	uint64_t unanswered; /* due and not answered at the end; their latency so far is counted */
	uint64_t lost;	     /* a replayed message that was not there any more */
	uint64_t differs;    /* a replayed message with another verdict */
	uint64_t reconnects; /* an idle connection that the server had closed */
	char words[TALLY_VERDICTS][TALLY_WORD];
	uint64_t verdicts[TALLY_VERDICTS];
	bool keeps_marks;
	struct tally_mark *marks;
	size_t mark_count, mark_capacity;
};

void tally_finish(struct tally *tally);

/* Index of a verdict, which is entered; -1 where there is no room. */
int tally_word(struct tally *tally, const char *word);

/* An answer of the wanted status; `k` is its message. False where it is without a verdict. */
bool tally_verdict(struct tally *tally, const struct answer *answer, uint64_t k, int *ret_verdict);

uint64_t tally_errors(const struct tally *tally);

/* "number verdict" a line. False with errno. */
bool tally_save(const struct tally *tally, const char *path);
bool tally_load(struct tally *tally, const char *path);

/* The JSON object; sorts the latencies. */
void tally_print(struct tally *tally, double seconds, double cpu_seconds);

#endif
