// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/alarm.h"
#include "base/jsonout.h"
#include "flow/driver.h"

#include <stdio.h>

const char *alarm_way_name(enum alarm_way way)
{
	static const char *const names[] = {
#define X(id, name) [id] = name,
		ALARM_WAYS(X)
#undef X
	};

	return (unsigned)way < ALARM_WAY_COUNT ? names[way] : "unknown";
}

static const struct {
	const char *name;
	bool again;
} outcomes[ALARM_OUTCOME_COUNT] = {
#define X(id, name, again, words) [id] = {name, again},
	ALARM_OUTCOMES(X)
#undef X
};

const char *alarm_outcome_name(enum alarm_outcome outcome)
{
	return (unsigned)outcome < ALARM_OUTCOME_COUNT ? outcomes[outcome].name : "unknown";
}

bool alarm_outcome_again(enum alarm_outcome outcome)
{
	return (unsigned)outcome < ALARM_OUTCOME_COUNT && outcomes[outcome].again;
}

/* Words that name no number are given one all the same. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-extra-args"
void alarm_outcome_words(enum alarm_outcome outcome, uint32_t detail, char *ret_text, size_t room)
{
	switch (outcome) {
#define X(id, name, again, words)                                                                  \
	case id:                                                                                   \
		snprintf(ret_text, room, words, detail);                                           \
		break;
		ALARM_OUTCOMES(X)
#undef X
	case ALARM_OUTCOME_COUNT:
	default:
		snprintf(ret_text, room, "nobody knows how it ended");
		break;
	}
}
#pragma GCC diagnostic pop

/* ---- the body ---- */

static void put_data(struct jsonout *json, const struct effect *effect)
{
	jsonout_open(json, "data");
	jsonout_text(json, "line", effect->line != NULL ? effect->line->name : NULL);
	if (effect->type == EFFECT_SIEGE || effect->type == EFFECT_CALM) {
		jsonout_real(json, "rate", effect->rate, 1);
		jsonout_real(json, "expected", effect->expected, 1);
	} else if (effect->type == EFFECT_RECEIVING) {
		jsonout_bool(json, "over", effect->over);
		jsonout_money(json, "received", effect->cost);
	} else {
		jsonout_text(json, "why", why_name(effect->why));
	}
	jsonout_close(json);
}

bool alarm_of_effect(const struct effect *effect, bool flags, enum alarm_subject *ret_subject,
		     struct buf *out)
{
	struct jsonout json;

	if (effect->type == EFFECT_SIEGE || effect->type == EFFECT_CALM)
		*ret_subject = ALARM_OF_SIEGE;
	else if (effect->type == EFFECT_RECEIVING)
		*ret_subject = ALARM_OF_RECEIVING;
	else if (effect->type == EFFECT_FLAG && flags)
		*ret_subject = ALARM_OF_FLAG;
	else
		return false;
	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	jsonout_text(&json, "type", effect_name(effect->type));
	jsonout_time(&json, "timestamp", effect->at);
	put_data(&json, effect);
	jsonout_close(&json);
	return true;
}
