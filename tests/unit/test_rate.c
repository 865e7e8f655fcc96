// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/bearer/rate.h against simulated carriers, on virtual time. */
#include "flow/bearer/rate.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum model { FIXED, SLIDING, BUCKET, SMALL_BUCKET, MODELS };
static const char *const model_names[] = {"fixed", "sliding", "bucket", "small bucket"};

/* A carrier that allows `limit` messages a second. */
struct carrier {
	enum model model;
	double limit;
	ms_t phase; /* fixed windows begin here, not when we do */
	ms_t window;
	double used, tokens;
	ms_t filled;
	ms_t *times; /* sliding: when the last `limit` were taken */
	size_t at;
	double allowed; /* what a perfect client could have sent up to the end */
};

static void carrier_open(struct carrier *carrier, enum model model, double limit, ms_t phase)
{
	*carrier = (struct carrier){.model = model, .limit = limit, .phase = phase};
	carrier->tokens = model == SMALL_BUCKET ? fmax(1, limit / 10) : limit;
	carrier->times = calloc((size_t)limit, sizeof *carrier->times);
	for (size_t i = 0; i < (size_t)limit; i++)
		carrier->times[i] = -10000;
}

static double bucket_size(const struct carrier *carrier)
{
	return carrier->model == SMALL_BUCKET ? fmax(1, carrier->limit / 10) : carrier->limit;
}

static bool window_takes(struct carrier *carrier, ms_t now)
{
	ms_t window = (now + carrier->phase) / 1000;

	if (window != carrier->window)
		carrier->used = 0;
	carrier->window = window;
	return carrier->used < carrier->limit && (carrier->used += 1, true);
}

static bool sliding_takes(struct carrier *carrier, ms_t now)
{
	if (now - carrier->times[carrier->at] < 1000)
		return false;
	carrier->times[carrier->at] = now;
	carrier->at = (carrier->at + 1) % (size_t)carrier->limit;
	return true;
}

static bool carrier_takes(struct carrier *carrier, ms_t now)
{
	if (carrier->model == FIXED)
		return window_takes(carrier, now);
	if (carrier->model == SLIDING)
		return sliding_takes(carrier, now);
	carrier->tokens += (double)(now - carrier->filled) * carrier->limit / 1000;
	carrier->tokens = fmin(carrier->tokens, bucket_size(carrier));
	carrier->filled = now;
	return carrier->tokens >= 1 && (carrier->tokens -= 1, true);
}

static double allowed_over(const struct carrier *carrier, ms_t span)
{
	double seconds = (double)span / 1000;

	if (carrier->model == FIXED && carrier->phase % 1000 != 0)
		return carrier->limit * (seconds + 1);
	if (carrier->model == FIXED || carrier->model == SLIDING)
		return carrier->limit * seconds;
	return carrier->limit * seconds + bucket_size(carrier);
}

/* A client with a window of messages in flight, each answered `delay` ms later. */
struct client {
	struct rate rate;
	struct {
		ms_t at;
		uint32_t epoch;
		bool taken;
	} flying[256];
	size_t first, count, window;
	uint64_t waiting, taken, refused;
};

static void answers_arrive(struct client *client, ms_t now, ms_t delay)
{
	while (client->count != 0 && client->flying[client->first].at + delay <= now) {
		uint32_t epoch = client->flying[client->first].epoch;

		if (client->flying[client->first].taken) {
			client->taken++;
			rate_taken(&client->rate, now, epoch);
		} else {
			client->refused++;
			client->waiting++;
			rate_refused(&client->rate, now, epoch);
		}
		client->first = (client->first + 1) % 256;
		client->count--;
	}
}

static void step(struct client *client, struct carrier *carrier, ms_t now, ms_t delay)
{
	uint32_t epoch;

	answers_arrive(client, now, delay);
	while (client->waiting != 0 && client->count < client->window &&
	       rate_take(&client->rate, now, &epoch)) {
		size_t at = (client->first + client->count++) % 256;

		client->waiting--;
		client->flying[at].at = now;
		client->flying[at].epoch = epoch;
		client->flying[at].taken = carrier_takes(carrier, now);
	}
}

static void client_open(struct client *client, uint64_t waiting)
{
	memset(client, 0, sizeof *client);
	rate_init(&client->rate);
	client->window = 100;
	client->waiting = waiting;
}

static void one_carrier(enum model model, double limit, ms_t phase, ms_t delay)
{
	struct carrier carrier;
	struct client client;
	double share, refused;

	carrier_open(&carrier, model, limit, phase);
	client_open(&client, 1000000);
	for (ms_t now = 0; now < 30000; now++)
		step(&client, &carrier, now, delay);
	share = (double)client.taken /
		fmin(allowed_over(&carrier, 30000),
		     delay != 0 ? 30.0 * 1000 * 100 / (double)delay : INFINITY);
	refused = (double)client.refused / (double)client.taken;
	print_message("%-12s %5.0f/s phase %3lld delay %2lld ms: %5.1f %% used, %4.1f %% refused\n",
		      model_names[model], limit, (long long)phase, (long long)delay, 100 * share,
		      100 * refused);
	free(carrier.times);
	assert_true(share >= 0.90);
	assert_true(refused <= (limit < 100 ? 0.15 : 0.05));
}

static void carriers_are_used_to_the_full(void **state)
{
	static const double limits[] = {10, 300, 3000};
	static const ms_t delays[] = {0, 2, 20};

	(void)state;
	for (enum model model = 0; model < MODELS; model++)
		for (size_t i = 0; i < 3; i++)
			for (size_t k = 0; k < 3; k++) {
				one_carrier(model, limits[i], 0, delays[k]);
				if (model == FIXED)
					one_carrier(model, limits[i], 630, delays[k]);
			}
}

static void three_thousand_replies_at_three_hundred(void **state)
{
	(void)state;
	for (enum model model = 0; model < MODELS; model++) {
		struct carrier carrier;
		struct client client;
		ms_t now = 0;

		carrier_open(&carrier, model, 300, 0);
		client_open(&client, 3000);
		for (; client.taken < 3000 && now < 60000; now++)
			step(&client, &carrier, now, 5);
		print_message("%-12s 3,000 replies at 300/s: %lld ms, %llu refused\n",
			      model_names[model], (long long)now,
			      (unsigned long long)client.refused);
		free(carrier.times);
		assert_true(now <= 11000);
	}
}

static void a_carrier_without_a_limit_is_not_held_back(void **state)
{
	struct client client;
	uint32_t epoch;

	(void)state;
	client_open(&client, 0);
	for (int i = 0; i < 100000; i++) {
		assert_true(rate_take(&client.rate, 0, &epoch));
		rate_taken(&client.rate, 0, epoch);
	}
	assert_int_equal(rate_next(&client.rate, 0), 0);
}

/* Ten times faster: found within half a minute. Ten times slower: obeyed at once. */
static void a_change_is_followed(void **state)
{
	(void)state;
	for (enum model model = 0; model < MODELS; model++) {
		struct carrier slow, fast;
		struct client client;
		uint64_t before;

		carrier_open(&slow, model, 100, 0);
		carrier_open(&fast, model, 1000, 0);
		client_open(&client, 1000000);
		for (ms_t now = 0; now < 10000; now++)
			step(&client, &slow, now, 5);
		fast.filled = 10000;
		for (ms_t now = 10000; now < 35000; now++)
			step(&client, &fast, now, 5);
		before = client.taken;
		for (ms_t now = 35000; now < 40000; now++)
			step(&client, &fast, now, 5);
		print_message("%-12s faster: %llu in 5 s\n", model_names[model],
			      (unsigned long long)(client.taken - before));
		assert_true(client.taken - before >= 4500);
		before = client.taken;
		slow.filled = 40000;
		for (ms_t now = 40000; now < 50000; now++)
			step(&client, &slow, now, 5);
		print_message("%-12s slower: %llu in 10 s\n", model_names[model],
			      (unsigned long long)(client.taken - before));
		assert_true(client.taken - before >= 900);
		free(slow.times);
		free(fast.times);
	}
}

/* A few refusals on a quiet line, or a long outage, must not leave it slow for ever. */
static void an_outage_is_forgotten(void **state)
{
	struct rate rate;
	uint32_t epoch;
	ms_t now = 100000;

	(void)state;
	rate_init(&rate);
	assert_true(rate_take(&rate, now, &epoch));
	rate_refused(&rate, now, epoch);
	assert_false(rate_take(&rate, now, &epoch));
	for (int offers = 0; now < 160000; offers++) {
		ms_t next = rate_next(&rate, now);

		assert_true(next > now && next <= now + 1000);
		now = next;
		assert_true(rate_take(&rate, now, &epoch));
		assert_int_equal(rate_next(&rate, now), MS_NEVER);
		if (offers % 2 == 0)
			rate_refused(&rate, now, epoch);
		else
			rate_lost(&rate, now, epoch);
		assert_true(offers < 100);
	}
	now = rate_next(&rate, now);
	assert_true(rate_take(&rate, now, &epoch));
	rate_taken(&rate, now, epoch);
	for (int i = 0; i < 1000; i++) {
		assert_true(rate_take(&rate, now, &epoch));
		rate_taken(&rate, now, epoch);
	}
}

/* Before the carrier has taken anything, a window is not thrown at it whole. */
static void the_first_messages_are_few(void **state)
{
	struct rate rate;
	uint32_t epoch;
	int left = 0;

	(void)state;
	rate_init(&rate);
	while (rate_take(&rate, 0, &epoch))
		left++;
	assert_in_range(left, 4, 16);
	assert_int_equal(rate_next(&rate, 0), MS_NEVER);
	for (int i = left; i > 0; i--)
		rate_taken(&rate, 1, epoch);
	for (left = 0; rate_take(&rate, 1, &epoch);)
		left++;
	assert_in_range(left, 8, 32);
}

static void refusals_of_one_burst_count_once(void **state)
{
	struct rate rate;
	uint32_t epochs[50];
	double after;

	(void)state;
	rate_init(&rate);
	rate.proven = 100;
	for (int i = 0; i < 50; i++)
		assert_true(rate_take(&rate, 1000, &epochs[i]));
	for (int i = 0; i < 20; i++)
		rate_taken(&rate, 1010, epochs[i]);
	for (int i = 20; i < 50; i++)
		rate_refused(&rate, 1010, epochs[i]);
	assert_int_equal(rate.epoch, 1);
	assert_true(rate_take(&rate, rate_next(&rate, 1010), &epochs[0]));
	rate_taken(&rate, 1100, epochs[0]);
	after = rate.per_second;
	assert_true(after > 0);
	rate_refused(&rate, 1100, epochs[49]);
	assert_true(rate.per_second == after && !rate.stopped);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(carriers_are_used_to_the_full),
		cmocka_unit_test(three_thousand_replies_at_three_hundred),
		cmocka_unit_test(a_carrier_without_a_limit_is_not_held_back),
		cmocka_unit_test(a_change_is_followed),
		cmocka_unit_test(an_outage_is_forgotten),
		cmocka_unit_test(the_first_messages_are_few),
		cmocka_unit_test(refusals_of_one_burst_count_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
