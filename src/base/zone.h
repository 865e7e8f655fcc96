// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Local time: how far a zone's clocks are ahead of UTC at a moment. The zones are ICU's, which are in its library, so
 * nothing is read from disk later, in a jail. Reads no clock.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/clock.h"
#include "base/error.h"

struct zone;

/* `name`: of the IANA database ("Europe/Brussels"). ERR_INPUT when ICU does not know it. */
enum err zone_create(const char *name, struct zone **ret_zone, struct error *error_r);
void zone_destroy(struct zone *zone);

/* What to add to a moment to have the wall clock's time as if it were UTC. Cheap within one quarter of an hour. */
ms_t zone_offset(struct zone *zone, ms_t at);
/* Milliseconds since local midnight, as the wall clock shows. */
ms_t zone_time_of_day(struct zone *zone, ms_t at);

#endif
