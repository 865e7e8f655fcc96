// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/siege.h"

#include <math.h>
#include <string.h>

#define BIN (10 * MS_SECOND)

/* The CUSUM compares the expected rate with this many times it, and alarms at this many nats. */
static const double times = 10, alarm_at = 14.0;
/* A rate that is rarer is taken for this, an hour: a party of six at four in the morning is no
 * siege. */
static const double least_rate = 12;
/* The last hour: above this many times (and deviations, and messages) it is a siege, below the
 * others it is not. */
static const double high_times = 1.5, high_deviations = 5, high_more = 10;
static const double low_times = 1.2, low_deviations = 2;
#define LOW_FOR (20 * MS_MINUTE)

void siege_init(struct siege *siege)
{
	*siege = (struct siege){.low_since = MS_NEVER, .now = INT64_MIN, .bin = INT64_MIN};
}

static double rate_or_least(const struct curve *curve, int rate, ms_t of_day)
{
	double expected = curve_expected(curve, (enum curve_rate)rate, of_day);

	return fmax(expected, least_rate);
}

/* ---- the last hour ---- */

static uint32_t *count_of(struct siege *siege, int rate, int64_t bin)
{
	return &siege->bins[rate][(bin % SIEGE_BINS + SIEGE_BINS) % SIEGE_BINS];
}

static void move_bins(struct siege *siege, ms_t at)
{
	int64_t bin = at / BIN;

	if (siege->bin == INT64_MIN || bin - siege->bin >= SIEGE_BINS) {
		memset(siege->bins, 0, sizeof siege->bins);
		siege->hour[RATE_FIRSTS] = siege->hour[RATE_MESSAGES] = 0;
		siege->bin = bin;
	}
	while (siege->bin < bin) {
		siege->bin++;
		for (int r = 0; r < RATES; r++) {
			uint32_t *oldest = count_of(siege, r, siege->bin);

			siege->hour[r] -= *oldest;
			*oldest = 0;
		}
	}
}

double siege_arrivals(const struct siege *siege, enum curve_rate rate, ms_t at, ms_t span)
{
	int64_t last = at / BIN, count = span / BIN;
	double sum = 0;

	for (int64_t bin = last - count + 1; bin <= last; bin++)
		if (bin <= siege->bin && bin > siege->bin - SIEGE_BINS)
			sum += siege->bins[rate][(bin % SIEGE_BINS + SIEGE_BINS) % SIEGE_BINS];
	return sum;
}

/* ---- the sums ---- */

/* Without messages the sum falls: (times - 1) expected arrivals did not come. */
static void decay(struct siege *siege, const struct curve *curve, int rate, ms_t at, ms_t of_day)
{
	double expected = rate_or_least(curve, rate, of_day);
	double hours = (double)(at - siege->moved[rate]) / (double)MS_HOUR;
	double fall =
		(times - 1) * expected * hours / curve_bin_spread(curve, (enum curve_rate)rate);

	siege->cusum[rate] = fmax(siege->cusum[rate] - fall, 0);
	siege->moved[rate] = at;
}

void siege_count(struct siege *siege, const struct curve *curve, ms_t at, ms_t of_day,
		 bool is_first)
{
	at = at < siege->now ? siege->now : at;
	siege->now = at;
	move_bins(siege, at);
	for (int r = 0; r < RATES; r++) {
		if (r == RATE_FIRSTS && !is_first)
			continue;
		decay(siege, curve, r, at, of_day);
		/* It stops growing at twice the alarm, so that it falls again when they stop. */
		siege->cusum[r] = fmin(
			siege->cusum[r] + log(times) / curve_bin_spread(curve, (enum curve_rate)r),
			2 * alarm_at);
		(*count_of(siege, r, siege->bin))++;
		siege->hour[r]++;
	}
}

static void marks(const struct curve *curve, int rate, ms_t of_day, struct siege_report *report)
{
	double expected = rate_or_least(curve, rate, (of_day - MS_HOUR / 2 + MS_DAY) % MS_DAY);
	double usual = curve_expected(curve, (enum curve_rate)rate,
				      (of_day - MS_HOUR / 2 + MS_DAY) % MS_DAY);
	double spread = curve_hour_spread(curve, (enum curve_rate)rate);
	double doubt = curve_doubt(curve, (enum curve_rate)rate, of_day);

	report->rate = (enum curve_rate)rate;
	report->expected = expected;
	report->high = high_times * expected + high_deviations * (sqrt(expected * spread) + doubt) +
		       high_more;
	report->low = low_times * usual + low_deviations * (sqrt(usual * spread) + doubt);
}

/* The rate of the last five minutes, or of the last hour when that is more. */
static double rate_now(const struct siege *siege, int rate, ms_t at)
{
	double lately = siege_arrivals(siege, (enum curve_rate)rate, at, 5 * MS_MINUTE) * 12;

	return fmax(lately, siege->hour[rate]);
}

enum siege_change siege_turn(struct siege *siege, bool on, ms_t at)
{
	if (!on)
		siege->cusum[RATE_FIRSTS] = siege->cusum[RATE_MESSAGES] = 0;
	siege->on = on;
	siege->since = at;
	siege->began = on ? at : siege->began;
	siege->low_since = MS_NEVER;
	return on ? SIEGE_BEGAN : SIEGE_ENDED;
}

static bool has_begun(const struct siege *siege, const struct curve *curve, ms_t of_day,
		      struct siege_report *report)
{
	for (int r = 0; r < RATES; r++) {
		marks(curve, r, of_day, report);
		if (siege->cusum[r] >= alarm_at || siege->hour[r] > report->high)
			return true;
	}
	return false;
}

/* Whether both rates are low; the report is of the one that is not, or of first contacts. */
static bool is_low(const struct siege *siege, const struct curve *curve, ms_t of_day,
		   struct siege_report *report)
{
	for (int r = RATES; r-- > 0;) {
		marks(curve, r, of_day, report);
		if (siege->hour[r] > report->low)
			return false;
	}
	return true;
}

enum siege_change siege_judge(struct siege *siege, const struct curve *curve, ms_t at, ms_t of_day,
			      struct siege_report *ret_report)
{
	enum siege_change change = SIEGE_SAME;

	at = at < siege->now ? siege->now : at;
	siege->now = at;
	move_bins(siege, at);
	for (int r = 0; r < RATES; r++)
		decay(siege, curve, r, at, of_day);
	if (!siege->on) {
		if (has_begun(siege, curve, of_day, ret_report))
			change = siege_turn(siege, true, at);
	} else if (!is_low(siege, curve, of_day, ret_report)) {
		siege->low_since = MS_NEVER;
	} else if (siege->low_since == MS_NEVER) {
		siege->low_since = at;
	} else if (at - siege->low_since >= LOW_FOR) {
		change = siege_turn(siege, false, at);
	}
	ret_report->an_hour = rate_now(siege, (int)ret_report->rate, at);
	return change;
}

ms_t siege_next(const struct siege *siege)
{
	return siege->on ? siege->now + MS_MINUTE : MS_NEVER;
}

/* ---- to and from the snapshot ---- */

void siege_save(const struct siege *siege, struct buf *out)
{
	buf_add_u8(out, siege->on);
	buf_add_u64(out, (uint64_t)siege->since);
	buf_add_u64(out, (uint64_t)siege->low_since);
	buf_add_u64(out, (uint64_t)siege->now);
	buf_add_u64(out, (uint64_t)siege->bin);
	for (int r = 0; r < RATES; r++)
		for (int i = 0; i < SIEGE_BINS; i++)
			buf_add_u32(out, siege->bins[r][i]);
}

/* Whether these moments can be: nothing is later than the latest, and none so far that a difference
 * overflows. */
static bool is_possible(const struct siege *siege)
{
	const ms_t far = INT64_MAX / 4;

	if (siege->now == INT64_MIN)
		return siege->bin == INT64_MIN && siege->low_since == MS_NEVER;
	return siege->now > -far && siege->now < far && siege->since > -far &&
	       siege->since <= siege->now &&
	       (siege->low_since == MS_NEVER ||
		(siege->low_since > -far && siege->low_since <= siege->now)) &&
	       (siege->bin == INT64_MIN ||
		(siege->bin > -far / BIN && siege->bin <= siege->now / BIN));
}

enum err siege_load(struct siege *siege, struct reader *reader)
{
	struct siege loaded;
	uint8_t on = read_u8(reader);

	siege_init(&loaded);
	loaded.on = on == 1;
	loaded.since = (ms_t)read_u64(reader);
	loaded.low_since = (ms_t)read_u64(reader);
	loaded.now = (ms_t)read_u64(reader);
	loaded.bin = (int64_t)read_u64(reader);
	for (int r = 0; r < RATES; r++) {
		for (int i = 0; i < SIEGE_BINS; i++) {
			loaded.bins[r][i] = read_u32(reader);
			loaded.hour[r] += loaded.bins[r][i];
		}
	}
	/* Of one that is over, who came in the day before its end is taken for its own. */
	loaded.began = loaded.on ? loaded.since : loaded.since - MS_DAY;
	/* The sums are not kept: an alarm that was near is found again within a minute. */
	loaded.moved[RATE_FIRSTS] = loaded.moved[RATE_MESSAGES] = loaded.now > 0 ? loaded.now : 0;
	if (reader->bad || on > 1 || !is_possible(&loaded))
		return ERR_INPUT;
	*siege = loaded;
	return ERR_NONE;
}
