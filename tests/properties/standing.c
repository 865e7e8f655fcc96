// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What must hold of a site's standing, over random histories:
 *
 *   - a percentage is the same however often somebody looked on the way, to the last millisecond;
 *   - a reversal leaves exactly what a history without the decision would have led to, whatever was
 *     decided in between and on top of it;
 *   - reports weigh the same in whatever order they came, more than fit included;
 *   - a robot's window of fixed size counts what one that forgets nothing counts.
 *
 * standing [FIRST [COUNT]]: the seeds.
 */
#include "base/random.h"
#include "standing/member.h"
#include "standing/report.h"
#include "standing/robot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEEDS = 3000, STEPS = 40, PEOPLE = 6, MEMBER = 1000 };

#define T0 INT64_C(1772482500000)

static uint64_t seed;

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "seed %llu: %s\n", (unsigned long long)seed, what);
	exit(1);
}

static void random_rules(struct random *random, struct rules *ret_rules)
{
	rules_default(ret_rules);
	ret_rules->decay.value = (int32_t)random_below(random, 300);
	ret_rules->ban_at.value = (int32_t)(80 + random_below(random, 21));
	for (int offence = 0; offence < OFFENCE_COUNT; offence++) {
		struct offence_rule row = {(enum offence)offence, WHERE_ANY, false,
					   (int32_t)random_below(random, 60), 1};

		row.ban = random_below(random, 6) == 0;
		row.percent = row.ban ? 0 : row.percent;
		must(rules_put_offence(ret_rules, &row) == ERR_NONE, "a row is refused");
	}
	must(rules_check(ret_rules, NULL, 0) == 0, "random rules contradict themselves");
}

/* ---- decay ---- */

/* The same percentage by looking at it at every moment that chance picks, each time taking off what
 * has fallen since the last. */
struct looker {
	int64_t penalty; /* as PENALTY_PERCENT */
	ms_t at;
};

static void look(struct looker *looker, ms_t now, int32_t decay)
{
	int64_t fallen = (now - looker->at) * decay;

	looker->penalty = fallen < looker->penalty ? looker->penalty - fallen : 0;
	looker->at = now;
}

static void decay_is_exact(struct random *random)
{
	struct rules rules;
	struct member member;
	struct looker looker = {0, T0};

	random_rules(random, &rules);
	member_init(&member, MEMBER, NULL, T0);
	for (int step = 0; step < STEPS; step++) {
		ms_t now = looker.at + (ms_t)random_below(random, (uint64_t)(3 * MS_DAY));
		struct ruling_request request = {.kind = RULING_OFFENCE, .at = now, .by = 1};
		struct ruling record;

		look(&looker, now, rules.decay.value);
		must(member_percent(&member, now) == (looker.penalty + MS_DAY - 1) / MS_DAY,
		     "looking changed a percentage");
		must((member_percent(&member, now) == 0) ==
			     (member.penalty == 0 || member_clear_at(&member) <= now),
		     "the moment when it is clear");
		if (random_below(random, 3) != 0)
			continue;
		request.offence = (enum offence)random_below(random, OFFENCE_COUNT);
		must(member_decide(&member, &rules, &request, &record, NULL) == ERR_NONE,
		     "an offence is refused");
		must(record.before == looker.penalty, "what it was before");
		looker.penalty += record.percent * PENALTY_PERCENT;
		must(record.after == looker.penalty, "what it was after");
	}
	member_finish(&member);
}

/* ---- reversal ---- */

/* What was asked and granted, in order. */
struct history {
	struct ruling_request requests[STEPS + 1];
	uint32_t count;
};

static struct ruling_request random_request(struct random *random, uint32_t decided, ms_t now)
{
	static const enum ruling_kind kinds[] = {
		RULING_OFFENCE, RULING_OFFENCE, RULING_OFFENCE, RULING_SUSPEND,
		RULING_SUSPEND, RULING_CONFIRM, RULING_CONFIRM, RULING_LIFT,
		RULING_LIFT,	RULING_REVERSE, RULING_REVERSE, RULING_APPEAL,
		RULING_APPEAL,	RULING_UPHELD,	RULING_GRANTED, RULING_GRANTED,
	};
	struct ruling_request request = {
		.kind = kinds[random_below(random, sizeof kinds / sizeof kinds[0])], .at = now};

	switch (request.kind) {
	case RULING_OFFENCE:
		request.by = random_below(random, PEOPLE);
		request.offence = (enum offence)random_below(random, OFFENCE_COUNT);
		break;
	case RULING_SUSPEND:
		request.robot = (enum robot)random_below(random, ROBOT_COUNT);
		break;
	default:
		request.by =
			request.kind == RULING_APPEAL ? MEMBER : 1 + random_below(random, PEOPLE);
		request.target = (uint32_t)random_below(random, decided + 1);
	}
	return request;
}

/* How often a reversal was itself reversed down to this request: 0 for what reverses none. */
static uint32_t depth(const struct history *history, const struct ruling_request *request)
{
	uint32_t deep = 0;

	while (request->kind == RULING_REVERSE || request->kind == RULING_GRANTED) {
		if (request->target == 0 || request->target > history->count)
			return 0;
		request = &history->requests[request->target - 1];
		deep++;
	}
	return deep;
}

/* Asks until STEPS were granted or chance has had enough. Reversals are reversed up to `deepest`.
 */
static void live(struct random *random, const struct rules *rules, uint32_t deepest,
		 struct member *member, struct history *history)
{
	ms_t now = T0;

	for (int tries = 0; tries < 20 * STEPS && history->count < STEPS; tries++) {
		struct ruling_request request = random_request(random, history->count, now);
		struct ruling record;

		now += (ms_t)random_below(random, (uint64_t)MS_DAY);
		if (depth(history, &request) > deepest)
			continue;
		if (member_decide(member, rules, &request, &record, NULL) == ERR_NONE)
			history->requests[history->count++] = request;
	}
}

/* The same history without decision `left_out`: what was about it, and what would have been refused
 * then, is left out too. ret_numbers[i]: the number there of decision i + 1; 0: left out. */
static void live_without(const struct rules *rules, const struct history *history,
			 uint32_t left_out, struct member *member, uint32_t *ret_numbers)
{
	for (uint32_t i = 0; i < history->count; i++) {
		struct ruling_request request = history->requests[i];
		struct ruling record;

		ret_numbers[i] = 0;
		if (i + 1 == left_out)
			continue;
		if (request.target != 0) {
			request.target = ret_numbers[request.target - 1];
			if (request.target == 0)
				continue;
		}
		if (member_decide(member, rules, &request, &record, NULL) == ERR_NONE)
			ret_numbers[i] = record.number;
	}
}

static bool in_effect(const struct ruling *ruling)
{
	return ruling->stands && !ruling->void_now;
}

/* A reversal of what would never have been decided may stand: it changes nothing. */
static void compare_rulings(const struct member *a, const struct member *b,
			    const struct history *history, const uint32_t *numbers)
{
	for (uint32_t i = 0; i < history->count; i++) {
		const struct ruling *here = member_ruling(a, i + 1);
		const struct ruling *there = member_ruling(b, numbers[i]);

		if (there == NULL) {
			must(!in_effect(here) || here->kind == RULING_REVERSE ||
				     here->kind == RULING_GRANTED,
			     "a decision counts that would not have been taken");
			continue;
		}
		must(in_effect(here) == in_effect(there), "whether a decision counts");
		must(here->bans == there->bans && here->suspends == there->suspends &&
			     here->ended == there->ended,
		     "what a decision brought about");
		must(here->before == there->before && here->after == there->after,
		     "the penalty at a decision");
		must(member_appeal(a, i + 1) == member_appeal(b, numbers[i]), "an appeal");
	}
}

static void compare_members(const struct member *a, const struct member *b, ms_t from)
{
	must(a->banned == b->banned, "a ban");
	must(a->suspended == b->suspended, "a suspension");
	for (int day = 0; day < 200; day += 7)
		must(member_percent(a, from + day * MS_DAY) ==
			     member_percent(b, from + day * MS_DAY),
		     "a percentage");
	must(a->penalty == b->penalty && a->decay == b->decay, "a penalty");
}

static unsigned reversals;

/* Reverses decision `number`; false when it cannot be. */
static bool reverse(struct member *member, const struct rules *rules, uint32_t number)
{
	struct ruling_request request = {.kind = RULING_REVERSE,
					 .at = member->rulings[member->count - 1].at,
					 .by = PEOPLE + 1,
					 .target = number};
	struct ruling record;

	return member_decide(member, rules, &request, &record, NULL) == ERR_NONE;
}

/*
 * A history with reversals, none of which was undone. When one is, what was refused meanwhile is in
 * no record although it would count now, so that there is no history to compare with; the next
 * property holds for those too.
 */
static void reversal_restores_exactly(struct random *random)
{
	struct rules rules;
	struct member member, without;
	struct history history = {.count = 0};
	uint32_t numbers[STEPS];

	random_rules(random, &rules);
	member_init(&member, MEMBER, NULL, T0);
	live(random, &rules, 1, &member, &history);
	for (uint32_t number = 1; number <= history.count; number++) {
		if (!reverse(&member, &rules, number))
			continue;
		reversals++;
		member_init(&without, MEMBER, NULL, T0);
		live_without(&rules, &history, number, &without, numbers);
		compare_rulings(&member, &without, &history, numbers);
		compare_members(&member, &without, member.rulings[member.count - 1].at);
		member_finish(&without);
		must(reverse(&member, &rules, member.count), "a reversal cannot be undone");
	}
	member_finish(&member);
}

/* Any decision of any history, reversed and that undone: all is as it was. */
static void undoing_a_reversal_restores(struct random *random)
{
	struct rules rules;
	struct member member, before;
	struct history history = {.count = 0};
	uint32_t numbers[STEPS];

	random_rules(random, &rules);
	member_init(&member, MEMBER, NULL, T0);
	member_init(&before, MEMBER, NULL, T0);
	live(random, &rules, STEPS, &member, &history);
	live_without(&rules, &history, 0, &before, numbers);
	must(before.count == member.count, "the same history is not the same again");
	for (uint32_t number = 1; number <= history.count; number++) {
		if (!reverse(&member, &rules, number))
			continue;
		must(reverse(&member, &rules, member.count), "a reversal cannot be undone");
		compare_rulings(&member, &before, &history, numbers);
		compare_members(&member, &before, member.rulings[member.count - 1].at);
	}
	member_finish(&before);
	member_finish(&member);
}

/* ---- reports ---- */

static struct report random_report(struct random *random)
{
	struct report report = {
		.reporter = {.number = 1 + random_below(random, 200),
			     .joined = T0 - (ms_t)random_below(random, 400) * MS_DAY / 3,
			     .address = random_below(random, 60),
			     .device = random_below(random, 200),
			     .confirmed = (uint32_t)random_below(random, 4),
			     .rejected = (uint32_t)random_below(random, 4)},
		.at = T0 + (ms_t)random_below(random, 20) * 20 * MS_MINUTE,
		.offence = (enum offence)random_below(random, OFFENCE_COUNT),
		.about = random_below(random, 3),
	};

	return report;
}

static void shuffle(struct random *random, struct report *list, size_t count)
{
	for (size_t i = count; i > 1; i--) {
		size_t other = random_below(random, i);
		struct report one = list[i - 1];

		list[i - 1] = list[other];
		list[other] = one;
	}
}

static bool same_report(const struct report *a, const struct report *b)
{
	return a->reporter.number == b->reporter.number && a->at == b->at &&
	       a->offence == b->offence && a->about == b->about &&
	       a->reporter.address == b->reporter.address &&
	       a->reporter.device == b->reporter.device &&
	       a->reporter.joined == b->reporter.joined &&
	       a->reporter.confirmed == b->reporter.confirmed &&
	       a->reporter.rejected == b->reporter.rejected;
}

static void weigh_list(const struct report *list, size_t count, struct reports *ret_reports,
		       struct reports_weighed *ret_weighed)
{
	ret_reports->count = 0;
	for (size_t i = 0; i < count; i++)
		must(reports_add(ret_reports, &list[i]) == ERR_NONE, "a report is refused");
	reports_weigh(ret_reports, NULL, ret_weighed);
}

static void order_makes_no_difference(struct random *random)
{
	static struct report list[300];
	static struct reports first, other;
	struct reports_weighed weighed, again;
	size_t count = random_below(random, 301);

	for (size_t i = 0; i < count; i++)
		list[i] = random_report(random);
	weigh_list(list, count, &first, &weighed);
	shuffle(random, list, count);
	weigh_list(list, count, &other, &again);
	must(first.count == other.count, "how many reports are kept");
	for (size_t i = 0; i < first.count; i++)
		must(same_report(&first.list[i], &other.list[i]), "which reports are kept");
	must(weighed.ask == again.ask && weighed.weight == again.weight &&
		     weighed.voices == again.voices && weighed.brigade == again.brigade &&
		     weighed.fresh == again.fresh && weighed.connected == again.connected,
	     "what reports weigh");
	must(weighed.voices <= weighed.reporters && weighed.weight <= 1000 * weighed.voices,
	     "more voices than reporters, or heavier ones");
}

/* ---- windows ---- */

enum { REFUSALS = 200 };

/* When each peer refused last; 0: never. */
static uint32_t count_all(const ms_t *last, size_t peers, ms_t now, ms_t span)
{
	uint32_t count = 0;

	for (size_t i = 0; i < peers; i++)
		count += last[i] != 0 && now - last[i] < span;
	return count;
}

static void windows_forget_nothing_that_counts(struct random *random)
{
	struct rules rules;
	struct behaviour behaviour;
	ms_t last[REFUSALS] = {0}, now = T0;
	struct robot_rule row = {.robot = ROBOT_REFUSED,
				 .count = (uint32_t)(1 + random_below(random, ROBOT_COUNT_MAX)),
				 .span = (ms_t)(1 + random_below(random, (uint64_t)MS_DAY)),
				 .line = 1};
	ms_t pace = 1 + row.span / 8;

	rules_default(&rules);
	must(rules_put_robot(&rules, &row) == ERR_NONE, "a condition is refused");
	behaviour_init(&behaviour);
	for (int i = 0; i < REFUSALS; i++) {
		uint64_t peer = random_below(random, REFUSALS);
		struct sight sight = {.kind = SIGHT_REFUSAL, .at = now, .peer = peer + 1};
		struct alarm alarms[ROBOT_COUNT];
		bool holds;

		last[peer] = now;
		holds = count_all(last, REFUSALS, now, row.span) >= row.count;
		must(behaviour_see(&behaviour, &rules, &sight, alarms) == holds,
		     "whether a robot speaks");
		if (holds) {
			behaviour_lifted(&behaviour, ROBOT_REFUSED);
			memset(last, 0, sizeof last);
		}
		now += (ms_t)random_below(random, (uint64_t)pace);
	}
}

int main(int argc, char **argv)
{
	uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : SEEDS;

	for (seed = first; seed < first + count; seed++) {
		struct random random;

		random_from_seed(&random, seed, "standing");
		decay_is_exact(&random);
		reversal_restores_exactly(&random);
		undoing_a_reversal_restores(&random);
		if (seed % 10 == 0)
			order_makes_no_difference(&random);
		windows_forget_nothing_that_counts(&random);
	}
	printf("%llu seeds, %u reversals\n", (unsigned long long)count, reversals);
	return 0;
}
