// SPDX-License-Identifier: GPL-3.0-or-later
/* The linear model: tells apart what can be told apart, the same each time, whatever the numbers of
 * either side. */
#include "flow/budget/model.h"

#include "base/mem.h"
#include "base/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ITEMS = 600, IDS = 12 };

struct set {
	struct model model;
	struct model_item items[ITEMS];
	uint32_t ids[ITEMS][IDS];
	float *room;
	size_t count;
	struct random random;
};

static int set_up(void **state)
{
	struct set *set = mem_alloc(1, sizeof *set);

	assert_int_equal(model_init(&set->model), ERR_NONE);
	set->room = mem_alloc(MODEL_ROOM, sizeof *set->room);
	random_from_seed(&set->random, 1, "model");
	*state = set;
	return 0;
}

static int tear_down(void **state)
{
	struct set *set = *state;

	model_finish(&set->model);
	mem_free(set->room);
	mem_free(set);
	return 0;
}

/* Somebody whose features are drawn from [from, from + 40), and from noise that both sides have. */
static struct model_item *add(struct set *set, uint32_t from, bool positive)
{
	uint32_t *ids = set->ids[set->count];
	struct model_item *item = &set->items[set->count++];

	for (int i = 0; i < IDS; i++)
		ids[i] = i < IDS / 2 ? from + (uint32_t)random_below(&set->random, 40)
				     : 100000 + (uint32_t)random_below(&set->random, 500);
	*item = (struct model_item){
		.ids = ids, .count = IDS, .base = 1, .weight = 1, .positive = positive};
	return item;
}

static void train(struct set *set, uint64_t seed)
{
	model_train(&set->model, set->items, set->count, set->room, seed);
}

static double score_of(const struct set *set, uint32_t from)
{
	uint32_t ids[4] = {from, from + 7, from + 20, from + 33};

	return model_score(&set->model, ids, 4);
}

/* ---- tests ---- */

static void what_differs_is_told_apart(void **state)
{
	struct set *set = *state;
	size_t wrong = 0;

	for (int i = 0; i < ITEMS; i++)
		add(set, i % 2 == 0 ? 0 : 1000, i % 2 == 0);
	train(set, 1);
	for (size_t i = 0; i < set->count; i++)
		wrong += (model_score(&set->model, set->items[i].ids, IDS) > 0) !=
			 set->items[i].positive;
	assert_true(wrong <= ITEMS / 50);
	assert_true(score_of(set, 0) > 1);
	assert_true(score_of(set, 1000) < -1);
}

/* People it has never seen, of the same two kinds. */
static void what_it_learnt_holds_for_others(void **state)
{
	struct set *set = *state;
	size_t wrong = 0, tried = 200;

	for (int i = 0; i < ITEMS / 2; i++)
		add(set, i % 2 == 0 ? 0 : 1000, i % 2 == 0);
	train(set, 1);
	for (size_t i = 0; i < tried; i++) {
		const struct model_item *item = add(set, i % 2 == 0 ? 0 : 1000, i % 2 == 0);

		wrong += (model_score(&set->model, item->ids, IDS) > 0) != item->positive;
	}
	assert_true(wrong <= tried / 20);
}

static void what_does_not_differ_is_not(void **state)
{
	struct set *set = *state;
	double sum = 0;

	for (int i = 0; i < ITEMS; i++)
		add(set, 0, i % 2 == 0);
	train(set, 1);
	for (size_t i = 0; i < 100; i++) {
		set->count = ITEMS - 1;
		sum += model_score(&set->model, add(set, 0, true)->ids, IDS);
	}
	assert_true(fabs(sum / 100) < 0.7);
}

/* One in thirty is of the attack; with both sides weighing the same, the bias says neither. */
static void balanced_weights_make_up_for_numbers(void **state)
{
	struct set *set = *state;

	for (int i = 0; i < ITEMS; i++) {
		bool positive = i % 30 == 0;

		add(set, positive ? 0 : 1000, positive)->weight = positive ? 15.0f : 0.517f;
	}
	train(set, 1);
	assert_true(score_of(set, 0) > 1);
	assert_true(score_of(set, 1000) < -1);
	assert_true(fabs(model_score(&set->model, NULL, 0)) < 2);
}

static void who_weighs_nothing_teaches_nothing(void **state)
{
	struct set *set = *state;

	for (int i = 0; i < 200; i++)
		add(set, i % 2 == 0 ? 0 : 1000, i % 2 == 0);
	for (int i = 0; i < 200; i++)
		add(set, 2000, true)->weight = 0;
	train(set, 1);
	assert_true(fabs(score_of(set, 2000) - model_score(&set->model, NULL, 0)) < 0.2);
}

/* ---- the same each time ---- */

static float *weights_after(struct set *set, uint64_t seed)
{
	float *weights = mem_alloc(MODEL_BUCKETS, sizeof *weights);

	random_from_seed(&set->random, 5, "model");
	set->count = 0;
	for (int i = 0; i < 300; i++)
		add(set, i % 2 == 0 ? 0 : 1000, i % 2 == 0);
	memset(set->room, 0x7f, MODEL_ROOM * sizeof *set->room); /* what was there is overwritten */
	train(set, seed);
	memcpy(weights, set->model.weights, MODEL_BUCKETS * sizeof *weights);
	return weights;
}

static void the_same_seed_gives_the_same_weights(void **state)
{
	struct set *set = *state;
	float *one = weights_after(set, 1), *other, *another;

	for (int i = 0; i < 50; i++)
		add(set, 5000, true);
	train(set, 9); /* trained anew each time: nothing of this is left */
	other = weights_after(set, 1);
	another = weights_after(set, 2);
	assert_memory_equal(one, other, MODEL_BUCKETS * sizeof *one);
	assert_memory_not_equal(one, another, MODEL_BUCKETS * sizeof *one);
	mem_free(one);
	mem_free(other);
	mem_free(another);
}

/* ---- edges ---- */

static void nobody_to_learn_from(void **state)
{
	struct set *set = *state;
	const uint32_t ids[] = {0, MODEL_BUCKETS - 1};

	train(set, 1);
	assert_true(model_score(&set->model, ids, 2) == 0);
	assert_true(model_score(&set->model, ids, 0) == 0);
}

static void one_side_alone(void **state)
{
	struct set *set = *state;

	for (int i = 0; i < 100; i++)
		add(set, 0, true);
	train(set, 1);
	assert_true(isfinite(score_of(set, 0)));
	assert_true(score_of(set, 0) > 0);
}

static void people_without_a_feature(void **state)
{
	struct set *set = *state;

	for (int i = 0; i < 100; i++)
		add(set, 0, i % 2 == 0)->count = 0;
	train(set, 1);
	assert_true(fabs(model_score(&set->model, NULL, 0)) < 1);
	for (size_t i = 0; i < MODEL_BUCKETS; i++)
		assert_true(set->model.weights[i] == 0);
}

/* One who has every feature there is, among others. */
static void a_person_with_all_features(void **state)
{
	struct set *set = *state;
	uint32_t *all = mem_alloc(MODEL_BUCKETS, sizeof *all);

	for (uint32_t i = 0; i < MODEL_BUCKETS; i++)
		all[i] = i;
	for (int i = 0; i < 100; i++)
		add(set, i % 2 == 0 ? 0 : 1000, i % 2 == 0);
	for (int i = 0; i < 2; i++) {
		struct model_item *item = add(set, 0, i == 0);

		item->ids = all;
		item->count = MODEL_BUCKETS;
	}
	train(set, 1);
	for (size_t i = 0; i < MODEL_BUCKETS; i++)
		assert_true(isfinite(set->model.weights[i]));
	assert_true(isfinite(model_score(&set->model, all, MODEL_BUCKETS)));
	mem_free(all);
}

/* The same feature many times over, as hashes that meet. */
static void a_feature_that_comes_twice(void **state)
{
	struct set *set = *state;

	for (int i = 0; i < 200; i++) {
		struct model_item *item = add(set, 0, i % 2 == 0);

		for (int k = 0; k < IDS; k++)
			set->ids[i][k] = item->positive ? 3 : 4;
	}
	train(set, 1);
	assert_true(model_score(&set->model, (uint32_t[]){3}, 1) > 0);
	assert_true(model_score(&set->model, (uint32_t[]){4}, 1) < 0);
}

static void a_model_without_memory_says_so(void **state)
{
	struct model model;

	(void)state;
	mem_fail_nth(1);
	assert_int_equal(model_init(&model), ERR_MEMORY);
	mem_fail_nth(0);
	model_finish(&model);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(what_differs_is_told_apart),
		CASE(what_it_learnt_holds_for_others),
		CASE(what_does_not_differ_is_not),
		CASE(balanced_weights_make_up_for_numbers),
		CASE(who_weighs_nothing_teaches_nothing),
		CASE(the_same_seed_gives_the_same_weights),
		CASE(nobody_to_learn_from),
		CASE(one_side_alone),
		CASE(people_without_a_feature),
		CASE(a_person_with_all_features),
		CASE(a_feature_that_comes_twice),
		CASE(a_model_without_memory_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
