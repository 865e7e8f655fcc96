// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The payloads of ipc.tbl: the only place where their fields are written and read. A `get` returns ERR_INPUT on
 * anything that its `put` would not have written; views point into the payload.
 */
#ifndef DAEMON_IPC_MESSAGES_H
#define DAEMON_IPC_MESSAGES_H

#include "daemon/alarm.h"
#include "daemon/hook_queue.h"
#include "daemon/corrections.h"
#include "daemon/ipc.h"
#include "daemon/writer.h"
#include "flow/flow.h"

/* Which process a socket leads to. */
struct ipc_peer {
	enum role role;
	char name[LINE_NAME_MAX]; /* of a bearer; else "" */
};
void ipc_put_peer(struct buf *out, const struct ipc_peer *peer);
enum err ipc_get_peer(struct bytes payload, struct ipc_peer *ret_peer);

/* A message or a receipt, waiting to be acknowledged. */
struct ipc_arrived {
	uint64_t generation; /* of the bind */
	uint32_t sequence;
	char from[NUMBER_MAX], to[NUMBER_MAX];
	struct part part;
	uint32_t undecodable;
	bool resent;
	uint8_t wire[WIRE_HASH]; /* admit_wire_hash() of `raw` */
	struct bytes raw, text;
};
void ipc_put_arrived(struct buf *out, const struct ipc_arrived *arrived);
enum err ipc_get_arrived(struct bytes payload, struct ipc_arrived *ret_arrived);

struct ipc_receipt {
	uint64_t generation;
	uint32_t sequence;
	enum outbox_state state; /* OUTBOX_SENT: nothing final yet */
	char id[66];             /* as the carrier writes it in receipts; "" when it says none */
};
void ipc_put_receipt(struct buf *out, const struct ipc_receipt *receipt);
enum err ipc_get_receipt(struct bytes payload, struct ipc_receipt *ret_receipt);

struct ipc_outcome {
	uint64_t token;
	enum outbox_state state; /* SENT, FAILED, UNKNOWN */
	uint64_t key;
	uint32_t status;
	char provider_id[66];
};
void ipc_put_outcome(struct buf *out, const struct ipc_outcome *outcome);
enum err ipc_get_outcome(struct bytes payload, struct ipc_outcome *ret_outcome);

/* generation, sequence, SMPP command status */
struct ipc_accept {
	uint64_t generation;
	uint32_t sequence, status;
};
void ipc_put_accept(struct buf *out, const struct ipc_accept *accept);
enum err ipc_get_accept(struct bytes payload, struct ipc_accept *ret_accept);

struct ipc_submit {
	uint64_t token;
	char from[NUMBER_MAX], to[NUMBER_MAX];
	struct bytes text;
};
void ipc_put_submit(struct buf *out, const struct ipc_submit *submit);
enum err ipc_get_submit(struct bytes payload, struct ipc_submit *ret_submit);

/* One number: BOUND, UNBOUND (generation), CREDITS, FOLLOW. */
enum err ipc_get_number(struct bytes payload, uint64_t *ret_number);
/* A wire hash: SUSPECT. */
enum err ipc_get_wire(struct bytes payload, uint8_t ret_wire[WIRE_HASH]);
/* Bits of FOLLOW's number. */
enum { FOLLOW_EFFECTS = 1, FOLLOW_SITES = 2 };
/* A request's number, then JSON: ASK, TELL, CALL. */
void ipc_put_request(struct buf *out, uint64_t request, struct bytes json);
enum err ipc_get_request(struct bytes payload, uint64_t *ret_request, struct bytes *ret_json);

/* What a site answers. */
struct ipc_called {
	uint64_t request;
	uint16_t status; /* of HTTP: 200..599 */
	struct bytes json;
};
void ipc_put_called(struct buf *out, const struct ipc_called *called);
enum err ipc_get_called(struct bytes payload, struct ipc_called *ret_called);

struct ipc_happened {
	uint64_t sequence; /* ascending, and not 0; also over restarts of the keeper */
	uint32_t line_index;
	struct bytes json; /* one line of it */
};
void ipc_put_happened(struct buf *out, const struct ipc_happened *happened);
enum err ipc_get_happened(struct bytes payload, struct ipc_happened *ret_happened);

/* One attempt to tell operators, and how it ended. */
struct ipc_alarm {
	uint64_t token;
	enum alarm_way way;
	uint8_t id[ALARM_ID];
	struct bytes body; /* JSON */
};
void ipc_put_alarm(struct buf *out, const struct ipc_alarm *alarm);
enum err ipc_get_alarm(struct bytes payload, struct ipc_alarm *ret_alarm);

struct ipc_alarmed {
	uint64_t token;
	enum alarm_outcome outcome;
	uint32_t detail; /* status, signal, errno…: ALARM_OUTCOMES says */
	uint32_t output; /* bytes a command printed */
};
void ipc_put_alarmed(struct buf *out, const struct ipc_alarmed *alarmed);
enum err ipc_get_alarmed(struct bytes payload, struct ipc_alarmed *ret_alarmed);

/* One call of a site's webhook; its end is told as that of an alarm. */
struct ipc_hook {
	uint64_t token;
	uint16_t number; /* settings_hook_at() */
	uint8_t id[ALARM_ID];
	struct bytes body; /* JSON */
};
void ipc_put_hook(struct buf *out, const struct ipc_hook *hook);
enum err ipc_get_hook(struct bytes payload, struct ipc_hook *ret_hook);

/* Words that are wanted for a turn, and what the writer proposes. */
struct ipc_write {
	uint64_t token;
	struct bytes request; /* JSON, 1..WRITER_REQUEST_MAX */
};
void ipc_put_write(struct buf *out, const struct ipc_write *write);
enum err ipc_get_write(struct bytes payload, struct ipc_write *ret_write);

struct ipc_written {
	uint64_t token;
	enum writer_outcome outcome;
	uint32_t detail;   /* status, libcurl's code: WRITER_OUTCOMES says */
	struct bytes text; /* with WRITER_TEXT 1..WRITER_TEXT_MAX bytes, else none */
};
void ipc_put_written(struct buf *out, const struct ipc_written *written);
enum err ipc_get_written(struct bytes payload, struct ipc_written *ret_written);

/* What the clerk is to train with, and what came of it. */
struct ipc_train {
	uint64_t token;
	uint32_t count; /* of the corrections that follow, at most CORRECTIONS_MAX */
};
void ipc_put_train(struct buf *out, const struct ipc_train *train);
enum err ipc_get_train(struct bytes payload, struct ipc_train *ret_train);

struct ipc_correction {
	enum kind kind; /* one that has examples */
	enum language language;
	uint8_t weight;	   /* 1..CORRECTION_WEIGHT_MAX */
	struct bytes text; /* UTF-8 without NUL, 1..CORRECTION_TEXT_MAX */
};
void ipc_put_correction(struct buf *out, const struct ipc_correction *correction);
enum err ipc_get_correction(struct bytes payload, struct ipc_correction *ret_correction);

struct ipc_model {
	uint64_t token;
	uint32_t size, examples; /* bytes; of how many examples, corrections not counted */
};
void ipc_put_model(struct buf *out, const struct ipc_model *model);
enum err ipc_get_model(struct bytes payload, struct ipc_model *ret_model);

struct ipc_no_model {
	uint64_t token;
	struct bytes why; /* UTF-8 without control characters, at most 504 bytes */
};
void ipc_put_no_model(struct buf *out, const struct ipc_no_model *no_model);
enum err ipc_get_no_model(struct bytes payload, struct ipc_no_model *ret_no_model);

#endif
