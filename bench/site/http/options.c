// SPDX-License-Identifier: GPL-3.0-or-later
/* options.c - see options.h. */
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct load_options options;

static const struct option_row {
	const char *name;
	uint32_t *number; /* with a number … */
	uint32_t unless, min, max;
	const char **text; /* … or with a word … */
	bool *flag;	   /* … or with nothing */
	const char *what;
} rows[] = {
	{"--port", &options.port, 8080, 1, 65535, NULL, NULL, "of the server, on 127.0.0.1"},
	{"--token-file", NULL, 0, 0, 0, &options.token_file, NULL, "its first line is the token"},
	{"--connections", &options.connections, 32, 1, 4096, NULL, NULL,
	 "open at once, one request each"},
	{"--members", &options.members, 2000, 2, 1000000, NULL, NULL, "an even number"},
	{"--setup", NULL, 0, 0, 0, NULL, &options.setup,
	 "only makes the members and their contacts"},
	{"--seconds", &options.seconds, 10, 1, 3600, NULL, NULL, "of load"},
	{"--rate", &options.rate, 0, 0, 1000000, NULL, NULL,
	 "messages a second on a schedule; 0: as fast as it goes"},
	{"--drain", &options.drain, 5, 0, 600, NULL, NULL,
	 "seconds for what is due at the end and not answered yet"},
	{"--forum", &options.forum, 20, 0, 100, NULL, NULL, "per cent are posts in the forum"},
	{"--prefix", NULL, 0, 0, 0, &options.prefix, NULL,
	 "of the messages' ids (m-): another for each run on one store"},
	{"--acknowledged", NULL, 0, 0, 0, &options.acknowledged, NULL,
	 "FILE gets number and verdict of each answered message"},
	{"--replay", NULL, 0, 0, 0, &options.replay, NULL,
	 "FILE of --acknowledged: no load, asks whether each is stored, and answered the same"},
	{"--help", NULL, 0, 0, 0, NULL, &options.help, "this"},
};

enum { ROWS = sizeof(rows) / sizeof(*rows) };

static void print_help(void)
{
	printf("bench_site_http: a site's backend that sends messages to its moderation "
	       "service.\n\n");
	for (size_t i = 0; i < ROWS; i++) {
		printf("  %-16s %s", rows[i].name, rows[i].what);
		if (rows[i].number != NULL)
			printf(" (%u)", (unsigned)rows[i].unless);
		putchar('\n');
	}
	printf("\nOne JSON object on stdout. Exit 0 all answered well, 3 not all, 2 bad usage.\n");
}

static bool bad_usage(const char *argument, const char *why)
{
	fprintf(stderr, "bench_site_http: %s: %s; see --help\n", argument, why);
	return false;
}

static const struct option_row *row_of(const char *name)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	}
	return NULL;
}

static bool set_number(const struct option_row *row, const char *text)
{
	char *end;

	errno = 0;
	unsigned long v = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || errno != 0)
		return bad_usage(row->name, "needs a number");
	if (v < row->min || v > row->max)
		return bad_usage(row->name, "out of range");
	*row->number = (uint32_t)v;
	return true;
}

static bool read_arguments(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const struct option_row *row = row_of(argv[i]);
		if (row == NULL)
			return bad_usage(argv[i], "unknown");
		if (row->flag != NULL) {
			*row->flag = true;
			continue;
		}
		if (++i == argc)
			return bad_usage(row->name, "needs a value");
		if (row->text != NULL)
			*row->text = argv[i];
		else if (!set_number(row, argv[i]))
			return false;
	}
	return true;
}

bool options_read(int argc, char **argv, struct load_options *ret_options)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].number != NULL)
			*rows[i].number = rows[i].unless;
	}
	options.prefix = "m-";
	if (!read_arguments(argc, argv))
		return false;
	if (options.help)
		print_help();
	else if (options.token_file == NULL)
		return bad_usage("--token-file", "is needed");
	if (options.members % 2 != 0)
		return bad_usage("--members", "is odd");
	if (strlen(options.prefix) > 16 ||
	    options.prefix[strspn(options.prefix, "abcdefghijklmnopqrstuvwxyz0123456789-")] != 0)
		return bad_usage("--prefix", "has 16 of a-z 0-9 - at most");
	*ret_options = options;
	return true;
}
