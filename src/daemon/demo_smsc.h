// SPDX-License-Identifier: GPL-3.0-or-later
/* The demo's own small carrier: an SMSC on loopback that takes one bind, delivers texts and shows what is submitted. */
#ifndef DAEMON_DEMO_SMSC_H
#define DAEMON_DEMO_SMSC_H

#include "base/error.h"

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

struct demo_smsc;

/* Called with each text that was submitted, UTF-8. */
typedef void demo_smsc_fn(void *context, const char *from, const char *to, const char *text);

/* Listens on a free port of 127.0.0.1. */
enum err demo_smsc_create(struct event_base *base, demo_smsc_fn *submitted, void *context,
			  struct demo_smsc **ret_smsc, struct error *error_r);
void demo_smsc_destroy(struct demo_smsc *smsc);
uint16_t demo_smsc_port(const struct demo_smsc *smsc);
bool demo_smsc_bound(const struct demo_smsc *smsc);
/* Delivers a text as if somebody had sent it; numbers as +digits. Nothing happens while nobody is bound. */
void demo_smsc_deliver(struct demo_smsc *smsc, const char *from, const char *to, const char *text);

#endif
