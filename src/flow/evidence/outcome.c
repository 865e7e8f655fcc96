// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/evidence/outcome.h"

#include "flow/flow.h"

#include <string.h>

static void put_varint(struct buf *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		buf_add_u8(out, (uint8_t)(value | 0x80));
	buf_add_u8(out, (uint8_t)value);
}

/* Sets reader->bad on more than 64 bits and on a form that is not the shortest. */
static uint64_t get_varint(struct reader *reader)
{
	uint64_t value = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint8_t byte = read_u8(reader);
		uint64_t low = byte & 0x7f;

		if ((shift > 0 && byte == 0) || low << shift >> shift != low)
			break;
		value |= low << shift;
		if (byte < 0x80)
			return value;
	}
	reader->bad = true;
	return 0;
}

static uint64_t zigzag(uint64_t difference)
{
	return difference << 1 ^ (0 - (difference >> 63));
}

static uint64_t unzigzag(uint64_t value)
{
	return value >> 1 ^ (0 - (value & 1));
}

void outcome_encode(const struct outcome *entries, size_t count, struct buf *out)
{
	uint64_t before = 0;

	for (size_t i = 0; i < count; i++) {
		const struct outcome *entry = &entries[i];
		size_t size = strnlen(entry->provider_id, PROVIDER_ID_MAX - 1);

		put_varint(out, zigzag(entry->event - before));
		buf_add_u8(out, entry->state);
		put_varint(out, entry->status);
		buf_add_u8(out, (uint8_t)size);
		buf_add(out, entry->provider_id, size);
		before = entry->event;
	}
}

static enum err decode_one(struct reader *reader, uint64_t before, struct outcome *ret_outcome)
{
	uint64_t event = before + unzigzag(get_varint(reader)), status;
	uint8_t state = read_u8(reader);
	struct bytes id;

	status = get_varint(reader);
	id = read_bytes(reader, read_u8(reader));
	if (reader->bad || state >= OUTBOX_STATE_COUNT || status > UINT32_MAX ||
	    id.size >= PROVIDER_ID_MAX || memchr(id.data, 0, id.size) != NULL)
		return ERR_INPUT;
	*ret_outcome = (struct outcome){
		.event = event,
		.state = state,
		.status = (uint32_t)status,
	};
	memcpy(ret_outcome->provider_id, id.data, id.size);
	return ERR_NONE;
}

enum err outcome_decode(struct bytes encoded, outcome_fn *fn, void *context)
{
	struct reader reader = reader_of(encoded);
	struct outcome outcome = {0};
	enum err err = ERR_NONE;

	while (err == ERR_NONE && reader_left(&reader) > 0) {
		err = decode_one(&reader, outcome.event, &outcome);
		if (err == ERR_NONE)
			err = fn(context, &outcome);
	}
	return err;
}
