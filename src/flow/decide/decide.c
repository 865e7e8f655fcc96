// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/decide/decide.h"

/* What a person should look at, whatever the line does about it. */
static enum why flag_of(const struct message *message)
{
	switch (message->reading.kind) {
	case KIND_DISTRESS:
		return WHY_DISTRESS;
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

enum err decide_message(struct message *message, uint64_t chance, ms_t first)
{
	message->decision = (struct decision){.verdict = VERDICT_RECORD, .propensity = 1.0};
	if (message->admission == ADMIT_DUPLICATE || message->admission == ADMIT_PART ||
	    message->admission == ADMIT_RECORD)
		return ERR_NONE;
	message->decision.flag = flag_of(message);
	switch (message->line->kind) {
	case LINE_DECLINE:
		decline_decide(message, chance, first);
		return ERR_NONE;
	case LINE_WATCH:
		watch_decide(message);
		return ERR_NONE;
	default:
		return ERR_STATE;
	}
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
		flags = (uint8_t)(flags & ~waiting);
		if (decision->why == WHY_STOP)
			return flags | CONTACT_STOPPED;
		if (decision->why == WHY_BLOCKED)
			return flags | CONTACT_BLOCKED;
		if (decision->why == WHY_TAKEOVER)
			return flags | CONTACT_TAKEN;
		return flags;
	default:
		return flags;
	}
}
