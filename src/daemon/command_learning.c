// SPDX-License-Identifier: GPL-3.0-or-later
/* learning: what stalling lines have learnt, and whether it helps. Asks the running program; when
 * none runs, reads its store, and writes nothing to it. */
#include "base/seal.h"
#include "daemon/control_client.h"
#include "daemon/learning_report.h"
#include "daemon/learning_store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct asked {
	const char *line, *config, *db, *seed;
};

static int ask_program(const struct asked *asked, json_t **ret_answer)
{
	struct control_words words = {.verb = CONTROL_LEARNING};

	words.member[MEMBER_LINE] = asked->line;
	return control_ask(asked->config, &words, ret_answer);
}

static int read_store(const struct asked *asked, const struct settings *settings,
		      json_t **ret_answer)
{
	struct error error = {""};
	struct buf out = {0};
	json_error_t problem;
	enum err err = seal_start(&error);

	if (err == ERR_NONE)
		err = learning_of_store(settings, asked->db, asked->seed, asked->line, &out,
					&error);
	if (err == ERR_NONE) {
		*ret_answer = json_loadb((const char *)out.data, out.size, 0, &problem);
		if (*ret_answer == NULL)
			err = error_set(&error, ERR_STATE, "the report is no JSON: %s",
					problem.text);
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

int command_learning(int argc, char **argv)
{
	struct asked asked = {0};
	bool as_json = false;
	const struct option_row rows[] = {
		{"--json", NULL, "as JSON, for programs: all numbers", NULL, &as_json},
		{"--config", "FILE", "the settings; ./fauxbond.yaml when not given", &asked.config,
		 NULL},
		{"--db", "FILE", "a rehearsal's store instead, with its --seed", &asked.db, NULL},
		{"--seed", "N", "the rehearsal's seed; 1 when not given", &asked.seed, NULL},
	};
	const char *rest[1];
	json_t *answer;
	size_t count;
	int status;

	if (command_options(argc, argv,
			    "learning [LINE] [--json] [--config FILE] [--db FILE --seed N]", rows,
			    sizeof rows / sizeof rows[0], rest, 1, &count, &status) != 0)
		return status;
	asked.line = count != 0 ? rest[0] : NULL;
	status = get_answer(&asked, &answer);
	if (status != EXIT_DONE)
		return status;
	if (as_json) {
		json_dumpf(answer, stdout,
			   JSON_PRESERVE_ORDER | JSON_COMPACT | JSON_REAL_PRECISION(12));
		puts("");
	} else {
		learning_print(answer);
	}
	json_decref(answer);
	return finish_output();
}
