// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/evidence/note.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	KEY_ED25519 = 1, /* signed-note: the algorithm's byte in front of the key */
	BLOB = NOTE_KEY_ID + SIGNATURE,
	BASE64 = sodium_base64_VARIANT_ORIGINAL,
};

static const char prefix[] = "fauxbond/";
static const char dash[] = "\xe2\x80\x94 "; /* U+2014 and a space begin a signature */
static const char at_line[] = "at ";

_Static_assert(NOTE_ORIGIN == sizeof prefix + 2 * LOG_ID, "origin");

void note_origin(const uint8_t log[LOG_ID], char ret_origin[NOTE_ORIGIN])
{
	memcpy(ret_origin, prefix, sizeof prefix - 1);
	hex_encode(log, LOG_ID, ret_origin + sizeof prefix - 1);
}

void note_key_id(const char *name, const uint8_t public_key[SIGN_PUBLIC],
		 uint8_t ret_id[NOTE_KEY_ID])
{
	static const uint8_t mark[] = {'\n', KEY_ED25519};
	struct bytes pieces[] = {bytes_of_text(name), BYTES_OF(mark), {public_key, SIGN_PUBLIC}};
	uint8_t hash[SHA256];

	sha256(pieces, 3, hash);
	memcpy(ret_id, hash, NOTE_KEY_ID);
}

static void add_base64(struct buf *out, const uint8_t *data, size_t size)
{
	size_t room = sodium_base64_encoded_len(size, BASE64);

	sodium_bin2base64((char *)buf_room(out, room), room, data, size, BASE64);
	out->size += room - 1; /* without the NUL */
}

void note_verifier_key(const uint8_t log[LOG_ID], const uint8_t public_key[SIGN_PUBLIC],
		       struct buf *out)
{
	char origin[NOTE_ORIGIN], hex[2 * NOTE_KEY_ID + 1];
	uint8_t id[NOTE_KEY_ID], key[1 + SIGN_PUBLIC] = {KEY_ED25519};

	note_origin(log, origin);
	note_key_id(origin, public_key, id);
	hex_encode(id, NOTE_KEY_ID, hex);
	memcpy(key + 1, public_key, SIGN_PUBLIC);
	buf_add_format(out, "%s+%s+", origin, hex);
	add_base64(out, key, sizeof key);
}

void note_text(const struct checkpoint *checkpoint, struct buf *out)
{
	char origin[NOTE_ORIGIN];

	note_origin(checkpoint->log, origin);
	buf_add_format(out, "%s\n%" PRIu64 "\n", origin, checkpoint->size);
	add_base64(out, checkpoint->root, SHA256);
	buf_add_format(out, "\n%s%" PRId64 "\n", at_line, checkpoint->at);
}

void note_make(const struct checkpoint *checkpoint, const uint8_t public_key[SIGN_PUBLIC],
	       const uint8_t signature[SIGNATURE], struct buf *out)
{
	char origin[NOTE_ORIGIN];
	uint8_t blob[BLOB];

	note_origin(checkpoint->log, origin);
	note_key_id(origin, public_key, blob);
	memcpy(blob + NOTE_KEY_ID, signature, SIGNATURE);
	note_text(checkpoint, out);
	buf_add_format(out, "\n%s%s ", dash, origin);
	add_base64(out, blob, sizeof blob);
	buf_add_text(out, "\n");
}

/* The next line without its newline; false when none ends before the bytes do. */
static bool next_line(struct bytes *rest, struct bytes *ret_line)
{
	const uint8_t *end = rest->size == 0 ? NULL : memchr(rest->data, '\n', rest->size);

	if (end == NULL)
		return false;
	*ret_line = (struct bytes){rest->data, (size_t)(end - rest->data)};
	*rest = (struct bytes){end + 1, rest->size - ret_line->size - 1};
	return true;
}

static bool begins(struct bytes line, const char *text)
{
	size_t size = strlen(text);

	return line.size >= size && memcmp(line.data, text, size) == 0;
}

static struct bytes behind(struct bytes line, size_t size)
{
	return (struct bytes){line.data + size, line.size - size};
}

/* Exactly `size` bytes in padded base64, or false. */
static bool from_base64(struct bytes text, uint8_t *ret_data, size_t size)
{
	const char *end;
	size_t got;

	return text.size == (size + 2) / 3 * 4 &&
	       sodium_base642bin(ret_data, size, (const char *)text.data, text.size, NULL, &got,
				 &end, BASE64) == 0 &&
	       got == size && end == (const char *)text.data + text.size;
}

static bool parse_origin(struct bytes line, uint8_t ret_log[LOG_ID])
{
	char hex[2 * LOG_ID + 1] = "", again[2 * LOG_ID + 1];

	if (line.size != NOTE_ORIGIN - 1 || !begins(line, prefix))
		return false;
	memcpy(hex, line.data + sizeof prefix - 1, 2 * LOG_ID);
	if (!hex_decode(hex, ret_log, LOG_ID))
		return false;
	hex_encode(ret_log, LOG_ID, again); /* lower case only: one log, one origin */
	return memcmp(hex, again, sizeof hex) == 0;
}

/* Decimal digits without leading zeros. */
static bool parse_number(struct bytes line, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (line.size == 0 || (line.size > 1 && line.data[0] == '0'))
		return false;
	for (size_t i = 0; i < line.size; i++) {
		uint8_t c = line.data[i];

		if (c < '0' || c > '9' || __builtin_mul_overflow(number, 10U, &number) ||
		    __builtin_add_overflow(number, (uint64_t)(c - '0'), &number))
			return false;
	}
	*ret_number = number;
	return true;
}

static bool parse_at(struct bytes line, ms_t *ret_at)
{
	bool minus = begins(line, "-");
	uint64_t number;

	if (!parse_number(minus ? behind(line, 1) : line, &number) || number > INT64_MAX ||
	    (minus && number == 0))
		return false;
	*ret_at = minus ? -(ms_t)number : (ms_t)number;
	return true;
}

/* The lines of the text, from the first to the empty one; leaves the signatures in `rest`. */
static enum err parse_text(struct bytes *rest, struct checkpoint *checkpoint, struct error *error_r)
{
	struct bytes line;
	bool timed = false;

	if (!next_line(rest, &line) || !parse_origin(line, checkpoint->log))
		return error_set(error_r, ERR_INPUT, "line 1: not the origin of a fauxbond log");
	if (!next_line(rest, &line) || !parse_number(line, &checkpoint->size))
		return error_set(error_r, ERR_INPUT, "line 2: not a tree's size");
	if (!next_line(rest, &line) || !from_base64(line, checkpoint->root, SHA256))
		return error_set(error_r, ERR_INPUT, "line 3: not a root of 32 bytes in base64");
	for (int n = 4; next_line(rest, &line); n++) {
		if (line.size == 0)
			return timed ? ERR_NONE
				     : error_set(error_r, ERR_INPUT, "line 4: no line \"at MS\"");
		if (!timed && (!begins(line, at_line) ||
			       !parse_at(behind(line, sizeof at_line - 1), &checkpoint->at)))
			return error_set(error_r, ERR_INPUT, "line 4: no line \"at MS\"");
		timed = true;
		if (n > NOTE_SIGNATURES_MAX)
			break;
	}
	return error_set(error_r, ERR_INPUT, "the text does not end with an empty line");
}

/* "— name base64": name without white space or plus, at least the key id in the base64. Key id and
 * signature are given out when it is as long as ours would be. */
static bool parse_signature(struct bytes line, struct bytes *ret_name, uint8_t ret_blob[BLOB],
			    bool *ret_ours)
{
	struct bytes rest, name;
	const uint8_t *space;

	if (!begins(line, dash))
		return false;
	rest = behind(line, sizeof dash - 1);
	space = rest.size == 0 ? NULL : memchr(rest.data, ' ', rest.size);
	if (space == NULL || space == rest.data)
		return false;
	name = (struct bytes){rest.data, (size_t)(space - rest.data)};
	rest = behind(rest, name.size + 1);
	if (memchr(name.data, '+', name.size) != NULL || rest.size < 8 || rest.size % 4 != 0)
		return false;
	*ret_ours = from_base64(rest, ret_blob, BLOB);
	*ret_name = name;
	return true;
}

static enum err parse_signatures(struct bytes rest, struct error *error_r)
{
	struct bytes line, name;
	uint8_t blob[BLOB];
	bool ours;
	size_t count = 0;

	while (rest.size > 0) {
		if (!next_line(&rest, &line) || !parse_signature(line, &name, blob, &ours))
			return error_set(error_r, ERR_INPUT, "signature %zu is malformed",
					 count + 1);
		if (++count > NOTE_SIGNATURES_MAX)
			return error_set(error_r, ERR_INPUT, "more than %d signatures",
					 NOTE_SIGNATURES_MAX);
	}
	if (count == 0)
		return error_set(error_r, ERR_INPUT, "no signature");
	return ERR_NONE;
}

/* signed-note: UTF-8 without control characters but the newline. */
static bool is_plain(struct bytes bytes)
{
	for (size_t i = 0; i < bytes.size; i++) {
		if (bytes.data[i] < 0x20 && bytes.data[i] != '\n')
			return false;
	}
	return utf8_valid(bytes);
}

enum err note_parse(struct bytes bytes, struct note *ret_note, struct error *error_r)
{
	struct note note;
	struct bytes rest = bytes;
	enum err err;

	if (bytes.size > NOTE_MAX || !is_plain(bytes))
		return error_set(error_r, ERR_INPUT,
				 "not a signed note: longer than %d bytes, or "
				 "not plain UTF-8",
				 NOTE_MAX);
	err = parse_text(&rest, &note.checkpoint, error_r);
	if (err == ERR_NONE)
		err = parse_signatures(rest, error_r);
	if (err != ERR_NONE)
		return err;
	note.text = (struct bytes){bytes.data, (size_t)(rest.data - bytes.data) - 1};
	note.signatures = rest;
	*ret_note = note;
	return ERR_NONE;
}

enum err note_verify(const struct note *note, const uint8_t public_key[SIGN_PUBLIC],
		     struct error *error_r)
{
	struct bytes rest = note->signatures, line, name;
	char origin[NOTE_ORIGIN];
	uint8_t id[NOTE_KEY_ID], blob[BLOB];
	bool ours;

	note_origin(note->checkpoint.log, origin);
	note_key_id(origin, public_key, id);
	while (next_line(&rest, &line)) {
		if (!parse_signature(line, &name, blob, &ours) || !ours ||
		    !bytes_equal(name, bytes_of_text(origin)) || memcmp(blob, id, sizeof id) != 0)
			continue;
		if (sign_verify(public_key, note->text, blob + NOTE_KEY_ID))
			return ERR_NONE;
		return error_set(error_r, ERR_CRYPTO, "the signature does not fit the text");
	}
	return error_set(error_r, ERR_CRYPTO, "no signature by this key");
}
