// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One request to a site, in the one form it has everywhere: as a JSON object of the API, of rehearse and of the record
 * (call.tbl), and in memory as this struct, with a place for each field. Whoever parses it (desk, rehearse, backtest, a
 * restart) goes through call_parse(), so that what is refused is refused the same way, with the member's name.
 *
 * Pure. Views point into the JSON text's tree, which the call owns.
 */
#ifndef STANDING_CALL_H
#define STANDING_CALL_H

#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum call_field {
#define F(name, member, type, least, most, what) CALL_##name,
#include "standing/call.tbl"
	CALL_FIELDS
};

enum call_verb {
#define V(name, verb, changes, needs, may, what) VERB_##name,
#include "standing/call.tbl"
	CALL_VERBS
};

/* What a member may be about, and what may be said of a contact. */
enum about_kind { ABOUT_MESSAGE, ABOUT_PHOTO, ABOUT_MEMBER, ABOUT_KINDS };
enum contact_answer { ANSWER_ACCEPT, ANSWER_REFUSE, ANSWER_BLOCK, CONTACT_ANSWERS };

struct call {
	enum call_verb verb;
	uint64_t has; /* a bit for each enum call_field */
	struct bytes text[CALL_FIELDS]; /* ID, TEXT and HEX, as written; views */
	int64_t number[CALL_FIELDS];	/* INT, BOOL, TIME (ms) and WORD (its enum) */
	json_t *json;			/* owned */
};

/* What is wrong with a call: for a problem document that names the field. */
struct call_fault {
	const char *field; /* of call.tbl, static; "" when it is about none */
	struct error error;
};

/* `ignored`: names of members that are somebody else's ("at", "event", "line"), NULL at the end; NULL: none. Takes over a
 * reference of `json`. Refused (ERR_INPUT, nothing is kept): what is no object, has a member the verb does not know, lacks one it
 * needs, or holds a value that its field cannot have; or fields that do not go together (half a band of ages, a band and a
 * year, a photo without its quality, `to` where nobody is written to or the same as `from`, `about` without `kind`). */
enum err call_parse(enum call_verb verb, json_t *json, const char *const *ignored, struct call *ret_call,
		    struct call_fault *fault);
/* The same from bytes: not JSON, or twice the same member, is refused too. */
enum err call_read(enum call_verb verb, struct bytes text, const char *const *ignored, struct call *ret_call,
		   struct call_fault *fault);
void call_finish(struct call *call);

static inline bool call_has(const struct call *call, enum call_field field)
{
	return (call->has >> field & 1) != 0;
}

/* Gives a field a value; `text` is not copied. Of a type that takes text, or one that takes a number. */
void call_set_text(struct call *call, enum call_field field, struct bytes text);
void call_set_number(struct call *call, enum call_field field, int64_t number);
void call_drop(struct call *call, enum call_field field);

/* Writes {"verb": …, and its fields in the order of the table, without closing it: the caller adds what came of it. */
struct jsonout;
void call_put(const struct call *call, struct jsonout *json);

const char *call_verb_name(enum call_verb verb);
/* CALL_VERBS: there is none of that name. */
enum call_verb call_verb_parse(const char *name);
bool call_changes(enum call_verb verb);
const char *call_field_name(enum call_field field);
/* For documents and tests: whether the verb needs the field (1), may have it (0) or not (-1). */
int call_takes(enum call_verb verb, enum call_field field);
/* The words a WORD field may have, `at` from 0; NULL beyond the last. */
const char *call_word(enum call_field field, size_t at);
/* Units and bounds of a field, for documents: "id", "text", "integer", "boolean", "time", "hex", "word". */
const char *call_field_type(enum call_field field, int64_t *ret_least, int64_t *ret_most);

#endif
