// SPDX-License-Identifier: GPL-3.0-or-later
/* What a row cannot say alone: entries against each other, and what serving needs. */
#include "daemon/settings_table.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum err settings_fail(const struct settings *settings, const void *field, const void *name,
		       struct error *error_r, const char *format, ...)
{
	const struct setting_source *source = settings_source(settings, field);
	char text[ERROR_TEXT_MAX];
	va_list args;

	if (source == NULL && name != NULL)
		source = settings_source(settings, name);
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return error_set(error_r, ERR_INPUT, "%s:%u:%u: %s", settings->name,
			 source != NULL ? source->line : 1, source != NULL ? source->column : 1,
			 text);
}

/* ---- bearers ---- */

bool settings_is_loopback(const char *host)
{
	struct in_addr v4;
	struct in6_addr v6;

	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	if (inet_pton(AF_INET6, host, &v6) == 1)
		return IN6_IS_ADDR_LOOPBACK(&v6);
	return strcasecmp(host, "localhost") == 0;
}

static enum err check_smpp(const struct settings *settings, const struct bearer_settings *bearer,
			   struct error *error_r)
{
	if (bearer->host == NULL)
		return settings_fail(settings, &bearer->host, bearer->name, error_r,
				     "address is missing here; write address: \"host:port\"");
	if (bearer->system_id == NULL)
		return settings_fail(
			settings, &bearer->system_id, bearer->name, error_r,
			"system_id is missing here; write the user name the carrier gave you");
	if (bearer->enquire < MS_SECOND || bearer->enquire > MS_HOUR)
		return settings_fail(settings, &bearer->enquire, bearer->name, error_r,
				     "write a span from 1s to 1h");
	if (bearer->practice && !settings_is_loopback(bearer->host))
		return settings_fail(
			settings, &bearer->practice, bearer->name, error_r,
			"a practice carrier is on this very machine; write an address of "
			"127.0.0.1, [::1] or localhost, or delete practice");
	return ERR_NONE;
}

static enum err check_bearer(const struct settings *settings, const struct bearer_settings *bearer,
			     struct error *error_r)
{
	if ((strcmp(bearer->name, "fake") == 0 && bearer->kind != BEARER_FAKE) ||
	    (strcmp(bearer->name, "handset") == 0 && bearer->kind != BEARER_HANDSET))
		return settings_fail(settings, bearer->name, NULL, error_r,
				     "this name is kept for what reaches nobody; write another");
	return bearer->kind == BEARER_SMPP ? check_smpp(settings, bearer, error_r) : ERR_NONE;
}

/* ---- lines ---- */

bool settings_answers(const struct line *line)
{
	return line->kind == LINE_DECLINE || line->kind == LINE_STALL;
}

static const struct bearer_settings *bearer_of(const struct settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->bearer_count; i++)
		if (strcmp(settings->bearers[i].name, name) == 0)
			return &settings->bearers[i];
	return NULL;
}

/* Finds the line's bearer and whether it reaches a real carrier. */
static enum err check_link(struct settings *settings, struct line *line, struct error *error_r)
{
	const struct bearer_settings *bearer = bearer_of(settings, line->bearer);

	line->real = bearer != NULL && bearer->kind == BEARER_SMPP && !bearer->practice;
	if (bearer == NULL && strcmp(line->bearer, "fake") != 0 &&
	    strcmp(line->bearer, "handset") != 0)
		return settings_fail(
			settings, &line->bearer, line->name, error_r,
			"bearers: has no such name; write one of its names, fake or handset");
	if (line->number_count == 0 &&
	    (settings_answers(line) || (bearer != NULL && bearer->kind == BEARER_SMPP)))
		return settings_fail(settings, &line->numbers, line->name, error_r,
				     "this line has no number; write numbers: [\"+…\"]");
	return ERR_NONE;
}

static enum err check_times(const struct settings *settings, const struct line *line,
			    struct error *error_r)
{
	char most[CLOCK_TEXT_MAX];
	const void *field = settings_source(settings, &line->answer.late) != NULL
				    ? &line->answer.late
				    : &line->answer.least;

	if (line->answer.late >= line->answer.most)
		return ERR_NONE;
	return settings_fail(settings, field, line->name, error_r,
			     "late ends before the window does; write late: %s or more",
			     clock_span_text(line->answer.most, most));
}

/* All of an agreement or none: half a one cannot be shown to anybody. */
static enum err check_agreement(const struct settings *settings, const struct line *line,
				struct error *error_r)
{
	char *const *parts[] = {&line->agreement.with, &line->agreement.on,
				&line->agreement.reference};
	const void *written = NULL;
	size_t count = 0;

	for (size_t i = 0; i < 3; i++)
		if (*parts[i] != NULL) {
			written = parts[i];
			count++;
		}
	if (count == 0 || count == 3)
		return ERR_NONE;
	return settings_fail(
		settings, written, line->name, error_r,
		"this agreement is not whole; write agreement: {with: …, on: …, reference: …}");
}

static enum err check_line(struct settings *settings, struct line *line, struct error *error_r)
{
	enum err err = settings_check_site(settings, line, error_r);

	if (err == ERR_NONE)
		err = check_link(settings, line, error_r);
	if (err == ERR_NONE)
		err = check_times(settings, line, error_r);
	if (err == ERR_NONE)
		err = settings_check_money(settings, line, error_r);
	if (err == ERR_NONE)
		err = check_agreement(settings, line, error_r);
	if (err == ERR_NONE)
		err = settings_check_stall(settings, line, error_r);
	return err;
}

/* ---- numbers ---- */

static int compare_numbers(const void *a, const void *b)
{
	const struct given_number *x = a, *y = b;
	int order = strcmp(x->number, y->number);

	if (order != 0)
		return order;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

/* A message says to which number it came: that must name one line. The first repetition is
 * reported. */
static enum err check_numbers(struct loader *loader)
{
	const struct given_number *first = NULL, *again = NULL, *numbers = loader->numbers;

	if (loader->number_count == 0)
		return ERR_NONE;
	qsort(loader->numbers, loader->number_count, sizeof *numbers, compare_numbers);
	for (size_t i = 1; i < loader->number_count; i++)
		if (strcmp(numbers[i - 1].number, numbers[i].number) == 0 &&
		    (again == NULL || numbers[i].line < again->line)) {
			first = &numbers[i - 1];
			again = &numbers[i];
		}
	if (again == NULL)
		return ERR_NONE;
	return error_set(loader->error_r, ERR_INPUT,
			 "%s:%u:%u: this number is given on line %u too; write it once",
			 loader->settings->name, again->line, again->column, first->line);
}

enum err settings_check(struct loader *loader)
{
	struct settings *settings = loader->settings;
	enum err err = check_numbers(loader);

	for (size_t i = 0; err == ERR_NONE && i < settings->bearer_count; i++)
		err = check_bearer(settings, &settings->bearers[i], loader->error_r);
	for (size_t i = 0; err == ERR_NONE && i < settings->line_count; i++)
		err = check_line(settings, &settings->lines[i], loader->error_r);
	if (err == ERR_NONE)
		err = settings_check_alarm(settings, loader->error_r);
	return err == ERR_NONE ? settings_check_writer(settings, loader->error_r) : err;
}

/* ---- serving ---- */

static enum err check_serve_line(const struct settings *settings, const struct line *line,
				 struct error *error_r)
{
	if (line->kind == LINE_STALL && line->real && line->agreement.with == NULL)
		return settings_fail(
			settings, &line->bearer, line->name, error_r,
			"a stall line does not serve on a real carrier without the agreement "
			"of the police; write agreement: {with: …, on: …, reference: …}");
	if (line->deconflict != NULL && access(line->deconflict, R_OK) != 0)
		return settings_fail(
			settings, &line->deconflict, line->name, error_r,
			"this list of the police cannot be read; write the path of a file that "
			"can, an empty one if there are no numbers");
	return settings_check_site_serve(settings, line, error_r);
}

enum err settings_check_serve(const struct settings *settings, struct error *error_r)
{
	enum err err = ERR_NONE;

	if (strcmp(settings->store, "sqlite") != 0)
		return settings_fail(settings, &settings->store, NULL, error_r,
				     "this version has SQLite only; write store: sqlite");
	for (size_t i = 0; err == ERR_NONE && i < settings->line_count; i++)
		err = check_serve_line(settings, &settings->lines[i], error_r);
	if (err == ERR_NONE)
		err = settings_check_alarm_serve(settings, error_r);
	return err == ERR_NONE ? settings_check_writer_serve(settings, error_r) : err;
}
