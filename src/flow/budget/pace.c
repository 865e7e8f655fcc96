// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/pace.h"

#include <math.h>

enum { HOURS = CURVE_HOURS };

/* Of a day's cap, held back from those above the first price: for afterwards. */
static const double held_back_share = 0.1;
/* Of an hour's cap, left to those under the first price. */
static const double hour_share = 0.03;
/* What is free of the hour, and what comes free in the next minutes, is given out over these. The
 * hour's cap is used up soonest when a crowd comes, and is free again the sooner. */
#define SOON (5 * MS_MINUTE)
static const double soon_an_hour = 12;
/* Standard deviations that `usual` and prices allow for. */
static const double margin_deviations = 1.2;
/* A time of which chance is measured is no shorter. */
#define BIN_HOURS (1.0 / 30)

/* Spare money is given out over so many hours: over more, parties and busy hours are not believed;
 * over fewer, it is gone when the attack has only begun. */
static const double spare_lasts = 4;
/* The part of what is held back that only goes to who looks calm. */
static const double held_for_calm = 0.75;

static double answers(int64_t micro, int64_t price)
{
	return micro == INT64_MAX || price == 0 ? INFINITY : (double)micro / (double)price;
}

/* The ledger whose day binds first. */
static struct ledger *tighter(const struct pace_of *of)
{
	return ledger_left(of->house, of->now, LEDGER_DAY) <
			       ledger_left(of->line, of->now, LEDGER_DAY)
		       ? of->house
		       : of->line;
}

/* What the day's cap of a ledger pays, beside what it keeps for people in distress. */
static double day_cap_of(const struct pace_of *of, const struct ledger *ledger)
{
	const struct ledger_window *day = &ledger->windows[LEDGER_DAY];

	return answers(day->cap == INT64_MAX ? INT64_MAX : day->cap - day->kept, of->price);
}

static double scale_of(double cap, const struct curve *curve)
{
	double expected = curve_mean(curve, RATE_FIRSTS) * HOURS;

	return expected > cap ? cap / expected : 1;
}

double pace_scale(const struct pace_of *of)
{
	return scale_of(day_cap_of(of, tighter(of)), of->curve);
}

/* Expected senders of the next hours, less the money that comes free until then: the most it ever
 * is. */
static double reserve_of(const struct pace_of *of, struct ledger *ledger, double scale)
{
	int64_t leaving[HOURS];
	double ahead = 0, most = 0;

	ledger_leaving(ledger, of->now, LEDGER_DAY, MS_HOUR, HOURS, leaving);
	for (int hour = 0; hour < HOURS; hour++) {
		ms_t middle = (of->of_day + hour * MS_HOUR + MS_HOUR / 2) % MS_DAY;

		ahead += scale * curve_expected(of->curve, RATE_FIRSTS, middle) -
			 answers(leaving[hour], of->price);
		if (ahead > most)
			most = ahead;
	}
	return most;
}

/* Answers an hour for those above the first price, at which the hour's cap is just used up. */
static double extra_of(const struct pace_of *of, double hour_left)
{
	const struct ledger_window *hour = &of->line->windows[LEDGER_HOUR];
	int64_t leaving;

	if (isinf(hour_left))
		return INFINITY;
	ledger_leaving(of->line, of->now, LEDGER_HOUR, SOON, 1, &leaving);
	if (hour->cap != INT64_MAX)
		hour_left -= hour_share * answers(hour->cap - hour->kept, of->price);
	return (fmax(hour_left, 0) + answers(leaving, of->price)) * soon_an_hour;
}

/* What comes free of the day's cap in the next hour. */
static double coming_free(const struct pace_of *of, struct ledger *ledger)
{
	int64_t leaving;

	ledger_leaving(ledger, of->now, LEDGER_DAY, MS_HOUR, 1, &leaving);
	return answers(leaving, of->price);
}

void pace_find(const struct pace_of *of, struct pace *ret_pace)
{
	struct ledger *ledger = tighter(of);
	double day_cap = day_cap_of(of, ledger);
	double expected = curve_expected(of->curve, RATE_FIRSTS, of->of_day);
	double scale = scale_of(day_cap, of->curve);
	double margin =
		margin_deviations * sqrt(expected * curve_bin_spread(of->curve, RATE_FIRSTS));
	struct pace pace = {
		.hour_left = fmin(answers(ledger_left(of->line, of->now, LEDGER_HOUR), of->price),
				  of->answers_left)};

	pace.scale = scale;
	pace.share = scale * expected + margin;
	pace.day_left = answers(ledger_left(ledger, of->now, LEDGER_DAY), of->price);
	if (isinf(pace.day_left)) {
		pace.spare = pace.soon = INFINITY;
		pace.usual = expected + margin;
	} else {
		pace.reserve = reserve_of(of, ledger, scale);
		pace.spare = pace.day_left - pace.reserve;
		pace.held_back = held_back_share * day_cap;
		pace.usual =
			scale * expected + margin * fmin(fmax(pace.spare / pace.held_back, 0), 1);
		pace.soon = pace.day_left + coming_free(of, ledger);
		pace.usual = fmin(pace.usual, pace.soon);
	}
	pace.extra = extra_of(of, pace.hour_left);
	*ret_pace = pace;
}

static double beyond(const struct pace *pace, double stays)
{
	double spare = fmax(pace->spare - stays, 0) / spare_lasts;

	return fmin(spare, fmax(pace->hour_left, 0));
}

struct pace_prices pace_prices(const struct pace *pace, const struct curve *curve, double hours,
			       double expected)
{
	double spread =
		fmax(curve_hour_spread(curve, RATE_FIRSTS), curve_bin_spread(curve, RATE_FIRSTS));
	double margin = margin_deviations * sqrt(expected * spread / fmax(hours, BIN_HOURS));
	double genuine = pace->scale * expected;

	if (isfinite(pace->spare))
		margin *= fmin(fmax(pace->spare / fmax(pace->held_back, 1), 0), 1);
	genuine += margin;
	return (struct pace_prices){
		.calm = fmin(genuine + beyond(pace, 0), pace->soon),
		.other = fmin(genuine + beyond(pace, held_for_calm * pace->held_back), pace->soon),
		.first = fmin(genuine, pace->soon)};
}
