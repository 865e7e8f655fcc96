// SPDX-License-Identifier: GPL-3.0-or-later
/* What a keeper left of its conversations, by anybody's hand; the first byte is the room. What was
 * taken has one form. */
#include "flow/talks.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINE = 3 };

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void has_one_form(const struct talks *talks, uint32_t room)
{
	struct talks *again = talks_create(room);
	struct buf saved = {0}, twice = {0};

	must(again != NULL);
	talks_save(talks, LINE, &saved);
	must(talks_load(again, LINE, buf_bytes(&saved)) == ERR_NONE);
	talks_save(again, LINE, &twice);
	must(bytes_equal(buf_bytes(&saved), buf_bytes(&twice)));
	buf_finish(&saved);
	buf_finish(&twice);
	talks_destroy(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct talks *talks;
	const struct talk *talk;
	uint32_t room;

	if (size == 0)
		return 0;
	room = data[0] % 40 + 1u;
	talks = talks_create(room);
	must(talks != NULL);
	talks_load(talks, LINE, (struct bytes){data + 1, size - 1});
	has_one_form(talks, room);
	for (uint32_t contact = 1; contact < 5; contact++) {
		talk = talks_get(talks, LINE, contact);
		for (int kind = 0; kind < KIND_COUNT; kind++)
			must(fabsf(talk->kinds[kind]) <= 128);
		talks_forget(talks, LINE, contact + 1);
	}
	has_one_form(talks, room);
	talks_destroy(talks);
	return 0;
}
