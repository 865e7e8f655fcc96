// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * evening: the evening of 30 October 2017 again, in seconds. It makes the evening up from a seed,
 * hands it to `rehearse` as anybody's events, and says what became of it: hour by hour, in a
 * caption, and as a drawing.
 */
#include "base/embedded.h"
#include "base/random.h"
#include "base/seal.h"
#include "daemon/command.h"
#include "daemon/evening.h"
#include "daemon/evening_curve.h"
#include "daemon/evening_run.h"
#include "daemon/evening_words.h"
#include "daemon/installation.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct embedded_file embedded_evening[];

enum { SETTINGS_MAX = 1 << 20 };

/* The table's rows: the calm days together, then the hours from two in the afternoon to two at
 * night. */
enum { ROWS = 13, FIRST_HOUR = 14 };

struct telling {
	const char *config, *svg, *events, *effects; /* files; NULL: none */
	enum spoken language;
	uint64_t seed;
	struct buf settings;	  /* YAML */
	char line[LINE_NAME_MAX]; /* the first that declines */
	struct evening evening;
	struct evening_measure measure;
	FILE *effects_file;
	int rows;	/* told so far */
	size_t moments; /* beginnings and ends of sieges told so far */
};

/* ---- what it is run under ---- */

static enum err read_settings(struct telling *telling, struct error *error_r)
{
	const struct embedded_file *own = &embedded_evening[0];

	if (telling->config != NULL)
		return file_read(telling->config, SETTINGS_MAX, &telling->settings, error_r);
	buf_add(&telling->settings, own->data, own->size);
	return ERR_NONE;
}

/* Of the settings only what the measure compares with; the rehearsal reads them for itself. */
static enum err take_terms(struct telling *telling, struct evening_terms *ret_terms,
			   struct error *error_r)
{
	const char *name =
		telling->config != NULL ? telling->config : "examples/flood/evening.yaml";
	struct settings settings;
	enum err err = settings_parse(buf_bytes(&telling->settings), name, &settings, error_r);
	size_t i = 0;

	if (err != ERR_NONE)
		return err;
	while (i < settings.line_count && settings.lines[i].kind != LINE_DECLINE)
		i++;
	if (i == settings.line_count) {
		err = error_set(error_r, ERR_INPUT, "%s: there is no line of kind decline", name);
	} else {
		const struct line *line = &settings.lines[i];

		memcpy(telling->line, line->name, sizeof telling->line);
		*ret_terms = (struct evening_terms){.in = line->cost.in,
						    .out = line->cost.out,
						    .cap_hour = line->caps.hour,
						    .cap_day = line->caps.day,
						    .window = line->answer.most};
		memcpy(ret_terms->currency, settings.house.currency, sizeof ret_terms->currency);
	}
	settings_finish(&settings);
	return err;
}

/* ---- files ---- */

static enum err failed(const char *path, struct error *error_r)
{
	return error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
}

static enum err write_file(const char *path, struct bytes bytes, struct error *error_r)
{
	FILE *file = fopen(path, "we");
	bool ok = file != NULL && fwrite(bytes.data, 1, bytes.size, file) == bytes.size;

	if (file != NULL && fclose(file) != 0)
		ok = false;
	return ok ? ERR_NONE : failed(path, error_r);
}

/* ---- telling ---- */

static void put_line(struct buf *line)
{
	fwrite(line->data, 1, line->size, stdout);
	fflush(stdout);
	buf_finish(line);
}

/* The siege and the calm that lie before `to` and were not told yet. */
static void tell_sieges(struct telling *telling, ms_t to)
{
	const struct evening_measure *measure = &telling->measure;

	for (; telling->moments / 2 < measure->siege_count; telling->moments++) {
		const struct evening_siege *siege = &measure->sieges[telling->moments / 2];
		bool calm = telling->moments % 2 != 0;
		ms_t at = calm ? siege->to : siege->from;
		struct buf line = {0};
		char clock[6];

		if (at >= to)
			return;
		evening_clock(at, clock);
		buf_add_text(&line, "  ** ");
		evening_say_of(telling->language,
			       calm ? EVENING_WORD_CALM_AT : EVENING_WORD_SIEGE_AT, clock, &line);
		buf_add_u8(&line, '\n');
		put_line(&line);
	}
}

/* Whoever wrote in a row's hours has had his answer, or never has it in time, one window after
 * them. */
static void tell_rows(struct telling *telling, ms_t now)
{
	for (; telling->rows < ROWS; telling->rows++) {
		bool calm = telling->rows == 0;
		ms_t hour = EVENING_MONDAY + (FIRST_HOUR - 1 + telling->rows) * MS_HOUR;
		ms_t from = calm ? EVENING_BEGINS : hour,
		     to = calm ? EVENING_MONDAY : hour + MS_HOUR;
		struct buf row = {0};

		if (now <= to + telling->measure.terms.window)
			return;
		tell_sieges(telling, to);
		evening_row(&telling->measure, telling->language,
			    calm ? evening_say(telling->language, EVENING_WORD_CALM_DAYS) : NULL,
			    from, to, &row);
		put_line(&row);
	}
}

static enum err take_line(void *context, struct bytes line, struct error *error_r)
{
	struct telling *telling = context;
	FILE *file = telling->effects_file;
	enum err err;

	if (file != NULL &&
	    (fwrite(line.data, 1, line.size, file) != line.size || fputc('\n', file) == EOF))
		return failed(telling->effects, error_r);
	err = evening_measure_take(&telling->measure, line, error_r);
	if (err == ERR_NONE)
		tell_rows(telling, telling->measure.now);
	return err;
}

static void tell_end(struct telling *telling)
{
	struct buf text = {0};

	tell_sieges(telling, MS_NEVER);
	buf_add_u8(&text, '\n');
	evening_caption(&telling->measure, telling->language, &text);
	buf_add_u8(&text, '\n');
	evening_remarks(&telling->measure, telling->language, &text);
	buf_add_u8(&text, '\n');
	if (telling->svg != NULL)
		buf_add_format(&text, "%s %s\n", evening_say(telling->language, EVENING_WORD_DRAWN),
			       telling->svg);
	put_line(&text);
}

/* ---- the whole ---- */

static enum err draw(const struct telling *telling, struct error *error_r)
{
	struct buf drawing = {0};
	enum err err;

	if (telling->svg == NULL)
		return ERR_NONE;
	evening_curve(&telling->measure, telling->language, &drawing);
	err = write_file(telling->svg, buf_bytes(&drawing), error_r);
	buf_finish(&drawing);
	return err;
}

static enum err open_files(struct telling *telling, struct bytes events, struct error *error_r)
{
	enum err err = ERR_NONE;

	if (telling->events != NULL)
		err = write_file(telling->events, events, error_r);
	if (err != ERR_NONE || telling->effects == NULL)
		return err;
	telling->effects_file = fopen(telling->effects, "we");
	return telling->effects_file != NULL ? ERR_NONE : failed(telling->effects, error_r);
}

static enum err rehearse(struct telling *telling, struct error *error_r)
{
	struct buf events = {0}, head = {0};
	enum err err;

	evening_write(&telling->evening, telling->line, &events);
	err = open_files(telling, buf_bytes(&events), error_r);
	if (err == ERR_NONE) {
		buf_add_format(&head, "%s\n\n", evening_say(telling->language, EVENING_WORD_BEGIN));
		evening_head(telling->language, &head);
		put_line(&head);
		err = evening_rehearse(telling->config, buf_bytes(&telling->settings),
				       telling->seed, buf_bytes(&events), take_line, telling,
				       error_r);
	}
	if (telling->effects_file != NULL && fclose(telling->effects_file) != 0 && err == ERR_NONE)
		err = failed(telling->effects, error_r);
	buf_finish(&events);
	return err;
}

static enum err tell(struct telling *telling, struct error *error_r)
{
	struct evening_terms terms;
	enum err err = seal_start(error_r);

	if (err == ERR_NONE)
		err = read_settings(telling, error_r);
	if (err == ERR_NONE)
		err = take_terms(telling, &terms, error_r);
	if (err != ERR_NONE)
		return err;
	evening_generate(telling->seed, &telling->evening);
	evening_measure_init(&telling->measure, &telling->evening, &terms);
	err = rehearse(telling, error_r);
	if (err == ERR_NONE)
		err = draw(telling, error_r);
	if (err == ERR_NONE)
		tell_end(telling);
	evening_measure_finish(&telling->measure);
	evening_finish(&telling->evening);
	return err;
}

int command_evening(int argc, char **argv)
{
	const char *seed = "1", *language = NULL;
	struct telling telling = {.language = spoken_of_environment()};
	const struct option_row rows[] = {
		{"--seed", "N", "chance, repeatable; 1 when not given", &seed, NULL},
		{"--language", "nl|fr|en", "the language it speaks to you; else your system's",
		 &language, NULL},
		{"--svg", "FILE", "draw the evening into this file", &telling.svg, NULL},
		{"--events", "FILE", "write what came, as rehearse reads it", &telling.events,
		 NULL},
		{"--effects", "FILE", "write what was done about it, as rehearse says it",
		 &telling.effects, NULL},
		{"--config", "FILE", "other settings than examples/flood/evening.yaml",
		 &telling.config, NULL},
	};
	struct error error = {""};
	size_t rest;
	int exit_code;
	enum err err;

	if (command_options(argc, argv, "evening [--seed N] [--language nl|fr|en] [--svg FILE]",
			    rows, sizeof rows / sizeof rows[0], NULL, 0, &rest, &exit_code) != 0)
		return exit_code;
	if (!command_seed(seed, &telling.seed))
		return command_wrong("--seed", seed, "write a whole number");
	if (language != NULL && !spoken_of(language, &telling.language))
		return command_wrong("--language", language, "write nl, fr or en");
	signal(SIGPIPE, SIG_IGN);
	err = tell(&telling, &error);
	buf_finish(&telling.settings);
	return err == ERR_NONE ? EXIT_DONE : command_failed(&error);
}
