// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The desk's line to the keeper: questions out, each with a deadline, answers back in any order,
 * and the stream of effects while somebody follows. The keeper may die and come again; a question
 * that was under way then is told so, for nobody knows whether it was heard.
 */
#ifndef DESK_LINK_H
#define DESK_LINK_H

#include "daemon/ipc.h"
#include "desk/limits.h"

enum told {
	TOLD,	   /* the answer is there */
	TOLD_LATE, /* the deadline passed */
	TOLD_GONE, /* the keeper ended before it answered */
	TOLD_COUNT
};
/* What to say to an operator about an answer that did not come. */
const char *told_problem(enum told told);
/* The same when there is no keeper to ask. */
extern const char link_absent[];

/* Called once for each question, never from within link_ask(). `json` is empty unless TOLD. */
typedef void told_fn(void *context, enum told told, struct bytes json);
/* The same of a call to a site: the HTTP status beside the body. */
typedef void called_fn(void *context, enum told told, unsigned status, struct bytes json);

struct link;

struct ask {
	struct link *link;
	uint64_t number; /* 0: free; else its place is in the low bits */
	struct event *deadline;
	told_fn *fn;	   /* one of the two */
	called_fn *called;
	void *context;
	struct ask *next; /* while free */
};

/* Who hears what happens on sites: an event, the end of those that came at once, and that the keeper is gone. */
struct link_site {
	void *context;
	void (*happened)(void *context, uint64_t sequence, uint32_t line_index, struct bytes json);
	void (*happened_over)(void *context);
	void (*gone)(void *context);
};

struct link {
	struct event_base *base;
	struct channel *channel; /* NULL: no keeper */
	bool answered;		 /* this keeper has said something */
	bool met;		 /* some keeper has, since the start */
	bool following, following_site;
	uint64_t asked;
	struct ask asks[DESK_ASKS], *free;
	struct link_site site;
	/* The stream, one object at a time, and the end of what came at once. */
	void *context;
	void (*effect)(void *context, struct bytes json);
	void (*effects_over)(void *context);
};

void link_init(struct link *link, struct event_base *base);
/* Ends every question with TOLD_GONE. */
void link_finish(struct link *link);
/* The socket to a keeper, in place of an older one. */
void link_peer(struct link *link, int fd);
/* Asks; the question's number, or 0 when there is no keeper. */
uint64_t link_ask(struct link *link, struct bytes json, int milliseconds, told_fn *fn,
		  void *context);
/* A call to a site. It goes out with link_flush(). */
uint64_t link_call(struct link *link, struct bytes json, int milliseconds, called_fn *fn,
		   void *context);
void link_flush(struct link *link);
/* Nobody waits for this answer any more. 0 is fine. */
void link_forget(struct link *link, uint64_t number);
void link_follow(struct link *link, bool following);
/* From now on link->site is told what happens. */
void link_follow_site(struct link *link);
/* Whether a keeper that does not answer is one that is still starting. */
bool link_is_starting(const struct link *link);

#endif
