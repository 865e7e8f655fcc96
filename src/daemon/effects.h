// SPDX-License-Identifier: GPL-3.0-or-later
/* Effects as lines of JSON (DESIGN §12): what rehearse prints and what those who follow a running program see. */
#ifndef DAEMON_EFFECTS_H
#define DAEMON_EFFECTS_H

#include "base/jsonout.h"
#include "flow/driver.h"

/* One object, without a newline. */
void effect_json(const struct effect *effect, struct buf *out);
/* An answer's id as the outside knows it: "out-LINE-EVENT"; and back (0: not one of ours). */
enum { ANSWER_ID_MAX = 40 };
const char *answer_id(uint64_t token, char ret_id[ANSWER_ID_MAX]);
uint64_t answer_id_token(const char *id);

#endif
