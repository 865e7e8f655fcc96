// SPDX-License-Identifier: GPL-3.0-or-later
/* A saying as a person would write it, in one part, and not said before. */
#include "flow/reply/say.h"

#include "base/sms.h"
#include "flow/reply/habits.h"

enum { FIT_TRIES = 12, NEW_TRIES = 64, SALT_FIT = 300, SALT_NEW, SALT_HABITS };

static bool fits(const struct phrase *phrase)
{
	struct sms_size size =
		sms_measure((struct bytes){(const uint8_t *)phrase->text, phrase->size});

	return !phrase->full && size.alphabet == ALPHABET_GSM7 && size.parts == 1;
}

/* One try: worded, and typed by that person. ERR_FULL: it takes more than one part. */
static enum err type(const struct pack *pack, const struct saying *saying, const char *currency,
		     struct phrase *phrase, struct error *error_r)
{
	struct habits habits = habits_of(saying->voice, saying->language);
	enum err err = grammar_phrase(pack, saying, currency, phrase, error_r);

	if (err != ERR_NONE)
		return err;
	habits_apply(&habits, pack->talk, grammar_mix(saying->seed, SALT_HABITS), phrase);
	return fits(phrase)
		       ? ERR_NONE
		       : error_set(error_r, ERR_FULL, "the words for \"%s\" do not fit one message",
				   move_name(saying->move));
}

/* With the reaction; where there is no room for both, the move alone. */
static enum err type_or_cut(const struct pack *pack, const struct saying *saying,
			    const char *currency, struct phrase *phrase, struct error *error_r)
{
	struct saying alone = *saying;
	enum err err = type(pack, saying, currency, phrase, error_r);

	if (err != ERR_FULL || saying->move == MOVE_REACT || saying->reaction == REACT_NONE)
		return err;
	alone.reaction = REACT_NONE;
	return type(pack, &alone, currency, phrase, error_r);
}

enum err grammar_say(const struct pack *pack, const struct saying *saying, const char *currency,
		     struct buf *out, struct error *error_r)
{
	enum err err = ERR_NONE;

	for (uint64_t try = 0; try < FIT_TRIES; try++) {
		struct saying other = *saying;
		struct phrase phrase;

		other.seed = grammar_mix(saying->seed, SALT_FIT + (try << 16));
		err = type_or_cut(pack, &other, currency, &phrase, error_r);
		if (err == ERR_ABSENT)
			return err;
		/* Some reactions are nothing, sometimes; then another is drawn. */
		if (err == ERR_NONE && phrase.size == 0)
			err = error_set(error_r, ERR_ABSENT, "nothing to say to \"%s\"",
					reaction_name(saying->reaction));
		else if (err == ERR_NONE) {
			buf_add(out, phrase.text, phrase.size);
			return err;
		}
	}
	return err;
}

/* The pack that words it: of the sender's language, else of the line's own. */
static const struct pack *pack_for(const struct packs *packs, const struct line *line,
				   enum language language)
{
	const struct pack *own = NULL;

	for (size_t i = 0; i < line->language_count; i++) {
		for (size_t p = 0; p < packs->count; p++) {
			const struct pack *pack = &packs->packs[p];

			if (pack->talk == NULL || pack->language != (int)line->languages[i])
				continue;
			if (line->languages[i] == language)
				return pack;
			own = own == NULL ? pack : own;
		}
	}
	return own;
}

enum err words_say(const struct packs *packs, const struct line *line, const struct saying *saying,
		   const char *currency, const struct said *said, uint32_t line_index,
		   uint32_t contact, ms_t now, struct buf *out, enum language *ret_language,
		   struct error *error_r)
{
	const struct pack *pack = pack_for(packs, line, saying->language);
	struct saying other = *saying;
	size_t before = out->size;

	if (pack == NULL)
		return error_set(error_r, ERR_ABSENT,
				 "no talk/ in the packs of the line's languages");
	other.language = (enum language)pack->language;
	for (uint64_t try = 0; try < NEW_TRIES; try++) {
		enum err err;

		other.seed = grammar_mix(saying->seed, SALT_NEW + (try << 16));
		err = grammar_say(pack, &other, currency, out, error_r);
		if (err != ERR_NONE)
			return err;
		if (said == NULL ||
		    !said_before(said, line_index, contact,
				 (struct bytes){out->data + before, out->size - before}, now)) {
			*ret_language = other.language;
			return ERR_NONE;
		}
		out->size = before;
	}
	return error_set(error_r, ERR_ABSENT, "all words for \"%s\" were said before",
			 move_name(saying->move));
}
