// SPDX-License-Identifier: GPL-3.0-or-later
/* site backtest: whom other rules would have touched, on events that happened. */
#include "base/mem.h"
#include "daemon/backtest.h"
#include "daemon/command.h"
#include "daemon/reading.h"
#include "daemon/rehearse_input.h"
#include "daemon/settings_rules.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
	const char *rules, *events, *config, *line_name;
	bool as_json;
	struct settings settings; /* of --config; or made up: one site, with the defaults */
	size_t line_index;
	struct rules changed;
	struct reader_set reading;
	struct classify *classify;
	struct backtest *backtest;
	ms_t now;
};

/* ---- which line ---- */

static bool is_meant(const struct job *job, const struct line *line)
{
	return line->kind == LINE_SITE && (job->line_name == NULL || strcmp(line->name, job->line_name) == 0);
}

static enum err choose_line(struct job *job, struct error *error_r)
{
	size_t found = 0;

	for (size_t i = 0; i < job->settings.line_count; i++)
		if (is_meant(job, &job->settings.lines[i])) {
			job->line_index = i;
			found++;
		}
	if (found == 1)
		return ERR_NONE;
	if (found > 1)
		return error_set(error_r, ERR_INPUT, "%s has several sites; write --line NAME", job->config);
	return job->line_name != NULL
		       ? error_set(error_r, ERR_ABSENT, "%s has no site called %s", job->config, job->line_name)
		       : error_set(error_r, ERR_ABSENT, "%s has no line of kind site", job->config);
}

/* Without settings the rules in force are the defaults, of the line that the events name. */
static enum err make_up_settings(struct job *job, const char *name, struct error *error_r)
{
	char yaml[128];

	snprintf(yaml, sizeof yaml, "lines: [{name: %.*s, kind: site}]", LINE_NAME_MAX, name);
	return settings_parse(bytes_of_text(yaml), "defaults", &job->settings, error_r);
}

static enum err load(struct job *job, struct error *error_r)
{
	enum err err = settings_load_rules(job->rules, &job->changed, error_r);

	if (err == ERR_NONE && job->config != NULL) {
		err = settings_load(job->config, &job->settings, error_r);
		if (err == ERR_NONE)
			err = settings_load_lists(&job->settings, true, error_r);
		if (err == ERR_NONE)
			err = choose_line(job, error_r);
	}
	return err;
}

/* Once the line is known. */
static enum err begin(struct job *job, struct error *error_r)
{
	enum err err = reader_set_load(job->settings.packs, &job->reading, error_r);

	if (err != ERR_NONE)
		return err;
	job->classify = classify_create(job->reading.packs);
	classify_use(job->classify, job->reading.models);
	job->backtest = backtest_create(job->classify, job->settings.lines[job->line_index].rules, &job->changed);
	return job->backtest != NULL ? ERR_NONE : error_set(error_r, ERR_MEMORY, "memory is short");
}

/* ---- events ---- */

/* The name of the line that the first event is about. */
static enum err name_from(struct job *job, struct bytes text, size_t number, struct error *error_r)
{
	json_t *json = json_loadb((const char *)text.data, text.size, 0, NULL);
	const char *name = job->line_name != NULL ? job->line_name
						  : json_string_value(json_object_get(json, "line"));
	enum err err = name != NULL ? make_up_settings(job, name, error_r)
				    : error_set(error_r, ERR_INPUT,
						"%s:%zu:1: no event of a site; write as docs/SITE.md says, with at, "
						"event and line",
						job->events, number);

	json_decref(json);
	return err;
}

static enum err take_event(struct job *job, struct bytes text, size_t number, struct error *error_r)
{
	struct rehearse_input input;
	struct error problem = {""};
	size_t column = 1;
	enum err err = rehearse_parse(text, &job->settings, job->now, &input, &column, &problem);

	if (err == ERR_NONE)
		job->now = input.at;
	/* Other lines' events, and time that passes, change nothing here. */
	if (err == ERR_NONE && input.event == REHEARSE_CALL && input.line_index == job->line_index)
		err = backtest_event(job->backtest, input.at, &input.call, &problem);
	rehearse_input_finish(&input);
	return err == ERR_NONE ? err
			       : error_set(error_r, err, "%s:%zu:%zu: %s", job->events, number, column, problem.text);
}

static enum err take_line(struct job *job, struct bytes text, size_t number, struct error *error_r)
{
	enum err err = ERR_NONE;

	if (text.size == 0)
		return ERR_NONE;
	if (job->settings.line_count == 0)
		err = name_from(job, text, number, error_r);
	if (err == ERR_NONE && job->backtest == NULL)
		err = begin(job, error_r);
	return err == ERR_NONE ? take_event(job, text, number, error_r) : err;
}

static enum err take_lines(struct job *job, FILE *in, struct error *error_r)
{
	enum err err = ERR_NONE;
	size_t room = 0, number = 0;
	char *text = NULL;
	ssize_t size;

	while (err == ERR_NONE && (size = getline(&text, &room, in)) > 0) {
		while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == '\r'))
			size--;
		err = take_line(job, (struct bytes){(uint8_t *)text, (size_t)size}, ++number, error_r);
	}
	free(text);
	if (err == ERR_NONE && ferror(in))
		err = error_set(error_r, ERR_IO, "%s: %s", job->events, strerror(errno));
	return err;
}

static enum err read_events(struct job *job, struct error *error_r)
{
	FILE *in = strcmp(job->events, "-") == 0 ? stdin : fopen(job->events, "re");
	enum err err;

	if (in == NULL)
		return error_set(error_r, ERR_IO, "%s: %s", job->events, strerror(errno));
	err = take_lines(job, in, error_r);
	if (in != stdin)
		fclose(in);
	if (err == ERR_NONE && job->backtest == NULL)
		err = error_set(error_r, ERR_INPUT, "%s: there is no event in it", job->events);
	return err;
}

/* ---- the whole ---- */

static enum err print(const struct job *job, struct error *error_r)
{
	struct buf out = {0};
	enum err err = ERR_NONE;

	if (job->as_json)
		backtest_json(job->backtest, &out);
	else
		backtest_print(job->backtest, job->config != NULL ? job->config : "the defaults", job->rules, &out);
	if (fwrite(out.data, 1, out.size, stdout) != out.size || fflush(stdout) != 0)
		err = error_set(error_r, ERR_IO, "standard output: %s", strerror(errno));
	buf_finish(&out);
	return err;
}

static enum err run(struct job *job, struct error *error_r)
{
	enum err err = seal_start(error_r);

	if (err == ERR_NONE)
		err = load(job, error_r);
	if (err == ERR_NONE)
		err = read_events(job, error_r);
	if (err == ERR_NONE)
		err = print(job, error_r);
	backtest_destroy(job->backtest);
	classify_destroy(job->classify);
	reader_set_finish(&job->reading);
	settings_finish(&job->settings);
	return err;
}

static int backtest(int argc, char **argv)
{
	struct job *job = mem_alloc(1, sizeof *job);
	const struct option_row rows[] = {
		{"--config", "FILE", "the settings with the rules in force; the defaults when not given", &job->config,
		 NULL},
		{"--line", "NAME", "which site, when there are several", &job->line_name, NULL},
		{"--json", NULL, "one JSON object instead of tables", NULL, &job->as_json},
	};
	const char *files[2];
	struct error error = {""};
	size_t rest;
	int exit_code;

	if (command_options(argc, argv, "site backtest RULES.yaml EVENTS.jsonl|- [--config FILE] [--line NAME] [--json]",
			    rows, sizeof rows / sizeof rows[0], files, 2, &rest, &exit_code) == 0) {
		if (rest == 2) {
			job->rules = files[0];
			job->events = files[1];
			exit_code = run(job, &error) == ERR_NONE ? EXIT_DONE : command_failed(&error);
		} else {
			fputs("fauxbond: which rules, and which events? fauxbond site backtest RULES.yaml "
			      "EVENTS.jsonl (or - for standard input)\n",
			      stderr);
			exit_code = EXIT_USAGE;
		}
	}
	mem_free(job);
	return exit_code;
}

int command_site(int argc, char **argv)
{
	static const char usage[] =
		"usage: fauxbond site backtest RULES.yaml EVENTS.jsonl [OPTIONS]\n"
		"  whom other rules would have warned, held, suspended and banned: docs/BACKTEST.md.\n"
		"  `fauxbond site backtest --help` says more.\n";
	const char *word = argc > 1 ? argv[1] : "";

	if (strcmp(word, "backtest") == 0)
		return backtest(argc - 1, argv + 1);
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
		fputs(usage, stdout);
		return EXIT_DONE;
	}
	fputs(usage, stderr);
	return EXIT_USAGE;
}
