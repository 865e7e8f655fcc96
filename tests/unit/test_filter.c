// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/reply/filter: which rule refuses what, in the packs' three languages. */
#include "daemon/samples.h"
#include "flow/reply/filter.h"
#include "packs_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What was decided: 2 g, 8 in the evening, at a station. */
static struct saying decided(enum language language)
{
	struct saying saying = {.move = MOVE_DIGRESS,
				.language = language,
				.quantity = 2,
				.unit = "g",
				.offer = 40};

	saying.time = 20 * 60 + 30;
	saying.place = language == LANGUAGE_NL	 ? "het station"
		       : language == LANGUAGE_FR ? "la gare"
						 : "Leeds station";
	saying.known = TALK_QUANTITY | TALK_PLACE | TALK_TIME | TALK_OFFER;
	return saying;
}

static enum filter_rule check(const struct saying *saying, const char *text)
{
	struct buf out = {0};
	enum filter_rule rule =
		filter_check(packs_without_concepts(), saying, bytes_of_text(text), &out);

	assert_int_equal(rule == FILTER_PASSES, out.size > 0);
	buf_finish(&out);
	return rule;
}

struct expected {
	enum language language;
	enum filter_rule rule;
	const char *text;
};

static void each_rule_refuses(void **state)
{
	static const struct expected cases[] = {
		{LANGUAGE_EN, FILTER_PASSES,
		 "haha ok mate, how's your evening going? \360\237\230\200"},
		{LANGUAGE_EN, FILTER_PASSES, "I'm on my way, be there in 10 min"},
		{LANGUAGE_EN, FILTER_PASSES, "ok see you at Leeds station on Friday"},
		{LANGUAGE_EN, FILTER_PASSES, "2g is enough for me thanks"},
		{LANGUAGE_EN, FILTER_LETTERS, "\xff\xfe"},
		{LANGUAGE_EN, FILTER_LETTERS, "ok \320\264\320\260"},
		{LANGUAGE_EN, FILTER_LETTERS, "ok\001ok"},
		{LANGUAGE_EN, FILTER_LINES, "ok\nso what now"},
		{LANGUAGE_EN, FILTER_LENGTH, " y "},
		{LANGUAGE_EN, FILTER_LENGTH, ""},
		{LANGUAGE_EN, FILTER_LENGTH,
		 "this goes on and on and on and on and on and on and on and on and on and on and "
		 "on and on and on and on "
		 "and on and on and on and on and on and on"},
		{LANGUAGE_EN, FILTER_LINK, "look at https://x.example"},
		{LANGUAGE_EN, FILTER_LINK, "look at shop.be"},
		{LANGUAGE_EN, FILTER_LINK, "mail me at sam@mail"},
		{LANGUAGE_EN, FILTER_NUMBER, "ring 07700 90"},
		{LANGUAGE_EN, FILTER_NUMBER, "code is 12345"},
		{LANGUAGE_EN, FILTER_STREET, "i live at 12 Hanover street"},
		{LANGUAGE_EN, FILTER_PLACE, "meet me at the Tesco"},
		{LANGUAGE_EN, FILTER_PLACE, "ok near Headingley then"},
		{LANGUAGE_EN, FILTER_MONEY, "can I PayPal you first"},
		{LANGUAGE_EN, FILTER_MONEY, "i'll transfer it now"},
		{LANGUAGE_EN, FILTER_POLICE, "lol are you a cop"},
		{LANGUAGE_EN, FILTER_ROBOT, "as an AI language model I can't"},
		{LANGUAGE_EN, FILTER_ROBOT, "lol do bots do this"},
		{LANGUAGE_EN, FILTER_PASSES, "yeah I got the number from Mo"},
		{LANGUAGE_EN, FILTER_AGE, "my mum is home"},
		{LANGUAGE_EN, FILTER_AGE, "I'm 15 years old"},
		{LANGUAGE_EN, FILTER_OTHER, "add me on whatsapp"},
		{LANGUAGE_EN, FILTER_QUANTITY, "make it 5g then"},
		{LANGUAGE_EN, FILTER_QUANTITY, "make it 2,5 grams"},
		{LANGUAGE_EN, FILTER_LANGUAGE, "ik ben er over een kwartier, wacht op mij"},
		{LANGUAGE_NL, FILTER_PASSES, "ik ben onderweg, nog 10 minuten, wacht op mij"},
		{LANGUAGE_NL, FILTER_STREET, "ik sta in de Kerkstraat 12"},
		{LANGUAGE_NL, FILTER_PLACE, "ik sta aan de Carrefour"},
		{LANGUAGE_NL, FILTER_MONEY, "kzal het overschrijven"},
		{LANGUAGE_NL, FILTER_POLICE, "zijde gij een flik ofwa"},
		{LANGUAGE_NL, FILTER_AGE, "mijn ouders zijn thuis"},
		{LANGUAGE_NL, FILTER_QUANTITY, "doe maar 10 pillen"},
		{LANGUAGE_FR, FILTER_PASSES, "j'arrive dans 10 minutes, attends moi"},
		{LANGUAGE_FR, FILTER_STREET, "je suis 12 rue de la paix"},
		{LANGUAGE_FR, FILTER_PLACE, "je suis devant le Lidl"},
		{LANGUAGE_FR, FILTER_MONEY, "je te fais un virement"},
		{LANGUAGE_FR, FILTER_ROBOT, "je suis une intelligence artificielle"},
		{LANGUAGE_FR, FILTER_AGE, "je sors du lyc\303\251e"},
		{LANGUAGE_FR, FILTER_QUANTITY, "mets moi 5 g"},
		{LANGUAGE_UNKNOWN, FILTER_LANGUAGE, "ok see you"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct saying saying = decided(cases[i].language);
		enum filter_rule rule = check(&saying, cases[i].text);

		if (rule != cases[i].rule)
			fail_msg("\"%s\": %s", cases[i].text, filter_rule_name(rule));
	}
}

static void facts_must_be_there(void **state)
{
	static const struct {
		enum move move;
		enum reaction reaction;
		enum filter_rule rule;
		const char *text;
	} cases[] = {
		{MOVE_NAME_PLACE, REACT_NONE, FILTER_PASSES, "leeds station ok for you?"},
		{MOVE_NAME_PLACE, REACT_NONE, FILTER_FACTS, "same station ok?"},
		{MOVE_NAME_TIME, REACT_NONE, FILTER_PASSES, "around 8.30 tonight?"},
		{MOVE_NAME_TIME, REACT_NONE, FILTER_PASSES, "half 8? so 20:30"},
		{MOVE_NAME_TIME, REACT_NONE, FILTER_FACTS, "around 8:45 tonight?"},
		{MOVE_NAME_TIME, REACT_NONE, FILTER_FACTS, "later tonight?"},
		{MOVE_NAME_QUANTITY, REACT_NONE, FILTER_PASSES, "just 2 for me"},
		{MOVE_NAME_QUANTITY, REACT_NONE, FILTER_FACTS, "just 1 for me"},
		{MOVE_CONFIRM, REACT_NONE, FILTER_FACTS, "ok 20:30"},
		{MOVE_CONFIRM, REACT_NONE, FILTER_PASSES, "ok 20:30 at Leeds station"},
		{MOVE_HAGGLE, REACT_NONE, FILTER_FACTS, "can you do less"},
		{MOVE_HAGGLE, REACT_NONE, FILTER_PASSES, "can you do 40"},
		{MOVE_DIGRESS, REACT_ASK_QUANTITY, FILTER_FACTS, "long day haha"},
		{MOVE_DIGRESS, REACT_ASK_QUANTITY, FILTER_PASSES, "2, long day haha"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct saying saying = decided(LANGUAGE_EN);
		enum filter_rule rule;

		saying.move = cases[i].move;
		saying.reaction = cases[i].reaction;
		rule = check(&saying, cases[i].text);
		if (rule != cases[i].rule)
			fail_msg("\"%s\": %s", cases[i].text, filter_rule_name(rule));
	}
}

/* What is not known need not be there, and no quantity may be. */
static void unknown_facts_are_not_asked_for(void **state)
{
	struct saying saying = decided(LANGUAGE_EN);

	(void)state;
	saying.known = 0;
	saying.move = MOVE_CONFIRM;
	assert_int_equal(check(&saying, "ok deal mate"), FILTER_PASSES);
	assert_int_equal(check(&saying, "ok deal mate, 1 gram"), FILTER_QUANTITY);
	assert_int_equal(check(&saying, "ok deal at Leeds station"), FILTER_PLACE);
}

/* Who is taken for a robot may say that he is none, and nothing else. */
static void robots_may_be_denied(void **state)
{
	struct saying saying = decided(LANGUAGE_EN);

	(void)state;
	saying.move = MOVE_DENY_ROBOT;
	assert_int_equal(check(&saying, "a bot? nah mate haha"), FILTER_PASSES);
	assert_int_equal(check(&saying, "yes I am a bot haha"), FILTER_ROBOT);
	assert_int_equal(check(&saying, "no I am an AI"), FILTER_ROBOT);
}

static void letters_are_folded(void **state)
{
	struct saying saying = decided(LANGUAGE_FR);
	struct buf out = {0};

	(void)state;
	assert_int_equal(filter_check(packs_without_concepts(), &saying,
				      bytes_of_text(" \303\247a va\342\200\246 t\342\200\231es "
						    "l\303\240 \360\237\230\200 ?"),
				      &out),
			 FILTER_PASSES);
	assert_string_equal(buf_text(&out), "ca va... t'es l\303\240  ?");
	buf_finish(&out);
}

/* Our own words are what a writer's are measured by: few of them would be refused. */
static void our_own_words_pass(void **state)
{
	enum { SAMPLES = 3000 };
	const struct packs *packs = packs_without_concepts();
	struct sample_wish wish = {.seed = 4};
	size_t refused = 0;

	(void)state;
	for (size_t n = 0; n < SAMPLES; n++) {
		const struct pack *pack = &packs->packs[n % packs->count];
		struct saying saying = sample_saying(pack, &wish, n);
		struct buf text = {0}, out = {0};
		enum filter_rule rule = FILTER_PASSES;

		if (grammar_say(pack, &saying, "EUR", &text, NULL) == ERR_NONE)
			rule = filter_check(packs, &saying, buf_bytes(&text), &out);
		if (rule != FILTER_PASSES && rule != FILTER_FACTS && getenv("SHOW") != NULL)
			printf("%s: %.*s\n", filter_rule_name(rule), (int)text.size,
			       (const char *)text.data);
		refused += rule != FILTER_PASSES && rule != FILTER_FACTS;
		buf_finish(&text);
		buf_finish(&out);
	}
	assert_in_range(refused, 0, SAMPLES / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_refuses),
		cmocka_unit_test(facts_must_be_there),
		cmocka_unit_test(unknown_facts_are_not_asked_for),
		cmocka_unit_test(robots_may_be_denied),
		cmocka_unit_test(letters_are_folded),
		cmocka_unit_test(our_own_words_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
