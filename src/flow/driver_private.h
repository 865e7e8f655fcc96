// SPDX-License-Identifier: GPL-3.0-or-later
/* What the driver's own rooms share: flow.c (in), release.c (out), operator.c, recover.c. Nobody else includes it. */
#ifndef FLOW_DRIVER_PRIVATE_H
#define FLOW_DRIVER_PRIVATE_H

#include "base/mem.h"
#include "base/phone.h"
#include "base/sms.h"
#include "flow/budget/admit.h"
#include "flow/budget/ledger.h"
#include "flow/classify/classify.h"
#include "flow/classify/join.h"
#include "flow/decide/decide.h"
#include "flow/driver.h"
#include "flow/evidence/evidence.h"
#include "flow/limits.h"
#include "flow/reply/outbox.h"
#include "flow/reply/sending.h"
#include "flow/reply/words.h"
#include "store/contacts.h"

/* A line at work: its settings, its contacts, its money. */
struct lane {
	const struct line *line;
	struct line_row row;
	struct contacts *contacts;
	struct ledger ledger;
	bool paused;
	/* The earliest moment at which the first of a queue could be paid; 0: not blocked. */
	ms_t blocked[QUEUE_COUNT];
	bool told_budget; /* that a cap refuses was told, and is no news until there is slack */
	uint64_t snapshot;   /* the newest snapshot's `upto` */
	struct outcome *outcomes; /* to be written with this batch */
	size_t outcome_count, outcome_room;
	struct flow_counts counts;
};

/* What texts of the packs are charged as, once measured. */
enum { MEASURED = 64 };
struct measured {
	const uint8_t *text;
	int parts;
};

struct flow {
	struct flow_options options;
	struct lane lanes[LINES_MAX];
	size_t lane_count;
	struct ledger house;
	struct admit *admit;
	struct join *join;
	struct classify *classify;
	struct evidence *evidence;
	struct outbox *outbox;
	struct sending *sending;
	struct phone_checker *phones;
	ms_t now;      /* the batch's moment */
	bool open;     /* between flow_begin and flow_commit */
	bool wrote;    /* the batch has something to commit */
	bool full;     /* its arena had no room for one more answer */
	struct arena arena;  /* of effects and texts; emptied with each batch */
	struct effect *effects;
	size_t effect_count, effect_room;
	struct buf text; /* scratch for joining */
	struct measured measured[MEASURED];
};

/* flow.c */
struct effect *flow_effect(struct flow *flow, enum effect_type type, uint32_t line_index);
/* A copy that lives until the commit; "" when memory is short. */
const char *flow_keep(struct flow *flow, const char *text);
struct bytes flow_keep_bytes(struct flow *flow, struct bytes bytes);
uint8_t flow_flags(const struct flow *flow, uint32_t line_index, uint32_t contact);
void flow_set_flags(struct flow *flow, uint32_t line_index, uint32_t contact, uint8_t flags);
/* The contact with this address: 0 when the line has none. */
uint32_t flow_find_contact(const struct flow *flow, uint32_t line_index, const char *address);

/* The number behind a contact, from its sealed row. */
enum err flow_address(struct flow *flow, uint32_t line_index, uint32_t contact,
		      char ret_address[NUMBER_MAX], struct error *error_r);
/* Appends the message's decision as an event of its own about message->event; `by`: an operator, or NULL. */
enum err flow_seal_decision(struct flow *flow, const struct message *message, const char *by,
			    struct error *error_r);

/* release.c */
enum err release_due(struct flow *flow, struct error *error_r);
ms_t release_next(struct flow *flow);
/* Seals a decision about a contact, lets its flags and its entry follow, and tells it. `about` 0: about no message. */
enum err release_decide(struct flow *flow, uint32_t line_index, uint32_t contact, uint64_t about,
			const char *address, const char *id, const struct decision *decision,
			const char *by, struct error *error_r);

/* outcome.c */
enum err outcomes_seal(struct flow *flow, struct error *error_r);
void lane_outcome(struct flow *flow, uint32_t line_index, const struct outcome *outcome);

/* The note by which a restart knows that the program had stopped in order. */
#define NOTE_STOPPED "stopped"

/* recover.c */
enum err recover_lane(struct flow *flow, uint32_t line_index, struct error *error_r);
/* Writes down what a restart would begin from. */
enum err recover_snapshot(struct flow *flow, uint32_t line_index, struct error *error_r);

#endif
