// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/decide/stall/cues.h"

#include <string.h>

/* Where in a sentence the words must stand to be a question. */
enum where {
	ANYWHERE,
	ASKED, /* a question mark ends the sentence, or they do */
	EDGE,  /* they begin or end a clause: French "ou" between two words is "or" */
};

struct cue {
	enum language language;
	const char *words;
	enum reaction reaction;
	enum where where;
};

static const struct cue cues[] = {
#define C(language, words, reaction, at)                                                           \
	{LANGUAGE_##language, " " words " ", REACT_##reaction, (enum where)(at)},
#include "flow/decide/stall/cues.tbl"
#undef C
};

/* Latin-1's letters without their accents, from U+00C0 on; the rest is a blank. */
static const char plain[] = "aaaaaaaceeeeiiiidnooooo ouuuuypsaaaaaaaceeeeiiiidnooooo ouuuuypy";

static bool is_letter(uint8_t byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte >= 0xc0;
}

/* ',' between clauses, '.' between sentences; within a word or a number ("9.15", "1,5") neither is one. */
static char mark_of(struct bytes text, size_t at)
{
	bool within = at + 1 < text.size && is_letter(text.data[at + 1]);

	switch (text.data[at]) {
	case '?':
		return '?';
	case ',':
		return within ? ' ' : ',';
	case '.':
		return within ? ' ' : '.';
	case '!':
	case ';':
	case '\n':
		return '.';
	default:
		return '\0';
	}
}

static char folded_of(struct bytes text, size_t *at)
{
	char mark = mark_of(text, *at);
	uint8_t byte = text.data[(*at)++];

	if (mark != '\0')
		return mark;
	if (byte >= 'A' && byte <= 'Z')
		return (char)(byte + 'a' - 'A');
	if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
		return (char)byte;
	if ((byte & 0xe0) == 0xc0 && *at < text.size) { /* UTF-8 of two bytes */
		unsigned code = (unsigned)(byte & 0x1f) << 6 | (text.data[(*at)++] & 0x3f);

		return (char)(code >= 0xc0 && code < 0x100 ? plain[code - 0xc0] : ' ');
	}
	return ' ';
}

void cues_fold(struct bytes text, char ret_folded[FOLDED_MAX])
{
	size_t size = 1, at = 0;

	ret_folded[0] = ' ';
	while (at < text.size && size < FOLDED_MAX - 6) {
		char letter = folded_of(text, &at);

		if (letter == '?' || letter == '.' || letter == ',') {
			if (ret_folded[size - 1] != ' ')
				ret_folded[size++] = ' ';
			ret_folded[size++] = letter;
			letter = ' ';
		}
		if (letter != ' ' || ret_folded[size - 1] != ' ')
			ret_folded[size++] = letter;
	}
	if (ret_folded[size - 1] != ' ')
		ret_folded[size++] = ' ';
	ret_folded[size] = '\0';
}

/* What ends the sentence that goes on there: '?', '.', or '\0' at the end of the text. */
static char end_of(const char *rest)
{
	return rest[strcspn(rest, "?.")];
}

/* Whether nothing of the clause follows. */
static bool ends(const char *rest)
{
	return rest[0] == '\0' || strchr("?.,", rest[0]) != NULL;
}

static bool begins(const char *text, const char *found)
{
	return found == text || strchr("?.,", found[-1]) != NULL;
}

/* Whether it is asked where the words stand that begin at `found`, with a blank before and behind. */
static bool stands(const char *text, const char *found, size_t size, enum where where)
{
	const char *rest = found + size;

	switch (where) {
	case ASKED:
		return end_of(rest) == '?' || ends(rest);
	case EDGE:
		return begins(text, found) || ends(rest);
	default:
		return true;
	}
}

/* What was found is taken out, so that a part of it is not found again: "combien de temps" does not ask for an amount. The
 * table has the longer ones first where that matters. */
static void take_out(char *found, size_t size)
{
	memset(found + 1, '_', size - 2);
}

/* Whether a cue stands anywhere; all of it is taken out. */
static bool take(char *text, const struct cue *cue)
{
	size_t size = strlen(cue->words);
	bool stood = false;

	for (char *found = strstr(text, cue->words); found != NULL;
	     found = strstr(found + size - 1, cue->words)) {
		if (!stands(text, found, size, cue->where))
			continue;
		take_out(found, size);
		stood = true;
	}
	return stood;
}

uint32_t cues_find(const char *folded, enum language language)
{
	char text[FOLDED_MAX];
	uint32_t bits = 0;

	strncpy(text, folded, sizeof text - 1);
	text[sizeof text - 1] = '\0';
	for (size_t i = 0; i < sizeof cues / sizeof cues[0]; i++) {
		const struct cue *cue = &cues[i];

		if (language != LANGUAGE_UNKNOWN && cue->language != language)
			continue;
		if (take(text, cue) && cue->reaction != REACT_NONE)
			bits |= 1U << cue->reaction;
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
