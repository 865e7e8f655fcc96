// SPDX-License-Identifier: GPL-3.0-or-later
/* Money against money, what is refused: prices nobody asks, caps that pay for nothing. */
#include "daemon/settings_table.h"

#include "base/jsonout.h"

#include <string.h>

#define UNIT INT64_C(1000000) /* of the currency, in millionths */

/* The most that can be meant for one part of an SMS. Carriers ask cents: more than ten euros are
 * cents written as euros. Where the unit is worth a cent or less, a high amount is a price like
 * another. */
static int64_t most_a_part(const struct house *house)
{
	static const char *const worth[] = {"EUR", "GBP", "CHF", "USD", "CAD", "AUD", "NZD"};

	for (size_t i = 0; i < sizeof worth / sizeof worth[0]; i++)
		if (strcmp(house->currency, worth[i]) == 0)
			return 10 * UNIT;
	return 100000 * UNIT;
}

static enum err check_price(const struct settings *settings, const struct line *line,
			    const int64_t *price, struct error *error_r)
{
	char most[32];

	if (*price <= most_a_part(&settings->house))
		return ERR_NONE;
	return settings_fail(settings, price, line->name, error_r,
			     "more than %s for one part of an SMS: these are probably cents; write "
			     "0.08 for 8 cents",
			     money_text(most_a_part(&settings->house), most));
}

static enum err check_cap(const struct settings *settings, const struct line *line,
			  const int64_t *cap, struct error *error_r)
{
	char price[32];

	if (*cap >= line->cost.out)
		return ERR_NONE;
	money_text(line->cost.out, price);
	return settings_fail(settings, cap, line->name, error_r,
			     "this cap pays for no answer of the line on line %d, where one costs "
			     "%s; write %s or more",
			     line->where, price, price);
}

/* A line that pays for answers needs a wall, and one that lets an answer through. */
static enum err check_caps(const struct settings *settings, const struct line *line,
			   struct error *error_r)
{
	enum err err;

	if (!settings_answers(line) || line->cost.out == 0)
		return ERR_NONE;
	if (line->caps.hour == INT64_MAX && line->caps.day == INT64_MAX &&
	    settings->house.day_cap == INT64_MAX)
		return settings_fail(settings, &line->cost.out, line->name, error_r,
				     "answers cost money and nothing limits it; write caps: {hour: "
				     "…, day: …}, or house: {caps: {day: …}}");
	err = check_cap(settings, line, &line->caps.hour, error_r);
	if (err == ERR_NONE)
		err = check_cap(settings, line, &line->caps.day, error_r);
	if (err == ERR_NONE)
		err = check_cap(settings, line, &settings->house.day_cap, error_r);
	return err;
}

static enum err check_receiving(const struct settings *settings, const struct line *line,
				struct error *error_r)
{
	char price[32];

	if (line->kind == LINE_SITE || line->receive_limit >= line->cost.in)
		return ERR_NONE;
	return settings_fail(settings, &line->receive_limit, line->name, error_r,
			     "the first message passes this limit, since it costs %s to receive; "
			     "write what a busy day may cost, or none",
			     money_text(line->cost.in, price));
}

enum err settings_check_money(const struct settings *settings, const struct line *line,
			      struct error *error_r)
{
	enum err err = check_price(settings, line, &line->cost.in, error_r);

	if (err == ERR_NONE)
		err = check_price(settings, line, &line->cost.out, error_r);
	if (err == ERR_NONE)
		err = check_caps(settings, line, error_r);
	if (err == ERR_NONE)
		err = check_receiving(settings, line, error_r);
	return err;
}
