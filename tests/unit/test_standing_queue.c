// SPDX-License-Identifier: GPL-3.0-or-later
/* The review queue: who looks at what, in which order, and how often. */
#include "standing/queue.h"
#include "standing_fixture.h"

static uint64_t add(struct queue *queue, struct queue_item item)
{
	uint64_t number = 0;

	assert_int_equal(queue_add(queue, &item, &number, NULL), ERR_NONE);
	return number;
}

static enum queue_outcome say(struct queue *queue, uint64_t number, uint64_t person,
			      enum opinion opinion)
{
	struct queue_verdict verdict;

	assert_int_equal(queue_claim(queue, number, person, T0, NULL), ERR_NONE);
	assert_int_equal(queue_decide(queue, number, person, opinion, 0, T0, &verdict, NULL),
			 ERR_NONE);
	if (verdict.outcome == QUEUE_DONE)
		assert_int_equal(verdict.opinion, opinion);
	return verdict.outcome;
}

static void the_gravest_then_the_oldest(void **state)
{
	struct queue queue;
	uint64_t late, early, grave;

	queue_init(&queue);
	assert_null(queue_next(&queue, ANNA, T0));
	late = add(&queue, (struct queue_item){.severity = SEVERITY_HIGH, .at = T0});
	early = add(&queue, (struct queue_item){.severity = SEVERITY_HIGH, .at = T0 - 1});
	grave = add(&queue, (struct queue_item){.severity = SEVERITY_GRAVE, .at = T0 + 5});
	assert_int_equal(queue_next(&queue, ANNA, T0)->number, grave);
	assert_true(queue_drop(&queue, grave));
	assert_false(queue_drop(&queue, grave));
	assert_int_equal(queue_next(&queue, ANNA, T0)->number, early);
	assert_int_equal(say(&queue, early, ANNA, OPINION_LIFT), QUEUE_DONE);
	assert_int_equal(queue_next(&queue, ANNA, T0)->number, late);
	queue_finish(&queue);
}

static void a_claim_runs_out(void **state)
{
	struct queue queue;
	struct queue_verdict verdict;
	uint64_t number;

	queue_init(&queue);
	number = add(&queue, (struct queue_item){.at = T0});
	assert_int_equal(queue_claim(&queue, number, ANNA, T0, NULL), ERR_NONE);
	assert_int_equal(queue_claim(&queue, number, BORIS, T0, NULL), ERR_STATE);
	assert_null(queue_next(&queue, BORIS, T0));
	assert_int_equal(queue_next(&queue, ANNA, T0)->number, number);
	assert_int_equal(queue_claim(&queue, number, ANNA, T0 + MS_MINUTE, NULL), ERR_NONE);
	assert_int_equal(queue_claim(&queue, number, BORIS, T0 + QUEUE_CLAIM, NULL), ERR_STATE);
	assert_int_equal(queue_claim(&queue, number, BORIS, T0 + MS_MINUTE + QUEUE_CLAIM, NULL),
			 ERR_NONE);
	assert_int_equal(queue_decide(&queue, number, ANNA, OPINION_LIFT, 0,
				      T0 + MS_MINUTE + QUEUE_CLAIM, &verdict, NULL),
			 ERR_STATE);
	queue_finish(&queue);
}

static void it_is_given_back(void **state)
{
	struct queue queue;
	uint64_t number;

	queue_init(&queue);
	number = add(&queue, (struct queue_item){.at = T0});
	assert_int_equal(queue_release(&queue, number, ANNA, T0, NULL), ERR_STATE);
	assert_int_equal(queue_claim(&queue, number, ANNA, T0, NULL), ERR_NONE);
	assert_int_equal(queue_release(&queue, number, ANNA, T0, NULL), ERR_NONE);
	assert_int_equal(queue_claim(&queue, number, BORIS, T0, NULL), ERR_NONE);
	assert_int_equal(queue_claim(&queue, 99, BORIS, T0, NULL), ERR_ABSENT);
	assert_int_equal(queue_claim(&queue, number, 0, T0, NULL), ERR_STATE);
	queue_finish(&queue);
}

static void blurred_until_asked_for(void **state)
{
	struct queue queue;
	uint64_t number;

	queue_init(&queue);
	number = add(&queue, (struct queue_item){.at = T0, .shown = true});
	assert_true(queue_is_blurred(queue_find(&queue, number), ANNA, T0));
	assert_int_equal(queue_show(&queue, number, ANNA, T0, NULL), ERR_STATE);
	assert_int_equal(queue_claim(&queue, number, ANNA, T0, NULL), ERR_NONE);
	assert_true(queue_is_blurred(queue_find(&queue, number), ANNA, T0));
	assert_int_equal(queue_show(&queue, number, ANNA, T0, NULL), ERR_NONE);
	assert_false(queue_is_blurred(queue_find(&queue, number), ANNA, T0));
	assert_true(queue_is_blurred(queue_find(&queue, number), BORIS, T0));
	assert_true(queue_is_blurred(queue_find(&queue, number), ANNA, T0 + QUEUE_CLAIM));
	/* The next one begins blurred, and so does who comes back. */
	assert_int_equal(queue_claim(&queue, number, BORIS, T0 + QUEUE_CLAIM, NULL), ERR_NONE);
	assert_true(queue_is_blurred(queue_find(&queue, number), BORIS, T0 + QUEUE_CLAIM));
	queue_finish(&queue);
}

static void what_is_sealed_is_never_shown(void **state)
{
	struct queue queue;
	struct error error;
	uint64_t number;

	queue_init(&queue);
	number = add(&queue, (struct queue_item){.at = T0, .sealed = true});
	assert_int_equal(queue_claim(&queue, number, ANNA, T0, NULL), ERR_NONE);
	assert_int_equal(queue_show(&queue, number, ANNA, T0, &error), ERR_STATE);
	assert_string_equal(error.text, "it is sealed: only its facts are shown");
	assert_true(queue_is_blurred(queue_find(&queue, number), ANNA, T0));
	/* It is decided by its facts all the same. */
	assert_int_equal(say(&queue, number, ANNA, OPINION_CONFIRM), QUEUE_DONE);
	queue_finish(&queue);
}

static void the_gravest_needs_a_second_person(void **state)
{
	struct queue queue;
	uint64_t number;

	queue_init(&queue);
	number = add(&queue, (struct queue_item){.severity = SEVERITY_GRAVE, .at = T0});
	assert_int_equal(say(&queue, number, ANNA, OPINION_CONFIRM), QUEUE_SECOND);
	assert_null(queue_next(&queue, ANNA, T0));
	assert_int_equal(queue_claim(&queue, number, ANNA, T0, NULL), ERR_STATE);
	assert_int_equal(queue_next(&queue, BORIS, T0)->number, number);
	assert_int_equal(say(&queue, number, BORIS, OPINION_CONFIRM), QUEUE_DONE);
	assert_null(queue_find(&queue, number));
	queue_finish(&queue);
}

static void where_two_differ_a_third_decides(void **state)
{
	struct queue queue;
	struct queue_verdict verdict;
	uint64_t number;

	queue_init(&queue);
	number = add(&queue, (struct queue_item){.severity = SEVERITY_GRAVE, .at = T0});
	assert_int_equal(say(&queue, number, ANNA, OPINION_CONFIRM), QUEUE_SECOND);
	assert_int_equal(say(&queue, number, BORIS, OPINION_LIFT), QUEUE_THIRD);
	assert_int_equal(queue_claim(&queue, number, BORIS, T0, NULL), ERR_STATE);
	assert_int_equal(queue_claim(&queue, number, CHLOE, T0, NULL), ERR_NONE);
	assert_int_equal(queue_decide(&queue, number, CHLOE, OPINION_NONE, 0, T0, &verdict, NULL),
			 ERR_INPUT);
	assert_int_equal(queue_decide(&queue, number, CHLOE, OPINION_LIFT, 0, T0, &verdict, NULL),
			 ERR_NONE);
	assert_int_equal(verdict.outcome, QUEUE_DONE);
	assert_int_equal(verdict.opinion, OPINION_LIFT);
	assert_int_equal(verdict.item.said_by[1], BORIS);
	queue_finish(&queue);
}

/* The list comes from the member's decisions, so that both agree. */
static void an_appeal_never_comes_to_who_decided(void **state)
{
	struct site site;
	struct queue queue;
	struct queue_item item = {.kind = QUEUE_APPEAL, .at = T0, .member = MEMBER, .ruling = 2};
	uint64_t number;

	site_start(&site);
	assert_int_equal(suspend(&site, T0, ROBOT_MINORS), ERR_NONE);
	assert_int_equal(about(&site, T0, RULING_CONFIRM, ANNA, 1), ERR_NONE);
	assert_int_equal(about(&site, T0, RULING_APPEAL, MEMBER, 2), ERR_NONE);
	assert_int_equal(member_judges_not(&site.member, 2, item.excluded, QUEUE_EXCLUDED), 1);
	queue_init(&queue);
	number = add(&queue, item);
	assert_null(queue_next(&queue, ANNA, T0));
	assert_int_equal(queue_claim(&queue, number, ANNA, T0, NULL), ERR_STATE);
	assert_int_equal(queue_next(&queue, BORIS, T0)->number, number);
	item.ruling = 0;
	assert_int_equal(queue_add(&queue, &item, &number, NULL), ERR_INPUT);
	queue_finish(&queue);
	site_stop(&site);
}

static void it_is_limited(void **state)
{
	struct queue queue;
	struct queue_item item = {.at = T0};
	uint64_t number;

	queue_init(&queue);
	for (int i = 0; i < QUEUE_MAX - QUEUE_KEPT; i++)
		add(&queue, item);
	assert_int_equal(queue_add(&queue, &item, &number, NULL), ERR_FULL);
	/* What presses still finds a place. */
	item.severity = SEVERITY_GRAVE;
	for (int i = 0; i < QUEUE_KEPT; i++)
		add(&queue, item);
	assert_int_equal(queue_add(&queue, &item, &number, NULL), ERR_FULL);
	queue_finish(&queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_gravest_then_the_oldest),
		cmocka_unit_test(a_claim_runs_out),
		cmocka_unit_test(it_is_given_back),
		cmocka_unit_test(blurred_until_asked_for),
		cmocka_unit_test(what_is_sealed_is_never_shown),
		cmocka_unit_test(the_gravest_needs_a_second_person),
		cmocka_unit_test(where_two_differ_a_third_decides),
		cmocka_unit_test(an_appeal_never_comes_to_who_decided),
		cmocka_unit_test(it_is_limited),
	};

	return cmocka_run_group_tests_name("standing_queue", tests, NULL, NULL);
}
