// SPDX-License-Identifier: GPL-3.0-or-later
/* main.c - the load generator: one setup, one load or one replay, and one JSON object about it. */
#include "load.h"
#include "options.h"

#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static double cpu_seconds(void)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static bool read_token(const char *path, char *ret_token, size_t size)
{
	FILE *f = fopen(path, "r");
	bool is_read = f != NULL && fgets(ret_token, (int)size, f) != NULL;

	if (f != NULL)
		fclose(f);
	if (!is_read) {
		fprintf(stderr, "bench_site_http: no token in %s\n", path);
		return false;
	}
	ret_token[strcspn(ret_token, "\r\n")] = '\0';
	return true;
}

/* Each step needs the one before it whole. */
static double set_up(struct load *load, const struct load_options *options, struct tally *tally)
{
	const struct load_job steps[] = {
		{.kind = REQUEST_MEMBER, .count = options->members},
		{.kind = REQUEST_CONTACT, .count = options->members / 2},
		{.kind = REQUEST_ACCEPT, .count = options->members / 2},
	};
	double took = 0;

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps) && tally_errors(tally) == 0; i++)
		took += load_run(load, &steps[i], tally);
	return took;
}

/* First with other words and without their keys: what is stored is refused, since its id is taken, and what was lost would be
 * taken as new. Then, if all are there, with them: the stored answer. */
static double replay(struct load *load, const struct load_options *options, struct tally *tally)
{
	if (!tally_load(tally, options->replay)) {
		perror(options->replay);
		tally->malformed++;
		return 0;
	}
	const struct load_job stored = {.kind = REQUEST_PROBE,
					.count = tally->mark_count,
					.status = 409,
					.marks = tally->marks};
	const struct load_job same = {
		.kind = REQUEST_MESSAGE, .count = tally->mark_count, .marks = tally->marks};
	double took = load_run(load, &stored, tally);
	if (tally_errors(tally) == 0)
		took += load_run(load, &same, tally);
	return took;
}

static double load_up(struct load *load, const struct load_options *options, struct tally *tally)
{
	const struct load_job job = {.kind = REQUEST_MESSAGE,
				     .count = UINT32_MAX,
				     .seconds = options->seconds,
				     .drain_s = options->drain,
				     .rate = options->rate};

	tally->keeps_marks = options->acknowledged != NULL;
	double took = load_run(load, &job, tally);
	if (options->acknowledged != NULL && !tally_save(tally, options->acknowledged)) {
		perror(options->acknowledged);
		tally->malformed++;
	}
	return took;
}

static double work(struct load *load, const struct load_options *options, struct tally *tally)
{
	if (options->setup)
		return set_up(load, options, tally);
	return options->replay != NULL ? replay(load, options, tally)
				       : load_up(load, options, tally);
}

static int run(const struct load_options *options, const char *token)
{
	struct requests requests = {.members = options->members, .forum_percent = options->forum};
	struct tally tally = {0};
	int status = 1;

	snprintf(requests.prefix, sizeof(requests.prefix), "%s", options->prefix);
	requests_init(&requests, token);
	struct load *load = load_create(options->port, options->connections, &requests);
	if (load != NULL) {
		double cpu = cpu_seconds();
		double took = work(load, options, &tally);
		cpu = cpu_seconds() - cpu;
		status = tally_errors(&tally) == 0 ? 0 : 3;
		tally_print(&tally, took, cpu);
	}
	load_destroy(load);
	requests_finish(&requests);
	tally_finish(&tally);
	return status;
}

int main(int argc, char **argv)
{
	struct load_options options;
	char token[REQUEST_TOKEN_MAX];

	if (!options_read(argc, argv, &options))
		return 2;
	if (options.help)
		return 0;
	if (!read_token(options.token_file, token, sizeof(token)))
		return 1;
	/* The kernel rounds waits up by 50 µs otherwise: at 10,000 a second that is half a turn. */
	prctl(PR_SET_TIMERSLACK, 1);
	return run(&options, token);
}
