// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A site's line in the driver: what is asked of it goes through the stages like a message (read, decide, seal), and its answer
 * is what came of it. Used between flow_begin() and flow_commit(); told as EFFECT_SITE after the commit.
 */
#ifndef FLOW_SITES_H
#define FLOW_SITES_H

#include "flow/driver.h"
#include "standing/site_view.h"

/* What came of a call, and of a text how it was read. */
struct site_answer {
	struct site_came came;
	bool read;
	struct reading reading; /* of a text */
};

/* Takes a call that changes something; the call's e-mail is replaced by its hashes. Refused (ERR_INPUT, ERR_ABSENT, ERR_EXISTS,
 * ERR_STATE, ERR_FULL, ERR_MEMORY): nothing changed, `fault` says what. ERR_IO, ERR_CRYPTO: the store is over, as elsewhere. */
enum err flow_site(struct flow *flow, uint32_t line_index, struct call *call,
		   struct site_answer *ret_answer, struct call_fault *fault);

/* NULL: the line is no site. What is borrowed from it lives until the next call. */
const struct site *flow_site_of(const struct flow *flow, uint32_t line_index);
/* Appends a text's words as they were written, from the record. ERR_ABSENT: they were erased. */
enum err flow_site_words(struct flow *flow, uint32_t line_index, uint64_t event, struct buf *out,
			 struct error *error_r);

/* What an effect tells of a site: of a verdict `answer` and what was asked, of all else `happened`. Ids live as long as the
 * effect. */
struct site_told {
	const struct site_answer *answer; /* NULL: it is no verdict */
	enum call_verb verb;
	const char *id;	     /* the text's, picture's or member's own; NULL */
	const struct happened *happened;
	const char *member;  /* id of the member it is about; NULL: nobody */
};

#endif
