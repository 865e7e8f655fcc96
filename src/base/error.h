// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Errors, in one shape everywhere.
 *
 * A function that can fail returns enum err (0 is success) and, where a person will read the
 * cause, fills a struct error. The text is wrapped on the way up ("settings.yaml:3:7: ..."), into a
 * fixed buffer: reporting an error never allocates. Library code returns; only daemon/ logs.
 *
 * Three causes, three answers: bad input is a return value; a broken environment is fatal at start
 * and degrades later; our own bug is an assert. A stranger's bytes never reach an assert.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#define ERROR_CODES(E)                                                                             \
	E(ERR_NONE, "no error")                                                                    \
	E(ERR_INPUT, "bad input")                 /* theirs: say what and where */                 \
	E(ERR_MORE, "more bytes are needed")      /* a frame has not arrived whole yet */          \
	E(ERR_FULL, "no room left")               /* a cap or a fixed table is full */             \
	E(ERR_MEMORY, "out of memory")            /* a sized-by-a-stranger allocation refused */   \
	E(ERR_IO, "input or output failed")       /* disk, socket: after it, durability is over */ \
	E(ERR_CRYPTO, "does not decrypt or verify") /* wrong key, or tampered with */              \
	E(ERR_ABSENT, "not found")                                                                 \
	E(ERR_EXISTS, "exists already")                                                            \
	E(ERR_STATE, "not possible in this state")

enum err {
#define X(code, text) code,
	ERROR_CODES(X)
#undef X
};

enum { ERROR_TEXT_MAX = 400 };

/* What happened, in words for a person; "" when nothing did. */
struct error {
	char text[ERROR_TEXT_MAX];
};

/* The fixed text of a code; never NULL. */
const char *err_text(enum err code);

/* Writes the text (cut at the buffer's end) and returns `code`, so that callers can
 * `return error_set(error_r, ERR_INPUT, ...)`. `error_r` may be NULL. */
enum err error_set(struct error *error_r, enum err code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts "prefix: " before the text that is there, and returns `code`. */
enum err error_wrap(struct error *error_r, enum err code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
