// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The walk over the tokens: at each, the matchers that can begin with its kind are tried, those
 * whose form says most first. What one has read is never read again, so the slots stand in order
 * and the time is linear.
 */
#include "flow/classify/slots.h"
#include "flow/classify/slots_private.h"

#include <string.h>

static const char *const unit_names[UNIT_COUNT] = {
#define X(id, name) name,
	UNITS(X)
#undef X
};

/* The `value` of a word that IS_APP. */
static const char *const app_names[] = {
	"",	     "whatsapp",  "signal",  "telegram", "snapchat",
	"instagram", "messenger", "wickr",   "threema",	 "viber",
	"facebook",  "tiktok",	  "discord", "skype",	 "kik",
};

enum { APPS = sizeof app_names / sizeof app_names[0], APP_WORD_MAX = 20 };

typedef size_t matcher(struct scan *scan, size_t index);

void slots_add(struct scan *scan, enum slot_type type, size_t from, size_t to, double value,
	       enum unit unit)
{
	struct slots *slots = scan->slots;
	struct slot *slot;
	size_t at = token_at(scan, from)->from, end = token_at(scan, to - 1)->to;

	if (slots->count == SLOTS_MAX || end <= at)
		return;
	slot = &slots->slots[slots->count++];
	*slot = (struct slot){.type = (uint8_t)type,
			      .at = (uint16_t)at,
			      .size = (uint16_t)(end - at),
			      .value = value};
	memcpy(slot->unit, unit_names[unit], strlen(unit_names[unit]) + 1);
}

/* The first of the matchers that reads something. */
static size_t try_all(struct scan *scan, size_t index, matcher *const *matchers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t end = matchers[i](scan, index);

		if (end > index)
			return end;
	}
	return index;
}

static size_t match_number(struct scan *scan, size_t index)
{
	static matcher *const matchers[] = {
		slots_match_link,     slots_match_phone, slots_match_delay,
		slots_match_time,     slots_match_price, slots_match_age,
		slots_match_quantity, slots_match_trap,	 slots_match_context_price,
	};
	struct number number;
	size_t end;

	slots_read_number(scan, index);
	end = try_all(scan, index, matchers, sizeof matchers / sizeof matchers[0]);
	/* What stands behind a decimal point is no number of its own. */
	if (end == index && slots_number(scan, index, &number) && number.digits > 0)
		end = number.end;
	return end;
}

static size_t match_word(struct scan *scan, size_t index)
{
	static matcher *const known[] = {
		slots_match_link,
		slots_match_app,
		slots_match_place,
	};
	size_t end = index;

	if (is(scan, index, IS_COUNTING))
		end = match_number(scan, index);
	return end > index ? end : try_all(scan, index, known, sizeof known / sizeof known[0]);
}

static size_t match_sign(struct scan *scan, size_t index)
{
	static matcher *const matchers[] = {slots_match_phone, slots_match_price};

	return try_all(scan, index, matchers, sizeof matchers / sizeof matchers[0]);
}

static size_t match(struct scan *scan, size_t index)
{
	switch (scan->tokens[index].kind) {
	case TOKEN_NUMBER:
		return match_number(scan, index);
	case TOKEN_SIGN:
		return match_sign(scan, index);
	default:
		return match_word(scan, index);
	}
}

void slots_find(struct bytes original, const struct text *text, enum language language,
		struct slots *ret_slots)
{
	struct scan scan;

	ret_slots->count = 0;
	scan.original = original;
	scan.text = text;
	scan.language = language;
	scan.languages = language == LANGUAGE_UNKNOWN ? SPOKEN_ALL : 1u << language;
	scan.slots = ret_slots;
	scan.quantity_end = scan.number_index = SIZE_MAX;
	scan.count = 0; /* the tokens behind it are not cleared: they are many */
	slots_tokens(&scan);
	for (size_t i = 0; i < scan.count && ret_slots->count < SLOTS_MAX;) {
		size_t end = match(&scan, i);

		i = end > i ? end : i + 1;
	}
}

const char *slots_app_name(struct bytes original, const struct slot *slot)
{
	uint8_t word[APP_WORD_MAX];
	struct meaning meaning;
	size_t size = 0;

	if (slot->type != SLOT_APP || slot->size > APP_WORD_MAX ||
	    (size_t)slot->at + slot->size > original.size)
		return "";
	for (size_t i = slot->at; i < (size_t)slot->at + slot->size; i++) {
		uint8_t c = original.data[i];

		if (c >= 'A' && c <= 'Z')
			c = (uint8_t)(c + ('a' - 'A'));
		word[size++] = c;
	}
	meaning = slots_meaning((struct bytes){word, size}, SPOKEN_ALL);
	if ((meaning.roles & IS_APP) == 0 || meaning.value < 1 || meaning.value >= APPS)
		return "";
	return app_names[(size_t)meaning.value];
}
