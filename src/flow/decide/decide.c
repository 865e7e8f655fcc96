// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/decide/decide.h"

#include "flow/decide/stall/stall.h"

/* What a person should look at, whatever the line does about it: the gravest thing first. A finding is told once, by the text that brought
 * it. */
static enum why flag_of(const struct message *message)
{
	const struct reading *reading = &message->reading;

	if (reading->kind == KIND_DISTRESS)
		return WHY_DISTRESS;
	if ((reading->fresh & FINDING_THREAT_TO_OTHER) != 0)
		return WHY_THREAT;
	if ((reading->fresh & FINDING_MINOR) != 0)
		return WHY_MINOR;
	switch (reading->kind) {
	case KIND_STOP:
		return WHY_STOP;
	case KIND_WRONG_NUMBER:
		return WHY_WRONG_NUMBER;
	case KIND_THREAT:
		return WHY_THREAT;
	default:
		return WHY_NONE;
	}
}

/* What admission alone settles: repetitions, parts, calls and tips, our own lines. True when it did. */
static bool settled(struct message *message)
{
	/* A call to a stalling line, or a tip: neither is answered, and both may be followed by something. */
	if (message->line->kind == LINE_STALL && message->arrival != ARRIVAL_MESSAGE)
		return message->admission == ADMIT_DUPLICATE || message->admission == ADMIT_PART;
	switch (message->admission) {
	case ADMIT_DUPLICATE:
		message->decision.verdict = VERDICT_MUTED;
		message->decision.why = WHY_DUPLICATE;
		return true;
	case ADMIT_RECORD:
		/* What a decoy saw elsewhere is read like anybody's words: a person is told of what is grave. */
		if (message->arrival == ARRIVAL_SIGHTING)
			return false;
		if (message->arrival == ARRIVAL_MESSAGE) {
			message->decision.verdict = VERDICT_MUTED;
			message->decision.why = WHY_OWN;
		}
		return true;
	case ADMIT_PART:
		return true;
	default:
		return false;
	}
}

/* Beyond a limit, or a robot: kept and never answered, whatever the line's kind, for the reason that admission gave. Stop holds
 * for ever, not only while the limit does; that somebody may be in danger is told before that he is a robot. */
static void limit(struct message *message, const struct decision *admitted)
{
	struct decision *decision = &message->decision;

	decision->why = admitted->why;
	if (decision->flag == WHY_NONE)
		decision->flag = admitted->flag;
	if (message->reading.kind == KIND_STOP) {
		decision->verdict = VERDICT_MUTED;
		decision->why = WHY_STOP;
	}
}

enum err decide_message(struct message *message, uint64_t chance)
{
	const struct decision admitted = message->decision;

	message->decision = (struct decision){.verdict = VERDICT_RECORD, .propensity = 1.0};
	if (settled(message))
		return ERR_NONE;
	if (message->arrival != ARRIVAL_TIP) /* of him it only says what somebody forwarded */
		message->decision.flag = flag_of(message);
	if (message->admission == ADMIT_LIMITED) {
		limit(message, &admitted);
		return ERR_NONE;
	}
	switch (message->line->kind) {
	case LINE_DECLINE:
		decline_decide(message, chance);
		return ERR_NONE;
	case LINE_WATCH:
		watch_decide(message);
		return ERR_NONE;
	case LINE_STALL:
		stall_decide(message, chance);
		return ERR_NONE;
	default:
		return ERR_STATE;
	}
}

static bool is_brake(enum why why)
{
	return why == WHY_MINOR || why == WHY_THREAT || why == WHY_DISTRESS || why == WHY_WRONG_NUMBER;
}

uint8_t decide_flags(uint8_t flags, enum line_kind kind, const struct decision *decision)
{
	const unsigned waiting = CONTACT_PENDING | CONTACT_HELD;

	switch (decision->verdict) {
	case VERDICT_ANSWER:
		return (uint8_t)((flags & ~waiting) | CONTACT_PENDING);
	case VERDICT_HELD:
		/* A declining line's held one may still be answered; it stays pending so that it gets one answer. */
		return (uint8_t)(flags | CONTACT_HELD | (kind == LINE_DECLINE ? CONTACT_PENDING : 0));
	case VERDICT_MUTED:
		if (decision->why == WHY_DUPLICATE || decision->why == WHY_OWN)
			return flags; /* about this message, not about its sender */
		flags = (uint8_t)(flags & ~waiting);
		if (decision->why == WHY_STOP)
			return flags | CONTACT_STOPPED;
		if (decision->why == WHY_BLOCKED)
			return flags | CONTACT_BLOCKED;
		if (decision->why == WHY_TAKEOVER)
			return flags | CONTACT_TAKEN;
		/* A conversation that is left for these is left for ever. */
		if (kind == LINE_STALL && is_brake(decision->why))
			return flags | CONTACT_STOPPED;
		return flags;
	default:
		return flags;
	}
}

uint8_t decide_flags_answered(uint8_t flags, enum line_kind kind, enum move move)
{
	/* The one polite message: on a line that converses it is the last. */
	if (kind == LINE_STALL && (move == MOVE_HELP_LINE || move == MOVE_WRONG_NUMBER))
		flags |= CONTACT_STOPPED;
	return (uint8_t)((flags & ~(unsigned)(CONTACT_PENDING | CONTACT_HELD)) | CONTACT_ANSWERED);
}
