// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/decide/stall/learner and what credit.h says of it: propensities that are exact, controls that learn nothing, and a
 * learner that learns, forgets and cannot be led by one man alone. */
#include "stall_fixture.h"

#include <math.h>

enum { CELL = PHASE_MENU * BAND_COUNT + BAND_LOW };

static const struct options moves = {
	.count = 4,
	.ids = {MOVE_ASK_MENU, MOVE_ASK_PRICE, MOVE_ASK_QUALITY, MOVE_AGREE_VAGUELY},
	.prior = {0.3F, 0.25F, 0.25F, 0.2F},
};

struct bench {
	struct learner learner;
	struct random random;
};

static struct bench *made(void)
{
	struct bench *bench = mem_alloc(1, sizeof *bench);

	random_from_seed(&bench->random, 7, "learner");
	return bench;
}

static struct choice choice_of(enum move move)
{
	return (struct choice){.used = 1,
			       .cell = CELL,
			       .act = ACT_STOCK,
			       .move = (uint8_t)move,
			       .delay = DELAY_EASY,
			       .style = STYLE_SHORT,
			       .p = 0.5F};
}

static void teach(struct bench *bench, enum move move, double reward, int times)
{
	struct choice choice = choice_of(move);

	for (int i = 0; i < times; i++) {
		learner_fly(&bench->learner, &choice);
		learner_reward(&bench->learner, &choice, reward, 1);
	}
}

/* The learner's share of a move, over many estimates of it. */
static double share(struct bench *bench, enum arm arm, enum move move)
{
	double sum = 0;

	for (int i = 0; i < 100; i++)
		sum += learner_share(&bench->learner, arm, PHASE_MENU, BAND_LOW, ACT_STOCK, &moves,
				     (uint8_t)move, &bench->random);
	return sum / 100;
}

static struct pick picked(struct bench *bench, enum arm arm, const struct options *options, uint64_t seed)
{
	struct random random;

	random_from_seed(&random, seed, "pick");
	return learner_pick(&bench->learner, WHAT_MOVE, arm, PHASE_MENU, BAND_LOW, ACT_STOCK, options,
			    &random);
}

static size_t place_of(const struct options *options, uint8_t id)
{
	for (size_t i = 0; i < options->count; i++)
		if (options->ids[i] == id)
			return i;
	fail_msg("move %d was no option", id);
	return 0;
}

/* ---- propensities ---- */

/* The same draw of the estimate: what all options are given adds up to one. */
static void shares_add_up_to_one(void **state)
{
	struct bench *bench = made();

	(void)state;
	teach(bench, MOVE_ASK_PRICE, 0.7, 40);
	for (enum arm arm = ARM_LEARNING; arm < ARM_COUNT; arm++)
		for (uint64_t seed = 0; seed < 200; seed++) {
			double sum = 0;

			for (size_t i = 0; i < moves.count; i++) {
				struct random random;

				random_from_seed(&random, seed, "share");
				sum += learner_share(&bench->learner, arm, PHASE_MENU, BAND_LOW,
						     ACT_STOCK, &moves, moves.ids[i], &random);
			}
			assert_true(fabs(sum - 1) < 1e-9);
		}
	mem_free(bench);
}

/* By inverse propensity each option counts once a draw, whatever it is: that is what "exact" is good for. */
static void propensities_are_what_they_say(void **state)
{
	enum { DRAWS = 15000 };
	struct bench *bench = made();

	(void)state;
	teach(bench, MOVE_ASK_PRICE, 0.45, 30);
	teach(bench, MOVE_ASK_MENU, 0.35, 30);
	for (enum arm arm = ARM_LEARNING; arm < ARM_COUNT; arm++) {
		double met[OPTIONS_MAX] = {0}, inverse[OPTIONS_MAX] = {0}, squares[OPTIONS_MAX] = {0};
		double expected[OPTIONS_MAX] = {0};

		for (uint64_t seed = 0; seed < DRAWS; seed++) {
			struct pick pick = picked(bench, arm, &moves, seed);
			size_t at = place_of(&moves, pick.id);

			assert_true(pick.propensity > 0 && pick.propensity <= 1);
			met[at]++;
			inverse[at] += 1 / pick.propensity;
			squares[at] += 1 / (pick.propensity * pick.propensity);
		}
		for (size_t i = 0; i < moves.count; i++) {
			expected[i] = share(bench, arm, (enum move)moves.ids[i]) * DRAWS;
			/* the mean of [chosen] / propensity is 1: within five of its own errors */
			assert_true(fabs(inverse[i] / DRAWS - 1) < 5 * sqrt(squares[i]) / DRAWS + 1e-9);
			assert_true(fabs(met[i] - expected[i]) < 6 * sqrt(DRAWS * 0.25) + 0.03 * DRAWS);
		}
	}
	mem_free(bench);
}

/* Whatever it has learnt, nothing permitted is impossible: else no other policy could be estimated from the record. */
static void nothing_permitted_is_impossible(void **state)
{
	struct bench *bench = made();

	(void)state;
	teach(bench, MOVE_ASK_MENU, 0, 2000);
	teach(bench, MOVE_ASK_PRICE, 1, 2000);
	for (uint64_t seed = 0; seed < 500; seed++) {
		struct random random;
		double least = 1;

		for (size_t i = 0; i < moves.count; i++) {
			double one;

			random_from_seed(&random, seed, "least");
			one = learner_share(&bench->learner, ARM_LEARNING, PHASE_MENU, BAND_LOW,
					    ACT_STOCK, &moves, moves.ids[i], &random);
			least = one < least ? one : least;
		}
		assert_true(least > 0.001);
	}
	assert_true(share(bench, ARM_LEARNING, MOVE_ASK_PRICE) > 0.9);
	mem_free(bench);
}

static void one_option_is_certain(void **state)
{
	static const struct options one = {1, {MOVE_EXCUSE}, {0.3F}};
	struct bench *bench = made();

	(void)state;
	for (enum arm arm = ARM_LEARNING; arm < ARM_COUNT; arm++) {
		struct pick pick = picked(bench, arm, &one, 1);

		assert_int_equal(pick.id, MOVE_EXCUSE);
		assert_true(pick.propensity == 1);
	}
	mem_free(bench);
}

/* What is drawn from the caller's chance does not depend on what is known. */
static void chance_is_drawn_a_fixed_number_of_times(void **state)
{
	struct bench *bench = made();

	(void)state;
	for (enum arm arm = ARM_LEARNING; arm < ARM_COUNT; arm++) {
		struct random fresh, taught;

		memset(&bench->learner, 0, sizeof bench->learner);
		random_from_seed(&fresh, 3, "draws");
		random_from_seed(&taught, 3, "draws");
		learner_pick(&bench->learner, WHAT_MOVE, arm, PHASE_MENU, BAND_LOW, ACT_STOCK, &moves, &fresh);
		teach(bench, MOVE_ASK_MENU, 0.9, 50);
		learner_pick(&bench->learner, WHAT_MOVE, arm, PHASE_MENU, BAND_LOW, ACT_STOCK, &moves, &taught);
		assert_int_equal(random_u64(&fresh), random_u64(&taught));
	}
	mem_free(bench);
}

/* ---- the arms ---- */

static void the_uniform_arm_is_uniform(void **state)
{
	enum { DRAWS = 20000 };
	struct bench *bench = made();
	double met[OPTIONS_MAX] = {0};

	(void)state;
	teach(bench, MOVE_ASK_MENU, 1, 500);
	for (uint64_t seed = 0; seed < DRAWS; seed++) {
		struct pick pick = picked(bench, ARM_UNIFORM, &moves, seed);

		assert_true(fabs(pick.propensity - 0.25) < 1e-12);
		met[place_of(&moves, pick.id)]++;
	}
	for (size_t i = 0; i < moves.count; i++)
		assert_true(fabs(met[i] - DRAWS / 4.0) < 5 * sqrt(DRAWS * 0.1875));
	mem_free(bench);
}

/* The frozen prior: the very same picks for ever, whatever was learnt and whatever flies. */
static void the_prior_arm_learns_nothing(void **state)
{
	struct bench *fresh = made(), *taught = made();
	struct choice choice = choice_of(MOVE_ASK_MENU);

	(void)state;
	teach(taught, MOVE_AGREE_VAGUELY, 1, 1000);
	teach(taught, MOVE_ASK_MENU, 0, 1000);
	for (int i = 0; i < 50; i++)
		learner_fly(&taught->learner, &choice);
	for (uint64_t seed = 0; seed < 500; seed++) {
		struct pick a = picked(fresh, ARM_PRIOR, &moves, seed);
		struct pick b = picked(taught, ARM_PRIOR, &moves, seed);

		assert_int_equal(a.id, b.id);
		assert_true(a.propensity == b.propensity);
	}
	/* and it prefers what is thought better */
	assert_true(share(taught, ARM_PRIOR, MOVE_ASK_MENU) > share(taught, ARM_PRIOR, MOVE_AGREE_VAGUELY));
	mem_free(fresh);
	mem_free(taught);
}

/* ---- learning ---- */

static void what_was_rewarded_is_preferred(void **state)
{
	struct bench *bench = made();
	double before = share(bench, ARM_LEARNING, MOVE_AGREE_VAGUELY), some, many, mean, count;

	(void)state;
	for (int i = 0; i < 10; i++) {
		teach(bench, MOVE_AGREE_VAGUELY, 0.6, 1);
		teach(bench, MOVE_ASK_MENU, 0.2, 1);
	}
	some = share(bench, ARM_LEARNING, MOVE_AGREE_VAGUELY);
	for (int i = 0; i < 90; i++) {
		teach(bench, MOVE_AGREE_VAGUELY, 0.6, 1);
		teach(bench, MOVE_ASK_MENU, 0.2, 1);
	}
	many = share(bench, ARM_LEARNING, MOVE_AGREE_VAGUELY);
	assert_true(before < 0.25);
	assert_true(some > before + 0.2);
	assert_true(many > 0.85);
	/* for people: between the prior and what was seen, nearer to that after a hundred */
	learner_mean(&bench->learner, PHASE_MENU, MOVE_AGREE_VAGUELY, 0.2, &mean, &count);
	assert_true(mean > 0.5 && mean < 0.6);
	assert_true(count > 50 && count <= 101);
	learner_mean(&bench->learner, PHASE_HAGGLE, MOVE_AGREE_VAGUELY, 0.2, &mean, &count);
	assert_true(fabs(mean - 0.2) < 1e-6 && count == 0);
	mem_free(bench);
}

/* The three storeys: what was seen in the phase speaks, softly, for cells that nobody saw; other phases hear nothing. */
static void a_phase_speaks_for_its_cells(void **state)
{
	struct bench *bench = made();
	double here, cell, elsewhere, before;

	(void)state;
	before = share(bench, ARM_LEARNING, MOVE_AGREE_VAGUELY);
	teach(bench, MOVE_AGREE_VAGUELY, 0.8, 60);
	here = share(bench, ARM_LEARNING, MOVE_AGREE_VAGUELY);
	cell = elsewhere = 0;
	for (int i = 0; i < 100; i++) {
		cell += learner_share(&bench->learner, ARM_LEARNING, PHASE_MENU, BAND_MIDDLE, ACT_PRICE,
				      &moves, MOVE_AGREE_VAGUELY, &bench->random) / 100;
		elsewhere += learner_share(&bench->learner, ARM_LEARNING, PHASE_HAGGLE, BAND_LOW,
					   ACT_STOCK, &moves, MOVE_AGREE_VAGUELY, &bench->random) / 100;
	}
	assert_true(here > cell - 0.02);
	assert_true(cell > before + 0.2);
	assert_true(fabs(elsewhere - before) < 0.15);
	mem_free(bench);
}

static void delays_and_styles_are_learnt_too(void **state)
{
	static const struct options delays = {2, {DELAY_QUICK, DELAY_EASY}, {0.3F, 0.3F}};
	static const struct options styles = {2, {STYLE_ANY, STYLE_SHORT}, {0.3F, 0.3F}};
	struct bench *bench = made();
	int easy = 0, briefly = 0;

	(void)state;
	teach(bench, MOVE_ASK_MENU, 0.9, 60); /* with choice_of()'s delay and style */
	for (int i = 0; i < 200; i++) {
		easy += learner_pick(&bench->learner, WHAT_DELAY, ARM_LEARNING, PHASE_MENU, BAND_LOW,
				     ACT_STOCK, &delays, &bench->random).id == DELAY_EASY;
		briefly += learner_pick(&bench->learner, WHAT_STYLE, ARM_LEARNING, PHASE_MENU, BAND_LOW,
					ACT_STOCK, &styles, &bench->random).id == STYLE_SHORT;
	}
	assert_true(easy > 150 && briefly > 150);
	mem_free(bench);
}

/* Dealers change: what was good for long and is not any more is left within some hundreds of conversations. */
static void it_forgets_what_does_not_hold_any_more(void **state)
{
	struct bench *bench = made();
	int needed = 0;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		teach(bench, MOVE_ASK_MENU, 0.6, 1);
		teach(bench, MOVE_ASK_PRICE, 0.2, 1);
	}
	assert_true(share(bench, ARM_LEARNING, MOVE_ASK_MENU) > 0.9);
	while (needed < 3000 && share(bench, ARM_LEARNING, MOVE_ASK_PRICE) < 0.5) {
		teach(bench, MOVE_ASK_MENU, 0.2, 20);
		teach(bench, MOVE_ASK_PRICE, 0.6, 20);
		needed += 20;
	}
	assert_true(needed > 20 && needed < 1000);
	mem_free(bench);
}

/* ---- in flight ---- */

static void what_is_in_flight_is_counted_and_released(void **state)
{
	struct bench *bench = made();
	struct choice choice = choice_of(MOVE_ASK_MENU);
	double spread;

	(void)state;
	for (int i = 0; i < 100; i++)
		learner_fly(&bench->learner, &choice);
	assert_int_equal(bench->learner.flying[PHASE_MENU][MOVE_ASK_MENU], 100);
	/* with what it expects of that: its belief is narrower, so the second best is tried less by it, never more */
	spread = share(bench, ARM_LEARNING, MOVE_ASK_MENU);
	assert_true(spread > 0.1 && spread <= 1);
	for (int i = 0; i < 100; i++)
		learner_reward(&bench->learner, &choice, 0.5, 1);
	assert_int_equal(bench->learner.flying[PHASE_MENU][MOVE_ASK_MENU], 0);
	learner_reward(&bench->learner, &choice, 0.5, 1); /* one more than flew: not below nothing */
	assert_int_equal(bench->learner.flying[PHASE_MENU][MOVE_ASK_MENU], 0);
	for (int i = 0; i < 70000; i++)
		learner_fly(&bench->learner, &choice);
	assert_int_equal(bench->learner.flying[PHASE_MENU][MOVE_ASK_MENU], UINT16_MAX);
	mem_free(bench);
}

/* ---- saved ---- */

static void saved_and_loaded_it_picks_the_same(void **state)
{
	struct bench *bench = made(), *loaded = made();
	struct choice choice = choice_of(MOVE_ASK_QUALITY);
	struct buf saved = {0}, again = {0};

	(void)state;
	for (int i = 0; i < 300; i++)
		teach(bench, (enum move)moves.ids[random_below(&bench->random, 4)],
		      random_unit(&bench->random), 1);
	for (int i = 0; i < 5; i++)
		learner_fly(&bench->learner, &choice);
	learner_save(&bench->learner, &saved);
	teach(loaded, MOVE_ASK_MENU, 1, 30); /* what was there is gone */
	assert_int_equal(learner_load(&loaded->learner, buf_bytes(&saved)), ERR_NONE);
	for (uint64_t seed = 0; seed < 500; seed++) {
		struct pick a = picked(bench, ARM_LEARNING, &moves, seed);
		struct pick b = picked(loaded, ARM_LEARNING, &moves, seed);

		assert_int_equal(a.id, b.id);
		assert_true(a.propensity == b.propensity);
	}
	learner_save(&loaded->learner, &again);
	assert_true(bytes_equal(buf_bytes(&saved), buf_bytes(&again)));
	buf_finish(&saved);
	buf_finish(&again);
	mem_free(bench);
	mem_free(loaded);
}

static bool is_new(const struct learner *learner)
{
	static const struct learner none;

	return memcmp(learner, &none, sizeof none) == 0;
}

static void damaged_bytes_are_refused(void **state)
{
	struct bench *bench = made();
	struct buf saved = {0};
	size_t odd = 0;

	(void)state;
	teach(bench, MOVE_ASK_MENU, 0.5, 20);
	learner_save(&bench->learner, &saved);
	for (size_t size = 0; size < saved.size; size += 1 + size / 7) {
		teach(bench, MOVE_ASK_MENU, 0.5, 1);
		assert_int_equal(learner_load(&bench->learner, (struct bytes){saved.data, size}), ERR_INPUT);
		assert_true(is_new(&bench->learner));
	}
	buf_add_u8(&saved, 0); /* and no byte more */
	assert_int_equal(learner_load(&bench->learner, buf_bytes(&saved)), ERR_INPUT);
	assert_true(is_new(&bench->learner));
	saved.size--;
	/* Bytes turned over: refused, or read as something that can be picked by. */
	for (int i = 0; i < 400; i++) {
		size_t at = (size_t)random_below(&bench->random, saved.size);
		uint8_t was = saved.data[at];

		saved.data[at] = (uint8_t)random_below(&bench->random, 256);
		if (learner_load(&bench->learner, buf_bytes(&saved)) == ERR_NONE) {
			struct pick pick = picked(bench, ARM_LEARNING, &moves, (uint64_t)i);

			place_of(&moves, pick.id);
			assert_true(pick.propensity > 0 && pick.propensity <= 1);
			odd++;
		} else {
			assert_true(is_new(&bench->learner));
		}
		saved.data[at] = was;
	}
	assert_true(odd > 0);
	buf_finish(&saved);
	mem_free(bench);
}

/* ---- nobody alone ---- */

static double mean_of(const struct stall_desk *desk, enum phase phase, enum move move)
{
	double mean, count;

	learner_mean(&desk->stalling.learner, phase, move, permit_prior(phase, move), &mean, &count);
	return mean;
}

/* One sender's choices, through credit.c: `times` of them, all with one reward. */
static void one_sender(struct stall_desk *desk, bool good, int times)
{
	for (int i = 0; i < times; i++) {
		struct choice choice = choice_of(MOVE_ASK_QUALITY);

		choice.at = desk->now;
		choice.minutes = good ? 10000 : 0;
		credit_turn(&desk->stall, &desk->stalling, &choice);
		desk->now += MS_MINUTE;
	}
	credit_settle(&desk->stall, &desk->stalling, desk->now, true);
}

static void one_sender_cannot_lead_it(void **state)
{
	struct stall_desk *desk = desk_create();
	double before = 0, honest, some, many;

	(void)state;
	for (int i = 0; i < 60; i++) { /* sixty honest ones, of whom nobody stays for it */
		one_sender(desk, false, 4);
		desk->stall = (struct stall){0};
	}
	honest = mean_of(desk, PHASE_MENU, MOVE_ASK_QUALITY);
	before = honest;
	one_sender(desk, true, 100);
	some = mean_of(desk, PHASE_MENU, MOVE_ASK_QUALITY);
	one_sender(desk, true, 400);
	many = mean_of(desk, PHASE_MENU, MOVE_ASK_QUALITY);
	assert_true(some > before); /* heard he is */
	assert_true(some - before < 0.2);
	assert_true(many - some < 0.12); /* four hundred more do not do as much again */
	/* against a hundred different ones, who may */
	for (int i = 0; i < 100; i++) {
		desk->stall = (struct stall){0};
		one_sender(desk, true, 5);
	}
	assert_true(mean_of(desk, PHASE_MENU, MOVE_ASK_QUALITY) > many + 0.2);
	desk_destroy(desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shares_add_up_to_one),
		cmocka_unit_test(propensities_are_what_they_say),
		cmocka_unit_test(nothing_permitted_is_impossible),
		cmocka_unit_test(one_option_is_certain),
		cmocka_unit_test(chance_is_drawn_a_fixed_number_of_times),
		cmocka_unit_test(the_uniform_arm_is_uniform),
		cmocka_unit_test(the_prior_arm_learns_nothing),
		cmocka_unit_test(what_was_rewarded_is_preferred),
		cmocka_unit_test(a_phase_speaks_for_its_cells),
		cmocka_unit_test(delays_and_styles_are_learnt_too),
		cmocka_unit_test(it_forgets_what_does_not_hold_any_more),
		cmocka_unit_test(what_is_in_flight_is_counted_and_released),
		cmocka_unit_test(saved_and_loaded_it_picks_the_same),
		cmocka_unit_test(damaged_bytes_are_refused),
		cmocka_unit_test(one_sender_cannot_lead_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
