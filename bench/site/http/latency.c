// SPDX-License-Identifier: GPL-3.0-or-later
/* latency.c - see latency.h. A histogram would be smaller and wrong by its bins; a run has a
 * million of them at most, 4 MB. */
#include "latency.h"

#include <stdio.h>
#include <stdlib.h>

#define US_MAX 3600000000u

void latency_finish(struct latency *latency)
{
	free(latency->us);
	*latency = (struct latency){0};
}

static void grow(struct latency *latency)
{
	size_t capacity = latency->capacity == 0 ? 1u << 16 : latency->capacity * 2;
	uint32_t *us = realloc(latency->us, capacity * sizeof(*us));

	if (us == NULL) {
		perror("latencies");
		exit(1);
	}
	latency->us = us;
	latency->capacity = capacity;
}

void latency_add(struct latency *latency, int64_t ns)
{
	int64_t us = ns < 0 ? 0 : ns / 1000;

	if (latency->count == latency->capacity)
		grow(latency);
	latency->us[latency->count++] = us > US_MAX ? US_MAX : (uint32_t)us;
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

void latency_sort(struct latency *latency)
{
	if (latency->count > 1)
		qsort(latency->us, latency->count, sizeof(*latency->us), by_value);
}

double latency_percentile(const struct latency *latency, unsigned per_mille)
{
	if (latency->count == 0)
		return 0;
	size_t rank = (latency->count * per_mille + 999) / 1000;
	if (rank < 1)
		rank = 1;
	if (rank > latency->count)
		rank = latency->count;
	return latency->us[rank - 1] / 1000.0;
}
