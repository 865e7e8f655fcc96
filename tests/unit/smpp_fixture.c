// SPDX-License-Identifier: GPL-3.0-or-later
#include "smpp_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct bench bench;

static void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void note(const char *format, ...)
{
	size_t size = strlen(bench.log);
	va_list args;

	va_start(args, format);
	vsnprintf(bench.log + size, LOG - size, format, args);
	va_end(args);
}

static void on_arrived(void *context, const struct smpp_arrival *arrival)
{
	bench.arrival = *arrival;
	snprintf(bench.text, sizeof bench.text, "%.*s", (int)arrival->user_data.size,
		 (const char *)arrival->user_data.data);
	snprintf(bench.from, sizeof bench.from, "%.*s", (int)arrival->source.size,
		 (const char *)arrival->source.data);
	note("arrived %u;", arrival->sequence);
	if (bench.acknowledge)
		smpp_acknowledge(bench.smpp, arrival->sequence, ESME_ROK);
}

static void on_receipt(void *context, uint32_t sequence, const struct smpp_receipt *receipt,
		       const struct smpp_arrival *arrival)
{
	note("receipt %u %s %d;", sequence, receipt->id, receipt->state);
}

static void on_sent(void *context, uint64_t token, const char *const *ids, size_t parts)
{
	note("sent %d", (int)token);
	for (size_t i = 0; i < parts; i++)
		note(" %s", ids[i]);
	note(";");
}

static void on_failed(void *context, uint64_t token, uint32_t status, bool temporary,
		      size_t accepted)
{
	note("failed %d %s%s %zu;", (int)token, smpp_status_name(status),
	     temporary ? " temporary" : "", accepted);
}

static void on_unknown(void *context, uint64_t token, size_t accepted)
{
	note("unknown %d %zu;", (int)token, accepted);
}

static void on_returned(void *context, uint64_t token)
{
	note("returned %d;", (int)token);
}

static void on_unconfirmed(void *context, uint32_t sequence)
{
	note("unconfirmed %u;", sequence);
}

static void on_state(void *context, enum smpp_state state)
{
	static const char *const names[] = {"closed", "binding", "bound", "unbinding"};

	note("%s;", names[state]);
}

static const struct smpp_hooks hooks = {.state = on_state,
					.arrived = on_arrived,
					.receipt = on_receipt,
					.sent = on_sent,
					.failed = on_failed,
					.unknown = on_unknown,
					.returned = on_returned,
					.unconfirmed = on_unconfirmed};

void said(const char *text)
{
	assert_string_equal(bench.log, text);
	bench.log[0] = '\0';
}

size_t drain(void)
{
	struct buf *out = smpp_output(bench.smpp);
	struct bytes left, frame;

	bench.written = 0;
	assert_true(out->size <= sizeof bench.raw);
	if (out->size != 0)
		memcpy(bench.raw, out->data, out->size);
	left = (struct bytes){bench.raw, out->size};
	while (smpp_frame(left, &frame, NULL) == ERR_NONE) {
		assert_true(bench.written < 4096);
		assert_int_equal(smpp_pdu_decode(frame, &bench.wrote[bench.written++], NULL),
				 ESME_ROK);
		left.data += frame.size;
		left.size -= frame.size;
	}
	assert_int_equal(left.size, 0);
	buf_clear(out);
	return bench.written;
}

enum err feed_bytes(struct bytes bytes)
{
	size_t consumed = 0;
	enum err err = smpp_receive(bench.smpp, bytes, bench.now, &consumed, &bench.error);

	if (err == ERR_NONE)
		assert_int_equal(consumed, bytes.size);
	return err;
}

enum err feed(struct smpp_pdu pdu)
{
	struct buf buf = {0};
	enum err err;

	assert_int_equal(smpp_pdu_encode(&pdu, &buf, NULL), ERR_NONE);
	err = feed_bytes(buf_bytes(&buf));
	buf_finish(&buf);
	return err;
}

enum err respond(uint32_t command, uint32_t sequence, uint32_t status)
{
	return feed((struct smpp_pdu){
		.command_id = command, .sequence = sequence, .command_status = status});
}

enum err accept_submit(uint32_t sequence, const char *id)
{
	return feed((struct smpp_pdu){.command_id = SMPP_submit_sm_resp,
				      .sequence = sequence,
				      .message_id = bytes_of_text(id)});
}

enum err deliver(uint32_t sequence, const char *text)
{
	return feed((struct smpp_pdu){.command_id = SMPP_deliver_sm,
				      .sequence = sequence,
				      .source_addr_ton = 1,
				      .source_addr = bytes_of_text("33639981001"),
				      .destination_addr = bytes_of_text("33639980001"),
				      .short_message = bytes_of_text(text)});
}

enum err submit(uint64_t token, size_t parts)
{
	struct smpp_message message = {
		.from = "+33639980001", .to = "+33639981001", .parts = parts};

	for (size_t i = 0; i < parts; i++)
		message.part[i] = bytes_of_text("non");
	return smpp_submit(bench.smpp, token, &message, bench.now);
}

void open_with(struct smpp_config config)
{
	smpp_destroy(bench.smpp);
	bench.smpp = NULL;
	bench.log[0] = '\0';
	bench.now = 1000000;
	bench.acknowledge = false;
	random_from_seed(&bench.random, 1, "test");
	config.system_id = "line";
	config.password = "secret";
	config.automatic = true;
	assert_int_equal(smpp_create(&config, &hooks, &bench.random, &bench.smpp, &bench.error),
			 ERR_NONE);
}

void bind_it(void)
{
	assert_int_equal(smpp_connected(bench.smpp, bench.now), ERR_NONE);
	drain();
	assert_int_equal(respond(bench.wrote[0].command_id | SMPP_RESPONSE, bench.wrote[0].sequence,
				 ESME_ROK),
			 ERR_NONE);
	bench.log[0] = '\0';
}

void open_bound(uint32_t window)
{
	open_with((struct smpp_config){.window = window, .receipts = true});
	bind_it();
}

int smpp_finish(void **state)
{
	smpp_destroy(bench.smpp);
	bench.smpp = NULL;
	return 0;
}
