// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A line's traffic on virtual time: people come by chance (Poisson), at a rate that a test plants
 * for each hour of the day, and are counted as the driver counts them. Local time is UTC here;
 * T_DAY is a midnight.
 */
#ifndef TESTS_UNIT_TRAFFIC_FIXTURE_H
#define TESTS_UNIT_TRAFFIC_FIXTURE_H

#include "base/random.h"
#include "flow/budget/curve.h"
#include "flow/budget/siege.h"

#include <math.h>

#define T_DAY INT64_C(1772409600000) /* 2026-03-02T00:00:00Z */

struct traffic {
	struct curve curve;
	struct siege siege;
	struct random random;
	ms_t now;
	double hours[CURVE_HOURS];  /* first contacts an hour */
	double more;		    /* further messages for each of them */
	int clump;		    /* so many come at once; 0: each alone */
	bool trusted;		    /* nobody asks whether it is a siege */
	ms_t began, ended;	    /* when the siege last did; 0: never */
	int begun;		    /* how often it did */
	struct siege_report report; /* of its last change */
};

/* As the driver has it: a siege is not learnt from, but for a little while a line does not know its days. */
static inline enum curve_mode traffic_mode(const struct traffic *traffic)
{
	if (!traffic->siege.on)
		return CURVE_LEARN;
	return curve_is_learnt(&traffic->curve) ? CURVE_FORGET : CURVE_LEARN_LITTLE;
}

static inline ms_t traffic_of_day(ms_t at)
{
	return (at % MS_DAY + MS_DAY) % MS_DAY;
}

/* The same rate all day. */
static inline void traffic_flat(struct traffic *traffic, double an_hour)
{
	for (int hour = 0; hour < CURVE_HOURS; hour++)
		traffic->hours[hour] = an_hour;
}

static inline void traffic_init(struct traffic *traffic, uint64_t seed, double a_day)
{
	*traffic = (struct traffic){.now = T_DAY};
	random_from_seed(&traffic->random, seed, "traffic");
	curve_init(&traffic->curve, a_day);
	siege_init(&traffic->siege);
	traffic_flat(traffic, a_day / CURVE_HOURS);
}

static inline void traffic_judge(struct traffic *traffic)
{
	struct siege_report report = {0};
	ms_t of_day = traffic_of_day(traffic->now);
	enum siege_change change = SIEGE_SAME;

	if (!traffic->trusted)
		change = siege_judge(&traffic->siege, &traffic->curve, traffic->now, of_day,
				     &report);
	if (change == SIEGE_SAME)
		return;
	traffic->report = report;
	if (change == SIEGE_BEGAN)
		traffic->began = traffic->now, traffic->begun++;
	else
		traffic->ended = traffic->now;
	curve_advance(&traffic->curve, traffic->now, of_day, traffic_mode(traffic));
}

/* A message comes at `at`. */
static inline void traffic_message(struct traffic *traffic, ms_t at, bool is_first)
{
	ms_t of_day = traffic_of_day(at);

	traffic->now = at;
	curve_advance(&traffic->curve, at, of_day, traffic_mode(traffic));
	curve_count(&traffic->curve, is_first);
	siege_count(&traffic->siege, &traffic->curve, at, of_day, is_first);
	traffic_judge(traffic);
}

/* How long until the next one, at so many an hour. */
static inline ms_t traffic_gap(struct traffic *traffic, double an_hour)
{
	return (ms_t)(-log(1 - random_unit(&traffic->random)) * (double)MS_HOUR / an_hour) + 1;
}

/* What a timer does while nobody writes. */
static inline void traffic_wait(struct traffic *traffic, ms_t until)
{
	while (siege_next(&traffic->siege) <= until) {
		ms_t next = siege_next(&traffic->siege);

		traffic->now = next > traffic->now ? next : traffic->now;
		traffic_judge(traffic);
	}
	traffic->now = until > traffic->now ? until : traffic->now;
}

static inline void traffic_come(struct traffic *traffic, ms_t at)
{
	int count = traffic->clump > 0 ? traffic->clump : 1;

	traffic_wait(traffic, at);
	for (int i = 0; i < count; i++) {
		double more = traffic->more;

		traffic_message(traffic, at, true);
		for (; more >= 1 || random_unit(&traffic->random) < more; more--)
			traffic_message(traffic, at, false);
	}
}

/* Lets people come until `until`: candidates at the day's highest rate, of which each hour keeps
 * its share. */
static inline void traffic_until(struct traffic *traffic, ms_t until)
{
	double most = 0;

	for (int hour = 0; hour < CURVE_HOURS; hour++)
		most = fmax(most, traffic->hours[hour]);
	for (ms_t at = traffic->now; most > 0;) {
		double an_hour;

		at += traffic_gap(traffic, traffic->clump > 0 ? most / traffic->clump : most);
		if (at > until)
			break;
		an_hour = traffic->hours[traffic_of_day(at) / MS_HOUR];
		if (random_unit(&traffic->random) * most < an_hour)
			traffic_come(traffic, at);
	}
	traffic_wait(traffic, until);
}

#endif
