// SPDX-License-Identifier: GPL-3.0-or-later
/* Money: decimals as written become micro-units, without a floating-point number on the way. */
#include "daemon/settings_table.h"

#include "base/jsonout.h"

#include <string.h>

/* ---- money ---- */

enum {
	WHOLE_DIGITS_MAX = 9
}; /* under a thousand million: sums over all lines stay far from 2^63 */

bool settings_parse_money(const char *text, int64_t *ret_micro, const char **ret_fault)
{
	size_t whole = strspn(text, "0123456789");
	size_t decimals = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
	size_t end = whole + (text[whole] == '.' ? 1 + decimals : 0);
	int64_t micro = 0;

	*ret_fault = "write an amount such as 12.00, without a sign or a currency";
	if (text[0] == '-')
		*ret_fault = "an amount cannot be negative; write 0 or more";
	else if (strchr(text, ',') != NULL)
		*ret_fault = "write decimals with a point, such as 0.08";
	else if (decimals > 6)
		*ret_fault = "an amount has at most 6 decimals; write fewer";
	else if (whole > WHOLE_DIGITS_MAX)
		*ret_fault = "this is too much; write less than 1000000000";
	if (whole == 0 || whole > WHOLE_DIGITS_MAX || text[end] != '\0' || decimals > 6 ||
	    (text[whole] == '.' && decimals == 0))
		return false;
	for (size_t i = 0; i < whole; i++)
		micro = micro * 10 + (text[i] - '0');
	for (size_t i = 0; i < 6; i++)
		micro = micro * 10 + (i < decimals ? text[whole + 1 + i] - '0' : 0);
	*ret_micro = micro;
	return true;
}

static enum err read_price(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object)
{
	const char *text, *fault;
	enum err err = yaml_text(node, &text, loader->error_r);

	if (err != ERR_NONE)
		return err;
	if (!settings_parse_money(text, SETTING_FIELD(int64_t, object, row->at), &fault))
		return yaml_error(node, loader->error_r, "%s", fault);
	return ERR_NONE;
}

static void print_price(const struct setting *row, const void *object, struct buf *out)
{
	int64_t micro = *SETTING_CONST(int64_t, object, row->at);
	char text[32];

	buf_add_text(out, micro == INT64_MAX ? "none" : money_text(micro, text));
}

const struct setting_type setting_price = {"an amount such as 0.08", read_price, print_price, NULL};

/* An amount or `none`. Zero would read as "no cap" to one person and as "never" to another:
 * refused.
 */
static enum err read_bound(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object, const char *zero)
{
	int64_t *bound = SETTING_FIELD(int64_t, object, row->at);
	enum err err;

	if (node->type == YAML_SCALAR && strcmp(node->text, "none") == 0) {
		*bound = INT64_MAX;
		return ERR_NONE;
	}
	err = read_price(loader, row, node, object);
	if (err == ERR_NONE && *bound == 0)
		return yaml_error(node, loader->error_r, "%s", zero);
	return err;
}

static enum err read_cap(struct loader *loader, const struct setting *row,
			 const struct yaml_node *node, void *object)
{
	return read_bound(loader, row, node, object,
			  "a cap of zero pays for nothing; write an amount, or none for no cap (a "
			  "line that must not answer is of kind watch)");
}

static enum err read_limit(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object)
{
	return read_bound(
		loader, row, node, object,
		"a limit of zero is passed by the first message; write an amount, or none "
		"for no limit");
}

const struct setting_type setting_cap = {"an amount such as 12.00, or `none`", read_cap,
					 print_price, NULL};
const struct setting_type setting_limit = {"an amount such as 12.00, or `none`", read_limit,
					   print_price, NULL};
