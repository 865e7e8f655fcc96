// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the second door keeps in the store, damaged in any way, and any text's features. The first
 * byte says which:
 *
 *   0 curve   1 siege   2 cohort   3 the whole state of a line, as gate_load() opens it   4 a text
 *   5 operators' corrections
 *
 * What is refused changes nothing. What is taken saves as it was read, and is used: counts, an
 * alarm, a snapshot of the cohort, a pace; nothing may become a number that is none.
 */
#include "base/mem.h"
#include "daemon/corrections.h"
#include "flow/classify/features.h"
#include "flow/driver_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define T0 INT64_C(1772482500000)

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* ---- what is loaded is used ---- */

static void use_curve(const struct curve *loaded)
{
	struct curve curve = *loaded;

	for (ms_t at = T0; at < T0 + 3 * MS_HOUR; at += 20 * MS_MINUTE) {
		curve_advance(&curve, at, at % MS_DAY, CURVE_LEARN);
		curve_count(&curve, true);
	}
	for (int rate = 0; rate < RATES; rate++) {
		double expected = curve_expected(&curve, (enum curve_rate)rate, T0 % MS_DAY);
		double doubt = curve_doubt(&curve, (enum curve_rate)rate, T0 % MS_DAY);

		must(expected > 0 && isfinite(expected));
		must(doubt >= 0 && isfinite(doubt));
		must(isfinite(curve_mean(&curve, (enum curve_rate)rate)));
		must(curve_bin_spread(&curve, (enum curve_rate)rate) >= 1);
		must(curve_hour_spread(&curve, (enum curve_rate)rate) >= 1);
	}
}

/* Its moments are those of a clock: the state is sealed, so others would be its writer's fault. */
static bool is_possible(const struct siege *siege)
{
	bool low = siege->low_since == MS_NEVER ||
		   (siege->low_since >= 0 && siege->low_since <= siege->now);

	if (siege->now == INT64_MIN)
		return siege->bin == INT64_MIN && siege->low_since == MS_NEVER;
	return siege->now >= 0 && siege->now < MS_NEVER / 2 &&
	       siege->bin == siege->now / (10 * MS_SECOND) && low;
}

static void use_siege(const struct siege *loaded)
{
	struct siege siege = *loaded;
	struct siege_report report;
	struct curve curve;

	if (!is_possible(loaded))
		return;
	curve_init(&curve, 480);
	for (ms_t at = T0; at < T0 + 2 * MS_HOUR; at += 20 * MS_MINUTE) {
		siege_count(&siege, &curve, at, at % MS_DAY, true);
		siege_judge(&siege, &curve, at, at % MS_DAY, &report);
		must(siege_arrivals(&siege, RATE_FIRSTS, at, MS_HOUR) >= 0);
	}
	siege_next(&siege);
}

/* Costly: only for some. */
static void use_cohort(struct cohort *cohort)
{
	struct message message = {.at = T0, .contact = {.number = 1}};
	struct cohort_place place;
	struct curve curve;
	const struct cohort_siege siege = {.now = T0 + MS_MINUTE,
					   .of_day = 15 * MS_HOUR,
					   .since = T0 - MS_HOUR,
					   .curve = &curve};

	cohort_add(cohort, &message);
	curve_init(&curve, 960);
	cohort_refresh(cohort, &siege);
	if (cohort_judge(cohort, 1, &place) == ERR_NONE)
		must(isfinite(place.score) && isfinite(place.position));
}

/* ---- the loaders ---- */

static void load_curve(struct bytes bytes)
{
	struct reader reader = reader_of(bytes);
	struct buf saved = {0};
	struct curve curve, before;

	curve_init(&curve, 480);
	before = curve;
	if (curve_load(&curve, &reader) != ERR_NONE) {
		must(memcmp(&curve, &before, sizeof curve) == 0);
		return;
	}
	curve_save(&curve, &saved);
	must(saved.size == bytes.size - reader_left(&reader));
	must(memcmp(saved.data, bytes.data, saved.size) == 0);
	buf_finish(&saved);
	use_curve(&curve);
}

static void load_siege(struct bytes bytes)
{
	struct reader reader = reader_of(bytes);
	struct buf saved = {0};
	struct siege siege, before;

	siege_init(&siege);
	before = siege;
	if (siege_load(&siege, &reader) != ERR_NONE) {
		must(memcmp(&siege, &before, sizeof siege) == 0);
		return;
	}
	siege_save(&siege, &saved);
	must(saved.size == bytes.size - reader_left(&reader));
	must(memcmp(saved.data, bytes.data, saved.size) == 0);
	buf_finish(&saved);
	use_siege(&siege);
}

static void load_cohort(struct bytes bytes)
{
	struct reader reader = reader_of(bytes);
	struct cohort *cohort = cohort_create();
	struct buf saved = {0};

	must(cohort != NULL);
	if (cohort_load(cohort, &reader) != ERR_NONE) {
		cohort_save(cohort, &saved);
		must(saved.size == 4);
	} else {
		cohort_save(cohort, &saved);
		must(saved.size == bytes.size - reader_left(&reader));
		must(memcmp(saved.data, bytes.data, saved.size) == 0);
		if (bytes.size % 16 == 0)
			use_cohort(cohort);
	}
	buf_finish(&saved);
	cohort_destroy(cohort);
}

/* ---- a line's whole state: a store that holds one sealed value ---- */

struct one_value {
	struct store store; /* first */
	struct buf sealed;
};

static enum err get_value(struct store *store, const char *name, struct buf *out,
			  struct error *error_r)
{
	const struct one_value *value = (const struct one_value *)store;

	(void)name;
	(void)error_r;
	buf_add(out, value->sealed.data, value->sealed.size);
	return ERR_NONE;
}

static struct flow *flow_of(struct one_value *value, const struct keys *keys)
{
	static const struct store_ops ops = {.get_meta = get_value};
	struct flow *flow = mem_alloc(1, sizeof *flow);
	struct gate *gate = &flow->lanes[0].gate;

	value->store.ops = &ops;
	flow->options.store = &value->store;
	flow->options.keys = keys;
	flow->lanes[0].row.line = 1;
	flow->lane_count = 1;
	curve_init(&gate->curve, 480);
	siege_init(&gate->siege);
	gate->cohort = cohort_create();
	must(gate->cohort != NULL);
	must(ledger_init(&gate->received, INT64_MAX, INT64_MAX, LEDGER_KEEPS_NOTHING) == ERR_NONE);
	return flow;
}

static void load_gate(struct bytes bytes)
{
	static struct keys keys;
	static struct random random;
	struct one_value value = {0};
	struct error error;
	struct flow *flow;

	if (random.left == 0 && random.block == 0) {
		must(seal_start(&error) == ERR_NONE);
		random_from_seed(&random, 1, "state");
	}
	seal_field(keys.data, &random, bytes_of_text("gate.1"), bytes, &value.sealed);
	flow = flow_of(&value, &keys);
	if (gate_load(flow, 0, &error) == ERR_NONE) {
		struct gate *gate = &flow->lanes[0].gate;

		use_curve(&gate->curve);
		use_siege(&gate->siege);
		must(ledger_spent(&gate->received, T0, LEDGER_DAY) >= 0);
	}
	gate_finish(&flow->lanes[0].gate);
	mem_free(flow);
	buf_finish(&value.sealed);
}

/* ---- features ---- */

static void find_features(struct bytes bytes)
{
	static struct text text;
	struct features features, again;

	memset(&features, 0xa5, sizeof features);
	normalise(bytes, &text);
	features_find(&text, bytes, LANGUAGE_FR, &features);
	must(features.count <= FEATURES_MAX && features.words + features.pieces <= features.count);
	for (size_t i = 0; i < features.count; i++)
		must(features.ids[i] < 1u << FEATURE_BITS);
	features_find(&text, bytes, LANGUAGE_FR, &again);
	must(again.cluster == features.cluster && again.count == features.count);
	must(memcmp(again.ids, features.ids, features.count * sizeof features.ids[0]) == 0);
}

/* ---- corrections ---- */

static void load_corrections(struct bytes bytes)
{
	struct corrections corrections = {0};
	struct buf saved = {0};
	struct error error;

	if (corrections_decode(bytes, &corrections, &error) != ERR_NONE) {
		must(corrections.all == NULL && corrections.count == 0);
		return;
	}
	corrections_encode(&corrections, &saved);
	must(bytes_equal(buf_bytes(&saved), bytes));
	for (size_t i = 0; i < corrections.count; i++)
		must(corrections_find(&corrections, corrections.all[i].number) ==
		     &corrections.all[i]);
	buf_finish(&saved);
	corrections_finish(&corrections);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const targets[])(struct bytes) = {
		load_curve, load_siege, load_cohort, load_gate, find_features, load_corrections};

	if (size > 0 && data[0] < sizeof targets / sizeof targets[0])
		targets[data[0]]((struct bytes){data + 1, size - 1});
	return 0;
}
