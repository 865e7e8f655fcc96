// SPDX-License-Identifier: GPL-3.0-or-later
/* The watching line: a decoy that never answers. It records who came and how; a person sees what was flagged. */
#include "flow/decide/decide.h"

void watch_decide(struct message *message)
{
	/* Recording is all it does: even "stop" and distress are only flagged, for an answer would be a lie about who reads. */
	message->decision.verdict = VERDICT_RECORD;
}
