// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * How the line's own numbers fare. Dealers pass numbers on: one that is taken for a robot's again and again does more harm
 * than good. It rests, taking nobody new, and after too many rests it is retired; who is in conversation with it stays.
 */
#include "flow/decide/stall/stall.h"

/* Conversations that count, the older ones fading. */
static const float keep = 0.97F;
/* Of so many conversations with it, as many in which we were taken for a robot more than once make it rest. */
static const float enough = 20, too_many = 0.25F;
#define REST (3 * MS_DAY)
enum { RESTS_MOST = 4 };

bool stall_number_rests(const struct stalling *stalling, size_t number, ms_t now)
{
	const struct own_number *own = &stalling->numbers[number];

	return own->retired || own->rests_until > now;
}

size_t stall_number(const struct stalling *stalling, const struct line *line, ms_t now)
{
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < line->number_count; i++) {
		const struct own_number *own = &stalling->numbers[i];

		if (stall_number_rests(stalling, i, now))
			continue;
		/* The one that had the fewest lately: load is spread, and none is known everywhere. */
		if (best == SIZE_MAX || own->opened < stalling->numbers[best].opened)
			best = i;
	}
	return best;
}

/* The last one that works goes on: a line that takes nobody is of no use to anybody. */
static bool is_last(const struct stalling *stalling, const struct line *line, size_t number, ms_t now)
{
	for (size_t i = 0; i < line->number_count; i++)
		if (i != number && !stall_number_rests(stalling, i, now))
			return false;
	return true;
}

static void look(struct own_number *own, bool last, ms_t now)
{
	if (last || own->opened < enough || own->accused < too_many * own->opened || own->rests_until > now)
		return;
	own->rests_until = now + REST;
	own->accused = 0; /* it begins anew after its rest */
	if (++own->rests >= RESTS_MOST)
		own->retired = true;
}

void stall_number_heard(const struct stall *stall, struct stalling *stalling,
			const struct line *line, size_t number, bool accused, ms_t now)
{
	struct own_number *own = &stalling->numbers[number];

	if (stall->theirs == 1) {
		own->opened = own->opened * keep + 1;
		own->answered *= keep;
		own->accused *= keep;
	}
	if (stall->theirs == 2)
		own->answered++;
	if (accused)
		own->accused++;
	look(own, is_last(stalling, line, number, now), now);
}
