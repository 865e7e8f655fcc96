// SPDX-License-Identifier: GPL-3.0-or-later
/* A pack's talk/ from a few lines of YAML: what they leave out gets one text of its own name. */
#ifndef TESTS_TALK_FIXTURE_H
#define TESTS_TALK_FIXTURE_H

#include "base/mem.h"
#include "daemon/packs.h"
#include "daemon/packs_talk.h"

static inline void talk_fill_list(struct talk_reader *reader, uint32_t list, const char *key,
				  struct buf *yaml)
{
	if (reader->lists[list].line == 0)
		buf_add_format(yaml, "%s:\n  %s: [\"%s\"]\n", key,
			       reader->grammar->lists[list].name,
			       reader->grammar->lists[list].name);
}

static inline enum err talk_fill_one(struct talk_reader *reader, uint32_t list, const char *key,
				     struct error *error_r)
{
	struct buf yaml = {0};
	enum err err = ERR_NONE;

	talk_fill_list(reader, list, key, &yaml);
	if (yaml.size > 0)
		err = talk_read(reader, buf_bytes(&yaml), "rest.yaml", error_r);
	buf_finish(&yaml);
	return err;
}

/* `fill`: else what is missing is missing. */
static inline enum err talk_build(const char *yaml, bool fill, struct pack *pack,
				  struct error *error_r)
{
	struct talk_reader reader;
	enum err err;

	talk_begin(&reader);
	err = talk_read(&reader, bytes_of_text(yaml), "t.yaml", error_r);
	for (uint32_t m = MOVE_OPEN; fill && m < MOVE_GO_SILENT && err == ERR_NONE; m++)
		err = talk_fill_one(&reader, LISTS_MOVES + m, "moves", error_r);
	for (uint32_t r = REACT_NONE + 1; fill && r < REACTION_COUNT && err == ERR_NONE; r++)
		err = talk_fill_one(&reader, LISTS_REACTIONS + r, "answers", error_r);
	for (uint32_t p = 0; fill && p < PART_NUMBERS && err == ERR_NONE; p++)
		err = talk_fill_one(&reader, LISTS_PARTS + p, "parts", error_r);
	if (fill && err == ERR_NONE && reader.grammar->name_count == 0)
		err = talk_read(&reader, bytes_of_text("words:\n  names: [Sam]\n"), "rest.yaml",
				error_r);
	if (fill && err == ERR_NONE && reader.grammar->friend_count == 0)
		err = talk_read(&reader, bytes_of_text("words:\n  friends: [Mo]\n"), "rest.yaml",
				error_r);
	if (err == ERR_NONE)
		err = talk_end(&reader, "talk", &pack->talk, error_r);
	talk_finish(&reader);
	return err;
}

#endif
