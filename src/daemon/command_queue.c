// SPDX-License-Identifier: GPL-3.0-or-later
/* queue: what waits to be answered, and what waits for a person. */
#include "daemon/control_client.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* A moment for a person, in the time of his own place: "2026-03-02 21:15"; "-" when there is none.
 */
static const char *local_time(const json_t *value, char ret_text[32])
{
	const char *text = json_string_value(value);
	struct tm parts;
	time_t seconds;
	ms_t at;

	strcpy(ret_text, "-");
	if (text == NULL || !clock_parse(text, &at))
		return ret_text;
	seconds = (time_t)(at / MS_SECOND);
	if (localtime_r(&seconds, &parts) != NULL)
		strftime(ret_text, 32, "%Y-%m-%d %H:%M", &parts);
	return ret_text;
}

static const char *text_of(const json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text != NULL ? text : "-";
}

/* Left-aligned in a column; characters of strangers cannot reach the terminal's controls. */
static void print_cell(const char *text, int width)
{
	int used = 0;

	for (const char *c = text; *c != '\0'; c++)
		used += ((unsigned char)*c & 0xc0) != 0x80;
	control_print(text);
	printf("%*s", used < width ? width - used + 1 : 1, "");
}

static void print_row(const json_t *row)
{
	char due[32], late[32], id[24];
	bool held = json_is_true(json_object_get(row, "held"));

	snprintf(id, sizeof id, "%lld",
		 (long long)json_integer_value(json_object_get(row, "contact")));
	print_cell(text_of(row, "line"), 16);
	print_cell(id, 8);
	print_cell(text_of(row, "number"), 16);
	print_cell(held ? text_of(row, "why") : "its time", 12);
	print_cell(text_of(row, "move"), 12);
	print_cell(text_of(row, "cluster"), 16);
	print_cell(held ? "-" : local_time(json_object_get(row, "due"), due), 16);
	printf("%s\n", local_time(json_object_get(row, "late"), late));
}

static void print_table(const json_t *answer)
{
	const json_t *rows = json_object_get(answer, "queue");
	long long waiting = json_integer_value(json_object_get(answer, "waiting"));
	long long held = json_integer_value(json_object_get(answer, "held"));
	size_t shown = json_array_size(rows);

	if (waiting == 0) {
		puts("nothing waits");
		return;
	}
	printf("%-16s %-8s %-16s %-12s %-12s %-16s %-16s %s\n", "line", "contact", "number",
	       "waits for", "answer", "wrote alike", "due", "let go at");
	for (size_t i = 0; i < shown; i++)
		print_row(json_array_get(rows, i));
	printf("%lld waiting, %lld of them held", waiting, held);
	if ((size_t)waiting > shown)
		printf("; the first %zu are shown", shown);
	puts("");
}

/* A site's own program that does not take what it is told: one line for each. */
static void print_webhook(const json_t *row)
{
	long long failures = json_integer_value(json_object_get(row, "failures"));
	char next[32];

	if (json_object_get(row, "why") == NULL)
		return;
	printf("webhook %lld of ", (long long)json_integer_value(json_object_get(row, "webhook")));
	control_print(text_of(row, "line"));
	printf(": %s (%lld in a row); %lld waiting, %lld lost; next try %s\n", text_of(row, "why"), failures,
	       (long long)json_integer_value(json_object_get(row, "waiting")),
	       (long long)json_integer_value(json_object_get(row, "lost")),
	       local_time(json_object_get(row, "next"), next));
}

int command_queue(int argc, char **argv)
{
	const char *config = NULL, *line = NULL;
	bool as_json = false;
	const struct option_row rows[] = {
		{"--config", "FILE", "the settings of the running program", &config, NULL},
		{"--line", "NAME", "of this line only", &line, NULL},
		{"--json", NULL, "as JSON, for programs", NULL, &as_json},
	};
	struct control_words words = {.verb = CONTROL_QUEUE};
	json_t *answer;
	size_t rest;
	int status;

	if (command_options(argc, argv, "queue [--line NAME] [--json] [--config FILE]", rows,
			    sizeof rows / sizeof rows[0], NULL, 0, &rest, &status) != 0)
		return status;
	words.member[MEMBER_LINE] = line;
	status = control_ask(config, &words, &answer);
	if (status != EXIT_DONE)
		return status;
	if (as_json) {
		json_dumpf(answer, stdout, JSON_PRESERVE_ORDER | JSON_COMPACT);
		puts("");
	} else {
		print_table(answer);
		for (size_t i = 0; i < json_array_size(json_object_get(answer, "webhooks")); i++)
			print_webhook(json_array_get(json_object_get(answer, "webhooks"), i));
	}
	json_decref(answer);
	return EXIT_DONE;
}
