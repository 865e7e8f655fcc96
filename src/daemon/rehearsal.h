// SPDX-License-Identifier: GPL-3.0-or-later
/* A rehearsal of its own: this very program, started again as `rehearse`, with a pipe into it and
 * one out of it. */
#ifndef DAEMON_REHEARSAL_H
#define DAEMON_REHEARSAL_H

#include "base/bytes.h"
#include "base/error.h"

#include <stdint.h>
#include <sys/types.h>

struct rehearsal_child {
	pid_t pid;   /* 0: none */
	int in, out; /* what it reads, what it writes: our ends; -1: closed */
};

/* Under the settings in the file `config`, or, when that is NULL, under `settings`, which are YAML.
 * ERR_IO when it could not be started. SIGPIPE must be ignored. */
enum err rehearsal_start(const char *config, struct bytes settings, uint64_t seed,
			 struct rehearsal_child *ret_child, struct error *error_r);
/* Closes a descriptor and marks it so. */
void rehearsal_shut(int *fd);
/* Waits for its end; one that something went wrong with (`err`) is ended. ERR_STATE when it did not
 * end well; what it had to say is on stderr. */
enum err rehearsal_end(struct rehearsal_child *child, enum err err, struct error *error_r);

#endif
