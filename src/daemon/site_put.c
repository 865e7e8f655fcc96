// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/site_put.h"

#include <stdio.h>

const char *site_name(char letter, uint64_t number, char ret_name[SITE_NAME_MAX])
{
	snprintf(ret_name, SITE_NAME_MAX, "%c%llu", letter, (unsigned long long)number);
	return ret_name;
}

static void put_name(struct jsonout *json, const char *key, char letter, uint64_t number)
{
	char name[SITE_NAME_MAX];

	if (number != 0)
		jsonout_text(json, key, site_name(letter, number, name));
}

static void put_percent(struct jsonout *json, int64_t hundredths)
{
	jsonout_real(json, "percent", (double)hundredths / 100, 2);
}

/* ---- verdicts ---- */

static void put_came(struct jsonout *json, const struct site_came *came)
{
	jsonout_text(json, "verdict", site_verdict_code(came->verdict));
	jsonout_open_list(json, "reason");
	for (size_t i = 0; i < came->reason_count; i++)
		jsonout_text(json, NULL, site_reason_code(came->reasons[i]));
	jsonout_close_list(json);
	put_name(json, "contact", 'c', came->contact);
	put_name(json, "item", 'q', came->item);
	put_name(json, "statement", 's', came->statement);
}

static void put_reading(struct jsonout *json, const struct site_answer *answer)
{
	const struct reading *reading = &answer->reading;

	if (!answer->read || answer->came.again)
		return;
	jsonout_text(json, "language", language_name(reading->language));
	jsonout_text(json, "kind", kind_name(reading->kind));
	jsonout_real(json, "p", reading->p, 4);
}

static void put_verdict(struct jsonout *json, const struct site_told *told)
{
	jsonout_text(json, "event", call_verb_name(told->verb));
	if (told->id != NULL)
		jsonout_text(json, "id", told->id);
	if (told->member != NULL)
		jsonout_text(json, "member", told->member);
	put_came(json, &told->answer->came);
	put_reading(json, told->answer);
}

/* ---- what came of it ---- */

static void put_queued(struct jsonout *json, const struct happened *happened)
{
	put_name(json, "item", 'q', happened->item);
	if (happened->effect != SITE_EFFECT_QUEUED)
		return;
	jsonout_text(json, "kind", queue_kind_code((enum queue_kind)happened->item_kind));
	jsonout_text(json, "severity", severity_code((enum severity)happened->severity));
}

static void put_text(struct jsonout *json, const struct site_told *told)
{
	jsonout_text(json, "id", told->id);
	jsonout_text(json, "kind", told->happened->photo ? "photo" : "message");
}

static void put_happened(struct jsonout *json, const struct site_told *told)
{
	const struct happened *happened = told->happened;

	if (told->member != NULL)
		jsonout_text(json, "member", told->member);
	switch (happened->effect) {
	case SITE_EFFECT_STANDING:
		jsonout_text(json, "state", site_state_code((enum site_state)happened->state));
		put_percent(json, happened->percent);
		break;
	case SITE_EFFECT_ROBOT:
		jsonout_text(json, "robot", robot_code(happened->alarm.robot));
		jsonout_text(json, "sentence", happened->sentence);
		put_name(json, "statement", 's', happened->statement);
		put_name(json, "item", 'q', happened->item);
		break;
	case SITE_EFFECT_STATEMENT:
		put_name(json, "statement", 's', happened->statement);
		jsonout_text(json, "code", happened->code);
		break;
	case SITE_EFFECT_NOTICE:
		put_name(json, "statement", 's', happened->statement);
		break;
	case SITE_EFFECT_QUEUED:
	case SITE_EFFECT_SETTLED:
		put_queued(json, happened);
		break;
	case SITE_EFFECT_RELEASED:
	case SITE_EFFECT_WITHHELD:
		put_text(json, told);
		break;
	case SITE_EFFECT_BRIGADE:
	case SITE_EFFECT_EVASION:
		jsonout_text(json, "sentence", happened->sentence);
		put_name(json, "item", 'q', happened->item);
		break;
	case SITE_EFFECT_CARE:
	default:
		jsonout_text(json, "why", happened->minor ? "minor" : "distress");
		break;
	}
}

const char *site_told_name(const struct site_told *told)
{
	return told->answer != NULL ? "verdict" : site_effect_code(told->happened->effect);
}

void site_put_told(const struct site_told *told, struct jsonout *json)
{
	if (told->answer != NULL)
		put_verdict(json, told);
	else
		put_happened(json, told);
}

/* ---- answers ---- */

static void put_member(struct jsonout *json, const struct site *site, uint32_t member, ms_t now)
{
	int64_t percent;
	enum site_state state = site_member_state(site, member, now, &percent);

	jsonout_open(json, "member");
	jsonout_text(json, "id", site_member_id(site, member));
	jsonout_text(json, "state", site_state_code(state));
	put_percent(json, percent);
	jsonout_close(json);
}

void site_put_answer(const struct site *site, const struct call *call,
		     const struct site_answer *answer, struct jsonout *json)
{
	const struct site_came *came = &answer->came;

	jsonout_open(json, NULL);
	if (call_has(call, CALL_ID))
		jsonout_bytes(json, "id", call->text[CALL_ID]);
	put_came(json, came);
	/* What stands against somebody is told to the site of whoever acts, never of whom he acts upon. */
	if (came->member != 0 && call->verb != VERB_REPORT && call->verb != VERB_ANSWER)
		put_member(json, site, came->member, site_now(site));
	put_reading(json, answer);
	if (came->again)
		jsonout_bool(json, "again", true);
	jsonout_close(json);
}
