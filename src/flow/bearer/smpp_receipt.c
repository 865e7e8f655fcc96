// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/bearer/smpp_receipt.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct {
	enum smpp_receipt_state state;
	const char *stat;
	uint8_t number;
} states[] = {
#define X(state, stat, number) {state, stat, number},
	SMPP_RECEIPT_STATES(X)
#undef X
};

enum { STATES = sizeof states / sizeof states[0] };

bool smpp_receipt_final(enum smpp_receipt_state state)
{
	return state != SMPP_RECEIPT_UNKNOWN && state != SMPP_RECEIPT_ENROUTE &&
	       state != SMPP_RECEIPT_ACCEPTED;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0;
}

static bool begins(struct bytes text, size_t at, const char *word)
{
	size_t size = strlen(word);

	return text.size - at >= size && strncasecmp((const char *)text.data + at, word, size) == 0;
}

/* The value behind `key` ("stat:"): up to the next blank. Keys begin a word, in any case and order;
 * the first counts, and nothing is believed from "text:" on, which repeats what we wrote. */
static struct bytes value_of(struct bytes text, const char *key)
{
	size_t start, end;

	for (size_t at = 0; at < text.size; at++) {
		if (at != 0 && !is_blank(text.data[at - 1]))
			continue;
		if (begins(text, at, "text:"))
			break;
		if (!begins(text, at, key))
			continue;
		for (start = at + strlen(key); start < text.size && text.data[start] == ' ';)
			start++;
		for (end = start; end < text.size && !is_blank(text.data[end]);)
			end++;
		return (struct bytes){text.data + start, end - start};
	}
	return (struct bytes){0};
}

/* Copies printable ASCII; an id that is longer, or is not, is no id. */
static void copy(struct bytes from, char *ret_text, size_t room)
{
	ret_text[0] = '\0';
	if (from.size >= room)
		return;
	for (size_t i = 0; i < from.size; i++)
		if (from.data[i] <= ' ' || from.data[i] > '~')
			return;
	if (from.size != 0)
		memcpy(ret_text, from.data, from.size);
	ret_text[from.size] = '\0';
}

static enum smpp_receipt_state state_of_text(struct bytes stat)
{
	for (size_t i = 0; i < STATES; i++)
		if (stat.size == strlen(states[i].stat) && begins(stat, 0, states[i].stat))
			return states[i].state;
	return SMPP_RECEIPT_UNKNOWN;
}

static enum smpp_receipt_state state_of_number(uint8_t number)
{
	for (size_t i = 0; i < STATES; i++)
		if (states[i].number == number)
			return states[i].state;
	return SMPP_RECEIPT_UNKNOWN;
}

/* Appendix B: id:IIII sub:SSS dlvrd:DDD submit date:… done date:… stat:DDDDDDD err:E text:… */
static void read_text(struct bytes text, struct smpp_receipt *receipt)
{
	copy(value_of(text, "id:"), receipt->id, sizeof receipt->id);
	copy(value_of(text, "err:"), receipt->error, sizeof receipt->error);
	receipt->state = state_of_text(value_of(text, "stat:"));
}

/* Optional parameters win over the text: they say the id as the response said it. */
static void read_parameters(const struct smpp_pdu *pdu, struct smpp_receipt *receipt)
{
	const uint8_t *code = pdu->network_error_code.data;

	if (pdu->receipted_message_id.size != 0)
		copy(pdu->receipted_message_id, receipt->id, sizeof receipt->id);
	if (SMPP_HAS(pdu, message_state))
		receipt->state = state_of_number(pdu->message_state);
	if (SMPP_HAS(pdu, network_error_code) && receipt->error[0] == '\0')
		snprintf(receipt->error, sizeof receipt->error, "%03d", code[1] << 8 | code[2]);
}

bool smpp_receipt_parse(const struct smpp_pdu *pdu, struct smpp_receipt *ret_receipt)
{
	struct smpp_receipt receipt = {0};
	uint8_t type = pdu->esm_class & SMPP_ESM_TYPE;
	struct bytes text;

	if (type != 0 && smpp_user_data(pdu, &text) == ESME_ROK)
		read_text(text, &receipt);
	read_parameters(pdu, &receipt);
	if (type == SMPP_ESM_INTERMEDIATE && receipt.state == SMPP_RECEIPT_UNKNOWN)
		receipt.state = SMPP_RECEIPT_ENROUTE;
	/* Any other type counts when it says which message it is about, by a parameter or as text.
	 */
	if (type != SMPP_ESM_RECEIPT && type != SMPP_ESM_INTERMEDIATE &&
	    (receipt.id[0] == '\0' ||
	     (!SMPP_HAS(pdu, message_state) && receipt.state == SMPP_RECEIPT_UNKNOWN)))
		return false;
	*ret_receipt = receipt;
	return true;
}

static bool all(const char *text, int (*is)(int))
{
	size_t i = 0;

	while (text[i] != '\0' && is((uint8_t)text[i]))
		i++;
	return i != 0 && text[i] == '\0';
}

void smpp_id_key(const char *id, struct smpp_id_key *ret_key)
{
	struct smpp_id_key key = {.form = SMPP_ID_SAME};
	size_t size = 0, zeros = 0;

	for (; *id != '\0' && size < SMPP_ID_MAX; id++)
		if (!is_blank((uint8_t)*id))
			key.text[size++] = (char)tolower((uint8_t)*id);
	if (all(key.text, isxdigit))
		while (zeros + 1 < size && key.text[zeros] == '0')
			zeros++;
	memmove(key.text, key.text + zeros, size - zeros + 1);
	*ret_key = key;
}

/* The key `same` read as a number in one base and written in the other. False when it is none, or
 * has more than 64 bits. */
static bool convert(const struct smpp_id_key *same, enum smpp_id_form form,
		    struct smpp_id_key *ret_key)
{
	uint64_t base = form == SMPP_ID_DECIMAL ? 10 : 16, value = 0;

	if (!all(same->text, base == 10 ? isdigit : isxdigit))
		return false;
	for (const char *c = same->text; *c != '\0'; c++) {
		uint64_t digit = (uint64_t)(*c <= '9' ? *c - '0' : *c - 'a' + 10);

		if (value > (UINT64_MAX - digit) / base)
			return false;
		value = value * base + digit;
	}
	ret_key->form = form;
	snprintf(ret_key->text, sizeof ret_key->text, base == 10 ? "%" PRIx64 : "%" PRIu64, value);
	return true;
}

size_t smpp_id_lookups(const struct smpp_id_habit *habit, const char *id,
		       struct smpp_id_key ret_keys[SMPP_ID_FORMS])
{
	struct smpp_id_key swap;
	size_t count = 1;

	smpp_id_key(id, &ret_keys[0]);
	for (enum smpp_id_form form = SMPP_ID_DECIMAL; form < SMPP_ID_FORMS; form++)
		if (convert(&ret_keys[0], form, &ret_keys[count]))
			count++;
	for (size_t i = 1; i < count; i++)
		for (size_t k = i; k > 0; k--) {
			if (habit->seen[ret_keys[k].form] <= habit->seen[ret_keys[k - 1].form])
				break;
			swap = ret_keys[k];
			ret_keys[k] = ret_keys[k - 1];
			ret_keys[k - 1] = swap;
		}
	return count;
}

void smpp_id_matched(struct smpp_id_habit *habit, enum smpp_id_form form)
{
	if (habit->seen[form] < UINT32_MAX)
		habit->seen[form]++;
}

uint64_t smpp_id_hash(const struct smpp_id_key *key)
{
	uint64_t hash = 0xcbf29ce484222325U; /* FNV-1a */

	for (const char *text = key->text; *text != '\0'; text++)
		hash = (hash ^ (uint8_t)*text) * 0x100000001b3U;
	return hash != 0 ? hash : 1;
}
