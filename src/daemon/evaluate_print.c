// SPDX-License-Identifier: GPL-3.0-or-later
/* An evaluation as tables for people, and as JSON. */
#include "base/jsonout.h"
#include "daemon/evaluate.h"

#include <math.h>
#include <stdio.h>

/* ".873", or "-" where there is nothing to say. */
static const char *share(double value, char ret_text[16])
{
	snprintf(ret_text, 16, isnan(value) ? "-" : "%.3f", value);
	return ret_text;
}

static void print_kinds(const struct evaluation *evaluation, struct buf *out)
{
	char a[16], b[16], c[16];

	buf_add_format(out, "%-14s %6s %10s %7s %7s\n", "kind", "texts", "precision", "recall", "F1");
	for (int kind = KIND_UNCLEAR + 1; kind < KIND_COUNT; kind++) {
		struct score score = evaluate_score(&evaluation->all, (enum kind)kind);

		if (score.texts > 0 || !isnan(score.precision))
			buf_add_format(out, "%-14s %6u %10s %7s %7s\n", kind_name((enum kind)kind),
				       score.texts, share(score.precision, a),
				       share(score.recall, b), share(score.f1, c));
	}
}

static void print_macros(const struct evaluation *evaluation, struct buf *out)
{
	char a[16];

	buf_add_format(out, "\nmacro-F1: all %.3f", evaluate_macro(&evaluation->all));
	if (evaluation->hard.texts > 0)
		buf_add_format(out, ", hard %.3f", evaluate_macro(&evaluation->hard));
	for (int l = LANGUAGE_UNKNOWN + 1; l < LANGUAGE_COUNT; l++)
		if (evaluation->by_language[l].texts > 0)
			buf_add_format(out, ", %s %s", language_name((enum language)l),
				       share(evaluate_macro(&evaluation->by_language[l]), a));
	buf_add_text(out, "\n");
	if (evaluation->language_texts > 0)
		buf_add_format(out, "language: %.2f %% right of %u texts of three words or more\n",
			       100.0 * evaluation->language_right / evaluation->language_texts,
			       evaluation->language_texts);
	buf_add_format(out, "calibration error %.3f, log loss %.3f, mean cost %.3f\n",
		       evaluate_calibration(evaluation), evaluation->log_loss, evaluation->cost);
}

static void print_confusion(const struct confusion *confusion, struct buf *out)
{
	buf_add_format(out, "\n%-14s taken for\n%-14s", "what it is", "");
	for (int kind = 0; kind < KIND_COUNT; kind++)
		buf_add_format(out, " %5.5s", kind_name((enum kind)kind));
	buf_add_text(out, "\n");
	for (int kind = KIND_UNCLEAR + 1; kind < KIND_COUNT; kind++) {
		if (evaluate_score(confusion, (enum kind)kind).texts == 0)
			continue;
		buf_add_format(out, "%-14s", kind_name((enum kind)kind));
		for (int other = 0; other < KIND_COUNT; other++)
			buf_add_format(out, " %5u", confusion->counts[kind][other]);
		buf_add_text(out, "\n");
	}
}

static void print_calibration(const struct evaluation *evaluation, struct buf *out)
{
	buf_add_format(out, "\n%-14s %6s %7s\n", "said", "texts", "right");
	for (int i = 0; i < EVALUATE_BINS; i++)
		if (evaluation->bins[i].texts > 0)
			buf_add_format(out, ".%d to .%d      %6u %7.3f\n", i, i + 1,
				       evaluation->bins[i].texts,
				       (double)evaluation->bins[i].right / evaluation->bins[i].texts);
}

void evaluate_print(const struct evaluation *evaluation, struct buf *out)
{
	print_kinds(evaluation, out);
	print_macros(evaluation, out);
	print_confusion(&evaluation->all, out);
	print_calibration(evaluation, out);
}

/* ---- JSON ---- */

static void put_kinds(struct jsonout *json, const struct confusion *confusion)
{
	jsonout_open(json, "kinds");
	for (int kind = KIND_UNCLEAR + 1; kind < KIND_COUNT; kind++) {
		struct score score = evaluate_score(confusion, (enum kind)kind);

		if (score.texts == 0)
			continue;
		jsonout_open(json, kind_name((enum kind)kind));
		jsonout_int(json, "texts", score.texts);
		jsonout_real(json, "precision", score.precision, 4);
		jsonout_real(json, "recall", score.recall, 4);
		jsonout_real(json, "f1", score.f1, 4);
		jsonout_open(json, "taken_for");
		for (int other = 0; other < KIND_COUNT; other++)
			if (confusion->counts[kind][other] > 0)
				jsonout_int(json, kind_name((enum kind)other),
					    confusion->counts[kind][other]);
		jsonout_close(json);
		jsonout_close(json);
	}
	jsonout_close(json);
}

static void put_confusion(struct jsonout *json, const char *key, const struct confusion *confusion)
{
	if (confusion->texts == 0)
		return;
	jsonout_open(json, key);
	jsonout_int(json, "texts", confusion->texts);
	jsonout_real(json, "macro_f1", evaluate_macro(confusion), 4);
	put_kinds(json, confusion);
	jsonout_close(json);
}

static void put_calibration(struct jsonout *json, const struct evaluation *evaluation)
{
	jsonout_open_list(json, "calibration");
	for (int i = 0; i < EVALUATE_BINS; i++) {
		if (evaluation->bins[i].texts == 0)
			continue;
		jsonout_open(json, NULL);
		jsonout_real(json, "said", evaluation->bins[i].p / evaluation->bins[i].texts, 4);
		jsonout_real(json, "right",
			     (double)evaluation->bins[i].right / evaluation->bins[i].texts, 4);
		jsonout_int(json, "texts", evaluation->bins[i].texts);
		jsonout_close(json);
	}
	jsonout_close_list(json);
}

void evaluate_json(const struct evaluation *evaluation, struct buf *out)
{
	struct jsonout json;

	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	put_confusion(&json, "all", &evaluation->all);
	put_confusion(&json, "hard", &evaluation->hard);
	for (int l = LANGUAGE_UNKNOWN + 1; l < LANGUAGE_COUNT; l++)
		put_confusion(&json, language_name((enum language)l), &evaluation->by_language[l]);
	jsonout_real(&json, "language_right",
		     evaluation->language_texts == 0
			     ? NAN
			     : (double)evaluation->language_right / evaluation->language_texts,
		     4);
	jsonout_real(&json, "calibration_error", evaluate_calibration(evaluation), 4);
	jsonout_real(&json, "log_loss", evaluation->log_loss, 4);
	jsonout_real(&json, "cost", evaluation->cost, 4);
	put_calibration(&json, evaluation);
	jsonout_close(&json);
	buf_add_u8(out, '\n');
}
