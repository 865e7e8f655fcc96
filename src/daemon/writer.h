// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The optional writer: a language model behind an OpenAI-compatible endpoint that is asked for the words of a turn
 * (docs/WRITER.md). What keeper and errand share: limits, how asking ended, and reading the endpoint's answer. Pure.
 */
#ifndef DAEMON_WRITER_H
#define DAEMON_WRITER_H

#include "base/bytes.h"

enum {
	WRITER_AT_ONCE = 4,	      /* requests under way; beyond it the packs' words are used at once */
	WRITER_REQUEST_MAX = 16384,   /* bytes of a request's JSON */
	WRITER_ANSWER_MAX = 32768,    /* bytes of an answer's JSON: more is not read */
	WRITER_TEXT_MAX = 512,	      /* bytes of the text in it: what the flow takes */
	WRITER_KEY_FILE = 512,	      /* bytes such a file has at most */
	WRITER_TOKENS = 80,	      /* asked for at most: 100 characters, whatever the language */
};

/* How one request ended; %u in the words is a number that comes with it. */
#define WRITER_OUTCOMES(O)                                                                         \
	O(WRITER_TEXT, "done")                                                                     \
	O(WRITER_BUSY, "too much at a time")                                                       \
	O(WRITER_STATUS, "the server answered %u")                                                 \
	O(WRITER_UNREADABLE, "the server's answer is none that can be read")                       \
	O(WRITER_TOO_LONG, "the server's answer is too long")                                      \
	O(WRITER_NO_NAME, "the server's name was not found")                                       \
	O(WRITER_NO_CONNECTION, "the server could not be reached")                                 \
	O(WRITER_FAR, "the server's name leads out of your own network; write public: true if that is meant") \
	O(WRITER_NO_TRUST, "the server's certificate is not to be believed")                       \
	O(WRITER_NO_ANSWER, "the server did not answer in time")                                   \
	O(WRITER_BROKEN, "the connection broke (libcurl %u)")

enum writer_outcome {
#define X(id, words) id,
	WRITER_OUTCOMES(X)
#undef X
		WRITER_OUTCOME_COUNT
};
void writer_outcome_words(enum writer_outcome outcome, uint32_t detail, char *ret_text, size_t room);

/* The text in an answer of /v1/chat/completions (choices[0].message.content), without spaces and quotation marks around
 * it, appended: 1 to WRITER_TEXT_MAX bytes of UTF-8. All else in the answer is nobody's. */
enum writer_outcome writer_read(struct bytes json, struct buf *out);

/* A key as its file has it: printable ASCII, white space may stand behind it. False: it is none. */
bool writer_key_parse(struct bytes content, char ret_key[WRITER_KEY_FILE + 1]);

#endif
