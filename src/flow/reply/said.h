// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the lines said, so that nobody reads the same words twice and two dealers who compare their
 * telephones do not find the same person. Only hashes are kept: of the letters and digits of a
 * text, and a coarser one of its longer words in any order. A table of fixed size over all lines;
 * the oldest is forgotten first. Texts of fewer than three words ("ok good") never count.
 */
#ifndef FLOW_REPLY_SAID_H
#define FLOW_REPLY_SAID_H

#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct said;

/* `room` texts, above 0. NULL when memory is short. */
struct said *said_create(uint32_t room);
void said_destroy(struct said *said);

/* Whether the text, or one much like it, was said to this contact as long as it is remembered, or
 * to anybody of the line within LIMIT_SAID_SPAN. */
bool said_before(const struct said *said, uint32_t line_index, uint32_t contact, struct bytes text,
		 ms_t now);
/* It was said. Moments of one line should not go back. */
void said_add(struct said *said, uint32_t line_index, uint32_t contact, struct bytes text,
	      ms_t now);
/* Erasure of a contact: the line still does not say his texts to others. */
void said_forget(struct said *said, uint32_t line_index, uint32_t contact);

/* Those of one line, appended, the oldest first. */
void said_save(const struct said *said, uint32_t line_index, struct buf *out);
/* ERR_INPUT: damaged; what was read by then is there. */
enum err said_load(struct said *said, uint32_t line_index, struct bytes saved);

#endif
