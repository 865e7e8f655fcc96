// SPDX-License-Identifier: GPL-3.0-or-later
/* The map against a plain array, with keys that crowd together so that removal has clusters to close. */
#include "base/map.h"

#include "base/mem.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { KEYS = 400 };

struct model {
	uint64_t keys[KEYS];
	bool here[KEYS];
	uint32_t values[KEYS];
	uint32_t count;
};

static void agree(const struct map *map, const struct model *model)
{
	assert_int_equal(map->used, model->count);
	for (int i = 0; i < KEYS; i++) {
		uint32_t value = 0;

		assert_int_equal(map_get(map, model->keys[i], &value), model->here[i]);
		if (model->here[i])
			assert_int_equal(value, model->values[i]);
	}
}

static void put(struct map *map, struct model *model, int i, uint32_t value)
{
	assert_int_equal(map_put(map, model->keys[i], value), ERR_NONE);
	model->count += !model->here[i];
	model->here[i] = true;
	model->values[i] = value;
}

static void drop(struct map *map, struct model *model, int i)
{
	assert_int_equal(map_remove(map, model->keys[i]), model->here[i]);
	model->count -= model->here[i];
	model->here[i] = false;
}

/* Home slots come from the product's upper half: multiples of the inverse of the golden ratio share theirs. */
static uint64_t crowded(uint64_t home, uint64_t i)
{
	const uint64_t inverse = 0xf1de83e19937733dU; /* of 0x9e3779b97f4a7c15 modulo 2^64 */

	return ((home << 32) + i + 1) * inverse;
}

static void one_run(uint64_t seed)
{
	struct random random;
	struct model model = {0};
	struct map map = {0};

	random_from_seed(&random, seed, "map");
	for (int i = 0; i < KEYS; i++)
		model.keys[i] = seed % 3 == 0 ? (uint64_t)i + 1
			      : seed % 3 == 1 ? crowded(random_below(&random, 8), (uint64_t)i)
					      : random_u64(&random) | 1;
	for (int step = 0; step < 2000; step++) {
		int i = (int)random_below(&random, KEYS);

		if (random_below(&random, 100) < (step / 500 % 2 != 0 ? 70U : 40U))
			put(&map, &model, i, (uint32_t)random_u64(&random));
		else
			drop(&map, &model, i);
		if (step % 50 == 0)
			agree(&map, &model);
	}
	for (int i = 0; i < KEYS; i++)
		drop(&map, &model, i);
	agree(&map, &model);
	map_finish(&map);
}

static void random_runs_agree_with_an_array(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 30; seed++)
		one_run(seed);
}

/* Every removal from a cluster, in every order of three, leaves the others findable: across the table's end too. */
static void a_cluster_closes_wherever_it_is_broken(void **state)
{
	(void)state;
	for (uint64_t home = 0; home < 64; home++) {
		for (int removed = 0; removed < 8; removed++) {
			struct map map = {0};
			uint32_t value;

			for (uint64_t i = 0; i < 8; i++)
				assert_int_equal(map_put(&map, crowded(home + i / 3, i), (uint32_t)i),
						 ERR_NONE);
			assert_true(map_remove(&map, crowded(home + (uint64_t)removed / 3, (uint64_t)removed)));
			for (uint64_t i = 0; i < 8; i++)
				assert_int_equal(map_get(&map, crowded(home + i / 3, i), &value),
						 i != (uint64_t)removed);
			map_finish(&map);
		}
	}
}

static void an_empty_map_has_nothing(void **state)
{
	struct map map = {0};
	uint32_t value;

	(void)state;
	assert_false(map_get(&map, 1, &value));
	assert_false(map_remove(&map, 1));
	map_finish(&map);
}

static void without_memory_nothing_changes(void **state)
{
	struct map map = {0};
	uint32_t value;

	(void)state;
	mem_fail_nth(1);
	assert_int_equal(map_put(&map, 1, 1), ERR_MEMORY);
	assert_false(map_get(&map, 1, &value));
	for (uint64_t key = 1; key <= 48; key++)
		assert_int_equal(map_put(&map, key, (uint32_t)key), ERR_NONE);
	mem_fail_nth(1);
	assert_int_equal(map_put(&map, 49, 49), ERR_MEMORY);
	mem_fail_nth(0);
	for (uint64_t key = 1; key <= 49; key++)
		assert_int_equal(map_get(&map, key, &value), key < 49);
	map_finish(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_runs_agree_with_an_array),
		cmocka_unit_test(a_cluster_closes_wherever_it_is_broken),
		cmocka_unit_test(an_empty_map_has_nothing),
		cmocka_unit_test(without_memory_nothing_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
