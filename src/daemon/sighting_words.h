// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A sighting as people and programs write it: texts by name, from a JSON object, a row of CSV or the
 * options of a command, into one that the flow takes. All three are read by the same rules.
 */
#ifndef DAEMON_SIGHTING_WORDS_H
#define DAEMON_SIGHTING_WORDS_H

#include "base/zone.h"
#include "flow/sighting.h"

#include <jansson.h>

/* The line's own clocks; the house's, or UTC, when it names none. */
const char *line_zone_name(const struct line *line, const struct house *house);
enum err line_zone(const struct line *line, const struct house *house, struct zone **ret_zone,
		   struct error *error_r);

/* NULL: not given. */
struct sighting_words {
	const char *member[SIGHTING_MEMBER_COUNT];
	char age[24]; /* of an age that came as a number: its member points here, so do not copy this */
};

/* A moment: 2026-03-02T20:15:00Z, or by the line's clocks 2026-03-02 20:15 (seconds may follow, and
 * T may stand between), or 2026-03-02, which is its midnight. What clocks skip is read as an hour
 * later. `zone` NULL: UTC. False, and *ret_at untouched, on anything else. */
bool moment_read(const char *text, struct zone *zone, ms_t *ret_at);

/* Reads and checks. Texts of *ret_sighting are those of `words`. Without `seen` it is `now`. ERR_INPUT:
 * what is wrong, without the member's name, which is *ret_member. */
enum err sighting_read(const struct sighting_words *words, struct zone *zone, ms_t now,
		       struct sighting *ret_sighting, enum sighting_member *ret_member,
		       struct error *error_r);

/* The members of an object; texts are the object's. `others`: names that may stand there too and are
 * somebody else's, up to a NULL; NULL: none. ERR_INPUT: the text says which member, and what to
 * write. */
enum err sighting_members(json_t *object, const char *const *others,
			  struct sighting_words *ret_words, const char **ret_name,
			  struct error *error_r);

/* The same object written, appended. */
void sighting_put(const struct sighting_words *words, struct buf *out);

#endif
