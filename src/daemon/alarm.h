// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What operators are told beside the log (`alarm:`), and how that may end. One alarm is one JSON object, the same for a
 * command's stdin and for a webhook's body:
 *
 *     {"type":"siege","timestamp":"2026-03-02T20:15:00Z","data":{"line":"decline","rate":412.0,"expected":23.5}}
 *
 * Never a telephone number, never a text, nothing of the machine: line names, rates, money and reasons only.
 */
#ifndef DAEMON_ALARM_H
#define DAEMON_ALARM_H

#include "base/bytes.h"

struct effect;

enum { ALARM_ID = 16, ALARM_BODY_MAX = 4096 };

/* The ways to an operator. Each has its own queue: a server that hangs delays no command. */
#define ALARM_WAYS(W)                                                                              \
	W(ALARM_COMMAND, "command")                                                                \
	W(ALARM_WEBHOOK, "webhook")

enum alarm_way {
#define X(id, name) id,
	ALARM_WAYS(X)
#undef X
	ALARM_WAY_COUNT
};
const char *alarm_way_name(enum alarm_way way);

/* How one attempt ended: name (in metrics), whether another attempt may help, and the words of the log, in which a number
 * says what (%u). */
#define ALARM_OUTCOMES(O)                                                                          \
	O(ALARM_TOLD, "told", false, "done")                                                       \
	O(ALARM_EXITED, "exited", false, "it ended with status %u")                                \
	O(ALARM_SIGNALLED, "signalled", false, "it died of signal %u")                             \
	O(ALARM_OVERDUE, "overdue", false, "it was killed after %u s")                             \
	O(ALARM_UNSTARTED, "unstarted", false, "it could not be started (errno %u)")               \
	O(ALARM_ANSWERED, "answered", true, "the server answered %u")                              \
	O(ALARM_GONE, "gone", false, "the server answered %u: it wants no more")                   \
	O(ALARM_NO_NAME, "no_name", true, "the server's name was not found")                       \
	O(ALARM_NO_CONNECTION, "no_connection", true, "the server could not be reached")           \
	O(ALARM_NO_TRUST, "no_trust", true, "the server's certificate is not to be believed")      \
	O(ALARM_NO_ANSWER, "no_answer", true, "the server did not answer within %u s")             \
	O(ALARM_BROKEN, "broken", true, "the connection broke (libcurl %u)")                       \
	O(ALARM_LOST, "lost", true, "the errand process ended before it did")

enum alarm_outcome {
#define X(id, name, again, words) id,
	ALARM_OUTCOMES(X)
#undef X
	ALARM_OUTCOME_COUNT
};
const char *alarm_outcome_name(enum alarm_outcome outcome);
/* Whether another attempt may end otherwise. */
bool alarm_outcome_again(enum alarm_outcome outcome);
void alarm_outcome_words(enum alarm_outcome outcome, uint32_t detail, char *ret_text, size_t room);

/* What an alarm is about: a newer one of the same line and subject makes an older one pointless. */
enum alarm_subject { ALARM_OF_SIEGE, ALARM_OF_RECEIVING, ALARM_OF_FLAG };

/* Whether operators are told of this effect (of flags: only when they want to be), and then its subject and body. */
bool alarm_of_effect(const struct effect *effect, bool flags, enum alarm_subject *ret_subject,
		     struct buf *out);

#endif
