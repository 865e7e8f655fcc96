// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wire.h - the few SMPP 3.4 PDUs a carrier needs to test a peer, and nothing more.
 *
 * Written apart from src/flow/bearer/ on purpose: a generator that shared the program's codec would
 * share its mistakes, and would not measure the other peers with the same ruler.
 */
#ifndef FAUXBOND_BENCH_WIRE_H
#define FAUXBOND_BENCH_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* SMPP 3.4 §5.1.2.1; a response is its request with the top bit set. */
enum wire_command {
	WIRE_GENERIC_NACK = 0x80000000,
	WIRE_BIND_RECEIVER = 0x01,
	WIRE_BIND_TRANSMITTER = 0x02,
	WIRE_SUBMIT_SM = 0x04,
	WIRE_DELIVER_SM = 0x05,
	WIRE_UNBIND = 0x06,
	WIRE_BIND_TRANSCEIVER = 0x09,
	WIRE_ENQUIRE_LINK = 0x15,
};
#define WIRE_RESPONSE 0x80000000u

/* SMPP 3.4 §5.1.3 */
enum wire_status {
	WIRE_OK = 0x00,
	WIRE_INVALID_COMMAND = 0x03,
	WIRE_THROTTLED = 0x58,
};

/* Nobody sends more than this honestly: 64 KiB of message_payload and a few TLVs. */
#define WIRE_PDU_MAX (72u * 1024)
#define WIRE_HEADER  16u

struct wire_pdu {
	uint32_t length;
	uint32_t command;
	uint32_t status;
	uint32_t sequence;
	const uint8_t *body; /* points into the caller's buffer */
};

enum wire_take {
	WIRE_MORE, /* not all there yet */
	WIRE_BAD,  /* not SMPP: close */
	WIRE_PDU,
};

enum wire_take wire_take(const uint8_t *data, size_t len, struct wire_pdu *ret);

/* What the bench wants to know of a submit_sm or deliver_sm: one layout (SMPP 3.4 §4.4.1, §4.6.1).
 */
struct wire_heard {
	const char *source;
	const char *destination;
	uint8_t registered_delivery;
	uint8_t part; /* 1 for a whole message or the first of a long one */
};

/* False if the body does not hold one. The strings point into the body. */
bool wire_read_message(const struct wire_pdu *pdu, struct wire_heard *ret);

/* A growing byte queue; `start` is what has been written to the socket already. */
struct wire_out {
	uint8_t *data;
	size_t start;
	size_t len;
	size_t cap;
};

void wire_out_finish(struct wire_out *out);

/* A PDU with a body of one C string, or with none when `text` is NULL. */
void wire_put(struct wire_out *out, uint32_t command, uint32_t status, uint32_t sequence,
	      const char *text);

struct wire_message {
	const char *source; /* digits, sent as TON 1 (international), NPI 1 (E.164) */
	const char *destination;
	const char *text;	 /* unpacked GSM 7 */
	const char *receipt_for; /* message id: makes it a delivery receipt; NULL: a message */
};

/* `command` is WIRE_DELIVER_SM or WIRE_SUBMIT_SM, which share one layout. */
void wire_put_message(struct wire_out *out, uint32_t command, uint32_t sequence,
		      const struct wire_message *message);

#endif
