// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/classify.h"

#include "base/mem.h"
#include "flow/classify/features.h"
#include "flow/classify/language.h"
#include "flow/classify/lexicon.h"
#include "flow/classify/normalise.h"
#include "flow/classify/settle.h"
#include "flow/classify/slots.h"

#include <math.h>
#include <string.h>

enum { SHORT_WORDS = 6 };

struct classify {
	struct lexicon lexicon;
	struct signs *signs;
	const struct models *models;
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

void classify_use(struct classify *classify, const struct models *models)
{
	classify->models = models;
}

const struct models *classify_models(const struct classify *classify)
{
	return classify->models;
}

const struct signs *classify_signs(const struct classify *classify)
{
	return classify->signs;
}

/* A sign found in one pack alone says more about a short text's language than its few words do ("sorry,
 * verkeerd nummer"). STOP is a word of all. */
static enum language guess_language(enum language guessed, const struct signs_found *found,
				    size_t words)
{
	if (__builtin_popcount(found->languages) != 1)
		return guessed;
	if (guessed != LANGUAGE_UNKNOWN && words > SHORT_WORDS)
		return guessed;
	return (enum language)__builtin_ctz(found->languages);
}

/* What is seen in the text, before any model weighs it. */
static void look(const struct classify *classify, struct bytes bytes, struct readout *out)
{
	struct word_ids ids;

	normalise(bytes, &out->text);
	word_ids_find(&classify->lexicon, &out->text, &ids);
	signs_find(classify->signs, &out->text, &ids, &out->found);
	out->reading = (struct reading){.p = NAN, .kind = out->found.kind};
	out->reading.language =
		guess_language(language_guess(&classify->lexicon, &out->text, &ids), &out->found,
				out->text.word_count);
	slots_find(bytes, &out->text, out->reading.language, &out->slots);
	traits_find(bytes, &out->text, &out->slots, &out->traits);
}

static void weigh(const struct classify *classify, struct talk *talk, struct readout *out)
{
	const struct models *models = classify->models;
	size_t words = out->text.word_count;

	grams_find(&out->text, classify->signs, &out->found, &out->traits, &out->grams);
	linear_score(&models->kinds, &out->grams, out->scores);
	settle_kind(models, out->scores, &out->found, words, talk, &out->reading);
	out->reading.language =
		settle_language(models, out->scores, words, out->reading.language);
}

void classify_text(const struct classify *classify, struct bytes bytes, size_t undecodable,
		   struct talk *talk, struct readout *ret_readout)
{
	struct readout *out = ret_readout;

	look(classify, bytes, out);
	memset(out->scores, 0, sizeof out->scores);
	if (classify->models != NULL)
		weigh(classify, talk, out);
	out->reading.by_sign =
		out->found.kind != KIND_UNCLEAR && out->found.kind == out->reading.kind;
	if (undecodable < out->text.undecodable)
		undecodable = out->text.undecodable;
	out->reading.unreadable = undecodable > out->text.characters / 2;
	out->reading.slots = out->slots;
}

void classify_act(const struct classify *classify, struct readout *readout)
{
	if (classify->models != NULL)
		settle_act(classify->models, &readout->grams, &readout->reading);
}

void classify_grams(const struct classify *classify, struct bytes text, struct grams *ret_grams)
{
	struct readout out;

	look(classify, text, &out);
	grams_find(&out.text, classify->signs, &out.found, &out.traits, ret_grams);
}

void classify_features(const struct classify *classify, struct bytes text,
		       struct features *ret_features)
{
	struct readout out;

	classify_text(classify, text, 0, NULL, &out);
	features_find(&out.text, text, out.reading.language, ret_features);
}

enum err classify_read(const struct classify *classify, struct message *message)
{
	struct readout out;

	classify_text(classify, message->whole, message->undecodable, message->talk, &out);
	if (message->line != NULL && message->line->kind == LINE_STALL)
		classify_act(classify, &out);
	message->reading = out.reading;
	if (message->line != NULL && message->line->kind == LINE_DECLINE)
		features_find(&out.text, message->whole, message->reading.language,
			      &message->features);
	return ERR_NONE;
}

size_t classify_bound(const struct classify *classify)
{
	return signs_bound(classify->signs);
}
