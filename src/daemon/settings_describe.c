// SPDX-License-Identifier: GPL-3.0-or-later
/* The tables in print: what `check` shows of one file, and the manual. */
#include "daemon/settings_table.h"

#include <string.h>

/* ---- check ---- */

/* One line of check's table: "lines.stall.caps.hour   50.00   settings.yaml:12". */
struct columns {
	const struct settings *settings;
	struct buf *out;
	size_t name_width, value_width; /* characters; measured in a first pass */
	bool measuring;
	struct buf name, value;
};

enum {
	VALUE_WIDTH_MAX = 40
}; /* longer values push their source to the right instead of all others */

static size_t characters(struct bytes text)
{
	size_t count = 0;

	for (size_t at = 0; at < text.size; count++)
		utf8_next(text.data, text.size, &at);
	return count;
}

static void widen(size_t *width, size_t wanted, size_t most)
{
	if (wanted > *width && wanted <= most)
		*width = wanted;
}

static void put_padded(struct buf *out, const struct buf *text, size_t width)
{
	size_t count = characters(buf_bytes(text));

	buf_add(out, text->data, text->size);
	do
		buf_add_text(out, " ");
	while (count++ <= width);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* `file` is NULL, or `line` 0: a default. */
static void put_columns(struct columns *columns, const char *file, unsigned line)
{
	if (columns->measuring) {
		widen(&columns->name_width, characters(buf_bytes(&columns->name)), SIZE_MAX);
		widen(&columns->value_width, characters(buf_bytes(&columns->value)),
		      VALUE_WIDTH_MAX);
		return;
	}
	put_padded(columns->out, &columns->name, columns->name_width);
	put_padded(columns->out, &columns->value, columns->value_width);
	if (file != NULL && line != 0)
		buf_add_format(columns->out, "%s:%u\n", base_name(file), line);
	else
		buf_add_text(columns->out, "default\n");
}

/* Whether the row means something for this object. */
static bool applies(const struct setting_table *table, const struct setting *row,
		    const void *object)
{
	return row->kinds == 0 || table->kind_of == NULL ||
	       (row->kinds >> table->kind_of(object) & 1) != 0;
}

static void describe_object(struct columns *columns, const struct setting_table *table,
			    const void *object, const char *name)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct setting *row = &table->rows[i];
		const struct setting_source *source =
			settings_source(columns->settings, SETTING_CONST(char, object, row->at));

		if (row->type->print == NULL || (source == NULL && !applies(table, row, object)))
			continue;
		buf_clear(&columns->name);
		buf_clear(&columns->value);
		if (name != NULL)
			buf_add_format(&columns->name, "%s.%s.", table->title, name);
		buf_add_text(&columns->name, row->key);
		if (source == NULL && row->fallback == NULL && row->absent != NULL)
			buf_add_text(&columns->value, row->absent);
		else
			row->type->print(row, object, &columns->value);
		put_columns(columns, columns->settings->name, source != NULL ? source->line : 0);
	}
}

/* Where a site's rules are printed to. */
struct rule_columns {
	struct columns *columns;
	const struct line *line;
};

static void describe_rule(void *context, const char *name, const char *value, unsigned at)
{
	const struct rule_columns *to = context;
	struct columns *columns = to->columns;

	buf_clear(&columns->name);
	buf_clear(&columns->value);
	buf_add_format(&columns->name, "lines.%s.rules.%s", to->line->name, name);
	buf_add_text(&columns->value, value);
	put_columns(columns, to->line->rules_file != NULL ? to->line->rules_file : columns->settings->name, at);
}

static void describe_rules(struct columns *columns, const struct line *line)
{
	struct rule_columns to = {columns, line};

	if (line->kind == LINE_SITE)
		settings_each_rule(line->rules, describe_rule, &to);
}

static void describe_all(struct columns *columns)
{
	const struct settings *settings = columns->settings;

	describe_object(columns, &settings_top, settings, NULL);
	for (size_t i = 0; i < settings->bearer_count; i++)
		describe_object(columns, &settings_bearer, &settings->bearers[i],
				settings->bearers[i].name);
	for (size_t i = 0; i < settings->line_count; i++) {
		describe_object(columns, &settings_line, &settings->lines[i],
				settings->lines[i].name);
		describe_rules(columns, &settings->lines[i]);
	}
}

void settings_describe(const struct settings *settings, struct buf *out, size_t *ret_warnings)
{
	struct columns columns = {.settings = settings, .out = out, .measuring = true};

	describe_all(&columns);
	columns.measuring = false;
	describe_all(&columns);
	buf_finish(&columns.name);
	buf_finish(&columns.value);
	settings_explain_writer(settings, out);
	*ret_warnings = settings_warn(settings, out);
}

/* ---- the manual ---- */

static const char *const manual_head =
	"<!-- Printed from the tables in src/daemon/settings_*.c. Change those, not this. -->\n"
	"# Settings\n\n"
	"One file, YAML, read once at start. `fauxbond check` says what is wrong in it, shows "
	"every "
	"value and where it came from, and warns of what works but surprises.\n\n"
	"- Paths are relative to the folder of the file.\n"
	"- Amounts are in `house.currency`, with a point and at most 6 decimals: `0.08`.\n"
	"- Spans have a unit: `90s`, `5m`, `24h`, `7d`, `1h30m`.\n"
	"- Numbers are written with `+` and the country, in quotes.\n"
	"- Yes and no are `true` and `false`, and nothing else.\n"
	"- A name with a dot stands in a map: `caps.hour` is written `caps: {hour: 12.00}`.\n"
	"- Anchors, aliases, tags and merge keys of YAML are not understood.\n";

static void put_kinds(struct buf *out, const struct setting_table *table, const struct setting *row)
{
	const char *name, *comma = " For ";

	if (row->kinds == 0)
		return;
	for (int kind = 0; (name = table->kind_name(kind)) != NULL; kind++)
		if ((row->kinds >> kind & 1) != 0) {
			buf_add_format(out, "%s`%s`", comma, name);
			comma = ", ";
		}
	buf_add_text(out, ".");
}

static void put_default(struct buf *out, const struct setting *row)
{
	if (row->fallback != NULL)
		buf_add_format(out, "`%s`", row->fallback);
	else
		buf_add_text(out, row->absent != NULL ? row->absent : "**required**");
}

static void put_table(struct buf *out, const struct setting_table *table, const char *head)
{
	buf_add_text(out, head);
	buf_add_text(out, "\n| name | write | default | what it is for |\n|---|---|---|---|\n");
	for (size_t i = 0; i < table->count; i++) {
		const struct setting *row = &table->rows[i];

		buf_add_format(out, "| `%s` | %s | ", row->key, row->type->what);
		put_default(out, row);
		buf_add_format(out, " | %s", row->help);
		put_kinds(out, table, row);
		buf_add_text(out, " |\n");
	}
}

void settings_manual(struct buf *out)
{
	buf_add_text(out, manual_head);
	put_table(out, &settings_top, "\n## The file\n");
	put_table(out, &settings_bearer,
		  "\n## bearers\n\nA list; each entry is a connection to a carrier.\n");
	put_table(out, &settings_line, "\n## lines\n\nA list; each entry is a line.\n");
	put_table(out, &settings_place, "\n### places\n\nOf a `stall` line.\n");
	put_table(out, &settings_rules,
		  "\n### rules\n\nOf a `site` line, or alone in a file whose path is written there. What contradicts "
		  "itself is refused, with both lines. `fauxbond site backtest` says whom a change would touch.\n");
	put_table(out, &settings_rules_act, "\n#### acts\n");
	put_table(out, &settings_rules_robot, "\n#### robots\n");
	settings_robots_manual(out);
	put_table(out, &settings_rules_reading, "\n#### reading\n");
	put_table(out, &settings_hook, "\n### webhooks\n\nOf a `site` line: docs/WEBHOOKS.md.\n");
}
