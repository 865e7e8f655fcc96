// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a choice earned: the minutes of his that went into the talk from it on, each gap counted as ten minutes at most so
 * that nights count for nothing, what came after later turns of ours weighing less; more for a call and for a meeting that
 * he alone keeps, less when he takes us for a robot. A choice is settled after some more turns, or when he has been silent
 * for long.
 */
#ifndef FLOW_DECIDE_STALL_CREDIT_H
#define FLOW_DECIDE_STALL_CREDIT_H

#include "flow/decide/stall/stall.h"

/* Minutes that make a full reward: an hour and a half. */
enum { CREDIT_FULL = 90 };

/* The gap since the last word of either side is over. */
void credit_gap(struct stall *stall, ms_t now);
/* Something happened that is worth so many minutes, or costs them. */
void credit_event(struct stall *stall, double minutes);
/* A turn of ours: the earlier choices are one turn older, those that are old enough are settled, and this one is in flight. */
void credit_turn(struct stall *stall, struct stalling *stalling, const struct choice *choice);
/* Settles those that wait for longer than a day; all of them with `all`. */
void credit_settle(struct stall *stall, struct stalling *stalling, ms_t now, bool all);

#endif
