// SPDX-License-Identifier: GPL-3.0-or-later
#include "standing/call.h"

#include "base/jsonout.h"
#include "standing/rules.h"

#include <stdio.h>
#include <string.h>

enum field_type { TYPE_ID, TYPE_TEXT, TYPE_INT, TYPE_BOOL, TYPE_TIME, TYPE_HEX, TYPE_WORD };

static const struct field {
	const char *name;
	enum field_type type;
	int64_t least, most;
} fields[] = {
#define F(name, member, type, least, most, what) {member, TYPE_##type, least, most},
#include "standing/call.tbl"
};

_Static_assert(CALL_FIELDS <= 64, "a call's fields are bits of one number");

/* call.tbl says which fields a verb needs, and which it may have beside. */
#define NEEDS(field) | UINT64_C(1) << CALL_##field
#define MAY(field) | UINT64_C(1) << CALL_##field

static const struct verb {
	const char *name;
	bool changes;
	uint64_t needs, may;
} verbs[] = {
#define V(name, verb, changes, needs, may, what) {verb, changes, 0 needs, 0 may},
#include "standing/call.tbl"
};

/* These may come with every verb. */
static const uint64_t always = 0 MAY(KEY) MAY(PERSON);

/* ---- words ---- */

static const char *const about_kinds[] = {"message", "photo", "member", NULL};
static const char *const contact_answers[] = {"accept", "refuse", "block", NULL};
static const char *const opinions[] = {"", "confirm", "lift", NULL}; /* enum opinion */

/* Those of a list, `at` from 0; "" is no word. */
static const char *listed(const char *const *list, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (list[i] == NULL)
			return NULL;
	return list[at];
}

static const char *word_of(enum call_field field, int64_t value)
{
	switch (field) {
	case CALL_ANSWER:
		return listed(contact_answers, (size_t)value);
	case CALL_KIND:
		return listed(about_kinds, (size_t)value);
	case CALL_OPINION:
		return listed(opinions, (size_t)value);
	case CALL_WHERE:
		/* `any` is of rules, not of what was done. */
		return value == WHERE_ANY ? "" : value < WHERE_COUNT ? where_code((enum where)value) : NULL;
	case CALL_OFFENCE:
		return value < OFFENCE_COUNT ? offence_code((enum offence)value) : NULL;
	default:
		return NULL;
	}
}

const char *call_word(enum call_field field, size_t at)
{
	int64_t value = 0;
	const char *word;

	while ((word = word_of(field, value++)) != NULL) {
		if (word[0] == '\0')
			continue;
		if (at-- == 0)
			return word;
	}
	return NULL;
}

static void put_words(enum call_field field, char *ret_text, size_t room)
{
	size_t used = 0;
	const char *word;

	ret_text[0] = '\0';
	for (size_t at = 0; (word = call_word(field, at)) != NULL && used < room; at++)
		used += (size_t)snprintf(ret_text + used, room - used, "%s%s", at == 0 ? "" : ", ", word);
}

/* ---- values ---- */

static enum err wrong(struct call_fault *fault, enum call_field field, const char *problem)
{
	fault->field = fields[field].name;
	return error_set(&fault->error, ERR_INPUT, "%s: %s", fields[field].name, problem);
}

/* "must be a text of 1 to 64 bytes" */
static enum err wrong_range(struct call_fault *fault, enum call_field field, const char *what,
			    const char *unit)
{
	long long least = fields[field].least, most = fields[field].most;
	char text[96];

	if (least == most)
		snprintf(text, sizeof text, "must be %s of %lld%s", what, most, unit);
	else
		snprintf(text, sizeof text, "must be %s of %lld to %lld%s", what, least, most, unit);
	return wrong(fault, field, text);
}

static bool is_id(struct bytes text)
{
	for (size_t i = 0; i < text.size; i++) {
		uint8_t c = text.data[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != ':' && c != '-')
			return false;
	}
	return true;
}

static bool is_hex(struct bytes text)
{
	for (size_t i = 0; i < text.size; i++) {
		uint8_t c = text.data[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F'))
			return false;
	}
	return true;
}

static enum err take_text(struct call *call, enum call_field field, json_t *value,
			  struct call_fault *fault)
{
	const struct field *row = &fields[field];
	struct bytes text;

	if (!json_is_string(value))
		return wrong(fault, field, "must be a text in quotes");
	text = (struct bytes){(const uint8_t *)json_string_value(value), json_string_length(value)};
	if (row->type == TYPE_HEX && (text.size != (size_t)row->most || !is_hex(text)))
		return wrong_range(fault, field, "a text", " hexadecimal digits");
	if (text.size < (size_t)row->least || text.size > (size_t)row->most)
		return wrong_range(fault, field, "a text", " bytes");
	if (row->type == TYPE_ID && !is_id(text))
		return wrong(fault, field, "an id has letters, digits and . _ : - only");
	if (memchr(text.data, 0, text.size) != NULL)
		return wrong(fault, field, "must not hold the character \\u0000");
	call_set_text(call, field, text);
	return ERR_NONE;
}

static enum err take_time(struct call *call, enum call_field field, json_t *value,
			  struct call_fault *fault)
{
	ms_t at;

	if (!json_is_string(value) || strlen(json_string_value(value)) != json_string_length(value) ||
	    !clock_parse(json_string_value(value), &at))
		return wrong(fault, field, "must be a moment in UTC such as \"2026-03-02T20:15:00Z\"");
	call_set_number(call, field, at);
	return ERR_NONE;
}

static enum err take_word(struct call *call, enum call_field field, json_t *value,
			  struct call_fault *fault)
{
	char words[200], problem[260];
	const char *word;

	for (int64_t i = 0; json_is_string(value) && (word = word_of(field, i)) != NULL; i++) {
		/* To the last byte: a word and a NUL is no word. */
		if (word[0] != '\0' && strlen(word) == json_string_length(value) &&
		    strcmp(word, json_string_value(value)) == 0) {
			call_set_number(call, field, i);
			return ERR_NONE;
		}
	}
	put_words(field, words, sizeof words);
	snprintf(problem, sizeof problem, "must be one of %s", words);
	return wrong(fault, field, problem);
}

static enum err take_value(struct call *call, enum call_field field, json_t *value,
			   struct call_fault *fault)
{
	const struct field *row = &fields[field];

	switch (row->type) {
	case TYPE_INT:
		if (!json_is_integer(value) || json_integer_value(value) < row->least ||
		    json_integer_value(value) > row->most)
			return wrong_range(fault, field, "a whole number", "");
		call_set_number(call, field, json_integer_value(value));
		return ERR_NONE;
	case TYPE_BOOL:
		if (!json_is_boolean(value))
			return wrong(fault, field, "must be true or false");
		call_set_number(call, field, json_is_true(value));
		return ERR_NONE;
	case TYPE_TIME:
		return take_time(call, field, value, fault);
	case TYPE_WORD:
		return take_word(call, field, value, fault);
	case TYPE_ID:
	case TYPE_TEXT:
	case TYPE_HEX:
	default:
		return take_text(call, field, value, fault);
	}
}

/* ---- members ---- */

static bool is_listed(const char *const *names, const char *name)
{
	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static enum call_field field_of(const char *name)
{
	for (size_t i = 0; i < CALL_FIELDS; i++)
		if (strcmp(fields[i].name, name) == 0)
			return (enum call_field)i;
	return CALL_FIELDS;
}

static enum err take_member(struct call *call, const char *name, json_t *value, struct call_fault *fault)
{
	enum call_field field = field_of(name);

	if (field == CALL_FIELDS || call_takes(call->verb, field) < 0) {
		fault->field = field == CALL_FIELDS ? "" : fields[field].name;
		/* What a stranger named it is told back in pieces that cannot hurt. */
		return error_set(&fault->error, ERR_INPUT, "%.40s: %s has no such member",
				 is_id(bytes_of_text(name)) ? name : "?", verbs[call->verb].name);
	}
	return take_value(call, field, value, fault);
}

static enum err take_members(struct call *call, const char *const *ignored, struct call_fault *fault)
{
	enum err err = ERR_NONE;
	const char *name;
	json_t *value;

	json_object_foreach(call->json, name, value) {
		if (is_listed(ignored, name))
			continue;
		err = take_member(call, name, value, fault);
		if (err != ERR_NONE)
			return err;
	}
	for (size_t i = 0; i < CALL_FIELDS; i++)
		if (call_takes(call->verb, (enum call_field)i) > 0 && !call_has(call, (enum call_field)i))
			return wrong(fault, (enum call_field)i, "is missing");
	return ERR_NONE;
}

/* ---- fields that go together ---- */

static enum err check_age(const struct call *call, struct call_fault *fault)
{
	bool from = call_has(call, CALL_AGE_FROM), to = call_has(call, CALL_AGE_TO);

	if (from != to)
		return wrong(fault, from ? CALL_AGE_TO : CALL_AGE_FROM, "is missing: a band of ages has two ends");
	if (from && call_has(call, CALL_BIRTH_YEAR))
		return wrong(fault, CALL_BIRTH_YEAR, "give a year of birth or a band of ages, not both");
	if (from && call->number[CALL_AGE_FROM] > call->number[CALL_AGE_TO])
		return wrong(fault, CALL_AGE_TO, "is below age_from");
	return ERR_NONE;
}

static enum err check_ends(const struct call *call, struct call_fault *fault)
{
	bool direct = call->verb != VERB_MESSAGE || call->number[CALL_WHERE] == WHERE_DIRECT;

	if (call->verb == VERB_MESSAGE && direct && !call_has(call, CALL_TO))
		return wrong(fault, CALL_TO, "is missing: a direct message is to somebody");
	if (call->verb == VERB_MESSAGE && call->number[CALL_WHERE] == WHERE_PHOTO)
		return wrong(fault, CALL_WHERE, "a photo is not a message");
	if (call_has(call, CALL_TO) && !direct)
		return wrong(fault, CALL_TO, "only a direct message is to somebody");
	if (call_has(call, CALL_TO) && call_has(call, CALL_FROM) &&
	    bytes_equal(call->text[CALL_TO], call->text[CALL_FROM]))
		return wrong(fault, CALL_TO, "is the member himself");
	return ERR_NONE;
}

static enum err check_pairs(const struct call *call, struct call_fault *fault)
{
	static const enum call_field pairs[][2] = {{CALL_PHOTO, CALL_QUALITY}, {CALL_ABOUT, CALL_KIND}};

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		const enum call_field *pair = pairs[i];

		if (call_has(call, pair[0]) && !call_has(call, pair[1]))
			return wrong(fault, pair[1], "is missing beside the other");
		if (call_has(call, pair[1]) && !call_has(call, pair[0]))
			return wrong(fault, pair[0], "is missing beside the other");
	}
	return ERR_NONE;
}

static enum err check_together(const struct call *call, struct call_fault *fault)
{
	enum err err = check_age(call, fault);

	if (err == ERR_NONE)
		err = check_ends(call, fault);
	if (err == ERR_NONE)
		err = check_pairs(call, fault);
	if (err == ERR_NONE && call_has(call, CALL_EMAIL) && call_has(call, CALL_EMAIL_HASH))
		err = wrong(fault, CALL_EMAIL_HASH, "is of the record only");
	return err;
}

/* ---- the whole ---- */

enum err call_parse(enum call_verb verb, json_t *json, const char *const *ignored,
		    struct call *ret_call, struct call_fault *fault)
{
	enum err err;

	*ret_call = (struct call){.verb = verb, .json = json};
	*fault = (struct call_fault){.field = ""};
	if (!json_is_object(json))
		err = error_set(&fault->error, ERR_INPUT, "must be one JSON object");
	else
		err = take_members(ret_call, ignored, fault);
	if (err == ERR_NONE)
		err = check_together(ret_call, fault);
	if (err != ERR_NONE)
		call_finish(ret_call);
	return err;
}

enum err call_read(enum call_verb verb, struct bytes text, const char *const *ignored,
		   struct call *ret_call, struct call_fault *fault)
{
	json_error_t problem;
	json_t *json = json_loadb((const char *)text.data, text.size,
				  JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &problem);

	if (json != NULL)
		return call_parse(verb, json, ignored, ret_call, fault);
	*ret_call = (struct call){.verb = verb};
	fault->field = "";
	return error_set(&fault->error, ERR_INPUT, "not JSON, at byte %d: %s", problem.position,
			 problem.text);
}

void call_finish(struct call *call)
{
	json_decref(call->json);
	*call = (struct call){.verb = call->verb};
}

void call_set_text(struct call *call, enum call_field field, struct bytes text)
{
	call->text[field] = text;
	call->has |= UINT64_C(1) << field;
}

void call_set_number(struct call *call, enum call_field field, int64_t number)
{
	call->number[field] = number;
	call->has |= UINT64_C(1) << field;
}

void call_drop(struct call *call, enum call_field field)
{
	call->has &= ~(UINT64_C(1) << field);
	call->text[field] = (struct bytes){0};
	call->number[field] = 0;
}

static void put_field(const struct call *call, enum call_field field, struct jsonout *json)
{
	const struct field *row = &fields[field];

	switch (row->type) {
	case TYPE_INT:
		jsonout_int(json, row->name, call->number[field]);
		break;
	case TYPE_BOOL:
		jsonout_bool(json, row->name, call->number[field] != 0);
		break;
	case TYPE_TIME:
		jsonout_time(json, row->name, call->number[field]);
		break;
	case TYPE_WORD:
		jsonout_text(json, row->name, word_of(field, call->number[field]));
		break;
	case TYPE_ID:
	case TYPE_TEXT:
	case TYPE_HEX:
	default:
		jsonout_bytes(json, row->name, call->text[field]);
		break;
	}
}

void call_put(const struct call *call, struct jsonout *json)
{
	jsonout_open(json, NULL);
	jsonout_text(json, "verb", verbs[call->verb].name);
	for (size_t i = 0; i < CALL_FIELDS; i++)
		if (call_has(call, (enum call_field)i))
			put_field(call, (enum call_field)i, json);
}

/* ---- the table, for others ---- */

const char *call_verb_name(enum call_verb verb)
{
	return verbs[verb].name;
}

enum call_verb call_verb_parse(const char *name)
{
	for (size_t i = 0; i < CALL_VERBS; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return (enum call_verb)i;
	return CALL_VERBS;
}

bool call_changes(enum call_verb verb)
{
	return verbs[verb].changes;
}

const char *call_field_name(enum call_field field)
{
	return fields[field].name;
}

int call_takes(enum call_verb verb, enum call_field field)
{
	if ((verbs[verb].needs >> field & 1) != 0)
		return 1;
	return ((verbs[verb].may | always) >> field & 1) != 0 ? 0 : -1;
}

const char *call_field_type(enum call_field field, int64_t *ret_least, int64_t *ret_most)
{
	static const char *const names[] = {"id", "text", "integer", "boolean", "time", "hex", "word"};

	*ret_least = fields[field].least;
	*ret_most = fields[field].most;
	return names[fields[field].type];
}
