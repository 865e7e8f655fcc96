// SPDX-License-Identifier: GPL-3.0-or-later
/* The ledger against a list of all that was ever spent, asked again at every moment. */
#include "ledger_fixture.h"

/* ---- the reference ---- */

struct past {
	struct {
		ms_t at;
		int64_t micro;
	} *list;
	size_t count, room;
};

static void past_add(struct past *past, ms_t at, int64_t micro)
{
	if (past->count == past->room) {
		past->room = past->room != 0 ? past->room * 2 : 1024;
		past->list = mem_grow(past->list, past->room, sizeof *past->list);
	}
	past->list[past->count].at = at;
	past->list[past->count++].micro = micro;
}

/* Spent in (t - span, t]. */
static int64_t past_sum(const struct past *past, ms_t t, ms_t span)
{
	int64_t sum = 0;

	for (size_t i = past->count; i-- > 0 && past->list[i].at > t - span;)
		if (past->list[i].at <= t)
			sum += past->list[i].micro;
	return sum;
}

/* ---- windows ---- */

static void a_spend_counts_in_t_minus_span_excluded_to_t_included(void **state)
{
	struct ledger ledger = made(8 * CENT, 100 * CENT, false);

	(void)state;
	ledger_spend(&ledger, T0, 8 * CENT, false);
	assert_false(allows(&ledger, T0, 8 * CENT, false));
	assert_false(allows(&ledger, T0 + MS_HOUR - 1, 8 * CENT, false));
	assert_true(allows(&ledger, T0 + MS_HOUR, 8 * CENT, false));
	assert_int_equal(ledger_spent(&ledger, T0 + MS_DAY - 1, LEDGER_DAY), 8 * CENT);
	assert_int_equal(ledger_spent(&ledger, T0 + MS_DAY, LEDGER_DAY), 0);
	ledger_finish(&ledger);
}

static void a_cap_that_fits_exactly_is_used_to_the_last_micro(void **state)
{
	struct ledger ledger = made(3 * 77777, INT64_MAX, false);
	int window = -1;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_true(allows(&ledger, T0 + i, 77777, false));
		ledger_spend(&ledger, T0 + i, 77777, false);
	}
	assert_int_equal(ledger_left(&ledger, T0 + 3, LEDGER_HOUR), 0);
	assert_false(ledger_allows(&ledger, T0 + 3, 1, false, &window));
	assert_int_equal(window, LEDGER_HOUR);
	assert_int_equal(ledger_left(&ledger, T0 + 3, LEDGER_DAY), INT64_MAX);
	ledger_finish(&ledger);
}

static void what_is_free_is_always_allowed(void **state)
{
	struct ledger ledger = made(0, 0, true);

	(void)state;
	assert_true(allows(&ledger, T0, 0, false));
	assert_int_equal(ledger_room_at(&ledger, T0, 0, true), T0);
	assert_false(allows(&ledger, T0, 1, true));
	assert_int_equal(ledger_room_at(&ledger, T0, 1, true), MS_NEVER);
	ledger_finish(&ledger);
}

static void the_day_is_named_before_the_hour_when_both_refuse(void **state)
{
	struct ledger ledger = made(CENT, CENT, false);
	int window = -1;

	(void)state;
	ledger_spend(&ledger, T0, CENT, false);
	assert_false(ledger_allows(&ledger, T0, CENT, false, &window));
	assert_int_equal(window, LEDGER_DAY);
	ledger_finish(&ledger);
}

static void a_clock_that_steps_back_is_not_followed(void **state)
{
	struct ledger ledger = made(8 * CENT, 100 * CENT, false);

	(void)state;
	ledger_spend(&ledger, T0, 8 * CENT, false);
	assert_false(allows(&ledger, T0 - MS_DAY, 8 * CENT, false));
	assert_int_equal(ledger_spent(&ledger, T0 - 2 * MS_DAY, LEDGER_HOUR), 8 * CENT);
	assert_int_equal(ledger_room_at(&ledger, T0 - MS_DAY, 8 * CENT, false), T0 + MS_HOUR);
	ledger_finish(&ledger);
}

/* ---- the house ---- */

/* The house keeps nothing for anybody, but what its lines spent on distress is spent (it was not counted after a
 * restart, once). */
static void a_house_counts_what_its_lines_spent_on_distress(void **state)
{
	struct ledger line = made(100 * CENT, 100 * CENT, true), house = made(INT64_MAX, 10 * CENT, false);
	struct ledger *others[] = {&line};

	(void)state;
	ledger_spend(&line, T0, 10 * CENT, true);
	ledger_merge(&house, others, 1);
	assert_false(allows(&house, T0, 1, false));
	assert_false(allows(&house, T0, 1, true));
	assert_int_equal(ledger_left(&house, T0, LEDGER_DAY), 0);
	assert_int_equal(ledger_room_at(&house, T0, 1, false), T0 + MS_DAY);
	ledger_finish(&line);
	ledger_finish(&house);
}

/* ---- against the reference ---- */

struct walk {
	struct ledger ledger;
	struct past past;
	struct random random;
	int64_t caps[LEDGER_WINDOWS];
	ms_t now;
};

static const ms_t spans[LEDGER_WINDOWS] = {MS_HOUR, MS_DAY};

/* Just before the moment it names it is refused, at the moment it is allowed. Asked of copies, whose clocks run on. */
static void check_room(struct walk *walk, int64_t price, bool distress)
{
	ms_t at = ledger_room_at(&walk->ledger, walk->now, price, distress);
	struct ledger copy = walk->ledger;

	if (at == MS_NEVER) {
		assert_false(allows(&copy, walk->now + 2 * MS_DAY, price, distress));
		return;
	}
	if (at > walk->now)
		assert_false(allows(&copy, at - 1, price, distress));
	assert_true(allows(&copy, at, price, distress));
}

static void check_sums(struct walk *walk)
{
	for (int w = 0; w < LEDGER_WINDOWS; w++) {
		int64_t spent = past_sum(&walk->past, walk->now, spans[w]);

		assert_int_equal(ledger_spent(&walk->ledger, walk->now, w), spent);
		assert_true(walk->caps[w] == INT64_MAX || spent <= walk->caps[w]);
	}
}

static void save_and_load(struct walk *walk, bool keeps)
{
	struct buf saved = {0}, again = {0};
	struct ledger loaded = made(walk->caps[0], walk->caps[1], keeps);

	ledger_save(&walk->ledger, &saved);
	assert_int_equal(ledger_load(&loaded, buf_bytes(&saved)), ERR_NONE);
	ledger_save(&loaded, &again);
	assert_int_equal(saved.size, again.size);
	assert_memory_equal(saved.data, again.data, saved.size);
	for (int w = 0; w < LEDGER_WINDOWS; w++)
		assert_memory_equal(loaded.windows[w].sum, walk->ledger.windows[w].sum,
				    sizeof loaded.windows[w].sum);
	ledger_finish(&walk->ledger);
	walk->ledger = loaded;
	buf_finish(&saved);
	buf_finish(&again);
}

static void one_walk(uint64_t seed)
{
	struct walk walk = {.now = T0};
	bool keeps;

	random_from_seed(&walk.random, seed, "ledger");
	keeps = random_below(&walk.random, 2) != 0;
	walk.caps[0] = (int64_t)random_below(&walk.random, 3) == 0 ? INT64_MAX
								   : (int64_t)random_below(&walk.random, 2000003);
	walk.caps[1] = (int64_t)random_below(&walk.random, 3) == 0 ? INT64_MAX
								   : (int64_t)random_below(&walk.random, 9000011);
	walk.ledger = made(walk.caps[0], walk.caps[1], keeps);
	for (int i = 0; i < 300; i++) {
		int64_t price = (int64_t)random_below(&walk.random, 160001);
		bool distress = random_below(&walk.random, 4) == 0;

		walk.now += random_gap(&walk.random);
		if (allows(&walk.ledger, walk.now, price, distress)) {
			ledger_spend(&walk.ledger, walk.now, price, distress);
			past_add(&walk.past, walk.now, price);
		}
		check_room(&walk, price, distress);
		check_sums(&walk);
		if (random_below(&walk.random, 50) == 0)
			save_and_load(&walk, keeps);
	}
	ledger_finish(&walk.ledger);
	mem_free(walk.past.list);
}

static void random_walks_agree_with_a_list_of_everything(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 100; seed++)
		one_walk(seed);
}

/* ---- more spends in a day than the ring has places ---- */

/* Counted longer by a grain at most; never shorter; and over once the day is. */
static void a_full_ring_counts_a_little_longer_and_never_shorter(void **state)
{
	enum { SPENDS = 6 * LEDGER_RING, GAP = 300, GRAIN = 4096 };
	struct ledger ledger = made(INT64_MAX, INT64_MAX, true);
	struct past past = {0};
	ms_t now = T0;

	(void)state;
	for (int i = 0; i < SPENDS; i++) {
		now += GAP;
		ledger_spend(&ledger, now, 1 + i % 7, i % 5 == 0);
		past_add(&past, now, 1 + i % 7);
		if (i % 9973 != 0 && i < SPENDS - 3)
			continue;
		for (int w = 0; w < LEDGER_WINDOWS; w++) {
			int64_t counted = ledger_spent(&ledger, now, w);

			assert_true(counted >= past_sum(&past, now, spans[w]));
			assert_true(counted <= past_sum(&past, now, spans[w] + GRAIN));
		}
	}
	assert_int_equal(ledger_spent(&ledger, now + MS_DAY, LEDGER_DAY), 0);
	ledger_finish(&ledger);
	mem_free(past.list);
}

/* The sum of all classes of a full ring survives a snapshot, and its cap holds. */
static void a_full_ring_keeps_its_cap(void **state)
{
	struct ledger ledger = made(INT64_MAX, 3 * LEDGER_RING, true);
	int64_t spent = 0;

	(void)state;
	for (ms_t now = T0; now < T0 + 4 * LEDGER_RING; now++) {
		bool distress = now % 3 == 0;

		if (!allows(&ledger, now, 1, distress))
			continue;
		ledger_spend(&ledger, now, 1, distress);
		spent++;
	}
	assert_int_equal(spent, 3 * LEDGER_RING);
	ledger_finish(&ledger);
}

/* ---- what leaves, and what is kept ---- */

/* Ordinary spends alone, in spans that follow one another from now on; boundaries are nobody's moment here. */
static void what_leaves_is_found_in_its_span(void **state)
{
	enum { SPANS = 24, SPENDS = 300 };
	struct random random;

	(void)state;
	random_from_seed(&random, 4, "leaving");
	for (int window = 0; window < LEDGER_WINDOWS; window++) {
		struct ledger ledger = made(INT64_MAX, INT64_MAX, false);
		int64_t counted[SPANS], leaving[SPANS] = {0};
		ms_t length = spans[window], step = length / SPANS;

		/* The first half has left by T0. */
		for (ms_t at = T0 - 2 * length; at < T0;
		     at += 1 + (ms_t)random_below(&random, (uint64_t)(4 * length / SPENDS))) {
			int64_t price = 1 + (int64_t)random_below(&random, CENT);

			at += (at - T0) % step == 0;
			ledger_spend(&ledger, at, price, false);
			if (at > T0 - length)
				leaving[(at + length - T0) / step] += price;
		}
		memset(counted, 0xa5, sizeof counted);
		ledger_leaving(&ledger, T0, window, step, SPANS, counted);
		assert_memory_equal(counted, leaving, sizeof counted);
		assert_true(counted[0] > 0 && counted[SPANS - 1] > 0);
		ledger_finish(&ledger);
	}
}

/* The sum of what leaves is what is spent; of a shorter look it is what a look that far ahead finds gone. */
static void what_leaves_adds_up_to_what_was_spent(void **state)
{
	struct ledger ledger = made(INT64_MAX, INT64_MAX, false), later;
	int64_t leaving[24], sum = 0, soon = 0;
	ms_t now = T0;

	(void)state;
	for (int i = 0; i < 500; i++)
		ledger_spend(&ledger, now += 100001, 7 + i, false);
	now++; /* what is spent now leaves as the last span ends */
	ledger_leaving(&ledger, now, LEDGER_DAY, MS_HOUR, 24, leaving);
	for (int i = 0; i < 24; i++) {
		sum += leaving[i];
		soon += i < 12 ? leaving[i] : 0;
	}
	assert_int_equal(sum, ledger_spent(&ledger, now, LEDGER_DAY));
	later = ledger;
	assert_int_equal(sum - soon, ledger_spent(&later, now + 12 * MS_HOUR - 1, LEDGER_DAY));
	ledger_finish(&ledger);
}

static void what_was_spent_on_distress_does_not_leave_for_others(void **state)
{
	struct ledger ledger = made(100 * CENT, 1000 * CENT, true);
	int64_t leaving[24] = {0}, sum = 0;

	(void)state;
	ledger_spend(&ledger, T0, 10 * CENT, true);
	ledger_spend(&ledger, T0 + 1, 3 * CENT, false);
	ledger_leaving(&ledger, T0 + 2, LEDGER_DAY, MS_HOUR, 24, leaving);
	for (int i = 0; i < 24; i++)
		sum += leaving[i];
	assert_int_equal(sum, 3 * CENT);
	ledger_leaving(&ledger, T0 + 2, LEDGER_DAY, MS_HOUR, 0, leaving); /* nobody asks */
	ledger_finish(&ledger);
}

static void the_kept_part_is_there_until_it_is_used(void **state)
{
	struct ledger ledger = made(100 * CENT, 1000 * CENT, true);
	double left = 7, before = 1;

	(void)state;
	while (allows(&ledger, T0, 10 * CENT, false)) /* ordinary answers do not touch it */
		ledger_spend(&ledger, T0, 10 * CENT, false);
	assert_true(ledger_keeps(&ledger, T0, 2 * CENT, &left));
	assert_true(left == 1);
	for (int i = 0; i < 5; i++) {
		assert_true(ledger_keeps(&ledger, T0, 2 * CENT, &left));
		assert_true(i == 0 || left < before - 0.15); /* a fifth of the hour's each time */
		before = left;
		ledger_spend(&ledger, T0, 2 * CENT, true);
	}
	left = 7;
	assert_false(ledger_keeps(&ledger, T0, 1, &left));
	assert_true(left == 7); /* untouched on failure */
	assert_true(ledger_keeps(&ledger, T0 + MS_HOUR, 2 * CENT, &left));
	assert_true(left > 0.8 && left < 1); /* the day remembers */
	ledger_finish(&ledger);
}

static void a_price_above_the_kept_part_is_not_paid_from_it(void **state)
{
	struct ledger ledger = made(100 * CENT, INT64_MAX, true);
	double left = 0;

	(void)state;
	assert_true(ledger_keeps(&ledger, T0, 10 * CENT, &left));
	assert_false(ledger_keeps(&ledger, T0, 10 * CENT + 1, &left));
	ledger_finish(&ledger);
}

static void without_caps_all_is_kept_and_a_house_keeps_nothing(void **state)
{
	struct ledger line = made(INT64_MAX, INT64_MAX, true), house = made(INT64_MAX, 100 * CENT, false);
	double left = 0;

	(void)state;
	ledger_spend(&line, T0, 500 * CENT, true);
	assert_true(ledger_keeps(&line, T0, 500 * CENT, &left));
	assert_true(left == 1);
	assert_false(ledger_keeps(&house, T0, 1, &left));
	ledger_finish(&line);
	ledger_finish(&house);
}

/* ---- houses ---- */

static void a_house_is_the_sum_of_its_lines(void **state)
{
	struct random random;
	struct past past = {0};

	(void)state;
	random_from_seed(&random, 3, "house");
	for (int round = 0; round < 20; round++) {
		struct ledger lines[3], *others[3], house = made(INT64_MAX, 50 * CENT, false);
		ms_t now = T0;

		past.count = 0;
		for (int i = 0; i < 3; i++) {
			lines[i] = made(INT64_MAX, INT64_MAX, i == 0);
			others[i] = &lines[i];
		}
		for (int i = 0; i < 200; i++) {
			int64_t price = 1 + (int64_t)random_below(&random, CENT);

			now += random_gap(&random);
			ledger_spend(&lines[random_below(&random, 3)], now, price,
				     random_below(&random, 3) == 0);
			past_add(&past, now, price);
		}
		ledger_merge(&house, others, 3);
		for (int w = 0; w < LEDGER_WINDOWS; w++)
			assert_int_equal(ledger_spent(&house, now, w), past_sum(&past, now, spans[w]));
		ledger_finish(&house);
		for (int i = 0; i < 3; i++)
			ledger_finish(&lines[i]);
	}
	mem_free(past.list);
}

/* ---- a snapshot that is damaged ---- */

static void a_damaged_snapshot_is_refused(void **state)
{
	struct ledger ledger = made(INT64_MAX, INT64_MAX, true);
	struct buf saved = {0};

	(void)state;
	for (int i = 0; i < 5; i++)
		ledger_spend(&ledger, T0 + i, CENT, i % 2 == 0);
	ledger_save(&ledger, &saved);
	for (size_t size = 0; size < saved.size; size++) {
		struct ledger loaded = made(INT64_MAX, INT64_MAX, true);

		assert_int_equal(ledger_load(&loaded, (struct bytes){saved.data, size}), ERR_INPUT);
		ledger_finish(&loaded);
	}
	for (size_t bit = 0; bit < saved.size * 8; bit++) {
		struct ledger loaded = made(INT64_MAX, INT64_MAX, true);

		saved.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (ledger_load(&loaded, buf_bytes(&saved)) == ERR_NONE)
			assert_true(ledger_spent(&loaded, INT64_MIN, LEDGER_DAY) >= 0);
		saved.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ledger_finish(&loaded);
	}
	ledger_finish(&ledger);
	buf_finish(&saved);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_spend_counts_in_t_minus_span_excluded_to_t_included),
		cmocka_unit_test(a_cap_that_fits_exactly_is_used_to_the_last_micro),
		cmocka_unit_test(what_is_free_is_always_allowed),
		cmocka_unit_test(the_day_is_named_before_the_hour_when_both_refuse),
		cmocka_unit_test(a_clock_that_steps_back_is_not_followed),
		cmocka_unit_test(a_house_counts_what_its_lines_spent_on_distress),
		cmocka_unit_test(random_walks_agree_with_a_list_of_everything),
		cmocka_unit_test(a_full_ring_counts_a_little_longer_and_never_shorter),
		cmocka_unit_test(a_full_ring_keeps_its_cap),
		cmocka_unit_test(what_leaves_is_found_in_its_span),
		cmocka_unit_test(what_leaves_adds_up_to_what_was_spent),
		cmocka_unit_test(what_was_spent_on_distress_does_not_leave_for_others),
		cmocka_unit_test(the_kept_part_is_there_until_it_is_used),
		cmocka_unit_test(a_price_above_the_kept_part_is_not_paid_from_it),
		cmocka_unit_test(without_caps_all_is_kept_and_a_house_keeps_nothing),
		cmocka_unit_test(a_house_is_the_sum_of_its_lines),
		cmocka_unit_test(a_damaged_snapshot_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
