// SPDX-License-Identifier: GPL-3.0-or-later
/* sightings: who approached a watching line, by the half hour. Asks the running program; when none runs,
 * reads its store, and writes nothing to it. */
#include "daemon/control_client.h"
#include "daemon/learning_store.h"
#include "daemon/sightings_report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct asked {
	const char *line, *config, *db, *seed, *from, *to;
};

static int ask_program(const struct asked *asked, json_t **ret_answer)
{
	struct control_words words = {.verb = CONTROL_SIGHTINGS};

	words.member[MEMBER_LINE] = asked->line;
	words.member[MEMBER_FROM] = asked->from;
	words.member[MEMBER_TO] = asked->to;
	return control_ask(asked->config, &words, ret_answer);
}

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

static int read_store(const struct asked *asked, const struct settings *settings,
		      json_t **ret_answer)
{
	struct told told = {asked, &settings->house};
	struct error error = {""};
	struct buf out = {0};
	json_error_t problem;
	enum err err = seal_start(&error);

	if (err == ERR_NONE)
		err = store_report(settings, asked->db, asked->seed, asked->line, put, &told, &out,
				   &error);
	if (err == ERR_NONE) {
		*ret_answer = json_loadb((const char *)out.data, out.size, 0, &problem);
		if (*ret_answer == NULL)
			err = error_set(&error, ERR_STATE, "the report is no JSON: %s", problem.text);
	}
	buf_finish(&out);
	return err == ERR_NONE ? EXIT_DONE : command_failed(&error);
}

static int get_answer(const struct asked *asked, json_t **ret_answer)
{
	struct settings settings = {0};
	struct error error = {""};
	int status;

	if (settings_load(command_config(asked->config), &settings, &error) != ERR_NONE)
		return command_failed(&error);
	status = asked->db == NULL && control_is_served(&settings)
			 ? ask_program(asked, ret_answer)
			 : read_store(asked, &settings, ret_answer);
	settings_finish(&settings);
	return status;
}

static int finish_output(void)
{
	struct error error = {""};

	if (fflush(stdout) == 0 && ferror(stdout) == 0)
		return EXIT_DONE;
	error_set(&error, ERR_IO, "standard output: %s", strerror(errno));
	return command_failed(&error);
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
	status = get_answer(&asked, &answer);
	if (status != EXIT_DONE)
		return status;
	print(answer, as_json, as_csv);
	json_decref(answer);
	return finish_output();
}
