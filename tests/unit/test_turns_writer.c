// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Words that a writer proposes for a stalling line's turns, on virtual time: used when the filter lets them through, and
 * the pack's in every other case, never later than the writer's time allows.
 */
#include "flow_fixture.h"

#define DEALER "+33639981001"
#define TIMEOUT (8 * MS_SECOND)

static struct flow_bench *bench;
static struct place places[1];

static int set_up(void **state)
{
	struct line *line;

	bench = bench_create();
	line = &bench->lines[LINE_A];
	line->kind = LINE_STALL;
	line->timezone = (char *)(uintptr_t)"Europe/Paris";
	places[0] = (struct place){.name = (char *)(uintptr_t)"la gare du Nord"};
	line->places = places;
	line->place_count = 1;
	bench->writer = (struct flow_writer){TIMEOUT, 1};
	bench_open(bench, T0);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	bench_verify(bench);
	bench_destroy(bench);
	return 0;
}

/* ---- what was told, and what is counted ---- */

static uint64_t counted(const char *outcome)
{
	const char *name;
	uint64_t count;

	for (size_t i = 0; flow_proposal_count(bench->flow, i, &name, &count); i++)
		if (strcmp(name, outcome) == 0)
			return count;
	fail_msg("nothing counts \"%s\"", outcome);
	return 0;
}

struct reading_back {
	struct arena arena;
	char last[512]; /* the newest reason of a turn */
};

static enum err read_event(void *context, const struct event_row *row, struct error *error_r)
{
	struct reading_back *back = context;
	const uint8_t *log = bench->flow->lanes[LINE_A].row.log;
	struct evidence_view view;

	(void)error_r;
	if (evidence_read(&bench->keys, log, row, NULL, &back->arena, &view, NULL) != ERR_NONE)
		return ERR_NONE;
	if (row->type == EVENT_DECISION && view.text.size > 5 && memcmp(view.text.data, "turn ", 5) == 0)
		snprintf(back->last, sizeof back->last, "%.*s", (int)view.text.size,
			 (const char *)view.text.data);
	return ERR_NONE;
}

static void expect_reason(const char *words)
{
	struct reading_back back = {.last = ""};
	const char *at;

	arena_init(&back.arena, 16 << 20);
	assert_int_equal(bench->store->ops->scan_events(bench->store,
							bench->flow->lanes[LINE_A].row.line, 1, 0,
							true, read_event, &back, NULL),
			 ERR_NONE);
	at = strstr(back.last, " words=");
	if (strcmp(at != NULL ? at : "", words) != 0)
		fail_msg("\"%s\" does not end with \"%s\"", back.last, words);
	arena_finish(&back.arena);
}

/* ---- a conversation ---- */

/* Until something of that type is told, at most an hour. */
static void run_until(enum effect_type type)
{
	size_t before = bench_count(bench, type, NULL);
	ms_t most = bench->now + MS_HOUR, next;

	while (bench_count(bench, type, NULL) == before) {
		next = flow_next(bench->flow);
		if (next > most)
			fail_msg("no %s within an hour", effect_name(type));
		bench_begin(bench, next > bench->now ? next : bench->now);
		bench_commit(bench);
	}
}

/* He advertises, and an operator approves him: the next turn asks for words. */
static void begin_with(enum effect_type type)
{
	bench_say(bench, T0, LINE_A, DEALER, "salut j'ai de la bonne weed dispo ce soir, 10 euros le g, ecris moi au 06 39 98 10 01");
	if (bench_count(bench, EFFECT_HELD, NULL) != 0)
		bench_ok(bench, bench_operator(bench, T0, FLOW_APPROVE, LINE_A, DEALER));
	run_until(type);
}

static void propose(const char *text)
{
	bench_begin(bench, bench->now + 1500);
	flow_proposal(bench->flow, bench->token, bytes_of_text(text));
	bench_commit(bench);
}

/* French words with the facts that were asked for. */
static const char *good_words(void)
{
	static char text[200];
	const struct saying *saying = &bench->wording.saying;
	int size = snprintf(text, sizeof text, "oui ca me va je te dis tout");

	if ((bench->wording.must & TALK_QUANTITY) != 0)
		size += snprintf(text + size, sizeof text - (size_t)size, " pour %g g", saying->quantity);
	if ((bench->wording.must & TALK_OFFER) != 0)
		size += snprintf(text + size, sizeof text - (size_t)size, " pour %g euros", saying->offer);
	if ((bench->wording.must & TALK_PLACE) != 0)
		size += snprintf(text + size, sizeof text - (size_t)size, " a %s", saying->place);
	if ((bench->wording.must & TALK_TIME) != 0)
		snprintf(text + size, sizeof text - (size_t)size, " vers %dh%02d", saying->time / 60,
			 saying->time % 60);
	return text;
}

static const struct told *replied(void)
{
	assert_int_equal(bench_count(bench, EFFECT_REPLY, DEALER), 1);
	return bench_last(bench, EFFECT_REPLY, DEALER);
}

/* ---- the cases ---- */

static void good_words_are_used_at_once(void **state)
{
	const struct told *reply;
	ms_t asked;

	(void)state;
	begin_with(EFFECT_WORDING);
	asked = bench->now;
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
	assert_int_equal(flow_next(bench->flow), asked + TIMEOUT);
	propose(good_words());
	reply = replied();
	assert_string_equal(reply->text, good_words());
	assert_int_equal(reply->effect.at, asked + 1500);
	assert_int_equal(reply->effect.move, bench->wording.saying.move);
	assert_int_equal(counted("used"), 1);
	expect_reason(" words=writer");
	/* A second answer to the same question is nobody's. */
	propose("encore une fois je te dis tout");
	replied();
}

static void what_the_filter_refuses_is_never_said(void **state)
{
	static const struct {
		const char *text, *rule;
	} cases[] = {
		{"oui regarde sur www.weed.example c'est bon", "link"},
		{"oui ecris moi sur 0639981002 c'est bon", "number"},
		{"oui c'est bon\nje te dis tout", "lines"},
		{"oui je te fais un virement tout de suite", "money"},
		{"attention la police est la je crois", "police"},
		{"en tant que modele de langage je ne peux pas", "robot"},
		{"yes that is fine with me and I will come to you", "language"},
		{"\xff\xfe oui", "letters"},
		{"o", "length"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char words[64];
		ms_t asked;

		if (i != 0)
			set_up(state);
		begin_with(EFFECT_WORDING);
		asked = bench->now;
		propose(cases[i].text);
		assert_string_not_equal(replied()->text, cases[i].text);
		assert_int_equal(replied()->effect.at, asked + 1500);
		assert_int_equal(replied()->effect.move, bench->wording.saying.move);
		if (counted(cases[i].rule) != 1)
			fail_msg("\"%s\" was not refused by %s", cases[i].text, cases[i].rule);
		assert_int_equal(counted("used"), 0);
		snprintf(words, sizeof words, " words=pack refused=%s", cases[i].rule);
		expect_reason(words);
		if (i + 1 < sizeof cases / sizeof cases[0])
			tear_down(state);
	}
}

static void what_was_said_is_not_said_again(void **state)
{
	char words[200];

	(void)state;
	begin_with(EFFECT_WORDING);
	snprintf(words, sizeof words, "%s", good_words());
	said_add(bench->flow->said, LINE_A, 77, bytes_of_text(words), bench->now);
	propose(words);
	assert_string_not_equal(replied()->text, words);
	assert_int_equal(counted("said"), 1);
	expect_reason(" words=pack refused=said");
}

static void nobody_waits_longer_than_the_time(void **state)
{
	ms_t asked;

	(void)state;
	begin_with(EFFECT_WORDING);
	asked = bench->now;
	bench_until(bench, asked + TIMEOUT - 1);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
	bench_until(bench, asked + TIMEOUT);
	assert_int_equal(replied()->effect.at, asked + TIMEOUT);
	assert_int_equal(replied()->effect.move, bench->wording.saying.move);
	assert_int_equal(counted("late"), 1);
	expect_reason(" words=pack refused=late");
	propose(good_words());
	replied();
	assert_int_equal(counted("used"), 0);
}

static void no_answer_is_an_answer(void **state)
{
	ms_t asked;

	(void)state;
	begin_with(EFFECT_WORDING);
	asked = bench->now;
	propose("");
	assert_int_equal(replied()->effect.at, asked + 1500);
	assert_int_equal(counted("failed"), 1);
	expect_reason(" words=pack refused=failed");
}

static void too_much_is_no_answer(void **state)
{
	static char text[PROPOSAL_TEXT_MAX + 2];

	(void)state;
	memset(text, 'a', PROPOSAL_TEXT_MAX + 1);
	begin_with(EFFECT_WORDING);
	propose(text);
	replied();
	assert_int_equal(counted("failed"), 1);
}

static void who_is_busy_is_not_waited_for(void **state)
{
	(void)state;
	bench->writer_busy = true;
	begin_with(EFFECT_REPLY);
	assert_int_equal(bench_count(bench, EFFECT_WORDING, NULL), 0);
	assert_int_equal(counted("busy"), 1);
	expect_reason(" words=pack refused=busy");
}

/* What was decided is void: he said something else. */
static void a_new_message_decides_anew(void **state)
{
	uint64_t token;
	ms_t asked;

	(void)state;
	begin_with(EFFECT_WORDING);
	asked = bench->now;
	token = bench->token;
	bench_say(bench, asked + MS_SECOND, LINE_A, DEALER, "alors tu en veux combien ?");
	assert_int_equal(counted("overtaken"), 1);
	bench_begin(bench, asked + 2 * MS_SECOND);
	flow_proposal(bench->flow, token, bytes_of_text("oui ca me va je te dis tout"));
	bench_commit(bench);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
	run_until(EFFECT_WORDING);
	assert_int_not_equal(bench->token, token);
	assert_int_equal(bench->wording.count, 2);
	propose(good_words());
	assert_string_equal(replied()->text, good_words());
}

static void after_a_restart_it_is_decided_anew(void **state)
{
	uint64_t token;
	ms_t asked;

	(void)state;
	begin_with(EFFECT_WORDING);
	asked = bench->now;
	token = bench->token;
	bench_restart(bench, asked + MS_SECOND);
	bench_until(bench, asked + MS_SECOND);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
	assert_int_equal(bench_count(bench, EFFECT_WORDING, NULL), 2);
	assert_int_not_equal(bench->token, token);
	/* To what was asked before, nobody listens. */
	bench_begin(bench, asked + 2 * MS_SECOND);
	flow_proposal(bench->flow, token, bytes_of_text("oui ca me va je te dis tout"));
	bench_commit(bench);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
	bench_until(bench, asked + MS_SECOND + TIMEOUT);
	replied();
}

static void who_is_blocked_meanwhile_hears_nothing(void **state)
{
	(void)state;
	begin_with(EFFECT_WORDING);
	bench_ok(bench, bench_operator(bench, bench->now + MS_SECOND, FLOW_BLOCK, LINE_A, DEALER));
	propose(good_words());
	bench_until(bench, bench->now + MS_HOUR);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
}

/* The words wait with it, for a while. */
static void a_full_carrier_keeps_the_words(void **state)
{
	(void)state;
	begin_with(EFFECT_WORDING);
	bench->stuck = true;
	propose(good_words());
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
	bench->stuck = false;
	bench_until(bench, bench->now + MS_MINUTE);
	assert_string_equal(replied()->text, good_words());
	assert_int_equal(counted("used"), 1);
}

static void but_not_for_ever(void **state)
{
	(void)state;
	begin_with(EFFECT_WORDING);
	bench->stuck = true;
	propose(good_words());
	bench->stuck = false;
	bench_begin(bench, bench->now + 5 * MS_MINUTE);
	bench_commit(bench);
	assert_string_not_equal(replied()->text, good_words());
	assert_int_equal(bench_count(bench, EFFECT_WORDING, NULL), 1); /* asked once */
	expect_reason(" words=pack refused=overtaken");
}

static void no_share_asks_nobody(void **state)
{
	(void)state;
	bench->writer.share = 0;
	bench_restart(bench, T0);
	begin_with(EFFECT_REPLY);
	assert_int_equal(bench_count(bench, EFFECT_WORDING, NULL), 0);
	expect_reason(" words=pack");
}

static void without_a_writer_there_is_none(void **state)
{
	const char *name;
	uint64_t count;

	(void)state;
	bench->writer.timeout = 0;
	bench_restart(bench, T0);
	begin_with(EFFECT_REPLY);
	assert_int_equal(bench_count(bench, EFFECT_WORDING, NULL), 0);
	assert_false(flow_proposal_count(bench->flow, 0, &name, &count));
	flow_proposal(bench->flow, 1, bytes_of_text("oui"));
	expect_reason("");
}

/* Nobody's number is told. */
static void what_is_told_names_nobody(void **state)
{
	const struct recent_text *text = &bench->wording.texts[0];

	(void)state;
	begin_with(EFFECT_WORDING);
	text = &bench->wording.texts[0];
	assert_int_equal(bench->wording.count, 1);
	assert_false(text->ours);
	assert_memory_equal(text->text, "salut j'ai de la bonne weed dispo ce soir, 10 euros le g, ecris moi au #",
			    text->size);
}

static void expect_kept(const char *text, const char *expected)
{
	struct recents *recents = recents_create(2);
	struct recent_text kept[RECENT_TEXTS];

	recents_add(recents, 0, 1, false, bytes_of_text(text));
	assert_int_equal(recents_get(recents, 0, 1, kept), 1);
	assert_int_equal(kept[0].size, strlen(expected));
	assert_memory_equal(kept[0].text, expected, kept[0].size);
	recents_destroy(recents);
}

static void what_leads_to_somebody_is_not_kept(void **state)
{
	(void)state;
	expect_kept("call +33 6 39 98 10 01 now", "call +# now");
	expect_kept("06.39.98.10.01", "#");
	expect_kept("20h30 or 21.15, 50 for 3", "20h30 or 21.15, 50 for 3");
	expect_kept("see https://x.example/a?b and me@x.example", "see # and #");
	expect_kept("a\nb\x01" "c", "a b c");
	expect_kept("", "");
}

static void the_oldest_gives_way(void **state)
{
	struct recents *recents = recents_create(2);
	struct recent_text kept[RECENT_TEXTS];

	(void)state;
	for (char c = 'a'; c < 'a' + RECENT_TEXTS + 2; c++)
		recents_add(recents, 0, 1, c % 2 == 0, (struct bytes){(const uint8_t *)&c, 1});
	assert_int_equal(recents_get(recents, 0, 1, kept), RECENT_TEXTS);
	assert_int_equal(kept[0].text[0], 'c');
	assert_int_equal(kept[RECENT_TEXTS - 1].text[0], 'h');
	recents_add(recents, 0, 2, true, bytes_of_text("x"));
	recents_add(recents, 0, 3, true, bytes_of_text("y"));
	assert_int_equal(recents_get(recents, 0, 1, kept), 0);
	assert_int_equal(recents_get(recents, 0, 2, kept), 1);
	assert_int_equal(recents_get(recents, 1, 2, kept), 0);
	recents_destroy(recents);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(good_words_are_used_at_once),
		CASE(what_the_filter_refuses_is_never_said),
		CASE(what_was_said_is_not_said_again),
		CASE(nobody_waits_longer_than_the_time),
		CASE(no_answer_is_an_answer),
		CASE(too_much_is_no_answer),
		CASE(who_is_busy_is_not_waited_for),
		CASE(a_new_message_decides_anew),
		CASE(after_a_restart_it_is_decided_anew),
		CASE(who_is_blocked_meanwhile_hears_nothing),
		CASE(a_full_carrier_keeps_the_words),
		CASE(but_not_for_ever),
		CASE(no_share_asks_nobody),
		CASE(without_a_writer_there_is_none),
		CASE(what_is_told_names_nobody),
		cmocka_unit_test(what_leads_to_somebody_is_not_kept),
		cmocka_unit_test(the_oldest_gives_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
