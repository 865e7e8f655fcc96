// SPDX-License-Identifier: GPL-3.0-or-later
/* What was learnt, in plain words. The tables name each phase, move, delay and style as one would
 * say it. */
#include "daemon/learning_report.h"

static const char *const phases[PHASE_COUNT] = {
	[PHASE_OPENING] = "When he has just advertised",
	[PHASE_MENU] = "While the talk is of what there is",
	[PHASE_HAGGLE] = "While the talk is of price and amount",
	[PHASE_ARRANGE] = "While a meeting is being arranged",
	[PHASE_WAITING] = "When a meeting is agreed and he waits",
	[PHASE_EXCUSE] = "After a meeting to which nobody came",
	[PHASE_REVIVE] = "When he has fallen silent",
	[PHASE_OVER] = "When the talk is over",
};

static const char *const moves[MOVE_COUNT] = {
	[MOVE_OPEN] = "a first word of ours",
	[MOVE_ASK_MENU] = "asking what there is",
	[MOVE_ASK_PRICE] = "asking the price",
	[MOVE_ASK_QUALITY] = "asking whether it is good",
	[MOVE_HAGGLE] = "haggling",
	[MOVE_AGREE_VAGUELY] = "agreeing vaguely",
	[MOVE_ASK_REPEAT] = "asking him to say it again",
	[MOVE_NAME_QUANTITY] = "saying how much",
	[MOVE_NAME_PLACE] = "naming a place",
	[MOVE_NAME_TIME] = "naming a time",
	[MOVE_CONFIRM] = "confirming place and time",
	[MOVE_ON_THE_WAY] = "being on the way",
	[MOVE_BE_LATE] = "being late with a reason",
	[MOVE_WRONG_CORNER] = "being at the wrong corner",
	[MOVE_EXCUSE] = "making an excuse",
	[MOVE_RESCHEDULE] = "proposing another time",
	[MOVE_APOLOGISE] = "apologising",
	[MOVE_DIGRESS] = "talking of something else",
	[MOVE_ASK_CALL] = "asking him to ring",
	[MOVE_DENY_ROBOT] = "denying to be a robot",
	[MOVE_REVIVE] = "writing to him again",
	[MOVE_LET_GO] = "letting him go",
	[MOVE_GO_SILENT] = "saying nothing",
	[MOVE_REACT] = "only answering what he said",
};

static const char *const delays[DELAY_COUNT] = {
	[DELAY_QUICK] = "answering within a minute",
	[DELAY_EASY] = "answering after one to three minutes",
	[DELAY_SLOW] = "answering after three to ten minutes",
	[DELAY_LONG] = "answering after ten to forty minutes",
};

static const char *const styles[STYLE_COUNT] = {
	[STYLE_ANY] = "writing as it comes",
	[STYLE_SHORT] = "writing few words",
	[STYLE_LONG] = "writing many words",
};

const char *delay_name(enum delay delay)
{
	static const char *const names[DELAY_COUNT] = {
#define X(id, least, most, name) [id] = name,
		DELAYS(X)
#undef X
	};

	return (size_t)delay < DELAY_COUNT ? names[delay] : "unknown";
}

const char *style_name(enum style style)
{
	static const char *const names[STYLE_COUNT] = {"any", "short", "long"};

	return (size_t)style < STYLE_COUNT ? names[style] : "unknown";
}

static const char *doing(const struct learning_finding *finding)
{
	const char *words = NULL;

	switch (finding->what) {
	case WHAT_DELAY:
		return delays[finding->id];
	case WHAT_STYLE:
		return styles[finding->id];
	case WHAT_MOVE:
	default:
		words = moves[finding->id];
		return words != NULL ? words : move_name((enum move)finding->id);
	}
}

void learning_say(const struct learning_finding *finding, struct buf *out)
{
	const char *beside = finding->what == WHAT_MOVE	   ? "was thought"
			     : finding->what == WHAT_DELAY ? "other delays do"
							   : "other ways do";

	buf_add_format(out, "%s, %s keeps him %s than %s: %.2f instead of %.2f (%.0f times lately)",
		       phases[finding->phase], doing(finding),
		       finding->mean > finding->usual ? "longer" : "less long", beside,
		       finding->mean, finding->usual, finding->count);
}
