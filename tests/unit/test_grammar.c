// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/reply/grammar: only what holds is said, the same for the same saying, and all that ships
 * fits one message. */
#include "base/sms.h"
#include "daemon/samples.h"
#include "packs_fixture.h"
#include "talk_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TRIES = 200, SAMPLES = 20000 };

static struct pack build(const char *yaml)
{
	struct pack pack = {.language = LANGUAGE_EN};
	struct error error = {""};
	enum err err = talk_build(yaml, true, &pack, &error);

	assert_string_equal(error.text, "");
	assert_int_equal(err, ERR_NONE);
	return pack;
}

/* The words before habits; "" when there are none. */
static const char *phrase_of(const struct pack *pack, const struct saying *saying)
{
	static char text[PHRASE_SIZE + 1];
	struct phrase phrase;

	if (grammar_phrase(pack, saying, "EUR", &phrase, NULL) != ERR_NONE)
		return "";
	assert_false(phrase.full);
	memcpy(text, phrase.text, phrase.size);
	text[phrase.size] = '\0';
	return text;
}

/* A voice of the register. */
static uint64_t voice_of(uint32_t tag)
{
	uint64_t voice = 1;

	while (grammar_register(voice) != tag)
		voice++;
	return voice;
}

/* Says it with many seeds; counts how often `expected` comes. */
static int times(const struct pack *pack, struct saying saying, const char *expected)
{
	int count = 0;

	for (saying.seed = 0; saying.seed < TRIES; saying.seed++)
		count += strcmp(phrase_of(pack, &saying), expected) == 0;
	return count;
}

static void registers_have_their_share(void **state)
{
	int count[3] = {0};

	(void)state;
	for (uint64_t voice = 0; voice < 10000; voice++) {
		uint32_t tag = grammar_register(voice);

		count[tag == TAG_STREET ? 0 : tag == TAG_PLAIN ? 1 : 2]++;
	}
	assert_in_range(count[0], 2850, 3150);
	assert_in_range(count[1], 4850, 5150);
	assert_in_range(count[2], 1850, 2150);
}

static void tags_choose(void **state)
{
	struct pack pack = build("moves:\n  open:\n    - {say: yo, if: [street]}\n"
				 "    - {say: good day, if: [polite, not again]}\n    - {say: me "
				 "again, if: [polite, again]}\n");
	struct saying saying = {
		.move = MOVE_OPEN, .voice = voice_of(TAG_STREET), .language = LANGUAGE_EN};

	(void)state;
	assert_int_equal(times(&pack, saying, "yo"), TRIES);
	saying.voice = voice_of(TAG_POLITE);
	assert_int_equal(times(&pack, saying, "good day"), TRIES);
	saying.tags = TAG_AGAIN;
	assert_int_equal(times(&pack, saying, "me again"), TRIES);
	/* Whoever decides cannot give somebody another register. */
	saying.tags = TAG_STREET;
	assert_int_equal(times(&pack, saying, "good day"), TRIES);
	saying.voice = voice_of(TAG_PLAIN);
	assert_string_equal(phrase_of(&pack, &saying), "");
	pack_finish(&pack);
}

static void unknown_facts_are_not_named(void **state)
{
	struct pack pack = build(
		"moves:\n  name_place: [\"meet {where}?\", \"ok (so {PLACE}|where)?\", "
		"\"{PLACE}\"]\n"
		"parts:\n  where: [\"at {PLACE}\", \"{near}\"]\n  near: [\"near {PLACE}\"]\n");
	struct saying saying = {.move = MOVE_NAME_PLACE, .language = LANGUAGE_EN};

	(void)state;
	assert_int_equal(times(&pack, saying, "ok where?"), TRIES);
	saying.known = TALK_PLACE; /* but none is given */
	assert_int_equal(times(&pack, saying, "ok where?"), TRIES);
	saying.place = "the park";
	for (int i = 0; i < 5; i++) {
		static const char *const all[] = {"meet at the park?", "meet near the park?",
						  "ok so the park?", "ok where?", "the park"};

		assert_true(times(&pack, saying, all[i]) > TRIES / 20);
	}
	pack_finish(&pack);
}

static void numbers_are_written(void **state)
{
	struct pack pack = build(
		"moves:\n  open: [\"{QUANTITY} {PRICE} {OFFER}\"]\n  name_time: [\"{TIME} "
		"{DAY}\"]\n"
		"  be_late: [\"{DELAY}\"]\nparts:\n"
		"  quantity: [{say: \"{N}g\", if: [gram]}, {say: \"{N} pills\", if: [pill]}, {say: "
		"\"{N}\", if: [other]}]\n"
		"  price: [{say: \"{N} euro\", if: [euro]}, {say: \"{N} quid\", if: [pound]}]\n"
		"  time: [{say: \"{HOUR12}\", if: [full]}, {say: \"half {NEXT12}\", if: [half]},\n"
		"    {say: \"{HOUR}:{MINUTES}\", if: [not full, not half]}]\n"
		"  day: [{say: tonight, if: [today]}, {say: tomorrow, if: [tomorrow]}]\n  delay: "
		"[\"{N} min\"]\n");
	struct saying saying = {.move = MOVE_OPEN,
				.language = LANGUAGE_EN,
				.known = TALK_QUANTITY | TALK_PRICE | TALK_OFFER | TALK_TIME |
					 TALK_DELAY,
				.quantity = 2,
				.unit = "g",
				.price = 50,
				.offer = 47.5,
				.time = 20 * 60 + 30,
				.delay = 10};

	(void)state;
	assert_string_equal(phrase_of(&pack, &saying), "2g 50 euro 47.5 euro");
	strcpy(saying.unit, "pill");
	saying.quantity = 0.5;
	saying.offer = 12.25;
	pack.language = LANGUAGE_NL;
	assert_string_equal(phrase_of(&pack, &saying), "0,5 pills 50 euro 12,25 euro");
	saying.move = MOVE_NAME_TIME; /* no day is known */
	assert_string_equal(phrase_of(&pack, &saying), "");
	saying.tags = TAG_TODAY;
	assert_string_equal(phrase_of(&pack, &saying), "half 9 tonight");
	saying.time = 0;
	assert_string_equal(phrase_of(&pack, &saying), "12 tonight");
	saying.time = 23 * 60 + 5;
	saying.tags = TAG_TOMORROW;
	assert_string_equal(phrase_of(&pack, &saying), "23:05 tomorrow");
	saying.move = MOVE_BE_LATE;
	assert_string_equal(phrase_of(&pack, &saying), "10 min");
	saying.delay = -1;
	assert_string_equal(phrase_of(&pack, &saying), "");
	pack_finish(&pack);
}

static void reaction_joint_and_move(void **state)
{
	struct pack pack = build(
		"moves:\n  ask_price: [how much]\nanswers:\n  stock: [nice]\n  insult: [\"why?\"]\n"
		"  advert: [\"\"]\n  ask_place: [\"{PLACE}\"]\n  ask_what: [no idea]\n"
		"  payment: [{say: cash, if: [late2]}]\n");
	struct saying saying = {
		.move = MOVE_ASK_PRICE, .reaction = REACT_STOCK, .language = LANGUAGE_EN};
	int joints = 0;

	(void)state;
	for (saying.voice = 0; saying.voice < 20; saying.voice++)
		joints += times(&pack, saying, "nice, how much") +
			  times(&pack, saying, "nice. how much") +
			  times(&pack, saying, "nice how much");
	assert_int_equal(joints, 20 * TRIES);
	saying.reaction = REACT_INSULT;
	assert_int_equal(times(&pack, saying, "why? how much"), TRIES);
	saying.reaction = REACT_ADVERT;
	assert_int_equal(times(&pack, saying, "how much"), TRIES);
	saying.reaction = REACT_PAYMENT; /* nothing holds: left out */
	assert_int_equal(times(&pack, saying, "how much"), TRIES);
	saying.move = MOVE_REACT; /* which then is nothing */
	assert_string_equal(phrase_of(&pack, &saying), "");
	saying.reaction = REACT_ASK_PLACE; /* a question without its fact is dodged */
	assert_int_equal(times(&pack, saying, "no idea"), TRIES);
	pack_finish(&pack);
}

static void spaces_and_signs_are_tidied(void **state)
{
	struct pack pack = build("moves:\n  open: [\"{nothing}, hi  {nothing} you {nothing}?\"]\n"
				 "  haggle: [\" ok {nothing},{nothing}, so {nothing}\"]\nparts:\n  "
				 "nothing: [\"\"]\n");
	struct saying saying = {.move = MOVE_OPEN, .language = LANGUAGE_EN};

	(void)state;
	assert_string_equal(phrase_of(&pack, &saying), "hi you?");
	saying.move = MOVE_HAGGLE;
	assert_string_equal(phrase_of(&pack, &saying), "ok, so");
	pack_finish(&pack);
}

static void products_are_found(void **state)
{
	struct pack pack = build("moves:\n  open: [\"{PRODUCT}\"]\nwords:\n"
				 "  products: [[weed, weed], [herbe, weed], [magic mushrooms, "
				 "mushies], [r\303\251sine, hash]]\n");
	struct saying saying = {
		.move = MOVE_OPEN, .language = LANGUAGE_EN, .known = TALK_PRODUCT, .product = 3};

	(void)state;
	assert_int_equal(grammar_product(&pack, bytes_of_text("nothing")), 0);
	assert_int_equal(grammar_product(&pack, bytes_of_text("Best WEED, also magic mushrooms")),
			 1);
	assert_int_equal(grammar_product(&pack, bytes_of_text("Magic  Mushrooms & weed")), 3);
	assert_int_equal(grammar_product(&pack, bytes_of_text("seaweed")), 0);
	assert_int_equal(grammar_product(&pack, bytes_of_text("de l'herbe")), 2);
	assert_int_equal(grammar_product(&pack, bytes_of_text("RESINE")), 4);
	assert_string_equal(phrase_of(&pack, &saying), "mushies");
	saying.product = 5;
	assert_string_equal(phrase_of(&pack, &saying), "");
	pack_finish(&pack);
}

static void what_does_not_fit(void **state)
{
	struct pack pack = build(
		"moves:\n  open: [\"{PLACE} or {PLACE}\"]\n  haggle: [\"{PLACE}\"]\nanswers:\n"
		"  stock: [\"{PLACE}\"]\n");
	struct saying saying = {.move = MOVE_OPEN, .known = TALK_PLACE, .language = LANGUAGE_EN};
	char place[101];
	struct buf out = {0};
	struct error error = {""};

	(void)state;
	memset(place, 'p', 100);
	place[100] = '\0';
	saying.place = place;
	assert_int_equal(grammar_say(&pack, &saying, "EUR", &out, &error), ERR_FULL);
	assert_int_equal(out.size, 0);
	assert_string_equal(error.text, "the words for \"open\" do not fit one message");
	/* Both do not fit: the move does. */
	saying.move = MOVE_HAGGLE;
	saying.reaction = REACT_STOCK;
	assert_int_equal(grammar_say(&pack, &saying, "EUR", &out, &error), ERR_NONE);
	assert_in_range(out.size, 100, 101);
	saying.move = MOVE_NONE;
	assert_int_equal(grammar_say(&pack, &saying, "EUR", &out, &error), ERR_ABSENT);
	buf_finish(&out);
	pack_finish(&pack);
}

/* ---- what ships ---- */

static void expect_sendable(struct bytes text)
{
	struct sms_size size = sms_measure(text);
	bool letters = size.alphabet == ALPHABET_GSM7 && size.parts == 1 && text.size > 0;

	if (!letters || memmem(text.data, text.size, "  ", 2) != NULL ||
	    memchr(text.data, '{', text.size) != NULL)
		fail_msg("\"%.*s\"", (int)text.size, (const char *)text.data);
}

static void each_fits_and_is_the_same_twice(void **state)
{
	const struct packs *packs = packs_without_concepts();
	struct sample_wish wish = {.seed = 20171030};
	size_t said = 0;

	(void)state;
	for (size_t n = 0; n < SAMPLES; n++) {
		const struct pack *pack = &packs->packs[n % packs->count];
		struct saying saying = sample_saying(pack, &wish, n);
		struct buf text = {0}, twice = {0};
		struct error error = {""};
		enum err err = grammar_say(pack, &saying, "EUR", &text, &error);

		assert_int_equal(grammar_say(pack, &saying, "EUR", &twice, NULL), err);
		assert_true(bytes_equal(buf_bytes(&text), buf_bytes(&twice)));
		if (err == ERR_NONE)
			expect_sendable(buf_bytes(&text));
		said += err == ERR_NONE;
		buf_finish(&text);
		buf_finish(&twice);
	}
	assert_in_range(said, SAMPLES * 999 / 1000, SAMPLES);
}

/* Facts that habits could have damaged are there as they were. */
static void places_are_never_damaged(void **state)
{
	const struct packs *packs = packs_without_concepts();
	struct sample_wish wish = {.move = MOVE_CONFIRM, .only = true, .seed = 3};

	(void)state;
	for (size_t n = 0; n < SAMPLES / 4; n++) {
		const struct pack *pack = &packs->packs[n % packs->count];
		struct saying saying = sample_saying(pack, &wish, n);
		struct buf text = {0};

		saying.known |= TALK_PLACE;
		saying.place = "Vorstermans-Oost";
		if (grammar_say(pack, &saying, "EUR", &text, NULL) == ERR_NONE &&
		    memmem(text.data, text.size, "orst", 4) != NULL)
			assert_non_null(
				memmem(text.data, text.size, saying.place, strlen(saying.place)));
		buf_finish(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(registers_have_their_share),
		cmocka_unit_test(tags_choose),
		cmocka_unit_test(unknown_facts_are_not_named),
		cmocka_unit_test(numbers_are_written),
		cmocka_unit_test(reaction_joint_and_move),
		cmocka_unit_test(spaces_and_signs_are_tidied),
		cmocka_unit_test(products_are_found),
		cmocka_unit_test(what_does_not_fit),
		cmocka_unit_test(each_fits_and_is_the_same_twice),
		cmocka_unit_test(places_are_never_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
