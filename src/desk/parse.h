// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What stands in a request before its body: target, query, and the headers that the API looks at. Strangers write these, so
 * each function takes any bytes and says yes or no. Pure.
 */
#ifndef DESK_PARSE_H
#define DESK_PARSE_H

#include "base/bytes.h"

enum { IDEMPOTENCY_KEY_MAX = 64 }; /* call.tbl: key */

/* Path and query of a target in origin-form or absolute-form (RFC 9112 §3.2), still percent-encoded; the query is without its
 * question mark. False: it is neither. */
bool target_split(struct bytes target, struct bytes *ret_path, struct bytes *ret_query);
/* Whether a path is one of `pattern`, in which one segment may be "{id}". *ret_id: what stands there, still encoded; empty when
 * the pattern has none. */
bool path_fits(const char *pattern, struct bytes path, struct bytes *ret_id);
/* Appends what is meant by %XX (RFC 3986 §2.1), and with `plus` by + (forms). False, and nothing is appended: an escape is cut
 * off, or it is no UTF-8, or has control characters. */
bool percent_decode(struct bytes text, bool plus, struct buf *out);
/* Takes the next `name=value` off a query; false: there is none left. */
bool query_next(struct bytes *query, struct bytes *ret_name, struct bytes *ret_value);

/* Authorization: Bearer TOKEN (RFC 6750 §2.1). `value` may be NULL, as with all below. */
bool header_bearer(const char *value, struct bytes *ret_token);
/* Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a quoted string of RFC 8941, or as many send it, without the
 * quotes. 1 to 64 printable characters. */
bool header_key(const char *value, char ret_key[IDEMPOTENCY_KEY_MAX + 1]);
/* Content-Type: application/json, in UTF-8. */
bool header_is_json(const char *value);
/* Whether Accept prefers text/csv: it is named, and no form of JSON before it. */
bool header_wants_csv(const char *value);
/* Last-Event-ID, as we gave it: decimal digits. */
bool header_event_id(const char *value, uint64_t *ret_id);

#endif
