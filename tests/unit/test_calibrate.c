// SPDX-License-Identifier: GPL-3.0-or-later
/* train/calibrate: slopes and shifts that were put in are found again, and what is expected weighs.
 */
#include "base/random.h"
#include "train/calibrate.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 10000, CLASSES = 3, STRIDE = 5 };

static float scores[ROWS * STRIDE];
static int class_of[ROWS];

static struct calibration make(size_t rows, size_t classes)
{
	return (struct calibration){.scores = scores,
				    .stride = STRIDE,
				    .class_of = class_of,
				    .rows = rows,
				    .classes = classes};
}

static void soften(const struct calibration *calibration, const float *row, double *ret_p)
{
	double sum = 0;

	for (size_t c = 0; c < calibration->classes; c++)
		sum += ret_p[c] =
			exp((double)(calibration->slope[c] * row[c] + calibration->shift[c]));
	for (size_t c = 0; c < calibration->classes; c++)
		ret_p[c] /= sum;
}

/* Classes drawn as those slopes and shifts say; what lies beyond the classes is another group's. */
static void draw(const float slope[CLASSES], const float shift[CLASSES])
{
	struct calibration truth = make(ROWS, CLASSES);
	struct random random;

	memcpy(truth.slope, slope, CLASSES * sizeof *slope);
	memcpy(truth.shift, shift, CLASSES * sizeof *shift);
	random_from_seed(&random, 3, "calibrate");
	for (size_t i = 0; i < ROWS; i++) {
		double p[CLASSES], at = random_unit(&random);

		for (size_t c = 0; c < STRIDE; c++)
			scores[i * STRIDE + c] = (float)(6 * random_unit(&random) - 3);
		soften(&truth, scores + i * STRIDE, p);
		class_of[i] = at < p[0] ? 0 : at < p[0] + p[1] ? 1 : 2;
	}
}

static void assert_found(const float slope[CLASSES], const float shift[CLASSES])
{
	struct calibration found = make(ROWS, CLASSES);

	draw(slope, shift);
	calibrate_fit(&found);
	for (size_t c = 0; c < CLASSES; c++)
		assert_true(fabsf(found.slope[c] - slope[c]) < 0.1f * slope[c] + 0.03f);
	/* only the differences of shifts mean anything */
	for (size_t c = 1; c < CLASSES; c++)
		assert_true(fabsf(found.shift[c] - found.shift[0] - shift[c] + shift[0]) < 0.15f);
}

static void what_was_put_in_is_found(void **state)
{
	(void)state;
	assert_found((float[]){1, 1, 1}, (float[]){0, 0, 0});
	assert_found((float[]){0.5f, 0.5f, 0.5f}, (float[]){1, -0.5f, 0});
	assert_found((float[]){1.2f, 1.6f, 1.4f}, (float[]){0, 0.5f, -1});
}

static void what_is_fitted_is_as_sure_as_it_is_right(void **state)
{
	struct calibration found = make(ROWS, CLASSES);
	double said = 0;
	size_t right = 0;

	(void)state;
	draw((float[]){0.8f, 1.5f, 1}, (float[]){0, 1, -1});
	calibrate_fit(&found);
	for (size_t i = 0; i < ROWS; i++) {
		double p[CLASSES];
		int best = 0;

		soften(&found, scores + i * STRIDE, p);
		for (int c = 1; c < CLASSES; c++)
			if (p[c] > p[best])
				best = c;
		said += p[best];
		right += class_of[i] == best;
	}
	assert_true(fabs(said - (double)right) / ROWS < 0.01);
}

/* Scores that say nothing: what is left is how often each class is expected. */
static double share_with(size_t ones, double prior)
{
	struct calibration found = make(1000, 2);
	double p[2];

	memset(scores, 0, sizeof scores);
	for (size_t i = 0; i < 1000; i++)
		class_of[i] = i < ones;
	found.prior[0] = prior > 0 ? 1 - prior : 0;
	found.prior[1] = prior;
	calibrate_fit(&found);
	soften(&found, scores, p);
	return p[1];
}

static void what_is_expected_weighs(void **state)
{
	(void)state;
	assert_float_equal(share_with(200, 0), 0.2, 0.01);
	assert_float_equal(share_with(700, 0), 0.7, 0.01);
	assert_float_equal(share_with(200, 0.5), 0.5, 0.01);
	assert_float_equal(share_with(200, 0.9), 0.9, 0.01);
	assert_float_equal(share_with(900, 0.1), 0.1, 0.01);
}

static void rows_without_a_class_are_left_out(void **state)
{
	static float before[ROWS * STRIDE];
	struct calibration found = make(ROWS / 2, CLASSES), more = make(ROWS, CLASSES);

	(void)state;
	draw((float[]){1, 1, 1}, (float[]){0, 1, 0});
	memcpy(before, scores, sizeof before);
	calibrate_fit(&found);
	for (size_t i = ROWS / 2; i < ROWS; i++) {
		class_of[i] = -1;
		scores[i * STRIDE + 1] = 1e9f;
	}
	calibrate_fit(&more);
	for (size_t c = 0; c < CLASSES; c++) {
		assert_float_equal(more.slope[c], found.slope[c], 1e-6);
		assert_float_equal(more.shift[c], found.shift[c], 1e-6);
	}
}

static void a_class_that_no_row_has_stays_finite(void **state)
{
	struct calibration found = make(300, CLASSES), none = make(0, CLASSES);

	(void)state;
	draw((float[]){1, 1, 1}, (float[]){0, 0, 0});
	for (size_t i = 0; i < 300; i++)
		class_of[i] = class_of[i] == 2 ? 1 : class_of[i];
	found.prior[0] = found.prior[1] = found.prior[2] = 1.0 / 3;
	calibrate_fit(&found);
	calibrate_fit(&none);
	for (size_t c = 0; c < CLASSES; c++) {
		assert_true(isfinite(found.slope[c]) && isfinite(found.shift[c]));
		assert_true(isfinite(none.slope[c]) && isfinite(none.shift[c]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_put_in_is_found),
		cmocka_unit_test(what_is_fitted_is_as_sure_as_it_is_right),
		cmocka_unit_test(what_is_expected_weighs),
		cmocka_unit_test(rows_without_a_class_are_left_out),
		cmocka_unit_test(a_class_that_no_row_has_stays_finite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
