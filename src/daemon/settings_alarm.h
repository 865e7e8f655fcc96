// SPDX-License-Identifier: GPL-3.0-or-later
/* The settings of `alarm:`, as those who use them ask. */
#ifndef DAEMON_SETTINGS_ALARM_H
#define DAEMON_SETTINGS_ALARM_H

#include "daemon/settings.h"

/* Whether anybody is to be told. */
bool settings_has_alarm(const struct settings *settings);
/* Whether somebody is to be called, operators, the writer or a site's own program: then there is an errand process. */
bool settings_has_errand(const struct settings *settings);

#endif
