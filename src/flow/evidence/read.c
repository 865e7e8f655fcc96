// SPDX-License-Identifier: GPL-3.0-or-later
/* Events and contacts read back, and fields taken out of them. */
#include "flow/evidence/evidence.h"
#include "flow/evidence/record.h"

#include <sodium.h>
#include <string.h>

_Static_assert(LOG_ID == 16, "evidence.h and store.h have the log's id as 16 bytes");

static enum err open_into(const struct keys *keys, const uint8_t log[LOG_ID],
			  const struct event_row *row, const char *address, struct arena *arena,
			  struct body *ret_body, struct error *error_r)
{
	uint8_t *room = arena_alloc(arena, record_room(row));

	if (room == NULL)
		return error_set(error_r, ERR_MEMORY, "no room for %zu bytes", record_room(row));
	return record_open(keys, log, row, address, room, ret_body, error_r);
}

static enum err view_decoded(const struct body_field *field, struct evidence_view *view,
			     struct error *error_r)
{
	struct body_decoded decoded;

	if (body_decoded_decode(field->value, &decoded) != ERR_NONE)
		return error_set(error_r, ERR_INPUT, "field decoded of the body is malformed");
	view->part = decoded.part;
	view->undecodable = decoded.undecodable;
	memcpy(view->wire, decoded.wire, WIRE_HASH);
	view->text = decoded.same ? view->raw : decoded.text;
	return ERR_NONE;
}

static enum err view_field(const struct body_field *field, struct evidence_view *view,
			   struct error *error_r)
{
	if (field->place == PLACE_ERASED) {
		view->erased |= 1U << field->id;
		return ERR_NONE;
	}
	switch ((enum leaf_field)field->id) {
	case FIELD_FROM:
		view->from = field->value;
		break;
	case FIELD_TO:
		view->to = field->value;
		break;
	case FIELD_ID:
		view->id = field->value;
		break;
	case FIELD_RAW:
		view->raw = field->value;
		break;
	case FIELD_DECODED: /* behind `raw`, which it may refer to */
		return view_decoded(field, view, error_r);
	case FIELD_VIA:
		view->via = field->value;
		break;
	case FIELD_TEXT:
		view->text = field->value;
		break;
	case FIELD_ENTRIES:
		view->entries = field->value;
		break;
	}
	return ERR_NONE;
}

enum err evidence_read(const struct keys *keys, const uint8_t log[LOG_ID],
		       const struct event_row *row, const char *address, struct arena *arena,
		       struct evidence_view *ret_view, struct error *error_r)
{
	struct evidence_view view = {0};
	struct body body;
	enum err err = facts_unpack(row->facts, &view.facts, error_r);

	if (err == ERR_NONE)
		err = open_into(keys, log, row, address, arena, &body, error_r);
	for (size_t i = 0; err == ERR_NONE && i < body.count; i++)
		err = view_field(&body.fields[i], &view, error_r);
	if (err != ERR_NONE)
		return error_wrap(error_r, err, "event %llu", (unsigned long long)row->number);
	*ret_view = view;
	return ERR_NONE;
}

enum err evidence_read_outcomes(const struct keys *keys, const uint8_t log[LOG_ID],
				const struct event_row *row, struct arena *arena, outcome_fn *fn,
				void *context, struct error *error_r)
{
	struct evidence_view view;
	enum err err;

	if (row->type != EVENT_OUTCOME)
		return error_set(error_r, ERR_INPUT, "event %llu is no outcome",
				 (unsigned long long)row->number);
	err = evidence_read(keys, log, row, NULL, arena, &view, error_r);
	if (err != ERR_NONE)
		return err;
	err = outcome_decode(view.entries, fn, context);
	if (err != ERR_NONE)
		return error_set(error_r, err, "event %llu: %s", (unsigned long long)row->number,
				 err_text(err));
	return ERR_NONE;
}

enum err evidence_open_address(const struct keys *keys, const uint8_t log[LOG_ID],
			       const struct contact_row *row, char ret_address[NUMBER_MAX])
{
	uint8_t bound[BOUND_CONTACT], plain[NUMBER_MAX], hash[LOOKUP];
	struct buf out = {plain, 0, sizeof plain};

	if (row->address.size == 0)
		return ERR_ABSENT;
	/* Checked before it is opened, so that `out` never grows beyond the array. */
	if (row->address.size < SEAL_MORE || row->address.size - SEAL_MORE >= NUMBER_MAX)
		return ERR_CRYPTO;
	record_bound_contact(log, row, bound);
	if (seal_open(keys->data, BYTES_OF(bound), row->address, &out) != ERR_NONE)
		return ERR_CRYPTO;
	seal_lookup(keys->lookup, buf_bytes(&out), hash);
	if (memcmp(hash, row->hash, LOOKUP) != 0 || memchr(plain, 0, out.size) != NULL)
		return ERR_CRYPTO;
	memcpy(ret_address, plain, out.size);
	ret_address[out.size] = '\0';
	return ERR_NONE;
}

static bool is_to_go(uint8_t type, uint8_t id, unsigned what)
{
	switch ((enum leaf_field)id) {
	case FIELD_FROM:
		return what & ERASE_ADDRESS;
	case FIELD_TO: /* of a message it is our own number */
		return (what & ERASE_ADDRESS) && type == EVENT_ANSWER;
	case FIELD_RAW:
	case FIELD_DECODED:
	case FIELD_TEXT:
		return what & ERASE_CONTENT;
	case FIELD_ID:
	case FIELD_VIA:
	case FIELD_ENTRIES:
		return false;
	}
	return false;
}

/* Erases in the opened body; without the address its commitment is not known and must not be lost.
 */
static enum err erase_fields(uint8_t type, unsigned what, const char *address, struct body *body,
			     bool *ret_drop_text, struct error *error_r)
{
	*ret_drop_text = false;
	for (size_t i = 0; i < body->count; i++) {
		struct body_field *field = &body->fields[i];

		if (field->place == PLACE_ERASED || !is_to_go(type, field->id, what))
			continue;
		if (field->place == PLACE_CONTACT && address == NULL)
			return error_set(error_r, ERR_STATE,
					 "the contact's address is needed to erase it");
		*ret_drop_text = *ret_drop_text || field->place == PLACE_TEXT;
		body_erase(body, field);
	}
	return ERR_NONE;
}

enum err evidence_erase(const struct keys *keys, struct random *random, const uint8_t log[LOG_ID],
			const struct event_row *row, const char *address, unsigned what,
			struct buf *body, bool *ret_drop_text, struct error *error_r)
{
	size_t size = record_room(row);
	uint8_t bound[BOUND_EVENT], *room = mem_try_alloc(1, size);
	struct body opened;
	struct buf plain = {0};
	bool drop;
	enum err err;

	if (room == NULL)
		return error_set(error_r, ERR_MEMORY, "no room for %zu bytes", size);
	err = record_open(keys, log, row, address, room, &opened, error_r);
	if (err == ERR_NONE)
		err = erase_fields(row->type, what, address, &opened, &drop, error_r);
	if (err == ERR_NONE) {
		body_encode(&opened, &plain);
		record_bound_event(log, COLUMN_BODY, row->number, bound);
		seal_field(keys->data, random, BYTES_OF(bound), buf_bytes(&plain), body);
		*ret_drop_text = drop;
		sodium_memzero(plain.data, plain.size);
		buf_finish(&plain);
	}
	sodium_memzero(room, size);
	mem_free(room);
	return err;
}
