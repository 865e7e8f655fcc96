// SPDX-License-Identifier: GPL-3.0-or-later
/* options.h - the load generator's command line; the table in options.c is its manual. */
#ifndef FAUXBOND_BENCH_SITE_OPTIONS_H
#define FAUXBOND_BENCH_SITE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct load_options {
	uint32_t port;
	uint32_t connections;
	uint32_t seconds;
	uint32_t rate;	/* messages a second on a schedule; 0: as fast as it goes */
	uint32_t drain; /* seconds for what is due at the end and not answered yet */
	uint32_t members;
	uint32_t forum; /* per cent of the messages */
	bool setup;
	bool help;
	const char *token_file;
	const char *prefix;
	const char *acknowledged; /* file to write, or NULL */
	const char *replay;	  /* file to read, or NULL */
};

/* False on bad usage, which has been said on stderr. */
bool options_read(int argc, char **argv, struct load_options *ret_options);

#endif
