// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/evaluate.h"

#include <math.h>
#include <string.h>

enum { CELLS_MAX = 16, LANGUAGE_WORDS = 3 };

/* Which cell holds what; -1: none does. */
struct columns {
	int kind, language, difficulty, text;
	size_t count; /* that a line must have at least */
};

struct cells {
	struct bytes cells[CELLS_MAX];
	size_t count;
};

/* ---- the table ---- */

/* The last cell takes the rest when a line has more tabs than it should. */
static void split(struct bytes line, size_t most, struct cells *cells)
{
	const uint8_t *at = line.data, *end = line.data + line.size;

	cells->count = 0;
	for (;;) {
		const uint8_t *tab = memchr(at, '\t', (size_t)(end - at));
		bool last = tab == NULL || cells->count + 1 == most;

		cells->cells[cells->count++] =
			(struct bytes){at, (size_t)((last ? end : tab) - at)};
		if (last)
			return;
		at = tab + 1;
	}
}

static bool is(struct bytes cell, const char *text)
{
	return bytes_equal(cell, bytes_of_text(text));
}

static bool read_header(const struct cells *cells, struct columns *columns)
{
	*columns = (struct columns){-1, -1, -1, -1, cells->count};
	for (size_t i = 0; i < cells->count; i++) {
		struct bytes cell = cells->cells[i];

		if (is(cell, "kind") || is(cell, "label"))
			columns->kind = (int)i;
		else if (is(cell, "language") || is(cell, "lang"))
			columns->language = (int)i;
		else if (is(cell, "difficulty") || is(cell, "hard"))
			columns->difficulty = (int)i;
		else if (is(cell, "text"))
			columns->text = (int)i;
	}
	return columns->kind >= 0 && columns->text >= 0;
}

/* A table without a header says by the number of its cells what they are. */
static struct columns usual_columns(size_t count)
{
	if (count == 2)
		return (struct columns){0, -1, -1, 1, 2};
	if (count == 3)
		return (struct columns){0, 1, -1, 2, 3};
	return (struct columns){0, 1, 2, 3, 4};
}

static enum kind kind_of(struct bytes cell)
{
	for (int kind = KIND_UNCLEAR + 1; kind < KIND_COUNT; kind++)
		if (is(cell, kind_name((enum kind)kind)))
			return (enum kind)kind;
	return KIND_UNCLEAR;
}

static enum language language_of(struct bytes cell)
{
	for (int language = LANGUAGE_UNKNOWN + 1; language < LANGUAGE_COUNT; language++)
		if (is(cell, language_name((enum language)language)))
			return (enum language)language;
	return LANGUAGE_UNKNOWN;
}

/* ---- judging ---- */

double evaluate_cost(enum kind kind, enum kind taken_for)
{
	if (kind == taken_for)
		return 0;
	if (kind == KIND_DISTRESS)
		return 20; /* somebody in danger is not seen */
	if (kind == KIND_THREAT || kind == KIND_STOP)
		return 5;
	if (taken_for == KIND_DEALER)
		return 20; /* somebody who is none is drawn into a conversation */
	if (taken_for == KIND_UNCLEAR)
		return 0.5; /* a person looks */
	return 1;
}

static void count(struct confusion *confusion, enum kind kind, enum kind taken_for)
{
	confusion->counts[kind][taken_for]++;
	confusion->texts++;
}

static void judge(const struct classify *classify, const struct columns *columns,
		  const struct cells *cells, enum kind kind, struct evaluation *evaluation)
{
	enum language language = columns->language < 0
					 ? LANGUAGE_UNKNOWN
					 : language_of(cells->cells[columns->language]);
	struct readout out;
	const struct reading *reading = &out.reading;
	double p;

	classify_text(classify, cells->cells[columns->text], 0, NULL, &out);
	count(&evaluation->all, kind, reading->kind);
	count(&evaluation->by_language[language], kind, reading->kind);
	if (columns->difficulty >= 0 && is(cells->cells[columns->difficulty], "hard"))
		count(&evaluation->hard, kind, reading->kind);
	if (language != LANGUAGE_UNKNOWN && out.text.word_count >= LANGUAGE_WORDS) {
		evaluation->language_texts++;
		evaluation->language_right += reading->language == language;
	}
	p = isnan(reading->p) ? 0 : fmin(reading->p, 0.9999);
	evaluation->bins[(int)(p * EVALUATE_BINS)].texts++;
	evaluation->bins[(int)(p * EVALUATE_BINS)].right += reading->kind == kind;
	evaluation->bins[(int)(p * EVALUATE_BINS)].p += p;
	evaluation->log_loss -= log(fmax((double)reading->kinds[kind], 1e-6));
	evaluation->cost += evaluate_cost(kind, reading->kind);
}

static enum err judge_line(const struct classify *classify, struct bytes line, unsigned number,
			   const char *file, struct columns *columns,
			   struct evaluation *evaluation, struct error *error_r)
{
	struct cells cells;
	enum kind kind;

	split(line, number == 1 || columns->count == 0 ? CELLS_MAX : columns->count, &cells);
	if (number == 1 && read_header(&cells, columns))
		return ERR_NONE;
	if (number == 1) {
		*columns = usual_columns(cells.count);
		split(line, columns->count, &cells);
	}
	if (cells.count < columns->count)
		return error_set(error_r, ERR_INPUT,
				 "%s:%u: %zu cells; write %zu, with tabs between them", file,
				 number, cells.count, columns->count);
	kind = kind_of(cells.cells[columns->kind]);
	if (kind == KIND_UNCLEAR)
		return error_set(error_r, ERR_INPUT,
				 "%s:%u: no kind in cell %d; write dealer, insult, threat, sexual, "
				 "grooming, pushy, spam, scam, wrong_number, distress, stop or "
				 "ordinary",
				 file, number, columns->kind + 1);
	judge(classify, columns, &cells, kind, evaluation);
	return ERR_NONE;
}

enum err evaluate_table(const struct classify *classify, struct bytes table, const char *file,
			struct evaluation *ret_evaluation, struct error *error_r)
{
	const uint8_t *at = table.data, *end = table.data + table.size;
	struct evaluation evaluation = {0};
	struct columns columns = {0};
	enum err err = ERR_NONE;

	for (unsigned number = 1; at < end && err == ERR_NONE; number++) {
		const uint8_t *stop = memchr(at, '\n', (size_t)(end - at));
		struct bytes line = {at, (size_t)((stop != NULL ? stop : end) - at)};

		at += line.size + (stop != NULL);
		if (line.size > 0 && line.data[line.size - 1] == '\r')
			line.size--;
		if (line.size > 0 || number == 1)
			err = judge_line(classify, line, number, file, &columns, &evaluation,
					 error_r);
	}
	if (err == ERR_NONE && evaluation.all.texts == 0)
		err = error_set(error_r, ERR_INPUT, "%s: no texts in it", file);
	if (err != ERR_NONE)
		return err;
	evaluation.log_loss /= evaluation.all.texts;
	evaluation.cost /= evaluation.all.texts;
	*ret_evaluation = evaluation;
	return ERR_NONE;
}

/* ---- scores ---- */

struct score evaluate_score(const struct confusion *confusion, enum kind kind)
{
	unsigned right = confusion->counts[kind][kind], is_kind = 0, taken = 0;
	struct score score;

	for (int other = 0; other < KIND_COUNT; other++) {
		is_kind += confusion->counts[kind][other];
		taken += confusion->counts[other][kind];
	}
	score = (struct score){is_kind, NAN, NAN, NAN};
	if (taken > 0)
		score.precision = (double)right / taken;
	if (is_kind > 0)
		score.recall = (double)right / is_kind;
	if (is_kind > 0)
		score.f1 = 2.0 * right / (double)(is_kind + taken);
	return score;
}

double evaluate_macro(const struct confusion *confusion)
{
	double sum = 0;
	unsigned kinds = 0;

	for (int kind = KIND_UNCLEAR + 1; kind < KIND_COUNT; kind++) {
		struct score score = evaluate_score(confusion, (enum kind)kind);

		if (score.texts == 0)
			continue;
		sum += score.f1;
		kinds++;
	}
	return kinds > 0 ? sum / kinds : NAN;
}

double evaluate_calibration(const struct evaluation *evaluation)
{
	double sum = 0;
	unsigned texts = 0;

	for (int i = 0; i < EVALUATE_BINS; i++) {
		sum += fabs(evaluation->bins[i].p - evaluation->bins[i].right);
		texts += evaluation->bins[i].texts;
	}
	return texts > 0 ? sum / texts : NAN;
}
