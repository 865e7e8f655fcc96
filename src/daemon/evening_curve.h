// SPDX-License-Identifier: GPL-3.0-or-later
/* The evening as a drawing: one SVG file without scripts or fonts of its own, for a light and a
 * dark screen. */
#ifndef DAEMON_EVENING_CURVE_H
#define DAEMON_EVENING_CURVE_H

#include "daemon/evening_measure.h"
#include "daemon/spoken.h"

/* From Monday noon to two at night, in three panels: what came, who was answered in time, what it
 * cost. */
void evening_curve(const struct evening_measure *measure, enum spoken language, struct buf *out);

#endif
