// SPDX-License-Identifier: GPL-3.0-or-later
/* When a person would write: after a delay, in waking hours, and once to a burst. */
#ifndef FLOW_DECIDE_STALL_PACE_H
#define FLOW_DECIDE_STALL_PACE_H

#include "flow/decide/stall/stall.h"

/* A moment within a band after `now`: heavy-tailed, in the line's hours. */
ms_t pace_answer(const struct stalling *stalling, const struct line *line, enum delay delay,
		 ms_t now, uint64_t seed);
/* `at`, or when the line's hours begin next, and a while after that. */
ms_t pace_awake(const struct stalling *stalling, const struct line *line, ms_t at, uint64_t seed);
bool pace_is_awake(const struct stalling *stalling, const struct line *line, ms_t at);
/* Whether a time and a place were named. */
bool pace_has_meeting(const struct stall *stall);
/* A number of its own for each purpose, of one voice at one turn. */
uint64_t pace_mix(uint64_t voice, uint64_t turn, uint64_t purpose);

#endif
