// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * All protective numbers of the flow on one page, with unit and reason. A number that a named user needs to change
 * is a setting instead.
 */
#ifndef FLOW_LIMITS_H
#define FLOW_LIMITS_H

#include "base/clock.h"

enum {
	/* Messages one transaction takes: more gains nothing and delays the first acknowledgement. */
	LIMIT_BATCH = 1000,
	/* Bytes one batch may hold of what strangers sent. */
	LIMIT_BATCH_BYTES = 16 * 1024 * 1024,
	/* Answers that wait at once, over all lines; beyond it a message is held for a person instead. 150 bytes each. */
	LIMIT_WAITING = 1000000,
	/* Answers at the carriers, not yet confirmed: windows of 5,000 over some carriers. */
	LIMIT_SENDING = 65536,
	/* Provider ids remembered, to match receipts and to recognise repeated deliveries. */
	LIMIT_PROVIDER_IDS = 65536,
	/* Hashes of messages whose acknowledgement a carrier may not have seen, remembered after a broken bind. */
	LIMIT_SUSPECTS = 16384,
	/* Long messages that are not whole yet: 3,000 x 10 parts x 160 bytes are 5 MB. */
	LIMIT_JOINS = 3000,
	/* Senders in conversation whose answers are counted one by one, over all lines: 3 MB, and 2 MB for the answers. Whoever
	 * has no place is counted roughly (budget/tally.h). A power of two. */
	LIMIT_TALKERS = 65536,
	/* Senders whose earlier texts are remembered, so that the next is read with them, over all lines: 2.6 MB. Who is not
	 * remembered is read by his last text alone. */
	LIMIT_TALKS = 32768,
	/* Conversations of the stalling lines, over all of them: 5 MB. A dealer's phone holds a thousand names. */
	LIMIT_STALLS = 16384,
	/* Texts of stalling lines that are remembered, so as not to be said again, over all lines: 10 MB. */
	LIMIT_SAID = 1 << 18,
	/* Conversations whose last texts are remembered for the writer, over all lines, if there is one: 6 MB. */
	LIMIT_RECENT = 4096,
	/* Arrivals of one watching line that are counted by the half hour, once somebody asks: 8 MB, and 16 MB for
	 * what its decoy saw elsewhere. It sees some dozens a day; 20,000 is the largest flood that was reported. */
	LIMIT_SIGHTINGS = 500000,
	/* First messages after an answer, running, that come at once or say the same: then it is a robot. People who answer
	 * at once or say the same do so two or three times. */
	LIMIT_LOOP_RUN = 4,
	/* Events after which the state is written down, so that a restart reads little. */
	LIMIT_SNAPSHOT_EVENTS = 65536,
	/* The same of a site, whose state is larger: writing it down takes a moment in which nobody is answered. */
	LIMIT_SITE_SNAPSHOT_EVENTS = 1 << 20,
};

/* A stalling line's answer that could not go out by then is not sent any more: he has given up. */
#define LIMIT_TURN_WAIT (3 * MS_HOUR)
/* A long message is read with the gap marked when a part has not come by then. */
#define LIMIT_JOIN_WAIT (10 * MS_MINUTE)
/* What waits for a person is let go, and recorded so, after a week: nobody will come. */
#define LIMIT_HELD_FOR_PERSON (7 * MS_DAY)
/* How long after a broken bind a carrier may still repeat itself: carriers keep undelivered messages for days,
 * but repeat at once after a bind; a day covers an outage over night. */
#define LIMIT_SUSPECT_AGE MS_DAY
/* How much of the past is taken for unconfirmed when the program itself was killed. */
#define LIMIT_SUSPECT_PAST (15 * MS_MINUTE)
/* At once: nobody reads an answer and writes the next message within 5 s, so many times running. */
#define LIMIT_LOOP_SPAN (5 * MS_SECOND)
/* How long a robot is left alone after it last behaved like one. */
#define LIMIT_LOOP_REST MS_HOUR
/* How long what a line said to one is not said to another: dealers compare what they were sent lately. */
#define LIMIT_SAID_SPAN (42 * MS_DAY)

#endif
