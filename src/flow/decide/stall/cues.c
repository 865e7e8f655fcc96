// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/decide/stall/cues.h"

#include <string.h>

struct cue {
	enum language language;
	const char *words;
	enum reaction reaction;
	bool question; /* only where something is asked */
};

static const struct cue cues[] = {
#define C(language, words, reaction, question)                                                     \
	{LANGUAGE_##language, " " words " ", REACT_##reaction, question},
#include "flow/decide/stall/cues.tbl"
#undef C
};

/* Latin-1's letters without their accents, from U+00C0 on; the rest is a blank. */
static const char plain[] = "aaaaaaaceeeeiiiidnooooo ouuuuypsaaaaaaaceeeeiiiidnooooo ouuuuypy";

static char folded_of(struct bytes text, size_t *at)
{
	uint8_t byte = text.data[(*at)++];

	if (byte >= 'A' && byte <= 'Z')
		return (char)(byte + 'a' - 'A');
	if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '?')
		return (char)byte;
	if ((byte & 0xe0) == 0xc0 && *at < text.size) { /* UTF-8 of two bytes */
		unsigned code = (unsigned)(byte & 0x1f) << 6 | (text.data[(*at)++] & 0x3f);

		return code >= 0xc0 && code < 0x100 ? plain[code - 0xc0] : ' ';
	}
	return ' ';
}

void cues_fold(struct bytes text, char ret_folded[FOLDED_MAX])
{
	size_t size = 1, at = 0;

	ret_folded[0] = ' ';
	while (at < text.size && size < FOLDED_MAX - 4) {
		char letter = folded_of(text, &at);

		if (letter == '?') {
			if (ret_folded[size - 1] != ' ')
				ret_folded[size++] = ' ';
			ret_folded[size++] = '?';
			letter = ' ';
		}
		if (letter != ' ' || ret_folded[size - 1] != ' ')
			ret_folded[size++] = letter;
	}
	if (ret_folded[size - 1] != ' ')
		ret_folded[size++] = ' ';
	ret_folded[size] = '\0';
}

/* Whether something is asked where `found` stands: a question mark later on, or it is the last word. */
static bool asks(const char *found, size_t size)
{
	return strchr(found, '?') != NULL || found[size] == '\0';
}

/* What was found is taken out, so that a part of it is not found again: "combien de temps" does not ask for an amount. The
 * table has the longer ones first where that matters. */
static void take_out(char *found, size_t size)
{
	memset(found + 1, '_', size - 2);
}

uint32_t cues_find(const char *folded, enum language language)
{
	char text[FOLDED_MAX];
	uint32_t bits = 0;

	strncpy(text, folded, sizeof text - 1);
	text[sizeof text - 1] = '\0';
	for (size_t i = 0; i < sizeof cues / sizeof cues[0]; i++) {
		const struct cue *cue = &cues[i];
		size_t size = strlen(cue->words);
		char *found;

		if (language != LANGUAGE_UNKNOWN && cue->language != language)
			continue;
		found = strstr(text, cue->words);
		if (found == NULL || (cue->question && !asks(found, size)))
			continue;
		if (cue->reaction != REACT_NONE)
			bits |= 1U << cue->reaction;
		take_out(found, size);
	}
	return bits;
}

bool cues_question(const char *folded)
{
	return strchr(folded, '?') != NULL;
}

uint8_t cues_place(const char *folded, const struct line *line)
{
	for (size_t i = 0; i < line->place_count && i < UINT8_MAX; i++) {
		char name[FOLDED_MAX];

		cues_fold(bytes_of_text(line->places[i].name), name);
		if (strstr(folded, name) != NULL)
			return (uint8_t)(i + 1);
	}
	return 0;
}
