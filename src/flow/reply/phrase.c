// SPDX-License-Identifier: GPL-3.0-or-later
/* A text in the making: grammar.h. */
#include "flow/reply/grammar.h"
#include "flow/reply/letters.h"

#include <string.h>

static void cut_facts(struct phrase *phrase)
{
	for (size_t i = 0; i < phrase->fact_count; i++) {
		if (phrase->facts[i].end > phrase->size)
			phrase->facts[i].end = (uint16_t)phrase->size;
	}
}

static bool is_space(const struct phrase *phrase)
{
	return phrase->size > 0 && phrase->text[phrase->size - 1] == ' ';
}

/* One character; what a space and a sign do to each other is settled here. */
static void add_one(struct phrase *phrase, const uint8_t *letters, size_t size)
{
	if (size == 1 && letters[0] == ' ' && (phrase->size == 0 || is_space(phrase)))
		return;
	if (size == 1 && letters[0] != '\0' && strchr(",.?!", letters[0]) != NULL &&
	    is_space(phrase)) {
		phrase->size--;
		cut_facts(phrase);
	}
	if (phrase->size + size > PHRASE_SIZE) {
		phrase->full = true;
		return;
	}
	memcpy(phrase->text + phrase->size, letters, size);
	phrase->size += size;
}

void phrase_add(struct phrase *phrase, struct bytes text)
{
	size_t at = 0;

	while (at < text.size) {
		uint8_t letters[LETTERS_SIZE];
		size_t size = letters_gsm7(utf8_next(text.data, text.size, &at), letters);

		/* Three points for an ellipsis are three characters; an accented one is two bytes
		 * of one. */
		if (size > 1 && letters[0] < 0x80)
			for (size_t i = 0; i < size; i++)
				add_one(phrase, letters + i, 1);
		else if (size > 0)
			add_one(phrase, letters, size);
	}
}

bool phrase_is_fact(const struct phrase *phrase, size_t at)
{
	for (size_t i = 0; i < phrase->fact_count; i++) {
		if (at >= phrase->facts[i].at && at < phrase->facts[i].end)
			return true;
	}
	return false;
}

bool phrase_splice(struct phrase *phrase, size_t at, size_t gone, const char *with, size_t size)
{
	if (at + gone > phrase->size || phrase->size - gone + size > PHRASE_SIZE)
		return false;
	for (size_t i = 0; i < phrase->fact_count; i++) {
		size_t begin = phrase->facts[i].at, end = phrase->facts[i].end;

		if (begin < end && at < end && (at + gone > begin || (gone == 0 && at > begin)))
			return false;
	}
	memmove(phrase->text + at + size, phrase->text + at + gone, phrase->size - at - gone);
	memcpy(phrase->text + at, with, size);
	phrase->size = phrase->size - gone + size;
	for (size_t i = 0; i < phrase->fact_count; i++) {
		if (phrase->facts[i].at >= at + gone) {
			phrase->facts[i].at = (uint16_t)(phrase->facts[i].at + size - gone);
			phrase->facts[i].end = (uint16_t)(phrase->facts[i].end + size - gone);
		}
	}
	return true;
}
