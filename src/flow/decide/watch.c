// SPDX-License-Identifier: GPL-3.0-or-later
/* The watching line: a decoy that never answers. It records who came and how; a person sees what was flagged. */
#include "flow/decide/decide.h"

static const uint32_t grooming_signs = FINDING_ASKS_AGE | FINDING_PARENTS_AWAY | FINDING_SECRECY |
				       FINDING_OTHER_APP | FINDING_DELETE_THIS | FINDING_GIFT |
				       FINDING_MATURE | FINDING_MEET_ALONE | FINDING_ASKS_PICTURE;

void watch_decide(struct message *message)
{
	const struct reading *reading = &message->reading;

	/* Grown-ups who feel their way towards a child are what decoys are there for. Told when a text brings a sign
	 * that the conversation did not have, so that a long one does not ring at every word. */
	if (message->decision.flag == WHY_NONE && reading->kind == KIND_GROOMING &&
	    (reading->fresh & grooming_signs) != 0)
		message->decision.flag = WHY_GROOMING;
	/* Recording is all it does: even "stop" and distress are only flagged, for an answer would be a lie about who reads. */
	message->decision.verdict = VERDICT_RECORD;
}
