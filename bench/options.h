// SPDX-License-Identifier: GPL-3.0-or-later
/* options.h - the generator's command line; the table in options.c is its manual. */
#ifndef FAUXBOND_BENCH_OPTIONS_H
#define FAUXBOND_BENCH_OPTIONS_H

#include "traffic.h"

#include <stdbool.h>

struct smsc_options {
	uint32_t port;
	uint32_t linger_ms; /* silence after the last expected reply, so that duplicates show */
	uint32_t grace_s;   /* silence after which what is missing counts as missing */
	uint32_t limit_s;   /* the whole run, from the first deliver_sm */
	uint32_t bind_s;    /* for the peer to bind */
	bool hold; /* wait for a line on stdin before the first message and before the end */
	bool help;
};

/* False on bad usage, which has been said on stderr. */
bool options_read(int argc, char **argv, struct smsc_options *ret_smsc,
		  struct traffic_options *ret_traffic);

#endif
