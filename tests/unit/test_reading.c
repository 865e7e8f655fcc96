// SPDX-License-Identifier: GPL-3.0-or-later
/* What holds of every text that is read with the program's packs and models, whatever was done to
 * it on the way. */
#include "base/random.h"
#include "daemon/reading.h"
#include "flow/classify/classify.h"

#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MUTATED = 20000, LONG_EACH = 100, LONG_SIZE = 10240 };

static struct reader_set set;
static struct classify *classify;

static const char *const seeds[] = {
	"Weed and hash, 10 per gram, 5 for 40, delivery till 2am",
	"Coke 50 la g, livraison \xc3\xa0 domicile jusqu'\xc3\xa0 2h du matin",
	"Wiet en hasj, 10 per gram, bezorgd tot 2 uur vannacht",
	"Stop texting me, I don't want to hear from you any more",
	"Arr\xc3\xaatez de m'\xc3\xa9"
	"crire, laissez-moi tranquille",
	"Sorry, verkeerd nummer, ik zocht mijn tante",
	"Je n'en peux plus, je veux que tout s'arr\xc3\xaate",
	"See you at the station at half past six, bring the tickets",
	"Zullen we morgen samen naar de markt gaan? Ik neem brood mee",
	"On se retrouve demain devant la mairie \xc3\xa0 dix heures",
	"Your parcel is held. Pay the fee of 1.99 at http://parcel.example/pay",
	"CALL ME NOW!!! +44 7700 900123",
	"\xf0\x9f\x98\x82\xf0\x9f\x98\x82 ok",
	"",
};
enum { SEEDS = sizeof seeds / sizeof seeds[0] };

/* Letters that look like others, what is not seen, what turns the direction, emoji with and without
 * joiners, odd bytes. */
static const char *const pieces[] = {
	"\xd0\xb0",
	"\xd0\xb5",
	"\xd0\xbe",
	"\xd1\x81",
	"\xd1\x96",
	"\xce\xbf",
	"\xef\xbd\x81",
	"\xf0\x9d\x90\x9a",
	"\xe2\x80\x8b",
	"\xe2\x80\x8c",
	"\xe2\x80\x8d",
	"\xe2\x81\xa0",
	"\xc2\xad",
	"\xef\xbb\xbf",
	"\xe2\x80\xae",
	"\xe2\x80\xab",
	"\xe2\x80\x8f",
	"\xe2\x81\xa7",
	"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
	"\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7",
	"\xf0\x9f\x98\x80",
	"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
	"\xf0\x9f\x87\xa7\xf0\x9f\x87\xaa",
	"\xe2\x9d\xa4\xef\xb8\x8f",
	"\xcc\x81\xcc\x82\xcc\x83\xcc\x88",
	"\xef\xb7\xba",
	"\xef\xbf\xbd",
	"\xff",
	"\xc3",
	"\xf0\x9f",
	"\xed\xa0\x80",
	"\n",
	"\t",
	"'",
	" ",
	"!!!",
	"??",
	"...",
	"50",
	"\xe2\x82\xac",
	"a",
	"z",
};
enum { PIECES = sizeof pieces / sizeof pieces[0] };

static int set_up(void **state)
{
	struct error error = {""};

	(void)state;
	if (reader_set_load(NULL, &set, &error) != ERR_NONE) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	classify = classify_create(set.packs);
	classify_use(classify, set.models);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	classify_destroy(classify);
	reader_set_finish(&set);
	return 0;
}

/* ---- texts ---- */

static void put_in(struct buf *text, size_t at, const void *data, size_t size)
{
	struct buf piece = {0}; /* `data` may stand in the text, which may move */

	buf_add(&piece, data, size);
	buf_room(text, size);
	memmove(text->data + at + size, text->data + at, text->size - at);
	memcpy(text->data + at, piece.data, size);
	text->size += size;
	buf_finish(&piece);
}

static void mutate_once(struct random *random, struct buf *text)
{
	size_t at = random_below(random, text->size + 1);
	const char *piece = pieces[random_below(random, PIECES)];

	switch (random_below(random, 5)) {
	case 0: /* cut */
		text->size = at;
		break;
	case 1: /* another case */
		for (size_t i = at; i < text->size; i++)
			text->data[i] = (uint8_t)toupper(text->data[i]);
		break;
	case 2: /* in the place of a byte */
		if (at < text->size) {
			memmove(text->data + at, text->data + at + 1, text->size - at - 1);
			text->size--;
		}
		/* fall through */
	default:
		put_in(text, at, piece, strlen(piece));
		break;
	}
}

static void make_text(struct random *random, size_t number, struct buf *text)
{
	const char *seed = seeds[random_below(random, SEEDS)];

	buf_clear(text);
	buf_add_text(text, seed);
	for (uint64_t n = random_below(random, 12); n > 0; n--)
		mutate_once(random, text);
	if (number % LONG_EACH != 0)
		return;
	buf_add_u8(text, ' ');
	while (text->size < LONG_SIZE)
		put_in(text, text->size, text->data, text->size);
	text->size = LONG_SIZE;
}

/* ---- readings ---- */

static void check_probabilities(const struct reading *reading)
{
	double sum = 0;

	for (int kind = 0; kind < KIND_COUNT; kind++) {
		assert_true(reading->kinds[kind] >= 0 && reading->kinds[kind] <= 1);
		sum += (double)reading->kinds[kind];
	}
	assert_true(fabs(sum - 1) < 1e-4);
	assert_true(reading->p >= 0 && reading->p <= 1);
	assert_true(reading->act_p >= 0 && reading->act_p <= 1);
	assert_true(reading->kind < KIND_COUNT && reading->language < LANGUAGE_COUNT);
	assert_true(reading->act < ACT_COUNT);
}

static void assert_same(const struct reading *one, const struct reading *other)
{
	assert_int_equal(one->kind, other->kind);
	assert_int_equal(one->language, other->language);
	assert_int_equal(one->act, other->act);
	assert_int_equal(one->findings, other->findings);
	assert_int_equal(one->unreadable, other->unreadable);
	assert_memory_equal(one->kinds, other->kinds, sizeof one->kinds);
	assert_int_equal(one->slots.count, other->slots.count);
}

static void any_text_is_read_the_same_and_adds_up(void **state)
{
	static struct readout first, again;
	struct buf text = {0};
	struct random random;

	(void)state;
	random_from_seed(&random, 1, "reading");
	for (size_t i = 0; i < MUTATED; i++) {
		make_text(&random, i, &text);
		/* what was there before must not matter */
		memset(&first, 0xa5, sizeof first);
		classify_text(classify, buf_bytes(&text), 0, NULL, &first);
		classify_act(classify, &first);
		check_probabilities(&first.reading);
		classify_text(classify, buf_bytes(&text), 0, NULL, &again);
		classify_act(classify, &again);
		assert_same(&first.reading, &again.reading);
	}
	buf_finish(&text);
}

static void any_conversation_adds_up(void **state)
{
	static struct readout out;
	struct buf text = {0};
	struct random random;
	struct talk talk = {0};

	(void)state;
	random_from_seed(&random, 2, "conversation");
	for (size_t i = 1; i < MUTATED / 10; i++) {
		make_text(&random, i, &text);
		classify_text(classify, buf_bytes(&text), 0, &talk, &out);
		classify_act(classify, &out);
		check_probabilities(&out.reading);
	}
	assert_int_equal(talk.messages, MUTATED / 10 - 1);
	buf_finish(&text);
}

/* All zero: nothing is known. */
static void the_first_of_a_conversation_is_read_as_if_alone(void **state)
{
	static struct readout alone, first;
	struct buf text = {0};
	struct random random;

	(void)state;
	random_from_seed(&random, 4, "first");
	for (size_t i = 1; i < MUTATED / 10; i++) {
		struct talk talk = {0};

		make_text(&random, i, &text);
		if (i % 50 == 0)
			text.size = 0;
		classify_text(classify, buf_bytes(&text), 0, NULL, &alone);
		classify_text(classify, buf_bytes(&text), 0, &talk, &first);
		alone.reading.act = first.reading.act = ACT_UNCLEAR;
		assert_same(&alone.reading, &first.reading);
	}
	buf_finish(&text);
}

static enum language language_in(const char *text, int (*letter)(int))
{
	static struct readout out;
	char copy[200];
	size_t size = strlen(text);

	assert_true(size < sizeof copy);
	/* ASCII alone: an accent is a letter of two bytes */
	for (size_t i = 0; i < size; i++)
		copy[i] = (char)((text[i] & 0x80) != 0 ? text[i] : letter((unsigned char)text[i]));
	classify_text(classify, (struct bytes){(const uint8_t *)copy, size}, 0, NULL, &out);
	return out.reading.language;
}

static void capitals_do_not_change_the_language(void **state)
{
	static const struct {
		enum language language;
		const char *text;
	} texts[] = {
		{LANGUAGE_EN, "Weed and hash, 10 per gram, 5 for 40, delivery till 2am"},
		{LANGUAGE_EN, "Stop texting me, I don't want to hear from you any more"},
		{LANGUAGE_EN, "See you at the station at half past six, bring the tickets"},
		{LANGUAGE_EN, "where are you, we are all waiting for you"},
		{LANGUAGE_FR, "On se retrouve demain devant la mairie, je t'attends"},
		{LANGUAGE_FR, "laissez-moi tranquille je ne veux plus vous parler"},
		{LANGUAGE_FR, "tu viens avec nous ce soir ou pas du tout"},
		{LANGUAGE_NL, "Zullen we morgen samen naar de markt gaan? Ik neem brood mee"},
		{LANGUAGE_NL, "Sorry, verkeerd nummer, ik zocht mijn tante"},
		{LANGUAGE_NL, "waar blijf je nou, we zitten allemaal op je te wachten"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		assert_int_equal(language_in(texts[i].text, tolower), texts[i].language);
		assert_int_equal(language_in(texts[i].text, toupper), texts[i].language);
	}
}

static void spaces_behind_are_no_words(void **state)
{
	static struct text text, longer;
	struct buf mutated = {0};
	struct random random;

	(void)state;
	random_from_seed(&random, 3, "spaces");
	for (size_t i = 1; i < 2000; i++) {
		make_text(&random, i, &mutated);
		if (mutated.size + 3 >= TEXT_READ_MAX || !utf8_valid(buf_bytes(&mutated)))
			continue;
		normalise(buf_bytes(&mutated), &text);
		buf_add_text(&mutated, "  \n");
		normalise(buf_bytes(&mutated), &longer);
		assert_int_equal(longer.word_count, text.word_count);
		for (size_t w = 0; w < text.word_count; w++)
			assert_true(bytes_equal(text_word(&text, w), text_word(&longer, w)));
	}
	buf_finish(&mutated);
}

static void nothing_said_is_unclear(void **state)
{
	static const char *const texts[] = {"", " ", "\n\n", "...", "\xe2\x80\x8b\xe2\x80\x8b"};
	static struct readout out;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		classify_text(classify, bytes_of_text(texts[i]), 0, NULL, &out);
		assert_int_equal(out.reading.kind, KIND_UNCLEAR);
	}
}

static void without_models_signs_alone_read(void **state)
{
	static struct readout out;

	(void)state;
	classify_use(classify, NULL);
	for (size_t i = 0; i < SEEDS; i++) {
		classify_text(classify, bytes_of_text(seeds[i]), 0, NULL, &out);
		classify_act(classify, &out);
		assert_true(isnan(out.reading.p));
		for (int kind = 0; kind < KIND_COUNT; kind++)
			assert_true(out.reading.kinds[kind] == 0);
		assert_int_equal(out.reading.kind, out.found.kind);
		assert_int_equal(out.reading.act, ACT_UNCLEAR);
	}
	classify_use(classify, set.models);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_text_is_read_the_same_and_adds_up),
		cmocka_unit_test(any_conversation_adds_up),
		cmocka_unit_test(the_first_of_a_conversation_is_read_as_if_alone),
		cmocka_unit_test(capitals_do_not_change_the_language),
		cmocka_unit_test(spaces_behind_are_no_words),
		cmocka_unit_test(nothing_said_is_unclear),
		cmocka_unit_test(without_models_signs_alone_read),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
