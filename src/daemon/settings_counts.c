// SPDX-License-Identifier: GPL-3.0-or-later
/* How many: limits that are counted and not paid, and what is expected of a day. */
#include "daemon/settings_table.h"

#include <string.h>

enum { COUNT_MOST = 1000000 };

/* Zero would read as "no limit" to one person and as "never" to another: refused, as with caps. */
static enum err read_count(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object)
{
	int64_t *count = SETTING_FIELD(int64_t, object, row->at);
	int64_t value;
	enum err err;

	if (node->type == YAML_SCALAR && strcmp(node->text, "none") == 0) {
		*count = INT64_MAX;
		return ERR_NONE;
	}
	err = yaml_int(node, 0, COUNT_MOST, &value, loader->error_r);
	if (err != ERR_NONE)
		return err;
	if (value == 0)
		return yaml_error(
			node, loader->error_r,
			"a limit of zero lets nobody be answered; write a whole number, or "
			"none for no limit (a line that must not answer is of kind watch)");
	*count = value;
	return ERR_NONE;
}

static void print_count(const struct setting *row, const void *object, struct buf *out)
{
	int64_t count = *SETTING_CONST(int64_t, object, row->at);

	if (count == INT64_MAX)
		buf_add_text(out, "none");
	else
		buf_add_format(out, "%lld", (long long)count);
}

const struct setting_type setting_count = {"a whole number, 1 to 1000000, or `none`", read_count,
					   print_count, NULL};

static enum err read_expected(struct loader *loader, const struct setting *row,
			      const struct yaml_node *node, void *object)
{
	return yaml_double(node, 1, COUNT_MOST, SETTING_FIELD(double, object, row->at),
			   loader->error_r);
}

static void print_expected(const struct setting *row, const void *object, struct buf *out)
{
	buf_add_format(out, "%.15g", *SETTING_CONST(double, object, row->at));
}

const struct setting_type setting_expected = {"a number, 1 to 1000000", read_expected,
					      print_expected, NULL};
