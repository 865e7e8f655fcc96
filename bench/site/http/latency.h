// SPDX-License-Identifier: GPL-3.0-or-later
/* latency.h - every latency of a run, exactly, and its percentiles. */
#ifndef FAUXBOND_BENCH_SITE_LATENCY_H
#define FAUXBOND_BENCH_SITE_LATENCY_H

#include <stddef.h>
#include <stdint.h>

struct latency {
	uint32_t *us; /* microseconds each; more than an hour is taken for an hour */
	size_t count;
	size_t capacity;
};

void latency_finish(struct latency *latency);
void latency_add(struct latency *latency, int64_t ns);

/* Before the first percentile is asked. */
void latency_sort(struct latency *latency);

/* The nearest rank: the least of the values that at least `per_mille` of 1000 of them do not
 * exceed; the greatest for 1000. In milliseconds, 0 where there are none. */
double latency_percentile(const struct latency *latency, unsigned per_mille);

#endif
