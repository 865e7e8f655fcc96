// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Any bytes as the payload of each message between our processes (the first byte says which):
 * refused, or what the writer of that message would have written from what was read.
 */
#include "daemon/ipc_messages.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct buf out;

/* What was read, written again, is what was given. */
static void same(struct bytes payload)
{
	if (out.size != payload.size ||
	    (payload.size != 0 && memcmp(out.data, payload.data, payload.size) != 0))
		abort();
}

static void try_peer(struct bytes payload)
{
	struct ipc_peer peer = {0};

	if (ipc_get_peer(payload, &peer) != ERR_NONE)
		return;
	ipc_put_peer(&out, &peer);
	same(payload);
}

static void try_arrived(struct bytes payload)
{
	struct ipc_arrived arrived = {0};

	if (ipc_get_arrived(payload, &arrived) != ERR_NONE)
		return;
	ipc_put_arrived(&out, &arrived);
	same(payload);
}

static void try_receipt(struct bytes payload)
{
	struct ipc_receipt receipt = {0};

	if (ipc_get_receipt(payload, &receipt) != ERR_NONE)
		return;
	ipc_put_receipt(&out, &receipt);
	same(payload);
}

static void try_outcome(struct bytes payload)
{
	struct ipc_outcome outcome = {0};

	if (ipc_get_outcome(payload, &outcome) != ERR_NONE)
		return;
	ipc_put_outcome(&out, &outcome);
	same(payload);
}

static void try_accept(struct bytes payload)
{
	struct ipc_accept accept = {0};

	if (ipc_get_accept(payload, &accept) != ERR_NONE)
		return;
	ipc_put_accept(&out, &accept);
	same(payload);
}

static void try_submit(struct bytes payload)
{
	struct ipc_submit submit = {0};

	if (ipc_get_submit(payload, &submit) != ERR_NONE)
		return;
	ipc_put_submit(&out, &submit);
	same(payload);
}

static void try_number(struct bytes payload)
{
	uint64_t number;

	if (ipc_get_number(payload, &number) != ERR_NONE)
		return;
	buf_add_u64(&out, number);
	same(payload);
}

static void try_wire(struct bytes payload)
{
	uint8_t wire[WIRE_HASH];

	if (ipc_get_wire(payload, wire) != ERR_NONE)
		return;
	buf_add(&out, wire, sizeof wire);
	same(payload);
}

static void try_request(struct bytes payload)
{
	struct bytes json = {0};
	uint64_t request;

	if (ipc_get_request(payload, &request, &json) != ERR_NONE)
		return;
	ipc_put_request(&out, request, json);
	same(payload);
}

static void try_called(struct bytes payload)
{
	struct ipc_called called = {0};

	if (ipc_get_called(payload, &called) != ERR_NONE)
		return;
	ipc_put_called(&out, &called);
	same(payload);
}

static void try_happened(struct bytes payload)
{
	struct ipc_happened happened = {0};

	if (ipc_get_happened(payload, &happened) != ERR_NONE)
		return;
	ipc_put_happened(&out, &happened);
	same(payload);
}

static void try_alarm(struct bytes payload)
{
	struct ipc_alarm alarm = {0};

	if (ipc_get_alarm(payload, &alarm) != ERR_NONE)
		return;
	ipc_put_alarm(&out, &alarm);
	same(payload);
}

static void try_hook(struct bytes payload)
{
	struct ipc_hook hook = {0};

	if (ipc_get_hook(payload, &hook) != ERR_NONE)
		return;
	ipc_put_hook(&out, &hook);
	same(payload);
}

static void try_alarmed(struct bytes payload)
{
	struct ipc_alarmed alarmed = {0};
	char words[96];

	if (ipc_get_alarmed(payload, &alarmed) != ERR_NONE)
		return;
	alarm_outcome_words(alarmed.outcome, alarmed.detail, words, sizeof words);
	ipc_put_alarmed(&out, &alarmed);
	same(payload);
}

static void try_train(struct bytes payload)
{
	struct ipc_train train = {0};

	if (ipc_get_train(payload, &train) != ERR_NONE)
		return;
	ipc_put_train(&out, &train);
	same(payload);
}

static void try_correction(struct bytes payload)
{
	struct ipc_correction correction = {0};

	if (ipc_get_correction(payload, &correction) != ERR_NONE)
		return;
	ipc_put_correction(&out, &correction);
	same(payload);
}

static void try_model(struct bytes payload)
{
	struct ipc_model model = {0};

	if (ipc_get_model(payload, &model) != ERR_NONE)
		return;
	ipc_put_model(&out, &model);
	same(payload);
}

static void try_no_model(struct bytes payload)
{
	struct ipc_no_model no_model = {0};

	if (ipc_get_no_model(payload, &no_model) != ERR_NONE)
		return;
	ipc_put_no_model(&out, &no_model);
	same(payload);
}

static void try_write(struct bytes payload)
{
	struct ipc_write write = {0};

	if (ipc_get_write(payload, &write) != ERR_NONE)
		return;
	ipc_put_write(&out, &write);
	same(payload);
}

static void try_written(struct bytes payload)
{
	struct ipc_written written = {0};
	char words[160];

	if (ipc_get_written(payload, &written) != ERR_NONE)
		return;
	writer_outcome_words(written.outcome, written.detail, words, sizeof words);
	ipc_put_written(&out, &written);
	same(payload);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const tries[])(struct bytes payload) = {
		try_peer,    try_arrived, try_receipt,	  try_outcome, try_accept,
		try_submit,  try_number,  try_wire,	  try_request, try_alarm,
		try_alarmed, try_train,	  try_correction, try_model,   try_no_model,
		try_write,   try_written, try_hook,	  try_called,  try_happened,
	};

	if (size == 0)
		return 0;
	buf_clear(&out);
	tries[data[0] % (sizeof tries / sizeof tries[0])]((struct bytes){data + 1, size - 1});
	return 0;
}
