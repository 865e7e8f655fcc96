// SPDX-License-Identifier: GPL-3.0-or-later
/* A site's rules in print: for `check`, each with the line it was written on; and those that work and may surprise. */
#include "daemon/settings_rules.h"
#include "daemon/settings_table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { RULE_TEXT = 96 };

struct printing {
	rule_printer *print;
	void *context;
};

static void __attribute__((format(printf, 4, 5)))
put(const struct printing *to, const char *name, unsigned line, const char *format, ...)
{
	char value[RULE_TEXT];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(value, sizeof value, format, arguments);
	va_end(arguments);
	to->print(to->context, name, value, line);
}

/* ---- acts ---- */

static void put_act(const struct printing *to, const struct offence_rule *row)
{
	char name[RULE_TEXT];

	snprintf(name, sizeof name, "acts.%s%s%s", offence_code(row->offence), row->where == WHERE_ANY ? "" : ".",
		 row->where == WHERE_ANY ? "" : where_code(row->where));
	if (row->ban)
		put(to, name, row->line, "a ban");
	else
		put(to, name, row->line, "%d %%", row->percent);
}

/* The rules for an act, the one for any place first; without one, a person decides what it costs. */
static void put_acts(const struct printing *to, const struct rules *rules, enum offence offence)
{
	char name[RULE_TEXT];
	bool any = false;

	for (unsigned where = 0; where < WHERE_COUNT; where++)
		for (size_t i = 0; i < rules->offence_count; i++)
			if (rules->offences[i].offence == offence && rules->offences[i].where == where) {
				put_act(to, &rules->offences[i]);
				any = true;
			}
	snprintf(name, sizeof name, "acts.%s", offence_code(offence));
	if (!any)
		put(to, name, 0, "no rule");
}

/* ---- robots ---- */

static void put_robot(const struct printing *to, const struct robot_rule *row)
{
	const char *unit = settings_level_words(row->robot);
	char name[RULE_TEXT], span[CLOCK_TEXT_MAX], within[RULE_TEXT] = "", level[RULE_TEXT] = "";

	snprintf(name, sizeof name, "robots.%s", robot_code(row->robot));
	if (row->off) {
		put(to, name, row->line, "off");
		return;
	}
	if (row->span > 0)
		snprintf(within, sizeof within, " within %s", clock_span_text(row->span, span));
	if (unit != NULL)
		snprintf(level, sizeof level, ", %d %s", row->level, unit);
	put(to, name, row->line, "%u%s%s", row->count, within, level);
}

void settings_robots_manual(struct buf *out)
{
	static struct rules rules;
	char span[CLOCK_TEXT_MAX];

	rules_default(&rules);
	buf_add_text(out, "\n| robot | count | within | level |\n|---|---|---|---|\n");
	for (size_t i = 0; i < rules.robot_count; i++) {
		const struct robot_rule *row = &rules.robots[i];
		const char *unit = settings_level_words(row->robot);

		buf_add_format(out, "| `%s` | %u | %s | ", robot_code(row->robot), row->count,
			       row->span > 0 ? clock_span_text(row->span, span) : "for ever");
		if (unit != NULL)
			buf_add_format(out, "%d %s |\n", row->level, unit);
		else
			buf_add_text(out, "– |\n");
	}
}

/* ---- the whole ---- */

static void put_reading(const struct printing *to, const char *act, struct rule_value value)
{
	char name[RULE_TEXT];

	snprintf(name, sizeof name, "reading.%s", act);
	if (value.value > 1000)
		put(to, name, value.line, "never held");
	else
		put(to, name, value.line, "held at %d.%03d", value.value / 1000, value.value % 1000);
}

void settings_each_rule(const struct rules *rules, rule_printer *print, void *context)
{
	const struct printing to = {print, context};

	for (unsigned i = 0; i < OFFENCE_COUNT; i++)
		put_acts(&to, rules, (enum offence)i);
	for (size_t i = 0; i < rules->robot_count; i++)
		put_robot(&to, &rules->robots[i]);
	for (unsigned i = 0; i < OFFENCE_COUNT; i++)
		put_reading(&to, offence_code((enum offence)i), rules->hold_reading[i]);
	put_reading(&to, "grooming", rules->hold_grooming);
	put(&to, "decay", rules->decay.line, "%d.%02d %% a day", rules->decay.value / 100, rules->decay.value % 100);
	put(&to, "warn_at", rules->warn_at.line, "%d %%", rules->warn_at.value);
	put(&to, "hold_at", rules->hold_at.line, "%d %%", rules->hold_at.value);
	put(&to, "ban_at", rules->ban_at.line, "%d %%", rules->ban_at.value);
	put(&to, "age.gap", rules->age_gap.line, "%d", rules->age_gap.value);
	put(&to, "age.adult", rules->adult_at.line, "%d", rules->adult_at.value);
	put(&to, "age.youngest", rules->youngest.line, "%d", rules->youngest.value);
	put(&to, "age.oldest", rules->oldest.line, "%d", rules->oldest.value);
}

/* ---- what is dubious ---- */

/* At a rule's own line, in the settings or in the file of the rules. */
static void __attribute__((format(printf, 4, 5)))
warn(struct warnings *warnings, const struct line *line, unsigned at, const char *format, ...)
{
	char text[ERROR_TEXT_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	buf_add_format(warnings->out, "warning: %s:%u: %s\n",
		       line->rules_file != NULL ? line->rules_file : warnings->settings->name, at, text);
	warnings->count++;
}

static void warn_ages(struct warnings *warnings, const struct line *line)
{
	const struct rules *rules = line->rules;

	if (rules->age_gap.value == 0)
		warn(warnings, line, rules->age_gap.line,
		     "an age gap of 0: no adult and minor may ever write to each other, not even a couple of 17 and 18");
	if (rules->age_gap.value > 2)
		warn(warnings, line, rules->age_gap.line,
		     "an age gap of %d: an adult of %d may write to a minor of %d", rules->age_gap.value,
		     rules->adult_at.value, rules->adult_at.value - rules->age_gap.value);
	if (rules->adult_at.value < 18)
		warn(warnings, line, rules->adult_at.line,
		     "an adult of %d: who is younger than 18 is a minor by law in most countries",
		     rules->adult_at.value);
}

static unsigned written_last(struct rule_value a, struct rule_value b)
{
	return a.line > b.line ? a.line : b.line;
}

static void warn_thresholds(struct warnings *warnings, const struct line *line)
{
	const struct rules *rules = line->rules;

	if (rules->warn_at.value >= rules->ban_at.value)
		warn(warnings, line, written_last(rules->warn_at, rules->ban_at),
		     "warn_at is ban_at: nobody is told how far it is before he is banned");
	if (rules->hold_at.value >= rules->ban_at.value)
		warn(warnings, line, written_last(rules->hold_at, rules->ban_at),
		     "hold_at is ban_at: nothing waits for a person before a ban");
	if (rules->decay.value == 0)
		warn(warnings, line, rules->decay.line, "a decay of 0: nothing is ever forgiven");
	if (rules->decay.value > 1000)
		warn(warnings, line, rules->decay.line,
		     "a decay of more than 10 %% a day: most acts are forgotten overnight");
}

static void warn_rows(struct warnings *warnings, const struct line *line)
{
	const struct rules *rules = line->rules;

	for (size_t i = 0; i < rules->offence_count; i++) {
		const struct offence_rule *row = &rules->offences[i];

		if (row->line != 0 && !row->ban && row->percent >= rules->ban_at.value)
			warn(warnings, line, row->line, "%d %% is a ban at once; ban: true says so, and stays when it fades",
			     row->percent);
	}
	for (size_t i = 0; i < rules->robot_count; i++) {
		const struct robot_rule *row = &rules->robots[i];

		if (row->off)
			warn(warnings, line, row->line, "%s is off: a person alone can notice this",
			     robot_code(row->robot));
		else if (row->line != 0 && row->count == 1 && row->robot != ROBOT_BANNED_EMAIL)
			warn(warnings, line, row->line, "%s suspends at the first: count: 1 leaves no room for chance",
			     robot_code(row->robot));
	}
	for (size_t i = 0; i < OFFENCE_COUNT; i++)
		if (rules->hold_reading[i].value < 500)
			warn(warnings, line, rules->hold_reading[i].line,
			     "below 0.5, most texts that are held will be innocent");
}

void settings_warn_rules(struct warnings *warnings, const struct line *line)
{
	warn_ages(warnings, line);
	warn_thresholds(warnings, line);
	warn_rows(warnings, line);
}
