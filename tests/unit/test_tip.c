// SPDX-License-Identifier: GPL-3.0-or-later
/* Advertisements that people forward as texts: whom they are about, and that nothing is left of who
 * sent them. */
#include "flow_fixture.h"

static const char TIPPER[] = "+33639981001", DEALER[] = "+33639981002", TIPS[] = "+33639980008";
static const char ADVERT[] = "Nouveau stock! Coke 60 euro, beuh 10, livraison: ";

static int set_up(void **state)
{
	static char tips[1][NUMBER_MAX];
	struct flow_bench *bench = bench_create();

	memcpy(tips[0], TIPS, sizeof TIPS);
	bench->lines[LINE_B].kind = LINE_STALL;
	bench->lines[LINE_B].tips = tips;
	bench->lines[LINE_B].tip_count = 1;
	bench->lines[LINE_B].cost.in = 2 * CENT;
	bench_open(bench, T0);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct flow_bench *bench = *state;

	bench_verify(bench);
	bench_destroy(bench);
	return 0;
}

/* As a carrier hands it over: the sender stands in the bytes, and in their hash. */
static struct message *tip_of(struct flow_bench *bench, const char *text)
{
	struct message *message = bench_message(bench, LINE_B, TIPPER, text);
	char *raw = arena_alloc(&bench->arena, strlen(text) + 64);

	sprintf(raw, "pdu from %s: %s", TIPPER, text);
	message->raw = bytes_of_text(raw);
	admit_wire_hash(message->raw, message->wire);
	bench_copy(message->to, sizeof message->to, TIPS);
	return message;
}

static void forward(struct flow_bench *bench, const char *text)
{
	bench_begin(bench, bench->now + MS_MINUTE);
	bench_take(bench, tip_of(bench, text));
	bench_commit(bench);
}

/* ---- what the record holds ---- */

struct looked {
	struct flow_bench *bench;
	size_t tips;
	uint32_t contact; /* of the last */
	char text[512];
};

static enum err look(void *context, const struct event_row *row, struct error *error_r)
{
	static const uint8_t nothing[WIRE_HASH];
	struct looked *looked = context;
	const struct lane *lane = &looked->bench->flow->lanes[LINE_B];
	struct evidence_view view;
	struct arena arena;
	enum err err;

	arena_init(&arena, 1 << 20);
	err = evidence_read(&looked->bench->keys, lane->row.log, row, NULL, &arena, &view, error_r);
	if (err == ERR_NONE && row->type == EVENT_MESSAGE && view.facts.arrival == ARRIVAL_TIP) {
		looked->tips++;
		looked->contact = row->contact;
		snprintf(looked->text, sizeof looked->text, "%.*s", (int)view.text.size,
			 (const char *)view.text.data);
		assert_true(bytes_equal(view.raw, view.text));
		assert_memory_equal(view.wire, nothing, WIRE_HASH);
		assert_int_equal(view.from.size, 0); /* a contact's stands in his row */
	}
	arena_finish(&arena);
	return err;
}

/* The last tip in the record; how many there are. */
static size_t last_tip(struct flow_bench *bench, struct looked *ret_looked)
{
	struct store *store = bench->store;

	*ret_looked = (struct looked){.bench = bench};
	bench_ok(bench,
		 store->ops->scan_events(store, bench->flow->lanes[LINE_B].row.line, 1,
					 UINT64_MAX >> 24, true, look, ret_looked, &bench->error));
	assert_int_equal(flow_find_contact(bench->flow, LINE_B, TIPPER), 0);
	return ret_looked->tips;
}

static void whom_it_is_about_is_told_by_its_text(void **state)
{
	static const struct {
		const char *text;
		bool about_him;
	} cases[] = {
		{"+33639981002", true},
		{"+33 6 39 98 10 02", true},
		{"06.39.98.10.02 ou whatsapp 0639981002", true},
		{"0033 (0)6 39-98-10-02 50 euro", true},
		{"(06) 39 98 10 02, ouvert 20:00", true},
		{"10 20 30 euro, le 02/03/2026 de 20h00 a 23:30, appelez +33639981002", true},
		{"0639981002 (pas +33639980020, c'est nous)", true},
		{"appelez", false},
		{"0639981002 ou 0639981003", false},
		{"+33639980020", false}, /* ours */
		{"+33639980008", false}, /* where tips go */
		{"1 2 3 4 5 6 7 8 9 10 11 12", false},
		{"06 39 98 10", false},
		{"x0639981002", false},
	};
	struct flow_bench *bench = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct looked looked;
		char text[256];

		snprintf(text, sizeof text, "%s%s", ADVERT, cases[i].text);
		bench_forget(bench);
		forward(bench, text);
		assert_int_equal(last_tip(bench, &looked), i + 1);
		assert_string_equal(looked.text, text);
		if ((looked.contact != 0) != cases[i].about_him)
			fail_msg("%s: contact %u", cases[i].text, looked.contact);
		if (looked.contact != 0)
			assert_int_equal(looked.contact,
					 flow_find_contact(bench->flow, LINE_B, DEALER));
		/* A person is told where nobody can be. */
		assert_int_equal(bench_count(bench, EFFECT_FLAG, ""), looked.contact == 0);
		assert_int_equal(bench_count(bench, EFFECT_VERDICT, NULL), 0);
	}
	assert_int_equal(bench->flow->lanes[LINE_B].counts.tips, sizeof cases / sizeof cases[0]);
	assert_int_equal(bench->flow->lanes[LINE_B].counts.messages, 0);
	assert_int_equal(bench->flow->lanes[LINE_B].counts.received,
			 (int64_t)(sizeof cases / sizeof cases[0]) * 2 * CENT);
}

static void who_signs_is_struck_out(void **state)
{
	struct flow_bench *bench = *state;
	struct looked looked;

	forward(bench, "Regardez: coke 60, 0639981002. Ann, 06 39 98 10 01 ou +33639981001.");
	last_tip(bench, &looked);
	assert_string_equal(looked.text,
			    "Regardez: coke 60, 0639981002. Ann, ** ** ** ** ** ou +***********.");
	assert_int_equal(looked.contact, flow_find_contact(bench->flow, LINE_B, DEALER));
}

static void hold(struct flow_bench *bench, uint8_t number, const char *text)
{
	struct message *message;

	bench_begin(bench, bench->now + MS_MINUTE);
	message = tip_of(bench, text);
	message->part = (struct part){.reference = 7, .number = number, .total = 2};
	bench_take(bench, message);
	bench_commit(bench);
}

static void a_long_one_is_joined(void **state)
{
	struct flow_bench *bench = *state;
	struct looked looked;

	hold(bench, 1, "Nouveau stock! Coke 60 euro, appelez le 06 39");
	assert_int_equal(last_tip(bench, &looked), 1);
	assert_int_equal(looked.contact, 0);
	assert_int_equal(bench_count(bench, EFFECT_FLAG, NULL), 0); /* more is to come */
	hold(bench, 2, " 98 10 02, livraison");
	assert_int_equal(last_tip(bench, &looked), 2);
	assert_int_equal(looked.contact, flow_find_contact(bench->flow, LINE_B, DEALER));
	assert_int_not_equal(looked.contact, 0);
}

/* Its last part never comes: it is read as it is. */
static void half_of_a_long_one_is_read_too(void **state)
{
	struct flow_bench *bench = *state;
	struct looked looked;

	hold(bench, 2, "appelez le 06 39 98 10 02, coke 60 euro");
	bench_until(bench, bench->now + 20 * MS_MINUTE);
	assert_int_not_equal(flow_find_contact(bench->flow, LINE_B, DEALER), 0);
	hold(bench, 1, "Nouveau stock! Coke 60 euro, appelez le 06 39");
	bench_until(bench, bench->now + 20 * MS_MINUTE);
	assert_int_equal(bench_count(bench, EFFECT_FLAG, ""), 1);
	assert_int_equal(last_tip(bench, &looked), 2);
}

/* Parts whose sender is forgotten are not joined with what comes later; nothing else breaks. */
static void over_a_restart_halves_stay_apart(void **state)
{
	struct flow_bench *bench = *state;
	struct looked looked;

	hold(bench, 1, "Nouveau stock! Coke 60 euro, appelez le 06 39");
	bench_restart(bench, bench->now);
	hold(bench, 2, " 98 10 02, livraison");
	bench_until(bench, bench->now + 20 * MS_MINUTE);
	assert_int_equal(last_tip(bench, &looked), 2);
	assert_int_equal(flow_find_contact(bench->flow, LINE_B, DEALER), 0);
	bench_restart(bench, bench->now);
	forward(bench, "Coke 60 euro 0639981002");
	assert_int_equal(last_tip(bench, &looked), 3);
	assert_int_not_equal(looked.contact, 0);
}

/* The carrier gives it again after its bind broke: once is enough. */
static void a_repetition_is_known(void **state)
{
	struct flow_bench *bench = *state;
	struct message *message;
	struct looked looked;

	bench_begin(bench, T0);
	message = tip_of(bench, "Coke 60 euro 0639981002");
	flow_suspect(bench->flow, message->wire);
	message->resent = true;
	bench_take(bench, message);
	bench_commit(bench);
	assert_int_equal(last_tip(bench, &looked), 1);
	assert_int_equal(looked.contact, 0);
	assert_int_equal(bench_count(bench, EFFECT_FLAG, NULL), 0);
	assert_int_equal(bench->flow->lanes[LINE_B].counts.duplicates, 1);
}

/* A text of nothing but digits is looked through in no time, and is about nobody. */
static void many_digits_take_no_time(void **state)
{
	struct flow_bench *bench = *state;
	struct looked looked;
	char text[60001];

	for (size_t i = 0; i < 60000; i++)
		text[i] = "0 6 39 "[i % 7];
	text[60000] = '\0';
	forward(bench, text);
	last_tip(bench, &looked);
	assert_int_equal(looked.contact, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(whom_it_is_about_is_told_by_its_text, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(who_signs_is_struck_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_long_one_is_joined, set_up, tear_down),
		cmocka_unit_test_setup_teardown(half_of_a_long_one_is_read_too, set_up, tear_down),
		cmocka_unit_test_setup_teardown(over_a_restart_halves_stay_apart, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_repetition_is_known, set_up, tear_down),
		cmocka_unit_test_setup_teardown(many_digits_take_no_time, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
