// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/decide/stall/learner.h"

#include <math.h>
#include <string.h>

/* The hand-set prior of a move counts as so many observations: it is worth about ten conversations. */
static const double prior_worth = 12;
/* What was seen in a whole phase counts, for one of its cells, as at most so many. */
static const double phase_worth = 24;
/* Each observation lets the older ones of its phase fade so much: some hundreds remain, a few days of a busy line. */
static const float fade = 0.997F;
/* A spread half as wide is that of four times the observations. */
static const double narrower = 4;
/* A choice in flight counts as so much of an observation that brought what was expected. */
static const double flying_worth = 0.5;
/* By so many samples a distribution is known to about .05; what is drawn is drawn from it, so the propensity stays exact. */
enum { SAMPLES = 96 };
/* Nothing permitted is ever impossible: without it no estimate by inverse propensity is possible. */
static const double floor_share = 0.02;

/* ---- chance: a small generator, seeded from the one that was handed in ---- */

static uint64_t next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u; /* splitmix64 */

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* In (0, 1). */
static double unit(uint64_t *state)
{
	return ((double)(next(state) >> 11) + 0.5) * 0x1p-53;
}

/* Marsaglia's polar method. */
static double normal(uint64_t *state)
{
	double u, v, s;

	do {
		u = 2 * unit(state) - 1;
		v = 2 * unit(state) - 1;
		s = u * u + v * v;
	} while (s >= 1 || s == 0);
	return u * sqrt(-2 * log(s) / s);
}

/* Marsaglia and Tsang (2000); a shape below 1 is boosted. */
static double gamma_of(double shape, uint64_t *state)
{
	double boost = 1, d, c;

	if (shape < 1) {
		boost = pow(unit(state), 1 / shape);
		shape += 1;
	}
	d = shape - 1.0 / 3;
	c = 1 / sqrt(9 * d);
	for (;;) {
		double x = normal(state), v = 1 + c * x, u;

		if (v <= 0)
			continue;
		v = v * v * v;
		u = unit(state);
		if (log(u) < 0.5 * x * x + d - d * v + d * log(v))
			return boost * d * v;
	}
}

static double beta_of(double alpha, double beta, uint64_t *state)
{
	double a = gamma_of(alpha, state), b = gamma_of(beta, state);

	return a + b > 0 ? a / (a + b) : 0.5;
}

/* ---- what is believed ---- */

struct belief {
	double alpha, beta;
};

static struct belief from_prior(double mean)
{
	return (struct belief){prior_worth * mean, prior_worth * (1 - mean)};
}

static struct belief with(struct belief belief, const struct tally_pair *seen)
{
	return (struct belief){belief.alpha + (double)seen->won, belief.beta + (double)seen->lost};
}

/* The same mean, with no more weight than `worth`. */
static struct belief at_most(struct belief belief, double worth)
{
	double count = belief.alpha + belief.beta, scale = count > worth ? worth / count : 1;

	return (struct belief){belief.alpha * scale, belief.beta * scale};
}

static struct belief believe_move(const struct learner *learner, enum phase phase, enum band band,
				  enum act act, uint8_t move, double prior)
{
	struct belief belief = with(from_prior(prior), &learner->phase_moves[phase][move]);
	double flying = flying_worth * learner->flying[phase][move], mean;

	belief = at_most(belief, phase_worth);
	belief = with(belief, &learner->cell_moves[(int)phase * BAND_COUNT + (int)band][act][move]);
	mean = belief.alpha / (belief.alpha + belief.beta);
	return (struct belief){belief.alpha + flying * mean, belief.beta + flying * (1 - mean)};
}

/* Delays and styles: what was seen in all phases is the prior of what was seen in this one. */
static struct belief believe_two(double prior, const struct tally_pair *all, const struct tally_pair *here)
{
	return with(at_most(with(from_prior(prior), all), phase_worth), here);
}

static struct belief believe(const struct learner *learner, enum what what, enum arm arm,
			     enum phase phase, enum band band, enum act act,
			     const struct options *options, size_t at)
{
	double prior = (double)options->prior[at];
	uint8_t id = options->ids[at];

	if (arm == ARM_PRIOR)
		return from_prior(prior);
	switch (what) {
	case WHAT_DELAY:
		return believe_two(prior, &learner->all_delays[id], &learner->delays[phase][id]);
	case WHAT_STYLE:
		return believe_two(prior, &learner->all_styles[id], &learner->styles[phase][id]);
	case WHAT_MOVE:
	default:
		return believe_move(learner, phase, band, act, id, prior);
	}
}

/* ---- choosing ---- */

/* How often each option comes out best: fills shares, which add up to 1. */
static void share_out(const struct belief *beliefs, size_t count, uint64_t *state, double *ret_shares)
{
	double wins[OPTIONS_MAX] = {0};

	for (int sample = 0; sample < SAMPLES; sample++) {
		size_t best = 0;
		double most = -1;

		for (size_t i = 0; i < count; i++) {
			double drawn = beta_of(narrower * beliefs[i].alpha,
					       narrower * beliefs[i].beta, state);

			if (drawn > most) {
				most = drawn;
				best = i;
			}
		}
		wins[best]++;
	}
	for (size_t i = 0; i < count; i++)
		ret_shares[i] = floor_share / (double)count + (1 - floor_share) * wins[i] / SAMPLES;
}

static struct pick draw(const struct options *options, const double *shares, double at)
{
	size_t i = 0;

	while (i + 1 < options->count && at >= shares[i])
		at -= shares[i++];
	return (struct pick){options->ids[i], shares[i]};
}

/* The distribution over the options from which an arm draws. */
static void shares_of(const struct learner *learner, enum what what, enum arm arm, enum phase phase,
		      enum band band, enum act act, const struct options *options, uint64_t *state,
		      double *ret_shares)
{
	struct belief beliefs[OPTIONS_MAX];
	size_t count = options->count;

	for (size_t i = 0; i < count; i++)
		ret_shares[i] = 1 / (double)count;
	if (arm == ARM_UNIFORM || count == 1)
		return;
	for (size_t i = 0; i < count; i++) {
		beliefs[i] = believe(learner, what, arm, phase, band, act, options, i);
		if (beliefs[i].alpha < 0.01)
			beliefs[i].alpha = 0.01;
		if (beliefs[i].beta < 0.01)
			beliefs[i].beta = 0.01;
	}
	share_out(beliefs, count, state, ret_shares);
}

struct pick learner_pick(const struct learner *learner, enum what what, enum arm arm,
			 enum phase phase, enum band band, enum act act,
			 const struct options *options, struct random *random)
{
	uint64_t state = random_u64(random);
	double shares[OPTIONS_MAX] = {0};

	shares_of(learner, what, arm, phase, band, act, options, &state, shares);
	return draw(options, shares, unit(&state));
}

double learner_share(const struct learner *learner, enum arm arm, enum phase phase, enum band band,
		     enum act act, const struct options *options, uint8_t id, struct random *random)
{
	uint64_t state = random_u64(random);
	double shares[OPTIONS_MAX] = {0};

	shares_of(learner, WHAT_MOVE, arm, phase, band, act, options, &state, shares);
	for (size_t i = 0; i < options->count; i++)
		if (options->ids[i] == id)
			return shares[i];
	return 0;
}

/* ---- learning ---- */

static void add(struct tally_pair *pair, double reward, double weight)
{
	pair->won += (float)(weight * reward);
	pair->lost += (float)(weight * (1 - reward));
}

static void fade_all(struct tally_pair *pairs, size_t count, double weight)
{
	float keep = 1 - (1 - fade) * (float)weight;

	for (size_t i = 0; i < count; i++) {
		pairs[i].won *= keep;
		pairs[i].lost *= keep;
	}
}

void learner_fly(struct learner *learner, const struct choice *choice)
{
	uint16_t *flying = &learner->flying[choice->cell / BAND_COUNT][choice->move];

	if (*flying < UINT16_MAX)
		(*flying)++;
}

void learner_reward(struct learner *learner, const struct choice *choice, double reward, double weight)
{
	unsigned phase = choice->cell / BAND_COUNT;
	uint16_t *flying = &learner->flying[phase][choice->move];

	if (*flying > 0)
		(*flying)--;
	fade_all(learner->phase_moves[phase], MOVE_COUNT, weight);
	fade_all(learner->cell_moves[choice->cell][choice->act], MOVE_COUNT, weight);
	add(&learner->phase_moves[phase][choice->move], reward, weight);
	add(&learner->cell_moves[choice->cell][choice->act][choice->move], reward, weight);
	if (choice->delay < DELAY_COUNT) {
		fade_all(learner->all_delays, DELAY_COUNT, weight / PHASE_COUNT);
		fade_all(learner->delays[phase], DELAY_COUNT, weight);
		add(&learner->all_delays[choice->delay], reward, weight);
		add(&learner->delays[phase][choice->delay], reward, weight);
	}
	if (choice->style < STYLE_COUNT) {
		fade_all(learner->all_styles, STYLE_COUNT, weight / PHASE_COUNT);
		fade_all(learner->styles[phase], STYLE_COUNT, weight);
		add(&learner->all_styles[choice->style], reward, weight);
		add(&learner->styles[phase][choice->style], reward, weight);
	}
	learner->observations += weight;
}

void learner_mean(const struct learner *learner, enum phase phase, enum move move, double prior,
		  double *ret_mean, double *ret_count)
{
	const struct tally_pair *seen = &learner->phase_moves[phase][move];
	struct belief belief = with(from_prior(prior), seen);

	*ret_mean = belief.alpha / (belief.alpha + belief.beta);
	*ret_count = (double)(seen->won + seen->lost);
}

/* ---- over a restart ---- */

enum { SAVED_VERSION = 1 };

/* A sum of rewards. */
static float load_sum(struct reader *reader)
{
	float value = read_f32(reader);

	if (value >= 0 && value < 1e9F)
		return value;
	reader->bad = true;
	return 0;
}

/* Most cells are empty: runs of them are one count. */
static void save_pairs(const struct tally_pair *pairs, size_t count, struct buf *out)
{
	for (size_t i = 0; i < count;) {
		size_t run = 0;

		while (i + run < count && run < 255 && pairs[i + run].won == 0 && pairs[i + run].lost == 0)
			run++;
		buf_add_u8(out, (uint8_t)run);
		i += run;
		if (run == 255 || i >= count)
			continue;
		buf_add_f32(out, pairs[i].won);
		buf_add_f32(out, pairs[i].lost);
		i++;
	}
}

static void load_pairs(struct tally_pair *pairs, size_t count, struct reader *reader)
{
	for (size_t i = 0; i < count && !reader->bad;) {
		uint8_t run = read_u8(reader);

		if (run > count - i)
			reader->bad = true;
		i += run;
		if (run == 255 || i >= count)
			continue;
		pairs[i].won = load_sum(reader);
		pairs[i].lost = load_sum(reader);
		i++;
	}
}

#define PAIRS(member) (sizeof(member) / sizeof(struct tally_pair))

void learner_save(const struct learner *learner, struct buf *out)
{
	buf_add_u8(out, SAVED_VERSION);
	buf_add_u8(out, PHASE_COUNT);
	buf_add_u8(out, MOVE_COUNT);
	buf_add_u8(out, ACT_COUNT);
	buf_add_u64(out, (uint64_t)learner->observations);
	save_pairs(learner->phase_moves[0], PAIRS(learner->phase_moves), out);
	save_pairs(learner->cell_moves[0][0], PAIRS(learner->cell_moves), out);
	save_pairs(learner->all_delays, PAIRS(learner->all_delays), out);
	save_pairs(learner->all_styles, PAIRS(learner->all_styles), out);
	save_pairs(learner->delays[0], PAIRS(learner->delays), out);
	save_pairs(learner->styles[0], PAIRS(learner->styles), out);
	for (int phase = 0; phase < PHASE_COUNT; phase++)
		for (int move = 0; move < MOVE_COUNT; move++)
			buf_add_u16(out, learner->flying[phase][move]);
}

enum err learner_load(struct learner *learner, struct bytes saved)
{
	struct reader reader = reader_of(saved);
	uint8_t version = read_u8(&reader), phases = read_u8(&reader), moves = read_u8(&reader),
		acts = read_u8(&reader);

	*learner = (struct learner){0};
	if (version != SAVED_VERSION || phases != PHASE_COUNT || moves != MOVE_COUNT || acts != ACT_COUNT)
		return ERR_INPUT;
	learner->observations = (double)read_u64(&reader);
	if (learner->observations > 0x1p53)
		reader.bad = true; /* nor could it be written again */
	load_pairs(learner->phase_moves[0], PAIRS(learner->phase_moves), &reader);
	load_pairs(learner->cell_moves[0][0], PAIRS(learner->cell_moves), &reader);
	load_pairs(learner->all_delays, PAIRS(learner->all_delays), &reader);
	load_pairs(learner->all_styles, PAIRS(learner->all_styles), &reader);
	load_pairs(learner->delays[0], PAIRS(learner->delays), &reader);
	load_pairs(learner->styles[0], PAIRS(learner->styles), &reader);
	for (int phase = 0; phase < PHASE_COUNT; phase++)
		for (int move = 0; move < MOVE_COUNT; move++)
			learner->flying[phase][move] = read_u16(&reader);
	if (!reader.bad && reader_left(&reader) == 0)
		return ERR_NONE;
	*learner = (struct learner){0};
	return ERR_INPUT;
}
