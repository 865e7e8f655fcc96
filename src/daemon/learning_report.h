// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a stalling line has learnt, and whether that helps (docs/LEARNING.md): made of what the
 * driver remembers (flow/report.h), told as JSON, and printed from that JSON for people. The same
 * line gives the same bytes.
 */
#ifndef DAEMON_LEARNING_REPORT_H
#define DAEMON_LEARNING_REPORT_H

#include "base/jsonout.h"
#include "daemon/learning_lift.h"
#include "flow/report.h"

#include <jansson.h>

/* The conversations of one arm: means of each. */
struct learning_arm {
	size_t count;
	double minutes, theirs, ours, calls, meetings, missed;
	double robot; /* share of them in which he took us for a robot */
};

/* All of a line's conversations, or the later half of them. `lifts`: of learning over that arm, in
 * minutes. */
struct learning_part {
	struct learning_arm arms[ARM_COUNT];
	struct lift lifts[ARM_COUNT];
};

/* One thing that was learnt: what an option brings, beside what was thought (moves) or what the
 * others bring. */
struct learning_finding {
	enum what what;
	enum phase phase;
	uint8_t id; /* enum move, delay or style */
	double mean, usual, count;
};

enum {
	FINDINGS_MAX = 10,   /* of each sort */
	FINDINGS_LEAST = 20, /* observations; fewer are no knowledge */
};
struct learning_findings {
	struct learning_finding list[FINDINGS_MAX]; /* the strongest first */
	size_t count;
};

struct learning_report {
	struct learning_part all, later;
	struct lift_policy policies[POLICY_COUNT];
	struct learning_findings moves, delays, styles;
};

/* Does not allocate; nothing in it refers to `learning`. */
void learning_report_make(const struct flow_learning *learning, struct learning_report *ret_report);
/* learning_find.c */
void learning_find(const struct flow_learning *learning, struct learning_report *report);

/* learning_words.c: the finding as a sentence, appended. */
void learning_say(const struct learning_finding *finding, struct buf *out);
const char *delay_name(enum delay delay);
const char *style_name(enum style style);

/* learning_json.c: the line as an object of the open list; and all stalling lines of a flow
 * (SIZE_MAX), or one, as the member "lines" of the open object. ERR_STATE: the line that was named
 * does not stall. */
void learning_put_line(struct jsonout *json, const struct flow_learning *learning,
		       const struct learning_report *report);
enum err learning_put(struct jsonout *json, const struct flow *flow, size_t line_index,
		      struct error *error_r);

/* learning_print.c: such an object, for people, on standard output. */
void learning_print(const json_t *answer);

#endif
