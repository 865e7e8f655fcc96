// SPDX-License-Identifier: GPL-3.0-or-later
/* learning: what stalling lines have learnt, and whether it helps. Asks the running program; when
 * none runs, reads its store, and writes nothing to it. */
#include "daemon/command_report.h"
#include "daemon/learning_report.h"
#include "daemon/learning_store.h"

#include <stdio.h>

struct asked {
	const char *line, *config, *db, *seed;
};

static enum err read_store(void *context, const struct settings *settings, struct buf *out,
			   struct error *error_r)
{
	const struct asked *asked = context;

	return learning_of_store(settings, asked->db, asked->seed, asked->line, out, error_r);
}

int command_learning(int argc, char **argv)
{
	struct control_words words = {.verb = CONTROL_LEARNING};
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
	words.member[MEMBER_LINE] = asked.line;
	status = report_ask(asked.config, asked.db, &words, read_store, &asked, &answer);
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
	return report_end();
}
