// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Every path there is: routes.c lists them, each of /v1 stands in a file of its own under v1/, and docs/openapi.yaml says the same
 * (a test compares).
 */
#ifndef DESK_ROUTE_H
#define DESK_ROUTE_H

#include "daemon/token_file.h"
#include "desk/http.h"
#include "standing/call.h"

enum route_method { ROUTE_GET, ROUTE_POST };

struct route {
	enum route_method method; /* GET stands for HEAD, too */
	const char *path;	  /* one segment may be {id} */
	http_verb_fn *run;
	unsigned scopes;	  /* of a token; any of these opens it. 0: open to all */
	bool watch;		  /* of lines that watch, else of sites */
	/* Of those that v1_run() answers: */
	enum call_verb verb;
	enum call_field id;	/* what {id} is; the body may not say it again */
	enum call_field preset; /* a member that the body may leave out, for ... */
	const char *preset_to;	/* ... this; NULL: there is none */
	bool csv;		/* the answer may be had as CSV */
};

/* `at` from 0 on; NULL beyond the last. */
const struct route *route_at(size_t at);
const char *route_method_name(enum route_method method);
/* The route of a path, with any method when the one asked for is not there; NULL: there is no such path. *ret_id as path_fits(). */
const struct route *route_find(const char *method, struct bytes path, struct bytes *ret_id,
			       bool *ret_method_fits);
/* The methods that a path takes, for the header Allow: "GET, HEAD". */
const char *route_allow(const struct route *route);

#endif
