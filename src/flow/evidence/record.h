// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Inside evidence/: how sealed columns are bound to their place, and how a row is opened again.
 * Everybody who reads a row (readers, eraser, verifier) comes through record_open().
 */
#ifndef FLOW_EVIDENCE_RECORD_H
#define FLOW_EVIDENCE_RECORD_H

#include "flow/evidence/body.h"
#include "flow/flow.h"
#include "store/store.h"

/* What a sealed column is authenticated with:
 *
 *   log id (16) | u8 'b' | u64 number                              body of an event
 *   log id (16) | u8 't' | u64 number                              text of an event
 *   log id (16) | u8 'a' | u64 number | u64 first | hash (16)      address of a contact
 *
 * so that no sealed value can be moved elsewhere, nor a contact's hash or date be changed. */
enum {
	COLUMN_BODY = 'b',
	COLUMN_TEXT = 't',
	COLUMN_ADDRESS = 'a',
	BOUND_EVENT = LOG_ID + 1 + 8,
	BOUND_CONTACT = BOUND_EVENT + 8 + LOOKUP,
};

void record_bound_event(const uint8_t log[LOG_ID], uint8_t column, uint64_t number,
			uint8_t ret_bound[BOUND_EVENT]);
void record_bound_contact(const uint8_t log[LOG_ID], const struct contact_row *row,
			  uint8_t ret_bound[BOUND_CONTACT]);

/* Plain bytes that record_open() may write, at most. */
static inline size_t record_room(const struct event_row *row)
{
	return row->body.size + row->text.size;
}

/* Opens the row into `room` (record_room() bytes), fills in values that lie elsewhere, computes the
 * commitments and compares the leaf. Without an address (NULL) what lies with the contact stays
 * empty, and if there is such a field the leaf is not compared. Errors as evidence_read(). */
enum err record_open(const struct keys *keys, const uint8_t log[LOG_ID],
		     const struct event_row *row, const char *address, uint8_t *room,
		     struct body *ret_body, struct error *error_r);

#endif
