// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/classify/findings: what holds beside the kind, by single phrases as leaflets name them; and
 * the score over them, on sets of signs and never on texts. */
#include "daemon/packs.h"
#include "flow/classify/classify.h"
#include "flow/classify/findings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct packs *packs;
static struct classify *classify;

struct phrase {
	uint32_t finding;
	const char *yes, *no;
};

static const struct phrase english[] = {
	{FINDING_MINOR, "I am 14 years old", "I am 34 years old"},
	{FINDING_MINOR, "im 15", "my son is 15"},
	{FINDING_MINOR, "I am in year 8 at school", "I teach year 8 at school"},
	{FINDING_MINOR, "im in 8th grade", "my daughter is in 8th grade"},
	{FINDING_MINOR, "grounded till sunday", "the plane is grounded till sunday"},
	{FINDING_THREAT_TO_OTHER, "I am going to stab him tonight",
	 "I am going to see him tonight"},
	{FINDING_THREAT_TO_OTHER, "im gonna burn her house down", "her house burnt down last year"},
	{FINDING_THREAT_TO_OTHER, "he won't live to see the morning", "he lives by the sea"},
	{FINDING_THREAT_TO_OTHER, "I'll stab your brother", "I'll call your brother"},
	{FINDING_THREAT_TO_OTHER, "gonna break your dads legs", "your dads legs are better now"},
	{FINDING_THREAT_TO_OTHER, "your mum's gonna get hurt", "your mum's gonna get here late"},
	{FINDING_THREAT_TO_OTHER, "your kids won't be safe", "your kids won't be late"},
	{FINDING_THREAT_TO_OTHER, "we know where your parents live, and they're first",
	 "we know where your parents live, see you at 7"},
	{FINDING_ASKS_AGE, "how old are you", "how old is your car"},
	{FINDING_PARENTS_AWAY, "are your parents home", "my parents are home for Christmas"},
	{FINDING_SECRECY, "don't tell anyone", "tell everyone the news"},
	{FINDING_SECRECY, "you can't tell no one", "I can't tell the time"},
	{FINDING_OTHER_APP, "message me on whatsapp", "the app does not work on my phone"},
	{FINDING_DELETE_THIS, "delete this message", "I deleted the app"},
	{FINDING_GIFT, "i will buy you a present", "I bought a present for my mother"},
	{FINDING_MATURE, "you are very mature for your age", "mature cheddar on toast"},
	{FINDING_MEET_ALONE, "come alone", "I live alone"},
	{FINDING_ASKS_PICTURE, "send me a picture of you", "a nice picture of the dog"},
};

static const struct phrase french[] = {
	{FINDING_MINOR, "j'ai 14 ans", "j'ai 41 ans"},
	{FINDING_MINOR, "je suis en 4eme au coll\xc3\xa8ge", "mon fils a 14 ans"},
	{FINDING_THREAT_TO_OTHER, "je vais le tuer ce soir", "je vais le voir ce soir"},
	{FINDING_THREAT_TO_OTHER, "je vais mettre le feu \xc3\xa0 sa maison",
	 "je vais vendre sa maison"},
	{FINDING_THREAT_TO_OTHER, "je vais tuer ta soeur", "je vais voir ta soeur"},
	{FINDING_THREAT_TO_OTHER, "ton petit fr\xc3\xa8re il est mort",
	 "ton petit fr\xc3\xa8re est mort de rire"},
	{FINDING_THREAT_TO_OTHER, "je vais casser les jambes \xc3\xa0 ton p\xc3\xa8re",
	 "je vais battre ton p\xc3\xa8re aux \xc3\xa9"
	 "checs"},
	{FINDING_THREAT_TO_OTHER, "ta m\xc3\xa8re va y passer", "ta m\xc3\xa8re va passer demain"},
	{FINDING_ASKS_AGE, "tu as quel \xc3\xa2ge", "quel \xc3\xa2ge a ta voiture"},
	{FINDING_PARENTS_AWAY, "tes parents sont l\xc3\xa0", "mes parents viennent d\xc3\xaener"},
	{FINDING_SECRECY, "ne le dis \xc3\xa0 personne", "dis-le \xc3\xa0 tout le monde"},
	{FINDING_SECRECY,
	 "r\xc3\xa9p\xc3\xa8te pas \xc3\xa7"
	 "a",
	 "r\xc3\xa9p\xc3\xa8te, j'ai pas entendu"},
	{FINDING_OTHER_APP,
	 "\xc3\xa9"
	 "cris-moi sur whatsapp",
	 "mon whatsapp ne marche plus"},
	{FINDING_DELETE_THIS, "efface ce message", "j'ai effac\xc3\xa9 la photo du chat"},
	{FINDING_GIFT, "je t'offre un cadeau", "j'ai achet\xc3\xa9 un cadeau pour maman"},
	{FINDING_MATURE, "tu es tr\xc3\xa8s mature pour ton \xc3\xa2ge", "un fromage bien mature"},
	{FINDING_MEET_ALONE, "viens seule", "je vis seul"},
	{FINDING_ASKS_PICTURE, "envoie-moi une photo de toi", "belle photo du chien"},
};

static const struct phrase dutch[] = {
	{FINDING_MINOR, "ik ben 14 jaar", "ik ben 41 jaar"},
	{FINDING_MINOR, "ik zit in de brugklas", "mijn zoon is 14"},
	{FINDING_MINOR, "vijftien ben ik, waarom",
	 "mijn zoon is 15 en zit in het derde middelbaar"},
	{FINDING_MINOR, "ik heb weer huisarrest", "ik heb de kinderen huisarrest gegeven"},
	{FINDING_THREAT_TO_OTHER, "ik steek hem vanavond neer", "ik zie hem vanavond weer"},
	{FINDING_THREAT_TO_OTHER, "ik steek haar huis in brand", "haar huis is afgebrand"},
	{FINDING_THREAT_TO_OTHER, "ik steek je broer neer", "ik steek je broer een handje toe"},
	{FINDING_THREAT_TO_OTHER, "je broer steek ik neer", "je broer zet ik daar neer"},
	{FINDING_THREAT_TO_OTHER, "vanavond sla ik je vader dood", "vanavond bel ik je vader"},
	{FINDING_THREAT_TO_OTHER, "we gaan uw hele familie vermoorden",
	 "we gaan uw hele familie uitnodigen"},
	{FINDING_ASKS_AGE, "hoe oud ben je", "hoe oud is je auto"},
	{FINDING_PARENTS_AWAY, "zijn je ouders thuis", "mijn ouders komen eten"},
	{FINDING_SECRECY, "zeg het tegen niemand", "vertel het aan iedereen"},
	{FINDING_SECRECY, "niet verder vertellen he", "ik heb het nog niet verteld"},
	{FINDING_OTHER_APP, "app me op telegram", "mijn whatsapp doet het niet"},
	{FINDING_DELETE_THIS, "verwijder dit bericht", "ik heb de app verwijderd"},
	{FINDING_GIFT, "ik koop een cadeautje voor je", "ik kocht een cadeau voor mijn moeder"},
	{FINDING_MATURE, "jij bent volwassen voor je leeftijd", "een volwassen kat"},
	{FINDING_MEET_ALONE, "kom alleen", "ik woon alleen"},
	{FINDING_ASKS_PICTURE, "stuur een foto van jezelf", "mooie foto van de hond"},
};

static int set_up(void **state)
{
	struct error error = {""};

	(void)state;
	if (packs_load(NULL, &packs, &error) != ERR_NONE) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	classify = classify_create(packs);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	classify_destroy(classify);
	packs_destroy(packs);
	return 0;
}

static uint32_t find(const char *text)
{
	static struct readout out;

	classify_text(classify, bytes_of_text(text), 0, NULL, &out);
	return findings_of(&out.found);
}

static void check(const struct phrase *phrases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t yes = find(phrases[i].yes), no = find(phrases[i].no);

		/* that one, and no other */
		if (yes != phrases[i].finding)
			fail_msg("%x, not %x: %s", yes, phrases[i].finding, phrases[i].yes);
		if (no != 0)
			fail_msg("%x: %s", no, phrases[i].no);
	}
}

static void english_phrases(void **state)
{
	(void)state;
	check(english, sizeof english / sizeof english[0]);
}

static void french_phrases(void **state)
{
	(void)state;
	check(french, sizeof french / sizeof french[0]);
}

static void dutch_phrases(void **state)
{
	(void)state;
	check(dutch, sizeof dutch / sizeof dutch[0]);
}

/* ---- the score, over sets of signs ---- */

/* What speaks of the other's youth, and what isolates, bribes or hides. */
static const uint32_t youth[] = {FINDING_ASKS_AGE, FINDING_PARENTS_AWAY, FINDING_MATURE};
static const uint32_t approach[] = {FINDING_SECRECY, FINDING_OTHER_APP,	 FINDING_DELETE_THIS,
				    FINDING_GIFT,    FINDING_MEET_ALONE, FINDING_ASKS_PICTURE};
enum { YOUTH = 3, APPROACH = 6, FINDING_BITS = 11 };

static void one_sign_is_nothing(void **state)
{
	(void)state;
	assert_true(findings_grooming(0) == 0);
	for (int i = 0; i < FINDING_BITS; i++)
		assert_true(findings_grooming(1u << i) < 0.5);
}

static void an_age_and_one_other_sign_are_not_enough(void **state)
{
	(void)state;
	for (size_t i = 0; i < APPROACH; i++)
		assert_true(findings_grooming(FINDING_ASKS_AGE | approach[i]) < 0.5);
}

static void youth_and_two_other_signs_are(void **state)
{
	(void)state;
	for (size_t y = 0; y < YOUTH; y++)
		for (size_t i = 0; i < APPROACH; i++)
			for (size_t j = i + 1; j < APPROACH; j++)
				assert_true(findings_grooming(youth[y] | approach[i] |
							      approach[j]) >= 0.5);
}

/* A colleague, a friend, somebody in a hurry: whatever they ask, nothing speaks of youth. */
static void without_youth_there_is_none(void **state)
{
	uint32_t all = 0;

	(void)state;
	for (size_t i = 0; i < APPROACH; i++)
		all |= approach[i];
	assert_true(findings_grooming(all) < 0.5);
	assert_true(findings_grooming(FINDING_MINOR | FINDING_THREAT_TO_OTHER) < 0.5);
	assert_true(findings_grooming(FINDING_ASKS_AGE | FINDING_MINOR) < 0.5);
}

static void more_signs_are_never_less(void **state)
{
	(void)state;
	for (uint32_t set = 0; set < 1u << FINDING_BITS; set++) {
		double score = findings_grooming(set);

		assert_true(score >= 0 && score <= 1);
		for (int i = 0; i < FINDING_BITS; i++)
			assert_true(findings_grooming(set | 1u << i) >= score);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(english_phrases),
		cmocka_unit_test(french_phrases),
		cmocka_unit_test(dutch_phrases),
		cmocka_unit_test(one_sign_is_nothing),
		cmocka_unit_test(an_age_and_one_other_sign_are_not_enough),
		cmocka_unit_test(youth_and_two_other_signs_are),
		cmocka_unit_test(without_youth_there_is_none),
		cmocka_unit_test(more_signs_are_never_less),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
