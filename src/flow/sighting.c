// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/sighting.h"
#include "base/jsonout.h"

#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

const char *sighting_what_name(enum sighting_what what)
{
	return what == SIGHTING_REQUEST ? "request" : "message";
}

const char *sighting_member_name(enum sighting_member member)
{
	static const char *const names[] = {
#define X(id, name, what) name,
		SIGHTING_MEMBERS(X)
#undef X
	};

	return (unsigned)member < SIGHTING_MEMBER_COUNT ? names[member] : "";
}

/* ---- names, folded ---- */

enum { FOLDED_MAX = 1024 }; /* bytes; NFKC makes at most 18 characters of one, but not of hundreds */

/* UTF-8; 0 when it does not fit or is none. */
static int32_t fold_all(const char *text, char ret_utf8[FOLDED_MAX])
{
	UErrorCode code = U_ZERO_ERROR;
	const UNormalizer2 *folding = unorm2_getNFKCCasefoldInstance(&code);
	UChar wide[SIGHTING_HANDLE_MAX + 1], folded[FOLDED_MAX];
	int32_t size = 0, count, bytes = 0;

	u_strFromUTF8(wide, SIGHTING_HANDLE_MAX + 1, &size, text, -1, &code);
	count = unorm2_normalize(folding, wide, size, folded, FOLDED_MAX, &code);
	u_strToUTF8(ret_utf8, FOLDED_MAX, &bytes, folded, count, &code);
	return U_SUCCESS(code) && bytes < FOLDED_MAX ? bytes : 0;
}

/* Case and compatibility forms folded, blanks at the ends and a leading @ dropped, runs of blanks one
 * blank. Empty when nothing is left, or when it does not fit. */
static size_t fold(const char *text, char ret_folded[FOLDED_MAX])
{
	char all[FOLDED_MAX];
	size_t size = (size_t)fold_all(text, all), written = 0;

	for (size_t at = 0; at < size;) {
		size_t from = at;
		uint32_t c = utf8_next((const uint8_t *)all, size, &at);

		if (u_isUWhiteSpace((UChar32)c)) {
			if (written != 0 && ret_folded[written - 1] != ' ')
				ret_folded[written++] = ' ';
		} else if (written != 0 || c != '@') {
			memcpy(ret_folded + written, all + from, at - from);
			written += at - from;
		}
	}
	if (written != 0 && ret_folded[written - 1] == ' ')
		written--;
	ret_folded[written] = '\0';
	return written;
}

/* ---- the check ---- */

/* Controls, and the marks that turn the reading direction: names end up on terminals. */
static bool is_plain(const char *text)
{
	struct bytes bytes = bytes_of_text(text);

	for (size_t at = 0; at < bytes.size;) {
		uint32_t c = utf8_next(bytes.data, bytes.size, &at);

		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
		    (c >= 0x2066 && c <= 0x2069))
			return false;
	}
	return utf8_valid(bytes);
}

static enum err check_name(const char *name, size_t most, struct error *error_r)
{
	char folded[FOLDED_MAX];

	if (strlen(name) > most)
		return error_set(error_r, ERR_INPUT, "is longer than %zu bytes", most);
	if (!is_plain(name))
		return error_set(error_r, ERR_INPUT, "control characters have no place in it");
	if (fold(name, folded) == 0)
		return error_set(error_r, ERR_INPUT, "is empty");
	return ERR_NONE;
}

static enum err check_platform(const char *platform, struct error *error_r)
{
	enum err err = check_name(platform, SIGHTING_PLATFORM_MAX, error_r);
	char folded[FOLDED_MAX];

	if (err != ERR_NONE)
		return err;
	fold(platform, folded);
	/* The first colon ends the platform in an address. */
	if (strchr(folded, ':') != NULL)
		return error_set(error_r, ERR_INPUT, "must have no colon: write the site's name");
	return ERR_NONE;
}

static enum err check_seen(ms_t seen, ms_t now, struct error *error_r)
{
	char text[CLOCK_TEXT_MAX];

	if (seen > now)
		return error_set(error_r, ERR_INPUT,
				 "lies in the future; it is %s (UTC) now", clock_text(now, text));
	if (seen < now - SIGHTING_SPAN_MAX)
		return error_set(error_r, ERR_INPUT, "lies more than 400 days back");
	return ERR_NONE;
}

static enum err check_text(const struct sighting *sighting, struct error *error_r)
{
	struct bytes text = sighting->text;

	if (text.size == 0)
		return sighting->what == SIGHTING_REQUEST
			       ? ERR_NONE
			       : error_set(error_r, ERR_INPUT, "is empty; a message has words");
	if (text.size > SIGHTING_TEXT_MAX)
		return error_set(error_r, ERR_INPUT, "is longer than %d bytes", SIGHTING_TEXT_MAX);
	if (!utf8_valid(text) || memchr(text.data, 0, text.size) != NULL)
		return error_set(error_r, ERR_INPUT, "is not a UTF-8 text");
	return ERR_NONE;
}

static enum err check_member(const struct sighting *sighting, enum sighting_member member, ms_t now,
			     struct error *error_r)
{
	switch (member) {
	case SIGHTING_AT_PLATFORM:
		return check_platform(sighting->platform, error_r);
	case SIGHTING_AT_HANDLE:
		return check_name(sighting->handle, SIGHTING_HANDLE_MAX, error_r);
	case SIGHTING_AT_SEEN:
		return check_seen(sighting->seen, now, error_r);
	case SIGHTING_AT_TEXT:
		return check_text(sighting, error_r);
	case SIGHTING_AT_URL:
		if (strlen(sighting->url) > SIGHTING_URL_MAX)
			return error_set(error_r, ERR_INPUT, "is longer than %d bytes",
					 SIGHTING_URL_MAX);
		return is_plain(sighting->url)
			       ? ERR_NONE
			       : error_set(error_r, ERR_INPUT,
					   "control characters have no place in it");
	case SIGHTING_AT_AGE:
		return sighting->claimed_age >= 0 && sighting->claimed_age <= SIGHTING_AGE_MAX
			       ? ERR_NONE
			       : error_set(error_r, ERR_INPUT, "must be years, 1 to %d",
					   SIGHTING_AGE_MAX);
	default:
		return ERR_NONE;
	}
}

enum err sighting_check(const struct sighting *sighting, ms_t now, enum sighting_member *ret_member,
			struct error *error_r)
{
	for (int i = 0; i < SIGHTING_MEMBER_COUNT; i++) {
		enum err err = check_member(sighting, (enum sighting_member)i, now, error_r);

		if (err != ERR_NONE) {
			*ret_member = (enum sighting_member)i;
			return err;
		}
	}
	return ERR_NONE;
}

/* ---- the address ---- */

enum {
	TAIL_LETTERS = 10, /* 50 bits: a million long names, and one chance in two thousand that two meet */
	BEGINNING = NUMBER_MAX - 1 - 1 - TAIL_LETTERS,
	PLATFORM_SHOWN = 6, /* of a beginning; the rest is left for the handle */
};

/* At most `most` bytes, and no half of a character. */
static size_t cut(const char *text, size_t most)
{
	size_t size = strlen(text);

	if (size <= most)
		return size;
	while (most != 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	return most;
}

static void put_tail(const char *platform, const char *handle, const uint8_t key[SEAL_KEY],
		     char *ret_tail)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	struct buf whole = {0};
	uint8_t hash[LOOKUP];
	uint64_t bits;

	buf_add_text(&whole, platform);
	buf_add_u8(&whole, ':');
	buf_add_text(&whole, handle);
	seal_lookup(key, buf_bytes(&whole), hash);
	buf_finish(&whole);
	memcpy(&bits, hash, sizeof bits);
	*ret_tail++ = '~';
	for (int i = 0; i < TAIL_LETTERS; i++, bits >>= 5)
		*ret_tail++ = letters[bits & 31];
	*ret_tail = '\0';
}

void sighting_address(const struct sighting *sighting, const uint8_t key[SEAL_KEY],
		      char ret_address[NUMBER_MAX])
{
	char platform[FOLDED_MAX], handle[FOLDED_MAX];
	size_t first = fold(sighting->platform, platform), then = fold(sighting->handle, handle);
	bool whole = first + 1 + then < NUMBER_MAX && strchr(handle, '~') == NULL &&
		     strchr(platform, '~') == NULL;

	memset(ret_address, 0, NUMBER_MAX);
	if (!whole) {
		first = cut(platform, PLATFORM_SHOWN);
		then = cut(handle, BEGINNING - first - 1);
	}
	memcpy(ret_address, platform, first);
	ret_address[first] = ':';
	memcpy(ret_address + first + 1, handle, then);
	if (!whole)
		put_tail(platform, handle, key, ret_address + first + 1 + then);
}

void sighting_hash(const struct sighting *sighting, const uint8_t key[SEAL_KEY],
		   uint8_t ret_hash[WIRE_HASH])
{
	char folded[FOLDED_MAX];
	struct buf all = {0};

	_Static_assert((int)WIRE_HASH == (int)LOOKUP, "a keyed hash fills the place");
	fold(sighting->platform, folded);
	buf_add_sized(&all, bytes_of_text(folded));
	fold(sighting->handle, folded);
	buf_add_sized(&all, bytes_of_text(folded));
	buf_add_u8(&all, (uint8_t)sighting->what);
	buf_add_u64(&all, (uint64_t)sighting->seen);
	buf_add_sized(&all, sighting->text);
	seal_lookup(key, buf_bytes(&all), ret_hash);
	buf_finish(&all);
}

void sighting_json(const struct sighting *sighting, struct buf *out)
{
	struct jsonout json;

	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	jsonout_text(&json, "platform", sighting->platform);
	jsonout_text(&json, "handle", sighting->handle);
	jsonout_text(&json, "what", sighting_what_name(sighting->what));
	jsonout_time(&json, "seen", sighting->seen);
	if (sighting->url[0] != '\0')
		jsonout_text(&json, "url", sighting->url);
	if (sighting->claimed_age != 0)
		jsonout_int(&json, "claimed_age", sighting->claimed_age);
	jsonout_bytes(&json, "text", sighting->text);
	jsonout_close(&json);
}
