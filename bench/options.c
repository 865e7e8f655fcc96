// SPDX-License-Identifier: GPL-3.0-or-later
/* options.c - see options.h */
#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define UNSET UINT32_MAX

static struct smsc_options smsc;
static struct traffic_options traffic;
static const char *to = "999000000000";

struct option_row {
	const char *name;
	uint32_t *number; /* a number from min to max ... */
	uint32_t min;
	uint32_t max;
	bool *flag;	 /* ... or a flag */
	uint32_t unless; /* the default */
	const char *help;
};

/* clang-format off */
static const struct option_row rows[] = {
	{"--port", &smsc.port, 1, 65535, NULL, 2775, "listen on 127.0.0.1:PORT"},
	{"--messages", &traffic.messages, 1, 100000000, NULL, 20000, "deliver_sm to send"},
	{"--senders", &traffic.senders, 1, 100000000, NULL, UNSET, "distinct sources (as many as messages)"},
	{"--expect", &traffic.expect, 0, 100000000, NULL, UNSET, "sources that should be answered (all)"},
	{"--first", &traffic.first, 0, 899999999, NULL, 1, "counter of the first source: 999 and 9 digits"},
	{"--window", &traffic.window, 1, UNSET, NULL, UNSET, "deliver_sm unacknowledged (100; --rate: any)"},
	{"--rate", &traffic.rate, 0, 1000000, NULL, 0, "a second, on a fixed schedule; 0: full speed"},
	{"--throttle", &traffic.throttle, 0, 1000000, NULL, 0, "refuse submit_sm above this a second; 0: none"},
	{"--receipts", NULL, 0, 0, &traffic.receipts, 0, "send the delivery receipts that are asked for"},
	{"--linger", &smsc.linger_ms, 0, 600000, NULL, 1000, "ms of silence after the last expected reply"},
	{"--grace", &smsc.grace_s, 1, 3600, NULL, 15, "s of silence, then the rest is missing"},
	{"--limit", &smsc.limit_s, 1, 86400, NULL, 600, "s, the whole run at most"},
	{"--bind-wait", &smsc.bind_s, 1, 3600, NULL, 60, "s for the peer to bind"},
	{"--hold", NULL, 0, 0, &smsc.hold, 0, "after \"bound\" and \"ended\" on stderr wait for a line"},
	{"--help", NULL, 0, 0, &smsc.help, 0, "this page"},
};
/* clang-format on */
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static void print_help(void)
{
	printf("bench_smsc: an SMSC that sends messages to whoever binds and measures the "
	       "answers\n");
	for (size_t i = 0; i < ROWS; i++) {
		printf("  %-12s %-2s %s", rows[i].name, rows[i].number == NULL ? "" : "N",
		       rows[i].help);
		if (rows[i].number != NULL && rows[i].unless != UNSET && rows[i].unless != 0)
			printf(" (%u)", rows[i].unless);
		printf("\n");
	}
	printf("  --to       DIGITS  the line's number (%s)\n", to);
	printf("One JSON object on stdout. Exit 0 all answered, 3 not all, 2 bad usage.\n");
}

static const struct option_row *row_of(const char *name)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	}
	return NULL;
}

static bool bad_usage(const char *argument, const char *why)
{
	fprintf(stderr, "bench_smsc: %s: %s; see --help\n", argument, why);
	return false;
}

static bool set_number(const struct option_row *row, const char *text)
{
	char *end;

	errno = 0;
	unsigned long long v = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || errno != 0)
		return bad_usage(row->name, "needs a number");
	if (v < row->min || v > row->max)
		return bad_usage(row->name, "out of range");
	*row->number = (uint32_t)v;
	return true;
}

static bool set_to(const char *text)
{
	size_t len = strlen(text);
	if (len == 0 || len > 20 || strspn(text, "0123456789") != len)
		return bad_usage("--to", "needs 1 to 20 digits");
	to = text;
	return true;
}

static bool read_arguments(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const struct option_row *row = row_of(argv[i]);
		bool is_to = strcmp(argv[i], "--to") == 0;
		if (row == NULL && !is_to)
			return bad_usage(argv[i], "unknown");
		if (row != NULL && row->flag != NULL) {
			*row->flag = true;
			continue;
		}
		if (i + 1 == argc)
			return bad_usage(argv[i], "needs a value");
		i++;
		if (!(is_to ? set_to(argv[i]) : set_number(row, argv[i])))
			return false;
	}
	return true;
}

bool options_read(int argc, char **argv, struct smsc_options *ret_smsc,
		  struct traffic_options *ret_traffic)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].number != NULL)
			*rows[i].number = rows[i].unless;
	}
	if (!read_arguments(argc, argv))
		return false;
	if (smsc.help)
		print_help();
	if (traffic.senders == UNSET)
		traffic.senders = traffic.messages;
	if (traffic.senders > traffic.messages)
		return bad_usage("--senders", "more than messages");
	if (traffic.expect == UNSET)
		traffic.expect = traffic.senders;
	if (traffic.window == UNSET && traffic.rate == 0)
		traffic.window = 100;
	traffic.to = to;
	*ret_smsc = smsc;
	*ret_traffic = traffic;
	return true;
}
