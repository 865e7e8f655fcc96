// SPDX-License-Identifier: GPL-3.0-or-later
/* What a keeper left of what was said, by anybody's hand; the first byte is the room. What was
 * taken has one form, and texts can be added to it. */
#include "flow/reply/said.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINE = 3, PIECE = 24 };

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void has_one_form(const struct said *said, uint32_t room)
{
	struct said *again = said_create(room);
	struct buf saved = {0}, twice = {0};

	must(again != NULL);
	said_save(said, LINE, &saved);
	must(said_load(again, LINE, buf_bytes(&saved)) == ERR_NONE);
	said_save(again, LINE, &twice);
	must(bytes_equal(buf_bytes(&saved), buf_bytes(&twice)));
	buf_finish(&saved);
	buf_finish(&twice);
	said_destroy(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char text[] = "these are three words";
	struct said *said;
	uint32_t room;

	if (size == 0)
		return 0;
	room = data[0] % 40 + 1u;
	said = said_create(room);
	must(said != NULL);
	said_load(said, LINE, (struct bytes){data + 1, size - 1});
	has_one_form(said, room);
	for (size_t at = 1; at < size; at += PIECE) {
		struct bytes piece = {data + at, size - at < PIECE ? size - at : PIECE};

		said_before(said, LINE, data[at], piece, (ms_t)at);
		said_add(said, LINE, data[at], piece, (ms_t)at);
	}
	said_add(said, LINE, 7, BYTES_OF(text), (ms_t)size);
	must(said_before(said, LINE, 7, BYTES_OF(text), (ms_t)size));
	must(said_before(said, LINE, 8, BYTES_OF(text), (ms_t)size));
	said_forget(said, LINE, 7);
	has_one_form(said, room);
	said_destroy(said);
	return 0;
}
