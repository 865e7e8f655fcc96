// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * correct, corrections: an operator says that a text was read as what it is not; the running
 * program learns from it, within seconds, and forgets it again when it is taken back.
 */
#include "daemon/control_client.h"

#include <stdio.h>
#include <string.h>

static const char *text_of(const json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text != NULL ? text : "-";
}

static long long number_of(const json_t *row, const char *key)
{
	return (long long)json_integer_value(json_object_get(row, key));
}

static int wrong_usage(const char *usage)
{
	fprintf(stderr, "fauxbond: usage: fauxbond %s\n", usage);
	return EXIT_USAGE;
}

static int ask(const char *config, const struct control_words *words)
{
	json_t *answer;
	int status = control_ask(config, words, &answer);

	if (status != EXIT_DONE)
		return status;
	if (words->verb == CONTROL_TAKE_BACK) {
		printf("correction %lld is taken back", number_of(answer, "number"));
	} else {
		printf("correction %lld: line ", number_of(answer, "number"));
		control_print(text_of(answer, "line"));
		printf(", contact %s: %s, not %s", text_of(answer, "contact"),
		       text_of(answer, "kind"), text_of(answer, "was"));
	}
	puts("; the next model is read with in a moment (`fauxbond corrections`)");
	json_decref(answer);
	return EXIT_DONE;
}

int command_correct(int argc, char **argv)
{
	const char *usage =
		"correct CONTACT KIND [--line NAME] [--weight 1..8] [--by NAME] [--config FILE]";
	const char *config = NULL, *rest[2];
	struct control_words words = {.verb = CONTROL_CORRECT};
	const struct option_row rows[] = {
		{"--config", "FILE", "the settings of the running program", &config, NULL},
		{"--line", "NAME", "the line, when several know the contact",
		 &words.member[MEMBER_LINE], NULL},
		{"--weight", "N", "as how many examples it counts, 1 to 8; 4 when not given",
		 &words.member[MEMBER_WEIGHT], NULL},
		{"--by", "NAME", "who asks, for the record", &words.member[MEMBER_BY], NULL},
	};
	size_t count;
	int status;

	if (command_options(argc, argv, usage, rows, sizeof rows / sizeof rows[0], rest, 2, &count,
			    &status) != 0)
		return status;
	if (count != 2)
		return wrong_usage(usage);
	words.member[MEMBER_CONTACT] = rest[0];
	words.member[MEMBER_KIND] = rest[1];
	return ask(config, &words);
}

/* ---- the list ---- */

static void print_row(const json_t *row)
{
	printf("%-7lld %-20.20s  ", number_of(row, "number"), text_of(row, "at"));
	control_print(text_of(row, "line"));
	printf("  %s, weight %lld, by ", text_of(row, "kind"), number_of(row, "weight"));
	control_print(text_of(row, "by"));
	fputs(": ", stdout);
	control_print(text_of(row, "text"));
	puts("");
}

static void print_state(const json_t *answer)
{
	const char *state = text_of(answer, "state");
	long long learnt = number_of(answer, "learnt");

	printf("read with the model %s: %lld examples, %lld correction%s\n",
	       text_of(answer, "model"), number_of(answer, "examples"), learnt,
	       learnt == 1 ? "" : "s");
	if (strcmp(state, "refused") == 0) {
		fputs("the corrections came to no new model: ", stdout);
		control_print(text_of(answer, "refusal"));
		puts("");
	} else if (strcmp(state, "in use") != 0) {
		puts("a new one is being trained");
	}
}

static int list(const char *config, bool as_json)
{
	const struct control_words words = {.verb = CONTROL_CORRECTIONS};
	const json_t *rows;
	json_t *answer;
	int status = control_ask(config, &words, &answer);

	if (status != EXIT_DONE)
		return status;
	rows = json_object_get(answer, "corrections");
	if (as_json) {
		json_dumpf(answer, stdout, JSON_PRESERVE_ORDER | JSON_COMPACT);
		puts("");
	} else {
		for (size_t i = 0; i < json_array_size(rows); i++)
			print_row(json_array_get(rows, i));
		if (number_of(answer, "count") == 0)
			puts("nothing was corrected");
		else if ((size_t)number_of(answer, "count") > json_array_size(rows))
			printf("%lld in all; the newest are shown\n", number_of(answer, "count"));
		print_state(answer);
	}
	json_decref(answer);
	return EXIT_DONE;
}

int command_corrections(int argc, char **argv)
{
	const char *usage = "corrections [--take-back N [--by NAME]] [--json] [--config FILE]";
	const char *config = NULL;
	struct control_words words = {.verb = CONTROL_TAKE_BACK};
	bool as_json = false;
	const struct option_row rows[] = {
		{"--config", "FILE", "the settings of the running program", &config, NULL},
		{"--take-back", "N", "forget the correction of this number",
		 &words.member[MEMBER_NUMBER], NULL},
		{"--by", "NAME", "who asks, for the record", &words.member[MEMBER_BY], NULL},
		{"--json", NULL, "as JSON, for programs", NULL, &as_json},
	};
	size_t rest;
	int status;

	if (command_options(argc, argv, usage, rows, sizeof rows / sizeof rows[0], NULL, 0, &rest,
			    &status) != 0)
		return status;
	return words.member[MEMBER_NUMBER] != NULL ? ask(config, &words) : list(config, as_json);
}
