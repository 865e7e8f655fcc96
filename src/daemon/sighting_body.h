// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Sightings as the API's body has them: one object, or {"sightings": [...]}. The desk reads a body to refuse what has not the right
 * form, and the keeper reads it again, for it does not trust the desk.
 */
#ifndef DAEMON_SIGHTING_BODY_H
#define DAEMON_SIGHTING_BODY_H

#include "daemon/sighting_words.h"

enum { SIGHTING_FIELD_MAX = 64 };

/* The list, a new reference, of objects whose members are known and texts; each says when it was seen, for else a request that is
 * repeated would be another sighting. ERR_INPUT: what is wrong, and the member in `ret_field`, "" when it is about none. */
enum err sighting_body(json_t *body, json_t **ret_list, char ret_field[SIGHTING_FIELD_MAX],
		       struct error *error_r);
/* The member of one of the list, as its sender wrote it: "sightings[2].seen", or "seen" when there was but one object. */
void sighting_field(const json_t *body, size_t index, const char *member,
		    char ret_field[SIGHTING_FIELD_MAX]);
/* Appends the same body, from its members alone. */
void sighting_body_put(const json_t *body, json_t *list, struct buf *out);

#endif
