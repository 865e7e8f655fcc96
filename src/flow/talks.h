// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What was said so far (struct talk), for those who wrote last: a table of fixed size over all
 * lines. When it is full the one who has not written for longest goes, but who wrote more than once
 * since the table was last gone round stays a round longer, so that a flood of senders who write
 * once does not take the place of those in conversation. Who is not there any more is read as if he
 * wrote for the first time.
 */
#ifndef FLOW_TALKS_H
#define FLOW_TALKS_H

#include "base/bytes.h"
#include "base/error.h"
#include "flow/flow.h"

struct talks;

/* `room`: how many are remembered, at least one. NULL when memory is short. */
struct talks *talks_create(uint32_t room);
void talks_destroy(struct talks *talks);

/* His, made anew when there is none; valid until the next call. NULL when memory is short. */
struct talk *talks_get(struct talks *talks, uint32_t line_index, uint32_t contact);
/* Forgets him: erasure, or a test. */
void talks_forget(struct talks *talks, uint32_t line_index, uint32_t contact);

/* Those of one line, appended; the ones who wrote first come first. */
void talks_save(const struct talks *talks, uint32_t line_index, struct buf *out);
/* ERR_INPUT: damaged; what was read by then is there. ERR_MEMORY. */
enum err talks_load(struct talks *talks, uint32_t line_index, struct bytes saved);

#endif
