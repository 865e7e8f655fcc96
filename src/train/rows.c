// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/mem.h"
#include "train/softmax.h"

#include <string.h>

void rows_add(struct rows *rows, const struct grams *grams)
{
	if (rows->count + 2 > rows->room) {
		rows->room = rows->room == 0 ? 1024 : rows->room * 2;
		rows->begin = mem_grow(rows->begin, rows->room, sizeof *rows->begin);
	}
	if (rows->feature_room - rows->feature_count < GRAMS_MAX) {
		rows->feature_room = rows->feature_room * 2 + GRAMS_MAX;
		rows->features =
			mem_grow(rows->features, rows->feature_room, sizeof *rows->features);
		rows->values = mem_grow(rows->values, rows->feature_room, sizeof *rows->values);
	}
	rows->begin[rows->count++] = rows->feature_count;
	for (int block = 0; block < GRAM_BLOCKS; block++) {
		for (uint32_t i = grams->begin[block]; i < grams->begin[block + 1]; i++) {
			rows->features[rows->feature_count] = grams->ids[i];
			rows->values[rows->feature_count++] = grams->weight[block];
		}
	}
	rows->begin[rows->count] = rows->feature_count;
}

void rows_finish(struct rows *rows)
{
	mem_free(rows->features);
	mem_free(rows->values);
	mem_free(rows->begin);
	mem_free(rows->hashes);
	mem_free(rows->times);
	*rows = (struct rows){0};
}

/* ---- numbers ---- */

/* hash -> number, from 1: open addressing; 0 is a free place. The numbers are in the order of first
 * sight. */
struct numbers {
	uint32_t *slots;
	size_t room, count, hash_room;
	uint32_t *hashes, *times; /* of each number, less 1 */
};

static size_t slot_of(const struct numbers *numbers, uint32_t hash)
{
	size_t at = hash * 0x9e3779b1u & (numbers->room - 1);

	while (numbers->slots[at] != 0 && numbers->hashes[numbers->slots[at] - 1] != hash)
		at = (at + 1) & (numbers->room - 1);
	return at;
}

static void grow(struct numbers *numbers)
{
	mem_free(numbers->slots);
	numbers->room = numbers->room == 0 ? 1 << 16 : numbers->room * 2;
	numbers->slots = mem_alloc(numbers->room, sizeof *numbers->slots);
	numbers->hashes = mem_grow(numbers->hashes, numbers->room / 2, sizeof *numbers->hashes);
	numbers->times = mem_grow(numbers->times, numbers->room / 2, sizeof *numbers->times);
	for (size_t i = 0; i < numbers->count; i++)
		numbers->slots[slot_of(numbers, numbers->hashes[i])] = (uint32_t)i + 1;
}

static uint32_t number_of(struct numbers *numbers, uint32_t hash)
{
	size_t at;

	if (numbers->count * 2 >= numbers->room)
		grow(numbers);
	at = slot_of(numbers, hash);
	if (numbers->slots[at] == 0) {
		numbers->hashes[numbers->count] = hash;
		numbers->times[numbers->count++] = 0;
		numbers->slots[at] = (uint32_t)numbers->count;
	}
	return numbers->slots[at] - 1;
}

/* Those that stay move up; ret_places: where to, of each number. */
static size_t leave_out_rare(struct numbers *numbers, uint32_t least, uint32_t *ret_places)
{
	size_t kept = 0;

	for (size_t i = 0; i < numbers->count; i++) {
		ret_places[i] = UINT32_MAX;
		if (numbers->times[i] < least)
			continue;
		numbers->hashes[kept] = numbers->hashes[i];
		numbers->times[kept] = numbers->times[i];
		ret_places[i] = (uint32_t)kept++;
	}
	return kept;
}

static void take_places(struct rows *rows, const uint32_t *places)
{
	size_t kept = 0, at = 0;

	for (size_t row = 0; row < rows->count; row++) {
		rows->begin[row] = kept;
		for (; at < rows->begin[row + 1]; at++) {
			uint32_t place = places[rows->features[at]];

			if (place == UINT32_MAX)
				continue;
			rows->features[kept] = place;
			rows->values[kept++] = rows->values[at];
		}
	}
	if (rows->count > 0)
		rows->begin[rows->count] = kept;
	rows->feature_count = kept;
}

void rows_number(struct rows *rows, uint32_t least)
{
	struct numbers numbers = {0};
	uint32_t *places;

	for (size_t i = 0; i < rows->feature_count; i++) {
		rows->features[i] = number_of(&numbers, rows->features[i]);
		numbers.times[rows->features[i]]++;
	}
	places = mem_alloc(numbers.count + 1, sizeof *places);
	rows->places = leave_out_rare(&numbers, least, places);
	take_places(rows, places);
	rows->hashes = numbers.hashes;
	rows->times = numbers.times;
	mem_free(places);
	mem_free(numbers.slots);
}
