// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What must hold of a site, over random lives of it:
 *
 *   - kept and read back at any moment, it goes on as if it had never stopped: the same answers, the same happenings, and at
 *     the end the same bytes;
 *   - a call that is refused changes nothing;
 *   - to reverse a decision leaves every member where he would be without it;
 *   - reports that come at one moment come to the same, in whatever order;
 *   - whoever is suspended or banned has a statement that says why, and nobody is banned but by a person.
 *
 * site [FIRST [COUNT]]: the seeds.
 */
#include "site_life.h"

enum { SEEDS = 300, STEPS = 500, BEGIN = PEOPLE + STAFF_NAMES };

/* ---- telling one answer from another ---- */

static bool same_came(const struct site_came *a, const struct site_came *b)
{
	return a->verdict == b->verdict && a->reason_count == b->reason_count &&
	       memcmp(a->reasons, b->reasons, a->reason_count) == 0 && a->member == b->member &&
	       a->contact == b->contact && a->statement == b->statement && a->item == b->item &&
	       a->message == b->message && a->is_new == b->is_new && a->again == b->again;
}

static bool same_happened(const struct happened *a, const struct happened *b)
{
	return a->effect == b->effect && a->member == b->member && a->statement == b->statement &&
	       a->item == b->item && a->message == b->message && a->photo == b->photo &&
	       a->minor == b->minor && a->item_kind == b->item_kind && a->severity == b->severity &&
	       a->code == b->code && a->state == b->state && a->percent == b->percent &&
	       strcmp(a->sentence, b->sentence) == 0;
}

static void same_told(const struct came_of *a, const struct came_of *b)
{
	must(a->err == b->err && strcmp(a->problem, b->problem) == 0, "another refusal");
	if (a->err != ERR_NONE)
		return;
	must(same_came(&a->came, &b->came), "another answer");
	must(a->happened.count == b->happened.count, "other happenings");
	for (size_t i = 0; i < a->happened.count; i++)
		must(same_happened(&a->happened.list[i], &b->happened.list[i]),
		     "something else happened");
}

static void same_site(const struct site *a, const struct site *b, const char *what)
{
	struct buf one = {0}, other = {0};

	site_save(a, &one);
	site_save(b, &other);
	must(bytes_equal(buf_bytes(&one), buf_bytes(&other)), what);
	buf_finish(&one);
	buf_finish(&other);
}

/* ---- who is suspended or banned, and why ---- */

static bool has_reason(const struct site *site, uint32_t number, const struct ruling *ruling)
{
	uint32_t statement = site_statement_of(site, number, ruling->number), member;
	const struct ruling *told;
	uint64_t event;
	const char *text;
	char sentence[RULING_TEXT];

	return statement != 0 && site_statement(site, statement, &told, &member, &event, &text) &&
	       member == number && told == ruling && strlen(ruling_sentence(ruling, sentence)) > 5 &&
	       strlen(ruling_code(ruling)) > 0 && event != 0;
}

static void everybody_knows_why(const struct site *site)
{
	for (uint32_t number = 1; number <= site_member_count(site); number++) {
		const struct member *member = site_member_standing(site, number);
		bool bans = false, suspends = false;

		for (uint32_t i = 1; i <= member->count; i++) {
			const struct ruling *ruling = member_ruling(member, i);

			must(has_reason(site, number, ruling), "a decision without a statement");
			must(!ruling->bans || ruling->by != 0, "a ban that nobody decided");
			bans |= ruling->bans && !ruling->ended;
			suspends |= ruling->suspends && !ruling->ended;
		}
		must(bans == member->banned && suspends == member->suspended,
		     "a state that no decision brought about");
	}
}

/* ---- one life ---- */

static size_t refused, taken, decided;

static void keep_up(const struct came_of *told, uint32_t *contacts, uint32_t *statements)
{
	if (told->came.contact > *contacts)
		*contacts = told->came.contact;
	if (told->came.statement > *statements)
		*statements = told->came.statement;
	for (size_t i = 0; i < told->happened.count; i++)
		if (told->happened.list[i].statement > *statements)
			*statements = told->happened.list[i].statement;
}

static ms_t later(struct random *random, ms_t now)
{
	switch (random_below(random, 12)) {
	case 0:
		return now + (ms_t)random_below(random, (uint64_t)MS_DAY);
	case 1:
		return now + (ms_t)random_below(random, (uint64_t)(20 * MS_DAY));
	case 2:
		return now - (ms_t)random_below(random, (uint64_t)MS_DAY);
	case 3:
	case 4:
		return now + (ms_t)random_below(random, (uint64_t)MS_MINUTE);
	default:
		return now;
	}
}

static void a_refusal_changes_nothing(struct site *site, const struct step *step, uint64_t event,
				      struct came_of *ret_told)
{
	struct buf before = {0}, after = {0};
	ms_t now = site_now(site);

	site_save(site, &before);
	life_ask(site, step, event, ret_told);
	if (ret_told->err != ERR_NONE && site_now(site) == now) {
		site_save(site, &after);
		must(bytes_equal(buf_bytes(&before), buf_bytes(&after)),
		     "a refused call changed something");
	}
	buf_finish(&before);
	buf_finish(&after);
}

static struct step steps[STEPS];
static struct came_of answers[STEPS];

static struct site *live(struct random *random, const struct rules *rules)
{
	struct site *site = life_site(rules);
	uint32_t contacts = 0, statements = 0;
	ms_t now = T0;

	life_begin(steps);
	for (at_step = 0; at_step < STEPS; at_step++) {
		if (at_step >= BEGIN) {
			now = later(random, now);
			random_step(random, site, contacts, statements, &steps[at_step]);
			steps[at_step].at = now;
		}
		a_refusal_changes_nothing(site, &steps[at_step], at_step + 1, &answers[at_step]);
		keep_up(&answers[at_step], &contacts, &statements);
		must(at_step >= BEGIN || answers[at_step].err == ERR_NONE, answers[at_step].problem);
		refused += answers[at_step].err != ERR_NONE;
		taken += answers[at_step].err == ERR_NONE;
		if (at_step % 10 == 0)
			everybody_knows_why(site);
	}
	everybody_knows_why(site);
	decided += statements;
	return site;
}

/* From a copy made after `prefix` calls on. */
static void goes_on_as_before(const struct site *whole, const struct rules *rules, size_t prefix)
{
	struct rules others = *rules;
	struct site *first = life_site(rules), *second;
	struct buf saved = {0}, again = {0};
	struct came_of told;

	for (at_step = 0; at_step < prefix; at_step++)
		life_ask(first, &steps[at_step], at_step + 1, &told);
	site_save(first, &saved);
	site_destroy(first);
	others.decay.value = 77; /* what it was judged by is in what was kept */
	second = life_site(&others);
	must(site_load(second, buf_bytes(&saved)) == ERR_NONE, "what was kept is refused");
	site_save(second, &again);
	must(bytes_equal(buf_bytes(&saved), buf_bytes(&again)), "kept twice it is not the same");
	for (; at_step < STEPS; at_step++) {
		life_ask(second, &steps[at_step], at_step + 1, &told);
		same_told(&answers[at_step], &told);
	}
	same_site(whole, second, "it ends otherwise");
	site_destroy(second);
	buf_finish(&saved);
	buf_finish(&again);
}

/* ---- reversal ---- */

enum { ACTS = 40 };

/* Acts that persons find; act `left_out` is not there (ACTS: all are). Returns its statement. */
static uint32_t live_with_acts(struct site *site, const struct step *acts, size_t left_out,
			       size_t watched)
{
	struct came_of told;
	uint32_t statement = 0;

	for (int i = 0; i < BEGIN; i++)
		life_ask(site, &steps[i], (uint64_t)i + 1, &told);
	for (size_t i = 0; i < ACTS; i++) {
		if (i == left_out)
			continue;
		life_ask(site, &acts[i], i + 100, &told);
		must(told.err == ERR_NONE, told.problem);
		if (i == watched)
			statement = told.came.statement;
	}
	return statement;
}

/* Whether somebody may register as one of them: what is banned is banned the same. */
static void probe(struct site *site, ms_t at, struct came_of ret_told[4])
{
	static const char *const texts[] = {
		"{\"id\":\"x0\",\"email\":\"p1@example.org\"}",
		"{\"id\":\"x1\",\"email\":\"p2@example.org\"}",
		"{\"id\":\"x2\",\"address\":\"192.0.2.101\"}",
		"{\"id\":\"x3\",\"address\":\"192.0.2.102\"}"};

	for (size_t i = 0; i < 4; i++) {
		struct step step = {.verb = VERB_MEMBER, .at = at};

		snprintf(step.text, STEP_TEXT, "%s", texts[i]);
		life_ask(site, &step, 1000 + i, &ret_told[i]);
	}
}

static void a_reversal_leaves_what_would_be_without(struct random *random, const struct rules *rules)
{
	struct step acts[ACTS], reverse = {.verb = VERB_REVERSE};
	struct site *with = life_site(rules), *without = life_site(rules);
	size_t left_out = random_below(random, ACTS);
	struct came_of told, here[4], there[4];
	ms_t now = T0;

	for (size_t i = 0; i < ACTS; i++) {
		int member = (int)random_below(random, 4);

		now += (ms_t)random_below(random, (uint64_t)(3 * MS_DAY));
		acts[i] = (struct step){.verb = VERB_OFFENCE, .at = now};
		snprintf(acts[i].text, STEP_TEXT,
			 "{\"person\":\"s%d\",\"member\":\"p%d\",\"offence\":\"%s\",\"where\":\"forum\"}",
			 staff(random), member,
			 random_below(random, 12) == 0 ? "harassment" : "insult");
		if (i != left_out && random_below(random, 8) == 0) {
			acts[i].verb = VERB_MEMBER;
			snprintf(acts[i].text, STEP_TEXT,
				 "{\"id\":\"p%d\",\"email\":\"p%d@example.org\",\"address\":\"192.0.2.10%d\"}",
				 member, member, member);
		}
	}
	reverse.at = now;
	snprintf(reverse.text, STEP_TEXT, "{\"person\":\"s0\",\"statement\":\"s%u\",\"text\":\"no\"}",
		 live_with_acts(with, acts, ACTS, left_out));
	live_with_acts(without, acts, left_out, ACTS);
	life_ask(with, &reverse, 999, &told);
	must(told.err == ERR_NONE, told.problem);
	for (uint32_t member = 1; member <= PEOPLE; member++)
		for (int day = 0; day < 200; day += 20) {
			int64_t percent, other;
			enum site_state state = site_member_state(with, member, now + day * MS_DAY,
								  &percent);

			must(state == site_member_state(without, member, now + day * MS_DAY, &other) &&
				     percent == other,
			     "a reversal leaves something behind");
		}
	/* What was given after a ban is not among what is banned with it: only who has no ban has none. */
	probe(with, now, here);
	probe(without, now, there);
	for (uint32_t member = 2; member <= 3; member++)
		if (!site_member_standing(with, member)->banned)
			must(here[member - 2].came.member != 0 &&
				     here[member - 2].happened.count == 0 &&
				     here[member].came.verdict == SITE_ACCEPTED,
			     "what rested on a reversed decision is still banned");
	site_destroy(with);
	site_destroy(without);
}

/* ---- reports at one moment ---- */

enum { REPORTERS = 12 };

static void random_reports(struct random *random, struct step *ret_reports)
{
	for (int i = 0; i < REPORTERS; i++) {
		ret_reports[i] = (struct step){.verb = VERB_REPORT, .at = T0 + MS_HOUR};
		snprintf(ret_reports[i].text, STEP_TEXT,
			 "{\"from\":\"r%d\",\"about\":\"m%d\",\"kind\":\"message\",\"offence\":\"%s\"}", i,
			 (int)random_below(random, 3),
			 call_word(CALL_OFFENCE, random_below(random, 11)));
	}
}

static void ask_all(struct site *site, const struct step *list, size_t count, struct came_of *ret_last)
{
	for (size_t i = 0; i < count; i++) {
		life_ask(site, &list[i], i + 1, ret_last);
		must(ret_last->err == ERR_NONE, ret_last->problem);
	}
}

static void order_makes_no_difference(struct random *random, const struct rules *rules)
{
	struct step before[REPORTERS + 5], reports[REPORTERS], after[2];
	struct rules quiet = *rules; /* that many share an address is another robot's matter */
	struct site *sites[2];
	struct queue_item items[2];
	struct came_of told[2];
	size_t count = 1 + random_below(random, REPORTERS);

	for (size_t i = 0; i < quiet.robot_count; i++)
		quiet.robots[i].off = true;
	for (int run = 0; run < 2; run++)
		sites[run] = life_site(&quiet);
	for (int i = 0; i < REPORTERS; i++) {
		before[i] = (struct step){.verb = VERB_MEMBER, .at = T0};
		snprintf(before[i].text, STEP_TEXT,
			 "{\"id\":\"r%d\",\"birth_year\":1990,\"address\":\"192.0.2.%d\",\"joined\":\"2026-0%d-0%dT00:00:00Z\"}",
			 i, (int)random_below(random, 20), (int)(1 + random_below(random, 2)),
			 (int)(1 + random_below(random, 9)));
	}
	before[REPORTERS] = (struct step){.verb = VERB_MEMBER, .at = T0, .text = "{\"id\":\"bad\"}"};
	for (int i = 0; i < 3; i++) {
		struct step *step = &before[REPORTERS + 1 + i];

		*step = (struct step){.verb = VERB_MESSAGE, .at = T0};
		snprintf(step->text, STEP_TEXT,
			 "{\"id\":\"m%d\",\"from\":\"bad\",\"where\":\"forum\",\"text\":\"x\"}", i);
	}
	random_reports(random, reports);
	for (int run = 0; run < 2; run++) {
		ask_all(sites[run], before, REPORTERS + 4, &told[run]);
		ask_all(sites[run], reports, count, &told[run]);
		items[run] = *queue_find(site_queue(sites[run]), told[run].came.item);
		for (size_t i = count; i > 1; i--) { /* another order for the second run */
			size_t other = random_below(random, i);
			struct step one = reports[i - 1];

			reports[i - 1] = reports[other];
			reports[other] = one;
		}
	}
	must(site_queue(sites[0])->count == 1 && site_queue(sites[1])->count == 1, "more than one item");
	must(items[0].severity == items[1].severity, "the severity follows from who came first");
	must(items[0].about == items[1].about, "what is shown follows from who came first");
	for (int i = 0; i < 2; i++)
		after[i] = (struct step){.verb = i == 0 ? VERB_CLAIM : VERB_DECISION,
					 .at = T0 + MS_HOUR};
	snprintf(after[0].text, STEP_TEXT, "{\"person\":\"s0\",\"item\":\"q1\"}");
	snprintf(after[1].text, STEP_TEXT, "{\"person\":\"s0\",\"item\":\"q1\",\"opinion\":\"%s\"}",
		 ANY(random, "confirm", "lift"));
	for (int run = 0; run < 2; run++)
		ask_all(sites[run], after, 2, &told[run]);
	same_told(&told[0], &told[1]);
	for (int run = 0; run < 2; run++)
		site_destroy(sites[run]);
}

int main(int argc, char **argv)
{
	uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : SEEDS;

	for (seed = first; seed < first + count; seed++) {
		struct random random;
		struct rules rules;
		struct site *site;

		random_from_seed(&random, seed, "site");
		rules_default(&rules);
		site = live(&random, &rules);
		for (int i = 0; i < 2; i++)
			goes_on_as_before(site, &rules, random_below(&random, STEPS + 1));
		site_destroy(site);
		a_reversal_leaves_what_would_be_without(&random, &rules);
		order_makes_no_difference(&random, &rules);
	}
	printf("%llu seeds, %zu calls taken, %zu refused, %zu decisions\n", (unsigned long long)count,
	       taken, refused, decided);
	return 0;
}
