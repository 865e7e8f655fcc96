// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The body of an event, before it is sealed: the values of its fields, and what their commitments
 * need.
 *
 *   u8 version 1
 *   u8 form        0: one seed for all salts; 1: a salt with each field, after something was erased
 *   seed (16)      form 0 only
 *   u8 count       then for each field, in ascending order of ids, all of its type's fields:
 *     u8 id
 *     u8 place
 *     salt (16)    form 1 only, and not for an erased field
 *     here:    u32 size, value
 *     contact: nothing; the value is the contact's address, sealed in the contact's row
 *     text:    nothing; the value is sealed in the event's text column
 *     erased:  commitment (32); the value and its salt are gone for good (form 1 only)
 *
 * The salt of field i (from 0) is the 16 bytes from 16 (i mod 4) on of
 *
 *   BLAKE2b-512(seed || u8 i / 4)
 *
 * One seed costs a body 16 bytes instead of 80; it must go as soon as anything is erased, because
 * an erased number could be guessed with its salt in hand.
 *
 * The value of a message's `decoded` field is what the bearer read out of the raw bytes, so that
 * nobody who holds a key has to parse a stranger's PDU again:
 *
 *   u16 reference | u8 number | u8 total of a part
 *   u32 characters without a meaning
 *   wire hash (16)
 *   u8 1 if the text is the raw bytes, else 0 and the text in UTF-8
 */
#ifndef FLOW_EVIDENCE_BODY_H
#define FLOW_EVIDENCE_BODY_H

#include "flow/evidence/leaf.h"
#include "flow/flow.h"

enum { BODY_VERSION = 1 };

/* Stored: never renumber. */
enum body_place {
	PLACE_HERE = 0,
	PLACE_CONTACT = 1,
	PLACE_TEXT = 2,
	PLACE_ERASED = 3,
};

struct body_field {
	uint8_t id;	    /* enum leaf_field */
	uint8_t place;	    /* enum body_place */
	struct bytes value; /* a view; of an erased field empty */
	uint8_t salt[LEAF_SALT];
};

struct body {
	bool seeded; /* form 0 */
	uint8_t seed[LEAF_SALT];
	struct body_field fields[LEAF_FIELDS_MAX];
	size_t count;
	/* Beside the fields, so that they go into a leaf as they are. */
	uint8_t commitments[LEAF_FIELDS_MAX][SHA256];
};

/* A body with a fresh seed and no fields. */
void body_init(struct body *body, struct random *random);
/* Appends a field: `id` in ascending order, at most LEAF_FIELDS_MAX. */
void body_add(struct body *body, uint8_t id, enum body_place place, struct bytes value);
/* Derives the salts of a seeded body. */
void body_salt(struct body *body);
/* Fills in the commitments, but for those of erased fields, which it has. */
void body_commit(struct body *body);

void body_encode(const struct body *body, struct buf *out);
/* Views into `encoded`; salts and erased commitments are there, the others are not computed, and
 * values in another place are empty. ERR_INPUT on anything body_encode() would not write for this
 * type. */
enum err body_decode(uint8_t type, struct bytes encoded, struct body *ret_body,
		     struct error *error_r);

/* The field with this id; NULL: the type has none. */
struct body_field *body_find(struct body *body, uint8_t id);
/* Takes the value and its salt away; body_commit() came before. The other salts become explicit. */
void body_erase(struct body *body, struct body_field *field);

struct body_decoded {
	struct part part;
	uint32_t undecodable;
	uint8_t wire[WIRE_HASH];
	bool same; /* the text is the raw bytes */
	struct bytes text;
};

void body_decoded_encode(const struct body_decoded *decoded, struct buf *out);
enum err body_decoded_decode(struct bytes encoded, struct body_decoded *ret_decoded);

#endif
