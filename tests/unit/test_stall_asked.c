// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/decide/stall/cues, hear and due: what he asks, sentence by sentence, stands until it is answered, and how soon that is. */
#include "stall_fixture.h"

#include "flow/decide/stall/cues.h"

static struct stall_desk *talking(void)
{
	struct stall_desk *desk = desk_create();

	desk_engage(desk);
	return desk;
}

/* What he writes so long after the last. */
static void writes(struct stall_desk *desk, ms_t after, const char *text, enum act act)
{
	desk->now += after;
	desk_hear(desk, text, act);
}

/* We say something, whatever fits. */
static struct turn answer(struct stall_desk *desk)
{
	struct turn turn;

	desk->now += MS_MINUTE;
	turn = desk_turn(desk, random_u64(&desk->random));
	desk_said(desk, &turn);
	return turn;
}

static uint32_t cues_in(const char *text, enum language language)
{
	char folded[FOLDED_MAX];

	cues_fold(bytes_of_text(text), folded);
	return cues_find(folded, language);
}

#define BIT(reaction) (1U << REACT_##reaction)

static void cues_keep_to_their_sentence(void **state)
{
	static const struct {
		const char *text;
		enum language language;
		uint32_t bits;
	} cases[] = {
		{"la blonde ou la brune ?", LANGUAGE_FR, 0},
		{"demain ou alors samedi ?", LANGUAGE_FR, 0},
		{"la blonde ou la brune ? et ou ?", LANGUAGE_FR, BIT(ASK_PLACE)},
		{"ou, du coup", LANGUAGE_FR, BIT(ASK_PLACE)},
		{"bon. ou ca", LANGUAGE_FR, BIT(ASK_PLACE)},
		{"on se retrouve ou, ce soir ?", LANGUAGE_FR, BIT(ASK_PLACE)},
		{"quand tu veux. ca va sinon ?", LANGUAGE_FR, 0}, /* the question is another sentence's */
		{"quand, a peu pres ?", LANGUAGE_FR, BIT(ASK_TIME)},
		{"when ur done eating. all good?", LANGUAGE_EN, 0},
		{"right. where? when? and who sent you", LANGUAGE_EN, BIT(ASK_PLACE) | BIT(ASK_TIME) | BIT(ASK_WHO)},
		{"where did u get my number from", LANGUAGE_EN, BIT(ASK_WHO)},
		{"goed. waar ergens? en rond hoe laat", LANGUAGE_NL, BIT(ASK_PLACE) | BIT(ASK_TIME)},
		{"waar hebt ge mijn nummer vandaan", LANGUAGE_NL, BIT(ASK_WHO)},
		{"hoeveel ? hoeveel jong", LANGUAGE_NL, BIT(ASK_QUANTITY)},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (cues_in(cases[i].text, cases[i].language) != cases[i].bits)
			fail_msg("\"%s\": %x", cases[i].text, cues_in(cases[i].text, cases[i].language));
}

static void folding_marks_sentences(void **state)
{
	char folded[FOLDED_MAX];

	(void)state;
	cues_fold(bytes_of_text("Om 9.15, bij 1,5 km!Ok? ...ja"), folded);
	assert_string_equal(folded, " om 9 15 , bij 1 5 km . ok ? . . ja ");
}

/* What he asked in three texts is answered in one turn or stays; nothing of it is dropped. */
static void every_question_of_a_burst_stands(void **state)
{
	struct stall_desk *desk = talking();
	uint32_t all = BIT(ASK_WHO) | BIT(ASK_QUANTITY) | BIT(ASK_PLACE);

	(void)state;
	desk->stall.ours = 1;
	writes(desk, MS_MINUTE, "c est qui ?", ACT_ASK_WHO);
	writes(desk, 5 * MS_SECOND, "bon tu veux quoi", ACT_ASK_QUANTITY);
	writes(desk, 5 * MS_SECOND, "ca marche. t es ou", ACT_CONFIRM);
	assert_int_equal(desk->stall.asked & all, all);
	answer(desk); /* two of them */
	assert_int_equal(__builtin_popcount(desk->stall.asked & all), 1);
	writes(desk, MS_MINUTE, "bon", ACT_SMALLTALK);
	answer(desk);
	assert_int_equal(desk->stall.asked & all, 0);
	desk_destroy(desk);
}

/* A moment with a question mark is proposed, also when the text is taken for something else; an advert's hours are not. */
static void an_hour_with_a_question_is_proposed(void **state)
{
	static const struct {
		enum act act;
		const char *text;
		bool proposed;
	} cases[] = {
		{ACT_SMALLTALK, "a 18h c est jouable ?", true},
		{ACT_REFUSE, "plutot 18h, non ?", true},
		{ACT_ASK_TIME, "18h par exemple ?", true},
		{ACT_ADVERT, "ouvert des 18h, besoin ?", false},
		{ACT_GOODBYE, "je rentre a 18h ok ?", false},
		{ACT_SMALLTALK, "j ai mange a 18h", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct stall_desk *desk = talking();
		struct message *message;

		desk->stall.ours = 1;
		message = desk_text(desk, cases[i].text, cases[i].act);
		desk_slot(message, SLOT_TIME, 18 * 60, "");
		hear_message(&desk->stall, &desk->stalling, message);
		assert_int_equal(asks(&desk->stall, REACT_PROPOSE_TIME), cases[i].proposed);
		desk_destroy(desk);
	}
}

static void what_was_asked_long_ago_is_let_be(void **state)
{
	struct stall_desk *desk = talking();

	(void)state;
	writes(desk, MS_MINUTE, "c est qui ? tu veux quoi ? t es ou", ACT_ASK_WHO);
	answer(desk);
	assert_int_not_equal(desk->stall.asked, 0);
	writes(desk, 30 * MS_HOUR, "de retour", ACT_SMALLTALK);
	assert_int_equal(desk->stall.asked, BIT(SMALLTALK));
	desk_destroy(desk);
}

/* No question waits as long as small talk may; and who writes again while he waits is not made to wait longer for it. */
static void who_asks_is_answered_sooner(void **state)
{
	struct stall_desk *desk = desk_create();
	ms_t longest[2] = {0};

	(void)state;
	for (uint64_t chance = 0; chance < 400; chance++)
		for (int asks_us = 0; asks_us < 2; asks_us++) {
			struct message *message;
			ms_t waits;

			desk_anew(desk);
			desk_engage(desk);
			message = desk_text(desk, asks_us ? "tu prends quoi" : "il pleut", asks_us ? ACT_ASK_QUANTITY : ACT_SMALLTALK);
			assert_int_equal(decide_message(message, chance), ERR_NONE);
			waits = message->decision.due - message->at;
			if (waits > longest[asks_us])
				longest[asks_us] = waits;
		}
	assert_true(longest[0] > 10 * MS_MINUTE);
	assert_in_range(longest[1], MS_MINUTE, 10 * MS_MINUTE);
	desk_anew(desk);
	desk_engage(desk);
	desk_hear(desk, "tu prends quoi", ACT_ASK_QUANTITY);
	for (int minutes = 0; minutes < 6; minutes += 5) {
		struct message *message;

		desk->now += minutes * MS_MINUTE;
		message = desk_text(desk, "alors", ACT_IMPATIENT);
		message->contact.flags = CONTACT_PENDING;
		message->contact.due = desk->now + 30 * MS_MINUTE;
		assert_int_equal(decide_message(message, 7), ERR_NONE);
		if (minutes == 0)
			assert_int_equal(message->decision.due, message->contact.due);
		else
			assert_in_range(message->decision.due - message->at, 8 * MS_SECOND, 200 * MS_SECOND);
	}
	desk_destroy(desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cues_keep_to_their_sentence),
		cmocka_unit_test(folding_marks_sentences),
		cmocka_unit_test(every_question_of_a_burst_stands),
		cmocka_unit_test(an_hour_with_a_question_is_proposed),
		cmocka_unit_test(what_was_asked_long_ago_is_let_be),
		cmocka_unit_test(who_asks_is_answered_sooner),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
