// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/sighting_words.h"
#include "base/jsonout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *what;
} members[SIGHTING_MEMBER_COUNT] = {
#define X(id, name, what) [id] = {name, what},
	SIGHTING_MEMBERS(X)
#undef X
};

/* ---- moments ---- */

const char *line_zone_name(const struct line *line, const struct house *house)
{
	if (line->timezone != NULL)
		return line->timezone;
	return house->timezone != NULL ? house->timezone : "UTC";
}

enum err line_zone(const struct line *line, const struct house *house, struct zone **ret_zone,
		   struct error *error_r)
{
	return zone_create(line_zone_name(line, house), ret_zone, error_r);
}

/* As the wall clock shows it, read as if it were UTC. */
static bool read_wall(const char *text, ms_t *ret_wall)
{
	char utc[CLOCK_TEXT_MAX];
	size_t size = strlen(text);

	if (size == 10)
		snprintf(utc, sizeof utc, "%sT00:00:00Z", text);
	else if (size == 16 && (text[10] == ' ' || text[10] == 'T'))
		snprintf(utc, sizeof utc, "%.10sT%s:00Z", text, text + 11);
	else if (size == 19 && (text[10] == ' ' || text[10] == 'T'))
		snprintf(utc, sizeof utc, "%.10sT%sZ", text, text + 11);
	else
		return false;
	return clock_parse(utc, ret_wall);
}

bool moment_read(const char *text, struct zone *zone, ms_t *ret_at)
{
	ms_t wall, at;

	if (clock_parse(text, ret_at))
		return true;
	if (!read_wall(text, &wall))
		return false;
	if (zone == NULL) {
		*ret_at = wall;
		return true;
	}
	/* The offset is that of the moment itself, which a first guess is near enough to tell; where both
	 * fit, in the hour that comes twice, it is the first. */
	at = wall - zone_offset(zone, wall - MS_DAY);
	if (at + zone_offset(zone, at) != wall)
		at = wall - zone_offset(zone, wall + MS_DAY);
	if (at + zone_offset(zone, at) != wall)
		at = wall - zone_offset(zone, wall - MS_DAY);
	*ret_at = at;
	return true;
}

/* ---- the members ---- */

static enum err read_what(const char *text, enum sighting_what *ret_what, struct error *error_r)
{
	for (int what = SIGHTING_REQUEST; what <= SIGHTING_MESSAGE; what++) {
		if (strcmp(sighting_what_name((enum sighting_what)what), text) == 0) {
			*ret_what = (enum sighting_what)what;
			return ERR_NONE;
		}
	}
	return error_set(error_r, ERR_INPUT, "must be request or message");
}

static enum err read_age(const char *text, int *ret_age, struct error *error_r)
{
	size_t size = strlen(text), digits = strspn(text, "0123456789");
	int age = size <= 3 && digits == size ? atoi(text) : 0;

	if (age < 1 || age > SIGHTING_AGE_MAX)
		return error_set(error_r, ERR_INPUT, "must be years, 1 to %d", SIGHTING_AGE_MAX);
	*ret_age = age;
	return ERR_NONE;
}

/* What is not there, is there all the same in an empty cell. */
static bool is_given(const struct sighting_words *words, enum sighting_member member)
{
	return words->member[member] != NULL && words->member[member][0] != '\0';
}

static enum err read_texts(const struct sighting_words *words, struct sighting *sighting,
			   enum sighting_member *ret_member, struct error *error_r)
{
	for (int i = SIGHTING_AT_PLATFORM; i <= SIGHTING_AT_WHAT; i++) {
		*ret_member = (enum sighting_member)i;
		if (!is_given(words, *ret_member))
			return error_set(error_r, ERR_INPUT, "is missing; write %s", members[i].what);
	}
	sighting->platform = words->member[SIGHTING_AT_PLATFORM];
	sighting->handle = words->member[SIGHTING_AT_HANDLE];
	sighting->url = is_given(words, SIGHTING_AT_URL) ? words->member[SIGHTING_AT_URL] : "";
	if (is_given(words, SIGHTING_AT_TEXT))
		sighting->text = bytes_of_text(words->member[SIGHTING_AT_TEXT]);
	return read_what(words->member[SIGHTING_AT_WHAT], &sighting->what, error_r);
}

enum err sighting_read(const struct sighting_words *words, struct zone *zone, ms_t now,
		       struct sighting *ret_sighting, enum sighting_member *ret_member,
		       struct error *error_r)
{
	struct sighting sighting = {.seen = now};
	enum err err = read_texts(words, &sighting, ret_member, error_r);

	if (err != ERR_NONE)
		return err;
	*ret_member = SIGHTING_AT_SEEN;
	if (is_given(words, SIGHTING_AT_SEEN) &&
	    !moment_read(words->member[SIGHTING_AT_SEEN], zone, &sighting.seen))
		return error_set(error_r, ERR_INPUT,
				 "must be a moment such as 2026-03-02 20:15 (by the line's clocks), "
				 "or 2026-03-02T19:15:00Z");
	*ret_member = SIGHTING_AT_AGE;
	if (is_given(words, SIGHTING_AT_AGE))
		err = read_age(words->member[SIGHTING_AT_AGE], &sighting.claimed_age, error_r);
	if (err == ERR_NONE)
		err = sighting_check(&sighting, now, ret_member, error_r);
	if (err == ERR_NONE)
		*ret_sighting = sighting;
	return err;
}

/* ---- JSON ---- */

static size_t member_by_name(const char *name)
{
	size_t i = 0;

	while (i < SIGHTING_MEMBER_COUNT && strcmp(members[i].name, name) != 0)
		i++;
	return i;
}

static bool is_among(const char *name, const char *const *names)
{
	for (; names != NULL && *names != NULL; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static enum err unknown(const char *name, struct error *error_r)
{
	struct buf known = {0};

	for (size_t i = 0; i < SIGHTING_MEMBER_COUNT; i++)
		buf_add_format(&known, "%s%s", i != 0 ? ", " : "", members[i].name);
	error_set(error_r, ERR_INPUT, "\"%.32s\" is not known here; a sighting has %s", name,
		  buf_text(&known));
	buf_finish(&known);
	return ERR_INPUT;
}

static enum err take_value(json_t *value, size_t member, struct sighting_words *words,
			   struct error *error_r)
{
	const char *text = json_string_value(value);

	if (json_is_null(value))
		return ERR_NONE;
	if (member == SIGHTING_AT_AGE && json_is_integer(value)) {
		snprintf(words->age, sizeof words->age, "%lld", (long long)json_integer_value(value));
		words->member[member] = words->age;
		return ERR_NONE;
	}
	if (text == NULL)
		return error_set(error_r, ERR_INPUT, "must be a text in quotes: %s",
				 members[member].what);
	if (strlen(text) != json_string_length(value))
		return error_set(error_r, ERR_INPUT, "must not hold the character \\u0000");
	words->member[member] = text;
	return ERR_NONE;
}

enum err sighting_members(json_t *object, const char *const *others,
			  struct sighting_words *ret_words, const char **ret_name,
			  struct error *error_r)
{
	const char *name;
	json_t *value;

	memset(ret_words, 0, sizeof *ret_words);
	*ret_name = "";
	if (!json_is_object(object))
		return error_set(error_r, ERR_INPUT, "a sighting is an object: {\"platform\": ...}");
	json_object_foreach(object, name, value)
	{
		size_t member = member_by_name(name);
		enum err err;

		if (is_among(name, others))
			continue;
		*ret_name = name;
		if (member == SIGHTING_MEMBER_COUNT)
			return unknown(name, error_r);
		err = take_value(value, member, ret_words, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

void sighting_put(const struct sighting_words *words, struct buf *out)
{
	struct jsonout json;

	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	for (int i = 0; i < SIGHTING_MEMBER_COUNT; i++)
		if (is_given(words, (enum sighting_member)i))
			jsonout_text(&json, members[i].name, words->member[i]);
	jsonout_close(&json);
}
