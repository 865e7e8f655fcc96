// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A site to ask things of, in the JSON of the API with ' for ": `does(world, "contact", "{'from':'sam','to':'noor'}")`.
 * What came of the last call is in the world; what a text says is set in `heard` before it, for that one call.
 */
#ifndef SITE_FIXTURE_H
#define SITE_FIXTURE_H

#include "base/jsonout.h"
#include "standing/site.h"
#include "standing/site_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define T0 INT64_C(1772482500000) /* 2026-03-02T20:15:00Z */
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct world {
	struct site *site;
	struct rules rules;
	ms_t now;
	uint64_t event;
	struct heard heard;
	struct site_came came;
	struct happenings happened;
	struct call_fault fault;
	char blinded[SITE_HEX];
};

static const uint8_t world_key[SEAL_KEY] = {1, 2, 3, 4};

/* Accounts that share something count whoever they are, and links to pay sooner than by default: the shortest ways to be
 * suspended, so that a test needs few calls for it. */
static inline void plain_counts(struct rules *rules)
{
	for (size_t i = 0; i < rules->robot_count; i++) {
		struct robot_rule *row = &rules->robots[i];

		if (row->robot == ROBOT_SAME_ADDRESS || row->robot == ROBOT_SAME_DEVICE) {
			row->count = row->robot == ROBOT_SAME_ADDRESS ? 5 : 3;
			row->level = 0;
		} else if (row->robot == ROBOT_PAYMENT) {
			row->count = 2;
		}
	}
}

static inline void world_begin(struct world *world)
{
	*world = (struct world){.now = T0};
	rules_default(&world->rules);
	plain_counts(&world->rules);
	world->site = site_create(&world->rules, world_key);
	assert_non_null(world->site);
}

static inline void world_end(struct world *world)
{
	site_destroy(world->site);
}

static inline void vquoted(char *ret_text, size_t room, const char *format, va_list args)
{
	int size = vsnprintf(ret_text, room, format, args);

	assert_true(size >= 0 && (size_t)size < room);
	for (char *c = ret_text; *c != '\0'; c++)
		if (*c == '\'')
			*c = '"';
}

static inline enum err vasks(struct world *world, const char *verb, const char *format, va_list args)
{
	char text[2048];
	struct call call;
	enum err err;

	vquoted(text, sizeof text, format, args);
	err = call_read(call_verb_parse(verb), bytes_of_text(text), NULL, &call, &world->fault);
	if (err == ERR_NONE)
		err = site_blind(world->site, &call, world->blinded, &world->fault);
	if (err == ERR_NONE)
		err = site_do(world->site, world->now, ++world->event, &call,
			      call.verb == VERB_MESSAGE ? &world->heard : NULL, &world->came,
			      &world->happened, &world->fault);
	world->heard = (struct heard){0};
	call_finish(&call);
	return err;
}

__attribute__((format(printf, 3, 4))) static inline enum err asks(struct world *world,
								    const char *verb,
								    const char *format, ...)
{
	va_list args;
	enum err err;

	va_start(args, format);
	err = vasks(world, verb, format, args);
	va_end(args);
	return err;
}

/* It must be taken. */
__attribute__((format(printf, 3, 4))) static inline void does(struct world *world, const char *verb,
							      const char *format, ...)
{
	va_list args;
	enum err err;

	va_start(args, format);
	err = vasks(world, verb, format, args);
	va_end(args);
	if (err != ERR_NONE)
		fail_msg("%s: %s", verb, world->fault.error.text);
}

/* It must be refused, about this field. */
__attribute__((format(printf, 5, 6))) static inline void fails(struct world *world, enum err with,
							       const char *field, const char *verb,
							       const char *format, ...)
{
	va_list args;
	enum err err;

	va_start(args, format);
	err = vasks(world, verb, format, args);
	va_end(args);
	if (err != with)
		fail_msg("%s: %d instead of %d: %s", verb, (int)err, (int)with,
			 world->fault.error.text);
	assert_string_equal(world->fault.field, field);
	assert_true(strlen(world->fault.error.text) > 0);
}

static inline void verdict_is(const struct world *world, enum site_verdict verdict)
{
	assert_string_equal(site_verdict_code(world->came.verdict), site_verdict_code(verdict));
}

/* With just this reason. */
static inline void came_to(const struct world *world, enum site_verdict verdict, unsigned reason)
{
	verdict_is(world, verdict);
	assert_int_equal(world->came.reason_count, 1);
	assert_string_equal(site_reason_code(world->came.reasons[0]), site_reason_code(reason));
}

/* The one of this kind; NULL: there was none. */
static inline const struct happened *told(const struct world *world, enum site_effect effect)
{
	for (size_t i = 0; i < world->happened.count; i++)
		if (world->happened.list[i].effect == effect)
			return &world->happened.list[i];
	return NULL;
}

static inline size_t told_times(const struct world *world, enum site_effect effect)
{
	size_t times = 0;

	for (size_t i = 0; i < world->happened.count; i++)
		times += world->happened.list[i].effect == effect;
	return times;
}

static inline uint32_t number_of(const struct world *world, const char *id)
{
	uint32_t number = site_member_find(world->site, bytes_of_text(id));

	assert_int_not_equal(number, 0);
	return number;
}

static inline void stands(const struct world *world, const char *id, enum site_state state,
			  int64_t percent)
{
	int64_t is;
	enum site_state now = site_member_state(world->site, number_of(world, id), world->now, &is);

	assert_string_equal(site_state_code(now), site_state_code(state));
	assert_int_equal(is, percent);
}

static inline void joins(struct world *world, const char *id, int birth_year)
{
	does(world, "member", "{'id':'%s','birth_year':%d}", id, birth_year);
	verdict_is(world, SITE_ACCEPTED);
}

/* Two who may write to one another. */
static inline void befriend(struct world *world, const char *from, const char *to)
{
	does(world, "contact", "{'from':'%s','to':'%s'}", from, to);
	verdict_is(world, SITE_PENDING);
	does(world, "answer", "{'contact':'c%u','member':'%s','answer':'accept'}",
	     world->came.contact, to);
	verdict_is(world, SITE_OPEN);
}

static inline void claims(struct world *world, const char *person, uint64_t item)
{
	does(world, "claim", "{'person':'%s','item':'q%llu'}", person, (unsigned long long)item);
	verdict_is(world, SITE_DONE);
}

/* Takes it, and says what he thinks; `more`: further members, with a comma before. */
static inline void decides(struct world *world, const char *person, uint64_t item,
			   const char *opinion, const char *more)
{
	claims(world, person, item);
	does(world, "decision", "{'person':'%s','item':'q%llu','opinion':'%s'%s}", person,
	     (unsigned long long)item, opinion, more);
}

static inline void finds(struct world *world, const char *member, const char *offence)
{
	does(world, "offence", "{'person':'anna','member':'%s','offence':'%s','where':'forum'}",
	     member, offence);
}

#endif
