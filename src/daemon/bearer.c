// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A bearer's process: one connection to a carrier, its secret and its hostile bytes; no database, no data key. It binds
 * while the keeper is there and wants it to (ATTACH, DETACH), and closes the connection when the keeper goes: what was not acknowledged the carrier
 * delivers again. Acknowledgements and answers that one message of the keeper's brought leave in one write.
 */
#include "base/log.h"
#include "daemon/bearer.h"
#include "daemon/installation.h"
#include "daemon/jail.h"
#include "daemon/now.h"

#include <string.h>
#include <unistd.h>

enum { PASSWORD_MAX = 256 };

/* A carrier that takes the connection and then says nothing (TLS, for one) must not hold us for ever. */
#define CONNECT_WAIT (30 * MS_SECOND)

/* Stopping, in seconds: how long answers may take to get out, and how long all of it may take; the parent waits longer
 * than both. And how long to be without a keeper before starting anew. */
enum { STOP_ANSWERS = 4, STOP_ALL = 4, KEEPER_WAIT = 30 };

/* ---- what the session says ---- */

static void put_number(struct bearer *bearer, enum ipc_code code, uint64_t number)
{
	if (bearer->keeper == NULL)
		return;
	buf_add_u64(channel_begin(bearer->keeper, code), number);
	channel_end(bearer->keeper);
}

/* Half a second of the carrier's rate at most, so that a pause stops the line within a second. */
static void grant_credits(struct bearer *bearer)
{
	uint32_t window = bearer->settings->window, free = smpp_credits(bearer->smpp);
	double rate = smpp_rate(bearer->smpp);
	uint32_t target = window, busy = window > free ? window - free : 0;

	if (!bearer->bound)
		return;
	if (rate > 0 && rate / 2 < window)
		target = rate / 2 > 1 ? (uint32_t)(rate / 2) : 1;
	busy += bearer->granted + bearer->returned;
	if (busy >= target || bearer->stopping || !bearer->attached)
		return;
	put_number(bearer, IPC_CREDITS, target - busy);
	bearer->granted += target - busy;
}

static void on_state(void *context, enum smpp_state state)
{
	struct bearer *bearer = context;

	if (state == SMPP_BOUND) {
		bearer->generation++;
		bearer->bound = true;
		bearer->granted = 0;
		put_number(bearer, IPC_BOUND, bearer->generation);
	} else if (state == SMPP_CLOSED && bearer->bound) {
		bearer->bound = false;
		put_number(bearer, IPC_UNBOUND, bearer->generation);
	}
}

static void put_outcome(struct bearer *bearer, uint64_t token, enum outbox_state state,
			const char *id, uint32_t status)
{
	struct ipc_outcome outcome = {.token = token, .state = state, .status = status};
	struct smpp_id_key key;

	if (bearer->keeper == NULL)
		return;
	if (id != NULL && id[0] != '\0') {
		smpp_id_key(id, &key);
		outcome.key = smpp_id_hash(&key);
		strncpy(outcome.provider_id, id, sizeof outcome.provider_id - 1);
	}
	ipc_put_outcome(channel_begin(bearer->keeper, state == OUTBOX_SENT ? IPC_SENT : IPC_FAILED),
			&outcome);
	channel_end(bearer->keeper);
}

static void on_sent(void *context, uint64_t token, const char *const *ids, size_t parts)
{
	put_outcome(context, token, OUTBOX_SENT, parts > 0 ? ids[0] : "", 0);
	bearer_forget(context, token);
}

static void on_failed(void *context, uint64_t token, uint32_t status, bool temporary, size_t accepted)
{
	(void)temporary;
	(void)accepted;
	log_warn("an answer was refused: %s", smpp_status_name(status));
	put_outcome(context, token, OUTBOX_FAILED, NULL, status);
	bearer_forget(context, token);
}

static void on_unknown(void *context, uint64_t token, size_t accepted)
{
	(void)accepted;
	put_outcome(context, token, OUTBOX_UNKNOWN, NULL, 0);
	bearer_forget(context, token);
}

/* Not a byte of it left: it stays in the list and goes out after the next bind. */
static void on_returned(void *context, uint64_t token)
{
	bearer_returned(context, token);
}

static void on_unconfirmed(void *context, uint32_t sequence)
{
	bearer_suspect(context, sequence);
}

/* ---- the connection ---- */

/* Between the first packet and the bind. */
static bool is_connecting(const struct bearer *bearer)
{
	return bearer->stream != NULL && smpp_state(bearer->smpp) == SMPP_CLOSED;
}

static bool may_connect(const struct bearer *bearer)
{
	return bearer->keeper != NULL && bearer->attached && !bearer->stopping;
}

/* A session that was unbound knows no moment to come back at: half a minute after the last attempt. */
static ms_t retry_at(const struct bearer *bearer)
{
	ms_t at = smpp_retry_at(bearer->smpp);

	return at != MS_NEVER ? at : bearer->connect_by;
}

static ms_t next_moment(const struct bearer *bearer, ms_t now)
{
	if (bearer->stream == NULL)
		return may_connect(bearer) ? retry_at(bearer) : MS_NEVER;
	return is_connecting(bearer) ? bearer->connect_by : smpp_next(bearer->smpp, now);
}

/* Detached and gone from the carrier: what never left has its end, as when the program stops. */
static void settle_detached(struct bearer *bearer)
{
	if (bearer->attached || bearer->stopping || smpp_state(bearer->smpp) != SMPP_CLOSED)
		return;
	if (bearer->index.used != 0)
		bearer_give_up(bearer);
	if (bearer->keeper != NULL && bearer->stream == NULL)
		evtimer_del(bearer->deadline);
}

/* Whatever happened: write what stands, tell the keeper, and look when to come back. */
static void after(struct bearer *bearer)
{
	ms_t now = now_ms(), next;
	struct timeval wait;

	bearer_resubmit(bearer);
	if (bearer->last_answer && bearer->index.used == 0 &&
	    smpp_state(bearer->smpp) == SMPP_BOUND)
		smpp_unbind(bearer->smpp, now);
	if (bearer->stream != NULL)
		stream_write(bearer->stream, smpp_output(bearer->smpp));
	grant_credits(bearer);
	settle_detached(bearer);
	if (bearer->keeper != NULL)
		channel_flush(bearer->keeper);
	if (bearer->stopping && smpp_state(bearer->smpp) == SMPP_CLOSED) {
		bearer_give_up(bearer);
		child_end(bearer->child, CHILD_STOPPED);
		return;
	}
	next = next_moment(bearer, now);
	event_del(bearer->timer);
	if (bearer->keeper == NULL && bearer->stream == NULL)
		return; /* nobody to take what would come */
	wait = now_until(next);
	if (next != MS_NEVER)
		event_add(bearer->timer, &wait);
}

static void disconnect(struct bearer *bearer)
{
	if (bearer->stream != NULL) {
		stream_write(bearer->stream, smpp_output(bearer->smpp)); /* last words, as far as they go */
		stream_destroy(bearer->stream);
	}
	bearer->stream = NULL;
	smpp_disconnected(bearer->smpp, now_ms());
}

static void on_connected(void *context)
{
	struct bearer *bearer = context;

	smpp_connected(bearer->smpp, now_ms());
	after(bearer);
}

static size_t on_received(void *context, struct bytes bytes)
{
	struct bearer *bearer = context;
	struct error error = {""};
	size_t total = 0, taken;

	/* It stops early when too much is unwritten: write, and go on while that helps. */
	do {
		struct bytes left = {bytes.data + total, bytes.size - total};

		if (smpp_receive(bearer->smpp, left, now_ms(), &taken, &error) != ERR_NONE) {
			log_warn("%s", error.text);
			return SIZE_MAX;
		}
		total += taken;
		after(bearer);
	} while (taken != 0 && total < bytes.size && smpp_output(bearer->smpp)->size == 0);
	if (smpp_state(bearer->smpp) == SMPP_CLOSED && !bearer->stopping) {
		if (bearer->attached)
			log_info("the carrier ended the bind");
		return SIZE_MAX;
	}
	return total;
}

static void on_stream_closed(void *context, const char *why)
{
	struct bearer *bearer = context;

	if (!bearer->stopping && why != NULL)
		log_warn("no connection to the carrier: %s", why);
	disconnect(bearer);
	after(bearer);
}

static void connect_carrier(struct bearer *bearer)
{
	const struct stream_hooks hooks = {bearer, on_connected, on_received, on_stream_closed};
	struct error error = {""};

	bearer->connect_by = now_ms() + CONNECT_WAIT;
	if (stream_open(bearer->child->base, &bearer->target, bearer->tls, &hooks, &bearer->stream,
			&error) == ERR_NONE)
		return;
	log_warn("no connection to the carrier: %s", error.text);
	bearer->stream = NULL;
	smpp_disconnected(bearer->smpp, now_ms());
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
	struct bearer *bearer = context;
	struct error error = {""};

	(void)fd;
	(void)what;
	if (bearer->stream == NULL && may_connect(bearer)) {
		if (now_ms() >= retry_at(bearer))
			connect_carrier(bearer);
	} else if (is_connecting(bearer)) {
		if (now_ms() >= bearer->connect_by)
			on_stream_closed(bearer, "it did not come about in time");
	} else if (bearer->stream != NULL &&
		   smpp_tick(bearer->smpp, now_ms(), &error) != ERR_NONE) {
		log_warn("%s", error.text);
		disconnect(bearer);
	}
	after(bearer);
}

/* ---- the keeper ---- */

static enum err on_accept(struct bearer *bearer, struct bytes payload)
{
	struct ipc_accept accept;

	if (ipc_get_accept(payload, &accept) != ERR_NONE)
		return ERR_INPUT;
	/* Safe, but the bind it came by is gone: the keeper was told then that the carrier will deliver it again. */
	if (accept.generation == bearer->generation && bearer->bound)
		smpp_acknowledge(bearer->smpp, accept.sequence, accept.status);
	return ERR_NONE;
}

static void on_attach(struct bearer *bearer)
{
	if (bearer->attached || bearer->stopping)
		return;
	bearer->attached = true;
	bearer->last_answer = false;
	evtimer_del(bearer->deadline);
	if (bearer->stream == NULL)
		connect_carrier(bearer);
}

/* The answers that are here get out, then the bind ends, as when the program stops; but it stays here. */
static void on_detach(struct bearer *bearer)
{
	const struct timeval wait = {.tv_sec = STOP_ANSWERS};

	if (!bearer->attached || bearer->stopping)
		return;
	bearer->attached = false;
	bearer->last_answer = true;
	if (smpp_state(bearer->smpp) == SMPP_BOUND)
		evtimer_add(bearer->deadline, &wait);
	else
		disconnect(bearer);
}

static enum err on_keeper(void *context, struct channel *channel, enum ipc_code code,
			  struct bytes payload, int fd)
{
	struct bearer *bearer = context;
	struct ipc_submit submit;

	(void)channel;
	(void)fd;
	if (code == IPC_ACCEPT)
		return on_accept(bearer, payload);
	if (code == IPC_LEFT) {
		bearer->last_answer = bearer->stopping;
		return ERR_NONE;
	}
	if (code == IPC_ATTACH || code == IPC_DETACH) {
		(code == IPC_ATTACH ? on_attach : on_detach)(bearer);
		return ERR_NONE;
	}
	if (code != IPC_SUBMIT || ipc_get_submit(payload, &submit) != ERR_NONE)
		return ERR_INPUT;
	if (bearer->granted > 0)
		bearer->granted--;
	bearer_submit(bearer, &submit);
	return ERR_NONE;
}

static void on_keeper_read(void *context, struct channel *channel)
{
	(void)channel;
	after(context);
}

/* Without a keeper nothing can be made safe: leave the carrier, it keeps what was not acknowledged. */
static void on_keeper_gone(void *context, struct channel *channel)
{
	struct bearer *bearer = context;

	(void)channel;
	bearer->keeper_gone = true;
	event_active(bearer->cleanup, EV_TIMEOUT, 0);
}

static void on_cleanup(evutil_socket_t fd, short what, void *context)
{
	const struct timeval wait = {.tv_sec = KEEPER_WAIT};
	struct bearer *bearer = context;

	(void)fd;
	(void)what;
	if (!bearer->keeper_gone)
		return;
	bearer->keeper_gone = false;
	channel_destroy(bearer->keeper);
	bearer->keeper = NULL;
	bearer->attached = bearer->last_answer = false;
	disconnect(bearer);
	bearer_drop_all(bearer);
	if (!bearer->stopping)
		evtimer_add(bearer->deadline, &wait);
	after(bearer);
}

static void on_peer(void *context, const struct ipc_peer *peer, int fd)
{
	struct bearer *bearer = context;
	const struct channel_hooks hooks = {bearer, on_keeper, on_keeper_read, on_keeper_gone};

	if (peer->role != ROLE_KEEPER) {
		close(fd);
		return;
	}
	if (bearer->keeper != NULL) {
		bearer->keeper_gone = true;
		on_cleanup(-1, 0, bearer);
	}
	bearer->keeper = channel_create(bearer->child->base, fd, ROLE_BEARER, ROLE_KEEPER, &hooks);
	if (!bearer->stopping)
		evtimer_del(bearer->deadline);
	after(bearer);
}

/* ---- the end ---- */

/* First the keeper stops handing over answers, then those that are here get out, then the bind ends. */
static void on_stop(void *context)
{
	const struct timeval wait = {.tv_sec = STOP_ANSWERS};
	struct bearer *bearer = context;

	bearer->stopping = true;
	evtimer_add(bearer->deadline, &wait);
	if (bearer->keeper != NULL && smpp_state(bearer->smpp) == SMPP_BOUND) {
		channel_begin(bearer->keeper, IPC_LEAVING);
		channel_end(bearer->keeper);
	} else {
		smpp_unbind(bearer->smpp, now_ms());
	}
	after(bearer);
}

static void on_deadline(evutil_socket_t fd, short what, void *context)
{
	const struct timeval wait = {.tv_sec = STOP_ALL};
	struct bearer *bearer = context;

	(void)fd;
	(void)what;
	if (!bearer->stopping && bearer->keeper == NULL) {
		log_error("without a keeper for %d s", KEEPER_WAIT);
		child_end(bearer->child, CHILD_BROKEN);
		return;
	}
	if (smpp_state(bearer->smpp) == SMPP_BOUND) {
		evtimer_add(bearer->deadline, &wait);
		smpp_unbind(bearer->smpp, now_ms());
	} else {
		log_warn("the carrier does not let go; leaving without its answer");
		disconnect(bearer);
	}
	after(bearer);
}

/* ---- start ---- */

static const struct bearer_settings *settings_of(const struct child *child)
{
	for (size_t i = 0; i < child->settings.bearer_count; i++)
		if (strcmp(child->settings.bearers[i].name, child->name) == 0)
			return &child->settings.bearers[i];
	return NULL;
}

static enum err read_password(const struct bearer_settings *settings, struct buf *out,
			      struct error *error_r)
{
	enum err err;

	if (settings->password_file == NULL)
		return ERR_NONE;
	err = file_read(settings->password_file, PASSWORD_MAX, out, error_r);
	while (out->size > 0 && (out->data[out->size - 1] == '\n' || out->data[out->size - 1] == '\r'))
		out->size--;
	return err;
}

static enum err create_session(struct bearer *bearer, struct error *error_r)
{
	const struct bearer_settings *settings = bearer->settings;
	const struct smpp_hooks hooks = {bearer,    on_state,   bearer_arrived, bearer_receipt,
					 on_sent,   on_failed,  on_unknown, on_returned,
					 on_unconfirmed};
	struct smpp_config config = {.system_id = settings->system_id,
				     .system_type = settings->system_type,
				     .window = settings->window,
				     .enquire_every = settings->enquire,
				     .receipts = settings->receipts,
				     .automatic = true,
				     .source_npi = 1,
				     .dest_npi = 1,
				     .default_alphabet = settings->latin1 ? ALPHABET_LATIN1
									  : ALPHABET_GSM7};
	struct buf password = {0};
	enum err err = read_password(settings, &password, error_r);

	config.password = buf_text(&password);
	if (err == ERR_NONE)
		err = smpp_create(&config, &hooks, &bearer->random, &bearer->smpp, error_r);
	memset(password.data, 0, password.room);
	buf_finish(&password);
	return err;
}

static enum err open_all(struct bearer *bearer, struct error *error_r)
{
	const struct bearer_settings *settings = settings_of(bearer->child);
	enum err err;

	if (settings == NULL)
		return error_set(error_r, ERR_INPUT, "the settings have no such bearer");
	bearer->settings = settings;
	bearer->target = (struct stream_options){settings->host, settings->port, settings->tls,
						 settings->tls_ca};
	random_from_system(&bearer->random);
	/* Binds are numbered from a moment, so that a process started anew never reuses a number. */
	bearer->generation = (uint64_t)now_ms() << 16;
	err = create_session(bearer, error_r);
	return err == ERR_NONE ? stream_tls_create(&bearer->target, &bearer->tls, error_r) : err;
}

static void finish(struct bearer *bearer)
{
	stream_destroy(bearer->stream);
	channel_destroy(bearer->keeper);
	smpp_destroy(bearer->smpp);
	stream_tls_destroy(bearer->tls);
	event_free(bearer->timer);
	event_free(bearer->cleanup);
	event_free(bearer->deadline);
	bearer_drop_all(bearer);
	buf_finish(&bearer->text);
	buf_finish(&bearer->septets);
	mem_free(bearer->recent);
}

int bearer_main(struct child *child)
{
	struct bearer bearer = {.child = child};
	struct error error = {""};
	enum err err;

	child->context = &bearer;
	child->peer = on_peer;
	child->stop = on_stop;
	bearer.recent = mem_alloc(BEARER_RECENT, sizeof *bearer.recent);
	bearer.timer = evtimer_new(child->base, on_timer, &bearer);
	bearer.cleanup = event_new(child->base, -1, 0, on_cleanup, &bearer);
	bearer.deadline = evtimer_new(child->base, on_deadline, &bearer);
	err = open_all(&bearer, &error);
	if (err == ERR_NONE)
		err = jail_enter(child, &error);
	if (err == ERR_NONE) {
		child_ready(child);
		event_base_dispatch(child->base);
	} else {
		log_error("%s", error.text);
		child->status = CHILD_REFUSED;
	}
	finish(&bearer);
	return child->status;
}
