// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wire.c - SMPP 3.4 for the load generator, see wire.h.
 *
 * Reading never trusts a length; writing is straight into the link's queue, with the command length
 * filled in last.
 */
#include "wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TLV_RECEIPTED_MESSAGE_ID 0x001e
#define TLV_MESSAGE_STATE	 0x0427
#define STATE_DELIVERED		 2
#define ESM_RECEIPT		 0x04 /* §5.2.12: short_message holds a receipt */
#define ESM_UDHI		 0x40

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

enum wire_take wire_take(const uint8_t *data, size_t len, struct wire_pdu *ret)
{
	if (len < 4)
		return WIRE_MORE;
	uint32_t length = get32(data);
	if (length < WIRE_HEADER || length > WIRE_PDU_MAX)
		return WIRE_BAD;
	if (len < length)
		return WIRE_MORE;
	*ret = (struct wire_pdu){
		.length = length,
		.command = get32(data + 4),
		.status = get32(data + 8),
		.sequence = get32(data + 12),
		.body = data + WIRE_HEADER,
	};
	return WIRE_PDU;
}

struct cursor {
	const uint8_t *at;
	const uint8_t *end;
	bool bad;
};

static uint8_t cursor_byte(struct cursor *c)
{
	if (c->at == c->end) {
		c->bad = true;
		return 0;
	}
	return *c->at++;
}

static const char *cursor_string(struct cursor *c)
{
	const uint8_t *nul = memchr(c->at, 0, (size_t)(c->end - c->at));
	if (nul == NULL) {
		c->bad = true;
		return "";
	}
	const char *s = (const char *)c->at;
	c->at = nul + 1;
	return s;
}

/* 3GPP TS 23.040 §9.2.3.24.1 and .8: the number of this part, after reference and total. */
static uint8_t part_number(const uint8_t *udh, size_t len)
{
	size_t end = len == 0 || udh[0] >= len ? len : 1u + udh[0];
	for (size_t i = 1; i + 2 <= end && i + 2u + udh[i + 1] <= end; i += 2u + udh[i + 1]) {
		if (udh[i] == 0x00 && udh[i + 1] == 3)
			return udh[i + 4];
		if (udh[i] == 0x08 && udh[i + 1] == 4)
			return udh[i + 5];
	}
	return 1;
}

bool wire_read_message(const struct wire_pdu *pdu, struct wire_heard *ret)
{
	struct cursor c = {.at = pdu->body, .end = pdu->body + (pdu->length - WIRE_HEADER)};
	struct wire_heard heard = {.part = 1};

	cursor_string(&c); /* service_type */
	cursor_byte(&c);
	cursor_byte(&c);
	heard.source = cursor_string(&c);
	cursor_byte(&c);
	cursor_byte(&c);
	heard.destination = cursor_string(&c);
	uint8_t esm_class = cursor_byte(&c);
	cursor_byte(&c);   /* protocol_id */
	cursor_byte(&c);   /* priority_flag */
	cursor_string(&c); /* schedule_delivery_time */
	cursor_string(&c); /* validity_period */
	heard.registered_delivery = cursor_byte(&c);
	cursor_byte(&c); /* replace_if_present_flag */
	cursor_byte(&c); /* data_coding */
	cursor_byte(&c); /* sm_default_msg_id */
	size_t length = cursor_byte(&c);
	if (c.bad || length > (size_t)(c.end - c.at))
		return false;
	if ((esm_class & ESM_UDHI) != 0)
		heard.part = part_number(c.at, length);
	*ret = heard;
	return true;
}

/* ---- writing ----------------------------------------------------------------------------------
 */

void wire_out_finish(struct wire_out *out)
{
	free(out->data);
	*out = (struct wire_out){0};
}

static void out_reserve(struct wire_out *out, size_t more)
{
	if (out->start == out->len)
		out->start = out->len = 0;
	if (out->cap - out->len >= more)
		return;
	if (out->start > 0) {
		memmove(out->data, out->data + out->start, out->len - out->start);
		out->len -= out->start;
		out->start = 0;
	}
	if (out->cap - out->len >= more)
		return;
	out->cap = (out->len + more) * 2 + 65536;
	out->data = realloc(out->data, out->cap);
	if (out->data == NULL) {
		perror("smsc: out of memory");
		exit(1);
	}
}

static void put8(struct wire_out *out, unsigned v)
{
	out->data[out->len++] = (uint8_t)v;
}

static void put16(struct wire_out *out, unsigned v)
{
	put8(out, v >> 8);
	put8(out, v);
}

static void put32(struct wire_out *out, uint32_t v)
{
	put16(out, v >> 16);
	put16(out, v);
}

static void put_bytes(struct wire_out *out, const char *s, size_t len)
{
	memcpy(out->data + out->len, s, len);
	out->len += len;
}

static void put_string(struct wire_out *out, const char *s)
{
	put_bytes(out, s, strlen(s) + 1);
}

static size_t put_header(struct wire_out *out, uint32_t command, uint32_t status, uint32_t sequence)
{
	size_t start = out->len;
	put32(out, 0);
	put32(out, command);
	put32(out, status);
	put32(out, sequence);
	return start;
}

static void put_length(struct wire_out *out, size_t start)
{
	size_t end = out->len;
	out->len = start;
	put32(out, (uint32_t)(end - start));
	out->len = end;
}

void wire_put(struct wire_out *out, uint32_t command, uint32_t status, uint32_t sequence,
	      const char *text)
{
	out_reserve(out, WIRE_HEADER + (text == NULL ? 0 : strlen(text) + 1));
	size_t start = put_header(out, command, status, sequence);
	if (text != NULL)
		put_string(out, text);
	put_length(out, start);
}

static void put_number(struct wire_out *out, const char *digits)
{
	put8(out, 1); /* TON international */
	put8(out, 1); /* NPI E.164 */
	put_string(out, digits);
}

static void put_receipt_tlvs(struct wire_out *out, const char *id)
{
	put16(out, TLV_RECEIPTED_MESSAGE_ID);
	put16(out, (unsigned)strlen(id) + 1);
	put_string(out, id);
	put16(out, TLV_MESSAGE_STATE);
	put16(out, 1);
	put8(out, STATE_DELIVERED);
}

void wire_put_message(struct wire_out *out, uint32_t command, uint32_t sequence,
		      const struct wire_message *message)
{
	size_t text_len = strlen(message->text);
	out_reserve(out, 512 + text_len);
	size_t start = put_header(out, command, WIRE_OK, sequence);
	put_string(out, ""); /* service_type */
	put_number(out, message->source);
	put_number(out, message->destination);
	put8(out, message->receipt_for == NULL ? 0 : ESM_RECEIPT);
	put8(out, 0);	     /* protocol_id */
	put8(out, 0);	     /* priority_flag */
	put_string(out, ""); /* schedule_delivery_time */
	put_string(out, ""); /* validity_period */
	put32(out, 0);	     /* registered_delivery, replace, data_coding, default_msg_id */
	put8(out, (unsigned)text_len);
	put_bytes(out, message->text, text_len);
	if (message->receipt_for != NULL)
		put_receipt_tlvs(out, message->receipt_for);
	put_length(out, start);
}
