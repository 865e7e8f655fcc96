// SPDX-License-Identifier: GPL-3.0-or-later
/* A table against a map: every written key must have its row, every row gets its value or its
 * default. */
#include "daemon/settings_table.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 48 }; /* the longest dotted key, and what is compared of an unknown one */

/* ---- the nearest known name ---- */

static unsigned less_of(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* How many letters were left out, added, mistaken or swapped with their neighbour. */
static unsigned distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
	unsigned cost[KEY_MAX + 1][KEY_MAX + 1];

	if (a_size > KEY_MAX || b_size > KEY_MAX)
		return KEY_MAX;
	for (unsigned i = 0; i <= a_size; i++)
		cost[i][0] = i;
	for (unsigned j = 0; j <= b_size; j++)
		cost[0][j] = j;
	for (unsigned i = 1; i <= a_size; i++)
		for (unsigned j = 1; j <= b_size; j++) {
			unsigned least = cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

			least = less_of(least, less_of(cost[i - 1][j], cost[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				least = less_of(least, cost[i - 2][j - 2] + 1);
			cost[i][j] = least;
		}
	return cost[a_size][b_size];
}

/* Keeps the nearest of the names offered one by one; not one that is mostly different. */
struct nearest {
	const char *wanted;
	const char *name;
	size_t name_size;
	unsigned distance;
};

static void offer(struct nearest *nearest, const char *name, size_t size)
{
	unsigned d = distance(nearest->wanted, strlen(nearest->wanted), name, size);
	unsigned most = size < 5 ? 1 : size < 8 ? 2 : 3;

	if (d <= most && (nearest->name == NULL || d < nearest->distance)) {
		nearest->name = name;
		nearest->name_size = size;
		nearest->distance = d;
	}
}

enum err settings_choose(const struct yaml_node *node, const char *const *names, size_t count,
			 size_t *ret_index, struct error *error_r)
{
	struct nearest nearest = {0};
	struct buf all = {0};
	const char *text;
	enum err err = yaml_text(node, &text, error_r);

	if (err != ERR_NONE)
		return err;
	nearest.wanted = text;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(text, names[i]) == 0) {
			*ret_index = i;
			buf_finish(&all);
			return ERR_NONE;
		}
		offer(&nearest, names[i], strlen(names[i]));
		buf_add_format(&all, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " or ", names[i]);
	}
	err = nearest.name != NULL
		      ? yaml_error(node, error_r, "not known here; did you mean %s? write %s",
				   nearest.name, buf_text(&all))
		      : yaml_error(node, error_r, "not known here; write %s", buf_text(&all));
	buf_finish(&all);
	return err;
}

/* ---- keys ---- */

/* The part of a row's key that stands in a map whose keys all begin with `prefix`; NULL when it is
 * elsewhere. */
static const char *key_in(const struct setting *row, const char *prefix, size_t *ret_size)
{
	size_t n = strlen(prefix);

	if (strncmp(row->key, prefix, n) != 0)
		return NULL;
	*ret_size = strcspn(row->key + n, ".");
	return row->key + n;
}

/* A key that may be repeated in an error: a name, not a number or somebody's text. */
static bool is_name(const char *key)
{
	return strlen(key) < KEY_MAX &&
	       key[strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-")] == '\0';
}

static enum err unknown_key(struct loader *loader, const struct setting_table *table,
			    const char *prefix, const struct yaml_node *key)
{
	struct nearest nearest = {.wanted = key->text};
	size_t size;

	for (size_t i = 0; i < table->count; i++) {
		const char *name = key_in(&table->rows[i], prefix, &size);

		if (name != NULL)
			offer(&nearest, name, size);
	}
	/* {in: 0,08} is a map with the two keys `in` and `08`. */
	if (key->text[0] != '\0' && key->text[strspn(key->text, "0123456789")] == '\0')
		return yaml_error(key, loader->error_r,
				  "this number stands alone behind a comma; write decimals with a "
				  "point, such as 0.08");
	if (nearest.name != NULL)
		return yaml_error(key, loader->error_r,
				  "this name is not known here; did you mean %.*s?",
				  (int)nearest.name_size, nearest.name);
	return yaml_error(key, loader->error_r,
			  "%s is not known here; docs/SETTINGS.md lists every name",
			  is_name(key->text) ? key->text : "this name");
}

/* ---- sources ---- */

static void note_source(struct loader *loader, size_t field, const struct yaml_node *node)
{
	struct settings *settings = loader->settings;
	/* A list or a map may begin on the line below its name. */
	const struct yaml_node *at = node->type == YAML_SCALAR ? node : node->key;

	if (settings->source_count % 64 == 0)
		settings->sources = mem_grow(settings->sources, settings->source_count + 64,
					     sizeof settings->sources[0]);
	settings->sources[settings->source_count++] =
		(struct setting_source){(uint32_t)field, at->line, at->column};
}

const struct setting_source *settings_source(const struct settings *settings, const void *field)
{
	size_t offset = (size_t)((const char *)field - (const char *)settings);
	size_t low = 0, high = settings->source_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (settings->sources[middle].field < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < settings->source_count && settings->sources[low].field == offset
		       ? &settings->sources[low]
		       : NULL;
}

/* ---- objects ---- */

struct filling {
	struct loader *loader;
	const struct setting_table *table;
	void *object;
	size_t base;
	bool seen[SETTING_ROWS_MAX];
};

static enum err read_row(struct filling *filling, size_t index, const struct yaml_node *node)
{
	const struct setting *row = &filling->table->rows[index];
	enum err err = row->type->read(filling->loader, row, node, filling->object);

	if (err != ERR_NONE)
		return err;
	filling->seen[index] = true;
	if (filling->base != SIZE_MAX)
		note_source(filling->loader, filling->base + row->at, node);
	return ERR_NONE;
}

static enum err read_map(struct filling *filling, const char *prefix, const struct yaml_node *map);

/* One member: the row of that very key, or a map whose rows begin with it and a dot. */
static enum err read_member(struct filling *filling, const char *prefix,
			    const struct yaml_node *member)
{
	const struct setting_table *table = filling->table;
	size_t size, wanted = strlen(member->key->text);

	for (size_t i = 0; i < table->count; i++) {
		const char *name = key_in(&table->rows[i], prefix, &size);
		char inner[KEY_MAX + 2];

		if (name == NULL || size != wanted || memcmp(name, member->key->text, size) != 0)
			continue;
		if (name[size] == '\0')
			return read_row(filling, i, member);
		size += strlen(prefix) + 1;
		memcpy(inner, table->rows[i].key, size);
		inner[size] = '\0';
		return read_map(filling, inner, member);
	}
	return unknown_key(filling->loader, table, prefix, member->key);
}

/* Recurses as deep as the rows have dots. */
static enum err read_map(struct filling *filling, const char *prefix, const struct yaml_node *map)
{
	enum err err = yaml_expect_map(map, filling->loader->error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(member, map)
	{
		err = read_member(filling, prefix, member);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

/* Defaults are YAML too: what the manual says is what is read. */
static enum err read_fallback(struct filling *filling, const struct setting *row)
{
	struct loader *loader = filling->loader;
	struct yaml yaml;
	enum err err = yaml_load(bytes_of_text(row->fallback), "default", &yaml, loader->error_r);

	if (err != ERR_NONE)
		return err;
	err = row->type->read(loader, row, yaml.root, filling->object);
	yaml_finish(&yaml);
	return err;
}

static enum err fill_rest(struct filling *filling, const struct yaml_node *map)
{
	const struct setting_table *table = filling->table;

	for (size_t i = 0; i < table->count; i++) {
		const struct setting *row = &table->rows[i];
		enum err err = ERR_NONE;

		if (filling->seen[i])
			continue;
		if (row->fallback != NULL)
			err = read_fallback(filling, row);
		else if (row->absent == NULL)
			err = yaml_error(map, filling->loader->error_r,
					 "%s is missing here; write %s: and %s", row->key, row->key,
					 row->type->what);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

enum err settings_read_object(struct loader *loader, const struct setting_table *table,
			      const struct yaml_node *map, void *object, size_t base)
{
	struct filling filling = {.loader = loader, .table = table, .object = object, .base = base};
	enum err err = read_map(&filling, "", map);

	return err == ERR_NONE ? fill_rest(&filling, map) : err;
}

void settings_finish_object(const struct setting_table *table, void *object)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->rows[i].type->finish != NULL)
			table->rows[i].type->finish(&table->rows[i], object);
}
