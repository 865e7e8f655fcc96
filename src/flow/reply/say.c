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
	struct habits habits = habits_of(saying->voice, (enum language)pack->language);
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

/* Typed in that person's manner, in one part, and not empty. */
static enum err grammar_type(const struct pack *pack, const struct saying *saying,
			     const char *currency, struct phrase *phrase, struct error *error_r)
{
	enum err err = ERR_NONE;

	for (uint64_t try = 0; try < FIT_TRIES; try++) {
		struct saying other = *saying;

		other.seed = grammar_mix(saying->seed, SALT_FIT + (try << 16));
		err = type_or_cut(pack, &other, currency, phrase, error_r);
		if (err == ERR_ABSENT || (err == ERR_NONE && phrase->size != 0))
			return err;
		/* Some reactions are nothing, sometimes; then another is drawn. */
		if (err == ERR_NONE)
			err = error_set(error_r, ERR_ABSENT, "nothing to say to \"%s\"",
					reaction_name(saying->reaction));
	}
	return err;
}

enum err grammar_say(const struct pack *pack, const struct saying *saying, const char *currency,
		     struct buf *out, struct error *error_r)
{
	struct phrase phrase;
	enum err err = grammar_type(pack, saying, currency, &phrase, error_r);

	if (err == ERR_NONE)
		buf_add(out, phrase.text, phrase.size);
	return err;
}

const struct pack *words_pack(const struct packs *packs, const struct line *line,
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

/* ---- the best of some tries ---- */

/* What the words must name, or they do not do what was decided. */
static uint32_t facts_needed(const struct saying *saying)
{
	static const struct {
		enum move move;
		uint32_t facts;
	} moves[] = {
		{MOVE_NAME_QUANTITY, TALK_QUANTITY}, {MOVE_NAME_PLACE, TALK_PLACE},
		{MOVE_NAME_TIME, TALK_TIME},	     {MOVE_CONFIRM, TALK_PLACE | TALK_TIME},
		{MOVE_RESCHEDULE, TALK_TIME},
	};
	static const uint32_t reactions[REACTION_COUNT] = {
		[REACT_ASK_QUANTITY] = TALK_QUANTITY, [REACT_ASK_PLACE] = TALK_PLACE,
		[REACT_PROPOSE_PLACE] = TALK_PLACE,   [REACT_ASK_TIME] = TALK_TIME,
		[REACT_PROPOSE_TIME] = TALK_TIME,     [REACT_ASK_DELAY] = TALK_DELAY,
		[REACT_ASK_WHO] = TALK_FRIEND,
	};
	uint32_t facts = reactions[saying->reaction];

	for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++)
		if (moves[i].move == saying->move)
			facts |= moves[i].facts;
	return facts & saying->known;
}

static size_t count_words(const struct phrase *phrase)
{
	size_t count = 0;

	for (size_t i = 0; i < phrase->size; i++)
		count += phrase->text[i] != ' ' && (i == 0 || phrase->text[i - 1] == ' ');
	return count;
}

/* People text in few words; what is longer sounds composed. */
enum { WORDS_MOST = 10, CANDIDATES = 3 };

struct choice_of_words {
	struct phrase best;
	size_t words;	  /* of the best */
	size_t count;	  /* that would do */
	bool is_fallback; /* the best lacks a fact, or is long */
};

/* Whether `words` are better than what there is, in the wanted style. */
static bool is_better(const struct choice_of_words *so_far, enum style style, size_t words)
{
	if (so_far->count == 0)
		return true;
	return style == STYLE_LONG ? words > so_far->words : words < so_far->words;
}

static void consider(struct choice_of_words *so_far, const struct saying *saying,
		     const struct phrase *phrase)
{
	uint32_t needed = facts_needed(saying);
	size_t words = count_words(phrase);
	bool does = (phrase->named & needed) == needed && words <= WORDS_MOST;

	if (!does && (so_far->count != 0 || so_far->is_fallback))
		return;
	if (does && !is_better(so_far, saying->style, words)) {
		so_far->count++;
		return;
	}
	so_far->best = *phrase;
	so_far->words = words;
	so_far->is_fallback = !does;
	so_far->count += does;
}

/* Some that were not said before, and of them the one that fits the style. */
static enum err choose(const struct pack *pack, const struct saying *saying, const char *currency,
		       const struct said *said, uint32_t line_index, uint32_t contact, ms_t now,
		       struct choice_of_words *ret_choice, struct error *error_r)
{
	size_t enough = saying->style == STYLE_ANY ? 1 : CANDIDATES;
	enum err err = ERR_NONE;

	*ret_choice = (struct choice_of_words){0};
	for (uint64_t try = 0; try < NEW_TRIES && ret_choice->count < enough; try++) {
		struct saying other = *saying;
		struct phrase phrase;
		struct bytes text = {(const uint8_t *)phrase.text, 0};

		other.seed = grammar_mix(saying->seed, SALT_NEW + (try << 16));
		err = grammar_type(pack, &other, currency, &phrase, error_r);
		if (err == ERR_ABSENT)
			break;
		text.size = phrase.size;
		if (err == ERR_NONE && (said == NULL || !said_before(said, line_index, contact, text, now)))
			consider(ret_choice, saying, &phrase);
	}
	if (ret_choice->count != 0 || ret_choice->is_fallback)
		return ERR_NONE;
	return err != ERR_NONE ? err
			       : error_set(error_r, ERR_ABSENT, "all words for \"%s\" were said before",
					   move_name(saying->move));
}

enum err words_say(const struct packs *packs, const struct line *line, const struct saying *saying,
		   const char *currency, const struct said *said, uint32_t line_index,
		   uint32_t contact, ms_t now, struct buf *out, enum language *ret_language,
		   uint64_t *ret_claims, struct error *error_r)
{
	const struct pack *pack = words_pack(packs, line, saying->language);
	struct choice_of_words choice;
	enum err err;

	if (pack == NULL)
		return error_set(error_r, ERR_ABSENT,
				 "no talk/ in the packs of the line's languages");
	err = choose(pack, saying, currency, said, line_index, contact, now, &choice, error_r);
	if (err != ERR_NONE)
		return err;
	buf_add(out, choice.best.text, choice.best.size);
	*ret_language = (enum language)pack->language;
	*ret_claims = choice.best.claims;
	return ERR_NONE;
}
