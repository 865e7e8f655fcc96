// SPDX-License-Identifier: GPL-3.0-or-later
#include "standing/robot.h"

#include <stdio.h>
#include <string.h>

void behaviour_init(struct behaviour *behaviour)
{
	*behaviour = (struct behaviour){.now = INT64_MIN};
}

/* The robots that have a window, and its place; -1 for others. */
static int ring_of(enum robot robot)
{
	switch (robot) {
	case ROBOT_MINORS:
		return 0;
	case ROBOT_REFUSED:
		return 1;
	case ROBOT_OPENER:
		return 2;
	case ROBOT_PAYMENT:
		return 3;
	case ROBOT_OTHER_APP:
		return 4;
	case ROBOT_QUICK:
		return 5;
	case ROBOT_AGE_CLAIM:
		return 6;
	case ROBOT_YOUNGER:
		return 7;
	case ROBOT_STRANGERS:
		return 8;
	default:
		return -1;
	}
}

/* ---- windows ---- */

/* The place of this member with this text, or the one that is longest ago. */
static struct touch *place_for(struct ring *ring, uint64_t peer, uint64_t text)
{
	struct touch *oldest = &ring->touches[0];

	for (int i = 0; i < ROBOT_COUNT_MAX; i++) {
		struct touch *one = &ring->touches[i];

		if (one->peer == peer && one->text == text)
			return one;
		if (oldest->peer != 0 && (one->peer == 0 || one->at < oldest->at))
			oldest = one;
	}
	return oldest;
}

/* How many members with this text are in (now - span, now]. */
static uint32_t count_in(const struct ring *ring, uint64_t text, ms_t now, ms_t span)
{
	uint32_t count = 0;

	for (int i = 0; i < ROBOT_COUNT_MAX; i++) {
		const struct touch *one = &ring->touches[i];

		count += one->peer != 0 && one->text == text && now - one->at < span;
	}
	return count;
}

/* ---- speaking ---- */

/* What goes through a sight: who is looked at, by which rules, and what was found so far. */
struct look {
	struct behaviour *behaviour;
	const struct rules *rules;
	const struct sight *sight;
	ms_t now;
	struct alarm *alarms;
	size_t count;
};

static void speak(struct look *look, const struct robot_rule *rule, uint32_t count, int32_t from,
		  int32_t to)
{
	uint32_t bit = UINT32_C(1) << rule->robot;

	if (count < rule->count || (look->behaviour->spoken & bit) != 0)
		return;
	look->behaviour->spoken |= bit;
	look->alarms[look->count++] = (struct alarm){
		.robot = rule->robot,
		.at = look->now,
		.span = rule->span,
		.count = count,
		.needed = rule->count,
		.from = from,
		.to = to,
		.peer = look->sight->peer,
	};
}

/* The condition, when it holds for these two: NULL when it is off, or minds only adults with minors
 * and these are none. */
static const struct robot_rule *rule_for(const struct look *look, enum robot robot)
{
	const struct robot_rule *rule = rules_robot(look->rules, robot);

	if (rule != NULL && rule->grown &&
	    age_gap(look->rules, look->sight->own, look->sight->other) <= 0)
		return NULL;
	return rule;
}

/* Counts the peer for a robot with a window. `text`: those with the same one are counted, 0 for
 * all. */
static void touch(struct look *look, const struct robot_rule *rule, uint64_t text, int32_t from,
		  int32_t to)
{
	struct ring *ring = &look->behaviour->rings[ring_of(rule->robot)];

	if (look->sight->peer == 0)
		return;
	*place_for(ring, look->sight->peer, text) =
		(struct touch){look->sight->peer, text, look->now};
	speak(look, rule, count_in(ring, text, look->now, rule->span), from, to);
}

/* ---- the robots ---- */

/* Requests count as messages do: one that the age rule refused was tried. */
static void see_minors(struct look *look)
{
	const struct robot_rule *rule = rule_for(look, ROBOT_MINORS);

	if (rule != NULL &&
	    age_gap(look->rules, look->sight->own, look->sight->other) >= rule->level)
		touch(look, rule, 0, 0, 0);
}

bool sight_is_younger_stranger(const struct rules *rules, const struct sight *sight, int32_t years)
{
	/* Twice the years, for what a year of birth leaves open is open for both. */
	int32_t ahead = sight->own.least + sight->own.most - sight->other.least - sight->other.most;

	return sight->stranger && ahead >= 2 * years && age_may_be_minor(rules, sight->other);
}

/* Friends and classmates have somebody in common, and are of one age. */
static void see_strangers(struct look *look, enum robot robot)
{
	const struct robot_rule *rule = rule_for(look, robot);

	if (rule != NULL && sight_is_younger_stranger(look->rules, look->sight, rule->level))
		touch(look, rule, 0, 0, 0);
}

static void see_if(struct look *look, enum robot robot, bool seen)
{
	const struct robot_rule *rule = rule_for(look, robot);

	if (rule != NULL && seen)
		touch(look, rule, 0, 0, 0);
}

/* Short greetings are everybody's: only a text of some length counts. */
static void see_opener(struct look *look)
{
	const struct robot_rule *rule = rule_for(look, ROBOT_OPENER);
	const struct sight *sight = look->sight;

	if (rule != NULL && sight->first && sight->text != 0 &&
	    sight->text_size >= (uint32_t)rule->level)
		touch(look, rule, sight->text, 0, 0);
}

static void see_quick(struct look *look)
{
	const struct robot_rule *rule = rule_for(look, ROBOT_QUICK);
	const struct sight *sight = look->sight;

	if (rule != NULL && sight->first && sight->after >= 0 && sight->after <= rule->level)
		touch(look, rule, 0, 0, 0);
}

/* NULL: the conversation is not followed. */
static struct rising *find_rising(struct behaviour *behaviour, uint64_t peer)
{
	for (int i = 0; i < ROBOT_CONVERSATIONS; i++)
		if (behaviour->risings[i].peer == peer)
			return &behaviour->risings[i];
	return NULL;
}

/* Begins to follow one, in a free place or that of the one silent longest. */
static struct rising *new_rising(struct behaviour *behaviour, uint64_t peer, int32_t first)
{
	struct rising *oldest = &behaviour->risings[0];

	for (int i = 1; i < ROBOT_CONVERSATIONS; i++) {
		struct rising *one = &behaviour->risings[i];

		if (oldest->peer != 0 && (one->peer == 0 || one->at < oldest->at))
			oldest = one;
	}
	*oldest = (struct rising){.peer = peer, .first = first};
	return oldest;
}

/* The conversation with the peer, followed; NULL when it is not. A score of 0 begins nothing: most
 * conversations never have another, and would drive out those that do. */
static struct rising *follow_score(struct behaviour *behaviour, const struct sight *sight, ms_t now)
{
	struct rising *rising;

	if (sight->peer == 0)
		return NULL;
	rising = find_rising(behaviour, sight->peer);
	if (rising == NULL && sight->score <= 0)
		return NULL;
	if (rising == NULL)
		rising = new_rising(behaviour, sight->peer, sight->score);
	rising->at = now;
	rising->last = sight->score;
	if (sight->score >= rising->highest + ROBOT_RISE) {
		rising->rises++;
		rising->highest = sight->score;
	}
	return rising;
}

static void see_grooming(struct look *look)
{
	const struct robot_rule *rule = rule_for(look, ROBOT_GROOMING);
	const struct rising *rising;

	if (rule == NULL)
		return;
	rising = follow_score(look->behaviour, look->sight, look->now);
	if (rising != NULL && rising->last >= rule->level)
		speak(look, rule, rising->rises, rising->first, rising->last);
}

static void see_accounts(struct look *look)
{
	/* As enum robot has them. */
	const uint32_t counts[] = {look->sight->same_address, look->sight->same_device,
				   look->sight->same_photo};

	for (int i = 0; i < 3; i++) {
		const struct robot_rule *rule =
			rule_for(look, (enum robot)(ROBOT_SAME_ADDRESS + i));

		look->behaviour->accounts[i] = counts[i];
		if (rule == NULL || counts[i] <= look->behaviour->passed[i])
			continue;
		speak(look, rule, counts[i], rule->level, 0);
	}
}

static void see_email(struct look *look)
{
	const struct robot_rule *rule = rule_for(look, ROBOT_BANNED_EMAIL);

	if (rule != NULL)
		speak(look, rule, 1, 0, 0);
}

/* How far what was heard is outside the age that was given. */
static void see_age_claim(struct look *look)
{
	const struct robot_rule *rule = rule_for(look, ROBOT_AGE_CLAIM);
	int32_t heard = look->sight->heard, least = look->sight->own.least;
	int32_t most = look->sight->own.most, off = 0;

	if (heard < least)
		off = least - heard;
	else if (heard > most)
		off = heard - most;
	if (rule != NULL && off > 0 && off >= rule->level)
		touch(look, rule, 0, heard < least ? least : most, heard);
}

static void see_message(struct look *look)
{
	see_minors(look);
	see_opener(look);
	see_quick(look);
	see_if(look, ROBOT_PAYMENT, look->sight->payment_link);
	see_if(look, ROBOT_OTHER_APP, look->sight->other_app);
	see_grooming(look);
}

size_t behaviour_see(struct behaviour *behaviour, const struct rules *rules,
		     const struct sight *sight, struct alarm ret_alarms[ROBOT_COUNT])
{
	struct look look = {behaviour, rules, sight, sight->at, ret_alarms, 0};

	if (look.now < behaviour->now)
		look.now = behaviour->now;
	behaviour->now = look.now;
	switch (sight->kind) {
	case SIGHT_REQUEST:
		see_minors(&look);
		see_strangers(&look, ROBOT_YOUNGER);
		see_strangers(&look, ROBOT_STRANGERS);
		break;
	case SIGHT_REFUSAL:
		see_if(&look, ROBOT_REFUSED, true);
		break;
	case SIGHT_MESSAGE:
		see_message(&look);
		break;
	case SIGHT_ACCOUNTS:
		see_accounts(&look);
		break;
	case SIGHT_EMAIL:
		see_email(&look);
		break;
	case SIGHT_AGE_CLAIM:
		see_age_claim(&look);
		break;
	}
	return look.count;
}

void behaviour_lifted(struct behaviour *behaviour, enum robot robot)
{
	int ring = ring_of(robot);

	/* An e-mail that was looked at once and let pass is his until he has another. */
	if ((unsigned)robot >= ROBOT_COUNT || robot == ROBOT_BANNED_EMAIL)
		return;
	behaviour->spoken &= ~(UINT32_C(1) << robot);
	if (ring >= 0)
		memset(&behaviour->rings[ring], 0, sizeof behaviour->rings[ring]);
	if (robot >= ROBOT_SAME_ADDRESS && robot <= ROBOT_SAME_PHOTO)
		behaviour->passed[robot - ROBOT_SAME_ADDRESS] =
			behaviour->accounts[robot - ROBOT_SAME_ADDRESS];
	if (robot == ROBOT_GROOMING)
		memset(behaviour->risings, 0, sizeof behaviour->risings);
}

void behaviour_other_email(struct behaviour *behaviour)
{
	behaviour->spoken &= ~(UINT32_C(1) << ROBOT_BANNED_EMAIL);
}

/* ---- words ---- */

/* "24 hours", "7 days", "1 hour": spans of settings are round; others are said in minutes. */
static const char *span_words(ms_t span, char ret_text[32])
{
	ms_t unit = MS_MINUTE;
	const char *name = "minute";

	if (span % MS_DAY == 0 && span > MS_DAY) {
		unit = MS_DAY;
		name = "day";
	} else if (span % MS_HOUR == 0) {
		unit = MS_HOUR;
		name = "hour";
	}
	snprintf(ret_text, 32, "%lld %s%s", (long long)(span / unit), name,
		 span / unit == 1 ? "" : "s");
	return ret_text;
}

/* The sentences, by robot; what stands in braces is a fact of the alarm. */
static const char *const sentences[] = {
	[ROBOT_MINORS] = "An adult approached {count} minors within {span}.",
	[ROBOT_REFUSED] = "{count} members refused this member's contact within {span}.",
	[ROBOT_OPENER] = "The same first message went to {count} members within {span}.",
	[ROBOT_GROOMING] =
		"The signs of grooming in a conversation rose {count} times, from {from} to "
		"{to} of 1000.",
	[ROBOT_PAYMENT] = "Links to pay went to {count} members within {span}.",
	[ROBOT_OTHER_APP] =
		"{count} minors were asked by an adult to go on in another app within {span}.",
	[ROBOT_QUICK] =
		"First messages went to {count} members faster than a person types, within {span}.",
	[ROBOT_SAME_ADDRESS] = "{count} accounts that asked younger strangers for contact use the same address.",
	[ROBOT_SAME_DEVICE] = "{count} accounts that asked younger strangers for contact use the same device.",
	[ROBOT_SAME_PHOTO] = "{count} accounts use the same photo.",
	[ROBOT_BANNED_EMAIL] = "The e-mail is a banned member's, written otherwise.",
	[ROBOT_AGE_CLAIM] =
		"In {count} conversations within {span} what was said is another age's: "
		"{from} was given, {to} heard.",
	[ROBOT_YOUNGER] = "Asked {count} younger members for contact within {span}, with whom there is nobody in common.",
	[ROBOT_STRANGERS] = "Asked {count} minors who are not older for contact within {span}, with whom there is nobody in common.",
};

_Static_assert(sizeof sentences / sizeof sentences[0] == ROBOT_COUNT, "each robot explains itself");

/* The fact named at `name`; "" for a brace that names none. */
static const char *fact(const struct alarm *alarm, const char *name, char ret_text[32])
{
	ret_text[0] = '\0';
	if (strncmp(name, "{count}", 7) == 0)
		snprintf(ret_text, 32, "%u", alarm->count);
	else if (strncmp(name, "{span}", 6) == 0)
		span_words(alarm->span, ret_text);
	else if (strncmp(name, "{from}", 6) == 0)
		snprintf(ret_text, 32, "%d", alarm->from);
	else if (strncmp(name, "{to}", 4) == 0)
		snprintf(ret_text, 32, "%d", alarm->to);
	return ret_text;
}

const char *alarm_sentence(const struct alarm *alarm, char ret_text[ALARM_TEXT])
{
	const char *from = (unsigned)alarm->robot < ROBOT_COUNT ? sentences[alarm->robot] : "";

	/* Rules may count any account. */
	if (alarm->from == 0 && alarm->robot == ROBOT_SAME_ADDRESS)
		from = "{count} accounts use the same address.";
	else if (alarm->from == 0 && alarm->robot == ROBOT_SAME_DEVICE)
		from = "{count} accounts use the same device.";
	size_t at = 0;

	while (*from != '\0' && at + 32 < ALARM_TEXT) {
		if (*from == '{') {
			fact(alarm, from, ret_text + at);
			at += strlen(ret_text + at);
			from += strcspn(from, "}");
			from += *from == '}';
			continue;
		}
		ret_text[at++] = *from++;
	}
	ret_text[at] = '\0';
	return ret_text;
}
