// SPDX-License-Identifier: GPL-3.0-or-later
/* The calm ones, to and from the line's snapshot in the store. */
#include "flow/budget/cohort_private.h"

static void put_sample(const struct sample *sample, struct buf *out)
{
	buf_add_u64(out, (uint64_t)sample->at);
	buf_add_u32(out, sample->contact);
	for (size_t i = 0; i < BLOCKS; i++)
		buf_add_u32(out, sample->blocks[i]);
	buf_add_u32(out, sample->to);
	buf_add_u8(out, sample->messages);
	buf_add_u8(out, sample->burst);
	buf_add_u32(out, sample->features.cluster);
	buf_add_u8(out, sample->features.words);
	buf_add_u8(out, sample->features.pieces);
	buf_add_u8(out, sample->features.count);
	for (size_t i = 0; i < sample->features.count; i++)
		buf_add_u32(out, sample->features.ids[i]);
}

static void read_sample(struct reader *reader, struct sample *ret_sample)
{
	struct sample sample = {.at = (ms_t)read_u64(reader)};

	sample.contact = read_u32(reader);
	for (size_t i = 0; i < BLOCKS; i++)
		sample.blocks[i] = read_u32(reader);
	sample.to = read_u32(reader);
	sample.messages = read_u8(reader);
	sample.burst = read_u8(reader);
	sample.features.cluster = read_u32(reader);
	sample.features.words = read_u8(reader);
	sample.features.pieces = read_u8(reader);
	sample.features.count = read_u8(reader);
	if (sample.features.count > FEATURES_MAX ||
	    sample.features.words + sample.features.pieces > sample.features.count)
		reader->bad = true;
	for (size_t i = 0; i < sample.features.count && !reader->bad; i++) {
		sample.features.ids[i] = read_u32(reader);
		reader->bad |= sample.features.ids[i] >= MODEL_BUCKETS;
	}
	*ret_sample = sample;
}

void cohort_save(const struct cohort *cohort, struct buf *out)
{
	size_t oldest = cohort->calm_count == COHORT_CALM_MOST ? cohort->calm_next : 0;

	buf_add_u32(out, (uint32_t)cohort->calm_count);
	for (size_t i = 0; i < cohort->calm_count; i++)
		put_sample(&cohort->calm[(oldest + i) % COHORT_CALM_MOST], out);
}

enum err cohort_load(struct cohort *cohort, struct reader *reader)
{
	struct reader check = *reader;
	uint32_t count = read_u32(&check);
	struct sample sample;

	if (count > COHORT_CALM_MOST)
		return ERR_INPUT;
	for (uint32_t i = 0; i < count && !check.bad; i++)
		read_sample(&check, &sample);
	if (check.bad)
		return ERR_INPUT;
	read_u32(reader);
	for (uint32_t i = 0; i < count; i++) {
		read_sample(reader, &sample);
		cohort_keep_calm(cohort, &sample);
	}
	return ERR_NONE;
}
