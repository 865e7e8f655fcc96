// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The keeper and its operators: a request in, one answer out. What changes something is answered
 * after its batch was committed, never before ("recorded before said"); so is what is only read
 * while a batch is open, for it may show what that batch did.
 */
#include "daemon/control_request.h"
#include "daemon/effects.h"
#include "daemon/keeper.h"

enum {
	/* Bytes that wait for a slow desk before effects are dropped: following never costs memory.
	 */
	EFFECTS_QUEUED = 4 << 20,
	EFFECT_BYTES = 16384, /* ipc.tbl */
};

/* ---- requests and answers ---- */

static void put_answer(struct keeper *keeper, struct bytes request_json, struct buf *out)
{
	struct control_request request;
	struct error problem = {""};
	struct jsonout json;
	enum err err = control_parse(request_json, &request, &problem);

	if (err == ERR_NONE) {
		jsonout_init(&json, out);
		jsonout_open(&json, NULL);
		jsonout_bool(&json, "ok", true);
		err = keeper_verb(keeper, &request, &json, &problem);
		jsonout_close(&json);
		control_request_finish(&request);
	}
	if (err == ERR_NONE)
		return;
	buf_clear(out);
	control_put_problem(out, problem.text);
}

static void tell(struct keeper *keeper, uint64_t request, struct bytes json)
{
	ipc_put_request(channel_begin(keeper->desk, IPC_TELL), request, json);
	channel_end(keeper->desk);
}

/* A request's bytes may be wrong, for operators type them; its frame may not. */
static enum err on_ask(struct keeper *keeper, struct bytes payload)
{
	struct buf answer = {0};
	struct bytes json;
	uint64_t request;

	if (ipc_get_request(payload, &request, &json) != ERR_NONE)
		return ERR_INPUT;
	put_answer(keeper, json, &answer);
	if (keeper->open && !keeper->failed)
		ipc_put_request(&keeper->told, request, buf_bytes(&answer));
	else
		tell(keeper, request, buf_bytes(&answer));
	buf_finish(&answer);
	return ERR_NONE;
}

void keeper_desk_committed(struct keeper *keeper, bool ok)
{
	struct reader reader = reader_of(buf_bytes(&keeper->told));
	struct buf failure = {0};

	control_put_problem(&failure,
			    "the store failed: nobody can tell whether this was recorded; "
			    "look before you try again");
	keeper_site_committed(keeper, ok);
	while (keeper->desk != NULL && reader_left(&reader) != 0) {
		uint64_t request = read_u64(&reader);
		struct bytes json = read_sized(&reader);

		tell(keeper, request, ok ? json : buf_bytes(&failure));
	}
	buf_clear(&keeper->told);
	buf_finish(&failure);
	if (!ok && keeper->desk != NULL)
		channel_flush(keeper->desk); /* the last chance */
}

/* ---- effects, for those who follow ---- */

static void put_effect(struct keeper *keeper, struct bytes json)
{
	buf_add(channel_begin(keeper->desk, IPC_EFFECT), json.data, json.size);
	channel_end(keeper->desk);
}

/* Says how many were left out, before the next that is not. */
static void own_up(struct keeper *keeper, ms_t at)
{
	struct buf out = {0};
	struct jsonout json;

	jsonout_init(&json, &out);
	jsonout_open(&json, NULL);
	jsonout_time(&json, "at", at);
	jsonout_text(&json, "effect", "missed");
	jsonout_int(&json, "count", (int64_t)keeper->effects_missed);
	jsonout_close(&json);
	put_effect(keeper, buf_bytes(&out));
	buf_finish(&out);
	keeper->effects_missed = 0;
}

void keeper_tell(struct keeper *keeper, const struct effect *effect)
{
	if (keeper->desk == NULL || !keeper->followed)
		return;
	buf_clear(&keeper->scratch);
	effect_json(effect, &keeper->scratch);
	if (channel_queued(keeper->desk) > EFFECTS_QUEUED || keeper->scratch.size > EFFECT_BYTES) {
		keeper->effects_dropped++;
		keeper->effects_missed++;
		return;
	}
	if (keeper->effects_missed != 0)
		own_up(keeper, effect->at);
	put_effect(keeper, buf_bytes(&keeper->scratch));
}

/* ---- the desk's process ---- */

static enum err on_follow(struct keeper *keeper, struct bytes payload)
{
	uint64_t followed;

	if (ipc_get_number(payload, &followed) != ERR_NONE)
		return ERR_INPUT;
	keeper->followed = (followed & FOLLOW_EFFECTS) != 0;
	keeper_site_follow(keeper, (followed & FOLLOW_SITES) != 0);
	keeper->effects_missed = 0;
	return ERR_NONE;
}

static enum err on_message(void *context, struct channel *channel, enum ipc_code code,
			   struct bytes payload, int fd)
{
	(void)channel;
	(void)fd;
	switch ((int)code) {
	case IPC_ASK:
		return on_ask(context, payload);
	case IPC_CALL:
		return keeper_site_call(context, payload);
	case IPC_FOLLOW:
		return on_follow(context, payload);
	default:
		return ERR_INPUT;
	}
}

static void on_read_over(void *context, struct channel *channel)
{
	(void)context;
	channel_flush(channel);
}

/* Whoever asked is told by the next desk's silence; what was asked for stays done. */
static void drop_desk(struct keeper *keeper)
{
	channel_destroy(keeper->desk);
	keeper->desk = NULL;
	keeper->followed = false;
	keeper->site_followed = false;
	buf_clear(&keeper->told);
	buf_clear(&keeper->called);
}

static void on_closed(void *context, struct channel *channel)
{
	(void)channel;
	drop_desk(context);
}

void keeper_desk_peer(struct keeper *keeper, int fd)
{
	const struct channel_hooks hooks = {keeper, on_message, on_read_over, on_closed};

	drop_desk(keeper);
	keeper->desk = channel_create(keeper->child->base, fd, ROLE_KEEPER, ROLE_DESK, &hooks);
}
