// SPDX-License-Identifier: GPL-3.0-or-later
/* The report as JSON: docs/LEARNING.md names each member. */
#include "daemon/learning_report.h"
#include "flow/driver.h"

#include <math.h>

enum { DECIMALS = 4 };

/* ---- arms ---- */

static void put_arm(struct jsonout *json, enum arm arm, const struct learning_arm *measured)
{
	jsonout_open(json, arm_name(arm));
	jsonout_int(json, "conversations", (int64_t)measured->count);
	jsonout_real(json, "minutes", measured->minutes, DECIMALS);
	jsonout_real(json, "messages", measured->theirs, DECIMALS);
	jsonout_real(json, "answers", measured->ours, DECIMALS);
	jsonout_real(json, "calls", measured->calls, DECIMALS);
	jsonout_real(json, "meetings", measured->meetings, DECIMALS);
	jsonout_real(json, "missed", measured->missed, DECIMALS);
	jsonout_real(json, "robot", measured->robot, DECIMALS);
	jsonout_close(json);
}

static void put_lift(struct jsonout *json, enum arm arm, const struct lift *lift)
{
	jsonout_open(json, arm_name(arm));
	jsonout_bool(json, "enough", lift->enough);
	jsonout_real(json, "ratio", lift->enough ? lift->ratio : NAN, DECIMALS);
	jsonout_real(json, "low", lift->enough ? lift->low : NAN, DECIMALS);
	jsonout_real(json, "high", lift->enough ? lift->high : NAN, DECIMALS);
	jsonout_close(json);
}

static void put_part(struct jsonout *json, const char *key, const struct learning_part *part)
{
	jsonout_open(json, key);
	jsonout_open(json, "arms");
	for (int arm = 0; arm < ARM_COUNT; arm++)
		put_arm(json, (enum arm)arm, &part->arms[arm]);
	jsonout_close(json);
	jsonout_open(json, "lift_over");
	for (int arm = 0; arm < ARM_COUNT; arm++)
		if (arm != ARM_LEARNING)
			put_lift(json, (enum arm)arm, &part->lifts[arm]);
	jsonout_close(json);
	jsonout_close(json);
}

/* ---- policies ---- */

static void put_policies(struct jsonout *json, const struct learning_report *report)
{
	static const char *const names[POLICY_COUNT] = {"logged", "prior", "uniform"};

	jsonout_open(json, "off_policy");
	for (int i = 0; i < POLICY_COUNT; i++) {
		const struct lift_policy *policy = &report->policies[i];

		jsonout_open(json, names[i]);
		jsonout_real(json, "choices", policy->choices, 0);
		jsonout_real(json, "effective", policy->effective, 1);
		jsonout_real(json, "reward", policy->reward, DECIMALS);
		jsonout_real(json, "low", policy->low, DECIMALS);
		jsonout_real(json, "high", policy->high, DECIMALS);
		jsonout_close(json);
	}
	jsonout_close(json);
}

/* ---- what was learnt ---- */

static void put_belief(struct jsonout *json, enum phase phase, const char *key, const char *name,
		       double prior, const struct flow_belief *belief)
{
	if (!(belief->count > 0))
		return;
	jsonout_open(json, NULL);
	jsonout_text(json, "phase", phase_name(phase));
	jsonout_text(json, key, name);
	if (prior > 0)
		jsonout_real(json, "prior", prior, DECIMALS);
	jsonout_real(json, "mean", belief->mean, DECIMALS);
	jsonout_real(json, "count", belief->count, 2);
	jsonout_close(json);
}

static void put_words(struct jsonout *json, const char *key,
		      const struct learning_findings *findings)
{
	struct buf words = {0};

	jsonout_open_list(json, key);
	for (size_t i = 0; i < findings->count; i++) {
		buf_clear(&words);
		learning_say(&findings->list[i], &words);
		jsonout_text(json, NULL, buf_text(&words));
	}
	jsonout_close_list(json);
	buf_finish(&words);
}

static void put_beliefs(struct jsonout *json, const struct flow_learning *learning)
{
	jsonout_open_list(json, "moves");
	for (int phase = 0; phase < PHASE_COUNT; phase++)
		for (int move = 0; move < MOVE_COUNT; move++)
			put_belief(json, (enum phase)phase, "move", move_name((enum move)move),
				   learning->moves[phase][move].prior,
				   &learning->moves[phase][move].learnt);
	jsonout_close_list(json);
	jsonout_open_list(json, "delays");
	for (int phase = 0; phase < PHASE_COUNT; phase++)
		for (int delay = 0; delay < DELAY_COUNT; delay++)
			put_belief(json, (enum phase)phase, "delay", delay_name((enum delay)delay),
				   0, &learning->delays[phase][delay]);
	jsonout_close_list(json);
	jsonout_open_list(json, "styles");
	for (int phase = 0; phase < PHASE_COUNT; phase++)
		for (int style = 0; style < STYLE_COUNT; style++)
			put_belief(json, (enum phase)phase, "style", style_name((enum style)style),
				   0, &learning->styles[phase][style]);
	jsonout_close_list(json);
}

static void put_learnt(struct jsonout *json, const struct flow_learning *learning,
		       const struct learning_report *report)
{
	jsonout_open(json, "learnt");
	jsonout_real(json, "observations", learning->observations, 2);
	put_beliefs(json, learning);
	jsonout_open(json, "words");
	put_words(json, "moves", &report->moves);
	put_words(json, "delays", &report->delays);
	put_words(json, "styles", &report->styles);
	jsonout_close(json);
	jsonout_close(json);
}

/* ---- our own numbers ---- */

static void put_number(struct jsonout *json, const struct flow_learning *learning, size_t number)
{
	const struct own_number *own = &learning->numbers[number];
	size_t talks = 0, accused = 0;

	for (size_t i = 0; i < learning->talk_count; i++) {
		talks += learning->talks[i].number == number;
		accused += learning->talks[i].number == number && learning->talks[i].accused != 0;
	}
	jsonout_open(json, NULL);
	jsonout_text(json, "number", learning->line->numbers[number]);
	jsonout_int(json, "conversations", (int64_t)talks);
	jsonout_int(json, "robot", (int64_t)accused);
	jsonout_real(json, "lately", (double)own->opened, 1);
	jsonout_real(json, "lately_answered", (double)own->answered, 1);
	jsonout_real(json, "lately_robot", (double)own->accused, 1);
	jsonout_int(json, "rests", own->rests);
	jsonout_time(json, "rests_until",
		     own->rests_until > learning->at ? own->rests_until : MS_NEVER);
	jsonout_bool(json, "retired", own->retired);
	jsonout_close(json);
}

static void put_numbers(struct jsonout *json, const struct flow_learning *learning)
{
	jsonout_open_list(json, "numbers");
	for (size_t i = 0; i < learning->line->number_count && i < LINE_NUMBERS_MAX; i++)
		put_number(json, learning, i);
	jsonout_close_list(json);
}

/* ---- a line, and all of them ---- */

void learning_put_line(struct jsonout *json, const struct flow_learning *learning,
		       const struct learning_report *report)
{
	size_t count = learning->talk_count;

	jsonout_open(json, NULL);
	jsonout_text(json, "line", learning->line->name);
	/* Before anything came there is no moment: it began long before any. */
	jsonout_time(json, "at", learning->at > 0 ? learning->at : MS_NEVER);
	jsonout_int(json, "conversations", (int64_t)count);
	jsonout_time(json, "first", count != 0 ? learning->talks[0].began : MS_NEVER);
	jsonout_time(json, "last", count != 0 ? learning->talks[count - 1].began : MS_NEVER);
	put_part(json, "all", &report->all);
	put_part(json, "later_half", &report->later);
	put_policies(json, report);
	put_learnt(json, learning, report);
	put_numbers(json, learning);
	jsonout_close(json);
}

static enum err put_one(struct jsonout *json, const struct flow *flow, uint32_t line_index,
			struct error *error_r)
{
	struct flow_learning learning;
	struct learning_report report;
	enum err err = flow_learning(flow, line_index, &learning, error_r);

	if (err != ERR_NONE)
		return err;
	learning_report_make(&learning, &report);
	learning_put_line(json, &learning, &report);
	flow_learning_finish(&learning);
	return ERR_NONE;
}

enum err learning_put(struct jsonout *json, const struct flow *flow, size_t line_index,
		      struct error *error_r)
{
	enum err err = ERR_NONE;

	jsonout_open_list(json, "lines");
	for (uint32_t i = 0; err == ERR_NONE && i < flow_line_count(flow); i++)
		if (line_index == i ||
		    (line_index == SIZE_MAX && flow_line(flow, i)->kind == LINE_STALL))
			err = put_one(json, flow, i, error_r);
	jsonout_close_list(json);
	return err;
}
