// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * flow/bearer/smpp: what an SMSC may send to a bind, and the owner doing its work meanwhile.
 *
 * The first octet says how the bind is set up. Then steps: an octet below 0xe0 says how many of the
 * following octets are a frame's body and command (see step_frame); above, the owner does
 * something. After each step, what was promised must hold: what is handed in ends once, the output
 * is well-formed and bounded.
 */
#include "flow/bearer/smpp.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TOKENS = 512, WAITING = 64 };

static struct owner {
	struct smpp *smpp;
	struct random random;
	ms_t now;
	uint8_t open[TOKENS]; /* handed in and not ended */
	uint32_t waiting[WAITING], count;
	uint64_t tokens;
	bool over;
} owner;

static void must(bool holds)
{
	if (!holds)
		__builtin_trap();
}

static void ended(uint64_t token)
{
	must(token < TOKENS && owner.open[token] == 1);
	owner.open[token] = 2;
}

static void on_sent(void *context, uint64_t token, const char *const *ids, size_t parts)
{
	for (size_t i = 0; i < parts; i++)
		must(strlen(ids[i]) <= SMPP_ID_MAX);
	ended(token);
}

static void on_failed(void *context, uint64_t token, uint32_t status, bool temporary,
		      size_t accepted)
{
	ended(token);
}

static void on_unknown(void *context, uint64_t token, size_t accepted)
{
	ended(token);
}

static void on_returned(void *context, uint64_t token)
{
	ended(token);
}

static void wait(uint32_t sequence)
{
	if (owner.count < WAITING)
		owner.waiting[owner.count++] = sequence;
	else
		must(smpp_acknowledge(owner.smpp, sequence, ESME_ROK) == ERR_NONE);
}

static void on_arrived(void *context, const struct smpp_arrival *arrival)
{
	must(!arrival->sar ||
	     (arrival->sar_number >= 1 && arrival->sar_number <= arrival->sar_total));
	must(!arrival->udhi || arrival->user_data.data[0] < arrival->user_data.size);
	must(arrival->user_data.size <= arrival->pdu.size);
	wait(arrival->sequence);
}

static void on_receipt(void *context, uint32_t sequence, const struct smpp_receipt *receipt,
		       const struct smpp_arrival *arrival)
{
	wait(sequence);
}

static const struct smpp_hooks hooks = {.arrived = on_arrived,
					.receipt = on_receipt,
					.sent = on_sent,
					.failed = on_failed,
					.unknown = on_unknown,
					.returned = on_returned};

/* All that we write decodes. */
static void write_out(void)
{
	struct buf *out = smpp_output(owner.smpp);
	struct bytes left = buf_bytes(out), frame;
	struct smpp_pdu pdu;

	must(out->size <= SMPP_OUTPUT_MAX + 100000);
	while (smpp_frame(left, &frame, NULL) == ERR_NONE) {
		must(smpp_pdu_decode(frame, &pdu, NULL) == ESME_ROK);
		left.data += frame.size;
		left.size -= frame.size;
	}
	must(left.size == 0);
	buf_clear(out);
}

static void begin(uint8_t how)
{
	struct smpp_config config = {.system_id = "line",
				     .password = "secret",
				     .mode = how % 3,
				     .window = 1 + how / 3 % 8,
				     .arrivals = (how & 0x40) != 0 ? 3 : 0,
				     .receipts = true,
				     .automatic = (how & 0x80) != 0};
	static const uint32_t responses[] = {SMPP_bind_transceiver_resp, SMPP_bind_transmitter_resp,
					     SMPP_bind_receiver_resp};
	struct buf buf = {0};
	size_t consumed;

	memset(&owner, 0, sizeof owner);
	owner.now = 1000;
	random_from_seed(&owner.random, how, "fuzz");
	must(smpp_create(&config, &hooks, &owner.random, &owner.smpp, NULL) == ERR_NONE);
	must(smpp_connected(owner.smpp, owner.now) == ERR_NONE);
	write_out();
	must(smpp_pdu_encode(&(struct smpp_pdu){.command_id = responses[how % 3], .sequence = 1},
			     &buf, NULL) == ERR_NONE);
	must(smpp_receive(owner.smpp, buf_bytes(&buf), owner.now, &consumed, NULL) == ERR_NONE);
	must(smpp_state(owner.smpp) == SMPP_BOUND);
	buf_finish(&buf);
}

static void hand_in(size_t parts)
{
	struct smpp_message message = {.from = "+33639980001", .to = "33639981001", .parts = parts};
	uint64_t token = owner.tokens;

	if (token >= TOKENS)
		return;
	for (size_t i = 0; i < parts; i++)
		message.part[i] = bytes_of_text("non");
	owner.tokens++;
	owner.open[token] = 1; /* it may end within the call */
	if (smpp_submit(owner.smpp, token, &message, owner.now) != ERR_NONE)
		owner.open[token] = 0;
}

/* What the owner does: an octet of 0xe0 and above. */
static void step_owner(uint8_t what)
{
	if (what < 0xe8) {
		hand_in(1 + what % 4);
	} else if (what < 0xf0) {
		if (owner.count != 0)
			smpp_acknowledge(owner.smpp, owner.waiting[--owner.count],
					 what & 1 ? ESME_RX_T_APPN : ESME_ROK);
	} else if (what < 0xf8) {
		owner.now += 1 << 2 * (what & 7);
		owner.over = smpp_tick(owner.smpp, owner.now, NULL) != ERR_NONE;
	} else if (what < 0xfa) {
		write_out();
	} else if (what == 0xfa) {
		smpp_unbind(owner.smpp, owner.now);
	} else if (what == 0xfb && smpp_next(owner.smpp, owner.now) < MS_NEVER) {
		ms_t next = smpp_next(owner.smpp, owner.now);

		owner.now = next > owner.now ? next : owner.now;
		owner.over = smpp_tick(owner.smpp, owner.now, NULL) != ERR_NONE;
	}
}

/* A frame: command (1 octet, the top bit a response), status, sequence (1 octet), and its body. */
static size_t step_frame(const uint8_t *data, size_t size)
{
	uint8_t frame[SMPP_HEADER + 0xe0] = {0};
	size_t body = data[0], consumed = 0, total;

	if (size < 4)
		return size;
	body = body < size - 4 ? body : size - 4;
	total = SMPP_HEADER + body;
	frame[2] = (uint8_t)(total >> 8);
	frame[3] = (uint8_t)total;
	frame[4] = data[1] & 0x80;
	frame[6] = (data[1] & 0x40) != 0;
	frame[7] = data[1] & 0x3f;
	frame[11] = data[2];
	frame[15] = data[3];
	memcpy(frame + SMPP_HEADER, data + 4, body);
	owner.over = smpp_receive(owner.smpp, (struct bytes){frame, total}, owner.now, &consumed,
				  NULL) != ERR_NONE;
	must(owner.over || consumed == total || consumed == 0);
	return 4 + body;
}

static void end(void)
{
	write_out();
	smpp_disconnected(owner.smpp, owner.now);
	must(smpp_state(owner.smpp) == SMPP_CLOSED);
	must(smpp_next(owner.smpp, owner.now) == MS_NEVER);
	must(smpp_retry_at(owner.smpp) > owner.now);
	for (size_t i = 0; i < TOKENS; i++)
		must(owner.open[i] != 1);
	must(smpp_connected(owner.smpp, owner.now) == ERR_NONE);
	smpp_destroy(owner.smpp);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t at = 1;

	if (size == 0)
		return 0;
	begin(data[0]);
	while (at < size && !owner.over && smpp_state(owner.smpp) != SMPP_CLOSED) {
		if (data[at] >= 0xe0)
			step_owner(data[at++]);
		else
			at += step_frame(data + at, size - at);
	}
	end();
	return 0;
}
