// SPDX-License-Identifier: GPL-3.0-or-later
/* The report for people: from the JSON, whoever made that. */
#include "daemon/control_client.h"
#include "daemon/learning_report.h"

#include <stdio.h>
#include <string.h>

/* ---- reading the JSON ---- */

static const json_t *get(const json_t *object, const char *key)
{
	return json_object_get(object, key);
}

static double number(const json_t *object, const char *key)
{
	return json_number_value(get(object, key));
}

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(get(object, key));

	return value != NULL ? value : "-";
}

/* The day of a moment: "2026-03-02". */
static const char *day(const json_t *object, const char *key, char ret_day[11])
{
	const char *value = text(object, key);

	snprintf(ret_day, 11, "%.10s", value);
	return ret_day;
}

/* ---- conversations ---- */

static const struct {
	const char *name, *shown;
} arms[] = {
	{"learning", "by what was learnt"},
	{"prior", "by the first guess"},
	{"uniform", "by lot"},
};

enum { ARMS_SHOWN = sizeof arms / sizeof arms[0] };

static void print_arms(const json_t *part)
{
	printf("  %-20s %13s %8s %9s %6s %9s %8s %7s\n", "led", "conversations", "minutes",
	       "messages", "calls", "meetings", "in vain", "robot");
	for (size_t i = 0; i < ARMS_SHOWN; i++) {
		const json_t *arm = get(get(part, "arms"), arms[i].name);

		printf("  %-20s %13.0f %8.1f %9.1f %6.2f %9.2f %8.2f %5.0f %%\n", arms[i].shown,
		       number(arm, "conversations"), number(arm, "minutes"),
		       number(arm, "messages"), number(arm, "calls"), number(arm, "meetings"),
		       number(arm, "missed"), 100 * number(arm, "robot"));
	}
}

static void print_lift(const json_t *part, const char *of, const char *arm)
{
	const json_t *lift = get(get(part, "lift_over"), arm);

	printf("    %-16s", of);
	if (!json_is_true(get(lift, "enough"))) {
		printf("too few conversations yet: %d of each kind are needed\n", LIFT_LEAST);
		return;
	}
	printf("%.2f times as many (95 %% sure: %.2f to %.2f)", number(lift, "ratio"),
	       number(lift, "low"), number(lift, "high"));
	if (number(lift, "low") > 1)
		puts(": it helps");
	else if (number(lift, "high") < 1)
		puts(": it harms");
	else
		puts(": that may be chance");
}

static void print_lifts(const json_t *line)
{
	puts("\n  Does learning help? Minutes of a conversation that is led by what was learnt,");
	for (size_t i = 1; i < ARMS_SHOWN; i++) {
		printf("  beside one that is led %s\n", arms[i].shown);
		print_lift(get(line, "all"), "all", arms[i].name);
		print_lift(get(line, "later_half"), "the later half", arms[i].name);
	}
}

static void print_policies(const json_t *line)
{
	static const struct {
		const char *name, *shown;
	} policies[] = {
		{"logged", "as it was"}, {"prior", "by the first guess"}, {"uniform", "by lot"}};

	if (number(get(get(line, "off_policy"), "logged"), "choices") <= 0)
		return;
	puts("\n  What one turn earns, reckoned from all turns (1.00 stands for an hour and a half of his "
	     "time)");
	for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
		const json_t *policy = get(get(line, "off_policy"), policies[i].name);

		printf("  %-20s %.3f (%.3f to %.3f), worth %.0f turns of %.0f\n", policies[i].shown,
		       number(policy, "reward"), number(policy, "low"), number(policy, "high"),
		       number(policy, "effective"), number(policy, "choices"));
	}
}

/* ---- what was learnt ---- */

static size_t print_sentences(const json_t *words, const char *key)
{
	const json_t *list = get(words, key);

	for (size_t i = 0; i < json_array_size(list); i++) {
		fputs("  - ", stdout);
		control_print(json_string_value(json_array_get(list, i)));
		puts("");
	}
	return json_array_size(list);
}

static void print_learnt(const json_t *line)
{
	const json_t *learnt = get(line, "learnt"), *words = get(learnt, "words");
	size_t said = 0;

	printf("\n  What was learnt, of %.0f turns (1.00 stands for an hour and a half of his time)\n",
	       number(learnt, "observations"));
	said += print_sentences(words, "moves");
	said += print_sentences(words, "delays");
	said += print_sentences(words, "styles");
	if (said == 0)
		puts("  - nothing yet that is more than chance");
}

/* ---- our own numbers ---- */

static void print_number(const json_t *own)
{
	printf("  %-16s %13.0f %12.0f   ", text(own, "number"), number(own, "conversations"),
	       number(own, "robot"));
	if (json_is_true(get(own, "retired")))
		puts("retired: replace it, too many took it for a robot's");
	else if (json_is_string(get(own, "rests_until")))
		printf("rests until %s: takes nobody new\n", text(own, "rests_until"));
	else
		puts("in use");
}

static void print_numbers(const json_t *line)
{
	const json_t *numbers = get(line, "numbers");

	printf("\n  %-16s %13s %12s\n", "number", "conversations", "for a robot");
	for (size_t i = 0; i < json_array_size(numbers); i++)
		print_number(json_array_get(numbers, i));
}

/* ---- the whole ---- */

static void print_line(const json_t *line)
{
	char first[11], last[11];

	printf("line %s: ", text(line, "line"));
	if (number(line, "conversations") <= 0) {
		puts("no conversation yet");
		print_numbers(line);
		return;
	}
	printf("%.0f conversations, begun from %s to %s\n\n", number(line, "conversations"),
	       day(line, "first", first), day(line, "last", last));
	print_arms(get(line, "all"));
	print_lifts(line);
	print_policies(line);
	print_learnt(line);
	print_numbers(line);
}

void learning_print(const json_t *answer)
{
	const json_t *lines = get(answer, "lines");

	if (json_array_size(lines) == 0) {
		puts("no line of these settings stalls");
		return;
	}
	for (size_t i = 0; i < json_array_size(lines); i++) {
		if (i != 0)
			puts("");
		print_line(json_array_get(lines, i));
	}
	puts("\nMinutes are of his time: from each message to the next, but never more than ten, "
	     "so that nights and");
	puts("pauses do not count. \"In vain\" are meetings that passed without us. "
	     "docs/LEARNING.md explains the rest.");
}
