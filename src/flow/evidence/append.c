// SPDX-License-Identifier: GPL-3.0-or-later
/* Each kind of event on its way into the store. */
#include "flow/evidence/chain.h"
#include "flow/evidence/record.h"

#include <assert.h>
#include <string.h>

/* An address lives with its contact; without one, in the body. */
static enum body_place place_of_address(uint32_t contact)
{
	return contact != 0 ? PLACE_CONTACT : PLACE_HERE;
}

static void seal_column(struct evidence *evidence, const struct evidence_line *line, uint8_t column,
			struct bytes plain, struct buf *out)
{
	uint8_t bound[BOUND_EVENT];

	record_bound_event(line->log, column, line->now.tree.size + 1, bound);
	buf_clear(out);
	seal_field(evidence->keys->data, evidence->random, BYTES_OF(bound), plain, out);
}

/* The sealed body, and the text column if a field lives there. */
static void seal_row(struct evidence *evidence, const struct evidence_line *line,
		     const struct body *body, struct event_row *row)
{
	buf_clear(&evidence->plain);
	body_encode(body, &evidence->plain);
	seal_column(evidence, line, COLUMN_BODY, buf_bytes(&evidence->plain), &evidence->body);
	row->body = buf_bytes(&evidence->body);
	for (size_t i = 0; i < body->count; i++) {
		if (body->fields[i].place != PLACE_TEXT)
			continue;
		seal_column(evidence, line, COLUMN_TEXT, body->fields[i].value, &evidence->text);
		row->text = buf_bytes(&evidence->text);
	}
}

/* Completes the row, appends it, and only then lets the tree grow. */
static enum err append(struct evidence *evidence, struct evidence_line *line, struct event_row *row,
		       struct body *body, struct error *error_r)
{
	enum err err;

	row->line = line->line;
	row->number = line->now.tree.size + 1;
	body_salt(body);
	body_commit(body);
	seal_row(evidence, line, body, row);
	leaf_hash(line->log, row, (const uint8_t(*)[SHA256])body->commitments, body->count,
		  row->leaf);
	err = evidence->store->ops->append_event(evidence->store, row, error_r);
	if (err != ERR_NONE)
		return error_wrap(error_r, err, "line %s, event %llu", line->name,
				  (unsigned long long)row->number);
	tree_add(&line->now.tree, row->leaf);
	line->changed = true;
	return ERR_NONE;
}

/* An event whose only field is a text in its body. */
static enum err append_text(struct evidence *evidence, struct evidence_line *line,
			    struct event_row *row, const char *text, struct error *error_r)
{
	struct body body;

	body_init(&body, evidence->random);
	body_add(&body, FIELD_TEXT, PLACE_HERE, bytes_of_text(text != NULL ? text : ""));
	return append(evidence, line, row, &body, error_r);
}

static struct facts facts_of_message(const struct message *message)
{
	return (struct facts){
		.admission = (uint8_t)message->admission,
		.verdict = (uint8_t)message->decision.verdict,
		.why = (uint8_t)message->decision.why,
		.flag = (uint8_t)message->decision.flag,
		.kind = (uint8_t)message->reading.kind,
		.language = (uint8_t)message->reading.language,
		.move = (uint8_t)message->decision.move,
		.arrival = (uint8_t)message->arrival,
		.resent = message->resent,
		.unreadable = message->reading.unreadable,
		.late = message->arrival == ARRIVAL_SIGHTING && message->request,
	};
}

static struct bytes decoded_of(const struct message *message, struct buf *out)
{
	struct body_decoded decoded = {
		.part = message->part,
		.undecodable = message->undecodable < UINT32_MAX ? (uint32_t)message->undecodable
								 : UINT32_MAX,
		.same = bytes_equal(message->text, message->raw),
		.text = message->text,
	};

	memcpy(decoded.wire, message->wire, WIRE_HASH);
	buf_clear(out);
	body_decoded_encode(&decoded, out);
	return buf_bytes(out);
}

enum err evidence_message(struct evidence *evidence, struct message *message, struct error *error_r)
{
	struct evidence_line *line = chain_line(evidence, message->line_index);
	bool due = message->decision.verdict == VERDICT_ANSWER;
	bool seen = message->arrival == ARRIVAL_SIGHTING; /* never answered: the column is free */
	struct facts facts = facts_of_message(message);
	struct event_row row = {
		.type = EVENT_MESSAGE,
		.at = message->at,
		.contact = message->contact.number,
		.due = seen ? message->seen : due ? message->decision.due : 0,
		.until = due ? message->decision.until : 0,
		.p = message->reading.p,
		.propensity = message->decision.propensity,
	};
	struct body body;
	enum err err = facts_pack(&facts, &row.facts, error_r);

	if (err != ERR_NONE)
		return err;
	body_init(&body, evidence->random);
	body_add(&body, FIELD_FROM, place_of_address(row.contact), bytes_of_text(message->from));
	body_add(&body, FIELD_TO, PLACE_HERE, bytes_of_text(message->to));
	body_add(&body, FIELD_ID, PLACE_HERE, message->id);
	body_add(&body, FIELD_RAW, PLACE_HERE, message->raw);
	body_add(&body, FIELD_DECODED, PLACE_HERE, decoded_of(message, &evidence->value));
	err = append(evidence, line, &row, &body, error_r);
	if (err == ERR_NONE)
		message->event = row.number;
	return err;
}

enum err evidence_contact(struct evidence *evidence, uint32_t line_index, uint32_t number,
			  const uint8_t hash[LOOKUP], ms_t at, const char *address,
			  struct error *error_r)
{
	struct evidence_line *line = chain_line(evidence, line_index);
	struct contact_row row = {.line = line->line, .number = number, .first = at};
	uint8_t bound[BOUND_CONTACT];
	enum err err;

	assert(number == line->now.contacts + 1);
	memcpy(row.hash, hash, LOOKUP);
	record_bound_contact(line->log, &row, bound);
	buf_clear(&evidence->body);
	seal_field(evidence->keys->data, evidence->random, BYTES_OF(bound), bytes_of_text(address),
		   &evidence->body);
	row.address = buf_bytes(&evidence->body);
	err = evidence->store->ops->append_contact(evidence->store, &row, error_r);
	if (err != ERR_NONE)
		return error_wrap(error_r, err, "line %s, contact %u", line->name, number);
	line->now.contacts = number;
	line->changed = true;
	return ERR_NONE;
}

enum err evidence_answer(struct evidence *evidence, struct answer *answer, struct error *error_r)
{
	struct evidence_line *line = chain_line(evidence, answer->line_index);
	struct facts facts = {
		.language = (uint8_t)answer->language,
		.move = (uint8_t)answer->move,
		.late = answer->late,
	};
	struct event_row row = {
		.type = EVENT_ANSWER,
		.at = answer->at,
		.contact = answer->contact.number,
		.about = answer->about,
		.price = answer->price,
		.propensity = answer->propensity,
	};
	struct body body;
	enum err err = facts_pack(&facts, &row.facts, error_r);

	if (err != ERR_NONE)
		return err;
	body_init(&body, evidence->random);
	body_add(&body, FIELD_TO, place_of_address(row.contact), bytes_of_text(answer->to));
	body_add(&body, FIELD_VIA, PLACE_HERE, bytes_of_text(answer->via));
	body_add(&body, FIELD_TEXT, PLACE_TEXT, answer->text);
	err = append(evidence, line, &row, &body, error_r);
	if (err == ERR_NONE)
		answer->event = row.number;
	return err;
}

enum err evidence_decision(struct evidence *evidence, const struct evidence_decision *decision,
			   uint64_t *ret_event, struct error *error_r)
{
	const struct decision *made = &decision->decision;
	bool due = made->verdict == VERDICT_ANSWER;
	struct facts facts = {
		.verdict = (uint8_t)made->verdict,
		.why = (uint8_t)made->why,
		.flag = (uint8_t)made->flag,
		.kind = (uint8_t)decision->reading.kind,
		.language = (uint8_t)decision->reading.language,
		.move = (uint8_t)made->move,
		.unreadable = decision->reading.unreadable,
	};
	struct event_row row = {
		.type = EVENT_DECISION,
		.at = decision->at,
		.contact = decision->contact,
		.about = decision->about,
		.due = due ? made->due : 0,
		.until = due ? made->until : 0,
		.p = decision->reading.p,
		.propensity = made->propensity,
	};
	enum err err = facts_pack(&facts, &row.facts, error_r);

	if (err == ERR_NONE)
		err = append_text(evidence, chain_line(evidence, decision->line_index), &row,
				  decision->text, error_r);
	if (err == ERR_NONE && ret_event != NULL)
		*ret_event = row.number;
	return err;
}

enum err evidence_outcomes(struct evidence *evidence, uint32_t line_index, ms_t at,
			   const struct outcome *entries, size_t count, struct error *error_r)
{
	struct event_row row = {.type = EVENT_OUTCOME, .at = at};
	struct body body;

	if (count == 0)
		return ERR_NONE;
	buf_clear(&evidence->value);
	outcome_encode(entries, count, &evidence->value);
	body_init(&body, evidence->random);
	body_add(&body, FIELD_ENTRIES, PLACE_HERE, buf_bytes(&evidence->value));
	return append(evidence, chain_line(evidence, line_index), &row, &body, error_r);
}

enum err evidence_note(struct evidence *evidence, uint32_t line_index, ms_t at, const char *text,
		       struct error *error_r)
{
	struct event_row row = {.type = EVENT_NOTE, .at = at};

	return append_text(evidence, chain_line(evidence, line_index), &row, text, error_r);
}

enum err evidence_call(struct evidence *evidence, uint32_t line_index, ms_t at, struct bytes words,
		       struct bytes json, uint64_t *ret_event, struct error *error_r)
{
	struct event_row row = {.type = EVENT_CALL, .at = at};
	struct body body;
	enum err err;

	body_init(&body, evidence->random);
	body_add(&body, FIELD_RAW, PLACE_HERE, words);
	body_add(&body, FIELD_TEXT, PLACE_HERE, json);
	err = append(evidence, chain_line(evidence, line_index), &row, &body, error_r);
	if (err == ERR_NONE)
		*ret_event = row.number;
	return err;
}
