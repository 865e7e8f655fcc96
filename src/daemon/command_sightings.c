// SPDX-License-Identifier: GPL-3.0-or-later
/* sightings: who approached a watching line, by the half hour. Asks the running program; when none runs,
 * reads its store, and writes nothing to it. */
#include "daemon/command_report.h"
#include "daemon/learning_store.h"
#include "daemon/sightings_report.h"

#include <stdio.h>

struct asked {
	const char *line, *config, *db, *seed, *from, *to;
};

struct told {
	const struct asked *asked;
	const struct house *house;
};

static enum err put(void *context, struct jsonout *json, struct flow *flow, size_t line_index,
		    struct error *error_r)
{
	const struct told *told = context;

	return sightings_put(json, flow, (uint32_t)line_index, told->house, told->asked->from,
			     told->asked->to, error_r);
}

static enum err read_store(void *context, const struct settings *settings, struct buf *out,
			   struct error *error_r)
{
	const struct asked *asked = context;
	struct told told = {asked, &settings->house};

	return store_report(settings, asked->db, asked->seed, asked->line, put, &told, out, error_r);
}

static void print(const json_t *answer, bool as_json, bool as_csv)
{
	if (as_csv) {
		sightings_print_csv(answer);
	} else if (as_json) {
		json_dumpf(answer, stdout, JSON_PRESERVE_ORDER | JSON_COMPACT);
		puts("");
	} else {
		sightings_print(answer);
	}
}

int command_sightings(int argc, char **argv)
{
	const char *usage = "sightings LINE [--from TIME] [--to TIME] [--json|--csv] [--config FILE]";
	struct control_words words = {.verb = CONTROL_SIGHTINGS};
	struct asked asked = {0};
	bool as_json = false, as_csv = false;
	const struct option_row rows[] = {
		{"--from", "TIME", "not before, as 2026-03-02 or \"2026-03-02 20:15\"", &asked.from, NULL},
		{"--to", "TIME", "before that", &asked.to, NULL},
		{"--json", NULL, "as JSON, for programs", NULL, &as_json},
		{"--csv", NULL, "as a table, a row for each half hour", NULL, &as_csv},
		{"--config", "FILE", "the settings; ./fauxbond.yaml when not given", &asked.config, NULL},
		{"--db", "FILE", "a rehearsal's store instead, with its --seed", &asked.db, NULL},
		{"--seed", "N", "the rehearsal's seed; 1 when not given", &asked.seed, NULL},
	};
	const char *rest[1];
	json_t *answer;
	size_t count;
	int status;

	if (command_options(argc, argv, usage, rows, sizeof rows / sizeof rows[0], rest, 1, &count,
			    &status) != 0)
		return status;
	if (count != 1 || (as_json && as_csv)) {
		fprintf(stderr, "fauxbond: usage: fauxbond %s\n", usage);
		return EXIT_USAGE;
	}
	asked.line = rest[0];
	words.member[MEMBER_LINE] = asked.line;
	words.member[MEMBER_FROM] = asked.from;
	words.member[MEMBER_TO] = asked.to;
	status = report_ask(asked.config, asked.db, &words, read_store, &asked, &answer);
	if (status != EXIT_DONE)
		return status;
	print(answer, as_json, as_csv);
	json_decref(answer);
	return report_end();
}
