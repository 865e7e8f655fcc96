// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/bearer/smpp.h against a scripted SMSC: binds, arrivals, acknowledgements, what is wrong. */
#include "smpp_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void it_binds(void **state)
{
	open_with((struct smpp_config){.window = 4});
	assert_int_equal(smpp_connected(bench.smpp, bench.now), ERR_NONE);
	assert_int_equal(drain(), 1);
	assert_int_equal(bench.wrote[0].command_id, SMPP_bind_transceiver);
	assert_int_equal(bench.wrote[0].interface_version, 0x34);
	assert_true(bytes_equal(bench.wrote[0].password, bytes_of_text("secret")));
	assert_int_equal(submit(1, 1), ERR_STATE);
	assert_int_equal(smpp_credits(bench.smpp), 0);
	assert_int_equal(respond(SMPP_bind_transceiver_resp, bench.wrote[0].sequence, 0), ERR_NONE);
	said("binding;bound;");
	assert_int_equal(smpp_credits(bench.smpp), 4);
	assert_int_equal(smpp_connected(bench.smpp, bench.now), ERR_STATE);
}

static ms_t refused_with(uint32_t status)
{
	assert_int_equal(smpp_connected(bench.smpp, bench.now), ERR_NONE);
	drain();
	assert_int_equal(respond(SMPP_bind_transceiver_resp, bench.wrote[0].sequence, status),
			 ERR_STATE);
	smpp_disconnected(bench.smpp, bench.now);
	return smpp_retry_at(bench.smpp) - bench.now;
}

static void a_refused_bind_says_why_and_waits(void **state)
{
	ms_t wait;

	open_with((struct smpp_config){0});
	wait = refused_with(ESME_RINVPASWD);
	assert_non_null(strstr(bench.error.text, "ESME_RINVPASWD (0x0000000e), invalid password"));
	assert_in_range(wait, 54000, 66000);
	for (int i = 0; i < 10; i++)
		wait = refused_with(ESME_RINVPASWD);
	assert_in_range(wait, 810000, 990000);
	open_with((struct smpp_config){0});
	wait = refused_with(ESME_RBINDFAIL);
	assert_in_range(wait, 900, 1100);
	wait = refused_with(ESME_RBINDFAIL);
	assert_in_range(wait, 1800, 2200);
	bind_it(); /* a bind that falls at once is no reason to hurry */
	smpp_disconnected(bench.smpp, bench.now + 10);
	assert_in_range(smpp_retry_at(bench.smpp) - bench.now, 3600, 4500);
	bind_it();
	smpp_disconnected(bench.smpp, bench.now + 60000);
	assert_in_range(smpp_retry_at(bench.smpp) - bench.now, 60900, 61100);
	smpp_disconnected(bench.smpp, bench.now); /* a connection that could not be made */
	assert_in_range(smpp_retry_at(bench.smpp) - bench.now, 1800, 2200);
	open_with((struct smpp_config){0});
	assert_in_range(refused_with(ESME_RALYBND), 27000, 33000);
}

static void a_message_arrives_and_is_acknowledged_later(void **state)
{
	open_bound(4);
	assert_int_equal(deliver(77, "bonjour"), ERR_NONE);
	said("arrived 77;");
	assert_string_equal(bench.text, "bonjour");
	assert_int_equal(bench.arrival.source_ton, 1);
	assert_int_equal(bench.arrival.alphabet, ALPHABET_GSM7);
	assert_string_equal(bench.from, "33639981001");
	assert_int_equal(drain(), 0);
	assert_int_equal(smpp_acknowledge(bench.smpp, 78, 0), ERR_ABSENT);
	assert_int_equal(smpp_acknowledge(bench.smpp, 77, 0), ERR_NONE);
	assert_int_equal(smpp_acknowledge(bench.smpp, 77, 0), ERR_ABSENT);
	assert_int_equal(drain(), 1);
	assert_int_equal(bench.wrote[0].command_id, SMPP_deliver_sm_resp);
	assert_int_equal(bench.wrote[0].sequence, 77);
	feed((struct smpp_pdu){.command_id = SMPP_data_sm,
			       .sequence = 79,
			       .data_coding = 8,
			       .tlvs = 1u << SMPP_TLV_message_payload,
			       .message_payload = bytes_of_text("long")});
	assert_int_equal(smpp_acknowledge(bench.smpp, 79, ESME_RX_T_APPN), ERR_NONE);
	assert_int_equal(drain(), 1);
	assert_int_equal(bench.wrote[0].command_id, SMPP_data_sm_resp);
	assert_int_equal(bench.wrote[0].command_status, ESME_RX_T_APPN);
	assert_int_equal(bench.arrival.alphabet, ALPHABET_UCS2);
	assert_string_equal(bench.text, "long");
}

static void segments_by_parameters_must_agree(void **state)
{
	static const struct {
		uint8_t total, number;
		bool sar;
	} cases[] = {{3, 2, true},  {3, 3, true},  {1, 1, true},
		     {3, 4, false}, {3, 0, false}, {0, 0, false}};

	open_bound(4);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct smpp_pdu pdu = {.command_id = SMPP_deliver_sm, .sequence = 5};

		SMPP_SET(&pdu, sar_msg_ref_num, 513);
		SMPP_SET(&pdu, sar_total_segments, cases[i].total);
		SMPP_SET(&pdu, sar_segment_seqnum, cases[i].number);
		feed(pdu);
		assert_int_equal(bench.arrival.sar, cases[i].sar);
		if (cases[i].sar)
			assert_int_equal(bench.arrival.sar_reference, 513);
	}
}

static void a_silent_link_is_dead(void **state)
{
	open_bound(2);
	assert_int_equal(smpp_next(bench.smpp, bench.now), bench.now + 30000);
	bench.now += 30000;
	assert_int_equal(smpp_tick(bench.smpp, bench.now, NULL), ERR_NONE);
	assert_int_equal(drain(), 1);
	assert_int_equal(bench.wrote[0].command_id, SMPP_enquire_link);
	respond(SMPP_enquire_link_resp, bench.wrote[0].sequence, 0);
	bench.now += 30000;
	smpp_tick(bench.smpp, bench.now, NULL);
	assert_int_equal(drain(), 1);
	assert_int_equal(smpp_next(bench.smpp, bench.now), bench.now + 30000);
	bench.now += 30000;
	assert_int_equal(smpp_tick(bench.smpp, bench.now, &bench.error), ERR_IO);
	assert_non_null(strstr(bench.error.text, "enquire_link: no response"));
	respond(SMPP_enquire_link, 5, 0);
	assert_int_equal(drain(), 1);
	assert_int_equal(bench.wrote[0].command_id, SMPP_enquire_link_resp);
	assert_int_equal(bench.wrote[0].sequence, 5);
}

static void a_bind_that_gets_no_answer(void **state)
{
	open_with((struct smpp_config){.response_timeout = 5000});
	smpp_connected(bench.smpp, bench.now);
	assert_int_equal(smpp_next(bench.smpp, bench.now), bench.now + 5000);
	bench.now += 5000;
	assert_int_equal(smpp_tick(bench.smpp, bench.now, &bench.error), ERR_IO);
	assert_non_null(strstr(bench.error.text, "bind_transceiver"));
}

static void what_the_peer_has_read_is_confirmed(void **state)
{
	open_bound(4);
	bench.acknowledge = true;
	deliver(1, "a");
	deliver(2, "b");
	submit(1, 1);
	deliver(3, "c");
	bench.acknowledge = false;
	deliver(4, "d");
	drain();
	assert_int_equal(bench.written, 4);
	accept_submit(bench.wrote[2].sequence, "x"); /* proves 1 and 2, not 3 */
	bench.log[0] = '\0';
	smpp_disconnected(bench.smpp, bench.now);
	said("closed;unconfirmed 3;unconfirmed 4;");
	assert_int_equal(smpp_acknowledge(bench.smpp, 4, 0), ERR_ABSENT);
}

static void proof_is_asked_for(void **state)
{
	open_bound(4);
	bench.acknowledge = true;
	for (uint32_t i = 1; i <= 1000; i++)
		deliver(i, "flood");
	assert_int_equal(drain(), 1001);
	assert_int_equal(bench.wrote[1000].command_id, SMPP_enquire_link);
	respond(SMPP_enquire_link_resp, bench.wrote[1000].sequence, 0);
	bench.log[0] = '\0';
	smpp_disconnected(bench.smpp, bench.now);
	said("closed;");
}

static void the_unacknowledged_are_capped(void **state)
{
	open_with((struct smpp_config){.arrivals = 3});
	bind_it();
	for (uint32_t i = 1; i <= 4; i++)
		deliver(i, "x");
	said("arrived 1;arrived 2;arrived 3;");
	assert_int_equal(drain(), 1);
	assert_int_equal(bench.wrote[0].sequence, 4);
	assert_int_equal(bench.wrote[0].command_status, ESME_RMSGQFUL);
	smpp_acknowledge(bench.smpp, 1, 0);
	deliver(5, "x");
	said("arrived 5;");
	smpp_acknowledge(bench.smpp, 5, 0); /* out of order */
	smpp_acknowledge(bench.smpp, 3, 0);
	smpp_acknowledge(bench.smpp, 2, 0);
	deliver(6, "x");
	said("arrived 6;");
}

static void feed_hex(const char *hex)
{
	uint8_t bytes[200];
	size_t size = strlen(hex) / 2;

	assert_true(hex_decode(hex, bytes, size));
	assert_int_equal(feed_bytes((struct bytes){bytes, size}), ERR_NONE);
}

static void what_is_wrong_has_its_answer(void **state)
{
	static const struct {
		const char *hex;
		uint32_t command, status;
	} cases[] = {
		{"00000010000009990000000000000007", SMPP_generic_nack, ESME_RINVCMDID},
		{"00000010000000050000000000000007", SMPP_deliver_sm_resp, ESME_RINVCMDLEN},
		{"0000001100000103000000000000000700", SMPP_data_sm_resp, ESME_RINVCMDLEN},
		{"00000010000001020000000000000007", SMPP_generic_nack, ESME_RINVCMDLEN},
		{"0000002100000004000000000000000700000000000000000000000000000000"
		 "00",
		 SMPP_submit_sm_resp, ESME_RINVBNDSTS},
		{"00000010000000090000000000000007", SMPP_bind_transceiver_resp, ESME_RINVCMDLEN},
	};

	open_bound(4);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		feed_hex(cases[i].hex);
		assert_int_equal(drain(), 1);
		assert_int_equal(bench.wrote[0].command_id, cases[i].command);
		assert_int_equal(bench.wrote[0].command_status, cases[i].status);
		assert_int_equal(bench.wrote[0].sequence, 7);
	}
	feed_hex("00000010800009990000000000000003"); /* not a response we know: nothing to say */
	assert_int_equal(smpp_state(bench.smpp), SMPP_BOUND);
	feed((struct smpp_pdu){.command_id = SMPP_deliver_sm, .esm_class = 0x40, .sequence = 8});
	assert_int_equal(drain(), 1);
	assert_int_equal(bench.wrote[0].command_status, ESME_RINVMSGLEN);
	said("");
}

static void framing_lost_is_the_end(void **state)
{
	static const uint8_t two[] = {0, 0, 0, 2, 0, 0};

	open_bound(4);
	assert_int_equal(feed_bytes(BYTES_OF(two)), ERR_INPUT);
	assert_non_null(strstr(bench.error.text, "command_length"));
}

static void not_in_this_state(void **state)
{
	open_with((struct smpp_config){.mode = SMPP_TRANSMITTER});
	smpp_connected(bench.smpp, bench.now);
	drain();
	assert_int_equal(bench.wrote[0].command_id, SMPP_bind_transmitter);
	deliver(3, "too early");
	assert_int_equal(drain(), 1);
	assert_int_equal(bench.wrote[0].command_status, ESME_RINVBNDSTS);
	respond(SMPP_bind_transmitter_resp, 1, 0);
	deliver(4, "not to a transmitter");
	assert_int_equal(drain(), 1);
	assert_int_equal(bench.wrote[0].command_status, ESME_RINVBNDSTS);
	assert_int_equal(submit(1, 1), ERR_NONE);
	open_with((struct smpp_config){.mode = SMPP_RECEIVER});
	bind_it();
	assert_int_equal(submit(1, 1), ERR_STATE);
	deliver(5, "welcome");
	said("arrived 5;");
}

static void receipts_are_told_apart(void **state)
{
	open_bound(2);
	feed((struct smpp_pdu){
		.command_id = SMPP_deliver_sm,
		.sequence = 3,
		.esm_class = 4,
		.short_message = bytes_of_text("id:2623 sub:001 dlvrd:001 stat:DELIVRD err:000")});
	deliver(4, "id:2623 sub:001 dlvrd:001 stat:DELIVRD err:000"); /* anybody can text that */
	said("receipt 3 2623 3;arrived 4;");
	assert_int_equal(smpp_acknowledge(bench.smpp, 3, 0), ERR_NONE);
}

static void a_peer_that_does_not_read(void **state)
{
	uint8_t enquire[16] = {0, 0, 0, 16, 0, 0, 0, 0x15};
	static uint8_t stream[40000 * 16];
	size_t consumed = 0, total = 0;

	open_bound(2);
	for (size_t i = 0; i < 40000; i++)
		memcpy(stream + i * 16, enquire, 16);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(
			smpp_receive(bench.smpp, BYTES_OF(stream), bench.now, &consumed, NULL),
			ERR_NONE);
		total += consumed;
	}
	assert_true(total < sizeof stream);
	assert_true(smpp_output(bench.smpp)->size <= SMPP_OUTPUT_MAX + 64);
	buf_clear(smpp_output(bench.smpp));
	smpp_receive(bench.smpp, BYTES_OF(stream), bench.now, &consumed, NULL);
	assert_true(consumed > 0);
}

static void a_stream_may_be_cut_anywhere(void **state)
{
	struct smpp_pdu pdu = {.command_id = SMPP_deliver_sm,
			       .sequence = 3,
			       .short_message = bytes_of_text("whole")};
	struct buf buf = {0};
	size_t consumed;

	open_bound(2);
	assert_int_equal(smpp_pdu_encode(&pdu, &buf, NULL), ERR_NONE);
	for (size_t i = 0; i < buf.size; i++) {
		consumed = 99;
		assert_int_equal(smpp_receive(bench.smpp, (struct bytes){buf.data, i}, bench.now,
					      &consumed, NULL),
				 ERR_NONE);
		assert_int_equal(consumed, 0);
	}
	said("");
	assert_int_equal(feed_bytes(buf_bytes(&buf)), ERR_NONE);
	said("arrived 3;");
	buf_finish(&buf);
}

static void some_requests_have_no_response(void **state)
{
	open_bound(2);
	feed((struct smpp_pdu){.command_id = SMPP_alert_notification, .sequence = 1});
	feed((struct smpp_pdu){.command_id = SMPP_outbind, .sequence = 2});
	assert_int_equal(drain(), 0);
	assert_int_equal(smpp_counters(bench.smpp)->misplaced, 1);
	said("");
}

static void a_slow_link_that_talks_is_alive(void **state)
{
	open_with((struct smpp_config){.enquire_every = 10000, .response_timeout = 5000});
	bind_it();
	bench.now += 10000;
	smpp_tick(bench.smpp, bench.now, NULL);
	assert_int_equal(drain(), 1);
	bench.now += 4000;
	deliver(1, "busy");
	bench.now += 1000;
	assert_int_equal(smpp_tick(bench.smpp, bench.now, NULL), ERR_NONE);
	bench.now += 10000;
	assert_int_equal(smpp_tick(bench.smpp, bench.now, NULL), ERR_NONE);
	assert_int_equal(drain(), 1);
	assert_int_equal(bench.wrote[0].command_id, SMPP_enquire_link);
}

/* A peer that never answers us leaves at most the newest unconfirmed. */
static void the_unconfirmed_are_capped(void **state)
{
	enum { MORE = 5 };

	open_bound(4);
	bench.acknowledge = true;
	for (uint32_t i = 1; i <= SMPP_ARRIVALS_MAX + MORE; i++) {
		deliver(i, "x");
		buf_clear(smpp_output(bench.smpp));
		bench.log[0] = '\0';
	}
	assert_int_equal(smpp_counters(bench.smpp)->overrun, MORE);
	smpp_disconnected(bench.smpp, bench.now);
	assert_ptr_equal(strstr(bench.log, "unconfirmed 6;"), bench.log + strlen("closed;"));
}

static void stopping_before_it_is_bound(void **state)
{
	open_with((struct smpp_config){0});
	smpp_connected(bench.smpp, bench.now);
	smpp_unbind(bench.smpp, bench.now);
	said("binding;closed;");
	assert_int_equal(smpp_next(bench.smpp, bench.now), MS_NEVER);
	smpp_disconnected(bench.smpp, bench.now);
	assert_int_equal(smpp_retry_at(bench.smpp), MS_NEVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(it_binds, smpp_finish),
		cmocka_unit_test_teardown(a_refused_bind_says_why_and_waits, smpp_finish),
		cmocka_unit_test_teardown(a_message_arrives_and_is_acknowledged_later, smpp_finish),
		cmocka_unit_test_teardown(segments_by_parameters_must_agree, smpp_finish),
		cmocka_unit_test_teardown(a_silent_link_is_dead, smpp_finish),
		cmocka_unit_test_teardown(a_bind_that_gets_no_answer, smpp_finish),
		cmocka_unit_test_teardown(what_the_peer_has_read_is_confirmed, smpp_finish),
		cmocka_unit_test_teardown(proof_is_asked_for, smpp_finish),
		cmocka_unit_test_teardown(the_unacknowledged_are_capped, smpp_finish),
		cmocka_unit_test_teardown(what_is_wrong_has_its_answer, smpp_finish),
		cmocka_unit_test_teardown(framing_lost_is_the_end, smpp_finish),
		cmocka_unit_test_teardown(not_in_this_state, smpp_finish),
		cmocka_unit_test_teardown(receipts_are_told_apart, smpp_finish),
		cmocka_unit_test_teardown(a_peer_that_does_not_read, smpp_finish),
		cmocka_unit_test_teardown(a_stream_may_be_cut_anywhere, smpp_finish),
		cmocka_unit_test_teardown(some_requests_have_no_response, smpp_finish),
		cmocka_unit_test_teardown(a_slow_link_that_talks_is_alive, smpp_finish),
		cmocka_unit_test_teardown(the_unconfirmed_are_capped, smpp_finish),
		cmocka_unit_test_teardown(stopping_before_it_is_bound, smpp_finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
