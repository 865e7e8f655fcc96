// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A site across restarts: killed, or stopped in good order, it stands where it stood, to the byte; and other rules in between
 * change nothing that was decided, however it ended.
 */
#include "../properties/site_life.h"
#include "flow_fixture.h"
#include "flow/sites.h"

enum { LINE_OF_SITE = LINE_WATCHING };

struct site_bench {
	struct flow_bench *bench;
	struct rules rules;
	struct random random;
	uint32_t contacts, statements;
	struct buf kept;
};

static int set_up(void **state)
{
	struct site_bench *site = mem_alloc(1, sizeof *site);

	site->bench = bench_create();
	rules_default(&site->rules);
	bench_line(site->bench, LINE_OF_SITE, "forum", LINE_SITE);
	site->bench->lines[LINE_OF_SITE].number_count = 0;
	site->bench->lines[LINE_OF_SITE].rules = &site->rules;
	random_from_seed(&site->random, 7, "restart");
	bench_open(site->bench, T0);
	*state = site;
	return 0;
}

static int tear_down(void **state)
{
	struct site_bench *site = *state;

	bench_destroy(site->bench);
	buf_finish(&site->kept);
	mem_free(site);
	return 0;
}

static const struct site *site_of(const struct site_bench *site)
{
	return flow_site_of(site->bench->flow, LINE_OF_SITE);
}

/* ---- asking ---- */

static enum err asks(struct site_bench *site, const struct step *step, struct site_answer *ret_answer)
{
	struct flow_bench *bench = site->bench;
	struct call_fault fault = {.field = ""};
	struct call call;
	enum err err = call_read(step->verb, bytes_of_text(step->text), NULL, &call, &fault);

	*ret_answer = (struct site_answer){.read = false};
	bench_begin(bench, step->at);
	if (err == ERR_NONE)
		err = flow_site(bench->flow, LINE_OF_SITE, &call, ret_answer, &fault);
	bench_commit(bench);
	call_finish(&call);
	assert_true(err != ERR_IO && err != ERR_CRYPTO);
	return err;
}

__attribute__((format(printf, 3, 4))) static struct site_answer does(struct site_bench *site,
								       enum call_verb verb,
								       const char *format, ...)
{
	struct step step = {.verb = verb, .at = site->bench->now};
	struct site_answer answer;
	va_list args;

	va_start(args, format);
	vsnprintf(step.text, sizeof step.text, format, args);
	va_end(args);
	for (char *c = step.text; *c != '\0'; c++)
		if (*c == '\'')
			*c = '"';
	assert_int_equal(asks(site, &step, &answer), ERR_NONE);
	return answer;
}

static void finds(struct site_bench *site, const char *member, const char *offence)
{
	does(site, VERB_OFFENCE,
	     "{'person':'s0','member':'%s','offence':'%s','where':'forum','text':'why'}", member,
	     offence);
}

static void stands(const struct site_bench *site, const char *id, enum site_state state,
		   int64_t percent)
{
	uint32_t member = site_member_find(site_of(site), bytes_of_text(id));
	int64_t is;

	assert_int_not_equal(member, 0);
	assert_string_equal(site_state_code(site_member_state(site_of(site), member,
							      site->bench->now, &is)),
			    site_state_code(state));
	assert_int_equal(is, percent);
}

/* ---- a life ---- */

static void begins(struct site_bench *site)
{
	static struct step steps[PEOPLE + STAFF_NAMES];
	size_t count = life_begin(steps);
	struct site_answer answer;

	for (size_t i = 0; i < count; i++)
		assert_int_equal(asks(site, &steps[i], &answer), ERR_NONE);
	site->statements = STAFF_NAMES;
}

static void lives(struct site_bench *site, int steps)
{
	struct site_answer answer;

	for (int i = 0; i < steps; i++) {
		struct step step;

		random_step(&site->random, site_of(site), site->contacts, site->statements, &step);
		step.at = site->bench->now +
			  (ms_t)random_below(&site->random, i % 10 == 0 ? (uint64_t)MS_DAY : 1000);
		if (asks(site, &step, &answer) != ERR_NONE)
			continue;
		if (answer.came.contact > site->contacts)
			site->contacts = answer.came.contact;
		if (answer.came.statement > site->statements)
			site->statements = answer.came.statement;
	}
	/* A refused call is in no record, and moves only the clock: the last one is taken. */
	does(site, VERB_MEMBER, "{'id':'p0'}");
}

static void keep(struct site_bench *site)
{
	buf_clear(&site->kept);
	site_save(site_of(site), &site->kept);
}

static void is_as_kept(const struct site_bench *site)
{
	struct buf now = {0};

	site_save(site_of(site), &now);
	assert_true(bytes_equal(buf_bytes(&site->kept), buf_bytes(&now)));
	buf_finish(&now);
}

static void killed(struct site_bench *site)
{
	bench_restart(site->bench, site->bench->now);
}

static void stopped(struct site_bench *site)
{
	bench_ok(site->bench, flow_close(site->bench->flow, &site->bench->error));
	bench_restart(site->bench, site->bench->now);
}

/* ---- the same rules ---- */

static void killed_it_stands_where_it_stood(void **state)
{
	struct site_bench *site = *state;

	begins(site);
	for (int i = 0; i < 6; i++) {
		lives(site, 60);
		keep(site);
		killed(site);
		is_as_kept(site);
	}
	assert_true(site_member_count(site_of(site)) >= PEOPLE);
	bench_verify(site->bench);
}

static void stopped_it_stands_where_it_stood(void **state)
{
	struct site_bench *site = *state;

	begins(site);
	for (int i = 0; i < 4; i++) {
		lives(site, 60);
		keep(site);
		stopped(site);
		is_as_kept(site);
		killed(site); /* before anything happened */
		is_as_kept(site);
	}
	bench_verify(site->bench);
}

static void stopped_and_killed_in_turn(void **state)
{
	struct site_bench *site = *state;

	begins(site);
	for (int i = 0; i < 6; i++) {
		lives(site, 40);
		keep(site);
		if (i % 2 == 0)
			stopped(site);
		else
			killed(site);
		is_as_kept(site);
	}
	bench_verify(site->bench);
}

static void an_empty_site_comes_back(void **state)
{
	struct site_bench *site = *state;

	keep(site);
	stopped(site);
	is_as_kept(site);
	killed(site);
	is_as_kept(site);
	begins(site);
	stands(site, "p1", STATE_OK, 0);
}

/* What was not committed is gone, as on every line. */
static void what_was_open_is_gone(void **state)
{
	struct site_bench *site = *state;
	struct call call;
	struct call_fault fault;
	struct site_answer answer;

	begins(site);
	keep(site);
	bench_begin(site->bench, site->bench->now);
	assert_int_equal(call_read(VERB_MEMBER, bytes_of_text("{\"id\":\"new\"}"), NULL, &call, &fault),
			 ERR_NONE);
	assert_int_equal(flow_site(site->bench->flow, LINE_OF_SITE, &call, &answer, &fault), ERR_NONE);
	call_finish(&call);
	killed(site);
	is_as_kept(site);
}

static void other_lines_are_no_sites(void **state)
{
	struct site_bench *site = *state;
	struct call call;
	struct call_fault fault;
	struct site_answer answer;

	assert_null(flow_site_of(site->bench->flow, LINE_A));
	assert_int_equal(call_read(VERB_MEMBER, bytes_of_text("{\"id\":\"new\"}"), NULL, &call, &fault),
			 ERR_NONE);
	bench_begin(site->bench, site->bench->now);
	assert_int_equal(flow_site(site->bench->flow, LINE_A, &call, &answer, &fault), ERR_STATE);
	bench_commit(site->bench);
	call_finish(&call);
}

/* The words of a person who decides, and of a text, are read back. */
static void words_come_back(void **state)
{
	struct site_bench *site = *state;
	const struct ruling *ruling;
	struct site_text text;
	struct buf words = {0};
	uint32_t member;
	uint64_t event;
	const char *why;

	begins(site);
	does(site, VERB_MESSAGE, "{'id':'m1','from':'p1','where':'forum','text':'good evening'}");
	finds(site, "p2", "insult");
	killed(site);
	assert_true(site_statement(site_of(site), STAFF_NAMES + 1, &ruling, &member, &event, &why));
	assert_string_equal(why, "why");
	assert_true(site_text(site_of(site), 1, &text));
	bench_begin(site->bench, site->bench->now);
	bench_ok(site->bench, flow_site_words(site->bench->flow, LINE_OF_SITE, text.event, &words,
					      &site->bench->error));
	bench_commit(site->bench);
	assert_true(bytes_equal(buf_bytes(&words), bytes_of_text("good evening")));
	buf_finish(&words);
}

/* A repetition is known across a restart: by its key, and by its id. */
static void repetitions_are_known(void **state)
{
	struct site_bench *site = *state;

	begins(site);
	does(site, VERB_CONTACT, "{'from':'p1','to':'p2','key':'k'}");
	does(site, VERB_MESSAGE, "{'id':'m1','from':'p1','where':'forum','text':'good evening'}");
	for (int i = 0; i < 2; i++) {
		if (i == 0)
			killed(site);
		else
			stopped(site);
		assert_true(does(site, VERB_CONTACT, "{'from':'p1','to':'p2','key':'k'}").came.again);
		assert_true(does(site, VERB_MESSAGE,
				 "{'id':'m1','from':'p1','where':'forum','text':'good evening'}")
				    .came.again);
	}
}

/* ---- other rules ---- */

static void insults_cost(struct site_bench *site, int32_t percent)
{
	const struct offence_rule row = {OFFENCE_INSULT, WHERE_ANY, false, percent, 1};

	rules_default(&site->rules);
	assert_int_equal(rules_put_offence(&site->rules, &row), ERR_NONE);
}

static void other_rules_after(struct site_bench *site, void (*ended)(struct site_bench *))
{
	begins(site);
	finds(site, "p1", "insult");
	stands(site, "p1", STATE_OK, 1000);
	insults_cost(site, 90);
	ended(site);
	stands(site, "p1", STATE_OK, 1000);
	finds(site, "p2", "insult");
	stands(site, "p2", STATE_HELD, 9000);
	insults_cost(site, 20);
	ended(site);
	stands(site, "p1", STATE_OK, 1000);
	stands(site, "p2", STATE_HELD, 9000);
	finds(site, "p1", "insult");
	stands(site, "p1", STATE_OK, 3000);
	ended(site); /* without a change */
	stands(site, "p1", STATE_OK, 3000);
	stands(site, "p2", STATE_HELD, 9000);
}

static void stopped_other_rules_change_nothing(void **state)
{
	other_rules_after(*state, stopped);
}

static void killed_other_rules_change_nothing(void **state)
{
	other_rules_after(*state, killed);
}

static void killed_the_ages_of_before_count(void **state)
{
	struct site_bench *site = *state;

	begins(site);
	does(site, VERB_MEMBER, "{'id':'a16','age_from':16,'age_to':16}");
	does(site, VERB_MEMBER, "{'id':'a18','age_from':18,'age_to':18}");
	assert_int_equal(does(site, VERB_CONTACT, "{'from':'a18','to':'a16'}").came.verdict,
			 SITE_PENDING);
	site->rules.age_gap.value = 0;
	killed(site);
	/* It was asked for; it cannot be now. */
	assert_int_equal(does(site, VERB_ANSWER, "{'contact':'c1','member':'a16','answer':'accept'}")
				 .came.verdict,
			 SITE_REFUSE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(killed_it_stands_where_it_stood),
		TEST(stopped_it_stands_where_it_stood),
		TEST(stopped_and_killed_in_turn),
		TEST(an_empty_site_comes_back),
		TEST(what_was_open_is_gone),
		TEST(other_lines_are_no_sites),
		TEST(words_come_back),
		TEST(repetitions_are_known),
		TEST(stopped_other_rules_change_nothing),
		TEST(killed_other_rules_change_nothing),
		TEST(killed_the_ages_of_before_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
