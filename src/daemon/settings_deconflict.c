// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The police's list: a text file of numbers that a line never engages. One a line, as "+32 470 12
 * 34 56"; blank lines are skipped, and so is what stands behind a "#". It is read once at start;
 * whoever changes it starts the program again.
 */
#include "daemon/settings_rules.h"
#include "daemon/settings_table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRY_BYTES = 256, ENTRIES_MAX = 1000000 };

typedef char listed[NUMBER_MAX];

struct list {
	listed *numbers;
	size_t count, room;
};

/* Without its end, its remark and the blanks around. */
static char *trimmed(char *text)
{
	char *end = text + strcspn(text, "#\r\n");

	while (end > text && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*end = '\0';
	return text + strspn(text, " \t");
}

static enum err take(struct list *list, const char *text, const char *path, unsigned line,
		     struct error *error_r)
{
	if (list->count == ENTRIES_MAX)
		return error_set(error_r, ERR_INPUT,
				 "%s:%u: more than a million numbers are not read", path, line);
	if (list->count == list->room) {
		list->room = list->room != 0 ? list->room * 2 : 64;
		list->numbers = mem_grow(list->numbers, list->room, sizeof *list->numbers);
	}
	/* What stands there is somebody's number: it is not repeated in an error. */
	if (!settings_parse_number(text, list->numbers[list->count]))
		return error_set(error_r, ERR_INPUT,
				 "%s:%u: this is no number; write one a line with its country, "
				 "\"+\" and 5 to 15 "
				 "digits, and remarks behind \"#\"",
				 path, line);
	list->count++;
	return ERR_NONE;
}

static enum err read_lines(FILE *file, struct list *list, const char *path, struct error *error_r)
{
	char text[ENTRY_BYTES];
	unsigned line = 0;
	enum err err = ERR_NONE;

	while (err == ERR_NONE && fgets(text, sizeof text, file) != NULL) {
		const char *from = text;
		const char *entry;

		line++;
		if (strchr(text, '\n') == NULL && strlen(text) == sizeof text - 1)
			return error_set(
				error_r, ERR_INPUT,
				"%s:%u: this line is longer than %d characters; shorten its remark",
				path, line, ENTRY_BYTES - 2);
		if (line == 1 &&
		    strncmp(from, "\xef\xbb\xbf", 3) == 0) /* some editors begin a file with it */
			from += 3;
		entry = trimmed(text + (from - text));
		if (entry[0] != '\0')
			err = take(list, entry, path, line, error_r);
	}
	if (err == ERR_NONE && ferror(file))
		err = error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	return err;
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* A missing file and a wrong path look the same: both would leave the police's numbers unprotected.
 */
static enum err load_one(const struct settings *settings, struct line *line, bool practice,
			 struct error *error_r)
{
	struct list list = {.numbers = mem_alloc(64, sizeof(listed)), .room = 64};
	FILE *file = fopen(line->deconflict, "re");
	const int why = file == NULL ? errno : 0;
	enum err err;

	if (file == NULL) {
		mem_free(list.numbers);
		if (practice && why == ENOENT)
			return ERR_NONE;
		return settings_fail(settings, &line->deconflict, line->name, error_r,
				     "this list of the police cannot be read: %s; write the path "
				     "of a file that can, "
				     "an empty one if there are no numbers",
				     strerror(why));
	}
	err = read_lines(file, &list, line->deconflict, error_r);
	fclose(file);
	if (err != ERR_NONE) {
		mem_free(list.numbers);
		return err;
	}
	qsort(list.numbers, list.count, sizeof *list.numbers, compare);
	line->deconflicts = list.numbers;
	line->deconflict_count = list.count;
	return ERR_NONE;
}

/* A site's rules that are in a file of their own; until here it had the defaults. */
static enum err load_rules(const struct settings *settings, struct line *line, struct error *error_r)
{
	struct rules *rules = mem_alloc(1, sizeof *rules);
	enum err err = settings_load_rules(line->rules_file, rules, error_r);

	if (err != ERR_NONE) {
		mem_free(rules);
		return err == ERR_INPUT ? err
					: settings_fail(settings, &line->rules, line->name, error_r,
							"these rules cannot be read; write the path of a file that can, "
							"or the rules themselves");
	}
	mem_free((void *)(uintptr_t)line->rules);
	line->rules = rules;
	return ERR_NONE;
}

enum err settings_load_lists(struct settings *settings, bool practice, struct error *error_r)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; err == ERR_NONE && i < settings->line_count; i++) {
		struct line *line = &settings->lines[i];

		if (line->deconflict != NULL && line->deconflicts == NULL)
			err = load_one(settings, line, practice, error_r);
		if (err == ERR_NONE && line->kind == LINE_SITE && line->rules_file != NULL)
			err = load_rules(settings, line, error_r);
	}
	return err;
}

/* ---- the row ---- */

static enum err read_row(struct loader *loader, const struct setting *row,
			 const struct yaml_node *node, void *object)
{
	return setting_path.read(loader, row, node, object);
}

/* The row is of a line, whose list it is. */
static void print_row(const struct setting *row, const void *object, struct buf *out)
{
	const struct line *line = object;

	settings_print_text(row, object, out);
	if (line->deconflicts != NULL)
		buf_add_format(out, " (%zu number%s)", line->deconflict_count,
			       line->deconflict_count == 1 ? "" : "s");
}

static void finish_row(const struct setting *row, void *object)
{
	struct line *line = object;

	settings_finish_text(row, object);
	mem_free(line->deconflicts);
	line->deconflicts = NULL;
	line->deconflict_count = 0;
}

const struct setting_type setting_deconflict = {"a path, from the settings file's folder", read_row,
						print_row, finish_row};
