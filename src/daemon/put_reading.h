// SPDX-License-Identifier: GPL-3.0-or-later
/* A reading as members of a JSON object: what `fauxbond classify` prints, and later the desk's verdicts. */
#ifndef DAEMON_PUT_READING_H
#define DAEMON_PUT_READING_H

#include "base/jsonout.h"
#include "flow/flow.h"

/* language, kind, p, kinds, findings, act, slots. `text`: what was read, for the slots that are words. */
void put_reading(struct jsonout *json, const struct reading *reading, struct bytes text);

#endif
