// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/model.h"
#include "base/mem.h"

#include <math.h>
#include <string.h>

/* The weights are the mean of those after each round but the first: the last texts seen would count
 * too much else. */
enum { ROUNDS = 5, MEAN_FROM = 1 };

static const float rate = 0.4f, first_step = 1.0f;
/* Each step also draws the weights it touches a little to zero, so that what was seen once says
 * little. */
static const float shrink = 0.002f;
/* Features of an ordinary item. The evidence of a longer one grows with the root of its length, no
 * faster: its features say the same thing again. */
static const float ordinary = 40;

enum err model_init(struct model *model)
{
	*model = (struct model){.weights = mem_try_alloc(MODEL_BUCKETS, sizeof *model->weights)};
	return model->weights != NULL ? ERR_NONE : ERR_MEMORY;
}

void model_finish(struct model *model)
{
	mem_free(model->weights);
	*model = (struct model){0};
}

static float scale_of(size_t count)
{
	return count != 0 ? sqrtf(ordinary / (float)count) : 0;
}

static float sum_of(const struct model *model, const uint32_t *ids, size_t count)
{
	float sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += model->weights[ids[i]];
	return model->bias + scale_of(count) * sum;
}

double model_score(const struct model *model, const uint32_t *ids, size_t count)
{
	return (double)sum_of(model, ids, count);
}

/* splitmix64: only the order of the items hangs on it. */
static uint64_t next_number(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static void shuffle(struct model_item *items, size_t count, uint64_t *state)
{
	for (size_t i = count; i > 1; i--) {
		size_t other = (size_t)(next_number(state) % i);
		struct model_item kept = items[i - 1];

		items[i - 1] = items[other];
		items[other] = kept;
	}
}

static void step(float *weight, float *sum, float gradient)
{
	*sum += gradient * gradient;
	*weight -= rate * gradient / sqrtf(*sum);
}

static void learn(struct model *model, const struct model_item *item, float *steps,
		  float *bias_step)
{
	float sum = sum_of(model, item->ids, item->count), scale = scale_of(item->count);
	float p = 1.0f / (1.0f + expf(-sum));
	float gradient = (p - (item->positive ? 1.0f : 0.0f)) * item->weight;

	for (uint32_t i = 0; i < item->count; i++) {
		uint32_t id = item->ids[i];

		step(&model->weights[id], &steps[id],
		     gradient * scale + shrink * model->weights[id]);
	}
	step(&model->bias, bias_step, gradient);
}

static void add_to(float *sums, const struct model *model, float *bias_sum)
{
	for (size_t i = 0; i < MODEL_BUCKETS; i++)
		sums[i] += model->weights[i];
	*bias_sum += model->bias;
}

static void take_mean(struct model *model, const float *sums, float bias_sum)
{
	const float share = 1.0f / (ROUNDS - MEAN_FROM);

	for (size_t i = 0; i < MODEL_BUCKETS; i++)
		model->weights[i] = sums[i] * share;
	model->bias = bias_sum * share;
}

void model_train(struct model *model, struct model_item *items, size_t count, float *room,
		 uint64_t seed)
{
	float *steps = room, *sums = room + MODEL_BUCKETS;
	float bias_step = first_step, bias_sum = 0;
	uint64_t state = seed;

	memset(model->weights, 0, MODEL_BUCKETS * sizeof *model->weights);
	memset(sums, 0, MODEL_BUCKETS * sizeof *sums);
	model->bias = 0;
	for (size_t i = 0; i < MODEL_BUCKETS; i++)
		steps[i] = first_step;
	for (int round = 0; round < ROUNDS; round++) {
		shuffle(items, count, &state);
		for (size_t i = 0; i < count; i++)
			learn(model, &items[i], steps, &bias_step);
		if (round >= MEAN_FROM)
			add_to(sums, model, &bias_sum);
	}
	take_mean(model, sums, bias_sum);
}
