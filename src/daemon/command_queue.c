// SPDX-License-Identifier: GPL-3.0-or-later
/* queue: what waits to be answered, and what waits for a person; on sites also who decides (queue_site.h). */
#include "daemon/control_client.h"
#include "daemon/queue_site.h"
#include "daemon/queue_words.h"

#include <stdio.h>
#include <string.h>

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
	print_cell(held ? "-" : queue_time(json_object_get(row, "due"), due), 16);
	printf("%s\n", queue_time(json_object_get(row, "late"), late));
}

static void print_table(const json_t *answer)
{
	const json_t *rows = json_object_get(answer, "queue");
	long long waiting = json_integer_value(json_object_get(answer, "waiting"));
	long long held = json_integer_value(json_object_get(answer, "held"));
	size_t shown = json_array_size(rows);

	if (waiting == 0)
		return;
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
	       queue_time(json_object_get(row, "next"), next));
}

/* What waits on sites; false: nothing does. */
static bool print_sites(const json_t *answer)
{
	const json_t *sites = json_object_get(answer, "sites");
	struct buf out = {0};
	bool any;

	for (size_t i = 0; i < json_array_size(sites); i++)
		queue_words_site(json_array_get(sites, i), &out);
	any = out.size != 0;
	fwrite(out.data, 1, out.size, stdout);
	buf_finish(&out);
	return any;
}

static void print_all(const json_t *answer)
{
	print_table(answer);
	if (!print_sites(answer) && json_integer_value(json_object_get(answer, "waiting")) == 0)
		puts("nothing waits");
	for (size_t i = 0; i < json_array_size(json_object_get(answer, "webhooks")); i++)
		print_webhook(json_array_get(json_object_get(answer, "webhooks"), i));
}

static int list(const struct queue_ask *ask)
{
	struct control_words words = {.verb = CONTROL_QUEUE};
	json_t *answer;
	int status;

	words.member[MEMBER_LINE] = ask->line;
	status = control_ask(ask->config, &words, &answer);
	if (status != EXIT_DONE)
		return status;
	if (ask->as_json) {
		json_dumpf(answer, stdout, JSON_PRESERVE_ORDER | JSON_COMPACT);
		puts("");
	} else {
		print_all(answer);
	}
	json_decref(answer);
	return EXIT_DONE;
}

int command_queue(int argc, char **argv)
{
	struct queue_ask ask = {0};
	const char *rest[2];
	const struct option_row rows[] = {
		{"--config", "FILE", "the settings of the running program", &ask.config, NULL},
		{"--line", "NAME", "of this line only; the site, when there are several", &ask.line, NULL},
		{"--by", "NAME", "who decides: each person a name of his own", &ask.by, NULL},
		{"--offence", "WORD", "which act it is: insult, spam, hate, ... (docs/SITE.md)", &ask.value[CALL_OFFENCE], NULL},
		{"--where", "WORD", "where: direct, forum, comment, profile or photo", &ask.value[CALL_WHERE], NULL},
		{"--text", "TEXT", "your reasons; the member reads them", &ask.value[CALL_TEXT], NULL},
		{"--until", "TIME", "2027-01-01, or 2027-01-01T00:00:00Z", &ask.value[CALL_UNTIL], NULL},
		{"--statement", "S", "the decision that a ban of an address goes with", &ask.value[CALL_STATEMENT], NULL},
		{"--cursor", "N", "the next page of notices", &ask.value[CALL_CURSOR], NULL},
		{"--csv", NULL, "the report as CSV", NULL, &ask.as_csv},
		{"--json", NULL, "as JSON, for programs", NULL, &ask.as_json},
	};
	size_t count;
	int status;

	if (command_options(argc, argv, "queue [take|show|confirm|lift|... ITEM] [--by NAME] [--line NAME] [--json] [--config FILE]",
			    rows, sizeof rows / sizeof rows[0], rest, 2, &count, &status) != 0) {
		if (status == EXIT_DONE) /* --help */
			queue_site_help();
		return status;
	}
	if (count == 0)
		return list(&ask);
	ask.action = rest[0];
	ask.target = count > 1 ? rest[1] : NULL;
	return queue_site(&ask);
}
