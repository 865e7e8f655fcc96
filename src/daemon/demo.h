// SPDX-License-Identifier: GPL-3.0-or-later
/* What the demo shows on the terminal, in the language of the person who watches. */
#ifndef DAEMON_DEMO_H
#define DAEMON_DEMO_H

#include "daemon/spoken.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct demo_show {
	enum spoken language;
	bool colour;
	bool flooding;     /* the robots are only counted */
	unsigned robots, robots_answered, robots_waiting;
	double cost;       /* of one answer */
};

/* `language` NULL: from the environment. Says what one is about to see. */
void demo_show_begin(struct demo_show *show, const char *language);
/* One effect of the running program; `text` is what the sender wrote. */
void demo_show_effect(struct demo_show *show, const json_t *effect, const char *text);
/* What the carrier was handed: the answer arrives on somebody's phone. */
void demo_show_answer(struct demo_show *show, const char *to, const char *text);
void demo_show_flood(struct demo_show *show);
/* The evening of 30 October 2017 follows; it speaks for itself. */
void demo_show_evening(const struct demo_show *show);
/* The talk of a stalling line with a dealer follows; it speaks for itself. */
void demo_show_conversation(const struct demo_show *show);
/* From the answer to `stats`. False when it says something that should not be. */
bool demo_show_summary(struct demo_show *show, const char *stats);
void demo_show_serving(const struct demo_show *show, const char *folder, const char *config,
		       uint16_t desk);
void demo_show_failed(const struct demo_show *show, const char *log);

#endif
