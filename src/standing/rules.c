// SPDX-License-Identifier: GPL-3.0-or-later
#include "standing/rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- codes ---- */

static const char *const offence_codes[] = {
#define X(name, code, words) code,
	STANDING_OFFENCES(X)
#undef X
};

static const char *const offence_texts[] = {
#define X(name, code, words) words,
	STANDING_OFFENCES(X)
#undef X
};

static const char *const where_codes[] = {
#define X(name, code) code,
	STANDING_WHERES(X)
#undef X
};

static const char *const robot_codes[] = {
#define X(name, code, count, span, level, grown) code,
	STANDING_ROBOTS(X)
#undef X
};

static bool find_code(const char *const *codes, unsigned count, const char *code, unsigned *ret_at)
{
	for (unsigned i = 0; i < count; i++)
		if (strcmp(codes[i], code) == 0) {
			*ret_at = i;
			return true;
		}
	return false;
}

const char *offence_code(enum offence offence)
{
	return (unsigned)offence < OFFENCE_COUNT ? offence_codes[offence] : "unknown";
}

const char *offence_words(enum offence offence)
{
	return (unsigned)offence < OFFENCE_COUNT ? offence_texts[offence] : "something unknown";
}

const char *where_code(enum where where)
{
	return (unsigned)where < WHERE_COUNT ? where_codes[where] : "unknown";
}

const char *robot_code(enum robot robot)
{
	return (unsigned)robot < ROBOT_COUNT ? robot_codes[robot] : "unknown";
}

bool offence_parse(const char *code, enum offence *ret_offence)
{
	unsigned at;

	if (!find_code(offence_codes, OFFENCE_COUNT, code, &at))
		return false;
	*ret_offence = (enum offence)at;
	return true;
}

bool where_parse(const char *code, enum where *ret_where)
{
	unsigned at;

	if (!find_code(where_codes, WHERE_COUNT, code, &at))
		return false;
	*ret_where = (enum where)at;
	return true;
}

bool robot_parse(const char *code, enum robot *ret_robot)
{
	unsigned at;

	if (!find_code(robot_codes, ROBOT_COUNT, code, &at))
		return false;
	*ret_robot = (enum robot)at;
	return true;
}

/* ---- rows ---- */

void rules_default(struct rules *ret_rules)
{
	static const struct offence_rule offences[] = {
		{OFFENCE_INSULT, WHERE_ANY, false, 10, 0}, /* the article: on the forum */
		{OFFENCE_SEXUAL_REQUEST, WHERE_ANY, true, 0, 0},
		{OFFENCE_WEBCAM_REQUEST, WHERE_ANY, true, 0, 0},
		{OFFENCE_HARASSMENT, WHERE_ANY, true, 0, 0},
	};
	/* So surely that a person has something to look at: the site's volunteers are two. */
	static const struct {
		enum offence offence;
		int32_t sure;
	} readings[] = {{OFFENCE_INSULT, 970},
			{OFFENCE_SPAM, 950},
			{OFFENCE_SEXUAL_REQUEST, 900},
			{OFFENCE_HARASSMENT, 970},
			{OFFENCE_THREAT, 950}};
	static const struct robot_rule robots[] = {
#define X(name, code, count, span, level, grown)                                                   \
	{ROBOT_##name, false, grown, count, level, span, 0},
		STANDING_ROBOTS(X)
#undef X
	};

	*ret_rules = (struct rules){
		.offence_count = sizeof offences / sizeof offences[0],
		.robot_count = sizeof robots / sizeof robots[0],
		.decay = {50, 0},
		.warn_at = {50, 0},
		.hold_at = {80, 0},
		.ban_at = {100, 0},
		.age_gap = {2, 0},
		.adult_at = {18, 0},
		.youngest = {13, 0},
		.oldest = {AGE_MOST, 0},
		.hold_grooming = {800, 0},
	};
	memcpy(ret_rules->offences, offences, sizeof offences);
	memcpy(ret_rules->robots, robots, sizeof robots);
	for (size_t i = 0; i < OFFENCE_COUNT; i++)
		ret_rules->hold_reading[i].value = 1001;
	for (size_t i = 0; i < sizeof readings / sizeof readings[0]; i++)
		ret_rules->hold_reading[readings[i].offence].value = readings[i].sure;
}

enum err rules_put_offence(struct rules *rules, const struct offence_rule *row)
{
	if ((unsigned)row->offence >= OFFENCE_COUNT || (unsigned)row->where >= WHERE_COUNT)
		return ERR_INPUT;
	for (size_t i = 0; i < rules->offence_count; i++) {
		struct offence_rule *old = &rules->offences[i];

		if (old->line == 0 && old->offence == row->offence && old->where == row->where) {
			*old = *row;
			return ERR_NONE;
		}
	}
	if (rules->offence_count == RULES_OFFENCES_MAX)
		return ERR_FULL;
	rules->offences[rules->offence_count++] = *row;
	return ERR_NONE;
}

enum err rules_put_robot(struct rules *rules, const struct robot_rule *row)
{
	if ((unsigned)row->robot >= ROBOT_COUNT)
		return ERR_INPUT;
	for (size_t i = 0; i < rules->robot_count; i++) {
		struct robot_rule *old = &rules->robots[i];

		if (old->line == 0 && old->robot == row->robot) {
			*old = *row;
			return ERR_NONE;
		}
	}
	if (rules->robot_count == RULES_ROBOTS_MAX)
		return ERR_FULL;
	rules->robots[rules->robot_count++] = *row;
	return ERR_NONE;
}

const struct offence_rule *rules_offence(const struct rules *rules, enum offence offence,
					 enum where where)
{
	const struct offence_rule *anywhere = NULL;

	for (size_t i = 0; i < rules->offence_count; i++) {
		const struct offence_rule *row = &rules->offences[i];

		if (row->offence == offence && row->where == where)
			return row;
		if (row->offence == offence && row->where == WHERE_ANY)
			anywhere = row;
	}
	return anywhere;
}

const struct robot_rule *rules_robot(const struct rules *rules, enum robot robot)
{
	for (size_t i = 0; i < rules->robot_count; i++)
		if (rules->robots[i].robot == robot)
			return rules->robots[i].off ? NULL : &rules->robots[i];
	return NULL;
}

/* ---- contradictions ---- */

struct findings {
	struct contradiction *found;
	size_t room, count;
};

static void __attribute__((format(printf, 4, 5)))
find(struct findings *to, unsigned first, unsigned second, const char *format, ...)
{
	va_list arguments;

	if (to->count < to->room) {
		struct contradiction *one = &to->found[to->count];

		one->first = first;
		one->second = second;
		va_start(arguments, format);
		vsnprintf(one->text, sizeof one->text, format, arguments);
		va_end(arguments);
	}
	to->count++;
}

/* Both rows by number, the one that was written last is the one to change. */
static void check_twins(const struct rules *rules, size_t at, struct findings *to)
{
	const struct offence_rule *row = &rules->offences[at];

	for (size_t i = 0; i < at; i++) {
		const struct offence_rule *other = &rules->offences[i];

		if (other->offence == row->offence && other->where == row->where)
			find(to, other->line, row->line, "two rules for %s (%s)",
			     offence_code(row->offence), where_code(row->where));
	}
}

static void check_acts(const struct rules *rules, struct findings *to)
{
	for (size_t i = 0; i < rules->offence_count; i++) {
		const struct offence_rule *row = &rules->offences[i];

		check_twins(rules, i, to);
		if (row->ban && row->percent != 0)
			find(to, row->line, row->line, "%s is a ban and has a percentage",
			     offence_code(row->offence));
		if (row->percent < 0 || row->percent > PERCENT_MAX)
			find(to, row->line, row->line, "%s: %d is not between 0 and 100 %%",
			     offence_code(row->offence), row->percent);
	}
}

/* Whether a single value is in its limits; says so when not. */
static bool within(struct rule_value setting, int32_t least, int32_t most, const char *name,
		   struct findings *to)
{
	if (setting.value >= least && setting.value <= most)
		return true;
	find(to, setting.line, setting.line, "%s: %d is not between %d and %d", name, setting.value,
	     least, most);
	return false;
}

static void check_order(struct rule_value low, const char *low_name, struct rule_value high,
			const char *high_name, struct findings *to)
{
	if (low.value > high.value)
		find(to, low.line, high.line, "%s (%d) is above %s (%d)", low_name, low.value,
		     high_name, high.value);
}

static void check_thresholds(const struct rules *rules, struct findings *to)
{
	within(rules->warn_at, 0, PERCENT_MAX, "warn_at", to);
	within(rules->hold_at, 0, PERCENT_MAX, "hold_at", to);
	within(rules->ban_at, 1, PERCENT_MAX, "ban_at", to);
	check_order(rules->warn_at, "warn_at", rules->hold_at, "hold_at", to);
	check_order(rules->hold_at, "hold_at", rules->ban_at, "ban_at", to);
	if (within(rules->decay, 0, DECAY_MAX, "decay", to) &&
	    rules->decay.value >= rules->ban_at.value * 100)
		find(to, rules->decay.line, rules->ban_at.line,
		     "a day's decay forgives all that ban_at asks for");
}

static void check_ages(const struct rules *rules, struct findings *to)
{
	within(rules->age_gap, 0, AGE_GAP_MAX, "age_gap", to);
	within(rules->adult_at, 16, 21, "adult_at", to);
	within(rules->youngest, AGE_LEAST, AGE_MOST, "youngest", to);
	within(rules->oldest, AGE_LEAST, AGE_MOST, "oldest", to);
	check_order(rules->youngest, "youngest", rules->oldest, "oldest", to);
}

/* Robots that look at one fact handed in have no window, and may count beyond what one remembers.
 */
static bool has_window(enum robot robot)
{
	return robot != ROBOT_GROOMING && robot != ROBOT_SAME_ADDRESS &&
	       robot != ROBOT_SAME_DEVICE && robot != ROBOT_SAME_PHOTO &&
	       robot != ROBOT_BANNED_EMAIL;
}

static void check_robot(const struct rules *rules, size_t at, struct findings *to)
{
	const struct robot_rule *row = &rules->robots[at];

	for (size_t i = 0; i < at; i++)
		if (rules->robots[i].robot == row->robot)
			find(to, rules->robots[i].line, row->line, "two conditions for %s",
			     robot_code(row->robot));
	if (row->off)
		return;
	if (row->count == 0)
		find(to, row->line, row->line, "%s would suspend everybody",
		     robot_code(row->robot));
	if (has_window(row->robot) && row->count > ROBOT_COUNT_MAX)
		find(to, row->line, row->line, "%s counts to %d at most", robot_code(row->robot),
		     ROBOT_COUNT_MAX);
	if (has_window(row->robot) && (row->span <= 0 || row->span > ROBOT_SPAN_MAX))
		find(to, row->line, row->line, "%s needs a span, of 90 days at most",
		     robot_code(row->robot));
	if (row->level < 0)
		find(to, row->line, row->line, "%s: a level below 0", robot_code(row->robot));
}

size_t rules_check(const struct rules *rules, struct contradiction *ret_found, size_t room)
{
	struct findings to = {ret_found, room, 0};

	check_acts(rules, &to);
	check_thresholds(rules, &to);
	check_ages(rules, &to);
	for (size_t i = 0; i < rules->robot_count; i++)
		check_robot(rules, i, &to);
	return to.count;
}
