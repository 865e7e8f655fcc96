// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Any bytes as what a writer's server answers (first byte even) or as the file of its key (odd): nothing, or a text within
 * its limits and without spaces around it; a key that cannot end a header.
 */
#include "daemon/writer.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void try_answer(struct bytes json)
{
	struct buf text = {0};
	enum writer_outcome outcome = writer_read(json, &text);

	if ((outcome == WRITER_TEXT) != (text.size != 0) || text.size > WRITER_TEXT_MAX)
		abort();
	if (text.size != 0 && (!utf8_valid(buf_bytes(&text)) || is_space(text.data[0]) ||
			       is_space(text.data[text.size - 1])))
		abort();
	buf_finish(&text);
}

static void try_key(struct bytes content)
{
	char key[WRITER_KEY_FILE + 1];

	if (!writer_key_parse(content, key))
		return;
	if (key[0] == '\0' || strlen(key) > WRITER_KEY_FILE || strpbrk(key, " \r\n") != NULL)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	(data[0] % 2 == 0 ? try_answer : try_key)((struct bytes){data + 1, size - 1});
	return 0;
}
