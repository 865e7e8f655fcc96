// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The errand's calls of sites' webhooks: one at a time a webhook, each with its own secret and its own authorities, so that one
 * that hangs delays no other.
 */
#ifndef DAEMON_ERRAND_HOOKS_H
#define DAEMON_ERRAND_HOOKS_H

#include "daemon/ipc_messages.h"
#include "daemon/settings.h"

#include <event2/event.h>

struct hooks;

/* Before the jail closes: reads the secrets. `done`: a call has ended. */
enum err hooks_create(struct event_base *base, const struct settings *settings, void *context,
		      void (*done)(void *context, const struct ipc_alarmed *alarmed), struct hooks **ret_hooks,
		      struct error *error_r);
void hooks_destroy(struct hooks *hooks);
/* False: there is no such webhook. What a keeper asked for that is gone may be under way; then this waits for its end. */
bool hooks_begin(struct hooks *hooks, const struct ipc_hook *hook);
/* The keeper is gone: what waits is not done, what is under way is. */
void hooks_forget(struct hooks *hooks);
/* Whether anything is under way; `hooks` may be NULL. */
bool hooks_busy(const struct hooks *hooks);

#endif
