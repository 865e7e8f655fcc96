// SPDX-License-Identifier: GPL-3.0-or-later
/* A rehearsal (rehearsal.h) that is given all its events at once, as fast as it takes them. */
#ifndef DAEMON_EVENING_RUN_H
#define DAEMON_EVENING_RUN_H

#include "base/bytes.h"
#include "base/error.h"

#include <stdint.h>

/* One line of effects, without its newline. Anything but ERR_NONE ends the rehearsal. */
typedef enum err evening_line_fn(void *context, struct bytes line, struct error *error_r);

/* Gives the events to `fauxbond rehearse` under the settings in the file `config`, or, when that is
 * NULL, under `settings`, which are YAML; and each line it answers to `take`. ERR_IO when it could
 * not be started, ERR_STATE when it did not end well; what it had to say is on stderr. SIGPIPE must
 * be ignored. */
enum err evening_rehearse(const char *config, struct bytes settings, uint64_t seed,
			  struct bytes events, evening_line_fn *take, void *context,
			  struct error *error_r);

#endif
