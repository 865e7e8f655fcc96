// SPDX-License-Identifier: GPL-3.0-or-later
/* Money against money, what works and one should know. */
#include "daemon/settings_table.h"

#include "base/jsonout.h"

enum { CENT = 10000 }; /* millionths */

/* An amount for people who write settings: whole cents, not less. */
static const char *cents_text(int64_t micro, char ret_text[32])
{
	return money_text((micro + CENT - 1) / CENT * CENT, ret_text);
}

/* A cap is a wall for what has a price, and a count for what has none. */
static void warn_free(struct warnings *warnings, const struct line *line)
{
	if (settings_answers(line) && line->real && line->cost.out == 0 &&
	    line->limits.answers == INT64_MAX)
		settings_warn_at(
			warnings, &line->cost.out, line->name,
			"cost.out is 0 on a real carrier: no cap can hold what is counted as "
			"free; write limits: {answers: …} if it is a flat rate");
}

/* A tenth of a declining line's caps is kept for people in distress where it pays for a help line
 * (flow/budget/ledger.h). */
static void warn_kept(struct warnings *warnings, const struct line *line, const int64_t *cap)
{
	char price[32], enough[32];

	if (line->kind != LINE_DECLINE || *cap == INT64_MAX || *cap / 10 >= line->cost.out)
		return;
	settings_warn_at(warnings, cap, line->name,
			 "a tenth of this cap, which would be kept for people in distress, pays for "
			 "no help line, at %s each: nothing is kept, and in a flood they wait with "
			 "the others; write %s or more",
			 money_text(line->cost.out, price),
			 cents_text(line->cost.out * 10, enough));
}

static void warn_order(struct warnings *warnings, const struct line *line)
{
	char day[32];

	if (settings_answers(line) && line->caps.hour != INT64_MAX &&
	    line->caps.hour > line->caps.day)
		settings_warn_at(
			warnings, &line->caps.hour, line->name,
			"the cap of the day, %s, is spent before this one: it does nothing; "
			"write less, or delete it",
			money_text(line->caps.day, day));
}

static void warn_receiving(struct warnings *warnings, const struct line *line)
{
	if (line->kind != LINE_SITE && line->receive_limit != INT64_MAX && line->cost.in == 0)
		settings_warn_at(warnings, &line->receive_limit, line->name,
				 "cost.in is 0, so that nothing ever passes this limit; write what "
				 "receiving costs, cost: {in: …}, or delete the limit");
}

void settings_warn_money(struct warnings *warnings, const struct line *line)
{
	warn_free(warnings, line);
	warn_kept(warnings, line, &line->caps.hour);
	warn_kept(warnings, line, &line->caps.day);
	warn_order(warnings, line);
	warn_receiving(warnings, line);
}
