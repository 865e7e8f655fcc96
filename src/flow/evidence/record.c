// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/evidence/record.h"

#include <string.h>

static void put_u64(uint8_t *out, uint64_t value)
{
	for (int i = 8; i-- > 0; value >>= 8)
		out[i] = (uint8_t)value;
}

void record_bound_event(const uint8_t log[LOG_ID], uint8_t column, uint64_t number,
			uint8_t ret_bound[BOUND_EVENT])
{
	memcpy(ret_bound, log, LOG_ID);
	ret_bound[LOG_ID] = column;
	put_u64(ret_bound + LOG_ID + 1, number);
}

void record_bound_contact(const uint8_t log[LOG_ID], const struct contact_row *row,
			  uint8_t ret_bound[BOUND_CONTACT])
{
	record_bound_event(log, COLUMN_ADDRESS, row->number, ret_bound);
	put_u64(ret_bound + BOUND_EVENT, (uint64_t)row->first);
	memcpy(ret_bound + BOUND_EVENT + 8, row->hash, LOOKUP);
}

/* Opens one column into the room behind what `out` holds already; it never grows. */
static enum err open_column(const struct keys *keys, const uint8_t log[LOG_ID],
			    const struct event_row *row, uint8_t column, struct buf *out,
			    struct bytes *ret_plain, struct error *error_r)
{
	struct bytes sealed = column == COLUMN_BODY ? row->body : row->text;
	uint8_t bound[BOUND_EVENT];
	size_t before = out->size;

	record_bound_event(log, column, row->number, bound);
	if (seal_open(keys->data, BYTES_OF(bound), sealed, out) != ERR_NONE)
		return error_set(error_r, ERR_CRYPTO,
				 "the %s does not open: another key, or changed",
				 column == COLUMN_BODY ? "body" : "text");
	*ret_plain = (struct bytes){out->data + before, out->size - before};
	return ERR_NONE;
}

/* Values that are not in the body itself. *ret_whole: every value that was not erased is there. */
static enum err fetch_values(const struct keys *keys, const uint8_t log[LOG_ID],
			     const struct event_row *row, const char *address, struct buf *out,
			     struct body *body, bool *ret_whole, struct error *error_r)
{
	bool text_used = false;

	*ret_whole = true;
	for (size_t i = 0; i < body->count; i++) {
		struct body_field *field = &body->fields[i];
		enum err err = ERR_NONE;

		if (field->place == PLACE_CONTACT && address == NULL)
			*ret_whole = false;
		else if (field->place == PLACE_CONTACT)
			field->value = bytes_of_text(address);
		if (field->place == PLACE_TEXT) {
			text_used = true;
			err = open_column(keys, log, row, COLUMN_TEXT, out, &field->value, error_r);
		}
		if (err != ERR_NONE)
			return err;
	}
	if (!text_used && row->text.size != 0)
		return error_set(error_r, ERR_CRYPTO, "there is a text where none belongs");
	return ERR_NONE;
}

enum err record_open(const struct keys *keys, const uint8_t log[LOG_ID],
		     const struct event_row *row, const char *address, uint8_t *room,
		     struct body *ret_body, struct error *error_r)
{
	struct buf out = {room, 0, record_room(row)};
	struct bytes plain;
	uint8_t leaf[SHA256];
	bool whole;
	enum err err;

	err = open_column(keys, log, row, COLUMN_BODY, &out, &plain, error_r);
	if (err == ERR_NONE)
		err = body_decode(row->type, plain, ret_body, error_r);
	if (err == ERR_NONE)
		err = fetch_values(keys, log, row, address, &out, ret_body, &whole, error_r);
	if (err != ERR_NONE)
		return err;
	body_commit(ret_body);
	if (!whole)
		return ERR_NONE;
	leaf_hash(log, row, (const uint8_t(*)[SHA256])ret_body->commitments, ret_body->count, leaf);
	if (memcmp(leaf, row->leaf, SHA256) != 0)
		return error_set(error_r, ERR_CRYPTO,
				 "its content is not what its leaf commits to");
	return ERR_NONE;
}
