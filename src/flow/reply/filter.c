// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/reply/filter.h"

static const char *const rule_names[] = {
#define X(id, name, what) name,
	FILTER_RULES(X)
#undef X
};

const char *filter_rule_name(enum filter_rule rule)
{
	return rule_names[rule];
}
