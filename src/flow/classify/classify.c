// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/classify.h"

#include "base/mem.h"
#include "flow/classify/features.h"
#include "flow/classify/language.h"
#include "flow/classify/lexicon.h"
#include "flow/classify/normalise.h"

#include <math.h>

enum { SHORT_WORDS = 6 };

struct classify {
	struct lexicon lexicon;
	struct signs *signs;
};

struct classify *classify_create(const struct packs *packs)
{
	struct classify *classify = mem_alloc(1, sizeof *classify);

	/* Without its tables only ASCII is read, and every other character separates: worse, not
	 * wrong. */
	(void)normalise_start(NULL);
	language_learn(packs, &classify->lexicon);
	classify->signs = signs_create(packs, &classify->lexicon);
	return classify;
}

void classify_destroy(struct classify *classify)
{
	if (classify == NULL)
		return;
	signs_destroy(classify->signs);
	lexicon_finish(&classify->lexicon);
	mem_free(classify);
}

/* A sign found in one pack alone says more about a short text's language than its few words do ("sorry,
 * verkeerd nummer"). STOP is a word of all. */
static enum language settle_language(enum language guessed, const struct signs_found *found,
				     size_t words)
{
	if (__builtin_popcount(found->languages) != 1)
		return guessed;
	if (guessed != LANGUAGE_UNKNOWN && words > SHORT_WORDS)
		return guessed;
	return (enum language)__builtin_ctz(found->languages);
}

/* A normalised text, read. */
static struct reading read_text(const struct classify *classify, const struct text *text,
				size_t undecodable, struct signs_found *ret_found)
{
	struct word_ids ids;
	struct reading reading = {.p = NAN};

	word_ids_find(&classify->lexicon, text, &ids);
	signs_find(classify->signs, text, &ids, ret_found);
	reading.kind = ret_found->kind;
	reading.language = settle_language(language_guess(&classify->lexicon, text, &ids),
					   ret_found, text->word_count);
	if (undecodable < text->undecodable)
		undecodable = text->undecodable;
	reading.unreadable = undecodable > text->characters / 2;
	return reading;
}

void classify_text(const struct classify *classify, struct bytes bytes, size_t undecodable,
		   struct reading *ret_reading, struct signs_found *ret_found)
{
	struct text text;

	normalise(bytes, &text);
	*ret_reading = read_text(classify, &text, undecodable, ret_found);
}

void classify_features(const struct classify *classify, struct bytes bytes,
		       struct features *ret_features)
{
	struct signs_found found;
	struct reading reading;
	struct text text;

	normalise(bytes, &text);
	reading = read_text(classify, &text, 0, &found);
	features_find(&text, bytes, reading.language, ret_features);
}

enum err classify_read(const struct classify *classify, struct message *message)
{
	struct signs_found found;
	struct text text;

	normalise(message->whole, &text);
	message->reading = read_text(classify, &text, message->undecodable, &found);
	if (message->line != NULL && message->line->kind == LINE_DECLINE)
		features_find(&text, message->whole, message->reading.language, &message->features);
	return ERR_NONE;
}

size_t classify_bound(const struct classify *classify)
{
	return signs_bound(classify->signs);
}
