// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The numbers below were chosen on simulated carriers of 10 to 3,000 messages a second (tests/unit/
 * test_rate.c): fixed windows, sliding windows and token buckets, at least 90 % used, few refused.
 */
#include "flow/bearer/rate.h"

#include <math.h>
#include <string.h>

static const double GROWTH = 0.02; /* a second, when nothing is known against it */
static const double GROWTH_MESSAGE =
	0.001; /* and for each message taken: 50 of them for one refused */
static const double SEARCH_GROWTH = 0.6; /* a second, until the rate has been found */
static const double SEARCH_MESSAGE = 0.02;
static const double AHEAD =
	0.02; /* seconds of credit that may be saved up: more would be a burst */

enum {
	PROBE_LEAST = 5, /* ms */
	PROBE_MOST = 200,
	PROBE_OUTAGE = 1000, /* after a stop of OUTAGE */
	OUTAGE = 1500,	     /* ms; no window of a second stops us so long */
	FIRST = 8,	     /* unanswered at the very first */
	CALM = 6000,	     /* ms without a refusal, then growth doubles every CALM_STEP */
	CALM_STEP = 1500,
};

void rate_init(struct rate *rate)
{
	memset(rate, 0, sizeof *rate);
	rate->searching = true;
}

static uint32_t *slot(struct rate *rate, int64_t slice)
{
	return &rate->taken[(slice % RATE_SLICES + RATE_SLICES) % RATE_SLICES];
}

/* Moves the ring of counts on to `now`; a clock that goes back counts where it was. */
static void slide(struct rate *rate, ms_t now)
{
	int64_t slice = now / RATE_SLICE_MS;

	if (slice - rate->slice >= RATE_SLICES) {
		memset(rate->taken, 0, sizeof rate->taken);
		rate->slice = slice;
	}
	while (rate->slice < slice)
		*slot(rate, ++rate->slice) = 0;
}

/* Counts what was taken in the last second, and since when. */
static void measure(struct rate *rate, ms_t now)
{
	int oldest = 0;
	double sum = 0;

	slide(rate, now);
	for (int i = 0; i < RATE_SLICES; i++) {
		uint32_t taken = *slot(rate, rate->slice - i);

		sum += taken;
		if (taken != 0)
			oldest = i;
	}
	rate->before = sum;
	rate->since = (oldest + 1) * RATE_SLICE_MS;
}

static void reckon(struct rate *rate, ms_t now)
{
	double most = fmax(1, rate->per_second * AHEAD);

	if (now > rate->credited)
		rate->credit += (double)(now - rate->credited) * rate->per_second / 1000;
	rate->credit = fmin(rate->credit, most);
	rate->credited = now;
}

bool rate_take(struct rate *rate, ms_t now, uint32_t *ret_epoch)
{
	if (rate->stopped) {
		if (rate->probing || now < rate->probe_at)
			return false;
		rate->probing = true;
		rate->probe_at = now;
	} else if (rate->per_second > 0) {
		reckon(rate, now);
		if (rate->credit < 0.999999) {
			rate->limited_at = now;
			return false;
		}
		rate->credit -= 1;
	} else if (rate->flying >= FIRST + rate->proven) {
		return false;
	}
	rate->flying++;
	*ret_epoch = rate->epoch;
	return true;
}

ms_t rate_next(const struct rate *rate, ms_t now)
{
	double missing;

	if (rate->stopped)
		return rate->probing ? MS_NEVER : rate->probe_at;
	if (rate->per_second <= 0)
		return rate->flying >= FIRST + rate->proven ? MS_NEVER : now;
	missing = 1 - rate->credit;
	if (missing <= 0.000001)
		return now;
	return rate->credited + (ms_t)ceil(missing * 1000 / rate->per_second);
}

/* Grows by time and by message, whichever is less: so few are refused at any rate. */
static void grow(struct rate *rate, ms_t now)
{
	double seconds = (double)(now - rate->grown_at) / 1000, growth = GROWTH,
	       message = GROWTH_MESSAGE;
	double held = (double)(now - rate->limited_at), calm = (double)(now - rate->calm_since);

	rate->grown_at = now;
	if (held > 200 + 3000 / rate->per_second || seconds < 0)
		return;
	if (rate->searching) {
		growth = SEARCH_GROWTH;
		message = SEARCH_MESSAGE;
	} else if (calm > CALM) {
		double faster = exp2(fmin((calm - CALM) / CALM_STEP, 6));

		growth = fmin(growth * faster, 1);
		message *= faster;
	}
	rate->per_second *= 1 + fmin(growth * fmin(seconds, 1), message);
}

/* What a stop says about the carrier; see the head of rate.h. */
static void learn(struct rate *rate, ms_t lasted)
{
	double now = rate->per_second, calm = (double)(rate->stopped_at - rate->calm_since);
	double span = fmin(1000, (double)(rate->since + lasted));
	bool first = now <= 0;

	if (lasted > OUTAGE)
		return;
	if (lasted > 3 * rate->first_gap) {
		now = fmin(first ? INFINITY : now * 0.97, rate->before * 980 / span);
		rate->per_second = fmax(1, now);
		rate->searching = rate->searching && span < 900;
	} else if (first) {
		rate->per_second = fmax(1, rate->before * 500 / (double)rate->since);
	} else if (rate->searching && calm < 100 + 2000 / now) {
		rate->per_second = fmax(1, now / 2);
	} else {
		rate->per_second = fmax(1, now * 0.95);
		rate->searching = false;
	}
}

static void resume(struct rate *rate, ms_t now)
{
	learn(rate, rate->probe_at - rate->stopped_at);
	rate->stopped = rate->probing = false;
	rate->credit = 0;
	rate->credited = rate->calm_since = rate->grown_at = now;
}

static void landed(struct rate *rate)
{
	if (rate->flying != 0)
		rate->flying--;
}

void rate_taken(struct rate *rate, ms_t now, uint32_t epoch)
{
	landed(rate);
	rate->proven++;
	slide(rate, now);
	*slot(rate, rate->slice) += 1;
	if (epoch != rate->epoch)
		return;
	if (rate->stopped)
		resume(rate, now);
	else if (rate->per_second > 0)
		grow(rate, now);
}

static void stop(struct rate *rate, ms_t now)
{
	double expected;

	measure(rate, now);
	expected = rate->per_second > 0 ? rate->per_second : fmax(1, rate->before);
	rate->stopped = true;
	rate->probing = false;
	rate->stopped_at = now;
	rate->epoch++;
	rate->first_gap = (ms_t)fmin(PROBE_MOST, fmax(PROBE_LEAST, ceil(1000 / expected)));
	rate->probe_gap = rate->first_gap;
	rate->probe_at = now + rate->probe_gap;
}

static ms_t longest_gap(const struct rate *rate, ms_t now)
{
	double known = rate->per_second > 0 ? rate->per_second : fmax(1, rate->before);

	if (now - rate->stopped_at > OUTAGE)
		return PROBE_OUTAGE;
	return (ms_t)fmin(PROBE_MOST, fmax(4 * PROBE_LEAST, 10000 / known));
}

static void again(struct rate *rate, ms_t now)
{
	ms_t most = longest_gap(rate, now);

	rate->probing = false;
	rate->probe_gap = rate->probe_gap * 2 < most ? rate->probe_gap * 2 : most;
	rate->probe_at = now + rate->probe_gap;
}

void rate_refused(struct rate *rate, ms_t now, uint32_t epoch)
{
	landed(rate);
	if (epoch != rate->epoch)
		return; /* left before the stop: the same refusal */
	if (rate->stopped)
		again(rate, now);
	else
		stop(rate, now);
}

void rate_lost(struct rate *rate, ms_t now, uint32_t epoch)
{
	landed(rate);
	if (rate->stopped && rate->probing && epoch == rate->epoch)
		again(rate, now);
}
