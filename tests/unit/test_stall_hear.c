// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/decide/stall/hear: what a message of his does to the conversation. */
#include "stall_fixture.h"

#include "flow/decide/stall/cues.h"

#include <math.h>

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

/* A meeting at a place of ours in an hour, agreed by both. */
static struct stall_desk *meeting(void)
{
	struct stall_desk *desk = talking();

	desk->stall.phase = PHASE_WAITING;
	desk->stall.place = 1;
	desk->stall.meeting = desk->now + MS_HOUR;
	desk->stall.known = KNOWN_MENU | KNOWN_QUANTITY | KNOWN_PLACE | KNOWN_TIME | KNOWN_AGREED;
	desk->stall.quantity = 2;
	snprintf(desk->stall.unit, sizeof desk->stall.unit, "g");
	desk->stall.meetings = 1;
	desk->stall.theirs = desk->stall.ours = 4;
	desk->stall.said_at = desk->stall.heard_at = desk->now;
	return desk;
}

static uint32_t asked_by(const char *text, enum act act)
{
	struct stall_desk *desk = talking();
	uint32_t asked;

	desk_hear(desk, text, act);
	asked = desk->stall.asked;
	desk_destroy(desk);
	return asked;
}

static bool is_asked(const char *text, enum act act, enum reaction reaction)
{
	return (asked_by(text, act) & 1U << reaction) != 0;
}

/* ---- bursts ---- */

static void a_burst_is_heard_whole(void **state)
{
	struct stall_desk *desk = talking();
	ms_t first = desk->now;

	(void)state;
	writes(desk, 0, "j ai de la beuh", ACT_STOCK);
	writes(desk, 5 * MS_SECOND, "combien t en veux ?", ACT_ASK_QUANTITY);
	writes(desk, 5 * MS_SECOND, "on se voit ou ?", ACT_ASK_PLACE);
	assert_int_equal(desk->stall.heard, 1U << ACT_STOCK | 1U << ACT_ASK_QUANTITY | 1U << ACT_ASK_PLACE);
	assert_true(asks(&desk->stall, REACT_ASK_QUANTITY) && asks(&desk->stall, REACT_ASK_PLACE));
	assert_int_equal(desk->stall.waits_from, first);
	assert_int_equal(desk->stall.heard_at, desk->now);
	assert_int_equal(desk->stall.theirs, 3);
	answer(desk);
	assert_int_equal(desk->stall.heard, 0);
	writes(desk, MS_MINUTE, "ok", ACT_CONFIRM);
	assert_int_equal(desk->stall.waits_from, desk->now);
	desk_destroy(desk);
}

/* His word ends our talking to ourselves. */
static void a_word_of_his_ends_our_silence(void **state)
{
	struct stall_desk *desk = meeting();

	(void)state;
	desk->stall.alone = 2;
	writes(desk, MS_MINUTE, "ok", ACT_CONFIRM);
	assert_int_equal(desk->stall.alone, 0);
	desk_destroy(desk);
}

/* What the model is not sure of says nothing. */
static void an_unsure_act_is_none(void **state)
{
	struct stall_desk *desk = talking();
	struct message *message = desk_text(desk, "mouais", ACT_ARRIVED);

	(void)state;
	message->reading.act_p = 0.05F;
	hear_message(&desk->stall, &desk->stalling, message);
	assert_int_equal(desk->stall.last_act, ACT_UNCLEAR);
	assert_int_equal(desk->stall.there_at, 0);
	desk_destroy(desk);
}

/* ---- facts ---- */

static void facts_are_taken(void **state)
{
	struct stall_desk *desk = talking();
	struct message *message = desk_text(desk, "50 le pochon, ou 10 les 2 cachets", ACT_PRICE);

	(void)state;
	desk_slot(message, SLOT_PRICE, 50, "EUR");
	desk_slot(message, SLOT_QUANTITY, 1, "bag");
	message->product = 3;
	hear_message(&desk->stall, &desk->stalling, message);
	assert_true((desk->stall.known & KNOWN_PRICE) != 0 && (desk->stall.known & KNOWN_MENU) != 0);
	assert_true(desk->stall.price == 50);
	assert_string_equal(desk->stall.unit, "bag");
	assert_int_equal(desk->stall.product, 3);
	/* What is sold stays the same; his price is his newest. */
	message = desk_text(desk, "45 alors, jai aussi des taz", ACT_PRICE);
	desk_slot(message, SLOT_PRICE, 45, "EUR");
	message->product = 1;
	hear_message(&desk->stall, &desk->stalling, message);
	assert_true(desk->stall.price == 45);
	assert_string_equal(desk->stall.unit, "bag");
	assert_int_equal(desk->stall.product, 3);
	desk_destroy(desk);
}

static void a_unit_is_read_from_the_words(void **state)
{
	static const struct {
		const char *text, *unit;
	} rows[] = {{"50 le g frere", "g"}, {"5 le cachet", "pill"}, {"20 le pochon", "bag"}, {"salut", ""}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct stall_desk *desk = talking();

		desk_hear(desk, rows[i].text, ACT_PRICE);
		assert_string_equal(desk->stall.unit, rows[i].unit);
		desk_destroy(desk);
	}
}

/* A price that is none, a slot without a value, a unit that nobody knows: nothing breaks, nothing is taken. */
static void what_is_no_fact_is_not_taken(void **state)
{
	static const double values[] = {0, -5, 1e9, NAN, INFINITY};

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		struct stall_desk *desk = talking();
		struct message *message = desk_text(desk, "hm", ACT_PROPOSE_TIME);

		desk_slot(message, SLOT_PRICE, values[i], "EUR");
		desk_slot(message, SLOT_QUANTITY, values[i], "kilos!");
		desk_slot(message, SLOT_DELAY, values[i], "");
		hear_message(&desk->stall, &desk->stalling, message);
		assert_int_equal(desk->stall.known & (KNOWN_PRICE | KNOWN_TIME), 0);
		assert_int_equal(desk->stall.meeting, 0);
		assert_string_equal(desk->stall.unit, "");
		desk_destroy(desk);
	}
}

/* The amount that we named stays in our unit. */
static void our_amount_stays(void **state)
{
	struct stall_desk *desk = meeting();
	struct message *message = desk_text(desk, "10 pochons a 100", ACT_PRICE);

	(void)state;
	desk_slot(message, SLOT_QUANTITY, 10, "bag");
	hear_message(&desk->stall, &desk->stalling, message);
	assert_true(desk->stall.quantity == 2);
	assert_string_equal(desk->stall.unit, "g");
	desk_destroy(desk);
}

/* ---- moments and places ---- */

static int minute_of(const struct stall_desk *desk)
{
	return desk->stall.meeting != 0 ? desk_minute(desk, desk->stall.meeting) : -1;
}

static void propose_time(struct stall_desk *desk, enum slot_type type, double value)
{
	struct message *message = desk_text(desk, "ca te va ?", ACT_PROPOSE_TIME);

	desk_slot(message, type, value, "");
	hear_message(&desk->stall, &desk->stalling, message);
}

static void his_moment_stands(void **state)
{
	struct stall_desk *desk = talking();

	(void)state;
	propose_time(desk, SLOT_TIME, 18 * 60 + 30);
	assert_int_equal(minute_of(desk), 18 * 60 + 30);
	assert_true(asks(&desk->stall, REACT_PROPOSE_TIME));
	assert_true((desk->stall.known & KNOWN_TIME) != 0);
	/* "ok mais 19h": otherwise than before, his word stands */
	{
		struct message *message = desk_text(desk, "ok mais 19h", ACT_CONFIRM);

		desk_slot(message, SLOT_TIME, 19 * 60, "");
		hear_message(&desk->stall, &desk->stalling, message);
	}
	assert_int_equal(minute_of(desk), 19 * 60);
	assert_true(desk->stall.meeting > desk->now && desk->stall.meeting < desk->now + MS_DAY);
	desk_destroy(desk);
}

static void a_moment_outside_hours_is_not_taken(void **state)
{
	struct stall_desk *desk = talking();

	(void)state;
	propose_time(desk, SLOT_TIME, 3 * 60); /* 15:00 has passed, 3:00 is night */
	assert_int_equal(desk->stall.meeting, 0);
	assert_true(asks(&desk->stall, REACT_ASK_TIME)); /* another one, of ours */
	desk_destroy(desk);
}

static void his_delay_is_a_moment(void **state)
{
	struct stall_desk *desk = talking();

	(void)state;
	propose_time(desk, SLOT_DELAY, 40);
	assert_true(llabs(desk->stall.meeting - (desk->now + 40 * MS_MINUTE)) <= 5 * MS_MINUTE);
	assert_true(asks(&desk->stall, REACT_PROPOSE_TIME));
	desk_destroy(desk);
}

/* "In an hour" is a moment like any other: the line writes then, and a place is open. */
static void a_delay_into_the_night_is_not_taken(void **state)
{
	struct stall_desk *desk = talking();

	(void)state;
	desk->now = T0 + 7 * MS_HOUR; /* 22:45 */
	propose_time(desk, SLOT_DELAY, 60);
	assert_int_equal(desk->stall.meeting, 0);
	assert_true(asks(&desk->stall, REACT_ASK_TIME));
	desk_destroy(desk);
	desk = talking();
	desk->line.place_count = 2;
	desk->places[0].hour_count = 1;
	desk->places[0].hours[0] = (struct hours){10 * 60, 14 * 60}; /* the other one: until 17:00 */
	propose_time(desk, SLOT_DELAY, 120);
	assert_int_equal(desk->stall.meeting, 0);
	desk_destroy(desk);
}

static void a_place_of_ours_is_recognised(void **state)
{
	struct stall_desk *desk = talking();

	(void)state;
	desk_hear(desk, "viens GARE du Nord stp", ACT_PROPOSE_PLACE);
	assert_int_equal(desk->stall.place, 1);
	assert_true((desk->stall.known & KNOWN_PLACE) != 0);
	assert_true(asks(&desk->stall, REACT_PLACE_OK) && !asks(&desk->stall, REACT_PROPOSE_PLACE));
	desk_destroy(desk);
	desk = talking();
	desk_hear(desk, "rdv a Barb\xc3\xa8s", ACT_PROPOSE_PLACE);
	assert_int_equal(desk->stall.place, 2);
	desk_destroy(desk);
	desk = talking();
	desk_hear(desk, "rdv a Belleville", ACT_PROPOSE_PLACE);
	assert_int_equal(desk->stall.place, 0); /* only ours are ever agreed on */
	assert_true(asks(&desk->stall, REACT_PROPOSE_PLACE));
	assert_int_equal(desk->stall.known & KNOWN_PLACE, 0);
	desk_destroy(desk);
}

/* ---- questions ---- */

static void words_that_are_questions(void **state)
{
	(void)state;
	assert_true(is_asked("c est ou ?", ACT_UNCLEAR, REACT_ASK_PLACE));
	assert_true(is_asked("t es o\xc3\xb9", ACT_UNCLEAR, REACT_ASK_PLACE));
	assert_true(is_asked("combien ?", ACT_UNCLEAR, REACT_ASK_QUANTITY));
	assert_true(is_asked("quelle heure", ACT_UNCLEAR, REACT_ASK_TIME));
	assert_true(is_asked("c est qui ?", ACT_UNCLEAR, REACT_ASK_WHO));
	assert_true(is_asked("truc de ouf ca ?", ACT_UNCLEAR, REACT_ASK_WHAT)); /* dodged, not ignored */
	assert_false(is_asked("tu viens ou quoi", ACT_IMPATIENT, REACT_ASK_PLACE));
	assert_false(is_asked("tu viens ou quoi ?", ACT_IMPATIENT, REACT_ASK_PLACE));
	assert_false(is_asked("oui ou non ?", ACT_IMPATIENT, REACT_ASK_PLACE));
	assert_false(is_asked("dans combien de temps ?", ACT_ASK_TIME, REACT_ASK_QUANTITY));
	assert_false(is_asked("j ai un robotique", ACT_STOCK, REACT_ROBOT)); /* words begin and end where words do */
}

/* While he waits, "how long" is about the delay; before, about the time. */
static void how_long_is_a_delay(void **state)
{
	struct stall_desk *desk = meeting();

	(void)state;
	desk->stall.meeting = desk->now - 5 * MS_MINUTE;
	writes(desk, MS_MINUTE, "t en as pour combien de temps ?", ACT_IMPATIENT);
	assert_true(asks(&desk->stall, REACT_ASK_DELAY));
	assert_false(asks(&desk->stall, REACT_ASK_QUANTITY));
	assert_false(asks(&desk->stall, REACT_ASK_TIME));
	desk_destroy(desk);
	assert_true(is_asked("dans combien de temps ?", ACT_ASK_TIME, REACT_ASK_TIME));
}

/* ---- how wary he is ---- */

static void robot_words_make_wary_and_that_fades(void **state)
{
	struct stall_desk *desk = talking();
	float last, most = 0;

	(void)state;
	writes(desk, MS_MINUTE, "salut", ACT_SMALLTALK);
	assert_true(desk->stall.suspicion == 0);
	for (int i = 0; i < 6; i++) {
		writes(desk, MS_MINUTE, "t es un robot ?", ACT_SUSPICIOUS);
		assert_true(desk->stall.suspicion > most || desk->stall.suspicion >= 1);
		assert_true(desk->stall.suspicion <= 1);
		assert_true(asks(&desk->stall, REACT_ROBOT));
		assert_int_equal(desk->stall.accused, i + 1);
		most = desk->stall.suspicion;
	}
	last = most;
	for (int i = 0; i < 20; i++) {
		writes(desk, MS_MINUTE, "ok jarrive", ACT_ON_MY_WAY);
		assert_true(desk->stall.suspicion < last);
		last = desk->stall.suspicion;
	}
	assert_true(last < 0.1F);
	assert_int_equal(desk->stall.accused, 6);
	desk_destroy(desk);
}

/* ---- where it stands ---- */

static void arriving_and_leaving_change_the_phase(void **state)
{
	struct stall_desk *desk = meeting();

	(void)state;
	writes(desk, 55 * MS_MINUTE, "chui la", ACT_ARRIVED);
	assert_int_equal(desk->stall.phase, PHASE_WAITING);
	assert_int_equal(desk->stall.there_at, desk->now);
	writes(desk, 30 * MS_MINUTE, "jme casse", ACT_GOODBYE);
	assert_int_equal(desk->stall.phase, PHASE_EXCUSE);
	assert_int_equal(desk->stall.missed, 1);
	desk_destroy(desk);
	desk = talking(); /* he stands where nobody sent him: no meeting was missed */
	desk_hear(desk, "chui la", ACT_ARRIVED);
	assert_int_not_equal(desk->stall.phase, PHASE_EXCUSE);
	desk_destroy(desk);
}

static void it_comes_further_by_what_he_says(void **state)
{
	struct stall_desk *desk = talking();
	struct message *message;

	(void)state;
	writes(desk, 0, "salut j ai du nouveau", ACT_ADVERT);
	assert_int_equal(desk->stall.phase, PHASE_OPENING);
	answer(desk);
	writes(desk, MS_MINUTE, "beuh et shit", ACT_STOCK);
	assert_int_equal(desk->stall.phase, PHASE_MENU);
	answer(desk);
	message = desk_text(desk, "50 le g", ACT_PRICE);
	desk_slot(message, SLOT_PRICE, 50, "EUR");
	hear_message(&desk->stall, &desk->stalling, message);
	assert_true(desk->stall.phase >= PHASE_HAGGLE);
	writes(desk, MS_MINUTE, "on se voit ou ?", ACT_ASK_PLACE);
	assert_int_equal(desk->stall.phase, PHASE_ARRANGE);
	desk_hear(desk, "Gare du Nord alors", ACT_PROPOSE_PLACE);
	propose_time(desk, SLOT_TIME, 18 * 60);
	assert_int_equal(desk->stall.phase, PHASE_WAITING);
	assert_true((desk->stall.known & KNOWN_AGREED) != 0);
	desk_destroy(desk);
}

/* He is told another hour, where the first was agreed. */
static struct stall_desk *put_off(void)
{
	struct stall_desk *desk = meeting();
	struct turn turn = {.result = TURN_SAY,
			    .saying = {.move = MOVE_RESCHEDULE},
			    .situation = {PHASE_WAITING, ACT_UNCLEAR, BAND_LOW},
			    .place = 1};

	desk->now += MS_MINUTE;
	turn.meeting = desk->now + 3 * MS_HOUR - desk->now % MS_HOUR; /* 18:00 in Paris */
	desk_said(desk, &turn);
	return desk;
}

/* What we put off stands once he takes it up; "where are you" does not, nor his old hour. */
static void what_we_put_off_he_must_take_up(void **state)
{
	static const struct {
		const char *text;
		enum act act;
		double hour;
		bool taken;
	} cases[] = {
		{"ok", ACT_CONFIRM, 0, true},
		{"ok 18h", ACT_CONFIRM, 18, true},
		{"a 6h alors", ACT_SMALLTALK, 6, true},
		{"t es ou", ACT_ASK_PLACE, 0, false},
		{"ok t es ou", ACT_CONFIRM, 0, false},
		{"ok 15h50", ACT_CONFIRM, 15 + 5.0 / 6, false}, /* in four minutes: what was agreed before */
		{"je suis la", ACT_ARRIVED, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct stall_desk *desk = put_off();
		struct message *message = desk_text(desk, cases[i].text, cases[i].act);
		struct situation situation = {.phase = PHASE_ARRANGE, .known = KNOWN_PLACES | KNOWN_AHEAD};
		struct options options;
		bool confirms = false;

		if (cases[i].hour > 0)
			desk_slot(message, SLOT_TIME, cases[i].hour * 60, "");
		hear_message(&desk->stall, &desk->stalling, message);
		if (((desk->stall.known & KNOWN_PUT_OFF) == 0) != cases[i].taken)
			fail_msg("\"%s\"", cases[i].text);
		situation.known |= desk->stall.known & ~(uint32_t)KNOWN_AGREED;
		permit_moves(&desk->stall, &situation, &options);
		for (size_t n = 0; n < options.count; n++)
			confirms = confirms || options.ids[n] == MOVE_CONFIRM;
		assert_int_equal(confirms, cases[i].taken);
		if (!cases[i].taken)
			assert_int_equal(desk->stall.phase, PHASE_ARRANGE);
		desk_destroy(desk);
	}
}

/* "How much longer?" hours before is answered with the hour, not with "ten minutes". */
static void how_long_hours_before_is_an_hour(void **state)
{
	struct stall_desk *desk = meeting();
	struct turn turn;

	(void)state;
	desk->stall.meeting = desk->now + 2 * MS_HOUR;
	writes(desk, MS_MINUTE, "encore combien de temps ?", ACT_ASK_TIME);
	turn = answer(desk);
	assert_int_not_equal(turn.saying.reaction, REACT_ASK_DELAY);
	assert_int_not_equal(turn.saying.move, MOVE_BE_LATE);
	assert_true(turn.saying.reaction == REACT_ASK_TIME || turn.meeting != 0);
	assert_false(asks(&desk->stall, REACT_ASK_DELAY));
	desk_destroy(desk);
}

/* Whoever takes us for a robot hears about that alone. */
static void a_denial_stands_alone(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 50; seed++) {
		struct stall_desk *desk = meeting();
		struct turn turn;

		writes(desk, MS_MINUTE, "t es un robot ?", ACT_SUSPICIOUS);
		turn = desk_turn(desk, seed);
		assert_int_equal(turn.saying.reaction, REACT_ROBOT);
		assert_int_equal(turn.saying.move, MOVE_REACT);
		desk_destroy(desk);
	}
}

static void a_call_is_heard(void **state)
{
	struct stall_desk *desk = meeting();

	(void)state;
	desk->now += MS_MINUTE;
	hear_call(&desk->stall, desk->now);
	assert_int_equal(desk->stall.calls, 1);
	assert_true(asks(&desk->stall, REACT_CALLED));
	assert_true((desk->stall.heard & 1U << ACT_WANTS_CALL) != 0);
	assert_int_equal(desk->stall.heard_at, desk->now);
	desk_destroy(desk);
}

/* After a long rest he is somebody new, to whom the same meeting is not offered again. */
static void he_begins_anew_after_a_rest(void **state)
{
	struct stall_desk *desk = meeting();

	(void)state;
	desk->stall.phase = PHASE_OVER;
	desk->stall.asked = 1U << REACT_ASK_WHO;
	writes(desk, MS_HOUR, "yo", ACT_SMALLTALK);
	assert_int_equal(desk->stall.phase, PHASE_OVER); /* it rests */
	desk->stall.suspicion = 0.8F;
	desk->stall.asked |= 1U << REACT_ASK_WHO;
	writes(desk, 3 * MS_DAY, "nouvel arrivage", ACT_ADVERT);
	assert_true(desk->stall.phase < PHASE_ARRANGE);
	assert_int_equal(desk->stall.place, 0);
	assert_int_equal(desk->stall.last_place, 1);
	assert_int_equal(desk->stall.meeting, 0);
	assert_int_equal(desk->stall.known & (KNOWN_PLACE | KNOWN_TIME | KNOWN_AGREED), 0);
	assert_true(desk->stall.suspicion < 0.5F);
	assert_false(asks(&desk->stall, REACT_ASK_WHO)); /* that was days ago */
	assert_int_equal(desk->stall.counts[MOVE_ASK_MENU], 0);
	desk_destroy(desk);
}

/* Any text, any act, any slots, anywhere: counters do not run over, and what is an index stays one. */
static void anything_can_be_heard(void **state)
{
	struct stall_desk *desk = talking();
	char text[64];

	(void)state;
	for (int i = 0; i < 70000; i++) {
		struct message *message;
		size_t size = (size_t)random_below(&desk->random, sizeof text);

		desk->now += (ms_t)random_below(&desk->random, i % 100 == 0 ? 2 * MS_DAY : 10 * MS_MINUTE);
		random_bytes(&desk->random, text, sizeof text);
		message = desk_text(desk, "", (enum act)random_below(&desk->random, ACT_COUNT));
		message->whole = (struct bytes){(const uint8_t *)text, size};
		for (uint64_t n = random_below(&desk->random, 3); n > 0; n--)
			desk_slot(message, (enum slot_type)random_below(&desk->random, SLOT_TYPE_COUNT),
				  (double)random_below(&desk->random, 1440), "g");
		hear_message(&desk->stall, &desk->stalling, message);
		if (i % 50 == 0)
			hear_call(&desk->stall, desk->now);
		assert_true(desk->stall.phase < PHASE_COUNT && desk->stall.place <= DESK_PLACES &&
			    desk->stall.last_act < ACT_COUNT);
		assert_true(desk->stall.suspicion >= 0 && desk->stall.suspicion <= 1);
	}
	assert_int_equal(desk->stall.theirs, UINT16_MAX);
	assert_int_equal(desk->stall.insults, UINT8_MAX);
	desk_destroy(desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_is_heard_whole),
		cmocka_unit_test(a_word_of_his_ends_our_silence),
		cmocka_unit_test(an_unsure_act_is_none),
		cmocka_unit_test(facts_are_taken),
		cmocka_unit_test(a_unit_is_read_from_the_words),
		cmocka_unit_test(what_is_no_fact_is_not_taken),
		cmocka_unit_test(our_amount_stays),
		cmocka_unit_test(his_moment_stands),
		cmocka_unit_test(a_moment_outside_hours_is_not_taken),
		cmocka_unit_test(his_delay_is_a_moment),
		cmocka_unit_test(a_delay_into_the_night_is_not_taken),
		cmocka_unit_test(a_place_of_ours_is_recognised),
		cmocka_unit_test(words_that_are_questions),
		cmocka_unit_test(how_long_is_a_delay),
		cmocka_unit_test(robot_words_make_wary_and_that_fades),
		cmocka_unit_test(arriving_and_leaving_change_the_phase),
		cmocka_unit_test(it_comes_further_by_what_he_says),
		cmocka_unit_test(what_we_put_off_he_must_take_up),
		cmocka_unit_test(how_long_hours_before_is_an_hour),
		cmocka_unit_test(a_denial_stands_alone),
		cmocka_unit_test(a_call_is_heard),
		cmocka_unit_test(he_begins_anew_after_a_rest),
		cmocka_unit_test(anything_can_be_heard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
