// SPDX-License-Identifier: GPL-3.0-or-later
/* The life of a bind: states, time, back-off. */
#include "flow/bearer/smpp_private.h"

#include "base/mem.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const ms_t STEADY = MS_MINUTE; /* a bind that stood so long was no failure */

static bool copy(const char *from, char *to, size_t room, const char *name, struct error *error_r)
{
	if (from != NULL && strlen(from) >= room) {
		error_set(error_r, ERR_INPUT, "%s: longer than %zu octets", name, room - 1);
		return false;
	}
	snprintf(to, room, "%s", from != NULL ? from : "");
	return true;
}

static enum err check(const struct smpp_config *config, struct error *error_r)
{
	if (config->window > SMPP_WINDOW_MAX)
		return error_set(error_r, ERR_INPUT, "window: more than %d", SMPP_WINDOW_MAX);
	if (config->arrivals > SMPP_ARRIVALS_MAX)
		return error_set(error_r, ERR_INPUT, "arrivals: more than %d", SMPP_ARRIVALS_MAX);
	if (config->enquire_every < 0 || config->response_timeout < 0 || config->give_up < 0)
		return error_set(error_r, ERR_INPUT, "a time span is negative");
	return ERR_NONE;
}

static void set_defaults(struct smpp_config *config)
{
	if (config->window == 0)
		config->window = 10;
	if (config->arrivals == 0)
		config->arrivals = SMPP_ARRIVALS_MAX;
	if (config->enquire_every == 0)
		config->enquire_every = 30 * MS_SECOND;
	if (config->response_timeout == 0)
		config->response_timeout = 30 * MS_SECOND;
	if (config->give_up == 0)
		config->give_up = 5 * MS_MINUTE;
}

static bool copy_names(struct smpp *smpp, const struct smpp_config *config, struct error *error_r)
{
	return copy(config->system_id, smpp->system_id, sizeof smpp->system_id, "system_id",
		    error_r) &&
	       copy(config->password, smpp->password, sizeof smpp->password, "password", error_r) &&
	       copy(config->system_type, smpp->system_type, sizeof smpp->system_type, "system_type",
		    error_r) &&
	       copy(config->address_range, smpp->address_range, sizeof smpp->address_range,
		    "address_range", error_r);
}

enum err smpp_create(const struct smpp_config *config, const struct smpp_hooks *hooks,
		     struct random *random, struct smpp **ret_smpp, struct error *error_r)
{
	enum err err = check(config, error_r);
	struct smpp *smpp;

	if (err != ERR_NONE)
		return err;
	smpp = mem_alloc(1, sizeof *smpp);
	if (!copy_names(smpp, config, error_r)) {
		smpp_destroy(smpp);
		return ERR_INPUT;
	}
	smpp->config = *config;
	smpp->config.system_id = smpp->config.password = NULL; /* the copies count */
	smpp->config.system_type = smpp->config.address_range = NULL;
	smpp->hooks = *hooks;
	smpp->random = random;
	set_defaults(&smpp->config);
	smpp->oldest = smpp->newest = NONE;
	smpp->leave_by = MS_NEVER;
	smpp_slots_init(smpp);
	smpp->waiting = mem_alloc(smpp->config.arrivals, sizeof *smpp->waiting);
	smpp->unconfirmed = mem_alloc(SMPP_ARRIVALS_MAX, sizeof *smpp->unconfirmed);
	rate_init(&smpp->rate);
	*ret_smpp = smpp;
	return ERR_NONE;
}

void smpp_destroy(struct smpp *smpp)
{
	if (smpp == NULL)
		return;
	if (smpp->output.data != NULL)
		explicit_bzero(smpp->output.data, smpp->output.room); /* held the password */
	buf_finish(&smpp->output);
	mem_free(smpp->slots);
	mem_free(smpp->messages);
	mem_free(smpp->waiting);
	mem_free(smpp->unconfirmed);
	explicit_bzero(smpp, sizeof *smpp);
	mem_free(smpp);
}

/* What must hold in each state; checked on every move. */
static void check_invariants(const struct smpp *smpp)
{
	assert(smpp->flying <= smpp->config.window && smpp->asked < REQUESTS);
	assert(smpp->used <= smpp->room);
	assert((smpp->queue == NONE) == (smpp->queue_end == NONE));
	if (smpp->state == SMPP_BINDING)
		assert(smpp->used == 0 && smpp->waiting_open == 0);
}

void smpp_move(struct smpp *smpp, enum smpp_state to)
{
	/*                            to  closed binding bound  unbinding */
	static const bool permitted[][4] = {
		[SMPP_CLOSED] = {false, true, false, false},
		[SMPP_BINDING] = {true, false, true, false},
		[SMPP_BOUND] = {true, false, false, true},
		[SMPP_UNBINDING] = {true, false, false, false},
	};

	assert(permitted[smpp->state][to]);
	smpp->state = to;
	check_invariants(smpp);
	if (smpp->hooks.state != NULL)
		smpp->hooks.state(smpp->hooks.context, to);
}

static void queue_bind(struct smpp *smpp, ms_t now)
{
	static const uint32_t commands[] = {[SMPP_TRANSCEIVER] = SMPP_bind_transceiver,
					    [SMPP_TRANSMITTER] = SMPP_bind_transmitter,
					    [SMPP_RECEIVER] = SMPP_bind_receiver};
	struct smpp_pdu pdu = {
		.command_id = commands[smpp->config.mode],
		.system_id = bytes_of_text(smpp->system_id),
		.password = bytes_of_text(smpp->password),
		.system_type = bytes_of_text(smpp->system_type),
		.address_range = bytes_of_text(smpp->address_range),
		.interface_version = SMPP_VERSION,
	};

	smpp_ask(smpp, &pdu, now);
}

enum err smpp_connected(struct smpp *smpp, ms_t now)
{
	if (smpp->state != SMPP_CLOSED)
		return ERR_STATE;
	buf_clear(&smpp->output);
	smpp->produced = 0;
	smpp->sequence = 0;
	smpp->received_at = now;
	smpp->bind_status = ESME_ROK;
	smpp->settled = smpp->leaving = false;
	smpp->leave_by = MS_NEVER;
	smpp_move(smpp, SMPP_BINDING);
	queue_bind(smpp, now);
	return ERR_NONE;
}

/* Doubling from `first` to `most`, the last tenth either way by chance: a whole house that was cut
 * off must not come back in one instant. */
static void back_off(struct smpp *smpp, ms_t now)
{
	ms_t first = MS_SECOND, most = MS_MINUTE, delay;

	if (smpp->bind_status == ESME_RINVPASWD || smpp->bind_status == ESME_RINVSYSID) {
		first = MS_MINUTE; /* carriers lock accounts that keep trying */
		most = 15 * MS_MINUTE;
	} else if (smpp->bind_status == ESME_RALYBND) {
		first = 30 * MS_SECOND; /* our last connection is not timed out there yet */
		most = 5 * MS_MINUTE;
	}
	delay = first << (smpp->failures < 12 ? smpp->failures : 12);
	delay = delay < most ? delay : most;
	delay = delay - delay / 10 + (ms_t)random_below(smpp->random, (uint64_t)delay / 5 + 1);
	smpp->failures++;
	smpp->retry_at = smpp->leaving ? MS_NEVER : now + delay;
}

static void end_requests(struct smpp *smpp, ms_t now, bool flushed)
{
	uint64_t written = smpp->produced - (flushed ? 0 : smpp->output.size);
	struct request *request, copy;

	while ((request = smpp_request_oldest(smpp)) != NULL) {
		copy = *request;
		smpp_request_close(smpp, request);
		if (copy.command_id == SMPP_submit_sm)
			smpp_part_lost(smpp, &copy, copy.end > written ? END_UNSENT : END_LOST,
				       now);
	}
}

void smpp_close(struct smpp *smpp, ms_t now, bool flushed)
{
	bool stood = smpp->state != SMPP_BINDING && now - smpp->bound_at >= STEADY;

	smpp_move(smpp, SMPP_CLOSED);
	smpp->leave_by = MS_NEVER;
	end_requests(smpp, now, flushed);
	smpp_return_queued(smpp);
	smpp_acks_close(smpp);
	if (stood)
		smpp->failures = 0;
	back_off(smpp, now);
	smpp->settled = true;
}

void smpp_disconnected(struct smpp *smpp, ms_t now)
{
	if (smpp->state != SMPP_CLOSED)
		smpp_close(smpp, now, false);
	else if (!smpp->settled)
		back_off(smpp, now);
	smpp->settled = false;
	buf_clear(&smpp->output);
}

static void leave(struct smpp *smpp, ms_t now)
{
	bool quiet = smpp->flying == 0 && smpp->waiting_open == 0;

	if (smpp->state != SMPP_UNBINDING || smpp->leave_by == MS_NEVER ||
	    (!quiet && now < smpp->leave_by))
		return;
	smpp->leave_by = MS_NEVER;
	smpp_ask(smpp, &(struct smpp_pdu){.command_id = SMPP_unbind}, now);
}

void smpp_settle(struct smpp *smpp, ms_t now)
{
	smpp_pump(smpp, now);
	if (smpp->state == SMPP_BOUND && smpp_wants_proof(smpp))
		smpp_enquire(smpp, now);
	leave(smpp, now);
}

void smpp_unbind(struct smpp *smpp, ms_t now)
{
	smpp->leaving = true;
	smpp->retry_at = MS_NEVER;
	if (smpp->state == SMPP_BINDING) {
		smpp_close(smpp, now, true);
	} else if (smpp->state == SMPP_BOUND) {
		smpp->leave_by = now + smpp->config.response_timeout;
		smpp_move(smpp, SMPP_UNBINDING);
		smpp_return_queued(smpp);
		leave(smpp, now);
	}
}

/* A request of ours had no response in time. */
static enum err timed_out(struct smpp *smpp, struct request *request, ms_t now,
			  struct error *error_r)
{
	struct request copy = *request;
	bool silent = now - smpp->received_at >= smpp->config.response_timeout;

	smpp->counters.timeouts++;
	smpp_request_close(smpp, request);
	if (copy.command_id == SMPP_submit_sm) {
		smpp_part_lost(smpp, &copy, END_LOST, now);
		return ERR_NONE;
	}
	if (copy.command_id == SMPP_enquire_link && !silent)
		return ERR_NONE; /* it talks: slow, not dead */
	return error_set(error_r, ERR_IO, "%s: no response for %lld ms",
			 smpp_pdu_name(copy.command_id), (long long)(now - copy.written_at));
}

enum err smpp_tick(struct smpp *smpp, ms_t now, struct error *error_r)
{
	struct request *request;
	enum err err;

	while (smpp->state != SMPP_CLOSED && (request = smpp_request_oldest(smpp)) != NULL &&
	       now - request->written_at >= smpp->config.response_timeout) {
		err = timed_out(smpp, request, now, error_r);
		if (err != ERR_NONE)
			return err;
	}
	if ((smpp->state == SMPP_BOUND || smpp->state == SMPP_UNBINDING) &&
	    now - smpp->received_at >= smpp->config.enquire_every)
		smpp_enquire(smpp, now);
	smpp_settle(smpp, now);
	return ERR_NONE;
}

static ms_t sooner(ms_t a, ms_t b)
{
	return a < b ? a : b;
}

ms_t smpp_next(const struct smpp *smpp, ms_t now)
{
	bool stands = smpp->state == SMPP_BOUND || smpp->state == SMPP_UNBINDING;
	bool quiet = smpp->flying == 0 && smpp->waiting_open == 0;
	ms_t next = MS_NEVER;

	if (smpp->state == SMPP_CLOSED)
		return MS_NEVER;
	if (smpp->oldest != NONE)
		next = smpp->requests[smpp->oldest].written_at + smpp->config.response_timeout;
	if (stands && !smpp->enquiring)
		next = sooner(next, smpp->received_at + smpp->config.enquire_every);
	if (smpp->state == SMPP_BOUND && smpp->queue != NONE && smpp->flying < smpp->config.window)
		next = sooner(next, rate_next(&smpp->rate, now));
	if (smpp->state == SMPP_BOUND && smpp_wants_proof(smpp))
		next = now;
	if (smpp->leave_by != MS_NEVER)
		next = sooner(next, quiet ? now : smpp->leave_by);
	return next;
}

struct buf *smpp_output(struct smpp *smpp)
{
	return &smpp->output;
}

ms_t smpp_retry_at(const struct smpp *smpp)
{
	return smpp->retry_at;
}

enum smpp_state smpp_state(const struct smpp *smpp)
{
	return smpp->state;
}

const struct smpp_counters *smpp_counters(const struct smpp *smpp)
{
	return &smpp->counters;
}

double smpp_rate(const struct smpp *smpp)
{
	return smpp->rate.per_second;
}
