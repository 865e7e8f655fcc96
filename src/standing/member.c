// SPDX-License-Identifier: GPL-3.0-or-later
#include "standing/member.h"

#include "base/mem.h"

#include <stdio.h>

/* The end of the year 9999: with DECAY_MAX a product of both still fits 63 bits. */
static const ms_t latest = 253402300799999;

void member_init(struct member *member, uint64_t number, const struct age_given *age, ms_t joined)
{
	*member = (struct member){.number = number, .joined = joined};
	if (age != NULL)
		member->age = *age;
}

void member_finish(struct member *member)
{
	mem_free(member->rulings);
	*member = (struct member){.number = member->number};
}

/* 1 to count, so NULL for 0 too. */
static struct ruling *ruling_at(const struct member *member, uint32_t number)
{
	return number >= 1 && number <= member->count ? &member->rulings[number - 1] : NULL;
}

const struct ruling *member_ruling(const struct member *member, uint32_t number)
{
	return ruling_at(member, number);
}

/* ---- the percentage ---- */

static int64_t penalty_at(const struct member *member, ms_t now)
{
	ms_t passed = now > member->penalty_at ? now - member->penalty_at : 0;
	int64_t fallen = passed > latest ? INT64_MAX : passed * member->decay;

	return fallen < member->penalty ? member->penalty - fallen : 0;
}

int64_t member_percent(const struct member *member, ms_t now)
{
	return (penalty_at(member, now) + MS_DAY - 1) / MS_DAY;
}

ms_t member_clear_at(const struct member *member)
{
	if (member->penalty == 0)
		return member->penalty_at;
	if (member->decay == 0)
		return MS_NEVER;
	return member->penalty_at + (member->penalty + member->decay - 1) / member->decay;
}

/* ---- what may be decided ---- */

static bool is_reversal(enum ruling_kind kind)
{
	return kind == RULING_REVERSE || kind == RULING_GRANTED;
}

static bool is_sanction(const struct ruling *ruling)
{
	return ruling->kind == RULING_OFFENCE || ruling->kind == RULING_SUSPEND ||
	       ruling->kind == RULING_CONFIRM;
}

static bool in_effect(const struct ruling *ruling)
{
	return ruling->stands && !ruling->void_now;
}

/* The appeals against a decision, and their outcome, among the first `count` decisions. */
static enum appeal appeal_among(const struct member *member, uint32_t count, uint32_t number)
{
	enum appeal appeal = APPEAL_NONE;

	for (uint32_t i = 0; i < count; i++) {
		const struct ruling *one = &member->rulings[i];

		if (one->target != number || !in_effect(one))
			continue;
		if (one->kind == RULING_APPEAL)
			appeal = APPEAL_OPEN;
		else if (one->kind == RULING_UPHELD)
			appeal = APPEAL_REFUSED;
		else if (one->kind == RULING_GRANTED)
			appeal = APPEAL_GRANTED;
	}
	return appeal;
}

enum appeal member_appeal(const struct member *member, uint32_t number)
{
	return appeal_among(member, member->count, number);
}

static const char *why_not_lift(const struct ruling *target)
{
	if (!in_effect(target) || !(target->bans || target->suspends))
		return "there is no ban or suspension to lift";
	return target->ended ? "it has ended already" : NULL;
}

static const char *why_not_confirm(const struct ruling *target)
{
	if (!target->stands || !target->suspends)
		return "only a robot's suspension is confirmed";
	return target->ended ? "it has ended already" : NULL;
}

static const char *why_not_appeal(const struct ruling *target, enum appeal appeal)
{
	if (!is_sanction(target))
		return "this kind of decision cannot be appealed";
	if (!in_effect(target))
		return "it does not stand any more";
	return appeal == APPEAL_NONE ? NULL : "it was appealed before";
}

/*
 * Why a decision about `target` has no effect, given the `before` decisions ahead of it; NULL when
 * it has. This is asked when it is taken, and again each time the standing is computed: what would
 * have been refused without a reversed decision counts for nothing.
 */
static const char *why_void(const struct member *member, uint32_t before, enum ruling_kind kind,
			    const struct ruling *target)
{
	enum appeal appeal;

	switch (kind) {
	case RULING_LIFT:
		return why_not_lift(target);
	case RULING_CONFIRM:
		return why_not_confirm(target);
	case RULING_APPEAL:
		appeal = appeal_among(member, before, target->number);
		return why_not_appeal(target, appeal);
	case RULING_UPHELD:
	case RULING_GRANTED:
		appeal = appeal_among(member, before, target->number);
		return appeal == APPEAL_OPEN ? NULL : "no appeal against it is open";
	default:
		return NULL;
	}
}

/* ---- what follows ---- */

/* From the last to the first: who reverses is later than what he reverses. */
static void find_what_stands(struct member *member)
{
	for (uint32_t i = 0; i < member->count; i++)
		member->rulings[i].stands = true;
	for (uint32_t i = member->count; i-- > 0;) {
		const struct ruling *one = &member->rulings[i];

		if (one->stands && is_reversal(one->kind))
			member->rulings[one->target - 1].stands = false;
	}
}

static void follow_offence(struct member *member, struct ruling *offence)
{
	offence->before = penalty_at(member, offence->at);
	offence->after = offence->before + offence->percent * PENALTY_PERCENT;
	offence->bans = offence->ban || offence->after >= offence->ban_at * PENALTY_PERCENT;
	member->penalty = offence->after;
	member->penalty_at = offence->at;
	member->decay = offence->decay;
}

static void follow(struct member *member, struct ruling *one)
{
	struct ruling *target = ruling_at(member, one->target);

	one->before = one->after = penalty_at(member, one->at);
	switch (one->kind) {
	case RULING_OFFENCE:
		follow_offence(member, one);
		break;
	case RULING_SUSPEND:
		one->suspends = true;
		break;
	case RULING_CONFIRM:
		target->ended = true;
		one->bans = true;
		break;
	case RULING_LIFT:
		target->ended = true;
		break;
	default:
		break;
	}
}

/* Whether an earlier reversal of the same decision stands: the first one is the one that counts. */
static bool was_reversed_before(const struct member *member, uint32_t at)
{
	for (uint32_t i = 0; i < at; i++) {
		const struct ruling *one = &member->rulings[i];

		if (one->stands && is_reversal(one->kind) &&
		    one->target == member->rulings[at].target)
			return true;
	}
	return false;
}

static bool is_void(const struct member *member, uint32_t at)
{
	const struct ruling *one = &member->rulings[at];
	const struct ruling *target = ruling_at(member, one->target);

	if (target == NULL)
		return false;
	/* One that was granted is itself the reason why the appeal's decision does not stand. */
	if (is_reversal(one->kind))
		return was_reversed_before(member, at);
	return why_void(member, at, one->kind, target) != NULL;
}

static void compute(struct member *member)
{
	find_what_stands(member);
	member->penalty = 0;
	member->penalty_at = 0;
	member->decay = 0;
	for (uint32_t i = 0; i < member->count; i++) {
		struct ruling *one = &member->rulings[i];

		one->bans = one->suspends = one->ended = false;
		one->before = one->after = penalty_at(member, one->at);
		one->void_now = one->stands && is_void(member, i);
		if (in_effect(one))
			follow(member, one);
	}
	member->banned = member->suspended = false;
	for (uint32_t i = 0; i < member->count; i++) {
		const struct ruling *one = &member->rulings[i];

		member->banned |= one->bans && !one->ended;
		member->suspended |= one->suspends && !one->ended;
	}
}

/* ---- judges ---- */

/* Whether `one` had a hand in decision `number`: it is it, it rests on it however indirectly (who
 * undid its reversal decided it anew), or it is what that rests on. Filing an appeal decides
 * nothing. */
static bool had_a_hand(const struct member *member, const struct ruling *one, uint32_t number)
{
	if (one->kind == RULING_APPEAL)
		return false;
	if (one->number == ruling_at(member, number)->target)
		return true;
	while (one != NULL && one->number != number)
		one = ruling_at(member, one->target);
	return one != NULL;
}

size_t member_judges_not(const struct member *member, uint32_t number, uint64_t *ret_people,
			 size_t room)
{
	size_t count = 0;

	if (ruling_at(member, number) == NULL)
		return 0;
	for (uint32_t i = 0; i < member->count; i++) {
		const struct ruling *one = &member->rulings[i];
		const uint64_t people[] = {one->by, one->also};

		if (!had_a_hand(member, one, number))
			continue;
		for (size_t j = 0; j < 2; j++) {
			if (people[j] == 0)
				continue;
			if (count < room)
				ret_people[count] = people[j];
			count++;
		}
	}
	return count;
}

bool member_may_judge(const struct member *member, uint32_t number, uint64_t person)
{
	if (person == 0 || ruling_at(member, number) == NULL)
		return false;
	for (uint32_t i = 0; i < member->count; i++) {
		const struct ruling *one = &member->rulings[i];

		if ((one->by == person || one->also == person) && had_a_hand(member, one, number))
			return false;
	}
	return true;
}

/* ---- deciding ---- */

/* An appeal is judged by somebody else; nor may who lost it take that back. Who granted it may: a
 * slip of one's own. */
static bool may_decide(const struct member *member, const struct ruling_request *request,
		       const struct ruling *target)
{
	if (request->kind == RULING_UPHELD || request->kind == RULING_GRANTED)
		return member_may_judge(member, target->number, request->by);
	if (request->kind == RULING_REVERSE && target->kind == RULING_GRANTED)
		return request->by == target->by ||
		       member_may_judge(member, target->target, request->by);
	return true;
}

static bool needs_target(enum ruling_kind kind)
{
	return kind != RULING_OFFENCE && kind != RULING_SUSPEND;
}

static enum err check_form(const struct member *member, const struct ruling_request *request,
			   struct error *error_r)
{
	ms_t last = member->count > 0 ? member->rulings[member->count - 1].at : 0;

	if ((unsigned)request->kind >= RULING_KINDS)
		return error_set(error_r, ERR_INPUT, "kind: no such decision");
	if (request->at < last || request->at > latest)
		return error_set(error_r, ERR_INPUT,
				 "at: earlier than the last decision, or absurd");
	if (request->kind == RULING_SUSPEND && (unsigned)request->robot >= ROBOT_COUNT)
		return error_set(error_r, ERR_INPUT, "robot: no such robot");
	if (request->kind == RULING_SUSPEND && request->by != 0)
		return error_set(error_r, ERR_INPUT, "by: a suspension is a robot's");
	if (request->kind == RULING_OFFENCE && ((unsigned)request->offence >= OFFENCE_COUNT ||
						(unsigned)request->where >= WHERE_COUNT))
		return error_set(error_r, ERR_INPUT, "offence: no such act or place");
	if (needs_target(request->kind) && request->by == 0)
		return error_set(error_r, ERR_INPUT, "by: only a person decides this");
	if (request->kind == RULING_APPEAL && request->by != member->number)
		return error_set(error_r, ERR_INPUT, "by: a member appeals for himself");
	if (!needs_target(request->kind) && request->target != 0)
		return error_set(error_r, ERR_INPUT, "target: this is about no other decision");
	return ERR_NONE;
}

static enum err check_target(const struct member *member, const struct ruling_request *request,
			     struct error *error_r)
{
	const struct ruling *target = ruling_at(member, request->target);
	const char *why;

	if (!needs_target(request->kind))
		return ERR_NONE;
	if (target == NULL)
		return error_set(error_r, ERR_ABSENT, "target: no such decision");
	if (request->kind == RULING_REVERSE && !target->reversible)
		return error_set(error_r, ERR_STATE,
				 "target: this kind of decision is not reversed");
	if (request->kind == RULING_REVERSE && !target->stands)
		return error_set(error_r, ERR_STATE, "target: it was reversed already");
	why = why_void(member, member->count, request->kind, target);
	if (why != NULL)
		return error_set(error_r, ERR_STATE, "target: %s", why);
	if (!may_decide(member, request, target))
		return error_set(error_r, ERR_STATE, "by: who decided does not judge the appeal");
	return ERR_NONE;
}

static bool reversible(enum ruling_kind kind)
{
	static const bool table[] = {
#define X(name, code, can_reverse) can_reverse,
		STANDING_RULINGS(X)
#undef X
	};

	return table[kind];
}

static struct ruling ruling_of(const struct rules *rules, const struct ruling_request *request,
			       const struct offence_rule *rule)
{
	struct ruling ruling = {
		.kind = request->kind,
		.at = request->at,
		.by = request->by,
		.also = request->also,
		.about = request->about,
		.target = request->target,
		.reversible = reversible(request->kind),
	};

	if (request->kind == RULING_SUSPEND)
		ruling.robot = request->robot;
	if (rule != NULL) {
		ruling.offence = request->offence;
		ruling.where = request->where;
		ruling.found_by = request->found_by;
		ruling.ban = rule->ban;
		ruling.percent = rule->percent;
		ruling.decay = rules->decay.value;
		ruling.ban_at = rules->ban_at.value;
	}
	return ruling;
}

static void append(struct member *member, struct ruling ruling)
{
	if (member->count == member->room) {
		member->room = member->room == 0 ? 4 : 2 * member->room;
		member->rulings = mem_grow(member->rulings, member->room, sizeof *member->rulings);
	}
	ruling.number = member->count + 1;
	member->rulings[member->count++] = ruling;
}

enum err member_decide(struct member *member, const struct rules *rules,
		       const struct ruling_request *request, struct ruling *ret_record,
		       struct error *error_r)
{
	const struct offence_rule *rule = NULL;
	enum err err = check_form(member, request, error_r);

	if (err != ERR_NONE)
		return err;
	err = check_target(member, request, error_r);
	if (err != ERR_NONE)
		return err;
	if (request->kind == RULING_OFFENCE) {
		rule = rules_offence(rules, request->offence, request->where);
		if (rule == NULL)
			return error_set(error_r, ERR_ABSENT, "offence: no rule for %s (%s)",
					 offence_code(request->offence),
					 where_code(request->where));
	}
	if (member->count == MEMBER_RULINGS_MAX)
		return error_set(error_r, ERR_FULL, "no more than %d decisions about a member",
				 MEMBER_RULINGS_MAX);
	append(member, ruling_of(rules, request, rule));
	compute(member);
	*ret_record = member->rulings[member->count - 1];
	return ERR_NONE;
}

enum err member_restore(struct member *member, const struct ruling *ruling)
{
	struct ruling one = *ruling;

	if ((unsigned)one.kind >= RULING_KINDS || (unsigned)one.offence >= OFFENCE_COUNT ||
	    (unsigned)one.where >= WHERE_COUNT || (unsigned)one.robot >= ROBOT_COUNT ||
	    (unsigned)one.found_by >= FOUND_BY_COUNT ||
	    member->count == MEMBER_RULINGS_MAX || one.at < INT64_MIN / 4 || one.at > latest ||
	    one.percent < 0 || one.percent > PERCENT_MAX || one.decay < 0 || one.decay > DECAY_MAX ||
	    one.ban_at < 0 || one.ban_at > PERCENT_MAX ||
	    (needs_target(one.kind) && (one.target == 0 || one.target > member->count)))
		return ERR_INPUT;
	one.reversible = reversible(one.kind);
	append(member, one);
	compute(member);
	return ERR_NONE;
}

/* ---- words ---- */

const char *ruling_code(const struct ruling *ruling)
{
	static const char *const codes[] = {
#define X(name, code, can_reverse) code,
		STANDING_RULINGS(X)
#undef X
	};

	if (ruling->kind != RULING_OFFENCE)
		return codes[ruling->kind];
	if (ruling->ban)
		return "ban_act";
	if (ruling->bans)
		return "ban_threshold";
	return ruling->percent == 0 ? "noted" : "penalty";
}

/* Hundredths of a per cent, rounded up as member_percent() does. */
static int64_t shown(int64_t penalty)
{
	return (penalty + MS_DAY - 1) / MS_DAY;
}

static void write_offence(const struct ruling *offence, char ret_text[RULING_TEXT])
{
	int64_t before = shown(offence->before), after = shown(offence->after);

	if (offence->ban)
		snprintf(ret_text, RULING_TEXT, "%s: a ban at once.",
			 offence_words(offence->offence));
	else
		snprintf(ret_text, RULING_TEXT,
			 "%s: +%d %%, from %lld.%02lld %% to %lld.%02lld %%%s.",
			 offence_words(offence->offence), offence->percent, (long long)before / 100,
			 (long long)before % 100, (long long)after / 100, (long long)after % 100,
			 offence->bans ? ", which is a ban" : "");
	/* The words begin in lower case, a sentence does not. */
	ret_text[0] =
		(char)(ret_text[0] >= 'a' && ret_text[0] <= 'z' ? ret_text[0] - 32 : ret_text[0]);
}

const char *ruling_sentence(const struct ruling *ruling, char ret_text[RULING_TEXT])
{
	static const char *const sentences[] = {
		[RULING_CONFIRM] = "A person confirmed the suspension of decision %u: a ban.",
		[RULING_LIFT] = "A person ended what decision %u had brought about.",
		[RULING_REVERSE] = "A person reversed decision %u: it counts as never taken.",
		[RULING_APPEAL] = "The member appealed against decision %u.",
		[RULING_UPHELD] = "Another person looked at decision %u: it stands.",
		[RULING_GRANTED] = "Another person reversed decision %u: it counts as never taken.",
	};

	if (ruling->kind == RULING_OFFENCE)
		write_offence(ruling, ret_text);
	else if (ruling->kind == RULING_SUSPEND)
		snprintf(ret_text, RULING_TEXT,
			 "Suspended by the robot %s until a person has looked.",
			 robot_code(ruling->robot));
	else
		snprintf(ret_text, RULING_TEXT, sentences[ruling->kind], ruling->target);
	return ret_text;
}
