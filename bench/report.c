// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * report.c - the book of traffic.h as one JSON object: latencies by nearest rank, in milliseconds;
 * rates from the first deliver_sm to the last acknowledgement or first reply.
 */
#include "traffic.h"

#include <stdlib.h>

struct latency {
	double p50;
	double p99;
	double max;
};

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* The smallest of the sorted values that at least `share` of them do not exceed. */
static double rank_ms(const uint64_t *sorted, uint32_t count, double share)
{
	double rank = share * count;
	uint32_t index = (uint32_t)rank;
	if ((double)index == rank && index > 0)
		index--;
	return (double)sorted[index < count ? index : count - 1] / 1e6;
}

static struct latency latency_of(const uint64_t *from, const uint64_t *until, uint32_t len)
{
	struct latency latency = {0};
	uint64_t *took = calloc(len == 0 ? 1 : len, sizeof(*took));
	uint32_t count = 0;

	if (took == NULL) {
		perror("smsc: out of memory");
		exit(1);
	}
	for (uint32_t i = 0; i < len; i++) {
		if (until[i] != 0)
			took[count++] = until[i] - from[i];
	}
	if (count > 0) {
		qsort(took, count, sizeof(*took), by_size);
		latency.p50 = rank_ms(took, count, 0.50);
		latency.p99 = rank_ms(took, count, 0.99);
		latency.max = rank_ms(took, count, 1.00);
	}
	free(took);
	return latency;
}

static double seconds_until(const struct traffic *t, uint64_t then)
{
	return then == 0 ? 0.0 : (double)(then - t->started_at) / 1e9;
}

static double per_second(const struct traffic *t, uint32_t count, uint64_t until)
{
	double seconds = seconds_until(t, until);
	return seconds > 0.0 ? count / seconds : 0.0;
}

static void print_options(const struct traffic_options *o, FILE *to)
{
	fprintf(to, "\"messages\": %u, \"senders\": %u, \"expect\": %u, \"window\": %u, ",
		o->messages, o->senders, o->expect, o->window);
	fprintf(to, "\"rate\": %u, \"throttle\": %u, ", o->rate, o->throttle);
}

static void print_latency(const char *what, struct latency latency, FILE *to)
{
	fprintf(to, "\"%s_p50_ms\": %.3f, \"%s_p99_ms\": %.3f, \"%s_max_ms\": %.3f, ", what,
		latency.p50, what, latency.p99, what, latency.max);
}

static void print_counts(const struct traffic_counts *c, uint32_t expect, FILE *to)
{
	fprintf(to, "\"acked\": %u, \"nacked\": %u, \"redelivered\": %u, \"stray\": %u, ", c->acked,
		c->nacked, c->redelivered, c->stray);
	fprintf(to, "\"replies\": %u, \"missing\": %u, \"duplicates\": %u, \"further_parts\": %u, ",
		c->replies, c->replies < expect ? expect - c->replies : 0, c->duplicates,
		c->further_parts);
	fprintf(to, "\"throttled\": %u, \"receipts\": %u, \"receipts_acked\": %u, ", c->throttled,
		c->receipts, c->receipts_acked);
	fprintf(to, "\"peak_unacked\": %u, \"peak_backlog\": %u, ", c->peak_unacked,
		c->peak_backlog);
}

void traffic_print(const struct traffic *t, FILE *to, const char *ended, const char *extra)
{
	const struct traffic_options *o = &t->options;
	const struct traffic_counts *c = &t->counts;

	fprintf(to, "{\"ended\": \"%s\", ", ended);
	print_options(o, to);
	print_counts(c, o->expect, to);
	print_latency("ack", latency_of(t->sent_at, t->acked_at, t->next), to);
	/* sent_at[s] is the first message of sender s, see traffic.h */
	print_latency("reply", latency_of(t->sent_at, t->replied_at, o->senders), to);
	fprintf(to, "\"acks_per_s\": %.1f, \"last_ack_s\": %.3f, ",
		per_second(t, c->acked, t->last_ack_at), seconds_until(t, t->last_ack_at));
	fprintf(to, "\"replies_per_s\": %.1f, \"last_reply_s\": %.3f",
		per_second(t, c->replies, t->last_reply_at), seconds_until(t, t->last_reply_at));
	fprintf(to, "%s}\n", extra);
}
