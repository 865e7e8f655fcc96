// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/model.h"
#include "base/mem.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 5 };

static const float rate = 0.4f, first_step = 1.0f;
/* Each step also draws the weights it touches a little to zero, so that what was seen once says little. */
static const float shrink = 0.002f;

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

static float sum_of(const struct model *model, const uint32_t *ids, size_t count)
{
	float sum = model->bias;

	for (size_t i = 0; i < count; i++)
		sum += model->weights[ids[i]];
	return sum;
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

static void learn(struct model *model, const struct model_item *item, float *steps, float *bias_step)
{
	float sum = sum_of(model, item->ids, item->count);
	float p = 1.0f / (1.0f + expf(-sum));
	float gradient = (p - (item->positive ? 1.0f : 0.0f)) * item->weight;

	for (uint32_t i = 0; i < item->count; i++) {
		uint32_t id = item->ids[i];

		step(&model->weights[id], &steps[id], gradient + shrink * model->weights[id]);
	}
	step(&model->bias, bias_step, gradient);
}

void model_train(struct model *model, struct model_item *items, size_t count, float *steps,
		 uint64_t seed)
{
	uint64_t state = seed;
	float bias_step = first_step;

	memset(model->weights, 0, MODEL_BUCKETS * sizeof *model->weights);
	model->bias = 0;
	for (size_t i = 0; i < MODEL_BUCKETS; i++)
		steps[i] = first_step;
	for (int round = 0; round < ROUNDS; round++) {
		shuffle(items, count, &state);
		for (size_t i = 0; i < count; i++)
			learn(model, &items[i], steps, &bias_step);
	}
}
