// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * How fast money may go: the caps say what is left now, the curve says who is still to come today.
 * Counted in ordinary answers (one part each), not in money. Pure.
 *
 *   reserve   what the rest of the day needs beyond what will leave the caps' windows meanwhile:
 * the most that the expected senders of the next hours, up to a day, are ahead of the money that
 * comes free spare     what is left beyond that usual     answers an hour for those under the first
 * price: as many as are expected now and a margin for chance, scaled down when the caps cannot pay
 * for a usual day extra     answers an hour at which the hour's cap is just used up: what a crowd
 * of genuine senders is worth
 */
#ifndef FLOW_BUDGET_PACE_H
#define FLOW_BUDGET_PACE_H

#include "flow/budget/curve.h"
#include "flow/budget/ledger.h"

struct pace {
	double hour_left, day_left; /* answers that the caps allow now; INFINITY without a cap */
	double reserve, spare, held_back;
	double usual, extra; /* answers an hour */
	double soon;	     /* answers that the day's cap allows within the hour */
	double scale;	     /* share of a usual day that the day's cap pays; 1: all of it */
	double share; /* of a usual day's money, this hour's, in answers, with a margin for chance
		       */
};

struct pace_of {
	struct ledger *line, *house;
	const struct curve *curve;
	int64_t price;	     /* micro-euros of one ordinary answer; 0: answers cost nothing */
	double answers_left; /* under a limit that counts answers, this hour; INFINITY: none */
	ms_t now, of_day;
};

/* What pays for whoever stands among the calmest: first contacts an hour, over a time in which
 * `expected` an hour were expected. So many of them are genuine, give or take what chance makes of
 * such a time; and for each attacker that is taken for one, spare money goes, at a rate at which it
 * lasts for hours. */
struct pace_prices {
	double calm;  /* for who looks calm: spare money to the last */
	double other; /* for who may be either: most of what is held back stays */
	double first; /* for who only stands first: no spare money */
};
struct pace_prices pace_prices(const struct pace *pace, const struct curve *curve, double hours,
			       double expected);

/* The scale alone: what is asked for every answer costs no walk through the ledger. */
double pace_scale(const struct pace_of *of);
void pace_find(const struct pace_of *of, struct pace *ret_pace);

#endif
