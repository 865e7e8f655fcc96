// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/decide/stall/engage: whom the line engages, the brakes, and the arms. */
#include "stall_fixture.h"

#include <math.h>

/* How far we are with him. */
enum past { STRANGER, PROBED, ASKED, CUSTOMER, PASTS }; /* PROBED: not asked yet; ASKED: he was */

enum { VOICES = 100000 };

static void come_to(struct stall_desk *desk, enum past past)
{
	struct turn turn;

	desk_anew(desk);
	if (past == STRANGER)
		return;
	stall_engage(&desk->stall, &desk->stalling, &desk->line, 1, LANGUAGE_FR,
		     past == CUSTOMER ? ENGAGED : ENGAGED_PROBE, desk->now);
	desk_hear(desk, "jai de la bonne", ACT_ADVERT);
	if (past != PROBED) {
		desk->now += MS_MINUTE;
		turn = desk_turn(desk, 1);
		desk_said(desk, &turn);
	}
	desk->now += MS_MINUTE;
}

static struct message *reads_as(struct stall_desk *desk, enum kind kind, double p, bool by_sign)
{
	struct message *message = desk_text(desk, "bla bla", ACT_UNCLEAR);

	message->reading.kind = kind;
	message->reading.p = p;
	message->reading.by_sign = by_sign;
	memset(message->reading.kinds, 0, sizeof message->reading.kinds);
	message->reading.kinds[kind] = (float)p;
	message->reading.act_p = 0.1F;
	return message;
}

/* He writes; the contact's flags follow as the driver keeps them. */
static const struct decision *decides(struct stall_desk *desk, struct message *message, uint8_t *flags)
{
	message->contact.flags = *flags;
	assert_int_equal(decide_message(message, 77), ERR_NONE);
	*flags = decide_flags(*flags, LINE_STALL, &message->decision);
	desk->now += MS_MINUTE;
	return &message->decision;
}

static bool is_polite(enum move move)
{
	return move == MOVE_HELP_LINE || move == MOVE_WRONG_NUMBER;
}

static const uint32_t findings[] = {0, FINDING_MINOR, FINDING_THREAT_TO_OTHER, FINDING_ASKS_AGE,
				    FINDING_MINOR | FINDING_THREAT_TO_OTHER};

/* What brakes at once, whoever he is. */
static bool is_brake(enum kind kind, uint32_t found)
{
	return kind == KIND_DISTRESS || kind == KIND_STOP || kind == KIND_WRONG_NUMBER ||
	       (found & (FINDING_MINOR | FINDING_THREAT_TO_OTHER)) != 0;
}

static enum why flag_for(enum kind kind, uint32_t found)
{
	if (kind == KIND_DISTRESS)
		return WHY_DISTRESS;
	if ((found & FINDING_THREAT_TO_OTHER) != 0)
		return WHY_THREAT;
	if ((found & FINDING_MINOR) != 0)
		return WHY_MINOR;
	return kind == KIND_STOP	   ? WHY_STOP
	       : kind == KIND_WRONG_NUMBER ? WHY_WRONG_NUMBER
	       : kind == KIND_THREAT	   ? WHY_THREAT
					   : WHY_NONE;
}

/* After a brake: whatever he writes, nothing is said but what was promised him; and nothing of our own. */
static void check_nothing_follows(struct stall_desk *desk, uint8_t flags, const char *what)
{
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		uint8_t later = flags;
		struct message *message = reads_as(desk, (enum kind)kind, 0.99, true);
		const struct decision *decision = decides(desk, message, &later);

		if (decision->verdict == VERDICT_ANSWER)
			fail_msg("%s: then %s is answered by %s", what, kind_name((enum kind)kind),
				 move_name(decision->move));
	}
	desk->message.arrival = ARRIVAL_CALL;
	decides(desk, &desk->message, &flags);
	assert_int_not_equal(desk->message.decision.verdict, VERDICT_ANSWER);
	assert_true(stall_initiative(&desk->stall, &desk->stalling, &desk->line, desk->now) == MS_NEVER ||
		    desk->stall.engaged == ENGAGED_NOT);
}

/* Every kind, finding and past: one polite message at most, the flag that a person needs, and then nothing. */
static void brakes_hold_whoever_he_is(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	for (int past = 0; past < PASTS; past++)
		for (int kind = 0; kind < KIND_COUNT; kind++)
			for (size_t f = 0; f < sizeof findings / sizeof findings[0]; f++) {
				char what[80];
				uint8_t flags = past == ASKED || past == CUSTOMER ? CONTACT_ANSWERED : 0;
				struct message *message;
				const struct decision *decision;
				enum move move;

				come_to(desk, (enum past)past);
				message = reads_as(desk, (enum kind)kind, 0.999, true);
				message->reading.findings = message->reading.fresh = findings[f];
				decision = decides(desk, message, &flags);
				snprintf(what, sizeof what, "past %d, kind %s, findings %zu", past,
					 kind_name((enum kind)kind), f);
				if (decision->flag != flag_for((enum kind)kind, findings[f]))
					fail_msg("%s: flagged %s", what, why_name(decision->flag));
				if (!is_brake((enum kind)kind, findings[f]))
					continue;
				if (decision->verdict == VERDICT_ANSWER && !is_polite(decision->move))
					fail_msg("%s: the talk goes on", what);
				if (decision->verdict != VERDICT_ANSWER &&
				    decision->verdict != VERDICT_MUTED)
					fail_msg("%s: verdict %d", what, (int)decision->verdict);
				/* "Who is this?" was the polite message; only help may follow it. */
				if (past == ASKED && decision->verdict == VERDICT_ANSWER)
					assert_int_equal(decision->move, MOVE_HELP_LINE);
				if (decision->verdict == VERDICT_ANSWER) {
					assert_true(decision->due > message->at &&
						    decision->due < message->at + 10 * MS_MINUTE);
					move = decision->move;
					check_nothing_follows(desk, flags, what); /* while it waits */
					flags = decide_flags_answered(flags, LINE_STALL, move);
				}
				assert_int_not_equal(flags & CONTACT_STOPPED, 0);
				check_nothing_follows(desk, flags, what);
			}
	desk_destroy(desk);
}

/* A child is a child in whatever he writes later, and while an answer waits for him. */
static void a_finding_of_before_brakes(void **state)
{
	struct stall_desk *desk = desk_create();
	uint8_t flags = CONTACT_PENDING;
	struct message *message;

	(void)state;
	come_to(desk, CUSTOMER);
	message = desk_text(desk, "50 le g", ACT_PRICE);
	message->reading.findings = FINDING_MINOR;
	assert_int_equal(decides(desk, message, &flags)->verdict, VERDICT_MUTED);
	assert_int_equal(flags & (CONTACT_STOPPED | CONTACT_PENDING), CONTACT_STOPPED);
	desk_destroy(desk);
}

/* A dealer who curses or doubts is no man in despair, by a model that leans that way. */
static void a_leaning_model_does_not_end_trade(void **state)
{
	static const enum kind kinds[] = {KIND_DISTRESS, KIND_STOP, KIND_WRONG_NUMBER};
	struct stall_desk *desk = desk_create();

	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		uint8_t flags = CONTACT_ANSWERED;
		struct message *message;

		come_to(desk, CUSTOMER);
		message = reads_as(desk, kinds[i], 0.5, false);
		message->reading.act = ACT_IMPATIENT;
		message->reading.act_p = 0.9F;
		decides(desk, message, &flags);
		assert_int_equal(message->decision.verdict, VERDICT_ANSWER);
		assert_int_equal(message->decision.move, MOVE_NONE);
		/* but a stranger is let go by it */
		come_to(desk, STRANGER);
		flags = 0;
		decides(desk, reads_as(desk, kinds[i], 0.5, false), &flags);
		assert_true(desk->message.decision.verdict == VERDICT_MUTED || is_polite(desk->message.decision.move));
	}
	desk_destroy(desk);
}

/* ---- who is engaged ---- */

static struct message *advert(struct stall_desk *desk, double p, bool price)
{
	struct message *message = desk_text(desk, "beuh de qualite, livraison", ACT_ADVERT);

	message->reading.p = p;
	message->reading.kinds[KIND_DEALER] = (float)p;
	message->reading.kinds[KIND_ORDINARY] = (float)(1 - p);
	if (price) {
		desk_slot(message, SLOT_PRICE, 50, "EUR");
		message->product = 1;
	}
	return message;
}

static void only_dealers_are_engaged(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		uint8_t flags = 0;

		come_to(desk, STRANGER);
		decides(desk, reads_as(desk, (enum kind)kind, 0.99, false), &flags);
		if (kind == KIND_DEALER)
			assert_int_not_equal(desk->stall.engaged, ENGAGED_NOT);
		else
			assert_int_equal(desk->stall.engaged, ENGAGED_NOT);
		if (kind != KIND_DEALER && !is_brake((enum kind)kind, 0))
			assert_int_equal(desk->message.decision.verdict, VERDICT_HELD);
	}
	desk_destroy(desk);
}

static void a_sure_dealer_with_goods_has_a_customer(void **state)
{
	struct stall_desk *desk = desk_create();
	uint8_t flags = 0;

	(void)state;
	decides(desk, advert(desk, 0.99, true), &flags);
	assert_int_equal(desk->stall.engaged, ENGAGED);
	assert_int_equal(desk->message.decision.move, MOVE_NONE);
	assert_true(desk->message.decision.due > desk->message.at);
	assert_int_equal(flags, CONTACT_PENDING);
	desk_anew(desk);
	flags = 0;
	decides(desk, advert(desk, 0.3, true), &flags); /* who hardly is one waits for a person */
	assert_int_equal(desk->stall.engaged, ENGAGED_NOT);
	assert_int_equal(desk->message.decision.verdict, VERDICT_HELD);
	desk_destroy(desk);
}

static void after_a_probe_he_shows_what_he_is(void **state)
{
	struct stall_desk *desk = desk_create();
	uint8_t flags = 0;
	struct message *message;

	(void)state;
	decides(desk, advert(desk, 0.99, false), &flags); /* nothing for sale is named: who is it? */
	assert_int_equal(desk->stall.engaged, ENGAGED_PROBE);
	come_to(desk, ASKED);
	flags = CONTACT_ANSWERED;
	for (int said = 0; said < 3; said++) { /* one who is no dealer: nothing more is said, and soon not waited for */
		assert_int_equal(desk->stall.engaged, ENGAGED_PROBE);
		message = reads_as(desk, KIND_ORDINARY, 0.95, false);
		decides(desk, message, &flags);
		assert_int_equal(message->decision.verdict, VERDICT_HELD);
		assert_int_equal(message->decision.why, WHY_PERSON);
	}
	assert_int_equal(desk->stall.engaged, ENGAGED_NOT);
	assert_int_not_equal(flags & CONTACT_HELD, 0);
	come_to(desk, ASKED);
	flags = CONTACT_ANSWERED;
	decides(desk, advert(desk, 0.99, true), &flags);
	assert_int_equal(desk->message.decision.verdict, VERDICT_ANSWER);
	assert_int_equal(desk->stall.engaged, ENGAGED);
	desk_destroy(desk);
}

/* Eggs at 3.50 a box, which read like a dealer's text to the last letter: he may be asked who he is, and what he says of his
 * eggs then makes no dealer of him. Goods of the packs do, and a sign of theirs. */
static void who_sells_eggs_has_no_customer(void **state)
{
	struct stall_desk *desk = desk_create();
	struct message *message;
	uint8_t flags = 0;

	(void)state;
	for (int sign = 0; sign < 2; sign++) {
		flags = 0;
		desk_anew(desk);
		message = desk_text(desk, "verse eieren 3,50 de doos, 12 voor 4", ACT_ADVERT);
		message->reading.kinds[KIND_DEALER] = 0.93F;
		message->reading.by_sign = sign != 0;
		desk_slot(message, SLOT_PRICE, 3.5, "EUR");
		desk_slot(message, SLOT_QUANTITY, 12, "");
		decides(desk, message, &flags);
		assert_int_equal(desk->stall.engaged, sign != 0 ? ENGAGED : ENGAGED_PROBE);
	}
	come_to(desk, ASKED);
	flags = CONTACT_ANSWERED;
	message = desk_text(desk, "jan van de hoeve, 12 eieren voor 4 euro", ACT_PRICE);
	desk_slot(message, SLOT_PRICE, 4, "EUR");
	decides(desk, message, &flags);
	assert_int_equal(message->decision.verdict, VERDICT_HELD);
	assert_int_not_equal(desk->stall.engaged, ENGAGED);
	desk_destroy(desk);
}

/* The name of a place is of the town's language, not of his. */
static void a_place_does_not_change_the_language(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	for (int named = 0; named < 2; named++) {
		uint8_t flags = CONTACT_ANSWERED;

		come_to(desk, CUSTOMER);
		desk->stall.theirs = 4;
		for (int i = 0; i < 3; i++) {
			struct message *message = desk_text(desk, named != 0 ? "ok 20h Barbes" : "ok 20h", ACT_CONFIRM);

			message->reading.language = LANGUAGE_NL;
			decides(desk, message, &flags);
		}
		assert_int_equal(desk->stall.language, named != 0 ? LANGUAGE_FR : LANGUAGE_NL);
	}
	desk_destroy(desk);
}

/* "Ok?" after the question was everybody's word; "how much" is a dealer's, and what he asked in between still stands. */
static void who_was_asked_may_take_two_texts(void **state)
{
	struct stall_desk *desk = desk_create();
	uint8_t flags = CONTACT_ANSWERED;
	struct message *message;

	(void)state;
	come_to(desk, ASKED);
	message = desk_text(desk, "t es ou ?", ACT_ASK_PLACE);
	message->reading.kind = KIND_ORDINARY;
	message->reading.kinds[KIND_DEALER] = 0.3F;
	message->reading.p = 0.6;
	decides(desk, message, &flags);
	assert_int_equal(message->decision.verdict, VERDICT_HELD);
	message = desk_text(desk, "tu prends quoi", ACT_ASK_QUANTITY);
	decides(desk, message, &flags);
	assert_int_equal(message->decision.verdict, VERDICT_ANSWER);
	assert_int_equal(desk->stall.engaged, ENGAGED);
	assert_true(asks(&desk->stall, REACT_ASK_PLACE));
	assert_true(asks(&desk->stall, REACT_ASK_QUANTITY));
	desk_destroy(desk);
}

/* A word of the packs and a figure are a price list, whatever else stands there; a figure alone, or an hour, is none. */
static void a_price_list_is_not_asked_who_it_is(void **state)
{
	static const struct {
		const char *text;
		uint16_t product;
		float dealer, spam;
		int engaged;
	} cases[] = {
		{"gelato 12 is in, doors at 18:30", 1, 0.80F, 0, ENGAGED},
		{"gelato is in, doors at 18:30", 1, 0.80F, 0, ENGAGED_PROBE},
		{"gelato is in, msg me", 1, 0.95F, 0, ENGAGED},
		{"12 a box, doors at six", 0, 0.80F, 0, ENGAGED_PROBE},
		{"12 a box, doors at six", 0, 0.70F, 0, ENGAGED_NOT},
		{"gelato 12, tell ur cousin and pay half", 1, 0.30F, 0.60F, ENGAGED_PROBE},
		{"yoga 12, tell ur cousin and pay half", 0, 0.30F, 0.60F, ENGAGED_NOT},
		{"gelato, call 0612", 1, 0.30F, 0.60F, ENGAGED_NOT},
	};
	struct stall_desk *desk = desk_create();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint8_t flags = 0;
		struct message *message;

		come_to(desk, STRANGER);
		message = desk_text(desk, cases[i].text, ACT_ADVERT);
		message->product = cases[i].product;
		message->reading.kind = cases[i].spam > cases[i].dealer ? KIND_SPAM : KIND_DEALER;
		message->reading.kinds[KIND_DEALER] = cases[i].dealer;
		message->reading.kinds[KIND_SPAM] = cases[i].spam;
		decides(desk, message, &flags);
		assert_int_equal(desk->stall.engaged, cases[i].engaged);
	}
	desk_destroy(desk);
}

/* Somebody who was taken for a dealer and goes on like somebody else: a person looks before more is said. */
static void who_goes_on_like_somebody_else_is_held(void **state)
{
	struct stall_desk *desk = desk_create();
	uint8_t flags = CONTACT_ANSWERED;
	int said = 0;

	(void)state;
	come_to(desk, CUSTOMER);
	do {
		decides(desk, reads_as(desk, KIND_ORDINARY, 0.95, false), &flags);
	} while (desk->message.decision.verdict == VERDICT_ANSWER && ++said < 20);
	assert_in_range(said, 1, 6);
	assert_int_equal(desk->message.decision.verdict, VERDICT_HELD);
	assert_int_equal(desk->stall.engaged, ENGAGED_NOT);
	desk_destroy(desk);
}

static void the_polices_numbers_are_never_engaged(void **state)
{
	static char list[3][NUMBER_MAX] = {"+33639981000", "+33639981001", "+33639981005"};
	struct stall_desk *desk = desk_create();

	(void)state;
	desk->line.deconflicts = list;
	desk->line.deconflict_count = 3;
	assert_true(stall_is_deconflicted(&desk->line, "+33639981005"));
	assert_false(stall_is_deconflicted(&desk->line, "+33639981002"));
	for (int past = 0; past < PASTS; past++)
		for (int kind = 0; kind < KIND_COUNT; kind++) {
			uint8_t flags = 0;
			struct message *message;

			come_to(desk, (enum past)past);
			message = reads_as(desk, (enum kind)kind, 0.99, true);
			desk_slot(message, SLOT_PRICE, 50, "EUR");
			decides(desk, message, &flags);
			assert_int_equal(message->decision.verdict, VERDICT_MUTED);
			assert_int_equal(message->decision.why, WHY_DECONFLICT);
			if (past == STRANGER)
				assert_int_equal(desk->stall.engaged, ENGAGED_NOT);
			message = reads_as(desk, KIND_DEALER, 0.99, true);
			message->arrival = ARRIVAL_TIP;
			flags = 0;
			assert_int_not_equal(decides(desk, message, &flags)->verdict, VERDICT_ANSWER);
			assert_int_not_equal(message->decision.verdict, VERDICT_HELD);
		}
	desk_destroy(desk);
}

static void a_tip_waits_for_a_person(void **state)
{
	struct stall_desk *desk = desk_create();
	struct message *message = advert(desk, 0.99, true);
	uint8_t flags = 0;

	(void)state;
	message->arrival = ARRIVAL_TIP;
	message->admission = ADMIT_RECORD;
	decides(desk, message, &flags);
	assert_int_equal(message->decision.verdict, VERDICT_HELD);
	assert_int_equal(desk->stall.engaged, ENGAGED_NOT);
	message = reads_as(desk, KIND_ORDINARY, 0.99, false); /* no advertisement in it */
	message->arrival = ARRIVAL_TIP;
	flags = 0;
	decides(desk, message, &flags);
	assert_int_equal(message->decision.verdict, VERDICT_RECORD);
	desk_destroy(desk);
}

static void whom_an_operator_took_is_left_alone(void **state)
{
	static const enum contact_flag closed[] = {CONTACT_BLOCKED, CONTACT_TAKEN, CONTACT_STOPPED};
	struct stall_desk *desk = desk_create();

	(void)state;
	for (int past = 0; past < PASTS; past++)
		for (size_t i = 0; i < 3; i++) {
			uint8_t flags = (uint8_t)closed[i];

			come_to(desk, (enum past)past);
			decides(desk, advert(desk, 0.99, true), &flags);
			assert_int_equal(desk->message.decision.verdict, VERDICT_MUTED);
		}
	desk_destroy(desk);
}

/* ---- the arms ---- */

static void arms_have_their_shares(void **state)
{
	static const double controls[][2] = {{0, 0}, {0.05, 0.10}, {0.5, 0}, {0.3, 0.7}}; /* uniform, prior */
	struct stall_desk *desk = desk_create();

	(void)state;
	random_bytes(&desk->random, desk->stalling.voice_key, sizeof desk->stalling.voice_key);
	for (size_t i = 0; i < sizeof controls / sizeof controls[0]; i++) {
		double met[ARM_COUNT] = {0}, uniform = controls[i][0], prior = controls[i][1];
		const double shares[ARM_COUNT] = {1 - uniform - prior, prior, uniform};

		desk->line.control.uniform = uniform;
		desk->line.control.prior = prior;
		for (uint32_t contact = 1; contact <= VOICES; contact++) {
			struct stall stall = {0};

			stall_engage(&stall, &desk->stalling, &desk->line, contact, LANGUAGE_FR, ENGAGED, T0);
			met[stall.arm]++;
		}
		for (int arm = 0; arm < ARM_COUNT; arm++) {
			double error = 5 * sqrt(shares[arm] * (1 - shares[arm]) * VOICES);

			assert_true(fabs(met[arm] - shares[arm] * VOICES) <= error);
		}
	}
	desk_destroy(desk);
}

/* The same contact speaks with the same voice for ever, others with others. */
static void a_voice_is_a_contacts_own(void **state)
{
	struct stall_desk *desk = desk_create();
	struct stall a = {0}, again = {0}, b = {0};

	(void)state;
	stall_engage(&a, &desk->stalling, &desk->line, 1, LANGUAGE_FR, ENGAGED, T0);
	stall_engage(&again, &desk->stalling, &desk->line, 1, LANGUAGE_NL, ENGAGED, T0 + MS_DAY);
	stall_engage(&b, &desk->stalling, &desk->line, 2, LANGUAGE_FR, ENGAGED, T0);
	assert_int_equal(a.voice, again.voice);
	assert_int_equal(a.arm, again.arm);
	assert_int_not_equal(a.voice, b.voice);
	assert_int_equal(again.language, LANGUAGE_NL);
	desk_destroy(desk);
}

/* Who writes first to a number that rests waits for a person; who talks with it goes on. */
static void a_resting_number_takes_nobody_new(void **state)
{
	struct stall_desk *desk = desk_create();
	uint8_t flags = 0;

	(void)state;
	desk->stalling.numbers[0].rests_until = desk->now + MS_DAY;
	decides(desk, advert(desk, 0.99, true), &flags);
	assert_int_equal(desk->message.decision.verdict, VERDICT_HELD);
	assert_int_equal(desk->stall.engaged, ENGAGED_NOT);
	come_to(desk, CUSTOMER);
	desk->stalling.numbers[0].rests_until = desk->now + MS_DAY;
	flags = CONTACT_ANSWERED;
	decides(desk, advert(desk, 0.99, true), &flags);
	assert_int_equal(desk->message.decision.verdict, VERDICT_ANSWER);
	desk_destroy(desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(brakes_hold_whoever_he_is),
		cmocka_unit_test(a_finding_of_before_brakes),
		cmocka_unit_test(a_leaning_model_does_not_end_trade),
		cmocka_unit_test(only_dealers_are_engaged),
		cmocka_unit_test(a_sure_dealer_with_goods_has_a_customer),
		cmocka_unit_test(after_a_probe_he_shows_what_he_is),
		cmocka_unit_test(who_sells_eggs_has_no_customer),
		cmocka_unit_test(a_place_does_not_change_the_language),
		cmocka_unit_test(who_was_asked_may_take_two_texts),
		cmocka_unit_test(a_price_list_is_not_asked_who_it_is),
		cmocka_unit_test(who_goes_on_like_somebody_else_is_held),
		cmocka_unit_test(the_polices_numbers_are_never_engaged),
		cmocka_unit_test(a_tip_waits_for_a_person),
		cmocka_unit_test(whom_an_operator_took_is_left_alone),
		cmocka_unit_test(arms_have_their_shares),
		cmocka_unit_test(a_voice_is_a_contacts_own),
		cmocka_unit_test(a_resting_number_takes_nobody_new),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
