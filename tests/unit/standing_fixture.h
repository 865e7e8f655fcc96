// SPDX-License-Identifier: GPL-3.0-or-later
/* What the tests of standing/ share: a moment, the default rules, and a member to decide about. */
#ifndef STANDING_FIXTURE_H
#define STANDING_FIXTURE_H

#include "standing/member.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define T0	     INT64_C(1772482500000) /* 2026-03-02T20:15:00Z */
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { MEMBER = 1000, ANNA = 1, BORIS = 2, CHLOE = 3, DIRK = 4 };

struct site {
	struct rules rules;
	struct member member;
	struct ruling last;
	struct error error;
};

static inline void site_start(struct site *site)
{
	*site = (struct site){0};
	rules_default(&site->rules);
	member_init(&site->member, MEMBER, NULL, T0);
}

static inline void site_stop(struct site *site)
{
	member_finish(&site->member);
}

static inline enum err decide(struct site *site, struct ruling_request event)
{
	return member_decide(&site->member, &site->rules, &event, &site->last, &site->error);
}

static inline enum err act(struct site *site, ms_t at, enum offence offence)
{
	return decide(site, (struct ruling_request){.kind = RULING_OFFENCE,
						    .at = at,
						    .by = ANNA,
						    .offence = offence,
						    .where = WHERE_FORUM});
}

static inline enum err suspend(struct site *site, ms_t at, enum robot robot)
{
	return decide(site,
		      (struct ruling_request){.kind = RULING_SUSPEND, .at = at, .robot = robot});
}

/* Anything about another decision. */
static inline enum err about(struct site *site, ms_t at, enum ruling_kind kind, uint64_t by,
			     uint32_t target)
{
	return decide(site,
		      (struct ruling_request){.kind = kind, .at = at, .by = by, .target = target});
}

#endif
