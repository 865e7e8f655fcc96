// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/curve.h"

#include <math.h>
#include <string.h>

#define BIN	    (5 * MS_MINUTE)
#define BIN_HOURS   (1.0 / 12)
#define LEARN_AFTER (30 * MS_MINUTE)
#define LONGEST_QUIET (3 * MS_DAY)
/* Of what it expected, the most that a line learns in a siege while it does not know its days. */
#define LITTLE 2.0

/* Days after which what was learnt of an hour counts e times less. */
#define MEMORY_DAYS 7.0
/* What the shipped shape weighs beside what was learnt of an hour, in days; and the first level, in hours. */
#define SHAPE_DAYS  0.5
#define LEVEL_HOURS 4.0
#define LEVEL_MEMORY_HOURS 72.0
/* Messages for each first contact, before anything is known. */
#define MESSAGES_EACH 1.6

/* When people write to a number they were given: little at night, most in the evening. Mean 1. */
static const double shape[CURVE_HOURS] = {
	0.95, 0.65, 0.42, 0.27, 0.18, 0.15, 0.20, 0.35, 0.55, 0.68, 0.78, 0.88,
	1.05, 1.08, 1.00, 1.00, 1.10, 1.30, 1.55, 1.80, 2.00, 2.08, 2.05, 1.93,
};

/* Deviations to begin with, and how long they are remembered, in bins and in hours. */
static const double spread_first = 2.5, bins_first = 24, hours_first = 12;

static double shape_at(int hour)
{
	return shape[(hour + CURVE_HOURS) % CURVE_HOURS];
}

void curve_init(struct curve *curve, double a_day)
{
	*curve = (struct curve){.level_hours = LEVEL_HOURS, .now = INT64_MIN};
	curve->level[RATE_FIRSTS] = a_day / CURVE_HOURS;
	curve->level[RATE_MESSAGES] = curve->level[RATE_FIRSTS] * MESSAGES_EACH;
	for (int r = 0; r < RATES; r++) {
		curve->bin_mean[r] = bins_first * BIN_HOURS * curve->level[r];
		curve->bin_square[r] = curve->bin_mean[r] * spread_first;
		curve->hour_mean[r] = hours_first * curve->level[r];
		curve->hour_square[r] = curve->hour_mean[r] * spread_first;
	}
}

/* ---- what is expected ---- */

/* Learnt of an hour and its neighbours, half as heavy each, on top of the shipped shape. */
static void hour_sums(const struct curve *curve, enum curve_rate rate, int hour, double *ret_count,
		      double *ret_hours)
{
	double count = SHAPE_DAYS * curve->level[rate] * shape_at(hour), hours = SHAPE_DAYS;

	for (int step = -1; step <= 1; step++) {
		int at = (hour + step + CURVE_HOURS) % CURVE_HOURS;
		double weight = step == 0 ? 1 : 0.25;
		/* A neighbour tells through the shape: evening is steeper than noon. */
		double tilt = shape_at(hour) / shape_at(at);

		count += weight * tilt * curve->count[rate][at];
		hours += weight * curve->hours[at];
	}
	*ret_count = count;
	*ret_hours = hours;
}

static double hour_rate(const struct curve *curve, enum curve_rate rate, int hour)
{
	double count, hours;

	hour_sums(curve, rate, hour, &count, &hours);
	return count / hours;
}

/* The two hours whose middles are nearest, and how far it is to the second. */
static double between_hours(ms_t of_day, int *ret_first)
{
	double position = (double)of_day / (double)MS_HOUR - 0.5;
	double below = floor(position);

	*ret_first = (int)below;
	return position - below;
}

double curve_expected(const struct curve *curve, enum curve_rate rate, ms_t of_day)
{
	int hour;
	double way = between_hours(of_day, &hour);
	double expected = (1 - way) * hour_rate(curve, rate, hour) +
			  way * hour_rate(curve, rate, hour + 1);

	return expected > 0.01 ? expected : 0.01;
}

double curve_doubt(const struct curve *curve, enum curve_rate rate, ms_t of_day)
{
	int hour = (int)(of_day / MS_HOUR);
	double count, hours;

	hour_sums(curve, rate, hour, &count, &hours);
	return sqrt(count * curve_hour_spread(curve, rate)) / hours;
}

double curve_mean(const struct curve *curve, enum curve_rate rate)
{
	double sum = 0;

	for (int hour = 0; hour < CURVE_HOURS; hour++)
		sum += hour_rate(curve, rate, hour);
	return sum / CURVE_HOURS;
}

static double spread_of(double square, double mean)
{
	double spread = mean > 0 ? square / mean : spread_first;

	return fmin(fmax(spread, 1.0), 8.0);
}

double curve_bin_spread(const struct curve *curve, enum curve_rate rate)
{
	return spread_of(curve->bin_square[rate], curve->bin_mean[rate]);
}

double curve_hour_spread(const struct curve *curve, enum curve_rate rate)
{
	return spread_of(curve->hour_square[rate], curve->hour_mean[rate]);
}

bool curve_is_learnt(const struct curve *curve)
{
	return curve->learnt >= CURVE_HOURS;
}

/* ---- learning ---- */

/* A mean of squares over means, fading with `memory` samples. */
static void learn_spread(double *square, double *mean, double count, double expected, double memory)
{
	double fade = 1 - 1 / memory;

	*square = *square * fade + (count - expected) * (count - expected);
	*mean = *mean * fade + expected;
}

static void learn_hour(struct curve *curve, const struct curve_bin *bin)
{
	for (int r = 0; r < RATES; r++) {
		curve->hour.count[r] += bin->count[r];
		curve->hour.expected[r] += bin->expected[r];
	}
	if (++curve->hour_bins < CURVE_HOURS / 2)
		return;
	/* Before a day is known, what deviates is the expectation's fault. */
	for (int r = 0; r < RATES && curve_is_learnt(curve); r++)
		learn_spread(&curve->hour_square[r], &curve->hour_mean[r], curve->hour.count[r],
			     curve->hour.expected[r], MEMORY_DAYS * CURVE_HOURS);
	curve->hour = (struct curve_bin){0};
	curve->hour_bins = 0;
}

static void learn_level(struct curve *curve, const struct curve_bin *bin, int hour)
{
	double seen = BIN_HOURS * shape_at(hour);

	for (int r = 0; r < RATES; r++)
		curve->level[r] = (curve->level[r] * curve->level_hours + bin->count[r]) /
				  (curve->level_hours + seen);
	curve->level_hours = fmin(curve->level_hours + seen, LEVEL_MEMORY_HOURS);
}

static void learn(struct curve *curve, const struct curve_bin *bin)
{
	int hour = (int)(bin->of_day / MS_HOUR) % CURVE_HOURS;
	double fade = exp(-BIN_HOURS / MEMORY_DAYS);

	learn_level(curve, bin, hour);
	for (int r = 0; r < RATES; r++) {
		curve->count[r][hour] = curve->count[r][hour] * fade + bin->count[r];
		if (curve->learnt >= CURVE_HOURS / 4)
			learn_spread(&curve->bin_square[r], &curve->bin_mean[r], bin->count[r],
				     bin->expected[r], MEMORY_DAYS * CURVE_HOURS * 12);
	}
	curve->hours[hour] = curve->hours[hour] * fade + BIN_HOURS;
	learn_hour(curve, bin);
	curve->learnt += BIN_HOURS;
}

static struct curve_bin *bin_at(struct curve *curve, size_t i)
{
	return &curve->bins[(curve->first + i) % CURVE_WAITING];
}

/* In a siege: what is beyond twice the expectation is no calm. */
static void trim(struct curve_bin *bin)
{
	for (int r = 0; r < RATES; r++)
		bin->count[r] = fmin(bin->count[r], LITTLE * bin->expected[r]);
}

/* Bins that ended half an hour ago or more. */
static void settle(struct curve *curve, ms_t at, enum curve_mode mode)
{
	double learnt = curve->learnt;

	while (curve->used > 0 && bin_at(curve, 0)->at + BIN + LEARN_AFTER <= at) {
		if (mode == CURVE_LEARN_LITTLE)
			trim(bin_at(curve, 0));
		if (mode != CURVE_FORGET)
			learn(curve, bin_at(curve, 0));
		curve->first = (curve->first + 1) % CURVE_WAITING;
		curve->used--;
	}
	if (mode == CURVE_LEARN)
		return;
	curve->learnt = learnt; /* no hours of calm */
	curve->hour = (struct curve_bin){0};
	curve->hour_bins = 0;
}

static void open_bin(struct curve *curve, ms_t at, ms_t of_day)
{
	struct curve_bin *bin = bin_at(curve, curve->used++);

	*bin = (struct curve_bin){.at = at, .of_day = of_day};
	for (int r = 0; r < RATES; r++)
		bin->expected[r] = BIN_HOURS * curve_expected(curve, (enum curve_rate)r,
							      of_day + BIN / 2);
}

void curve_advance(struct curve *curve, ms_t at, ms_t of_day, enum curve_mode mode)
{
	ms_t begin = at - of_day % BIN, next;

	if (at < curve->now)
		return;
	curve->now = at;
	/* A siege throws away what is not learnt yet: its beginning is in there. */
	if (mode == CURVE_FORGET)
		curve->used = 0;
	next = curve->used > 0 ? bin_at(curve, curve->used - 1)->at + BIN : begin;
	/* Quiet times are observations too. After a longer absence nobody knows. */
	if (begin - next > LONGEST_QUIET)
		next = begin;
	for (; next <= begin; next += BIN) {
		ms_t then = of_day - of_day % BIN - (begin - next);

		settle(curve, next, mode);
		open_bin(curve, next, (then % MS_DAY + MS_DAY) % MS_DAY);
	}
	settle(curve, at, mode);
}

void curve_count(struct curve *curve, bool is_first)
{
	struct curve_bin *bin;

	if (curve->used == 0)
		return;
	bin = bin_at(curve, curve->used - 1);
	bin->count[RATE_MESSAGES] += 1;
	if (is_first)
		bin->count[RATE_FIRSTS] += 1;
}

/* ---- to and from the snapshot ---- */

void curve_save(const struct curve *curve, struct buf *out)
{
	const double *numbers[] = {curve->level, &curve->level_hours, curve->count[0],
				   curve->hours, curve->bin_square,   curve->bin_mean,
				   curve->hour_square, curve->hour_mean, &curve->learnt};
	const size_t sizes[] = {RATES, 1, RATES * CURVE_HOURS, CURVE_HOURS, RATES, RATES, RATES, RATES, 1};

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		for (size_t k = 0; k < sizes[i]; k++)
			buf_add_f64(out, numbers[i][k]);
}

static double read_number(struct reader *reader)
{
	double value = read_f64(reader);

	if (!(value >= 0 && value < 1e12))
		reader->bad = true;
	return value;
}

enum err curve_load(struct curve *curve, struct reader *reader)
{
	struct curve loaded = {.now = INT64_MIN};
	double *numbers[] = {loaded.level, &loaded.level_hours, loaded.count[0],
			     loaded.hours, loaded.bin_square,   loaded.bin_mean,
			     loaded.hour_square, loaded.hour_mean, &loaded.learnt};
	const size_t sizes[] = {RATES, 1, RATES * CURVE_HOURS, CURVE_HOURS, RATES, RATES, RATES, RATES, 1};

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		for (size_t k = 0; k < sizes[i]; k++)
			numbers[i][k] = read_number(reader);
	if (reader->bad)
		return ERR_INPUT;
	*curve = loaded;
	return ERR_NONE;
}
