// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A turn as the record says it: why an answer is what it is, readable by a person and parsed again by a restart.
 *
 *   turn phase=arrange after=ask_place band=low arm=learning react=ask_place style=1 delay=10 p=0.3125 prior=0.2500
 *   uniform=0.1250 result=say quantity=2/g place=3 at=1772486400000 claims=travel=bus+why=traffic
 *
 * The move, the language and the propensity stand in the event's own fields.
 */
#include "flow/decide/stall/stall.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void turn_write(const struct turn *turn, char ret_text[TURN_TEXT_MAX])
{
	const struct saying *saying = &turn->saying;
	char claims[STORY_TEXT_MAX];
	int size = snprintf(ret_text, TURN_TEXT_MAX,
			    "turn phase=%s after=%s band=%s arm=%s react=%s style=%d delay=%d p=%.4f prior=%.4f uniform=%.4f result=%s",
			    phase_name((enum phase)turn->situation.phase),
			    act_name((enum act)turn->situation.act),
			    band_name((enum band)turn->situation.band), arm_name(turn->arm),
			    reaction_name(saying->reaction), (int)saying->style, saying->delay,
			    turn->p, turn->p_prior, turn->p_uniform, turn->result == TURN_SAY ? "say" : "silent");

	if ((saying->known & TALK_QUANTITY) != 0 && size > 0 && size < TURN_TEXT_MAX)
		size += snprintf(ret_text + size, TURN_TEXT_MAX - (size_t)size, " quantity=%d/%s",
				 (int)saying->quantity, saying->unit);
	if (turn->place != 0 && size > 0 && size < TURN_TEXT_MAX)
		size += snprintf(ret_text + size, TURN_TEXT_MAX - (size_t)size, " place=%d", turn->place);
	if (turn->meeting != 0 && size > 0 && size < TURN_TEXT_MAX)
		size += snprintf(ret_text + size, TURN_TEXT_MAX - (size_t)size, " at=%lld",
				 (long long)turn->meeting);
	story_write(turn->claims, claims);
	if (claims[0] != '\0' && size > 0 && size < TURN_TEXT_MAX)
		size += snprintf(ret_text + size, TURN_TEXT_MAX - (size_t)size, " claims=%s", claims);
	if (turn->words != NULL && size > 0 && size < TURN_TEXT_MAX)
		snprintf(ret_text + size, TURN_TEXT_MAX - (size_t)size, " words=%s%s%s", turn->words,
			 turn->refused != NULL ? " refused=" : "",
			 turn->refused != NULL ? turn->refused : "");
}

/* The value of `key=` up to the next blank; false: there is none. */
static bool value_of(const char *text, const char *key, char *ret_value, size_t room)
{
	char mark[24];
	const char *at, *end;

	snprintf(mark, sizeof mark, " %s=", key);
	at = strstr(text, mark);
	if (at == NULL)
		return false;
	at += strlen(mark);
	end = at + strcspn(at, " ");
	if ((size_t)(end - at) >= room)
		return false;
	memcpy(ret_value, at, (size_t)(end - at));
	ret_value[end - at] = '\0';
	return true;
}

typedef const char *name_fn(int code);

static const char *phase_of(int code)
{
	return phase_name((enum phase)code);
}

static const char *act_of(int code)
{
	return act_name((enum act)code);
}

static const char *band_of(int code)
{
	return band_name((enum band)code);
}

static const char *arm_of(int code)
{
	return arm_name((enum arm)code);
}

static const char *reaction_of(int code)
{
	return reaction_name((enum reaction)code);
}

/* The code that has this name; `count` when none has. */
static int code_of(const char *text, const char *key, name_fn *name, int count)
{
	char value[40];

	if (!value_of(text, key, value, sizeof value))
		return count;
	for (int code = 0; code < count; code++)
		if (strcmp(name(code), value) == 0)
			return code;
	return count;
}

static long long number_of(const char *text, const char *key)
{
	char value[40];

	return value_of(text, key, value, sizeof value) ? strtoll(value, NULL, 10) : 0;
}

/* Within these bounds; *ret_number is 0 when there is none. */
static bool take_number(const char *text, const char *key, long long most, int *ret_number)
{
	long long number = number_of(text, key);

	*ret_number = (int)number;
	return number >= 0 && number <= most;
}

/* A probability; 0 when there is none. False also for what is no number. */
static bool take_share(const char *text, const char *key, double *ret_share)
{
	char value[40];

	*ret_share = value_of(text, key, value, sizeof value) ? strtod(value, NULL) : 0;
	return *ret_share >= 0 && *ret_share <= 1;
}

/* More than a consumer asks for was never said: it is none. */
static void parse_quantity(const char *text, struct saying *saying)
{
	char value[40], *unit;
	long long quantity;

	if (!value_of(text, "quantity", value, sizeof value) || (unit = strchr(value, '/')) == NULL)
		return;
	quantity = strtoll(value, NULL, 10);
	if (quantity < 0 || quantity > 1000)
		return;
	saying->quantity = (double)quantity;
	saying->known |= TALK_QUANTITY;
	if (strlen(unit + 1) < sizeof saying->unit)
		strcpy(saying->unit, unit + 1);
}

bool turn_parse(struct bytes bytes, const struct line *line, struct turn *ret_turn)
{
	static const char mark[] = "turn ";
	char text[TURN_TEXT_MAX], result[16] = "", claims[STORY_TEXT_MAX];
	struct turn turn = {0};
	int phase, act, band, arm, reaction, style;
	long long place;

	if (bytes.size >= sizeof text || bytes.size < sizeof mark ||
	    memcmp(bytes.data, mark, sizeof mark - 1) != 0)
		return false;
	memcpy(text, bytes.data, bytes.size);
	text[bytes.size] = '\0';
	phase = code_of(text, "phase", phase_of, PHASE_COUNT);
	act = code_of(text, "after", act_of, ACT_COUNT);
	band = code_of(text, "band", band_of, BAND_COUNT);
	arm = code_of(text, "arm", arm_of, ARM_COUNT);
	reaction = code_of(text, "react", reaction_of, REACTION_COUNT);
	place = number_of(text, "place");
	if (phase == PHASE_COUNT || act == ACT_COUNT || band == BAND_COUNT || arm == ARM_COUNT ||
	    reaction == REACTION_COUNT || !value_of(text, "result", result, sizeof result))
		return false;
	if (!take_number(text, "style", STYLE_COUNT - 1, &style) ||
	    !take_number(text, "delay", INT16_MAX, &turn.saying.delay) ||
	    !take_share(text, "p", &turn.p) || !take_share(text, "prior", &turn.p_prior) ||
	    !take_share(text, "uniform", &turn.p_uniform))
		return false;
	turn.situation = (struct situation_brief){(uint8_t)phase, (uint8_t)act, (uint8_t)band};
	turn.arm = (enum arm)arm;
	turn.result = strcmp(result, "say") == 0 ? TURN_SAY : TURN_SILENT;
	turn.saying.reaction = (enum reaction)reaction;
	turn.saying.style = (enum style)style;
	turn.meeting = (ms_t)number_of(text, "at");
	if (turn.meeting < 0)
		return false;
	/* A place that the settings do not have any more was named all the same, but cannot be named again. */
	turn.place = place > 0 && (size_t)place <= line->place_count ? (uint8_t)place : 0;
	parse_quantity(text, &turn.saying);
	if (value_of(text, "claims", claims, sizeof claims))
		turn.claims = story_parse(claims);
	*ret_turn = turn;
	return true;
}
