// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/problem.h"
#include "base/jsonout.h"

#include <string.h>

static const struct row {
	const char *slug, *title, *advice;
	unsigned status;
} rows[PROBLEM_COUNT] = {
#define P(name, slug, status, title, advice) {slug, title, advice, status},
#include "daemon/problem.tbl"
#undef P
};

unsigned problem_status(enum problem problem)
{
	return rows[problem].status;
}

const char *problem_slug(enum problem problem)
{
	return rows[problem].slug;
}

const char *problem_title(enum problem problem)
{
	return rows[problem].title;
}

const char *problem_advice(enum problem problem)
{
	return rows[problem].advice;
}

enum problem problem_parse(const char *slug)
{
	int at = 0;

	while (at < PROBLEM_COUNT && strcmp(rows[at].slug, slug) != 0)
		at++;
	return (enum problem)at;
}

/* What a field names. */
static enum problem unknown(const char *field)
{
	static const struct {
		enum call_field field;
		enum problem problem;
	} names[] = {
		{CALL_MEMBER, PROBLEM_UNKNOWN_MEMBER},	 {CALL_FROM, PROBLEM_UNKNOWN_MEMBER},
		{CALL_TO, PROBLEM_UNKNOWN_MEMBER},	 {CALL_CONTACT, PROBLEM_UNKNOWN_CONTACT},
		{CALL_STATEMENT, PROBLEM_UNKNOWN_STATEMENT}, {CALL_ITEM, PROBLEM_UNKNOWN_ITEM},
		{CALL_ABOUT, PROBLEM_UNKNOWN_CONTENT},
	};

	for (size_t i = 0; field != NULL && i < sizeof names / sizeof names[0]; i++)
		if (strcmp(field, call_field_name(names[i].field)) == 0)
			return names[i].problem;
	return PROBLEM_UNKNOWN;
}

enum problem problem_of(enum err err, const struct call_fault *fault)
{
	switch (err) {
	case ERR_ABSENT:
		return unknown(fault->field);
	case ERR_EXISTS:
	case ERR_STATE:
	case ERR_INPUT:
		/* The same key with another request, whatever the machine calls that. */
		if (fault->field != NULL && strcmp(fault->field, call_field_name(CALL_KEY)) == 0)
			return PROBLEM_KEY_REUSED;
		return err == ERR_INPUT	   ? PROBLEM_INVALID
		       : err == ERR_EXISTS ? PROBLEM_EXISTS
					   : PROBLEM_STATE;
	case ERR_FULL:
	case ERR_MEMORY:
		return PROBLEM_NO_ROOM;
	case ERR_NONE:
	case ERR_MORE:
	case ERR_IO:
	case ERR_CRYPTO:
	default:
		return PROBLEM_UNSURE;
	}
}

void problem_put(struct buf *out, enum problem problem, const char *detail, const char *field)
{
	struct jsonout json;

	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	buf_add_format(out, "\"type\":\"/problems/%s\"", rows[problem].slug);
	json.comma = true;
	jsonout_text(&json, "title", rows[problem].title);
	jsonout_int(&json, "status", rows[problem].status);
	jsonout_text(&json, "detail",
		     detail != NULL && detail[0] != '\0' ? detail : rows[problem].advice);
	if (field != NULL && field[0] != '\0')
		jsonout_text(&json, "field", field);
	jsonout_close(&json);
	buf_add_u8(out, '\n');
}
