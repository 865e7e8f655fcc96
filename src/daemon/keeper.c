// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The keeper: store, data key, engine and timers; no network. It takes what has arrived, up to a thousand messages and
 * never waiting for more, runs them through the flow inside one transaction, commits once, and only then releases the
 * acknowledgements and the replies: group commit is what makes it fast and durable at once.
 *
 * When the store fails it acknowledges nothing more, says so and ends; the parent starts it anew, and what the carriers
 * were not told is safe they deliver again. A failed sync is never tried again.
 */
#include "daemon/keeper.h"
#include "daemon/keeper_hooks.h"
#include "base/log.h"
#include "daemon/effects.h"
#include "daemon/installation.h"
#include "daemon/jail.h"
#include "daemon/now.h"
#include "flow/budget/admit.h"
#include "flow/limits.h"

#include <string.h>
#include <unistd.h>

/* How long a commit may wait that only says what became of answers. */
enum { LAZY_MS = 50 };

/* ---- batches ---- */

void keeper_fail(struct keeper *keeper, const struct error *error)
{
	if (keeper->failed)
		return;
	keeper->failed = true;
	log_error("the store failed: %s; nothing is acknowledged any more, starting anew", error->text);
	keeper_desk_committed(keeper, false);
	child_end(keeper->child, CHILD_BROKEN);
}

bool keeper_open_batch(struct keeper *keeper)
{
	struct error error = {""};

	if (keeper->failed)
		return false;
	if (keeper->open)
		return true;
	if (flow_begin(keeper->flow, now_ms(), &error) != ERR_NONE) {
		keeper_fail(keeper, &error);
		return false;
	}
	keeper->open = true;
	return true;
}

static void remember_wire(struct keeper_bearer *bearer, const uint8_t wire[WIRE_HASH])
{
	memcpy(bearer->recent[bearer->next_recent], wire, WIRE_HASH);
	bearer->recent_used[bearer->next_recent] = true;
	bearer->next_recent = (bearer->next_recent + 1) % KEEPER_RECENT;
}

static void send_acks(struct keeper *keeper)
{
	for (size_t i = 0; i < keeper->ack_count; i++) {
		struct keeper_ack *ack = &keeper->acks[i];

		/* Nobody is left to tell; the carrier will deliver it again. */
		if (ack->bearer->channel == NULL || ack->bearer->gone) {
			if (ack->safe)
				flow_suspect(keeper->flow, ack->wire);
			continue;
		}
		/* The bind is gone: the bearer has named what that left unproven (SUSPECT), once each. */
		if (ack->bearer->generation != ack->accept.generation)
			continue;
		if (ack->safe)
			remember_wire(ack->bearer, ack->wire);
		ipc_put_accept(channel_begin(ack->bearer->channel, IPC_ACCEPT), &ack->accept);
		channel_end(ack->bearer->channel);
	}
	keeper->ack_count = 0;
}

static void arm_timer(struct keeper *keeper)
{
	ms_t next = flow_next(keeper->flow);
	struct timeval wait = now_until(next);

	event_del(keeper->timer);
	if (next != MS_NEVER)
		event_add(keeper->timer, &wait);
}

static void end_batch(struct keeper *keeper)
{
	struct error error = {""};
	enum err err;

	if (!keeper->open || keeper->failed)
		return;
	keeper->open = false;
	event_del(keeper->lazy);
	err = flow_due(keeper->flow, &error);
	if (err == ERR_NONE)
		err = flow_commit(keeper->flow, &error);
	if (err != ERR_NONE) {
		keeper_fail(keeper, &error);
		return;
	}
	keeper->batches++;
	keeper->batch_messages += keeper->taken;
	keeper->taken = 0;
	send_acks(keeper);
	keeper_desk_committed(keeper, true);
	arena_reset(&keeper->arena);
	keeper_flush_bearers(keeper);
	if (keeper->desk != NULL)
		channel_flush(keeper->desk);
	arm_timer(keeper);
}

bool keeper_new_batch(struct keeper *keeper)
{
	if (keeper->open)
		end_batch(keeper);
	return keeper_open_batch(keeper);
}

static void leave(struct keeper *keeper)
{
	struct error error = {""};

	if (!keeper->failed && flow_close(keeper->flow, &error) != ERR_NONE)
		keeper_fail(keeper, &error);
	keeper_hooks_keep(keeper);
	child_end(keeper->child, keeper->failed ? CHILD_BROKEN : CHILD_STOPPED);
}

static void on_commit(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	end_batch(context);
	if (((struct keeper *)context)->child->stopping)
		leave(context);
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
	struct keeper *keeper = context;

	(void)fd;
	(void)what;
	if (keeper_open_batch(keeper))
		end_batch(keeper);
}

void keeper_close_soon(struct keeper *keeper, bool soon)
{
	struct timeval lazy = {.tv_usec = LAZY_MS * 1000};

	if (!keeper->open)
		return;
	if (keeper->taken >= LIMIT_BATCH)
		end_batch(keeper);
	else if (soon)
		event_active(keeper->commit, EV_TIMEOUT, 0); /* lower priority: after all reads */
	else if (!event_pending(keeper->lazy, EV_TIMEOUT, NULL))
		event_add(keeper->lazy, &lazy);
}

void keeper_acknowledge(struct keeper *keeper, struct keeper_bearer *bearer, uint64_t generation,
			uint32_t sequence, uint32_t status, const uint8_t *wire)
{
	struct keeper_ack *ack;

	if (keeper->ack_count == keeper->ack_room) {
		keeper->ack_room = keeper->ack_room != 0 ? keeper->ack_room * 2 : 256;
		keeper->acks = mem_grow(keeper->acks, keeper->ack_room, sizeof *keeper->acks);
	}
	ack = &keeper->acks[keeper->ack_count++];
	*ack = (struct keeper_ack){.bearer = bearer, .safe = wire != NULL,
				   .accept = {generation, sequence, status}};
	if (wire != NULL)
		memcpy(ack->wire, wire, WIRE_HASH);
}

static struct bytes copy_bytes(struct keeper *keeper, struct bytes bytes, bool *ok)
{
	void *copy = arena_copy(&keeper->arena, bytes.data, bytes.size);

	*ok = *ok && copy != NULL;
	return (struct bytes){copy, bytes.size};
}

enum err keeper_take(struct keeper *keeper, const struct message *message, struct error *error_r)
{
	struct message *own = arena_alloc(&keeper->arena, sizeof *own);
	bool ok = own != NULL;
	bool same = message->raw.data == message->text.data;
	enum err err;

	if (!ok)
		return error_set(error_r, ERR_FULL, "the batch is full");
	*own = *message;
	own->raw = copy_bytes(keeper, message->raw, &ok);
	own->text = same ? own->raw : copy_bytes(keeper, message->text, &ok);
	if (message->id.size != 0)
		own->id = copy_bytes(keeper, message->id, &ok);
	if (!ok)
		return error_set(error_r, ERR_FULL, "the batch is full");
	keeper->taken++;
	err = flow_message(keeper->flow, own, error_r);
	if (err == ERR_IO || err == ERR_CRYPTO || err == ERR_INPUT)
		keeper_fail(keeper, error_r);
	return err;
}

/* ---- effects, after the commit ---- */

static void on_effect(void *context, const struct effect *effect)
{
	struct keeper *keeper = context;

	if (effect->type == EFFECT_WORDING) {
		keeper_writer(keeper, effect);
		return; /* nothing happened yet */
	}
	if (effect->type == EFFECT_REPLY)
		keeper_submit(keeper, effect);
	if (effect->type == EFFECT_BUDGET)
		log_warn("line %s: the cap of the %s is used up; answers wait",
			 effect->line != NULL ? effect->line->name : "all", effect->by);
	if (effect->type == EFFECT_FLAG)
		log_warn("line %s: contact %u needs a person: %s", effect->line->name, effect->contact,
			 why_name(effect->why));
	if (effect->type == EFFECT_SITE)
		keeper_site_tell(keeper, effect);
	keeper_siege(keeper, effect);
	keeper_alarm(keeper, effect);
	keeper_hooks_tell(keeper, effect);
	if (keeper->followed)
		keeper_tell(keeper, effect);
}

/* ---- start and stop ---- */

static struct keeper_bearer *add_bearer(struct keeper *keeper, const char *name, bool built_in)
{
	struct keeper_bearer *bearer = &keeper->bearers[keeper->bearer_count++];

	bearer->keeper = keeper;
	bearer->built_in = built_in;
	strncpy(bearer->name, name, sizeof bearer->name - 1);
	return bearer;
}

static void register_bearers(struct keeper *keeper)
{
	const struct settings *settings = &keeper->child->settings;

	add_bearer(keeper, "fake", true);
	add_bearer(keeper, "handset", true);
	for (size_t i = 0; i < settings->bearer_count; i++)
		if (settings->bearers[i].kind == BEARER_SMPP)
			add_bearer(keeper, settings->bearers[i].name, false);
	for (size_t i = 0; i < settings->line_count; i++) {
		keeper->of_line[i] = &keeper->bearers[0];
		for (size_t b = 0; b < keeper->bearer_count; b++)
			if (strcmp(keeper->bearers[b].name, settings->lines[i].bearer) == 0)
				keeper->of_line[i] = &keeper->bearers[b];
	}
}

static enum err open_store(struct keeper *keeper, struct error *error_r)
{
	const struct settings *settings = &keeper->child->settings;
	int ask = settings->key_kind == KEY_ASK ? CHILD_PASSPHRASE : -1;
	struct buf path = {0};
	struct sqlite_options options;
	uint8_t kek[SEAL_KEY];
	enum err err = installation_folder(settings, error_r);

	installation_store_path(settings, &path);
	options = (struct sqlite_options){.path = buf_text(&path), .now = now_ms()};
	if (err == ERR_NONE)
		err = sqlite_open(&options, &keeper->store, error_r);
	buf_finish(&path);
	if (err == ERR_NONE)
		err = installation_kek(settings, keeper->store, &keeper->random, true, ask, kek, error_r);
	if (err == ERR_NONE)
		err = installation_keys(keeper->store, kek, &keeper->random, true,
					"the key that `key:` gives", &keeper->keys, error_r);
	memset(kek, 0, sizeof kek);
	return err;
}

/* The same keys as keeper_submit() and the bearers give: "out-1-17" of the built-in ones, and what carriers write. */
static uint64_t id_key(const char *provider_id)
{
	uint64_t token = answer_id_token(provider_id);
	struct smpp_id_key key;

	smpp_id_key(provider_id, &key);
	return token != 0 ? token : smpp_id_hash(&key);
}

static enum err open_flow(struct keeper *keeper, struct error *error_r)
{
	const struct settings *settings = &keeper->child->settings;
	struct flow_options options = {.lines = settings->lines,
				       .line_count = settings->line_count,
				       .house = &settings->house,
				       .packs = keeper->reading.packs,
				       .models = keeper_models(keeper),
				       .store = keeper->store,
				       .keys = &keeper->keys,
				       .random = &keeper->random,
				       .id_key = id_key,
				       .fiction = keeper->child->fiction,
				       .writer = keeper_writer_options(keeper),
				       .sink = {keeper, keeper_claim, on_effect, keeper_writer_ask}};

	return flow_create(&options, now_ms(), &keeper->flow, error_r);
}

static enum err open_all(struct keeper *keeper, struct error *error_r)
{
	enum err err;

	random_from_system(&keeper->random);
	arena_init(&keeper->arena, LIMIT_BATCH_BYTES);
	err = reader_set_load(keeper->child->settings.packs, &keeper->reading, error_r);
	if (err == ERR_NONE)
		err = open_store(keeper, error_r);
	if (err == ERR_NONE)
		err = keeper_learning_open(keeper, error_r);
	if (err == ERR_NONE) {
		register_bearers(keeper);
		keeper_alarms_open(keeper);
		keeper_writer_open(keeper);
		keeper_hooks_open(keeper);
		err = open_flow(keeper, error_r);
	}
	return err;
}

static void on_peer(void *context, const struct ipc_peer *peer, int fd)
{
	struct keeper *keeper = context;

	if (peer->role == ROLE_BEARER)
		keeper_bearer_peer(keeper, peer->name, fd);
	else if (peer->role == ROLE_DESK)
		keeper_desk_peer(keeper, fd);
	else if (peer->role == ROLE_ERRAND)
		keeper_errand_peer(keeper, fd);
	else if (peer->role == ROLE_CLERK)
		keeper_clerk_peer(keeper, fd);
	else
		close(fd);
}

/* The bearers have left by now; their last words may be here and not read yet: commit after them, and go. */
static void on_stop(void *context)
{
	struct keeper *keeper = context;

	keeper_open_batch(keeper);
	event_active(keeper->commit, EV_TIMEOUT, 0);
}

static void finish(struct keeper *keeper)
{
	for (size_t i = 0; i < keeper->bearer_count; i++)
		channel_destroy(keeper->bearers[i].channel);
	channel_destroy(keeper->desk);
	event_free(keeper->commit);
	event_free(keeper->timer);
	event_free(keeper->lazy);
	channel_destroy(keeper->errand);
	keeper_alarms_close(keeper);
	keeper_writer_close(keeper);
	keeper_hooks_close(keeper);
	flow_destroy(keeper->flow);
	keeper_learning_close(keeper);
	store_close(keeper->store);
	reader_set_finish(&keeper->reading);
	keys_wipe(&keeper->keys);
	arena_finish(&keeper->arena);
	mem_free(keeper->acks);
	buf_finish(&keeper->scratch);
	buf_finish(&keeper->told);
	buf_finish(&keeper->called);
	buf_finish(&keeper->calling);
}

int keeper_main(struct child *child)
{
	struct keeper keeper = {.child = child};
	struct error error = {""};
	enum err err;

	child->context = &keeper;
	child->peer = on_peer;
	child->stop = on_stop;
	keeper.commit = event_new(child->base, -1, 0, on_commit, &keeper);
	event_priority_set(keeper.commit, 1);
	keeper.timer = evtimer_new(child->base, on_timer, &keeper);
	keeper.lazy = evtimer_new(child->base, on_timer, &keeper);
	err = open_all(&keeper, &error);
	if (err == ERR_NONE)
		err = jail_enter(child, &error);
	if (err == ERR_NONE) {
		/* What the restart brought about is known before anybody is bound. */
		keeper_siege_open(&keeper);
		keeper_learning_opened(&keeper);
		on_timer(-1, 0, &keeper);
		keeper_siege_opened(&keeper);
		arm_timer(&keeper);
	}
	if (err == ERR_NONE && !keeper.failed) {
		child_ready(child);
		event_base_dispatch(child->base);
	} else if (err != ERR_NONE) {
		log_error("%s", error.text);
		child->status = err == ERR_IO || err == ERR_MEMORY ? CHILD_BROKEN : CHILD_REFUSED;
	}
	finish(&keeper);
	return child->status;
}
