// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The codec: two loops over the rows of smpp_pdu.tbl. Every read is checked against the end of its
 * frame; every write against the size its row allows.
 */
#include "flow/bearer/smpp_pdu.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum row_kind { END, FIELD_U, FIELD_C, FIELD_M, U8, U16, U32, CSTR, OCTETS };

/* One row: a fixed field, where `most` counts the NUL, or an optional parameter. */
struct row {
	const char *name;
	uint16_t offset; /* in struct smpp_pdu */
	uint16_t tag;	 /* of an optional parameter */
	uint16_t least, most;
	uint16_t status; /* for a field that is too long */
	uint8_t kind;
};

struct layout {
	const char *name;
	const struct row *rows; /* up to kind END */
	bool optional;		/* optional parameters may follow */
};

static_assert(SMPP_TLVS <= 32, "struct smpp_pdu marks optional parameters in 32 bits");

#define AT(member)		  (uint16_t) offsetof(struct smpp_pdu, member)
#define U(member)		  {#member, AT(member), 0, 1, 1, 0, FIELD_U},
#define C(member, octets, status) {#member, AT(member), 0, 1, octets, status, FIELD_C},
#define M(member)		  {#member, AT(member), 0, 1, SMPP_SHORT_MAX, ESME_RINVMSGLEN, FIELD_M},
#define PDU(name, id, section, optional, rows)                                                     \
	static const struct row rows_##name[] = {rows{NULL, 0, 0, 0, 0, 0, END}};
#include "flow/bearer/smpp_pdu.tbl"

static const struct row tlv_rows[] = {
#define TLV(member, tag, kind, least, most, section, sentence)                                     \
	{#member, AT(member), tag, least, most, ESME_RINVPARLEN, kind},
#include "flow/bearer/smpp_pdu.tbl"
};

/* The layout of a command; a switch, so that the compiler makes the search. */
static const struct layout *layout_of(uint32_t command_id)
{
	switch (command_id) {
#define PDU(name, id, section, optional, rows)                                                     \
	case id: {                                                                                 \
		static const struct layout layout = {#name, rows_##name, optional};                \
		return &layout;                                                                    \
	}
#include "flow/bearer/smpp_pdu.tbl"
	default:
		return NULL;
	}
}

static int tlv_of(uint16_t tag)
{
	switch (tag) {
#define TLV(member, tag, kind, least, most, section, sentence)                                     \
	case tag:                                                                                  \
		return SMPP_TLV_##member;
#include "flow/bearer/smpp_pdu.tbl"
	default:
		return -1;
	}
}

static const struct status {
	uint32_t value;
	enum smpp_nature nature;
	const char *name, *sentence;
} statuses[] = {
#define STATUS(name, value, nature, sentence) {value, SMPP_##nature, #name, sentence},
#include "flow/bearer/smpp_status.tbl"
};

static const struct status *status_of(uint32_t status)
{
	static const struct status unknown = {0, SMPP_HARD, "unknown status", "not in SMPP 3.4"};

	for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
		if (statuses[i].value == status)
			return &statuses[i];
	return &unknown;
}

const char *smpp_status_name(uint32_t status)
{
	return status_of(status)->name;
}

enum smpp_nature smpp_status_nature(uint32_t status)
{
	return status_of(status)->nature;
}

const char *smpp_status_text(uint32_t status, char ret_text[SMPP_STATUS_TEXT_MAX])
{
	const struct status *row = status_of(status);

	snprintf(ret_text, SMPP_STATUS_TEXT_MAX, "%s (0x%08x), %s", row->name, status,
		 row->sentence);
	return ret_text;
}

const char *smpp_pdu_name(uint32_t command_id)
{
	const struct layout *layout = layout_of(command_id);

	return layout != NULL ? layout->name : "unknown command";
}

bool smpp_pdu_known(uint32_t command_id)
{
	return layout_of(command_id) != NULL;
}

static uint16_t load_u16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t load_u32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static uint8_t *store_u16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
	return at + 2;
}

static uint8_t *store_u32(uint8_t *at, uint32_t value)
{
	return store_u16(store_u16(at, value >> 16), value);
}

enum err smpp_frame(struct bytes stream, struct bytes *ret_frame, struct error *error_r)
{
	uint32_t length;

	if (stream.size < 4)
		return ERR_MORE;
	length = load_u32(stream.data);
	if (length < SMPP_HEADER || length > SMPP_FRAME_MAX)
		return error_set(error_r, ERR_INPUT, "command_length: %u is not in %d to %d",
				 length, SMPP_HEADER, SMPP_FRAME_MAX);
	if (stream.size < length)
		return ERR_MORE;
	*ret_frame = (struct bytes){stream.data, length};
	return ERR_NONE;
}

/* What is being decoded, for the loops below. */
struct decoder {
	const uint8_t *start, *at, *end;
	struct smpp_pdu *pdu;
	struct error *error_r;
};

static size_t left(const struct decoder *decoder)
{
	return (size_t)(decoder->end - decoder->at);
}

__attribute__((cold, noinline)) static uint32_t
refuse(const struct decoder *decoder, const char *field, uint32_t status, const char *why)
{
	error_set(decoder->error_r, ERR_INPUT, "%s: %s at octet %zu: %s",
		  smpp_pdu_name(decoder->pdu->command_id), field,
		  (size_t)(decoder->at - decoder->start), why);
	return status;
}

static void put_view(struct smpp_pdu *pdu, const struct row *row, const uint8_t *data, size_t size)
{
	struct bytes view = {data, size};

	memcpy((char *)pdu + row->offset, &view, sizeof view);
}

static struct bytes get_view(const struct smpp_pdu *pdu, const struct row *row)
{
	struct bytes view;

	memcpy(&view, (const char *)pdu + row->offset, sizeof view);
	return view;
}

/* C-octet string (§3.1). Without its NUL it is too long when the row's size is used up, and cut off
 * when the PDU is. */
static uint32_t decode_cstring(struct decoder *decoder, const struct row *row)
{
	size_t room = left(decoder), limit = room < row->most ? room : row->most;
	const uint8_t *nul = limit != 0 ? memchr(decoder->at, 0, limit) : NULL;

	if (nul == NULL && limit == row->most)
		return refuse(decoder, row->name, row->status, "longer than allowed");
	if (nul == NULL)
		return refuse(decoder, row->name, ESME_RINVCMDLEN, "the PDU ends before its NUL");
	put_view(decoder->pdu, row, decoder->at, (size_t)(nul - decoder->at));
	decoder->at = nul + 1;
	return ESME_ROK;
}

/* sm_length and short_message (§5.2.21, §5.2.22). */
static uint32_t decode_short(struct decoder *decoder, const struct row *row)
{
	size_t size;

	if (left(decoder) == 0)
		return refuse(decoder, "sm_length", ESME_RINVCMDLEN, "the PDU ends before it");
	size = decoder->at[0];
	if (size > SMPP_SHORT_MAX)
		return refuse(decoder, "sm_length", ESME_RINVMSGLEN, "more than 254");
	if (size > left(decoder) - 1)
		return refuse(decoder, "sm_length", ESME_RINVMSGLEN, "reaches beyond the PDU");
	put_view(decoder->pdu, row, decoder->at + 1, size);
	decoder->at += 1 + size;
	return ESME_ROK;
}

static uint32_t decode_field(struct decoder *decoder, const struct row *row)
{
	if (row->kind == FIELD_C)
		return decode_cstring(decoder, row);
	if (row->kind == FIELD_M)
		return decode_short(decoder, row);
	if (left(decoder) == 0)
		return refuse(decoder, row->name, ESME_RINVCMDLEN, "the PDU ends before it");
	((uint8_t *)decoder->pdu)[row->offset] = *decoder->at++;
	return ESME_ROK;
}

/* The value of a known optional parameter, whose length has been checked. */
static void decode_value(struct decoder *decoder, const struct row *row, size_t size)
{
	void *member = (char *)decoder->pdu + row->offset;
	const uint8_t *value = decoder->at;
	const uint8_t *nul;

	if (row->kind == U8) {
		memcpy(member, value, 1);
	} else if (row->kind == U16) {
		memcpy(member, &(uint16_t){load_u16(value)}, 2);
	} else if (row->kind == U32) {
		memcpy(member, &(uint32_t){load_u32(value)}, 4);
	} else {
		nul = row->kind == CSTR ? memchr(value, 0, size) : NULL;
		put_view(decoder->pdu, row, value, nul != NULL ? (size_t)(nul - value) : size);
	}
}

/* One optional parameter: tag, length, value (§5.3.1). */
static uint32_t decode_tlv(struct decoder *decoder)
{
	const struct row *row;
	size_t size;
	int index;

	if (left(decoder) < 4)
		return refuse(decoder, "optional parameter", ESME_RINVOPTPARSTREAM,
			      "its tag and length are cut off");
	index = tlv_of(load_u16(decoder->at));
	size = load_u16(decoder->at + 2);
	row = index < 0 ? NULL : &tlv_rows[index];
	if (size > left(decoder) - 4)
		return refuse(decoder, row != NULL ? row->name : "optional parameter",
			      ESME_RINVOPTPARSTREAM, "its length reaches beyond the PDU");
	if (row != NULL && (size < row->least || size > row->most))
		return refuse(decoder, row->name, row->status, "a length it cannot have");
	decoder->at += 4;
	if (row != NULL) {
		decode_value(decoder, row, size);
		decoder->pdu->tlvs |= 1u << index;
	}
	decoder->at += size;
	return ESME_ROK;
}

static uint32_t decode_body(struct decoder *decoder, const struct layout *layout)
{
	uint32_t status = ESME_ROK;

	for (const struct row *row = layout->rows; row->kind != END && status == ESME_ROK; row++)
		status = decode_field(decoder, row);
	while (layout->optional && status == ESME_ROK && decoder->at < decoder->end)
		status = decode_tlv(decoder);
	if (status == ESME_ROK && decoder->at != decoder->end)
		return refuse(decoder, "command_length", ESME_RINVCMDLEN,
			      "octets follow the last field");
	return status;
}

uint32_t smpp_pdu_decode(struct bytes frame, struct smpp_pdu *ret_pdu, struct error *error_r)
{
	struct decoder decoder = {frame.data, frame.data, frame.data + frame.size, ret_pdu,
				  error_r};
	const struct layout *layout;

	memset(ret_pdu, 0, sizeof *ret_pdu);
	if (frame.size < SMPP_HEADER || load_u32(frame.data) != frame.size)
		return refuse(&decoder, "command_length", ESME_RINVCMDLEN, "is not the frame's");
	ret_pdu->command_id = load_u32(frame.data + 4);
	ret_pdu->command_status = load_u32(frame.data + 8);
	ret_pdu->sequence = load_u32(frame.data + 12);
	layout = layout_of(ret_pdu->command_id);
	decoder.at += SMPP_HEADER;
	if (layout == NULL)
		return refuse(&decoder, "command_id", ESME_RINVCMDID, "no such command");
	if ((ret_pdu->command_id & SMPP_RESPONSE) != 0 && left(&decoder) == 0)
		return ESME_ROK;
	return decode_body(&decoder, layout);
}

/* Octets a value of an optional parameter takes, and whether its row allows them. */
static bool tlv_size(const struct smpp_pdu *pdu, const struct row *row, size_t *ret_size)
{
	size_t size = row->most;

	if (row->kind == CSTR || row->kind == OCTETS)
		size = get_view(pdu, row).size + (row->kind == CSTR);
	*ret_size = size;
	return size >= row->least && size <= row->most;
}

static uint8_t *put_octets(uint8_t *at, struct bytes view)
{
	if (view.size != 0)
		memcpy(at, view.data, view.size);
	return at + view.size;
}

static bool has_nul(struct bytes view)
{
	return view.size != 0 && memchr(view.data, 0, view.size) != NULL;
}

/* Writes a fixed field and returns its end, or NULL when it is not one. */
static uint8_t *encode_field(const struct smpp_pdu *pdu, const struct row *row, uint8_t *at)
{
	struct bytes view;

	if (row->kind == FIELD_U) {
		*at = ((const uint8_t *)pdu)[row->offset];
		return at + 1;
	}
	view = get_view(pdu, row);
	if (row->kind == FIELD_M) {
		if (view.size > row->most)
			return NULL;
		*at = (uint8_t)view.size;
		return put_octets(at + 1, view);
	}
	if (view.size >= row->most || has_nul(view))
		return NULL;
	at = put_octets(at, view);
	*at = 0;
	return at + 1;
}

static uint8_t *encode_tlv(const struct smpp_pdu *pdu, const struct row *row, uint8_t *at)
{
	const void *member = (const char *)pdu + row->offset;
	uint16_t two;
	uint32_t four;
	size_t size;

	if (!tlv_size(pdu, row, &size) || (row->kind == CSTR && has_nul(get_view(pdu, row))))
		return NULL;
	at = store_u16(store_u16(at, row->tag), (uint32_t)size);
	if (row->kind == U8) {
		memcpy(at, member, 1);
		return at + 1;
	}
	if (row->kind == U16)
		return store_u16(at, (memcpy(&two, member, 2), two));
	if (row->kind == U32)
		return store_u32(at, (memcpy(&four, member, 4), four));
	at = put_octets(at, get_view(pdu, row));
	if (row->kind == CSTR)
		*at++ = 0;
	return at;
}

/* Fixed fields with a length take 610 octets at most in any PDU; optional parameters are counted.
 */
static size_t room_for(const struct smpp_pdu *pdu)
{
	size_t room = SMPP_HEADER + 640, size;

	for (uint32_t tlvs = pdu->tlvs; tlvs != 0; tlvs &= tlvs - 1) {
		if (tlv_size(pdu, &tlv_rows[__builtin_ctz(tlvs)], &size))
			room += 4 + size;
	}
	return room;
}

enum err smpp_pdu_encode(const struct smpp_pdu *pdu, struct buf *out, struct error *error_r)
{
	const struct layout *layout = layout_of(pdu->command_id);
	const struct row *row;
	uint8_t *start, *at;

	if (layout == NULL ||
	    (pdu->tlvs != 0 && (!layout->optional || pdu->tlvs >> SMPP_TLVS != 0)))
		return error_set(error_r, ERR_INPUT, "%s: not with these optional parameters",
				 smpp_pdu_name(pdu->command_id));
	start = buf_room(out, room_for(pdu));
	at = start + SMPP_HEADER;
	for (row = layout->rows; row->kind != END && at != NULL; row++)
		at = encode_field(pdu, row, at);
	for (uint32_t tlvs = pdu->tlvs; tlvs != 0 && at != NULL; tlvs &= tlvs - 1) {
		row = &tlv_rows[__builtin_ctz(tlvs)];
		at = encode_tlv(pdu, row++, at);
	}
	if (at == NULL)
		return error_set(error_r, ERR_INPUT, "%s: %s: too long, or a NUL within",
				 layout->name, row[-1].name);
	store_u32(start, (uint32_t)(at - start));
	store_u32(start + 4, pdu->command_id);
	store_u32(start + 8, pdu->command_status);
	store_u32(start + 12, pdu->sequence);
	out->size += (size_t)(at - start);
	return ERR_NONE;
}

static bool row_equal(const struct smpp_pdu *a, const struct smpp_pdu *b, const struct row *row)
{
	size_t size = row->kind == U16 ? 2 : row->kind == U32 ? 4 : 1;

	if (row->kind == FIELD_C || row->kind == FIELD_M || row->kind == CSTR ||
	    row->kind == OCTETS)
		return bytes_equal(get_view(a, row), get_view(b, row));
	return memcmp((const char *)a + row->offset, (const char *)b + row->offset, size) == 0;
}

bool smpp_pdu_equal(const struct smpp_pdu *a, const struct smpp_pdu *b)
{
	const struct layout *layout = layout_of(a->command_id);
	bool equal = a->command_id == b->command_id && a->command_status == b->command_status &&
		     a->sequence == b->sequence && a->tlvs == b->tlvs && layout != NULL;

	for (const struct row *row = equal ? layout->rows : NULL; equal && row->kind != END; row++)
		equal = row_equal(a, b, row);
	for (uint32_t tlvs = a->tlvs; equal && tlvs != 0; tlvs &= tlvs - 1)
		equal = row_equal(a, b, &tlv_rows[__builtin_ctz(tlvs)]);
	return equal;
}

uint32_t smpp_user_data(const struct smpp_pdu *pdu, struct bytes *ret_user_data)
{
	struct bytes data =
		pdu->short_message.size != 0 ? pdu->short_message : pdu->message_payload;

	if ((pdu->esm_class & SMPP_ESM_UDHI) != 0 &&
	    (data.size == 0 || (size_t)data.data[0] + 1 > data.size))
		return ESME_RINVMSGLEN;
	*ret_user_data = data;
	return ESME_ROK;
}
