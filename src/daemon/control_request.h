// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One request of an operator, as it comes over the control socket (docs/CONTROL.md): a JSON object
 * on a line of its own. The two tables are the manual. The desk reads a request to refuse what is
 * malformed and to know who follows; the keeper reads it again, for it does not trust the desk.
 */
#ifndef DAEMON_CONTROL_REQUEST_H
#define DAEMON_CONTROL_REQUEST_H

#include "base/bytes.h"
#include "base/error.h"

#include <jansson.h>

enum { CONTROL_LINE_MAX = 16 * 1024 }; /* bytes of a request, without its newline */

/* M(id, name, most bytes, what it is). All are texts but the sightings, which are a list. */
#define CONTROL_MEMBERS(M)                                                                         \
	M(MEMBER_LINE, "line", 31, "the name of a line")                                           \
	M(MEMBER_CONTACT, "contact", 63, "a number such as +33639981001, or the id in the queue")  \
	M(MEMBER_ABOUT, "about", 63, "the number that the advertisement gives")                    \
	M(MEMBER_FROM, "from", 63, "the number of who texts")                                      \
	M(MEMBER_TO, "to", 63, "which of the line's numbers; the first when not given")            \
	M(MEMBER_TEXT, "text", CONTROL_LINE_MAX, "the text, as it was written")                    \
	M(MEMBER_BY, "by", 63, "who asks, for the record; \"operator\" when not given")             \
	M(MEMBER_KIND, "kind", 31, "what the text is, a kind that has examples")                   \
	M(MEMBER_WEIGHT, "weight", 1, "as how many examples it counts, 1 to 8; 4 when not given")  \
	M(MEMBER_NUMBER, "number", 10, "the number of a correction")                               \
	M(MEMBER_SIGHTINGS, "sightings", CONTROL_LINE_MAX, "a list of sightings")

enum control_member {
#define X(id, name, most, what) id,
	CONTROL_MEMBERS(X)
#undef X
	CONTROL_MEMBER_COUNT
};

/* For the table of verbs: sets of members. */
enum {
	HAS_NONE = 0,
#define X(id, name, most, what) HAS_##id = 1 << id,
	CONTROL_MEMBERS(X)
#undef X
};

/* V(id, name, members it needs, members it may have, what it does) */
#define CONTROL_VERBS(V)                                                                           \
	V(CONTROL_PAUSE, "pause", HAS_MEMBER_LINE, HAS_MEMBER_BY,                                  \
	  "stop answering on a line, or on \"all\"")                                               \
	V(CONTROL_RESUME, "resume", HAS_MEMBER_LINE, HAS_MEMBER_BY,                                \
	  "answer again on a line, or on \"all\"")                                                 \
	V(CONTROL_APPROVE, "approve", HAS_MEMBER_CONTACT, HAS_MEMBER_LINE | HAS_MEMBER_BY,         \
	  "let the answer to a contact go out now")                                                \
	V(CONTROL_BLOCK, "block", HAS_MEMBER_CONTACT, HAS_MEMBER_LINE | HAS_MEMBER_BY,             \
	  "never answer a contact")                                                                \
	V(CONTROL_TAKEOVER, "takeover", HAS_MEMBER_CONTACT, HAS_MEMBER_LINE | HAS_MEMBER_BY,       \
	  "leave a contact to a person")                                                           \
	V(CONTROL_TIP, "tip", HAS_MEMBER_LINE | HAS_MEMBER_ABOUT | HAS_MEMBER_TEXT, HAS_MEMBER_TO, \
	  "hand in a forwarded advertisement")                                                     \
	V(CONTROL_HANDSET, "handset", HAS_MEMBER_LINE | HAS_MEMBER_FROM | HAS_MEMBER_TEXT,         \
	  HAS_MEMBER_TO, "text a line whose bearer is handset")                                    \
	V(CONTROL_QUEUE, "queue", HAS_NONE, HAS_MEMBER_LINE, "what waits")                         \
	V(CONTROL_LEARNING, "learning", HAS_NONE, HAS_MEMBER_LINE,                                 \
	  "what stalling lines have learnt, and whether it helps")                                 \
	V(CONTROL_STATS, "stats", HAS_NONE, HAS_NONE, "counts, money and bearers")                 \
	V(CONTROL_FOLLOW, "follow", HAS_NONE, HAS_NONE, "stream what happens from now on")         \
	V(CONTROL_HEALTH, "health", HAS_NONE, HAS_NONE, "whether the keeper answers")              \
	V(CONTROL_METRICS, "metrics", HAS_NONE, HAS_NONE, "the page for Prometheus, as a text")    \
	V(CONTROL_CORRECT, "correct", HAS_MEMBER_CONTACT | HAS_MEMBER_KIND,                        \
	  HAS_MEMBER_LINE | HAS_MEMBER_WEIGHT | HAS_MEMBER_BY,                                     \
	  "say what the last text of a contact is; it becomes an example")                         \
	V(CONTROL_CORRECTIONS, "corrections", HAS_NONE, HAS_NONE,                                  \
	  "what was corrected, and what texts are read with")                                      \
	V(CONTROL_TAKE_BACK, "take_back", HAS_MEMBER_NUMBER, HAS_MEMBER_BY,                        \
	  "take a correction back")                                                                \
	V(CONTROL_SIGHTING, "sighting", HAS_MEMBER_LINE | HAS_MEMBER_SIGHTINGS, HAS_NONE,          \
	  "record approaches that a decoy saw on other sites")                                     \
	V(CONTROL_SIGHTINGS, "sightings", HAS_MEMBER_LINE, HAS_MEMBER_FROM | HAS_MEMBER_TO,        \
	  "who approached a watching line, by the half hour")

enum control_verb {
#define X(id, name, needs, may, what) id,
	CONTROL_VERBS(X)
#undef X
	CONTROL_VERB_COUNT
};
const char *control_verb_name(enum control_verb verb);

struct control_request {
	json_t *json; /* owns the texts */
	enum control_verb verb;
	const char *member[CONTROL_MEMBER_COUNT]; /* NULL: not given; else not empty, UTF-8 */
	json_t *sightings; /* a list that is not empty, of `json`; its member is then its name */
};

/* ERR_INPUT with what to write, and nothing is left allocated; control_request_finish() else. */
enum err control_parse(struct bytes line, struct control_request *ret_request,
		       struct error *error_r);
void control_request_finish(struct control_request *request);

/* Appends {"ok":false,"problem":TEXT}. */
void control_put_problem(struct buf *out, const char *problem);

#endif
