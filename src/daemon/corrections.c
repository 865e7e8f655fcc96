// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/corrections.h"

#include "base/mem.h"
#include "flow/classify/models.h"

#include <sodium.h>
#include <string.h>

enum { VERSION = 1, ROW_LEAST = 30 };

bool correction_may_be(enum kind kind, enum language language, uint8_t weight, struct bytes text)
{
	return (unsigned)kind < KIND_COUNT && models_column(kind) != SIZE_MAX &&
	       (unsigned)language < LANGUAGE_COUNT && weight >= 1 &&
	       weight <= CORRECTION_WEIGHT_MAX && text.size >= 1 &&
	       text.size <= CORRECTION_TEXT_MAX && memchr(text.data, 0, text.size) == NULL &&
	       utf8_valid(text);
}

enum kind correction_kind(const char *name)
{
	for (size_t i = 0; i < COLUMN_KINDS; i++)
		if (strcmp(kind_name(models_kind(i)), name) == 0)
			return models_kind(i);
	return KIND_UNCLEAR;
}

void correction_list_kinds(struct buf *out)
{
	for (size_t i = 0; i < COLUMN_KINDS; i++)
		buf_add_format(out, "%s%s", i != 0 ? ", " : "", kind_name(models_kind(i)));
}

/* ---- the list ---- */

static void append(struct corrections *corrections, const struct correction *correction)
{
	struct correction *own;

	if (corrections->count == corrections->room) {
		corrections->room = corrections->room == 0 ? 64 : corrections->room * 2;
		corrections->all =
			mem_grow(corrections->all, corrections->room, sizeof *corrections->all);
	}
	own = &corrections->all[corrections->count++];
	*own = *correction;
	own->text = mem_alloc(correction->size + 1, 1);
	memcpy(own->text, correction->text, correction->size);
}

enum err corrections_add(struct corrections *corrections, const struct correction *correction,
			 uint32_t *ret_number, struct error *error_r)
{
	struct correction numbered = *correction;

	if (corrections->count >= CORRECTIONS_MAX || corrections->next == UINT32_MAX)
		return error_set(error_r, ERR_FULL,
				 "there are %d corrections already, which is all that are kept; "
				 "take some back first",
				 CORRECTIONS_MAX);
	if (corrections->next == 0)
		corrections->next = 1;
	numbered.number = corrections->next++;
	append(corrections, &numbered);
	*ret_number = numbered.number;
	return ERR_NONE;
}

const struct correction *corrections_find(const struct corrections *corrections, uint32_t number)
{
	for (size_t i = 0; i < corrections->count; i++)
		if (corrections->all[i].number == number)
			return &corrections->all[i];
	return NULL;
}

enum err corrections_take_back(struct corrections *corrections, uint32_t number,
			       struct error *error_r)
{
	const struct correction *found = corrections_find(corrections, number);
	size_t at, after;

	if (found == NULL)
		return error_set(error_r, ERR_ABSENT,
				 "there is no correction %u; `fauxbond corrections` lists them",
				 number);
	at = (size_t)(found - corrections->all);
	after = corrections->count - at - 1;
	mem_free(corrections->all[at].text);
	memmove(&corrections->all[at], &corrections->all[at + 1], after * sizeof *corrections->all);
	corrections->count--;
	return ERR_NONE;
}

void corrections_finish(struct corrections *corrections)
{
	for (size_t i = 0; i < corrections->count; i++)
		mem_free(corrections->all[i].text);
	mem_free(corrections->all);
	*corrections = (struct corrections){0};
}

/* ---- in the store ---- */

static void put_short(struct buf *out, const char *text)
{
	size_t size = strlen(text);

	buf_add_u8(out, (uint8_t)size);
	buf_add(out, text, size);
}

void corrections_encode(const struct corrections *corrections, struct buf *out)
{
	buf_add_u8(out, VERSION);
	buf_add_u32(out, corrections->next);
	buf_add_u32(out, (uint32_t)corrections->count);
	for (size_t i = 0; i < corrections->count; i++) {
		const struct correction *row = &corrections->all[i];

		buf_add_u32(out, row->number);
		buf_add_u64(out, (uint64_t)row->at);
		buf_add_u64(out, row->event);
		buf_add_u8(out, (uint8_t)row->kind);
		buf_add_u8(out, (uint8_t)row->language);
		buf_add_u8(out, row->weight);
		put_short(out, row->line);
		put_short(out, row->by);
		buf_add_u16(out, (uint16_t)row->size);
		buf_add(out, row->text, row->size);
	}
}

/* False when it does not fit, or holds what has no place in a name. */
static bool get_short(struct reader *reader, char *ret_text, size_t room)
{
	struct bytes view = read_bytes(reader, read_u8(reader));

	if (view.size >= room || memchr(view.data, 0, view.size) != NULL)
		return false;
	memcpy(ret_text, view.data, view.size);
	ret_text[view.size] = '\0';
	return true;
}

static bool decode_row(struct reader *reader, struct corrections *corrections)
{
	struct correction row = {.number = read_u32(reader)};
	uint32_t last =
		corrections->count == 0 ? 0 : corrections->all[corrections->count - 1].number;
	struct bytes text;

	row.at = (ms_t)read_u64(reader);
	row.event = read_u64(reader);
	row.kind = (enum kind)read_u8(reader);
	row.language = (enum language)read_u8(reader);
	row.weight = read_u8(reader);
	if (!get_short(reader, row.line, sizeof row.line) ||
	    !get_short(reader, row.by, sizeof row.by))
		return false;
	text = read_bytes(reader, read_u16(reader));
	if (reader->bad || row.number <= last || row.number >= corrections->next ||
	    !correction_may_be(row.kind, row.language, row.weight, text))
		return false;
	row.text = (char *)(uintptr_t)text.data;
	row.size = text.size;
	append(corrections, &row);
	return true;
}

enum err corrections_decode(struct bytes encoded, struct corrections *ret_corrections,
			    struct error *error_r)
{
	struct reader reader = reader_of(encoded);
	struct corrections corrections = {0};
	uint8_t version = read_u8(&reader);
	uint32_t count;
	bool good;

	corrections.next = read_u32(&reader);
	count = read_u32(&reader);
	good = !reader.bad && version == VERSION && count <= CORRECTIONS_MAX &&
	       reader_left(&reader) / ROW_LEAST >= count;
	for (uint32_t i = 0; good && i < count; i++)
		good = decode_row(&reader, &corrections);
	if (!good || reader_left(&reader) != 0) {
		corrections_finish(&corrections);
		return error_set(error_r, ERR_INPUT,
				 "the list of corrections is damaged, or a newer program's");
	}
	*ret_corrections = corrections;
	return ERR_NONE;
}

void corrections_digest(const struct corrections *corrections,
			uint8_t ret_digest[CORRECTIONS_DIGEST])
{
	struct buf encoded = {0};

	memset(ret_digest, 0, CORRECTIONS_DIGEST);
	if (corrections->count == 0)
		return;
	corrections_encode(corrections, &encoded);
	crypto_generichash(ret_digest, CORRECTIONS_DIGEST, encoded.data, encoded.size, NULL, 0);
	buf_finish(&encoded);
}
