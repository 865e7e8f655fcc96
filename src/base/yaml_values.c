// SPDX-License-Identifier: GPL-3.0-or-later
/* Asking nodes: errors that name their place, and the getters. */
#include "base/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum err yaml_error(const struct yaml_node *node, struct error *error_r, const char *format, ...)
{
	char text[ERROR_TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return error_set(error_r, ERR_INPUT, "%s:%u:%u: %s", node->file, node->line, node->column,
			 text);
}

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
	if (map->type != YAML_MAP)
		return NULL;
	YAML_EACH(member, map)
	if (strcmp(member->key->text, key) == 0)
		return member;
	return NULL;
}

enum err yaml_expect_map(const struct yaml_node *node, struct error *error_r)
{
	if (node->type == YAML_MAP)
		return ERR_NONE;
	return yaml_error(node, error_r, "names with values (name: value) are expected here");
}

enum err yaml_expect_list(const struct yaml_node *node, struct error *error_r)
{
	if (node->type == YAML_LIST)
		return ERR_NONE;
	return yaml_error(node, error_r, "a list is expected here; write [first, second]");
}

bool yaml_is_null(const struct yaml_node *node)
{
	static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};

	if (node->type != YAML_SCALAR || !node->plain)
		return false;
	for (size_t i = 0; i < sizeof nulls / sizeof nulls[0]; i++)
		if (strcmp(node->text, nulls[i]) == 0)
			return true;
	return false;
}

/* A single value that is there; `wanted` completes "... is expected here". */
static enum err expect_value(const struct yaml_node *node, const char *wanted,
			     struct error *error_r)
{
	if (node->type != YAML_SCALAR)
		return yaml_error(node, error_r, "%s is expected here, not a %s", wanted,
				  node->type == YAML_MAP ? "map" : "list");
	if (yaml_is_null(node))
		return yaml_error(node, error_r, "%s is expected here, but %s", wanted,
				  node->text[0] == '\0'
					  ? "nothing is written"
					  : "this means \"nothing\"; put it in quotes if it is a "
					    "text");
	return ERR_NONE;
}

/* As above, and without quotes: "12" is a text that looks like a number. */
static enum err expect_plain(const struct yaml_node *node, const char *wanted,
			     struct error *error_r)
{
	enum err err = expect_value(node, wanted, error_r);

	if (err == ERR_NONE && !node->plain)
		return yaml_error(node, error_r, "%s is expected here; write it without quotes",
				  wanted);
	return err;
}

enum err yaml_text(const struct yaml_node *node, const char **ret_text, struct error *error_r)
{
	enum err err = expect_value(node, "a text", error_r);

	if (err == ERR_NONE)
		*ret_text = node->text;
	return err;
}

/* Sign, digits and at most `decimals` decimals, as an integer and the number of decimals read. */
static bool decimal(const char *text, bool point_allowed, int64_t *ret_value, int *ret_decimals)
{
	bool negative = *text == '-', point = false;
	int digits = 0, decimals = 0;
	int64_t value = 0;

	text += *text == '-' || *text == '+';
	for (; *text != '\0'; text++) {
		if (*text == '.' && point_allowed && !point && digits > 0) {
			point = true;
			continue;
		}
		if (*text < '0' || *text > '9' || ++digits > 15)
			return false;
		value = value * 10 + (*text - '0');
		decimals += point;
	}
	if (digits == 0 || (point && decimals == 0))
		return false;
	*ret_value = negative ? -value : value;
	*ret_decimals = decimals;
	return true;
}

enum err yaml_int(const struct yaml_node *node, int64_t least, int64_t most, int64_t *ret_value,
		  struct error *error_r)
{
	enum err err = expect_plain(node, "a whole number", error_r);
	int64_t value;
	int decimals;

	if (err != ERR_NONE)
		return err;
	if (!decimal(node->text, false, &value, &decimals) || value < least || value > most)
		return yaml_error(node, error_r, "write a whole number from %lld to %lld",
				  (long long)least, (long long)most);
	*ret_value = value;
	return ERR_NONE;
}

enum err yaml_double(const struct yaml_node *node, double least, double most, double *ret_value,
		     struct error *error_r)
{
	enum err err = expect_plain(node, "a number", error_r);
	int64_t digits;
	int decimals;
	double value, scale = 1;

	if (err != ERR_NONE)
		return err;
	if (!decimal(node->text, true, &digits, &decimals))
		return yaml_error(node, error_r, "write a number such as 0.15");
	while (decimals-- > 0)
		scale *= 10; /* exact: at most 10^15, so the quotient is the nearest double */
	value = (double)digits / scale;
	if (value < least || value > most)
		return yaml_error(node, error_r, "write a number from %.15g to %.15g", least, most);
	*ret_value = value;
	return ERR_NONE;
}

enum err yaml_bool(const struct yaml_node *node, bool *ret_value, struct error *error_r)
{
	enum err err = expect_plain(node, "true or false", error_r);
	bool yes;

	if (err != ERR_NONE)
		return err;
	yes = strcmp(node->text, "true") == 0;
	if (!yes && strcmp(node->text, "false") != 0)
		return yaml_error(node, error_r, "write true or false");
	*ret_value = yes;
	return ERR_NONE;
}
