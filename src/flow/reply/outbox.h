// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Stage 6: what waits to be answered, in memory; the record of it is in the store, from which a restart rebuilds it.
 *
 *   scheduled --due--> waiting --released--> (gone: it is an answer now, see sending.h)
 *                         |
 *                         +--window over--> held --released late--> (gone)
 *                                             |
 *                                             +--late over--> (gone: let go, recorded)
 *   person: waits for an operator, until it is approved or let go
 *
 * A contact has at most one entry. Entries that are due wait in the order in which they fell due: those for people in
 * distress, then those inside their window, then the held ones.
 */
#ifndef FLOW_REPLY_OUTBOX_H
#define FLOW_REPLY_OUTBOX_H

#include "flow/flow.h"

enum wait_queue { QUEUE_HELP, QUEUE_WINDOW, QUEUE_LATE, QUEUE_COUNT };

enum entry_state { ENTRY_FREE, ENTRY_SCHEDULED, ENTRY_WAITING, ENTRY_HELD, ENTRY_PERSON };

struct entry {
	uint32_t line_index, contact;
	uint64_t about;  /* event of the message it would answer */
	ms_t due, until; /* its window's moments */
	ms_t late;       /* when a held one is let go */
	enum entry_state state;
	enum move move;
	enum language language;
	enum why why;    /* of a held one */
	double propensity;
	bool approved;    /* by a person: no price holds it back */
	bool worded;	  /* words were asked for once: they are not waited for again */
	/* What the cohort said last, and in which of its snapshots; 0: nothing yet. */
	double score, position;
	uint32_t cluster, snapshot;
	char address[NUMBER_MAX]; /* the sender */
	char via[NUMBER_MAX];     /* the own number he wrote to */
	char *id;                 /* provider's id of the message; NULL: none. Owned. */
	/* the outbox's own */
	uint32_t queue, previous, next, stamp;
};

enum { ENTRY_NONE = UINT32_MAX };

struct outbox;

struct outbox *outbox_create(void);
void outbox_destroy(struct outbox *outbox);

/* Takes a copy of what `entry` says (state SCHEDULED or PERSON; `id` is copied). Replaces the contact's entry if it has
 * one. ERR_FULL beyond LIMIT_WAITING, ERR_MEMORY: nothing changed. */
enum err outbox_add(struct outbox *outbox, const struct entry *entry);
/* The contact's entry, or ENTRY_NONE. */
uint32_t outbox_find(const struct outbox *outbox, uint32_t line_index, uint32_t contact);
struct entry *outbox_entry(struct outbox *outbox, uint32_t index);
void outbox_remove(struct outbox *outbox, uint32_t index);

/* The next entry whose timer has rung at `now` (in the order of the timers); ENTRY_NONE when there is none. Its state
 * says what rang: SCHEDULED its due time, WAITING the end of its window, HELD or PERSON its last moment. */
uint32_t outbox_ring(struct outbox *outbox, ms_t now);
/* Puts a rung or new entry at the end of its queue: WAITING until its window ends, or HELD until `late`. */
enum err outbox_wait(struct outbox *outbox, uint32_t index, enum entry_state state);

/* Holds a rung entry until `late` without a place in a queue: it goes out only if a person approves it. */
enum err outbox_park(struct outbox *outbox, uint32_t index);

/* Rings an entry again at `at`, without moving it in its queue. */
enum err outbox_rearm(struct outbox *outbox, uint32_t index, ms_t at);

/* The first that waits in a queue of a line, and the one behind it; ENTRY_NONE at the end. */
uint32_t outbox_first(const struct outbox *outbox, uint32_t line_index, enum wait_queue queue);
uint32_t outbox_after(const struct outbox *outbox, uint32_t index);
/* How many of a line's entries are in their window: scheduled or waiting. */
size_t outbox_in_window(const struct outbox *outbox, uint32_t line_index);
/* When the next timer rings; MS_NEVER when none does. */
ms_t outbox_next(struct outbox *outbox);
/* The least `about` of a line's entries: nothing older is waiting. UINT64_MAX when none waits. Walks all entries. */
uint64_t outbox_low(const struct outbox *outbox, uint32_t line_index);
/* How many entries there are, and the walk over them: start with ENTRY_NONE, ends with it. */
size_t outbox_count(const struct outbox *outbox);
uint32_t outbox_walk(const struct outbox *outbox, uint32_t index);

#endif
