// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/train.h"

#include "base/mem.h"
#include "flow/classify/models.h"
#include "train/calibrate.h"
#include "train/prune.h"
#include "train/softmax.h"

#include <math.h>
#include <string.h>

/* TIMES_LEAST: what one text alone has says nothing about others. */
enum { FOLDS = 3, EACH_LEAST = 3, WEIGHT_MOST = 8, SEED = 1, TIMES_LEAST = 2 };

/* Of what comes to a line, as far as it is known before it comes: the kinds alike, and one in four
 * of none of them. */
static const double prior_ordinary = 0.25;

/* One table of weights to be learnt. */
struct table {
	struct rows rows;
	const struct example **examples; /* of each row */
	size_t room;
	struct linear linear;
	struct softmax softmax; /* its groups, and what was learnt last */
	int *class_of[SOFTMAX_GROUPS_MAX];
	bool *left_out;
	double prior[LINEAR_SCORES]; /* of each column; 0: as the examples have it */
	float *scores; /* of rows while their hand was held back, [row * columns + column] */
};

static int class_of_kind(const struct example *example)
{
	return (int)models_column(example->kind);
}

static int class_of_language(const struct example *example)
{
	return (int)example->language - 1;
}

static int class_of_act(const struct example *example)
{
	return (int)example->act - 1;
}

/* ---- rows ---- */

/* Of an example that counts twice there are two rows. */
static void add_rows(struct table *table, const struct classify *classify,
		     const struct example *example)
{
	struct grams grams;
	int times = (int)lroundf(fminf(fmaxf(example->weight, 1), WEIGHT_MOST));

	classify_grams(classify, bytes_of_text(example->turns[example->turn_count - 1]), &grams);
	for (int i = 0; i < times; i++) {
		if (table->rows.count == table->room) {
			table->room = table->room == 0 ? 1024 : table->room * 2;
			table->examples =
				mem_grow(table->examples, table->room, sizeof *table->examples);
		}
		table->examples[table->rows.count] = example;
		rows_add(&table->rows, &grams);
	}
}

static void name_column(struct linear *linear, const char *name)
{
	strncpy(linear->column[linear->columns].name, name, LINEAR_NAME_MAX - 1);
	linear->columns++;
}

/* A group of the last `count` columns named. */
static void add_group(struct table *table, size_t count, int (*class_of)(const struct example *))
{
	size_t group = table->softmax.group_count++;
	int *classes = mem_alloc(table->rows.count + 1, sizeof *classes);

	for (size_t i = 0; i < table->rows.count; i++)
		classes[i] = class_of(table->examples[i]);
	table->class_of[group] = classes;
	table->softmax.groups[group] = (struct softmax_group){table->linear.columns - count,
							      table->linear.columns, classes};
}

static void table_finish(struct table *table)
{
	rows_finish(&table->rows);
	mem_free(table->examples);
	for (size_t g = 0; g < table->softmax.group_count; g++)
		mem_free(table->class_of[g]);
	mem_free(table->left_out);
	mem_free(table->scores);
	mem_free((void *)(uintptr_t)table->linear.buckets);
}

/* ---- learning ---- */

/* Each hand is held back in one of FOLDS, so that each row is scored by weights that never saw its
 * writer. */
static void score_held_back(struct table *table)
{
	struct softmax *softmax = &table->softmax;
	float scores[LINEAR_SCORES];

	for (unsigned fold = 0; fold < FOLDS; fold++) {
		for (size_t i = 0; i < table->rows.count; i++)
			table->left_out[i] = table->examples[i]->hand % FOLDS == fold;
		softmax_learn(softmax);
		for (size_t i = 0; i < table->rows.count; i++) {
			if (!table->left_out[i])
				continue;
			softmax_score(softmax, i, scores);
			memcpy(table->scores + i * softmax->columns, scores,
			       softmax->columns * sizeof *scores);
		}
		softmax_finish(softmax);
	}
	memset(table->left_out, 0, table->rows.count * sizeof *table->left_out);
}

static void calibrate(struct table *table)
{
	for (size_t g = 0; g < table->softmax.group_count; g++) {
		const struct softmax_group *group = &table->softmax.groups[g];
		struct calibration calibration = {
			.scores = table->scores + group->first,
			.stride = table->softmax.columns,
			.class_of = group->class_of,
			.rows = table->rows.count,
			.classes = group->end - group->first,
		};

		memcpy(calibration.prior, table->prior + group->first,
		       calibration.classes * sizeof table->prior[0]);
		calibrate_fit(&calibration);
		for (size_t c = 0; c < calibration.classes; c++) {
			table->linear.column[group->first + c].slope = calibration.slope[c];
			table->linear.column[group->first + c].shift = calibration.shift[c];
		}
	}
}

/* What another table of the same columns was found to need. */
static void take_calibration(struct table *table, const struct linear *base)
{
	for (size_t c = 0; c < table->linear.columns; c++) {
		table->linear.column[c].slope = base->column[c].slope;
		table->linear.column[c].shift = base->column[c].shift;
	}
}

/* `base`: whose calibration is taken; NULL: a new one is found. */
static void learn(struct table *table, unsigned bits, const struct linear *base, struct buf *out)
{
	struct linear *linear = &table->linear;

	rows_number(&table->rows, TIMES_LEAST);
	table->softmax.rows = &table->rows;
	table->softmax.columns = linear->columns;
	table->softmax.seed = SEED;
	table->left_out = mem_alloc(table->rows.count + 1, sizeof *table->left_out);
	table->softmax.left_out = table->left_out;
	table->scores = mem_alloc(table->rows.count * linear->columns + 1, sizeof *table->scores);
	if (base != NULL) {
		take_calibration(table, base);
	} else {
		score_held_back(table);
		calibrate(table);
	}
	softmax_learn(&table->softmax);
	linear->bits = bits;
	prune(&table->softmax, linear);
	softmax_finish(&table->softmax);
	linear_encode(linear, out);
}

/* ---- the two tables ---- */

/* Of conversations nothing is learnt here: their last texts say little by themselves. What the past
 * weighs (conversation.c) was chosen on them. */
static void train_kinds(const struct classify *classify, const struct examples *examples,
			const struct linear *base, struct buf *out)
{
	struct table table = {0};

	for (size_t i = 0; i < examples->count; i++)
		if (examples->all[i].kind != KIND_UNCLEAR && examples->all[i].turn_count == 1)
			add_rows(&table, classify, &examples->all[i]);
	for (size_t i = 0; i < COLUMN_KINDS; i++) {
		table.prior[i] = models_kind(i) == KIND_ORDINARY
					 ? prior_ordinary
					 : (1 - prior_ordinary) / (COLUMN_KINDS - 1);
		name_column(&table.linear, kind_name(models_kind(i)));
	}
	add_group(&table, COLUMN_KINDS, class_of_kind);
	for (int i = LANGUAGE_UNKNOWN + 1; i < LANGUAGE_COUNT; i++)
		name_column(&table.linear, language_name((enum language)i));
	add_group(&table, COLUMN_LANGUAGES, class_of_language);
	learn(&table, KINDS_BITS, base, out);
	table_finish(&table);
}

static void train_acts(const struct classify *classify, const struct examples *examples,
		       struct buf *out)
{
	struct table table = {0};

	for (size_t i = 0; i < examples->count; i++)
		if (examples->all[i].act != ACT_UNCLEAR)
			add_rows(&table, classify, &examples->all[i]);
	for (int act = ACT_UNCLEAR + 1; act < ACT_COUNT; act++)
		name_column(&table.linear, act_name((enum act)act));
	add_group(&table, ACT_COUNT - 1, class_of_act);
	learn(&table, ACTS_BITS, NULL, out);
	table_finish(&table);
}

/* ---- what there must be ---- */

static enum err check_kinds(const struct examples *examples, struct error *error_r)
{
	size_t kinds[LANGUAGE_COUNT][KIND_COUNT] = {{0}};
	bool there[LANGUAGE_COUNT] = {false};

	for (size_t i = 0; i < examples->count; i++) {
		there[examples->all[i].language] = true;
		kinds[examples->all[i].language][examples->all[i].kind]++;
	}
	for (int l = LANGUAGE_UNKNOWN + 1; l < LANGUAGE_COUNT; l++) {
		for (size_t c = 0; there[l] && c < COLUMN_KINDS; c++) {
			enum kind kind = models_kind(c);

			if (kinds[l][kind] < EACH_LEAST)
				return error_set(error_r, ERR_INPUT,
						 "%s/examples: %zu texts of the kind %s; write at "
						 "least %d, better 250",
						 language_name((enum language)l), kinds[l][kind],
						 kind_name(kind), EACH_LEAST);
		}
	}
	return ERR_NONE;
}

static enum err check_acts(const struct examples *examples, struct error *error_r)
{
	size_t acts[ACT_COUNT] = {0};

	for (size_t i = 0; i < examples->count; i++)
		acts[examples->all[i].act]++;
	for (int act = ACT_UNCLEAR + 1; act < ACT_COUNT; act++)
		if (acts[act] < EACH_LEAST)
			return error_set(error_r, ERR_INPUT,
					 "examples: %zu texts of the act %s; write at least %d, "
					 "better 40 a language",
					 acts[act], act_name((enum act)act), EACH_LEAST);
	return ERR_NONE;
}

enum err train_models(const struct classify *classify, const struct examples *examples,
		      struct buf *out, struct error *error_r)
{
	enum err err = check_kinds(examples, error_r);

	if (err == ERR_NONE)
		err = check_acts(examples, error_r);
	if (err != ERR_NONE)
		return err;
	train_kinds(classify, examples, NULL, out);
	train_acts(classify, examples, out);
	return ERR_NONE;
}

enum err train_further(const struct classify *classify, const struct examples *examples,
		       const struct models *base, struct buf *out, struct error *error_r)
{
	enum err err = check_kinds(examples, error_r);

	if (err != ERR_NONE)
		return err;
	train_kinds(classify, examples, &base->kinds, out);
	linear_encode(&base->acts, out);
	return ERR_NONE;
}
