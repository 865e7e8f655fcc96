// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The conversations of the stalling lines (struct stall), in memory of fixed size over all lines; what is kept of each over a
 * restart lies in the store, sealed. Only who is engaged has a place here: a flood of strangers takes none. When it is full,
 * the one that was silent for longest goes.
 */
#ifndef FLOW_STALLS_H
#define FLOW_STALLS_H

#include "base/bytes.h"
#include "base/error.h"
#include "flow/decide/stall/stall.h"

struct stalls;

/* NULL when memory is short. */
struct stalls *stalls_create(uint32_t room);
void stalls_destroy(struct stalls *stalls);

/* NULL: he is in no conversation. Valid until stalls_make(). */
struct stall *stalls_find(const struct stalls *stalls, uint32_t line_index, uint32_t contact);
/* A place for him, all zero, if he has none. *ret_gone: the contact that had to go, with what was known of it in *ret_stall,
 * so that what it taught is not lost; 0: none. NULL when memory is short. */
struct stall *stalls_make(struct stalls *stalls, uint32_t line_index, uint32_t contact,
			  uint32_t *ret_gone_line, uint32_t *ret_gone, struct stall *ret_stall);
/* All of a line, in no order: start with *at 0; NULL at the end. */
struct stall *stalls_walk(struct stalls *stalls, uint32_t line_index, uint32_t *at,
			  uint32_t *ret_contact);

void stalls_save(const struct stalls *stalls, uint32_t line_index, struct buf *out);
/* `places`: as many as the line has now; one that is gone from the settings is agreed on no more. ERR_INPUT: damaged; what was
 * read by then is there. */
enum err stalls_load(struct stalls *stalls, uint32_t line_index, size_t places, struct bytes saved);

#endif
