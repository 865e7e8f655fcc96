// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Leaf v1: what an event puts into its line's tree. Big-endian, no padding:
 *
 *   u8 version 1 | log id (16) | u64 event number | u8 type | u64 at | u32 contact | u64 about
 *   u64 price | u64 due | u64 until | u32 facts | u64 bits of p | u64 bits of propensity
 *   commitments, 32 bytes each
 *
 * Signed values are two's complement. A double is its IEEE 754 bits; every NaN counts as
 * 7ff8000000000000 and -0 as 0, because a database does not keep them apart. The commitments are
 * those of the fields the event's type has, in ascending order of their ids (leaf_fields()), so the
 * length follows from the type:
 *
 *   commitment = SHA-256(salt (16) || u8 field id || value)
 *
 * A value may later be erased; its commitment remains, and with it the leaf, its proofs and every
 * root. The salt keeps a short value (a number, a "yes") from being guessed out of its commitment.
 */
#ifndef FLOW_EVIDENCE_LEAF_H
#define FLOW_EVIDENCE_LEAF_H

#include "base/seal.h"
#include "store/store.h"

enum {
	LEAF_VERSION = 1,
	LOG_ID = 16,
	LEAF_SALT = 16,
	LEAF_FIXED = 90, /* bytes before the commitments */
	LEAF_FIELDS_MAX = 5,
	LEAF_MAX = LEAF_FIXED + LEAF_FIELDS_MAX * SHA256,
};

/* id, name, what its value is. Stored: never renumber. */
#define LEAF_FIELDS(F)                                                                             \
	F(FIELD_FROM, 1, "from", "the sender's address, normalised")                               \
	F(FIELD_TO, 2, "to", "the address it was sent to")                                         \
	F(FIELD_ID, 3, "id", "the provider's id of a message; may be empty")                       \
	F(FIELD_RAW, 4, "raw", "the bytes as they were received")                                  \
	F(FIELD_DECODED, 5, "decoded", "what the bearer made of them: see body.h")                 \
	F(FIELD_VIA, 6, "via", "the own number an answer leaves from")                             \
	F(FIELD_TEXT, 7, "text", "an answer's words, or who decided or noted what")                \
	F(FIELD_ENTRIES, 8, "entries", "what became of answers: see outcome.h")

enum leaf_field {
#define X(name, id, text, what) name = id,
	LEAF_FIELDS(X)
#undef X
};
const char *leaf_field_name(uint8_t id);

/* The ids of a type's fields, in order; 0 of them for a type that does not exist. */
size_t leaf_fields(uint8_t type, const uint8_t **ret_ids);

void leaf_commit(const uint8_t salt[LEAF_SALT], uint8_t field, struct bytes value,
		 uint8_t ret_commitment[SHA256]);

/* The leaf itself, for export; returns its size. `count` is at most LEAF_FIELDS_MAX. row->leaf,
 * row->body and row->text are not looked at. */
size_t leaf_encode(const uint8_t log[LOG_ID], const struct event_row *row,
		   const uint8_t (*commitments)[SHA256], size_t count, uint8_t ret_leaf[LEAF_MAX]);
/* SHA-256(0x00 || leaf), RFC 9162 §2.1.1. */
void leaf_hash(const uint8_t log[LOG_ID], const struct event_row *row,
	       const uint8_t (*commitments)[SHA256], size_t count, uint8_t ret_hash[SHA256]);

#endif
