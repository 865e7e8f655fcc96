// SPDX-License-Identifier: GPL-3.0-or-later
/* One line of a rehearsal's input: a JSON object into an event, with the column of what is wrong. */
#ifndef DAEMON_REHEARSE_INPUT_H
#define DAEMON_REHEARSE_INPUT_H

#include "daemon/settings.h"
#include "daemon/sighting_words.h"
#include "flow/driver.h"
#include "standing/call.h"

#include <jansson.h>

/* An arrival is what nothing else is said of. */
enum rehearse_event {
	REHEARSE_ARRIVAL,
	REHEARSE_SIGHTING,
	REHEARSE_RECEIPT,
	REHEARSE_OPERATOR,
	REHEARSE_TICK,
	REHEARSE_CALL
};

/* Texts point into `json`, which the input owns. */
struct rehearse_input {
	json_t *json;
	ms_t at;
	enum rehearse_event event;
	enum arrival_kind arrival;
	size_t line_index;  /* SIZE_MAX: all lines */
	const char *id;     /* "" when there is none */
	char from[NUMBER_MAX], to[NUMBER_MAX];
	struct bytes text;
	struct sighting_words words; /* of what was seen elsewhere */
	struct sighting sighting;    /* the same, read: its texts are of `json` and `words` */
	enum outbox_state state;
	enum flow_verb verb;
	char contact[NUMBER_MAX];
	struct call call;   /* with REHEARSE_CALL; owned */
	bool called;
	const char *field;  /* of a call to a site that was refused, the member that is wrong: static; NULL */
	size_t column;      /* of the member to name when the flow refuses the event */
};

/* `least`: the moment before which `at` may not lie. On failure ERR_INPUT, the text says what to write, *ret_column
 * where (1 is the first byte). rehearse_input_finish() in any case. */
enum err rehearse_parse(struct bytes line, const struct settings *settings, ms_t least,
			struct rehearse_input *ret_input, size_t *ret_column,
			struct error *error_r);
void rehearse_input_finish(struct rehearse_input *input);

/* The message that an arrival is. Views point into the input. */
void rehearse_message(const struct rehearse_input *input, const struct line *line,
		      struct message *ret_message);

/* Where the value of a top-level member begins in a JSON text, from 1; 1 when it has no such member. */
size_t rehearse_column(struct bytes line, const char *key);

#endif
