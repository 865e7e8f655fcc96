// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What happens on sites, told to their own programs by webhooks: at least once, never before it is committed, and nothing waits
 * for it. What waits is written down once a minute and when the keeper ends, so that a crash loses what happened since then.
 */
#ifndef DAEMON_KEEPER_HOOKS_H
#define DAEMON_KEEPER_HOOKS_H

#include "base/jsonout.h"
#include "daemon/keeper.h"

/* Something happened on a site and is committed: `name` is its effect ("verdict", "standing", …), `json` the effect's object as
 * in docs/SITE.md, copied. Returns at once; does nothing for a line that has no webhook for it. */
void keeper_site_happened(struct keeper *keeper, size_t line_index, const char *name, struct bytes json);

/* The same of an effect of the flow; of one that is no site's, nothing. */
void keeper_hooks_tell(struct keeper *keeper, const struct effect *effect);
/* Writes down what waits, in a transaction of its own; with no batch open. As the keeper ends, and once a minute by itself. */
void keeper_hooks_keep(struct keeper *keeper);

/* Before the flow is opened, and after it is closed. */
void keeper_hooks_open(struct keeper *keeper);
void keeper_hooks_close(struct keeper *keeper);
/* keeper_errand.c to it: how a call ended; the errand is gone; it is there. */
enum err keeper_hooks_ended(struct keeper *keeper, struct bytes payload);
void keeper_hooks_alone(struct keeper *keeper);
void keeper_hooks_pump(struct keeper *keeper);

void keeper_hooks_metrics(const struct keeper *keeper, struct buf *out);
/* Of one line or (SIZE_MAX) of all: a list "webhooks" in the open object, when there are any. */
void keeper_hooks_queue(const struct keeper *keeper, size_t line_index, struct jsonout *json);

#endif
