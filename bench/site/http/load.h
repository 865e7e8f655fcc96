// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * load.h - one kind of request over many kept-alive connections, in one thread.
 *
 * As fast as it goes, each connection sends its next request when its answer is in. On a schedule,
 * request k is due at begin + k / rate and is sent by the connection that has been idle longest; if
 * none is idle it waits, and its latency counts from when it was *due*. So a server that stalls
 * cannot make the generator ask less and hide its stall (coordinated omission).
 */
#ifndef FAUXBOND_BENCH_SITE_LOAD_H
#define FAUXBOND_BENCH_SITE_LOAD_H

#include "requests.h"
#include "tally.h"

struct load_job {
	enum request_kind kind;
	uint64_t count; /* requests at most */
	double seconds; /* no new ones after that; 0: until the count is reached */
	double drain_s; /* for what is due and unanswered then; on a schedule also for what waits */
	uint32_t rate;	/* a second; 0: as fast as it goes */
	int status;	/* wanted of each, with no verdict: another means lost; 0: 200 or 201 */
	/* What number the n-th request has, and the verdict it had: NULL for n itself. */
	const struct tally_mark *marks;
};

struct load;

/* Connects. NULL when the server is not there, which is said on stderr. */
struct load *load_create(uint32_t port, uint32_t connections, struct requests *requests);
void load_destroy(struct load *load);

/* Runs a job to its end, or until no connection is left. `tally` is added to. Returns how long it
 * took, in seconds, to the last answer. */
double load_run(struct load *load, const struct load_job *job, struct tally *tally);

#endif
