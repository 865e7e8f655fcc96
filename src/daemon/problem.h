// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Problem documents (RFC 9457), as the desk and the keeper both answer with: problem.tbl lists them.
 */
#ifndef DAEMON_PROBLEM_H
#define DAEMON_PROBLEM_H

#include "base/bytes.h"
#include "base/error.h"
#include "standing/call.h"

enum problem {
#define P(name, slug, status, title, advice) PROBLEM_##name,
#include "daemon/problem.tbl"
#undef P
	PROBLEM_COUNT
};

unsigned problem_status(enum problem problem);
const char *problem_slug(enum problem problem);
const char *problem_title(enum problem problem);
/* What to do about it, in a sentence. */
const char *problem_advice(enum problem problem);
/* PROBLEM_COUNT: there is none of that name. */
enum problem problem_parse(const char *slug);

/* The one that fits what a site refused. */
enum problem problem_of(enum err err, const struct call_fault *fault);
/* Appends the document. `detail` NULL or "": the advice. `field` NULL or "": it is about no member. */
void problem_put(struct buf *out, enum problem problem, const char *detail, const char *field);

#endif
