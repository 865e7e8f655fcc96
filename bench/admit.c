// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * admit.c - how many messages a second the first door judges, and how much memory its tables take,
 * without a store: few senders, ten million of them, senders that all fall into one set of the
 * table, ten million on as many lines as can be.
 *
 *   bench_admit [RUNS]
 *
 * One JSON object a case: the median of RUNS runs (3), each in a process of its own, by the time
 * that it had of a core. Every message has an id of its carrier and comes on a line that converses;
 * who is not limited is answered at once. Memory is what the process grew by from before the tables
 * were made to after the last message.
 */
#include "base/mem.h"
#include "base/seal.h"
#include "flow/budget/admit.h"
#include "flow/budget/tally.h"
#include "flow/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS = 3, RUNS_MAX = 101, NEIGHBOURS = 1000, TEN_MILLION = 10000000 };
#define START INT64_C(1772482500000)

struct result {
	double decisions; /* a second of one core */
	double megabytes;
	uint64_t limited;
};

struct bench_case {
	const char *name;
	uint32_t lines, senders, messages;
	bool neighbours; /* the senders are those of `neighbours` */
};

static const struct bench_case cases[] = {
	{"few senders", 1, 100, 3000000, false},
	{"ten million senders", 1, TEN_MILLION, TEN_MILLION, false},
	{"one set of the table", 1, NEIGHBOURS, 3000000, true},
	{"ten million senders, all lines", LINES_MAX, TEN_MILLION, TEN_MILLION, false},
};

static struct line lines[LINES_MAX];
static uint32_t neighbours[NEIGHBOURS];

/* Of this process alone: others share the machine. */
static double spent_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static double resident_megabytes(void)
{
	FILE *statm = fopen("/proc/self/statm", "r");
	long size = 0, resident = 0;

	if (statm == NULL || fscanf(statm, "%ld %ld", &size, &resident) != 2) {
		perror("/proc/self/statm");
		exit(1);
	}
	fclose(statm);
	return (double)resident * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

/* Contacts of line 0 that share a set: what an attacker would look for, and cannot without the key.
 */
static void find_neighbours(const struct random *random)
{
	struct sketch answers;
	struct tally tally;
	struct keyed keyed;
	uint32_t found = 0;

	keyed_derive(random, "admit", &keyed);
	if (sketch_init(&answers, 1, MS_HOUR, &keyed, 0) != ERR_NONE ||
	    tally_init(&tally, LIMIT_TALKERS, 1, 0, &keyed, &answers) != ERR_NONE)
		exit(1);
	for (uint32_t contact = 1; found < NEIGHBOURS; contact++)
		if (tally_set(&tally, contact) == 0)
			neighbours[found++] = contact;
	tally_finish(&tally);
	sketch_finish(&answers);
}

/* +999 and nine digits. */
static void write_number(uint32_t contact, char ret_number[NUMBER_MAX])
{
	memcpy(ret_number, "+999", 4);
	for (int i = 12; i >= 4; i--, contact /= 10)
		ret_number[i] = (char)('0' + contact % 10);
	ret_number[13] = '\0';
}

static uint64_t judge_all(struct admit *admit, const struct bench_case *c)
{
	uint64_t limited = 0;

	for (uint32_t n = 0; n < c->messages; n++) {
		uint32_t contact = c->neighbours ? neighbours[n % c->senders] : 1 + n % c->senders;
		struct message message = {.arrival = ARRIVAL_MESSAGE,
					  .at = START + n / 50, /* 50,000 a second */
					  .line_index = n % c->lines,
					  .contact = {.number = contact},
					  .text = bytes_of_text("where are you, how much is it"),
					  .id = BYTES_OF(&n)};

		message.id.size = sizeof n;
		message.line = &lines[message.line_index];
		write_number(contact, message.from);
		admit_message(admit, &message);
		if (message.admission == ADMIT_FIRST)
			admit_answered(admit, message.line_index, contact, message.at);
		else
			limited++;
	}
	return limited;
}

static struct result run(const struct bench_case *c, const struct random *random)
{
	double before = resident_megabytes(), began;
	struct admit *admit = admit_create(
		&(struct admit_options){.lines = lines, .line_count = c->lines, .random = random});
	struct result result = {0};

	if (admit == NULL)
		exit(1);
	began = spent_s();
	result.limited = judge_all(admit, c);
	result.decisions = c->messages / (spent_s() - began);
	result.megabytes = resident_megabytes() - before;
	admit_destroy(admit);
	return result;
}

/* In a process of its own, so that no run profits from the memory of another. */
static struct result run_apart(const struct bench_case *c, const struct random *random)
{
	struct result result;
	int ends[2], status;
	pid_t child;

	if (pipe(ends) != 0 || (child = fork()) < 0) {
		perror("fork");
		exit(1);
	}
	if (child == 0) {
		result = run(c, random);
		_exit(write(ends[1], &result, sizeof result) != sizeof result);
	}
	close(ends[1]);
	if (read(ends[0], &result, sizeof result) != sizeof result ||
	    waitpid(child, &status, 0) != child || status != 0)
		exit(1);
	close(ends[0]);
	return result;
}

static int by_value(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static void measure(const struct bench_case *c, const struct random *random, int runs)
{
	double decisions[RUNS_MAX], megabytes[RUNS_MAX];
	struct result result = {0};

	for (int i = 0; i < runs; i++) {
		result = run_apart(c, random);
		decisions[i] = result.decisions;
		megabytes[i] = result.megabytes;
	}
	qsort(decisions, (size_t)runs, sizeof *decisions, by_value);
	qsort(megabytes, (size_t)runs, sizeof *megabytes, by_value);
	printf("{\"case\": \"%s\", \"lines\": %u, \"senders\": %u, \"messages\": %u, \"limited\": "
	       "%llu, "
	       "\"decisions_per_s\": %.0f, \"memory_mb\": %.1f, \"runs\": %d}\n",
	       c->name, c->lines, c->senders, c->messages, (unsigned long long)result.limited,
	       decisions[runs / 2], megabytes[runs / 2], runs);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	int runs = argc > 1 ? atoi(argv[1]) : RUNS;
	struct random random;

	if (argc > 2 || runs < 1 || runs > RUNS_MAX) {
		fprintf(stderr, "usage: bench_admit [RUNS]\n");
		return 2;
	}
	if (seal_start(NULL) != ERR_NONE)
		return 1;
	random_from_seed(&random, 1, "bench");
	for (size_t i = 0; i < LINES_MAX; i++)
		lines[i] = (struct line){.kind = LINE_STALL,
					 .limits = {.sender = 30, .answers = INT64_MAX}};
	find_neighbours(&random);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		measure(&cases[i], &random, runs);
	return 0;
}
