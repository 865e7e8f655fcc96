// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/ipc_messages.h"

#include <string.h>

/* u8 length, then the text without its NUL. */
static void put_short(struct buf *out, const char *text)
{
	size_t size = strlen(text);

	buf_add_u8(out, (uint8_t)size);
	buf_add(out, text, size);
}

static void get_short(struct reader *reader, char *ret_text, size_t room)
{
	struct bytes view = read_bytes(reader, read_u8(reader));

	if (view.size >= room || memchr(view.data, 0, view.size) != NULL) {
		reader->bad = true;
		view.size = 0;
	}
	memcpy(ret_text, view.data, view.size);
	ret_text[view.size] = '\0';
}

/* ERR_INPUT when something was missing, or is left over. */
static enum err done(const struct reader *reader)
{
	return reader->bad || reader_left(reader) != 0 ? ERR_INPUT : ERR_NONE;
}

void ipc_put_peer(struct buf *out, const struct ipc_peer *peer)
{
	buf_add_u8(out, (uint8_t)peer->role);
	put_short(out, peer->name);
}

enum err ipc_get_peer(struct bytes payload, struct ipc_peer *ret_peer)
{
	struct reader reader = reader_of(payload);
	uint8_t role = read_u8(&reader);

	ret_peer->role = (enum role)role;
	get_short(&reader, ret_peer->name, sizeof ret_peer->name);
	return role < ROLE_COUNT ? done(&reader) : ERR_INPUT;
}

void ipc_put_arrived(struct buf *out, const struct ipc_arrived *arrived)
{
	buf_add_u64(out, arrived->generation);
	buf_add_u32(out, arrived->sequence);
	put_short(out, arrived->from);
	put_short(out, arrived->to);
	buf_add_u16(out, arrived->part.reference);
	buf_add_u8(out, arrived->part.number);
	buf_add_u8(out, arrived->part.total);
	buf_add_u32(out, arrived->undecodable);
	buf_add_u8(out, arrived->resent);
	buf_add(out, arrived->wire, WIRE_HASH);
	buf_add_sized(out, arrived->raw);
	buf_add_sized(out, arrived->text);
}

enum err ipc_get_arrived(struct bytes payload, struct ipc_arrived *ret_arrived)
{
	struct reader reader = reader_of(payload);
	struct bytes wire;
	uint8_t resent;

	ret_arrived->generation = read_u64(&reader);
	ret_arrived->sequence = read_u32(&reader);
	get_short(&reader, ret_arrived->from, sizeof ret_arrived->from);
	get_short(&reader, ret_arrived->to, sizeof ret_arrived->to);
	ret_arrived->part.reference = read_u16(&reader);
	ret_arrived->part.number = read_u8(&reader);
	ret_arrived->part.total = read_u8(&reader);
	ret_arrived->undecodable = read_u32(&reader);
	resent = read_u8(&reader);
	ret_arrived->resent = resent != 0;
	wire = read_bytes(&reader, WIRE_HASH);
	memcpy(ret_arrived->wire, wire.data, wire.size);
	ret_arrived->raw = read_sized(&reader);
	ret_arrived->text = read_sized(&reader);
	return resent <= 1 ? done(&reader) : ERR_INPUT;
}

void ipc_put_receipt(struct buf *out, const struct ipc_receipt *receipt)
{
	buf_add_u64(out, receipt->generation);
	buf_add_u32(out, receipt->sequence);
	buf_add_u8(out, (uint8_t)receipt->state);
	put_short(out, receipt->id);
}

enum err ipc_get_receipt(struct bytes payload, struct ipc_receipt *ret_receipt)
{
	struct reader reader = reader_of(payload);
	uint8_t state;

	ret_receipt->generation = read_u64(&reader);
	ret_receipt->sequence = read_u32(&reader);
	state = read_u8(&reader);
	ret_receipt->state = (enum outbox_state)state;
	get_short(&reader, ret_receipt->id, sizeof ret_receipt->id);
	return state < OUTBOX_STATE_COUNT ? done(&reader) : ERR_INPUT;
}

void ipc_put_outcome(struct buf *out, const struct ipc_outcome *outcome)
{
	buf_add_u64(out, outcome->token);
	buf_add_u8(out, (uint8_t)outcome->state);
	buf_add_u64(out, outcome->key);
	buf_add_u32(out, outcome->status);
	put_short(out, outcome->provider_id);
}

enum err ipc_get_outcome(struct bytes payload, struct ipc_outcome *ret_outcome)
{
	struct reader reader = reader_of(payload);
	uint8_t state;

	ret_outcome->token = read_u64(&reader);
	state = read_u8(&reader);
	ret_outcome->state = (enum outbox_state)state;
	ret_outcome->key = read_u64(&reader);
	ret_outcome->status = read_u32(&reader);
	get_short(&reader, ret_outcome->provider_id, sizeof ret_outcome->provider_id);
	return state < OUTBOX_STATE_COUNT ? done(&reader) : ERR_INPUT;
}

void ipc_put_accept(struct buf *out, const struct ipc_accept *accept)
{
	buf_add_u64(out, accept->generation);
	buf_add_u32(out, accept->sequence);
	buf_add_u32(out, accept->status);
}

enum err ipc_get_accept(struct bytes payload, struct ipc_accept *ret_accept)
{
	struct reader reader = reader_of(payload);

	ret_accept->generation = read_u64(&reader);
	ret_accept->sequence = read_u32(&reader);
	ret_accept->status = read_u32(&reader);
	return done(&reader);
}

void ipc_put_submit(struct buf *out, const struct ipc_submit *submit)
{
	buf_add_u64(out, submit->token);
	put_short(out, submit->from);
	put_short(out, submit->to);
	buf_add_sized(out, submit->text);
}

enum err ipc_get_submit(struct bytes payload, struct ipc_submit *ret_submit)
{
	struct reader reader = reader_of(payload);

	ret_submit->token = read_u64(&reader);
	get_short(&reader, ret_submit->from, sizeof ret_submit->from);
	get_short(&reader, ret_submit->to, sizeof ret_submit->to);
	ret_submit->text = read_sized(&reader);
	return done(&reader);
}

enum err ipc_get_number(struct bytes payload, uint64_t *ret_number)
{
	struct reader reader = reader_of(payload);

	*ret_number = read_u64(&reader);
	return done(&reader);
}

enum err ipc_get_wire(struct bytes payload, uint8_t ret_wire[WIRE_HASH])
{
	if (payload.size != WIRE_HASH)
		return ERR_INPUT;
	memcpy(ret_wire, payload.data, WIRE_HASH);
	return ERR_NONE;
}

void ipc_put_request(struct buf *out, uint64_t request, struct bytes json)
{
	buf_add_u64(out, request);
	buf_add_sized(out, json);
}

enum err ipc_get_request(struct bytes payload, uint64_t *ret_request, struct bytes *ret_json)
{
	struct reader reader = reader_of(payload);

	*ret_request = read_u64(&reader);
	*ret_json = read_sized(&reader);
	return done(&reader);
}

void ipc_put_called(struct buf *out, const struct ipc_called *called)
{
	buf_add_u64(out, called->request);
	buf_add_u16(out, called->status);
	buf_add(out, called->json.data, called->json.size);
}

enum err ipc_get_called(struct bytes payload, struct ipc_called *ret_called)
{
	struct reader reader = reader_of(payload);

	ret_called->request = read_u64(&reader);
	ret_called->status = read_u16(&reader);
	ret_called->json = read_bytes(&reader, reader_left(&reader));
	return ret_called->status >= 200 && ret_called->status < 600 ? done(&reader) : ERR_INPUT;
}

void ipc_put_happened(struct buf *out, const struct ipc_happened *happened)
{
	buf_add_u64(out, happened->sequence);
	buf_add_u32(out, happened->line_index);
	buf_add(out, happened->json.data, happened->json.size);
}

enum err ipc_get_happened(struct bytes payload, struct ipc_happened *ret_happened)
{
	struct reader reader = reader_of(payload);

	ret_happened->sequence = read_u64(&reader);
	ret_happened->line_index = read_u32(&reader);
	ret_happened->json = read_bytes(&reader, reader_left(&reader));
	/* It is passed on as lines of text (events.c): a line break would forge another event. */
	for (size_t i = 0; i < ret_happened->json.size; i++)
		if (ret_happened->json.data[i] < ' ')
			return ERR_INPUT;
	return ret_happened->sequence != 0 && ret_happened->line_index < LINES_MAX ? done(&reader)
										   : ERR_INPUT;
}

void ipc_put_alarm(struct buf *out, const struct ipc_alarm *alarm)
{
	buf_add_u64(out, alarm->token);
	buf_add_u8(out, (uint8_t)alarm->way);
	buf_add(out, alarm->id, ALARM_ID);
	buf_add_sized(out, alarm->body);
}

enum err ipc_get_alarm(struct bytes payload, struct ipc_alarm *ret_alarm)
{
	struct reader reader = reader_of(payload);
	struct bytes id;
	uint8_t way;

	ret_alarm->token = read_u64(&reader);
	way = read_u8(&reader);
	ret_alarm->way = (enum alarm_way)way;
	id = read_bytes(&reader, ALARM_ID);
	memcpy(ret_alarm->id, id.data, id.size);
	ret_alarm->body = read_sized(&reader);
	return way < ALARM_WAY_COUNT && ret_alarm->body.size <= ALARM_BODY_MAX ? done(&reader)
									       : ERR_INPUT;
}

void ipc_put_hook(struct buf *out, const struct ipc_hook *hook)
{
	buf_add_u64(out, hook->token);
	buf_add_u16(out, hook->number);
	buf_add(out, hook->id, ALARM_ID);
	buf_add_sized(out, hook->body);
}

enum err ipc_get_hook(struct bytes payload, struct ipc_hook *ret_hook)
{
	struct reader reader = reader_of(payload);
	struct bytes id;

	ret_hook->token = read_u64(&reader);
	ret_hook->number = read_u16(&reader);
	id = read_bytes(&reader, ALARM_ID);
	memcpy(ret_hook->id, id.data, id.size);
	ret_hook->body = read_sized(&reader);
	return ret_hook->body.size <= HOOK_BODY_MAX ? done(&reader) : ERR_INPUT;
}

void ipc_put_alarmed(struct buf *out, const struct ipc_alarmed *alarmed)
{
	buf_add_u64(out, alarmed->token);
	buf_add_u8(out, (uint8_t)alarmed->outcome);
	buf_add_u32(out, alarmed->detail);
	buf_add_u32(out, alarmed->output);
}

enum err ipc_get_alarmed(struct bytes payload, struct ipc_alarmed *ret_alarmed)
{
	struct reader reader = reader_of(payload);
	uint8_t outcome;

	ret_alarmed->token = read_u64(&reader);
	outcome = read_u8(&reader);
	ret_alarmed->outcome = (enum alarm_outcome)outcome;
	ret_alarmed->detail = read_u32(&reader);
	ret_alarmed->output = read_u32(&reader);
	return outcome < ALARM_OUTCOME_COUNT ? done(&reader) : ERR_INPUT;
}

void ipc_put_write(struct buf *out, const struct ipc_write *write)
{
	buf_add_u64(out, write->token);
	buf_add_sized(out, write->request);
}

enum err ipc_get_write(struct bytes payload, struct ipc_write *ret_write)
{
	struct reader reader = reader_of(payload);

	ret_write->token = read_u64(&reader);
	ret_write->request = read_sized(&reader);
	return ret_write->request.size != 0 && ret_write->request.size <= WRITER_REQUEST_MAX
		       ? done(&reader)
		       : ERR_INPUT;
}

void ipc_put_written(struct buf *out, const struct ipc_written *written)
{
	buf_add_u64(out, written->token);
	buf_add_u8(out, (uint8_t)written->outcome);
	buf_add_u32(out, written->detail);
	buf_add_sized(out, written->text);
}

enum err ipc_get_written(struct bytes payload, struct ipc_written *ret_written)
{
	struct reader reader = reader_of(payload);
	bool has_text;
	uint8_t outcome;

	ret_written->token = read_u64(&reader);
	outcome = read_u8(&reader);
	ret_written->outcome = (enum writer_outcome)outcome;
	ret_written->detail = read_u32(&reader);
	ret_written->text = read_sized(&reader);
	has_text = ret_written->text.size != 0;
	return outcome < WRITER_OUTCOME_COUNT && ret_written->text.size <= WRITER_TEXT_MAX &&
			       has_text == (outcome == WRITER_TEXT)
		       ? done(&reader)
		       : ERR_INPUT;
}

void ipc_put_train(struct buf *out, const struct ipc_train *train)
{
	buf_add_u64(out, train->token);
	buf_add_u32(out, train->count);
}

enum err ipc_get_train(struct bytes payload, struct ipc_train *ret_train)
{
	struct reader reader = reader_of(payload);

	ret_train->token = read_u64(&reader);
	ret_train->count = read_u32(&reader);
	return ret_train->count <= CORRECTIONS_MAX ? done(&reader) : ERR_INPUT;
}

void ipc_put_correction(struct buf *out, const struct ipc_correction *correction)
{
	buf_add_u8(out, (uint8_t)correction->kind);
	buf_add_u8(out, (uint8_t)correction->language);
	buf_add_u8(out, correction->weight);
	buf_add(out, correction->text.data, correction->text.size);
}

enum err ipc_get_correction(struct bytes payload, struct ipc_correction *ret_correction)
{
	struct reader reader = reader_of(payload);
	uint8_t kind = read_u8(&reader), language = read_u8(&reader);

	ret_correction->kind = (enum kind)kind;
	ret_correction->language = (enum language)language;
	ret_correction->weight = read_u8(&reader);
	ret_correction->text = read_bytes(&reader, reader_left(&reader));
	return correction_may_be(ret_correction->kind, ret_correction->language,
				 ret_correction->weight, ret_correction->text)
		       ? done(&reader)
		       : ERR_INPUT;
}

void ipc_put_model(struct buf *out, const struct ipc_model *model)
{
	buf_add_u64(out, model->token);
	buf_add_u32(out, model->size);
	buf_add_u32(out, model->examples);
}

enum err ipc_get_model(struct bytes payload, struct ipc_model *ret_model)
{
	struct reader reader = reader_of(payload);

	ret_model->token = read_u64(&reader);
	ret_model->size = read_u32(&reader);
	ret_model->examples = read_u32(&reader);
	return done(&reader);
}

void ipc_put_no_model(struct buf *out, const struct ipc_no_model *no_model)
{
	buf_add_u64(out, no_model->token);
	buf_add(out, no_model->why.data, no_model->why.size);
}

/* The words end up in a log and on a terminal. */
static bool is_plain(struct bytes text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] < 0x20 || text.data[i] == 0x7f)
			return false;
	return utf8_valid(text);
}

enum err ipc_get_no_model(struct bytes payload, struct ipc_no_model *ret_no_model)
{
	struct reader reader = reader_of(payload);

	ret_no_model->token = read_u64(&reader);
	ret_no_model->why = read_bytes(&reader, reader_left(&reader));
	return is_plain(ret_no_model->why) ? done(&reader) : ERR_INPUT;
}
