// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/effects.h"
#include "daemon/site_put.h"
#include "flow/reply/sending.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *answer_id(uint64_t token, char ret_id[ANSWER_ID_MAX])
{
	snprintf(ret_id, ANSWER_ID_MAX, "out-%u-%llu", token_line(token) + 1,
		 (unsigned long long)token_event(token));
	return ret_id;
}

uint64_t answer_id_token(const char *id)
{
	char same[ANSWER_ID_MAX];
	unsigned line;
	unsigned long long event;
	uint64_t token;

	if (sscanf(id, "out-%10u-%13llu", &line, &event) != 2 || line == 0 || line > LINES_MAX ||
	    event == 0 || event >> 40 != 0)
		return 0;
	/* Blanks, signs and leading zeros are read too, and are not what answer_id() writes. */
	token = answer_token(line - 1, event);
	return strcmp(answer_id(token, same), id) == 0 ? token : 0;
}

static void put_id(struct jsonout *json, const struct effect *effect)
{
	if (effect->id.size != 0)
		jsonout_bytes(json, "id", effect->id);
}

static void put_findings(struct jsonout *json, uint32_t findings)
{
	jsonout_open_list(json, "findings");
	for (size_t i = 0; i < finding_count; i++)
		if ((findings & finding_names[i].finding) != 0)
			jsonout_text(json, NULL, finding_names[i].name);
	jsonout_close_list(json);
}

static void put_verdict(struct jsonout *json, const struct effect *effect)
{
	const struct reading *reading = effect->reading;

	jsonout_text(json, "from", effect->address);
	put_id(json, effect);
	jsonout_text(json, "language", language_name(reading->language));
	jsonout_text(json, "kind", kind_name(reading->kind));
	jsonout_real(json, "p", reading->p, 4); /* null when no model reads */
	jsonout_text(json, "act", effect->line != NULL && effect->line->kind == LINE_STALL
					  ? act_name(reading->act)
					  : NULL);
	if (reading->findings != 0)
		put_findings(json, reading->findings);
	if (effect->due != 0)
		jsonout_time(json, "due", effect->due);
	if (reading->unreadable)
		jsonout_bool(json, "unreadable", true);
}

static void put_reply(struct jsonout *json, const struct effect *effect)
{
	char id[ANSWER_ID_MAX];

	jsonout_text(json, "to", effect->address);
	jsonout_text(json, "via", effect->via);
	jsonout_text(json, "id", answer_id(effect->token, id));
	jsonout_bytes(json, "text", effect->text);
	jsonout_int(json, "parts", effect->parts);
	jsonout_money(json, "cost", effect->cost);
	jsonout_text(json, "move", move_name(effect->move));
	jsonout_real(json, "propensity", effect->propensity, 6);
	jsonout_text(json, "arm", arm_name(effect->arm));
	if (effect->reason != NULL)
		jsonout_text(json, "reason", effect->reason);
	if (effect->late)
		jsonout_bool(json, "late", true);
}

static void put_budget(struct jsonout *json, const struct effect *effect)
{
	jsonout_text(json, "cap", effect->by);
	jsonout_money(json, "left", effect->left);
}

static void put_held(struct jsonout *json, const struct effect *effect)
{
	char cluster[16];

	jsonout_text(json, "contact", effect->address);
	put_id(json, effect);
	jsonout_text(json, "why", why_name(effect->why));
	if (effect->why != WHY_COHORT) {
		jsonout_null(json, "score");
		return;
	}
	jsonout_real(json, "score", effect->score, 3);
	snprintf(cluster, sizeof cluster, "%08x", effect->cluster);
	jsonout_text(json, "cluster", cluster);
}

void effect_json(const struct effect *effect, struct buf *out)
{
	struct jsonout json;

	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	jsonout_time(&json, "at", effect->at);
	jsonout_text(&json, "effect",
		     effect->type == EFFECT_SITE ? site_told_name(effect->site)
						 : effect_name(effect->type));
	jsonout_text(&json, "line", effect->line != NULL ? effect->line->name : NULL);
	switch (effect->type) {
	case EFFECT_SITE:
		site_put_told(effect->site, &json);
		break;
	case EFFECT_VERDICT:
		put_verdict(&json, effect);
		break;
	case EFFECT_REPLY:
		put_reply(&json, effect);
		break;
	case EFFECT_BUDGET:
		put_budget(&json, effect);
		break;
	case EFFECT_PAUSED:
	case EFFECT_RESUMED:
		jsonout_text(&json, "by", effect->by);
		break;
	case EFFECT_SIEGE:
	case EFFECT_CALM:
		jsonout_real(&json, "rate", effect->rate, 1);
		jsonout_real(&json, "expected", effect->expected, 1);
		break;
	case EFFECT_RECEIVING:
		jsonout_bool(&json, "over", effect->over);
		jsonout_money(&json, "received", effect->cost);
		break;
	case EFFECT_HELD:
		put_held(&json, effect);
		break;
	case EFFECT_MUTED:
	case EFFECT_FLAG:
	default:
		/* A forwarded advertisement may be about nobody who can be told. */
		jsonout_text(&json, "contact", effect->address[0] != '\0' ? effect->address : NULL);
		put_id(&json, effect);
		jsonout_text(&json, "why", why_name(effect->why));
		break;
	}
	jsonout_close(&json);
}
