// SPDX-License-Identifier: GPL-3.0-or-later
/* The only place that reads a clock. The demo lets it run faster than the world's. */
#ifndef DAEMON_NOW_H
#define DAEMON_NOW_H

#include "base/clock.h"

#include <sys/time.h>

/* From now on time runs `speed` times as fast, counted from `origin` (a moment of the real clock, so that all
 * processes agree). 1 is the world's own pace. */
void now_speed(double speed, ms_t origin);
/* Milliseconds since 1970; never decreases within a process. */
ms_t now_ms(void);
/* Real time until `at`: what to wait, at least nothing and at most a day. */
struct timeval now_until(ms_t at);

#endif
