// SPDX-License-Identifier: GPL-3.0-or-later
/* Questions in a text that must not be overlooked, by the words of cues.tbl. */
#ifndef FLOW_DECIDE_STALL_CUES_H
#define FLOW_DECIDE_STALL_CUES_H

#include "flow/flow.h"

enum { FOLDED_MAX = 512 };
/* Lower case without accents, anything but letters and digits one blank; " ? " and " . " end sentences, " , " clauses; cut at the
 * end of `folded`. */
void cues_fold(struct bytes text, char ret_folded[FOLDED_MAX]);
/* Bit 1 << reaction for each question found; only those of `language`, or all when it is unknown. */
uint32_t cues_find(const char *folded, enum language language);
/* Whether anything is asked at all. */
bool cues_question(const char *folded);
/* The place of the line's list that the text names; 0: none. From 1 on. */
uint8_t cues_place(const char *folded, const struct line *line);

#endif
