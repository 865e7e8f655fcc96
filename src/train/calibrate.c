// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/calibrate.h"

#include <math.h>
#include <string.h>

enum { STEPS = 200 };

/* Steps as small as the last of these change no probability by as much as a thousandth. */
static const double first_rate = 0.5, last_rate = 5e-4, pull = 0.002;

struct gradient {
	double slope[LINEAR_COLUMNS_MAX], shift[LINEAR_COLUMNS_MAX];
};

/* One row's share of the gradient of the log loss. */
static void add_row(const struct calibration *calibration, const float *scores, int class,
		    double weight, struct gradient *gradient)
{
	double p[LINEAR_COLUMNS_MAX], most = -INFINITY, sum = 0;

	for (size_t c = 0; c < calibration->classes; c++) {
		p[c] = (double)(calibration->slope[c] * scores[c] + calibration->shift[c]);
		most = fmax(most, p[c]);
	}
	for (size_t c = 0; c < calibration->classes; c++)
		sum += p[c] = exp(p[c] - most);
	for (size_t c = 0; c < calibration->classes; c++) {
		double error = p[c] / sum - ((int)c == class ? 1 : 0);

		gradient->shift[c] += weight * error;
		gradient->slope[c] += weight * error * (double)scores[c];
	}
}

/* What a row of each class weighs, so that the classes come in their prior shares; 1 on average. */
static size_t find_weights(const struct calibration *calibration,
			   double weights[LINEAR_COLUMNS_MAX])
{
	size_t counts[LINEAR_COLUMNS_MAX] = {0}, rows = 0;

	for (size_t i = 0; i < calibration->rows; i++) {
		if (calibration->class_of[i] < 0)
			continue;
		counts[calibration->class_of[i]]++;
		rows++;
	}
	for (size_t c = 0; c < calibration->classes; c++)
		weights[c] = calibration->prior[c] > 0 && counts[c] > 0
				     ? calibration->prior[c] * (double)rows / (double)counts[c]
				     : 1;
	return rows;
}

static void find_gradient(const struct calibration *calibration, const double *weights,
			  struct gradient *gradient)
{
	*gradient = (struct gradient){0};
	for (size_t i = 0; i < calibration->rows; i++)
		if (calibration->class_of[i] >= 0)
			add_row(calibration, calibration->scores + i * calibration->stride,
				calibration->class_of[i], weights[calibration->class_of[i]],
				gradient);
}

static double mean_slope(const struct calibration *calibration)
{
	double sum = 0;

	for (size_t c = 0; c < calibration->classes; c++)
		sum += (double)calibration->slope[c];
	return sum / (double)calibration->classes;
}

/* Steps that grow while the sign of a partial derivative stays and shrink when it turns (Rprop): no
 * rate to tune. */
static void step(float *value, double gradient, double *before, double *rate)
{
	if (gradient * *before > 0)
		*rate = fmin(*rate * 1.2, 1.0);
	else if (gradient * *before < 0)
		*rate *= 0.5;
	if (gradient != 0)
		*value -= (float)copysign(*rate, gradient);
	*before = gradient;
}

static bool is_settled(const struct gradient *rate, size_t classes)
{
	for (size_t c = 0; c < classes; c++)
		if (rate->slope[c] > last_rate || rate->shift[c] > last_rate)
			return false;
	return true;
}

void calibrate_fit(struct calibration *calibration)
{
	struct gradient gradient, before = {{0}, {0}}, rate;
	double weights[LINEAR_COLUMNS_MAX];
	size_t rows = find_weights(calibration, weights);

	for (size_t c = 0; c < calibration->classes; c++) {
		calibration->slope[c] = 2;
		calibration->shift[c] = 0;
		rate.slope[c] = rate.shift[c] = first_rate;
	}
	for (int i = 0; i < STEPS && !is_settled(&rate, calibration->classes); i++) {
		double mean = mean_slope(calibration);

		find_gradient(calibration, weights, &gradient);
		for (size_t c = 0; c < calibration->classes && rows > 0; c++) {
			double pulled = gradient.slope[c] / (double)rows +
					pull * ((double)calibration->slope[c] - mean);

			step(&calibration->slope[c], pulled, &before.slope[c], &rate.slope[c]);
			step(&calibration->shift[c], gradient.shift[c] / (double)rows,
			     &before.shift[c], &rate.shift[c]);
		}
	}
}
