// SPDX-License-Identifier: GPL-3.0-or-later
/* What a site's settings say beyond its rules: which events its webhooks are told. */
#ifndef DAEMON_SETTINGS_SITE_H
#define DAEMON_SETTINGS_SITE_H

#include "daemon/settings.h"
#include "standing/site.h"

/* site_hook.events: bit enum site_effect, and this one for verdicts. */
enum { SITE_HOOK_VERDICT = SITE_EFFECT_COUNT, SITE_HOOK_EVENTS };

/* The bit's number of an effect's name, "verdict" among them; SITE_HOOK_EVENTS: there is none of that name. */
unsigned settings_hook_event(const char *name);

/* Whether any site has a webhook, and how many all have. */
bool settings_has_hooks(const struct settings *settings);
size_t settings_hook_count(const struct settings *settings);
/* The webhooks of all sites, numbered from 0 in the order they are written in: as keeper and errand name them to each other. */
const struct site_hook *settings_hook_at(const struct settings *settings, size_t number, size_t *ret_line_index);

#endif
