// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Who may use the API of a site or watching line: a file of lines `NAME SCOPES SHA256`, the hash of a token in hexadecimal. Blank lines,
 * and what stands behind `#`, are nothing. `fauxbond token` writes it; the desk only reads.
 *
 * The desk keeps the file open, for its jail opens none. So it is never replaced: a token is added at the end, and one that is
 * removed is overwritten with `#`.
 */
#ifndef DAEMON_TOKEN_FILE_H
#define DAEMON_TOKEN_FILE_H

#include "base/bytes.h"
#include "base/error.h"
#include "base/seal.h"

#define TOKEN_PREFIX "fb_"

enum {
	TOKEN_NAME_MAX = 32,
	TOKEN_BYTES = 32,		   /* 256 bits of chance */
	TOKEN_TEXT = 3 + 2 * TOKEN_BYTES, /* fb_ and hexadecimal digits */
	TOKENS_MAX = 256,		   /* of a line */
	TOKEN_FILE_MAX = 256 * 1024,	   /* bytes */
};

/* S(id, bit, name, what it opens) */
#define TOKEN_SCOPES(S)                                                                            \
	S(SCOPE_WRITE, 1, "write", "for the site's own program: what happens on the site")         \
	S(SCOPE_READ, 2, "read", "standing, statements, transparency, events")                     \
	S(SCOPE_MODERATE, 4, "moderate", "for people who decide: the queue, bans, notices")        \
	S(SCOPE_SIGHTINGS, 8, "sightings", "approaches seen on other sites")

enum token_scope {
#define X(id, bit, name, what) id = bit,
	TOKEN_SCOPES(X)
#undef X
};

struct token {
	char name[TOKEN_NAME_MAX + 1];
	unsigned scopes;
	uint8_t hash[SHA256];
	size_t at, size; /* where its line stands in the file */
};

struct token_list {
	struct token items[TOKENS_MAX];
	size_t count;
};

/* Reads a file's content. Lines that are wrong are left out; the first of them is told (ERR_INPUT, "PATH:LINE: …"). */
enum err tokens_parse(struct bytes content, const char *path, struct token_list *ret_tokens,
		      struct error *error_r);
/* "moderate,read". False: it names none, one that there is not, or one twice. */
bool scopes_parse(struct bytes text, unsigned *ret_scopes);
void scopes_put(unsigned scopes, struct buf *out);
/* An id as `person` takes it (call.tbl). */
bool token_name_is_good(struct bytes name);
/* The token whose text this is; NULL: none. The time it takes says nothing of which, or how nearly. */
const struct token *tokens_find(const struct token_list *tokens, struct bytes text);
void token_hash(struct bytes text, uint8_t ret_hash[SHA256]);

#endif
