// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sighting: hands in what a decoy saw on someone else's site, one approach or a table of them. A table is
 * read twice: first all of it is checked, so that a mistake changes nothing; then it is handed in, as
 * many rows at a time as a request holds. What was recorded before is known, so that a table which was
 * interrupted is handed in again as a whole.
 */
#include "daemon/control_client.h"
#include "daemon/installation.h"
#include "daemon/now.h"
#include "daemon/sighting_csv.h"
#include "daemon/sightings_report.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	/* Bytes of a request that are left for its sightings. */
	LIST_BYTES = CONTROL_LINE_MAX - 128,
	TELL_ROWS = 1000, /* how far it is, is told after so many, and at the end */
};

struct handing_in {
	struct control_client client;
	const char *line;
	struct buf list;  /* sightings that wait, as JSON */
	struct buf scratch;
	size_t rows, handed, told;
	uint64_t recorded, known;
	bool tells; /* how far it is */
};

/* ---- what goes over the socket ---- */

static void tell(struct handing_in *work)
{
	if (!work->tells || (work->handed - work->told < TELL_ROWS && work->handed != work->rows))
		return;
	work->told = work->handed;
	fprintf(stderr, "%zu of %zu rows\n", work->handed, work->rows);
}

static enum err hand_in(struct handing_in *work, struct error *error_r)
{
	struct control_words words = {.verb = CONTROL_SIGHTING};
	json_t *answer;
	enum err err;

	if (work->list.size == 0)
		return ERR_NONE;
	buf_add_u8(&work->list, ']');
	words.member[MEMBER_LINE] = work->line;
	words.member[MEMBER_SIGHTINGS] = buf_text(&work->list);
	err = control_client_ask(&work->client, &words, &answer, error_r);
	buf_clear(&work->list);
	if (err != ERR_NONE)
		return err;
	work->recorded += (uint64_t)json_integer_value(json_object_get(answer, "recorded"));
	work->known += (uint64_t)json_integer_value(json_object_get(answer, "known"));
	json_decref(answer);
	tell(work);
	return ERR_NONE;
}

static enum err too_long(struct error *error_r)
{
	return error_set(error_r, ERR_INPUT, "is too long to be handed in: %d bytes at most, in all",
			 LIST_BYTES);
}

static enum err add(struct handing_in *work, const struct sighting_words *words,
		    struct error *error_r)
{
	enum err err = ERR_NONE;

	buf_clear(&work->scratch);
	sighting_put(words, &work->scratch);
	if (work->scratch.size + 2 > LIST_BYTES)
		return too_long(error_r);
	if (work->list.size + work->scratch.size + 2 > LIST_BYTES)
		err = hand_in(work, error_r);
	if (err != ERR_NONE)
		return err;
	buf_add_u8(&work->list, work->list.size == 0 ? '[' : ',');
	buf_add(&work->list, work->scratch.data, work->scratch.size);
	work->handed++;
	return ERR_NONE;
}

static void finish(struct handing_in *work)
{
	control_client_finish(&work->client);
	buf_finish(&work->list);
	buf_finish(&work->scratch);
}

/* ---- a table ---- */

static enum err check_row(void *context, const struct sighting_words *words, struct error *error_r)
{
	struct handing_in *work = context;

	buf_clear(&work->scratch);
	sighting_put(words, &work->scratch);
	return work->scratch.size + 2 <= LIST_BYTES ? ERR_NONE : too_long(error_r);
}

static enum err take_row(void *context, const struct sighting_words *words, struct error *error_r)
{
	return add(context, words, error_r);
}

static enum err read_table(const char *path, struct buf *out, struct error *error_r)
{
	enum err err = file_read(strcmp(path, "-") == 0 ? "/dev/stdin" : path, SIGHTING_CSV_BYTES, out,
				 error_r);

	return err == ERR_INPUT ? error_set(error_r, err, "%s: is longer than 256 MB", path) : err;
}

/* What was handed in before something broke stays recorded, and is known the next time. */
static enum err broken(const struct handing_in *work, enum err err, struct error *error_r)
{
	if (work->recorded + work->known == 0)
		return err;
	return error_wrap(error_r, err,
			  "%llu of %zu rows are recorded; hand the same table in again, they are known "
			  "then",
			  (unsigned long long)work->recorded + (unsigned long long)work->known, work->rows);
}

/* "table.csv:3:17: what is wrong". */
static enum err place(const char *path, struct error *error_r)
{
	const struct error problem = *error_r;

	return error_set(error_r, ERR_INPUT, "%s:%s", path, problem.text);
}

static enum err hand_in_table(struct handing_in *work, struct bytes table, const char *path,
			      struct zone *zone, struct error *error_r)
{
	ms_t now = now_ms();
	size_t again;
	enum err err = sighting_csv(table, zone, now, check_row, work, &work->rows, error_r);

	if (err != ERR_NONE)
		return place(path, error_r);
	work->tells = isatty(STDERR_FILENO) || work->rows >= 10 * TELL_ROWS;
	err = sighting_csv(table, zone, now, take_row, work, &again, error_r);
	if (err == ERR_NONE)
		err = hand_in(work, error_r);
	return err == ERR_NONE ? err : broken(work, err, error_r);
}

/* ---- the command ---- */

struct asked {
	const char *line, *config, *csv;
	struct sighting_words words;
};

/* Moments are by the line's clocks, which the settings tell; whether there is such a line, and whether it
 * watches, the program says. */
static enum err zone_of(const struct settings *settings, const char *line, struct zone **ret_zone,
			struct error *error_r)
{
	static const struct line none;

	for (size_t i = 0; i < settings->line_count; i++)
		if (strcmp(settings->lines[i].name, line) == 0)
			return line_zone(&settings->lines[i], &settings->house, ret_zone, error_r);
	return line_zone(&none, &settings->house, ret_zone, error_r);
}

static enum err do_table(struct handing_in *work, const struct asked *asked,
			 const struct settings *settings, struct error *error_r)
{
	struct buf table = {0};
	struct zone *zone = NULL;
	enum err err = zone_of(settings, asked->line, &zone, error_r);

	if (err == ERR_NONE)
		err = read_table(asked->csv, &table, error_r);
	if (err == ERR_NONE)
		err = hand_in_table(work, buf_bytes(&table), asked->csv, zone, error_r);
	zone_destroy(zone);
	buf_finish(&table);
	return err;
}

static enum err do_one(struct handing_in *work, const struct asked *asked, struct error *error_r)
{
	enum err err = add(work, &asked->words, error_r);

	if (err == ERR_INPUT)
		return error_wrap(error_r, err, "the sighting");
	return err == ERR_NONE ? hand_in(work, error_r) : err;
}

static void say_done(const struct handing_in *work)
{
	printf("recorded %llu", (unsigned long long)work->recorded);
	if (work->known != 0)
		printf(", known already %llu", (unsigned long long)work->known);
	puts("");
}

static int run(const struct asked *asked)
{
	struct handing_in work = {.line = asked->line};
	struct settings settings = {0};
	struct error error = {""};
	int status = control_client_open(&work.client, asked->config);
	enum err err;

	if (status != EXIT_DONE)
		return status;
	err = settings_load(command_config(asked->config), &settings, &error);
	if (err == ERR_NONE)
		err = asked->csv != NULL ? do_table(&work, asked, &settings, &error)
					 : do_one(&work, asked, &error);
	if (err == ERR_NONE)
		say_done(&work);
	settings_finish(&settings);
	finish(&work);
	return err == ERR_NONE ? EXIT_DONE : command_failed(&error);
}

/* One approach in options, or a table: never both. */
static bool is_whole(const struct asked *asked)
{
	bool one = asked->words.member[SIGHTING_AT_PLATFORM] != NULL &&
		   asked->words.member[SIGHTING_AT_HANDLE] != NULL &&
		   asked->words.member[SIGHTING_AT_WHAT] != NULL;

	if (asked->csv == NULL)
		return one;
	for (int i = 0; i < SIGHTING_MEMBER_COUNT; i++)
		if (asked->words.member[i] != NULL)
			return false;
	return true;
}

int command_sighting(int argc, char **argv)
{
	const char *usage = "sighting LINE --platform P --handle H --what request|message [OPTIONS], or "
			    "sighting LINE --csv FILE";
	struct asked asked = {.csv = NULL};
	const char **words = asked.words.member, *rest[1];
	const struct option_row rows[] = {
		{"--platform", "NAME", "the site or app, as praatplek", &words[SIGHTING_AT_PLATFORM], NULL},
		{"--handle", "NAME", "the name of who approached, on that site",
		 &words[SIGHTING_AT_HANDLE], NULL},
		{"--what", "request|message", "a contact request, or a message",
		 &words[SIGHTING_AT_WHAT], NULL},
		{"--text", "TEXT", "his words", &words[SIGHTING_AT_TEXT], NULL},
		{"--seen", "TIME", "when it happened, as \"2026-03-02 20:15\"; now when not given",
		 &words[SIGHTING_AT_SEEN], NULL},
		{"--url", "ADDRESS", "of the profile", &words[SIGHTING_AT_URL], NULL},
		{"--claimed-age", "YEARS", "the age that the profile gives", &words[SIGHTING_AT_AGE], NULL},
		{"--csv", "FILE", "a table with a row for each; - for standard input", &asked.csv, NULL},
		{"--config", "FILE", "the settings of the running program", &asked.config, NULL},
	};
	size_t count;
	int status;

	if (command_options(argc, argv, usage, rows, sizeof rows / sizeof rows[0], rest, 1, &count,
			    &status) != 0)
		return status;
	if (count != 1 || !is_whole(&asked)) {
		fprintf(stderr, "fauxbond: usage: fauxbond %s\n", usage);
		return EXIT_USAGE;
	}
	asked.line = rest[0];
	return run(&asked);
}
