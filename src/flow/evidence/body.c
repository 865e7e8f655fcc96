// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/evidence/body.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

/* The value of a field that is elsewhere or gone: empty, but not NULL, so that a reader may take
 * it. */
static const struct bytes nothing = {(const uint8_t *)"", 0};

enum { SALTS_A_BLOCK = crypto_generichash_BYTES_MAX / LEAF_SALT };

void body_init(struct body *body, struct random *random)
{
	body->seeded = true;
	body->count = 0;
	random_bytes(random, body->seed, sizeof body->seed);
}

void body_add(struct body *body, uint8_t id, enum body_place place, struct bytes value)
{
	struct body_field *field = &body->fields[body->count];

	assert(body->count < LEAF_FIELDS_MAX);
	assert(body->count == 0 || field[-1].id < id);
	field->id = id;
	field->place = (uint8_t)place;
	field->value = value;
	body->count++;
}

void body_salt(struct body *body)
{
	uint8_t input[LEAF_SALT + 1], block[SALTS_A_BLOCK][LEAF_SALT];

	memcpy(input, body->seed, LEAF_SALT);
	for (size_t i = 0; i < body->count; i++) {
		if (i % SALTS_A_BLOCK == 0) {
			input[LEAF_SALT] = (uint8_t)(i / SALTS_A_BLOCK);
			crypto_generichash(block[0], sizeof block, input, sizeof input, NULL, 0);
		}
		memcpy(body->fields[i].salt, block[i % SALTS_A_BLOCK], LEAF_SALT);
	}
}

void body_commit(struct body *body)
{
	for (size_t i = 0; i < body->count; i++) {
		const struct body_field *field = &body->fields[i];

		if (field->place != PLACE_ERASED)
			leaf_commit(field->salt, field->id, field->value, body->commitments[i]);
	}
}

/* Bytes that body_encode() may write, at most. */
static size_t encoded_room(const struct body *body)
{
	size_t room = 3 + LEAF_SALT;

	for (size_t i = 0; i < body->count; i++)
		room += 2 + LEAF_SALT + SHA256 + 4 + body->fields[i].value.size;
	return room;
}

static uint8_t *put(uint8_t *at, const void *data, size_t size)
{
	if (size > 0)
		memcpy(at, data, size);
	return at + size;
}

static uint8_t *put_field(uint8_t *at, const struct body_field *field, bool salted,
			  const uint8_t commitment[SHA256])
{
	uint32_t size = (uint32_t)field->value.size;

	*at++ = field->id;
	*at++ = field->place;
	if (salted && field->place != PLACE_ERASED)
		at = put(at, field->salt, LEAF_SALT);
	if (field->place == PLACE_ERASED)
		at = put(at, commitment, SHA256);
	if (field->place != PLACE_HERE)
		return at;
	for (int shift = 24; shift >= 0; shift -= 8)
		*at++ = (uint8_t)(size >> shift);
	return put(at, field->value.data, size);
}

/* Room is made once: field by field through buf.h it took a tenth of a message's time. */
void body_encode(const struct body *body, struct buf *out)
{
	uint8_t *begin = buf_room(out, encoded_room(body)), *at = begin;

	*at++ = BODY_VERSION;
	*at++ = body->seeded ? 0 : 1;
	if (body->seeded)
		at = put(at, body->seed, LEAF_SALT);
	*at++ = (uint8_t)body->count;
	for (size_t i = 0; i < body->count; i++)
		at = put_field(at, &body->fields[i], !body->seeded, body->commitments[i]);
	out->size += (size_t)(at - begin);
}

/* Where a field may be: addresses with their contact, words in the text column, all of them here,
 * and once there is no seed any more, nowhere. */
static bool place_fits(uint8_t id, uint8_t place, bool seeded)
{
	switch (place) {
	case PLACE_HERE:
		return true;
	case PLACE_CONTACT:
		return id == FIELD_FROM || id == FIELD_TO;
	case PLACE_TEXT:
		return id == FIELD_TEXT;
	case PLACE_ERASED:
		return !seeded;
	default:
		return false;
	}
}

static void copy(uint8_t *to, struct bytes from, size_t size)
{
	if (from.size == size)
		memcpy(to, from.data, size);
}

/* What is missing shows in reader->bad, which the caller checks at the end. */
static bool decode_field(struct reader *reader, struct body *body, size_t i, uint8_t id)
{
	struct body_field *field = &body->fields[i];

	*field = (struct body_field){.value = nothing};
	field->id = read_u8(reader);
	field->place = read_u8(reader);
	if (field->id != id || !place_fits(id, field->place, body->seeded))
		return false;
	if (!body->seeded && field->place != PLACE_ERASED)
		copy(field->salt, read_bytes(reader, LEAF_SALT), LEAF_SALT);
	if (field->place == PLACE_HERE)
		field->value = read_sized(reader);
	if (field->place == PLACE_ERASED)
		copy(body->commitments[i], read_bytes(reader, SHA256), SHA256);
	return true;
}

enum err body_decode(uint8_t type, struct bytes encoded, struct body *ret_body,
		     struct error *error_r)
{
	struct reader reader = reader_of(encoded);
	struct body body = {0};
	const uint8_t *ids = NULL;
	size_t count = leaf_fields(type, &ids);
	uint8_t version = read_u8(&reader), form = read_u8(&reader);

	if (version != BODY_VERSION || form > 1)
		return error_set(error_r, ERR_INPUT, "body of version %d, form %d: not known here",
				 version, form);
	body.seeded = form == 0;
	if (body.seeded)
		copy(body.seed, read_bytes(&reader, LEAF_SALT), LEAF_SALT);
	body.count = read_u8(&reader);
	if (reader.bad || count == 0 || body.count != count)
		return error_set(error_r, ERR_INPUT, "body has %zu fields, its type %d has %zu",
				 body.count, type, count);
	for (size_t i = 0; i < count; i++) {
		if (!decode_field(&reader, &body, i, ids[i]))
			return error_set(error_r, ERR_INPUT, "field %s of the body is malformed",
					 leaf_field_name(ids[i]));
	}
	if (reader.bad || reader_left(&reader) != 0)
		return error_set(error_r, ERR_INPUT, "body ends too early or too late");
	if (body.seeded)
		body_salt(&body);
	*ret_body = body;
	return ERR_NONE;
}

struct body_field *body_find(struct body *body, uint8_t id)
{
	for (size_t i = 0; i < body->count; i++) {
		if (body->fields[i].id == id)
			return &body->fields[i];
	}
	return NULL;
}

void body_erase(struct body *body, struct body_field *field)
{
	body->seeded = false;
	sodium_memzero(body->seed, sizeof body->seed);
	field->place = PLACE_ERASED;
	field->value = nothing;
	sodium_memzero(field->salt, sizeof field->salt);
}

void body_decoded_encode(const struct body_decoded *decoded, struct buf *out)
{
	buf_add_u16(out, decoded->part.reference);
	buf_add_u8(out, decoded->part.number);
	buf_add_u8(out, decoded->part.total);
	buf_add_u32(out, decoded->undecodable);
	buf_add(out, decoded->wire, WIRE_HASH);
	buf_add_u8(out, decoded->same ? 1 : 0);
	if (!decoded->same)
		buf_add(out, decoded->text.data, decoded->text.size);
}

enum err body_decoded_decode(struct bytes encoded, struct body_decoded *ret_decoded)
{
	struct reader reader = reader_of(encoded);
	struct body_decoded decoded = {0};
	uint8_t same;

	decoded.part.reference = read_u16(&reader);
	decoded.part.number = read_u8(&reader);
	decoded.part.total = read_u8(&reader);
	decoded.undecodable = read_u32(&reader);
	copy(decoded.wire, read_bytes(&reader, WIRE_HASH), WIRE_HASH);
	same = read_u8(&reader);
	decoded.same = same == 1;
	decoded.text = read_bytes(&reader, reader_left(&reader));
	if (reader.bad || same > 1 || (decoded.same && decoded.text.size != 0))
		return ERR_INPUT;
	*ret_decoded = decoded;
	return ERR_NONE;
}
