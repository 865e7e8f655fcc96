// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/decide/stall/turn: what an answer says, over conversations that stand anywhere. */
#include "stall_fixture.h"

enum { STATES = 100000 };

static const enum reaction questions[] = {REACT_ASK_QUANTITY, REACT_ASK_PLACE, REACT_ASK_TIME,
					  REACT_ASK_DELAY,    REACT_ASK_WHO,   REACT_PAYMENT,
					  REACT_WANTS_OTHER_APP, REACT_WANTS_CALL};
enum { QUESTIONS = sizeof questions / sizeof questions[0] };

struct row {
	enum phase phase;
	enum move move;
	uint32_t needs, bars;
	uint8_t most;
};

static const struct row rows[] = {
#define M(phase, move, needs, bars, most, prior)                                                   \
	{PHASE_##phase, MOVE_##move, needs, bars, most},
#include "flow/decide/stall/moves.tbl"
#undef M
};

enum { KEPT = KNOWN_MENU | KNOWN_PRICE | KNOWN_QUANTITY | KNOWN_PLACE | KNOWN_TIME | KNOWN_AGREED };

/* ---- states ---- */

static uint64_t below(struct stall_desk *desk, uint64_t bound)
{
	return random_below(&desk->random, bound);
}

static uint32_t some_bits(struct stall_desk *desk, unsigned count)
{
	uint32_t bits = 0;

	for (uint64_t n = below(desk, 5); n > 0; n--)
		bits |= 1U << below(desk, count);
	return bits;
}

static void some_facts(struct stall_desk *desk, struct stall *stall)
{
	static const char *const units[] = {"", "g", "pill", "bag"};

	stall->known = (uint32_t)below(desk, 64);
	stall->place = 0;
	stall->meeting = 0;
	snprintf(stall->unit, sizeof stall->unit, "%s", units[below(desk, 4)]);
	if ((stall->known & KNOWN_QUANTITY) != 0)
		stall->quantity = (float)(1 + below(desk, 5));
	if ((stall->known & KNOWN_PRICE) != 0)
		stall->price = (float)(1 + below(desk, 300));
	if ((stall->known & KNOWN_PLACE) != 0)
		stall->place = (uint8_t)(1 + below(desk, DESK_PLACES));
	if ((stall->known & KNOWN_TIME) != 0)
		stall->meeting = desk->now + (ms_t)below(desk, 12 * MS_HOUR) - 3 * MS_HOUR;
	stall->last_place = (uint8_t)below(desk, DESK_PLACES + 1);
	desk->stalling.last_place = (uint8_t)below(desk, DESK_PLACES + 1);
	stall->product = (uint16_t)below(desk, 4);
}

/* No moment is agreed on at which no place is open: hear.c sees to that. */
static bool can_be(const struct stall_desk *desk)
{
	bool can = desk->stall.meeting <= desk->now || desk->stall.place != 0;

	for (uint8_t place = 1; place <= DESK_PLACES; place++)
		can = can || open_at(desk, place, desk->stall.meeting);
	return can;
}

/* A conversation that stands anywhere, at any time of the day. */
static void some_state(struct stall_desk *desk)
{
	struct stall *stall = &desk->stall;

	/* Sometimes there are hours in which no place is open. */
	desk->places[0].hour_count = (size_t)below(desk, 2);
	desk->places[0].hours[0] = (struct hours){9 * 60, 14 * 60};
	desk->places[2].hours[0].from = (uint16_t)(17 + below(desk, 2)) * 60;
	desk->now = T0 + (ms_t)below(desk, 3 * MS_DAY);
	*stall = (struct stall){.engaged = ENGAGED,
				.arm = (uint8_t)below(desk, ARM_COUNT),
				.language = LANGUAGE_FR,
				.voice = random_u64(&desk->random),
				.phase = (uint8_t)below(desk, PHASE_OVER),
				.last_act = (uint8_t)below(desk, ACT_COUNT),
				.last_move = (uint8_t)below(desk, MOVE_COUNT),
				.missed = (uint8_t)below(desk, 3),
				.revivals = (uint8_t)below(desk, 4),
				.suspicion = (float)random_unit(&desk->random),
				.theirs = (uint16_t)(1 + below(desk, 9)),
				.ours = (uint16_t)below(desk, 9),
				.turns = (uint16_t)below(desk, 9),
				.delay = (uint8_t)below(desk, DELAY_COUNT)};
	do {
		some_facts(desk, stall);
	} while (!can_be(desk));
	if (below(desk, 4) != 0) {
		stall->heard = some_bits(desk, ACT_COUNT) | 1U << stall->last_act;
		stall->asked = some_bits(desk, REACTION_COUNT) & ~(1U << REACT_NONE);
	}
	stall->heard_at = desk->now - (ms_t)below(desk, 8 * MS_HOUR);
	stall->said_at = desk->now - (ms_t)below(desk, 8 * MS_HOUR);
	stall->there_at = below(desk, 4) == 0 ? desk->now - (ms_t)below(desk, MS_HOUR) : 0;
	for (int move = MOVE_OPEN; move < MOVE_COUNT; move++)
		stall->counts[move] = below(desk, 3) == 0 ? (uint8_t)below(desk, 7) : 0;
}

typedef void check_fn(const struct stall_desk *desk, const struct turn *turn);

/* Over so many states in which something is said now. */
static void over_states(check_fn *check, int count)
{
	struct stall_desk *desk = desk_create();

	for (int i = 0; i < count; i++) {
		struct turn turn;

		some_state(desk);
		turn = desk_turn(desk, random_u64(&desk->random));
		if (turn.result != TURN_LATER)
			check(desk, &turn);
	}
	desk_destroy(desk);
}

/* ---- questions ---- */

static uint32_t bit(enum reaction reaction)
{
	return 1U << reaction;
}

/* Which questions a turn answers, or dodges on purpose. */
static uint32_t answered_by(const struct turn *turn)
{
	static const uint32_t place = 1U << REACT_ASK_PLACE | 1U << REACT_PROPOSE_PLACE;
	/* An hour says how much longer, too. */
	static const uint32_t time = 1U << REACT_ASK_TIME | 1U << REACT_PROPOSE_TIME | 1U << REACT_ASK_DELAY;
	uint32_t answered = bit(turn->saying.reaction);

	if (turn->saying.reaction == REACT_ASK_TIME)
		answered |= bit(REACT_ASK_DELAY);
	if (turn->saying.reaction == REACT_ASK_WHAT) /* neither can be named now */
		answered |= place | time;
	switch (turn->saying.move) {
	case MOVE_NAME_QUANTITY:
		return answered | bit(REACT_ASK_QUANTITY);
	case MOVE_NAME_PLACE:
	case MOVE_WRONG_CORNER:
		return answered | place;
	case MOVE_NAME_TIME:
		return answered | time;
	case MOVE_CONFIRM:
	case MOVE_RESCHEDULE:
		return answered | place | time;
	case MOVE_BE_LATE:
	case MOVE_ON_THE_WAY:
		return answered | bit(REACT_ASK_DELAY);
	default:
		return answered;
	}
}

static void questions_of(struct stall_desk *desk, unsigned subset)
{
	for (int i = 0; i < QUESTIONS; i++)
		if ((subset & 1U << i) != 0)
			desk->stall.asked |= bit(questions[i]);
	desk->stall.heard = 1U << ACT_ASK_PLACE;
	desk->stall.last_act = ACT_ASK_PLACE;
}

/* One turn says two things at most; what is left stands, and is answered by those after it. */
static void every_question_is_answered(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	for (unsigned subset = 1; subset < 1U << QUESTIONS; subset++) {
		for (int round = 0; round < 20; round++) {
			uint32_t left;
			int turns = 0;

			do {
				some_state(desk);
			} while (!awake(desk, desk->now) || !awake(desk, desk->now + MS_HOUR));
			desk->stall.phase = (uint8_t)(round % PHASE_REVIVE);
			desk->stall.asked = 0;
			questions_of(desk, subset);
			left = desk->stall.asked;
			for (; left != 0 && turns < QUESTIONS; turns++) {
				struct turn turn = desk_turn(desk, random_u64(&desk->random));

				assert_int_equal(turn.result, TURN_SAY);
				assert_int_not_equal(answered_by(&turn) & left, 0);
				left &= ~answered_by(&turn);
				desk_said(desk, &turn);
				desk->now += MS_MINUTE;
				desk->stall.heard = 1U << ACT_UNCLEAR; /* he only waits */
				desk->stall.waits_from = desk->now;
			}
			if (left != 0)
				fail_msg("of %#x in %s %#x was never answered", subset,
					 phase_name((enum phase)desk->stall.phase), left);
		}
	}
	desk_destroy(desk);
}

/* Two that can both be answered at once are: amount, place and moment. */
static void two_of_amount_place_and_moment_are_answered_at_once(void **state)
{
	static const enum reaction pairs[][2] = {{REACT_ASK_QUANTITY, REACT_ASK_PLACE},
						 {REACT_ASK_QUANTITY, REACT_ASK_TIME},
						 {REACT_ASK_PLACE, REACT_ASK_TIME},
						 {REACT_ASK_WHO, REACT_ASK_PLACE},
						 {REACT_PAYMENT, REACT_ASK_QUANTITY},
						 {REACT_WANTS_CALL, REACT_ASK_TIME}};
	struct stall_desk *desk = desk_create();

	(void)state;
	for (int round = 0; round < 200; round++)
		for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
			uint32_t both = bit(pairs[i][0]) | bit(pairs[i][1]);
			struct turn turn;

			do {
				some_state(desk);
			} while (!awake(desk, desk->now));
			desk->stall.phase = (uint8_t)below(desk, PHASE_REVIVE);
			desk->stall.heard = 1U << desk->stall.last_act;
			desk->stall.asked = both;
			turn = desk_turn(desk, random_u64(&desk->random));
			assert_int_equal(answered_by(&turn) & both, both);
		}
	desk_destroy(desk);
}

/* ---- facts ---- */

static void check_facts_stand(const struct stall_desk *desk, const struct turn *turn)
{
	const struct stall *stall = &desk->stall;

	if ((turn->saying.known & TALK_QUANTITY) != 0 && (stall->known & KNOWN_QUANTITY) != 0) {
		assert_true(turn->saying.quantity == (double)stall->quantity);
		assert_string_equal(turn->saying.unit, stall->unit[0] != '\0' ? stall->unit : "g");
	}
	if (turn->saying.move == MOVE_RESCHEDULE)
		return;
	if ((stall->known & KNOWN_PLACE) != 0)
		assert_true(turn->place == 0 || turn->place == stall->place);
	if ((stall->known & KNOWN_TIME) != 0 && stall->meeting > desk->now)
		assert_true(turn->meeting == 0 || turn->meeting == stall->meeting);
}

static void what_was_named_stands(void **state)
{
	(void)state;
	over_states(check_facts_stand, 15000);
}

/* What the words will name is what the turn means. */
static void check_words_name_facts(const struct stall_desk *desk, const struct turn *turn)
{
	const struct saying *saying = &turn->saying;
	uint8_t place = turn->place != 0 ? turn->place : desk->stall.place;
	ms_t meeting = turn->meeting != 0 ? turn->meeting : desk->stall.meeting;

	if ((saying->known & TALK_PLACE) != 0)
		assert_ptr_equal(saying->place, desk->places[place - 1].name);
	if ((saying->known & TALK_TIME) != 0) {
		assert_int_equal(saying->time, desk_minute(desk, meeting));
		assert_true(meeting > desk->now - MS_HOUR);
	}
	if ((saying->known & TALK_QUANTITY) != 0)
		assert_true(saying->quantity >= 1 && saying->quantity <= 5 && saying->unit[0] != '\0');
	if ((saying->known & TALK_OFFER) != 0)
		assert_true(saying->offer > 0 && saying->offer < saying->price);
	if (saying->move == MOVE_NAME_QUANTITY || saying->reaction == REACT_ASK_QUANTITY)
		assert_true((saying->known & TALK_QUANTITY) != 0);
	if (saying->move == MOVE_NAME_PLACE || saying->reaction == REACT_ASK_PLACE)
		assert_true((saying->known & TALK_PLACE) != 0);
	if (saying->move == MOVE_NAME_TIME || saying->move == MOVE_RESCHEDULE ||
	    saying->reaction == REACT_ASK_TIME)
		assert_true((saying->known & TALK_TIME) != 0);
	if (saying->move == MOVE_CONFIRM)
		assert_true((saying->known & (TALK_TIME | TALK_PLACE)) != 0);
}

static void what_is_worded_is_what_is_meant(void **state)
{
	(void)state;
	over_states(check_words_name_facts, 15000);
}

/* ---- places and moments ---- */

/* The moment of the meeting after the turn; 0: none is known. */
static ms_t meeting_after(const struct stall_desk *desk, const struct turn *turn)
{
	if (turn->meeting != 0)
		return turn->meeting;
	return desk->stall.meeting > desk->now ? desk->stall.meeting : 0;
}

static void check_place(const struct stall_desk *desk, const struct turn *turn)
{
	const struct stall *stall = &desk->stall;
	ms_t meeting = meeting_after(desk, turn);
	bool news = turn->place != 0 && turn->place != stall->place;

	assert_true(turn->place <= desk->line.place_count);
	if (!news)
		return;
	if (meeting != 0)
		assert_true(open_at(desk, turn->place, meeting));
	if (meeting == 0) { /* soon, then */
		bool soon = false;

		for (ms_t at = desk->now; at < desk->now + 2 * MS_HOUR; at += 5 * MS_MINUTE)
			soon = soon || open_at(desk, turn->place, at);
		assert_true(soon);
	}
	/* His last is not named again while another one is open. */
	if (turn->place == stall->last_place && meeting != 0)
		for (uint8_t other = 1; other <= DESK_PLACES; other++)
			assert_true(other == turn->place || !open_at(desk, other, meeting));
}

static void places_are_of_the_list_and_open(void **state)
{
	(void)state;
	over_states(check_place, 25000);
}

static void check_moment(const struct stall_desk *desk, const struct turn *turn)
{
	const struct stall *stall = &desk->stall;
	uint8_t place = turn->place != 0	      ? turn->place
			: (stall->known & KNOWN_PLACE) ? stall->place
						       : 0;

	if (turn->meeting == 0 || turn->meeting == stall->meeting)
		return;
	assert_true(awake(desk, turn->meeting));
	assert_true(turn->meeting > desk->now + 10 * MS_MINUTE);
	assert_true(turn->meeting < desk->now + 3 * MS_DAY);
	if (place != 0)
		assert_true(open_at(desk, place, turn->meeting));
}

/* A moment that is named is one at which the line writes and the place is open. */
static void moments_are_in_hours(void **state)
{
	(void)state;
	over_states(check_moment, 25000);
}

/* Where there is no place, none is invented. */
static void without_places_none_is_named(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	desk->line.place_count = 0;
	for (int i = 0; i < 8000; i++) {
		struct turn turn;

		some_state(desk);
		desk->stall.place = desk->stall.last_place = desk->stalling.last_place = 0;
		desk->stall.known &= ~(uint32_t)KNOWN_PLACE;
		turn = desk_turn(desk, random_u64(&desk->random));
		assert_int_equal(turn.place, 0);
		assert_true((turn.saying.known & TALK_PLACE) == 0);
		if (turn.result == TURN_SAY)
			assert_int_not_equal(turn.saying.move, MOVE_NAME_PLACE);
	}
	desk_destroy(desk);
}

static void nothing_is_said_outside_hours(void **state)
{
	struct stall_desk *desk = desk_create();
	int later = 0;

	(void)state;
	for (int i = 0; i < 8000; i++) {
		struct turn turn;

		some_state(desk);
		turn = desk_turn(desk, random_u64(&desk->random));
		assert_int_equal(turn.result == TURN_LATER, !awake(desk, desk->now));
		if (turn.result != TURN_LATER)
			continue;
		later++;
		assert_true(turn.again > desk->now && turn.again < desk->now + MS_DAY);
		assert_true(awake(desk, turn.again));
	}
	assert_true(later > 400);
	desk_destroy(desk);
}

/* ---- moves ---- */

static void check_move(const struct stall_desk *desk, const struct turn *turn)
{
	const struct stall *stall = &desk->stall;
	uint32_t made = turn->place != 0 ? KNOWN_PLACE : 0;
	bool forced = (stall->asked & answered_by(turn) & ~bit(turn->saying.reaction)) != 0 ||
		      turn->saying.reaction == REACT_ARRIVED || turn->saying.reaction == REACT_ON_MY_WAY;

	if (turn->saying.move == MOVE_REACT && turn->result == TURN_SAY)
		assert_int_not_equal(turn->saying.reaction, REACT_NONE);
	if (turn->result == TURN_SILENT)
		assert_true(turn->saying.move == MOVE_GO_SILENT || turn->saying.move == MOVE_REACT);
	if (turn->saying.move == MOVE_GO_SILENT || turn->saying.move == MOVE_REACT || forced)
		return;
	made |= turn->meeting != 0 ? KNOWN_TIME : 0;
	made |= (turn->saying.known & TALK_QUANTITY) != 0 ? KNOWN_QUANTITY : 0;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].phase == (enum phase)turn->situation.phase && rows[i].move == turn->saying.move &&
		    (rows[i].needs & KEPT & ~(stall->known | made)) == 0 &&
		    (rows[i].bars & KEPT & stall->known) == 0 &&
		    stall->counts[turn->saying.move] < rows[i].most)
			return;
	fail_msg("%s in %s is in no row of moves.tbl that fits", move_name(turn->saying.move),
		 phase_name((enum phase)turn->situation.phase));
}

static void moves_are_those_of_the_table(void **state)
{
	(void)state;
	over_states(check_move, 25000);
}

static void check_wary(const struct stall_desk *desk, const struct turn *turn)
{
	static const enum move never[] = {MOVE_DIGRESS, MOVE_ASK_REPEAT, MOVE_HAGGLE, MOVE_ASK_QUALITY,
					  MOVE_ASK_CALL};

	if (desk->stall.suspicion > 0.95F)
		assert_int_equal(turn->situation.band, BAND_HIGH);
	if (turn->situation.band == BAND_HIGH)
		for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
			assert_int_not_equal(turn->saying.move, never[i]);
}

static void a_wary_man_is_not_made_warier(void **state)
{
	(void)state;
	over_states(check_wary, 15000);
}

/* The first word to who was tipped: ours, alone, and about nothing that he said. */
static void a_tip_is_opened(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	desk_engage(desk);
	for (uint64_t chance = 0; chance < 100; chance++) {
		struct turn turn = desk_turn(desk, chance);

		assert_int_equal(turn.result, TURN_SAY);
		assert_int_equal(turn.saying.move, MOVE_OPEN);
		assert_int_equal(turn.saying.reaction, REACT_NONE);
		assert_int_equal(turn.place, 0);
		assert_int_equal(turn.meeting, 0);
	}
	desk_destroy(desk);
}

/* Who may be no dealer is asked who he is, once; and nothing is wanted of him. */
static void a_probe_names_nothing(void **state)
{
	struct stall_desk *desk = desk_create();
	struct turn turn;

	(void)state;
	stall_engage(&desk->stall, &desk->stalling, &desk->line, 1, LANGUAGE_FR, ENGAGED_PROBE, desk->now);
	desk_hear(desk, "t es la ?", ACT_ASK_PLACE);
	turn = desk_turn(desk, 1);
	assert_int_equal(turn.result, TURN_SAY);
	assert_int_equal(turn.saying.move, MOVE_PROBE);
	assert_int_equal(turn.saying.known, 0);
	assert_int_equal(turn.place, 0);
	desk_said(desk, &turn);
	desk->now += MS_MINUTE;
	turn = desk_turn(desk, 2);
	assert_int_equal(turn.result, TURN_SILENT);
	desk_destroy(desk);
}

/* ---- anything ---- */

static void check_bounds(const struct stall_desk *desk, const struct turn *turn)
{
	char text[TURN_TEXT_MAX];
	struct turn parsed;

	(void)desk;
	assert_true((unsigned)turn->saying.move < MOVE_COUNT && turn->saying.move >= MOVE_OPEN);
	assert_true((unsigned)turn->saying.reaction < REACTION_COUNT);
	assert_true((unsigned)turn->saying.style < STYLE_COUNT);
	assert_true((unsigned)turn->arm < ARM_COUNT);
	assert_true(turn->situation.phase < PHASE_COUNT && turn->situation.band < BAND_COUNT &&
		    turn->situation.act < ACT_COUNT);
	assert_true(turn->p > 0 && turn->p <= 1 && turn->propensity > 0 && turn->propensity <= turn->p);
	assert_true(turn->p_prior >= 0 && turn->p_prior <= 1 && turn->p_uniform > 0 && turn->p_uniform <= 1);
	assert_true(turn->saying.time >= 0 && turn->saying.time < 1440);
	assert_true(turn->saying.delay >= 0 && turn->saying.delay <= 60);
	turn_write(turn, text);
	assert_true(turn_parse(bytes_of_text(text), &desk->line, &parsed));
}

/* Said as well, so that what follows from it is reached too. */
static void a_hundred_thousand_states_hold(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	for (int i = 0; i < STATES; i++) {
		struct turn turn;

		some_state(desk);
		if (below(desk, 10) == 0)
			desk->stall.phase = PHASE_OVER;
		if (below(desk, 10) == 0)
			desk->stall.engaged = ENGAGED_PROBE;
		turn = desk_turn(desk, random_u64(&desk->random));
		if (turn.result == TURN_LATER)
			continue;
		check_bounds(desk, &turn);
		desk_said(desk, &turn);
		assert_true(desk->stall.phase < PHASE_COUNT && desk->stall.place <= DESK_PLACES);
		assert_true(stall_initiative(&desk->stall, &desk->stalling, &desk->line, desk->now) >
			    desk->now);
	}
	desk_destroy(desk);
}

static void the_same_chance_says_the_same(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	for (int i = 0; i < 5000; i++) {
		uint64_t chance = random_u64(&desk->random);
		struct stall before;
		struct turn first, second;
		char a[TURN_TEXT_MAX], b[TURN_TEXT_MAX];

		some_state(desk);
		before = desk->stall;
		first = desk_turn(desk, chance);
		second = desk_turn(desk, chance);
		assert_memory_equal(&before, &desk->stall, sizeof before); /* and it changes nothing */
		assert_int_equal(first.result, second.result);
		if (first.result == TURN_LATER)
			continue;
		turn_write(&first, a);
		turn_write(&second, b);
		assert_string_equal(a, b);
		assert_int_equal(first.saying.move, second.saying.move);
		assert_int_equal(first.saying.seed, second.saying.seed);
		assert_int_equal(first.saying.tags, second.saying.tags);
		assert_true(first.propensity == second.propensity);
	}
	desk_destroy(desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_question_is_answered),
		cmocka_unit_test(two_of_amount_place_and_moment_are_answered_at_once),
		cmocka_unit_test(what_was_named_stands),
		cmocka_unit_test(what_is_worded_is_what_is_meant),
		cmocka_unit_test(places_are_of_the_list_and_open),
		cmocka_unit_test(moments_are_in_hours),
		cmocka_unit_test(without_places_none_is_named),
		cmocka_unit_test(nothing_is_said_outside_hours),
		cmocka_unit_test(moves_are_those_of_the_table),
		cmocka_unit_test(a_wary_man_is_not_made_warier),
		cmocka_unit_test(a_tip_is_opened),
		cmocka_unit_test(a_probe_names_nothing),
		cmocka_unit_test(a_hundred_thousand_states_hold),
		cmocka_unit_test(the_same_chance_says_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
