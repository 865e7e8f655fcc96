// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The declining line: one answer per sender for ever (in France two unwanted messages are an offence), later, at a
 * moment drawn in the line's window. Someone in distress gets a help line in place of the refusal, at the beginning of
 * the window; someone who says stop gets nothing more.
 */
#include "flow/decide/decide.h"

/* As many of a hundred such texts are meant so. */
static const double sure_of_stop = 0.97;

static void mute(struct message *message, enum why why)
{
	message->decision.verdict = VERDICT_MUTED;
	message->decision.why = why;
}

static enum move move_of(const struct message *message)
{
	switch (message->reading.kind) {
	case KIND_DISTRESS:
		return MOVE_HELP_LINE;
	case KIND_WRONG_NUMBER:
		return MOVE_WRONG_NUMBER;
	default:
		return MOVE_DECLINE;
	}
}

/* Uniform over [least, most], both ends included. 128 bits keep the product exact. */
static ms_t drawn(ms_t least, ms_t most, uint64_t chance)
{
	unsigned __int128 width = (unsigned __int128)(most - least) + 1;

	return least + (ms_t)(width * chance >> 64);
}

/* Whether he is let go without a word. A model alone takes a sulky "fine, forget it then" for it now and then, and who is muted never gets
 * the answer that the line is there to give: unless it is sure, he gets it, once, which is all that anybody gets. */
static bool says_stop(const struct reading *reading)
{
	return reading->kind == KIND_STOP && (reading->by_sign || reading->p >= sure_of_stop);
}

static void answer(struct message *message, uint64_t chance)
{
	ms_t first = message->first;
	const struct line *line = message->line;
	struct decision *decision = &message->decision;

	decision->verdict = VERDICT_ANSWER;
	decision->move = move_of(message);
	decision->until = first + line->answer.most;
	if (decision->move == MOVE_HELP_LINE)
		decision->due = first + line->answer.least;
	else
		decision->due = first + drawn(line->answer.least, line->answer.most, chance);
	/* A long message that was read late: the window is not moved, so that nobody gains by sending parts. */
	if (decision->due < message->at)
		decision->due = message->at;
	if (decision->until < message->at)
		decision->until = message->at;
}

/* Whether a later message changes what waits to be said: distress always does, a wrong number takes the place of the
 * refusal, and nothing takes the place of a help line. */
static bool changes_words(const struct message *message)
{
	if (message->reading.kind == KIND_DISTRESS)
		return message->contact.pending != MOVE_HELP_LINE;
	return message->reading.kind == KIND_WRONG_NUMBER &&
	       message->contact.pending == MOVE_DECLINE;
}

/* The answer that waits, with other words: never later than it was due, and its window stays what it was. */
static void reword(struct message *message, uint64_t chance)
{
	answer(message, chance);
	if (message->contact.due != 0 && message->decision.due > message->contact.due)
		message->decision.due = message->contact.due;
	if (message->contact.until != 0)
		message->decision.until = message->contact.until;
	if (message->decision.due < message->at)
		message->decision.due = message->at;
}

void decline_decide(struct message *message, uint64_t chance)
{
	uint8_t flags = message->contact.flags;

	if ((flags & CONTACT_BLOCKED) != 0)
		mute(message, WHY_BLOCKED);
	else if ((flags & CONTACT_TAKEN) != 0)
		mute(message, WHY_TAKEOVER);
	else if ((flags & CONTACT_STOPPED) != 0 || says_stop(&message->reading))
		mute(message, WHY_STOP);
	else if ((flags & CONTACT_ANSWERED) != 0)
		return; /* had his answer: recorded, and flagged if a person should look */
	else if (message->admission == ADMIT_FIRST)
		answer(message, chance);
	else if (changes_words(message))
		reword(message, chance);
}
