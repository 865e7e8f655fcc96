// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/evidence/leaf.h"

#include "flow/evidence/tree.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const uint8_t message_fields[] = {FIELD_FROM, FIELD_TO, FIELD_ID, FIELD_RAW, FIELD_DECODED};
static const uint8_t answer_fields[] = {FIELD_TO, FIELD_VIA, FIELD_TEXT};
static const uint8_t text_fields[] = {FIELD_TEXT};
static const uint8_t outcome_fields[] = {FIELD_ENTRIES};
static const uint8_t call_fields[] = {FIELD_RAW, FIELD_TEXT};

static const struct {
	const uint8_t *ids;
	size_t count;
} fields[] = {
	[EVENT_MESSAGE] = {message_fields, sizeof message_fields},
	[EVENT_ANSWER] = {answer_fields, sizeof answer_fields},
	[EVENT_DECISION] = {text_fields, sizeof text_fields},
	[EVENT_OUTCOME] = {outcome_fields, sizeof outcome_fields},
	[EVENT_NOTE] = {text_fields, sizeof text_fields},
	[EVENT_CALL] = {call_fields, sizeof call_fields},
};

_Static_assert(sizeof message_fields == LEAF_FIELDS_MAX, "LEAF_FIELDS_MAX");

size_t leaf_fields(uint8_t type, const uint8_t **ret_ids)
{
	if (type >= sizeof fields / sizeof fields[0])
		return 0;
	*ret_ids = fields[type].ids;
	return fields[type].count;
}

const char *leaf_field_name(uint8_t id)
{
	switch (id) {
#define X(name, number, text, what)                                                                \
	case number:                                                                               \
		return text;
		LEAF_FIELDS(X)
#undef X
	default:
		return "unknown";
	}
}

void leaf_commit(const uint8_t salt[LEAF_SALT], uint8_t field, struct bytes value,
		 uint8_t ret_commitment[SHA256])
{
	uint8_t head[LEAF_SALT + 1];
	struct bytes pieces[] = {BYTES_OF(head), value};

	memcpy(head, salt, LEAF_SALT);
	head[LEAF_SALT] = field;
	sha256(pieces, 2, ret_commitment);
}

static uint8_t *put(uint8_t *out, uint64_t value, size_t size)
{
	for (size_t i = size; i-- > 0; value >>= 8)
		out[i] = (uint8_t)value;
	return out + size;
}

static uint64_t bits_of(double value)
{
	uint64_t bits;

	if (isnan(value))
		return UINT64_C(0x7ff8000000000000);
	if (value == 0)
		return 0;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

size_t leaf_encode(const uint8_t log[LOG_ID], const struct event_row *row,
		   const uint8_t (*commitments)[SHA256], size_t count, uint8_t ret_leaf[LEAF_MAX])
{
	uint8_t *out = ret_leaf;

	assert(count <= LEAF_FIELDS_MAX);
	out = put(out, LEAF_VERSION, 1);
	memcpy(out, log, LOG_ID);
	out = put(out + LOG_ID, row->number, 8);
	out = put(out, row->type, 1);
	out = put(out, (uint64_t)row->at, 8);
	out = put(out, row->contact, 4);
	out = put(out, row->about, 8);
	out = put(out, (uint64_t)row->price, 8);
	out = put(out, (uint64_t)row->due, 8);
	out = put(out, (uint64_t)row->until, 8);
	out = put(out, row->facts, 4);
	out = put(out, bits_of(row->p), 8);
	out = put(out, bits_of(row->propensity), 8);
	assert(out == ret_leaf + LEAF_FIXED);
	if (count > 0)
		memcpy(out, commitments, count * SHA256);
	return LEAF_FIXED + count * SHA256;
}

void leaf_hash(const uint8_t log[LOG_ID], const struct event_row *row,
	       const uint8_t (*commitments)[SHA256], size_t count, uint8_t ret_hash[SHA256])
{
	uint8_t leaf[LEAF_MAX];
	size_t size = leaf_encode(log, row, commitments, count, leaf);

	tree_leaf_hash((struct bytes){leaf, size}, ret_hash);
}
