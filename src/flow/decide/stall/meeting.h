// SPDX-License-Identifier: GPL-3.0-or-later
/* What is promised: amounts, moments, and places of the operators' vetted list alone. */
#ifndef FLOW_DECIDE_STALL_MEETING_H
#define FLOW_DECIDE_STALL_MEETING_H

#include "flow/decide/stall/stall.h"

/* Whether one of these spans holds the local minute; none: always. */
bool hours_hold(const struct hours *hours, size_t count, ms_t time_of_day);
/* A place that is open then: not his last, nor the line's, where there is another one. From 1 on; 0: none is open. */
uint8_t meeting_place(const struct stall *stall, const struct stalling *stalling,
		      const struct line *line, ms_t at, uint64_t seed);
/* A moment from `soonest` on, at which the line is awake and `place` (or some place, with 0) is open; 0: none within two
 * days. */
ms_t meeting_time(const struct stalling *stalling, const struct line *line, uint8_t place,
		  ms_t soonest, uint64_t seed);
/* The next moment at which local clocks show `minute`, if one of ours may be named for it (at least ten minutes away, the
 * line awake, the place open); 0: not. */
ms_t meeting_accepts(const struct stalling *stalling, const struct line *line, uint8_t place,
		     int minute, ms_t now);
/* Whether a meeting may be then: the line awake, and `place` (or some place, with 0) open. */
bool meeting_allows(const struct stalling *stalling, const struct line *line, uint8_t place, ms_t at);
/* What a consumer asks for, in his unit. */
double meeting_quantity(const struct stall *stall, uint64_t seed);
/* A lower price than his; 0: his leaves no room. */
double meeting_offer(double price);

#endif
