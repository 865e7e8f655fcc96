// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/bearer/smpp.h against a scripted SMSC: messages going out, and how each ends. */
#include "smpp_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void the_window_is_kept(void **state)
{
	open_bound(2);
	bench.now += 5;
	for (uint64_t i = 1; i <= 2; i++)
		assert_int_equal(submit(i, 1), ERR_NONE);
	assert_int_equal(submit(3, 1), ERR_FULL);
	assert_int_equal(drain(), 2);
	assert_int_equal(bench.wrote[0].command_id, SMPP_submit_sm);
	assert_int_equal(bench.wrote[0].dest_addr_ton, 1);
	assert_true(bytes_equal(bench.wrote[0].destination_addr, bytes_of_text("33639981001")));
	assert_int_equal(bench.wrote[0].registered_delivery, 1);
	accept_submit(bench.wrote[1].sequence, "b2"); /* out of order is fine */
	said("sent 2 b2;");
	assert_int_equal(smpp_credits(bench.smpp), 1);
	accept_submit(bench.wrote[1].sequence, "b2");
	accept_submit(4711, "b2");
	respond(SMPP_enquire_link_resp, bench.wrote[0].sequence, 0); /* not what was asked */
	said("");
	assert_int_equal(smpp_counters(bench.smpp)->unexpected, 3);
	respond(SMPP_submit_sm_resp, bench.wrote[0].sequence, ESME_RINVDSTADR);
	said("failed 1 ESME_RINVDSTADR 0;");
}

static void parts_make_one_message(void **state)
{
	open_bound(2);
	assert_int_equal(submit(9, 3), ERR_NONE); /* more parts than window: two first */
	assert_int_equal(smpp_credits(bench.smpp), 0);
	assert_int_equal(drain(), 2);
	accept_submit(bench.wrote[0].sequence, "a");
	assert_int_equal(drain(), 1);
	accept_submit(bench.wrote[0].sequence, "c");
	said("");
	accept_submit(3, "b");
	said("sent 9 a b c;");
	assert_int_equal(smpp_credits(bench.smpp), 2);

	submit(10, 3);
	drain();
	accept_submit(bench.wrote[0].sequence, "a");
	respond(SMPP_submit_sm_resp, bench.wrote[1].sequence, ESME_RSYSERR);
	said("");
	assert_int_equal(drain(), 1); /* had left before the refusal */
	accept_submit(bench.wrote[0].sequence, "c");
	said("failed 10 ESME_RSYSERR temporary 2;");
	submit(11, 5);
	drain();
	respond(SMPP_submit_sm_resp, bench.wrote[0].sequence, ESME_RINVSRCADR);
	accept_submit(bench.wrote[1].sequence, "b");
	said("failed 11 ESME_RINVSRCADR 1;"); /* three never left */
	assert_int_equal(drain(), 0);
	assert_int_equal(smpp_credits(bench.smpp), 2);
}

static void too_fast_is_sent_again_in_order(void **state)
{
	char order[64] = "";

	open_bound(8);
	for (uint64_t i = 1; i <= 6; i++)
		submit(i, 1);
	assert_int_equal(drain(), 6);
	accept_submit(bench.wrote[0].sequence, "1");
	for (size_t i = 1; i < 6; i++)
		respond(SMPP_submit_sm_resp,
			bench.wrote[i == 2   ? 3
				    : i == 3 ? 2
					     : i]
				.sequence,
			i % 2 != 0 ? ESME_RTHROTTLED : ESME_RMSGQFUL);
	submit(7, 1);
	assert_int_equal(drain(), 0);
	said("sent 1 1;");
	for (int i = 0; i < 2000 && strlen(order) < 6; i++) {
		bench.now = smpp_next(bench.smpp, bench.now);
		assert_int_equal(smpp_tick(bench.smpp, bench.now, NULL), ERR_NONE);
		for (size_t n = drain(), k = 0; k < n; k++) {
			if (bench.wrote[k].command_id != SMPP_submit_sm)
				continue;
			accept_submit(bench.wrote[k].sequence, "x");
			snprintf(order + strlen(order), sizeof order - strlen(order), "%c",
				 bench.log[5]);
			bench.log[0] = '\0';
		}
	}
	assert_string_equal(order, "234567");
	assert_int_equal(smpp_counters(bench.smpp)->throttled, 5);
	assert_true(smpp_rate(bench.smpp) > 0);
}

/* A carrier that takes 300 a second, in windows of a second, and throttles what is above. */
static void three_thousand_replies_to_a_carrier_of_three_hundred(void **state)
{
	enum { REPLIES = 3000, LIMIT = 300 };
	uint64_t token = 0, taken = 0, in_window = 0, last = 0;
	ms_t window = 0, start;

	open_bound(64);
	start = bench.now;
	while (taken < REPLIES) {
		assert_true(bench.now - start < 60000);
		if (bench.now / 1000 != window)
			in_window = 0;
		window = bench.now / 1000;
		for (size_t n = drain(), i = 0; i < n; i++) {
			if (bench.wrote[i].command_id != SMPP_submit_sm)
				continue;
			if (in_window < LIMIT) {
				in_window++;
				accept_submit(bench.wrote[i].sequence, "x");
				assert_int_equal(sscanf(bench.log, "sent %lu", &last), 1);
				assert_int_equal(last,
						 ++taken); /* in order, none twice, none lost */
			} else {
				respond(SMPP_submit_sm_resp, bench.wrote[i].sequence,
					ESME_RTHROTTLED);
			}
			bench.log[0] = '\0';
		}
		while (token < REPLIES && smpp_credits(bench.smpp) != 0)
			assert_int_equal(submit(++token, 1), ERR_NONE);
		bench.now++;
		assert_int_equal(smpp_tick(bench.smpp, bench.now, NULL), ERR_NONE);
	}
	print_message("3,000 replies in %lld ms, %lu refused\n", (long long)(bench.now - start),
		      smpp_counters(bench.smpp)->throttled);
	assert_true(bench.now - start <= 11000);
	assert_true(smpp_counters(bench.smpp)->throttled <= REPLIES / 20);
}

static void refused_as_too_fast_for_too_long(void **state)
{
	open_with((struct smpp_config){.window = 1, .give_up = 10000, .enquire_every = 1000000});
	bind_it();
	submit(1, 1);
	for (ms_t end = bench.now + 20000; bench.now < end && bench.log[0] == '\0';) {
		for (size_t n = drain(), k = 0; k < n; k++)
			respond(SMPP_submit_sm_resp, bench.wrote[k].sequence, ESME_RTHROTTLED);
		if (bench.log[0] == '\0') {
			bench.now = smpp_next(bench.smpp, bench.now);
			smpp_tick(bench.smpp, bench.now, NULL);
		}
	}
	said("failed 1 ESME_RTHROTTLED temporary 0;");
}

static void a_response_that_never_comes(void **state)
{
	open_bound(2);
	submit(1, 1);
	drain();
	assert_int_equal(smpp_next(bench.smpp, bench.now), bench.now + 30000);
	bench.now += 29999;
	deliver(1, "alive");
	smpp_tick(bench.smpp, bench.now, NULL);
	said("arrived 1;");
	bench.now += 1;
	assert_int_equal(smpp_tick(bench.smpp, bench.now, NULL), ERR_NONE);
	said("unknown 1 0;");
	assert_int_equal(smpp_credits(bench.smpp), 2);
	accept_submit(bench.wrote[0].sequence, "late");
	said("");
}

/* Written and unanswered: unknown. Not written: returned, whether encoded already or not. */
static void a_broken_bind_says_what_became_of_each(void **state)
{
	open_bound(4);
	submit(1, 1);
	submit(2, 2);
	drain();
	accept_submit(bench.wrote[1].sequence, "2a");
	submit(3, 1);
	smpp_disconnected(bench.smpp, bench.now);
	said("closed;unknown 1 0;unknown 2 1;returned 3;");
	assert_int_equal(smpp_credits(bench.smpp), 0);
	bind_it();
	assert_int_equal(smpp_credits(bench.smpp), 4);
	submit(4, 1);
	buf_shift(smpp_output(bench.smpp), 10); /* cut within: the peer has no whole PDU */
	smpp_disconnected(bench.smpp, bench.now);
	said("closed;returned 4;");
}

static void a_nack_ends_a_submit(void **state)
{
	open_bound(4);
	submit(1, 1);
	submit(2, 1);
	drain();
	respond(SMPP_generic_nack, bench.wrote[0].sequence, ESME_RINVCMDLEN);
	said("failed 1 ESME_RINVCMDLEN 0;");
	respond(SMPP_generic_nack, 0, ESME_RINVCMDID);
	respond(SMPP_generic_nack, bench.wrote[1].sequence, 0);
	said("failed 2 ESME_RUNKNOWNERR temporary 0;");
	assert_int_equal(smpp_counters(bench.smpp)->nacks, 3);
}

static void stopping_waits_for_what_is_due(void **state)
{
	open_bound(2);
	submit(1, 1);
	submit(2, 2); /* its second part waits */
	drain();
	deliver(9, "last");
	bench.log[0] = '\0';
	smpp_unbind(bench.smpp, bench.now);
	said("unbinding;");
	assert_int_equal(submit(3, 1), ERR_STATE);
	assert_int_equal(drain(), 0);
	deliver(10, "too late");
	drain();
	assert_int_equal(bench.wrote[0].command_status, ESME_RX_T_APPN);
	accept_submit(2, "a");
	accept_submit(3, "b");
	said("sent 1 a;failed 2 ESME_RSUBMITFAIL temporary 1;");
	assert_int_equal(drain(), 0);
	smpp_acknowledge(bench.smpp, 9, 0);
	assert_int_equal(smpp_next(bench.smpp, bench.now), bench.now);
	smpp_tick(bench.smpp, bench.now, NULL);
	assert_int_equal(drain(), 2);
	assert_int_equal(bench.wrote[1].command_id, SMPP_unbind);
	respond(SMPP_unbind_resp, bench.wrote[1].sequence, 0);
	said("closed;"); /* and 9 is proven */
	assert_int_equal(smpp_retry_at(bench.smpp), MS_NEVER);
	smpp_disconnected(bench.smpp, bench.now);
	said("");
}

static void stopping_does_not_wait_for_ever(void **state)
{
	open_bound(2);
	submit(1, 1);
	drain();
	smpp_unbind(bench.smpp, bench.now);
	bench.now += 30000;
	assert_int_equal(smpp_tick(bench.smpp, bench.now, NULL), ERR_NONE);
	said("unbinding;unknown 1 0;");
	drain();
	assert_int_equal(bench.wrote[bench.written - 1].command_id, SMPP_unbind);
	bench.now += 30000;
	assert_int_equal(smpp_tick(bench.smpp, bench.now, &bench.error), ERR_IO);
	smpp_disconnected(bench.smpp, bench.now);
	assert_int_equal(smpp_retry_at(bench.smpp), MS_NEVER);
}

static void the_smsc_unbinds(void **state)
{
	open_bound(2);
	submit(1, 1);
	submit(2, 2);
	respond(SMPP_unbind, 50, 0);
	said("closed;unknown 1 0;unknown 2 0;");
	assert_true(drain() >= 2);
	assert_int_equal(bench.wrote[bench.written - 1].command_id, SMPP_unbind_resp);
	assert_int_equal(smpp_state(bench.smpp), SMPP_CLOSED);
	smpp_disconnected(bench.smpp, bench.now);
	assert_in_range(smpp_retry_at(bench.smpp), bench.now + 900, bench.now + 1100);
}

static void sequence_numbers_wrap(void **state)
{
	enum { MESSAGES = 5000 };

	open_bound(3);
	for (uint64_t i = 1; i <= MESSAGES; i++) { /* one stays unanswered over more than a table */
		assert_int_equal(submit(i, 1), ERR_NONE);
		drain();
		assert_in_range(bench.wrote[0].sequence, 1, SMPP_SEQUENCE_MAX);
		if (i != 1)
			accept_submit(bench.wrote[0].sequence, "x");
		bench.log[0] = '\0';
	}
	accept_submit(2, "first");
	said("sent 1 first;");
}

static void bad_messages_and_settings_are_refused(void **state)
{
	struct smpp_message message = {.from = "", .to = "+33639981001", .parts = 1};
	struct smpp *smpp = NULL;
	struct smpp_hooks none = {0};
	static uint8_t long_text[255];

	open_bound(2);
	message.part[0] = (struct bytes){long_text, 255};
	assert_int_equal(smpp_submit(bench.smpp, 1, &message, 0), ERR_INPUT);
	message.part[0].size = 254;
	message.to = "+";
	assert_int_equal(smpp_submit(bench.smpp, 1, &message, 0), ERR_INPUT);
	message.to = "+123456789012345678901";
	assert_int_equal(smpp_submit(bench.smpp, 1, &message, 0), ERR_INPUT);
	message.to = "33639981001";
	message.parts = 11;
	assert_int_equal(smpp_submit(bench.smpp, 1, &message, 0), ERR_INPUT);
	message.parts = 1;
	message.from = "FAUXBOND";
	assert_int_equal(smpp_submit(bench.smpp, 1, &message, 0), ERR_NONE);
	drain();
	assert_int_equal(bench.wrote[0].source_addr_ton, 5);
	assert_int_equal(smpp_create(&(struct smpp_config){.password = "123456789"}, &none,
				     &bench.random, &smpp, &bench.error),
			 ERR_INPUT);
	assert_string_equal(bench.error.text, "password: longer than 8 octets");
	assert_int_equal(smpp_create(&(struct smpp_config){.window = SMPP_WINDOW_MAX + 1}, &none, &bench.random,
				     &smpp, &bench.error),
			 ERR_INPUT);
	assert_null(smpp);
}

/* The parts of a refused message leave the queue from between those of others. */
static void what_is_dropped_leaves_the_others_in_order(void **state)
{
	open_bound(4);
	submit(1, 1);
	submit(2, 1);
	submit(3, 9); /* two of nine are written */
	drain();
	respond(SMPP_submit_sm_resp, bench.wrote[0].sequence, ESME_RTHROTTLED);
	respond(SMPP_submit_sm_resp, bench.wrote[1].sequence, ESME_RTHROTTLED);
	respond(SMPP_submit_sm_resp, bench.wrote[2].sequence, ESME_RINVDSTADR);
	accept_submit(bench.wrote[3].sequence, "3b");
	said("failed 3 ESME_RINVDSTADR 1;");
	for (int i = 0; i < 20 && bench.log[0] == '\0'; i++) {
		bench.now = smpp_next(bench.smpp, bench.now);
		smpp_tick(bench.smpp, bench.now, NULL);
		if (drain() != 0)
			accept_submit(bench.wrote[0].sequence, "x");
	}
	said("sent 1 x;");
	assert_int_equal(smpp_credits(bench.smpp), 3);
}

static void too_fast_while_stopping_is_returned(void **state)
{
	open_bound(4);
	submit(1, 1);
	submit(2, 2);
	drain();
	smpp_unbind(bench.smpp, bench.now);
	for (size_t i = 0; i < 3; i++)
		respond(SMPP_submit_sm_resp, bench.wrote[i].sequence, ESME_RTHROTTLED);
	said("unbinding;returned 1;returned 2;");
}

/* What goes into evidence is printable. */
static void an_id_that_is_not_text_is_none(void **state)
{
	open_bound(4);
	submit(1, 1);
	drain();
	accept_submit(bench.wrote[0].sequence, "a\n\xff");
	said("sent 1 ;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_window_is_kept, smpp_finish),
		cmocka_unit_test_teardown(parts_make_one_message, smpp_finish),
		cmocka_unit_test_teardown(too_fast_is_sent_again_in_order, smpp_finish),
		cmocka_unit_test_teardown(three_thousand_replies_to_a_carrier_of_three_hundred,
					  smpp_finish),
		cmocka_unit_test_teardown(refused_as_too_fast_for_too_long, smpp_finish),
		cmocka_unit_test_teardown(a_response_that_never_comes, smpp_finish),
		cmocka_unit_test_teardown(a_broken_bind_says_what_became_of_each, smpp_finish),
		cmocka_unit_test_teardown(a_nack_ends_a_submit, smpp_finish),
		cmocka_unit_test_teardown(stopping_waits_for_what_is_due, smpp_finish),
		cmocka_unit_test_teardown(stopping_does_not_wait_for_ever, smpp_finish),
		cmocka_unit_test_teardown(the_smsc_unbinds, smpp_finish),
		cmocka_unit_test_teardown(sequence_numbers_wrap, smpp_finish),
		cmocka_unit_test_teardown(bad_messages_and_settings_are_refused, smpp_finish),
		cmocka_unit_test_teardown(what_is_dropped_leaves_the_others_in_order, smpp_finish),
		cmocka_unit_test_teardown(too_fast_while_stopping_is_returned, smpp_finish),
		cmocka_unit_test_teardown(an_id_that_is_not_text_is_none, smpp_finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
