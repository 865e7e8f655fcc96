// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The way out of a line under siege: decide late, and together (budget/cohort.h, budget/pace.h).
 *
 * Every minute all that are due are looked at, the calmest first:
 *
 *   all that wait can be paid         everybody is released
 *   approved by a person              released
 *   stands where senders are paid     released, unless he looks like the attack; who looks like
 * calm days, also for the last of the spare money in the first two hours, might     released while
 * there is spare money beyond what is held back for afterwards be one of a crowd distress besides,
 * the part of the caps that is kept for it, unless he looks like the attack and half of that is
 * gone else                              competes again in the next minute, until the end of his
 * window; then he is held
 *
 * A price is a position: so many of an hour's first contacts look calmer (struct cohort_place,
 * pace_prices()). Whoever has exactly the score of the price is above it.
 */
#include "flow/driver_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOT MS_MINUTE
/* How long a siege may have been on before it was noticed. */
#define UNNOTICED (3 * MS_MINUTE)

/* Beyond so many times the first price somebody looks like the attack: no late answer, no kept
 * money when it is scarce. */
static const double hopeless_times = 3;

/* Log-odds under which somebody looks like calm days. */
static const double looks_calm = -1;
/* Above which he looks like the attack is seen where fewest stand: between the genuine ones and the
 * attack there is a valley, if they can be told apart. It is looked for between these, in steps. */
static const double valley_from = 2, valley_to = 4, valley_step = 0.5;
/* A place in it that is no deeper than the deepest by this share of the expected ones is as good:
 * then the last of them. */
static const double valley_flat = 0.05;
/* A crowd of genuine people is there for an evening, not for a day, and is ten times what is
 * expected, not a hundred times: while it may be one, spare money goes to whoever comes. */
#define CROWD_LASTS (2 * MS_HOUR)
static const double crowd_times = 15;
/* Of what is held back, what stays when there was a crowd. */
static const double held_for_crowd = 0.5;

/* Those who do not look doubtful are so many of whom the hour expects: then these are they, and
 * nobody beyond is taken only because he stands next. */
static const double found_share = 0.6;

struct candidate {
	uint32_t index;
	bool approved;
	double position;
	uint64_t about;
};

static double waiting(const struct flow *flow, uint32_t line_index)
{
	return (double)outbox_in_window(flow->outbox, line_index);
}

bool release_has_room(struct flow *flow, uint32_t line_index)
{
	struct lane *lane = &flow->lanes[line_index];
	int64_t left = ledger_left(&lane->ledger, flow->now, LEDGER_DAY);
	int64_t hour = ledger_left(&lane->ledger, flow->now, LEDGER_HOUR);
	int64_t house = ledger_left(&flow->house, flow->now, LEDGER_DAY);
	double wait = waiting(flow, line_index) * (double)lane->line->cost.out;

	if (waiting(flow, line_index) > gate_answers_left(flow, line_index))
		return false;
	return wait <= (double)hour && wait <= (double)(left < house ? left : house);
}

/* The same, with what the rest of the day needs left alone: for those whose window is not over yet.
 */
static bool has_spare_room(const struct flow *flow, uint32_t line_index)
{
	const struct pace *pace = &flow->lanes[line_index].gate.pace;
	double wait = waiting(flow, line_index);

	return wait <= pace->hour_left && wait <= pace->spare;
}

static double expected_now(const struct flow *flow, const struct gate *gate)
{
	return curve_expected(&gate->curve, RATE_FIRSTS, zone_time_of_day(gate->zone, flow->now));
}

static void refresh(const struct flow *flow, struct gate *gate)
{
	const struct cohort_siege siege = {.now = flow->now,
					   .of_day = zone_time_of_day(gate->zone, flow->now),
					   .since = gate->siege.began - UNNOTICED,
					   .curve = &gate->curve};

	cohort_refresh(gate->cohort, &siege);
}

/* How many an hour stand within a step of a score, on both sides. */
static double near(const struct gate *gate, double score)
{
	return cohort_below(gate->cohort, score + valley_step) -
	       cohort_below(gate->cohort, score - valley_step);
}

static double find_valley(const struct gate *gate, double expected)
{
	double deepest = INFINITY, found = valley_from;

	for (double at = valley_from; at <= valley_to; at += valley_step)
		deepest = fmin(deepest, near(gate, at));
	for (double at = valley_from; at <= valley_to; at += valley_step)
		if (near(gate, at) <= deepest + valley_flat * expected)
			found = at;
	return found;
}

/* The prices, where the attack begins, whether those that are expected stand out from it, and
 * whether this may be a crowd. */
static void look_around(const struct flow *flow, struct gate *gate)
{
	const struct cohort_window window = cohort_window(gate->cohort);
	double come = cohort_below(gate->cohort, INFINITY);

	gate->prices = pace_prices(&gate->pace, &gate->curve, window.hours, window.expected);
	gate->doubtful = find_valley(gate, window.expected);
	gate->found = cohort_below(gate->cohort, gate->doubtful) >= found_share * window.expected;
	gate->crowd = come <= crowd_times * expected_now(flow, gate) &&
		      flow->now - gate->siege.began < CROWD_LASTS;
}

/* Whom the cohort does not know looks worse than everybody. */
static void judge(const struct gate *gate, struct entry *entry)
{
	uint32_t snapshot = cohort_snapshot(gate->cohort);
	struct cohort_place place;

	if (entry->snapshot == snapshot && snapshot != 0)
		return;
	if (cohort_judge(gate->cohort, entry->contact, &place) != ERR_NONE)
		place = (struct cohort_place){.score = NAN, .position = INFINITY};
	entry->score = place.score;
	entry->position = place.position;
	entry->cluster = place.cluster;
	entry->snapshot = snapshot;
}

/* ---- who may go ---- */

static bool kept_pays(struct flow *flow, struct lane *lane, const struct entry *entry,
		      double position)
{
	double left, first = lane->gate.prices.first;

	if (entry->move != MOVE_HELP_LINE)
		return false;
	if (!ledger_keeps(&lane->ledger, flow->now, lane->line->cost.out, &left))
		return false;
	return position <= hopeless_times * first || left > 0.5;
}

/* A price is a position; beside it, spare money is not for who plainly is of the attack. */
static bool is_under_a_price(const struct gate *gate, const struct entry *entry)
{
	const struct pace *pace = &gate->pace;

	if (entry->score < looks_calm && entry->position <= gate->prices.calm)
		return true;
	if (entry->score < gate->doubtful && entry->position <= gate->prices.other)
		return true;
	if (!gate->found && entry->position <= gate->prices.first)
		return true; /* nobody stands out: those that stand first */
	return gate->crowd && entry->position <= pace->extra &&
	       pace->spare > held_for_crowd * pace->held_back;
}

static enum attempt try_one(struct flow *flow, uint32_t line_index,
			    const struct candidate *candidate, bool room, struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	const struct entry *entry = outbox_entry(flow->outbox, candidate->index);
	bool kept = kept_pays(flow, lane, entry, candidate->position);
	enum attempt result;

	if (!room && !candidate->approved && !kept && !is_under_a_price(&lane->gate, entry))
		return NO_MONEY;
	result = release_attempt(flow, candidate->index, error_r);
	if (result == RELEASED && !kept) {
		lane->gate.pace.spare -= 1;
		lane->gate.pace.hour_left -= 1;
	}
	return result;
}

/* ---- a slot ---- */

static int compare(const void *a, const void *b)
{
	const struct candidate *one = a, *other = b;

	if (one->approved != other->approved)
		return one->approved ? -1 : 1;
	if (one->position != other->position)
		return one->position < other->position ? -1 : 1;
	return one->about < other->about ? -1 : one->about > other->about;
}

static size_t count_queue(const struct flow *flow, uint32_t line_index, enum wait_queue queue)
{
	size_t count = 0;

	for (uint32_t i = outbox_first(flow->outbox, line_index, queue); i != ENTRY_NONE;
	     i = outbox_after(flow->outbox, i))
		count++;
	return count;
}

static size_t add_queue(struct flow *flow, uint32_t line_index, enum wait_queue queue,
			struct candidate *candidates, size_t count)
{
	const struct gate *gate = &flow->lanes[line_index].gate;

	for (uint32_t i = outbox_first(flow->outbox, line_index, queue); i != ENTRY_NONE;
	     i = outbox_after(flow->outbox, i)) {
		struct entry *entry = outbox_entry(flow->outbox, i);

		if (entry->state != ENTRY_WAITING)
			continue;
		judge(gate, entry);
		candidates[count++] =
			(struct candidate){i, entry->approved, entry->position, entry->about};
	}
	return count;
}

static enum attempt release_candidates(struct flow *flow, uint32_t line_index,
				       const struct candidate *candidates, size_t count, bool room,
				       struct error *error_r)
{
	enum attempt last = RELEASED;

	for (size_t i = 0; i < count; i++) {
		enum attempt result = try_one(flow, line_index, &candidates[i], room, error_r);

		if (result == BROKEN || result == NO_CREDIT)
			return result;
		if (result == NO_MONEY)
			last = NO_MONEY;
	}
	return last;
}

enum attempt siege_release(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	struct gate *gate = &flow->lanes[line_index].gate;
	struct candidate *candidates;
	enum attempt result;
	size_t count;
	bool room;

	if (gate->slot > flow->now)
		return NO_MONEY;
	count = count_queue(flow, line_index, QUEUE_HELP) +
		count_queue(flow, line_index, QUEUE_WINDOW);
	if (count == 0)
		return RELEASED;
	gate->slot = flow->now + SLOT;
	gate_pace(flow, line_index);
	room = has_spare_room(flow, line_index);
	if (!room)
		refresh(flow, gate);
	look_around(flow, gate);
	candidates = mem_try_alloc(count, sizeof *candidates);
	if (candidates == NULL)
		return NO_MONEY; /* the next slot may have memory */
	count = add_queue(flow, line_index, QUEUE_HELP, candidates, 0);
	count = add_queue(flow, line_index, QUEUE_WINDOW, candidates, count);
	qsort(candidates, count, sizeof *candidates, compare);
	result = release_candidates(flow, line_index, candidates, count, room, error_r);
	mem_free(candidates);
	return result;
}

/* ---- the end of a window ---- */

enum attempt siege_last_try(struct flow *flow, uint32_t index, struct error *error_r)
{
	struct entry *entry = outbox_entry(flow->outbox, index);
	struct gate *gate = &flow->lanes[entry->line_index].gate;
	struct candidate candidate = {.index = index, .approved = entry->approved};
	bool room;

	if (entry->state != ENTRY_WAITING)
		return NO_MONEY; /* held ones wait for calm */
	room = release_has_room(flow, entry->line_index);
	if (!room)
		refresh(flow, gate);
	if (!room && gate->prices.calm <= 0) {
		/* No slot was looked at yet: the program has just begun. */
		gate_pace(flow, entry->line_index);
		look_around(flow, gate);
	}
	judge(gate, entry);
	candidate.position = entry->position;
	return try_one(flow, entry->line_index, &candidate, room, error_r);
}

/* What the record says of a refusal; siege_recall() reads it back. */
#define REFUSED	 "cluster %08x, score %.3f, price %.3f; %.0f an hour look calmer, %.0f are paid"
#define RECALLED "cluster %8x, score %lf, price %*f; %lf an hour look calmer, %lf are paid"

bool siege_recall(struct bytes bytes, struct entry *entry)
{
	char text[160];
	double paid = 0;

	if (bytes.size >= sizeof text)
		return false;
	memcpy(text, bytes.data, bytes.size);
	text[bytes.size] = '\0';
	if (sscanf(text, RECALLED, &entry->cluster, &entry->score, &entry->position, &paid) != 4)
		return false;
	return !(entry->position <= hopeless_times * paid);
}

bool siege_refuse(const struct flow *flow, const struct entry *entry, struct decision *decision,
		  char *ret_text, size_t room)
{
	const struct gate *gate = &flow->lanes[entry->line_index].gate;

	decision->why = WHY_COHORT;
	decision->score = entry->score;
	decision->cluster = entry->cluster;
	snprintf(ret_text, room, REFUSED, entry->cluster, entry->score,
		 cohort_price(gate->cohort, gate->prices.first), entry->position,
		 gate->prices.first);
	return !(entry->position <= hopeless_times * gate->prices.first);
}
