// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Operators correct what was read, and take it back. The text is the record's; what is kept of it
 * becomes an example (keeper_learning.c). Each change is sealed into its line's record: who, what
 * and when, never the text.
 */
#include "daemon/keeper_learning.h"

#include "daemon/now.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHOWN_MAX = 1000, /* corrections that an answer lists: the newest */
	SHOWN_TEXT = 48,  /* bytes of a text */
};

static enum err begin(struct keeper *keeper, struct error *error_r)
{
	if (keeper->learning == NULL)
		return error_set(error_r, ERR_STATE, "nothing is learnt here");
	return keeper_open_batch(keeper)
		       ? ERR_NONE
		       : error_set(error_r, ERR_IO,
				   "the store failed; the keeper is starting anew");
}

/* Of a change that was made in memory: recorded, or the keeper starts anew from what is. */
static enum err record(struct keeper *keeper, const char *line, const char *note,
		       struct error *error_r)
{
	size_t line_index = flow_find_line(keeper->flow, line, NULL);
	enum err err = ERR_NONE;

	/* A line that is in the settings no more has no record to write to. */
	for (uint32_t i = 0; err == ERR_NONE && i < flow_line_count(keeper->flow); i++)
		if (line_index == i || (line_index == SIZE_MAX && i == 0))
			err = flow_note(keeper->flow, i, note, error_r);
	if (err == ERR_NONE)
		err = learning_changed(keeper->learning, error_r);
	if (err != ERR_NONE)
		keeper_fail(keeper, error_r);
	keeper_close_soon(keeper, true);
	return err;
}

/* ---- correct ---- */

/* A NUL, which a carrier's alphabet may hold, ends no text here; what is too long is cut where a
 * character ends. */
static void trim(struct buf *text)
{
	for (size_t i = 0; i < text->size; i++)
		if (text->data[i] == 0)
			text->data[i] = ' ';
	if (text->size <= CORRECTION_TEXT_MAX)
		return;
	text->size = CORRECTION_TEXT_MAX;
	while (text->size > 0 && !utf8_valid(buf_bytes(text)))
		text->size--;
}

static enum err take_kind(const struct control_request *request, enum kind *ret_kind,
			  struct error *error_r)
{
	struct buf known = {0};

	*ret_kind = correction_kind(request->member[MEMBER_KIND]);
	if (*ret_kind != KIND_UNCLEAR)
		return ERR_NONE;
	correction_list_kinds(&known);
	error_set(error_r, ERR_INPUT, "kind: a text can be corrected to one of %s",
		  buf_text(&known));
	buf_finish(&known);
	return ERR_INPUT;
}

static enum err take_weight(const struct control_request *request, uint8_t *ret_weight,
			    struct error *error_r)
{
	const char *text = request->member[MEMBER_WEIGHT];

	*ret_weight = CORRECTION_WEIGHT;
	if (text == NULL)
		return ERR_NONE;
	if (text[0] < '1' || text[0] > '0' + CORRECTION_WEIGHT_MAX || text[1] != '\0')
		return error_set(error_r, ERR_INPUT, "weight: must be a number from 1 to %d",
				 CORRECTION_WEIGHT_MAX);
	*ret_weight = (uint8_t)(text[0] - '0');
	return ERR_NONE;
}

static enum err make(struct keeper *keeper, const struct control_request *request,
		     struct correction *ret_correction, struct buf *text,
		     struct flow_last *ret_last, struct error *error_r)
{
	struct correction *row = ret_correction;
	char number[NUMBER_MAX];
	const char *contact;
	size_t line_index;
	enum err err = take_kind(request, &row->kind, error_r);

	if (err == ERR_NONE)
		err = take_weight(request, &row->weight, error_r);
	if (err == ERR_NONE)
		err = keeper_find_contact(keeper, request, number, &line_index, &contact, error_r);
	if (err == ERR_NONE)
		err = flow_last_text(keeper->flow, (uint32_t)line_index, contact, text, ret_last,
				     error_r);
	if (err != ERR_NONE)
		return err;
	trim(text);
	row->at = now_ms();
	row->event = ret_last->event;
	row->language = ret_last->language;
	row->text = (char *)text->data;
	row->size = text->size;
	snprintf(row->line, sizeof row->line, "%s",
		 flow_line(keeper->flow, (uint32_t)line_index)->name);
	snprintf(row->by, sizeof row->by, "%s", keeper_asker(request));
	return correction_may_be(row->kind, row->language, row->weight, buf_bytes(text))
		       ? ERR_NONE
		       : error_set(error_r, ERR_STATE, "this text can be no example");
}

enum err keeper_correct(struct keeper *keeper, const struct control_request *request,
			struct jsonout *json, struct error *error_r)
{
	struct correction row = {0};
	struct buf text = {0};
	struct flow_last last;
	uint32_t number = 0;
	char note[192];
	enum err err = begin(keeper, error_r);

	if (err == ERR_NONE)
		err = make(keeper, request, &row, &text, &last, error_r);
	if (err == ERR_NONE)
		err = corrections_add(&keeper->learning->corrections, &row, &number, error_r);
	if (err == ERR_NONE) {
		snprintf(note, sizeof note,
			 "correction %u by %s: event %llu is of the kind %s, not %s; weight %u",
			 number, row.by, (unsigned long long)row.event, kind_name(row.kind),
			 kind_name(last.kind), row.weight);
		err = record(keeper, row.line, note, error_r);
	} else {
		keeper_close_soon(keeper, true);
	}
	buf_finish(&text);
	if (err != ERR_NONE)
		return err;
	jsonout_text(json, "line", row.line);
	jsonout_text(json, "contact", last.contact);
	jsonout_int(json, "number", number);
	jsonout_text(json, "was", kind_name(last.kind));
	jsonout_text(json, "kind", kind_name(row.kind));
	jsonout_int(json, "weight", row.weight);
	return ERR_NONE;
}

/* ---- take back ---- */

enum err keeper_take_back(struct keeper *keeper, const struct control_request *request,
			  struct jsonout *json, struct error *error_r)
{
	struct keeper_learning *learning = keeper->learning;
	char *end, note[128], line[LINE_NAME_MAX] = "";
	unsigned long number = strtoul(request->member[MEMBER_NUMBER], &end, 10);
	const struct correction *found;
	enum err err = begin(keeper, error_r);

	if (err != ERR_NONE)
		return err;
	if (*end != '\0' || number > UINT32_MAX)
		number = 0; /* nobody's */
	found = corrections_find(&learning->corrections, (uint32_t)number);
	if (found != NULL)
		memcpy(line, found->line, sizeof line);
	err = corrections_take_back(&learning->corrections, (uint32_t)number, error_r);
	if (err != ERR_NONE) {
		keeper_close_soon(keeper, true);
		return err;
	}
	snprintf(note, sizeof note, "correction %lu taken back by %s", number,
		 keeper_asker(request));
	err = record(keeper, line, note, error_r);
	if (err == ERR_NONE)
		jsonout_int(json, "number", (int64_t)number);
	return err;
}

/* ---- the list ---- */

static void put_words(struct jsonout *json, const struct correction *row)
{
	struct bytes text = {(const uint8_t *)row->text, row->size};
	struct buf shown = {0};

	if (text.size > SHOWN_TEXT) {
		text.size = SHOWN_TEXT;
		while (text.size > 0 && !utf8_valid(text))
			text.size--;
	}
	buf_add(&shown, text.data, text.size);
	if (text.size < row->size)
		buf_add_text(&shown, "…");
	jsonout_bytes(json, "text", buf_bytes(&shown));
	buf_finish(&shown);
}

static void put_row(struct jsonout *json, const struct correction *row)
{
	jsonout_open(json, NULL);
	jsonout_int(json, "number", row->number);
	jsonout_time(json, "at", row->at);
	jsonout_text(json, "line", row->line);
	jsonout_int(json, "event", (int64_t)row->event);
	jsonout_text(json, "kind", kind_name(row->kind));
	jsonout_text(json, "language", language_name(row->language));
	jsonout_int(json, "weight", row->weight);
	jsonout_text(json, "by", row->by);
	put_words(json, row);
	jsonout_close(json);
}

enum err keeper_corrections(struct keeper *keeper, const struct control_request *request,
			    struct jsonout *json, struct error *error_r)
{
	const struct keeper_learning *learning = keeper->learning;
	const struct corrections *corrections;
	const char *state;
	char hash[33];

	(void)request;
	if (learning == NULL)
		return error_set(error_r, ERR_STATE, "nothing is learnt here");
	corrections = &learning->corrections;
	state = learning_state(learning);
	hex_encode(keeper_models(keeper)->hash, 16, hash);
	jsonout_text(json, "model", hash);
	jsonout_int(json, "examples", (int64_t)learning->trial.examples);
	jsonout_int(json, "learnt", learning->use != NULL ? learning->use->corrections : 0);
	jsonout_text(json, "state", state);
	if (strcmp(state, "refused") == 0)
		jsonout_text(json, "refusal", learning->refusal);
	jsonout_int(json, "count", (int64_t)corrections->count);
	jsonout_open_list(json, "corrections");
	for (size_t i = corrections->count > SHOWN_MAX ? corrections->count - SHOWN_MAX : 0;
	     i < corrections->count; i++)
		put_row(json, &corrections->all[i]);
	jsonout_close_list(json);
	return ERR_NONE;
}
