// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a stalling line needs to keep its promises: places that are areas and can be said in one
 * text, hours in which it and they are there, money for a conversation. What it could not keep is
 * refused; what it can keep badly is a warning.
 */
#include "daemon/settings_table.h"

#include "base/alphabet.h"
#include "base/jsonout.h"
#include "flow/decide/stall/cues.h"
#include "flow/decide/stall/meeting.h"

#include <string.h>

enum {
	PLACE_CHARACTERS_MAX = 24, /* more leaves no room for the words around it in one text */
	WAKING_LEAST = 60,	   /* minutes a day in which a line must be able to write */
	QUARTERS = 96,		   /* meetings are at a quarter of an hour (meeting.c) */
	ANSWERS_A_TALK = 40,	   /* of ours, in a conversation that goes well */
};

/* ---- a place's name ---- */

/* What streets are called: behind other letters ("kerkstraat"), or as a word of its own. Folded, as
 * cues_fold() does. */
static const char *const street_ends[] = {"straat", "laan",  "steenweg", "dreef",
					  "plein",  "lei",   "kaai",	 "weg",
					  "baan",   "markt", "singel",	 "gracht"};
static const char *const street_words[] = {
	"rue",	   "avenue", "av",     "boulevard", "bd",     "bld",   "chaussee", "quai",
	"impasse", "allee",  "chemin", "place",	    "square", "cours", "street",   "st",
	"road",	   "rd",     "lane",   "ave",	    "drive",  "close"};

static bool ends_with(const char *word, size_t size, const char *end)
{
	size_t length = strlen(end);

	return size >= length && memcmp(word + size - length, end, length) == 0;
}

static bool is_street(const char *word, size_t size)
{
	for (size_t i = 0; i < sizeof street_ends / sizeof street_ends[0]; i++)
		if (ends_with(word, size, street_ends[i]))
			return true;
	for (size_t i = 0; i < sizeof street_words / sizeof street_words[0]; i++)
		if (strlen(street_words[i]) == size && memcmp(word, street_words[i], size) == 0)
			return true;
	return false;
}

bool settings_has_digit(const char *text)
{
	return text[strcspn(text, "0123456789")] != '\0';
}

/* "Kerkstraat 12", "12 rue Haute": somebody lives there. */
static bool is_address(const char *folded)
{
	bool street = false;

	for (const char *word = folded; *word != '\0';) {
		size_t size = strcspn(word, " ");

		street |= size != 0 && is_street(word, size);
		word += size + (word[size] != '\0');
	}
	return street && settings_has_digit(folded);
}

/* NULL: all of it goes into a text of 160 characters; else what is wrong with it. */
static const char *unsayable(const char *name)
{
	struct bytes text = bytes_of_text(name);
	size_t count = 0;

	for (size_t at = 0; at < text.size; count++) {
		uint8_t septets[2];

		if (gsm7_put((struct gsm7_shift){0}, utf8_next(text.data, text.size, &at),
			     septets) == 0)
			return "a text of 160 characters has no letter for one in this name; write "
			       "it as one "
			       "would in a text message, without that accent or sign";
	}
	return count > PLACE_CHARACTERS_MAX
		       ? "this name is longer than 24 characters; write it as people say it"
		       : NULL;
}

enum err settings_check_place(const struct place *places, size_t index,
			      const struct yaml_node *node, struct error *error_r)
{
	const struct yaml_node *named = yaml_get(node, "name");
	const char *name = places[index].name;
	const char *problem = unsayable(name);
	char folded[FOLDED_MAX], other[FOLDED_MAX];

	named = named != NULL ? named : node;
	if (problem != NULL)
		return yaml_error(named, error_r, "%s", problem);
	cues_fold(bytes_of_text(name), folded);
	if (is_address(folded))
		return yaml_error(named, error_r,
				  "this looks like an address, where somebody may live; name an "
				  "area, never an address");
	for (size_t i = 0; i < index; i++) {
		cues_fold(bytes_of_text(places[i].name), other);
		if (strcmp(folded, other) == 0)
			return yaml_error(named, error_r,
					  "this place is given on line %u too; write it once, with "
					  "all its hours",
					  places[i].row);
	}
	return ERR_NONE;
}

/* ---- hours ---- */

static enum err check_waking(const struct settings *settings, const struct line *line,
			     struct error *error_r)
{
	int awake = 0;

	for (int minute = 0; minute < 1440; minute++)
		awake += hours_hold(line->hours, line->hour_count, minute * MS_MINUTE);
	if (line->hour_count == 0 && settings_source(settings, &line->hours) != NULL)
		awake = 0; /* an empty list was written */
	if (awake >= WAKING_LEAST)
		return ERR_NONE;
	return settings_fail(
		settings, &line->hours, line->name, error_r,
		"these hours leave less than an hour a day to write in; write more, such as "
		"[\"08:00-23:30\"], or delete hours");
}

/* A meeting is at a quarter of an hour at which both the place and the line have their hours. */
static bool can_be_met_at(const struct line *line, const struct place *place)
{
	for (int quarter = 0; quarter < QUARTERS; quarter++) {
		ms_t at = quarter * 15 * MS_MINUTE;

		if (hours_hold(line->hours, line->hour_count, at) &&
		    hours_hold(place->hours, place->hour_count, at))
			return true;
	}
	return false;
}

enum err settings_check_stall(const struct settings *settings, const struct line *line,
			      struct error *error_r)
{
	enum err err = line->kind == LINE_STALL ? check_waking(settings, line, error_r) : ERR_NONE;

	for (size_t i = 0; err == ERR_NONE && line->kind == LINE_STALL && i < line->place_count;
	     i++)
		if (!can_be_met_at(line, &line->places[i]))
			return error_set(error_r, ERR_INPUT,
					 "%s:%u:%u: this place's hours and those of the line have "
					 "no quarter of an "
					 "hour in common, so that it would never be named; write "
					 "others, or delete it",
					 settings->name, line->places[i].row,
					 line->places[i].column);
	return err;
}

/* ---- what works and one should know ---- */

static int64_t least_of(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The caps' shortest day; INT64_MAX when nothing limits it. */
static int64_t paid_a_day(const struct settings *settings, const struct line *line)
{
	int64_t day = least_of(line->caps.day, settings->house.day_cap);

	return line->caps.hour <= INT64_MAX / 24 ? least_of(day, line->caps.hour * 24) : day;
}

static void warn_poor(struct warnings *warnings, const struct line *line)
{
	int64_t cap = paid_a_day(warnings->settings, line), talk = line->cost.out * ANSWERS_A_TALK;
	char left[32], needed[32];

	if (cap >= talk)
		return;
	settings_warn_at(warnings, line->caps.day != INT64_MAX ? &line->caps.day : &line->caps.hour,
			 line->name,
			 "the caps pay for %s a day, and a conversation that goes well takes %d "
			 "answers, %s: he "
			 "would be left standing in the middle of it; write more",
			 money_text(cap, left), ANSWERS_A_TALK, money_text(talk, needed));
}

static void warn_places(struct warnings *warnings, const struct line *line)
{
	if (line->place_count == 0)
		settings_warn_at(warnings, &line->places, line->name,
				 "no places: the line cannot name one, dodges when it is asked, "
				 "and makes no "
				 "appointment");
	if (line->place_count == 1)
		settings_warn_at(warnings, &line->places, line->name,
				 "only one place: each appointment is there, though no place "
				 "should be named twice "
				 "running; write two or more");
	for (size_t i = 0; i < line->place_count; i++)
		if (settings_has_digit(line->places[i].name))
			settings_warn_at(warnings, &line->places, line->name,
					 "a place with a digit in its name looks like an address; "
					 "write areas "
					 "only, nobody must be sent to a door");
}

void settings_warn_stall(struct warnings *warnings, const struct line *line)
{
	if (line->kind != LINE_STALL)
		return;
	if (line->real && line->agreement.with == NULL)
		settings_warn_at(warnings, &line->agreement.with, line->name,
				 "a stall line will not serve on a real carrier without the "
				 "agreement of the "
				 "police; write agreement: {with: …, on: …, reference: …}");
	warn_places(warnings, line);
	warn_poor(warnings, line);
}

/* ---- control ---- */

struct control {
	double uniform, prior;
};

#define AT(field) offsetof(struct control, field)

static const struct setting control_rows[] = {
	{"uniform", &setting_share, AT(uniform), 0, NULL, NULL, "", 0},
	{"prior", &setting_share, AT(prior), 0, NULL, NULL, "", 0},
};

static const struct setting_table control_table = {"control", control_rows, 2, NULL, NULL};

/* One share, a third of it for the uniform arm; or one for each arm. */
static enum err read_control(struct loader *loader, const struct setting *row,
			     const struct yaml_node *node, void *object)
{
	struct control control = {0};
	double share;
	enum err err;

	if (node->type != YAML_MAP) {
		err = yaml_double(node, 0, 1, &share, loader->error_r);
		if (err == ERR_NONE)
			control = (struct control){share / 3, share - share / 3};
	} else {
		err = settings_read_object(loader, &control_table, node, &control, SIZE_MAX);
		if (err == ERR_NONE && control.uniform + control.prior > 1)
			err = yaml_error(node, loader->error_r,
					 "these are more than all conversations together; write "
					 "shares that add up to 1 "
					 "or less");
	}
	*SETTING_FIELD(double, object, row->at) = control.uniform;
	*SETTING_FIELD(double, object, row->more) = control.prior;
	return err;
}

static void print_control(const struct setting *row, const void *object, struct buf *out)
{
	buf_add_format(out, "{uniform: %.4g, prior: %.4g}", *SETTING_CONST(double, object, row->at),
		       *SETTING_CONST(double, object, row->more));
}

const struct setting_type setting_control = {
	"a number from 0 to 1, or `{uniform: 0.05, prior: 0.10}`", read_control, print_control,
	NULL};
