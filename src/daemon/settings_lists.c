// SPDX-License-Identifier: GPL-3.0-or-later
/* Types that are lists: own numbers, languages, hours, places. The row's second field is the count.
 */
#include "daemon/settings_table.h"

#include <string.h>

/* A list of at most `most`; its count. */
static enum err list_of(struct loader *loader, const struct yaml_node *node, size_t most)
{
	enum err err = yaml_expect_list(node, loader->error_r);

	if (err == ERR_NONE && node->count > most)
		return yaml_error(node, loader->error_r, "too many; write at most %zu", most);
	return err;
}

static size_t *count_field(const struct setting *row, void *object)
{
	return SETTING_FIELD(size_t, object, row->more);
}

static size_t count_of(const struct setting *row, const void *object)
{
	return *SETTING_CONST(size_t, object, row->more);
}

/* ---- numbers ---- */

bool settings_parse_number(const char *text, char ret_number[NUMBER_MAX])
{
	char number[NUMBER_MAX] = "+";
	size_t digits = 0;

	if (*text++ != '+')
		return false;
	for (; *text != '\0'; text++) {
		if (*text >= '0' && *text <= '9') {
			if (digits == 15)
				return false;
			number[++digits] = *text;
		} else if (strchr(" .-/", *text) == NULL) {
			return false;
		}
	}
	if (digits < 5 || number[1] == '0') /* no country code begins with 0 */
		return false;
	memcpy(ret_number, number, sizeof number);
	return true;
}

typedef char own_number[NUMBER_MAX];

static void remember_number(struct loader *loader, const char *number, const struct yaml_node *node)
{
	struct given_number *own;

	if (loader->number_count % 64 == 0)
		loader->numbers = mem_grow(loader->numbers, loader->number_count + 64,
					   sizeof loader->numbers[0]);
	own = &loader->numbers[loader->number_count++];
	memcpy(own->number, number, NUMBER_MAX);
	own->line = node->line;
	own->column = node->column;
}

static enum err read_numbers(struct loader *loader, const struct setting *row,
			     const struct yaml_node *node, void *object)
{
	own_number *numbers;
	enum err err = list_of(loader, node, LINE_NUMBERS_MAX);

	if (err != ERR_NONE)
		return err;
	numbers = mem_alloc(node->count + 1, sizeof *numbers);
	*SETTING_FIELD(own_number *, object, row->at) = numbers;
	YAML_EACH(item, node)
	{
		const char *text;

		err = yaml_text(item, &text, loader->error_r);
		if (err != ERR_NONE)
			return err;
		if (!settings_parse_number(text, numbers[*count_field(row, object)]))
			return yaml_error(item, loader->error_r,
					  "write a number with its country: \"+\" and 5 to 15 "
					  "digits, in quotes");
		remember_number(loader, numbers[(*count_field(row, object))++], item);
	}
	return ERR_NONE;
}

static void print_numbers(const struct setting *row, const void *object, struct buf *out)
{
	const own_number *numbers = *SETTING_CONST(own_number *, object, row->at);

	buf_add_text(out, "[");
	for (size_t i = 0; i < count_of(row, object); i++)
		buf_add_format(out, "%s%s", i != 0 ? ", " : "", numbers[i]);
	buf_add_text(out, "]");
}

static void finish_numbers(const struct setting *row, void *object)
{
	own_number **numbers = SETTING_FIELD(own_number *, object, row->at);

	mem_free(*numbers);
	*numbers = NULL;
	*count_field(row, object) = 0;
}

const struct setting_type setting_numbers = {"numbers: `[\"+33639980021\"]`", read_numbers,
					     print_numbers, finish_numbers};

/* ---- languages ---- */

static const char *const languages[] = {
#define X(id, name) [id] = name,
	LANGUAGES(X)
#undef X
};

static bool has_language(const enum language *list, size_t count, enum language language)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == language)
			return true;
	return false;
}

static enum err read_languages(struct loader *loader, const struct setting *row,
			       const struct yaml_node *node, void *object)
{
	enum language *list = SETTING_FIELD(enum language, object, row->at);
	size_t *count = count_field(row, object);
	enum err err = list_of(loader, node, LANGUAGE_COUNT - 1);

	if (err == ERR_NONE && node->count == 0)
		return yaml_error(node, loader->error_r,
				  "no language is left; write at least one of [nl, fr, en]");
	if (err != ERR_NONE)
		return err;
	YAML_EACH(item, node)
	{
		size_t index = 0; /* among the names behind "unknown" */

		err = settings_choose(item, languages + 1, LANGUAGE_COUNT - 1, &index,
				      loader->error_r);
		if (err != ERR_NONE)
			return err;
		if (has_language(list, *count, (enum language)(index + 1)))
			return yaml_error(item, loader->error_r,
					  "this language was given before; write it once");
		list[(*count)++] = (enum language)(index + 1);
	}
	return ERR_NONE;
}

static void print_languages(const struct setting *row, const void *object, struct buf *out)
{
	const enum language *list = SETTING_CONST(enum language, object, row->at);

	buf_add_text(out, "[");
	for (size_t i = 0; i < count_of(row, object); i++)
		buf_add_format(out, "%s%s", i != 0 ? ", " : "", languages[list[i]]);
	buf_add_text(out, "]");
}

const struct setting_type setting_languages = {"some of `[nl, fr, en]`", read_languages,
					       print_languages, NULL};

/* ---- hours ---- */

static enum err read_hours(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object)
{
	struct hours *hours = SETTING_FIELD(struct hours, object, row->at);
	size_t *count = count_field(row, object);
	enum err err = list_of(loader, node, LINE_HOURS_MAX);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(item, node)
	{
		const char *text;

		err = yaml_text(item, &text, loader->error_r);
		if (err != ERR_NONE)
			return err;
		if (!settings_parse_hours(text, &hours[*count]))
			return yaml_error(item, loader->error_r,
					  "write hours from-to, such as \"08:00-22:30\"; past "
					  "midnight \"20:00-01:30\"");
		(*count)++;
	}
	return ERR_NONE;
}

static void print_hours(const struct setting *row, const void *object, struct buf *out)
{
	const struct hours *hours = SETTING_CONST(struct hours, object, row->at);

	buf_add_text(out, count_of(row, object) != 0 ? "[" : "always");
	for (size_t i = 0; i < count_of(row, object); i++) {
		unsigned from = hours[i].from, to = hours[i].to;

		if (to > 1440)
			to -= 1440;
		buf_add_format(out, "%s%02u:%02u-%02u:%02u", i != 0 ? ", " : "", from / 60,
			       from % 60, to / 60, to % 60);
	}
	buf_add_text(out, count_of(row, object) != 0 ? "]" : "");
}

const struct setting_type setting_hours = {"hours: `[\"08:00-01:30\"]`", read_hours, print_hours,
					   NULL};

/* ---- places ---- */

#define AT(field) offsetof(struct place, field)

static const struct setting place_rows[] = {
	{"name", &setting_text, AT(name), 0, NULL, NULL,
	 "An area as people call it, at most 24 characters, never an address; it is named to strangers.", 0},
	{"hours", &setting_hours, AT(hours), AT(hour_count), NULL, "always",
	 "When somebody could be there, in the line's time.", 0},
};

const struct setting_table settings_place = {"places", place_rows,
					     sizeof place_rows / sizeof place_rows[0], NULL, NULL};

static enum err read_places(struct loader *loader, const struct setting *row,
			    const struct yaml_node *node, void *object)
{
	struct place *places;
	enum err err = list_of(loader, node, LINE_PLACES_MAX);

	if (err != ERR_NONE)
		return err;
	places = mem_alloc(node->count + 1, sizeof *places);
	*SETTING_FIELD(struct place *, object, row->at) = places;
	YAML_EACH(item, node)
	{
		/* Counted first, so that a half-read place is freed as well. */
		struct place *place = &places[(*count_field(row, object))++];

		place->row = item->line;
		place->column = item->column;
		err = settings_read_object(loader, &settings_place, item, place, SIZE_MAX);
		if (err == ERR_NONE)
			err = settings_check_place(places, (size_t)(place - places), item, loader->error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

static void print_places(const struct setting *row, const void *object, struct buf *out)
{
	const struct place *places = *SETTING_CONST(struct place *, object, row->at);

	buf_add_text(out, count_of(row, object) == 0 ? "none" : "");
	for (size_t i = 0; i < count_of(row, object); i++)
		buf_add_format(out, "%s%s", i != 0 ? "; " : "", places[i].name);
}

static void finish_places(const struct setting *row, void *object)
{
	struct place **places = SETTING_FIELD(struct place *, object, row->at);

	for (size_t i = 0; i < count_of(row, object); i++)
		settings_finish_object(&settings_place, &(*places)[i]);
	mem_free(*places);
	*places = NULL;
	*count_field(row, object) = 0;
}

const struct setting_type setting_places = {"a list of `{name: …, hours: […]}`", read_places,
					    print_places, finish_places};
