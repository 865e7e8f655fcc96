// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/decide/stall/hear.h"

#include "flow/decide/stall/credit.h"
#include "flow/decide/stall/cues.h"
#include "flow/decide/stall/meeting.h"
#include "flow/decide/stall/pace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An act the model is less sure of says nothing. */
static const float sure = 0.4F;
/* How much warier he is after each sign of it, and how fast that passes with every word that is none. */
static const float wary_robot = 0.45F, wary_doubt = 0.3F, wary_passes = 0.85F;
/* Minutes that a call provoked, or a meeting that he alone keeps, is worth beside its own; and what an accusation costs. */
static const double worth_call = 10, worth_arrival = 10, cost_robot = 15, cost_doubt = 5;
/* He comes back after so long as to somebody new. */
#define ANEW (10 * MS_HOUR)
/* What he asked so long before his next word, and was not told then, he does not ask any more. */
#define STALE (6 * MS_HOUR)
enum { INSULTS_END_IT = 2 };
#define FIVE (5 * MS_MINUTE)

static bool heard(const struct stall *stall, enum act act)
{
	return (stall->heard & 1U << act) != 0;
}

/* ---- facts ---- */

static const struct slot *slot_of(const struct reading *reading, enum slot_type type)
{
	for (size_t i = 0; i < reading->slots.count; i++)
		if (reading->slots.slots[i].type == type)
			return &reading->slots.slots[i];
	return NULL;
}

static void take_unit(struct stall *stall, const struct slot *slot)
{
	static const char *const units[] = {"g", "pill", "bag"};

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (stall->unit[0] == '\0' && strcmp(slot->unit, units[i]) == 0)
			strcpy(stall->unit, units[i]);
}

/* By the words around his prices, where no quantity was found; what most sell is weighed. */
static void guess_unit(struct stall *stall, const char *folded)
{
	static const struct {
		const char *word, *unit;
	} words[] = {
		{" pil", "pill"},    {" cachet", "pill"}, {" taz", "pill"},	  {" bean", "pill"},
		{" stuk ", "pill"},  {" piece ", "pill"}, {" unite ", "pill"},	  {" bag", "bag"},
		{" zakje", "bag"},   {" sachet", "bag"},  {" pochon", "bag"},	  {" g ", "g"},
		{" gr ", "g"},	     {" gram", "g"},	  {" gramme", "g"},
	};
	size_t best = SIZE_MAX;

	if (stall->unit[0] != '\0' || (stall->known & KNOWN_QUANTITY) != 0)
		return;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		const char *found = strstr(folded, words[i].word);

		if (found != NULL && (size_t)(found - folded) < best) {
			best = (size_t)(found - folded);
			strcpy(stall->unit, words[i].unit);
		}
	}
}

static void take_facts(struct stall *stall, const struct message *message, enum act act)
{
	const struct slot *price = slot_of(&message->reading, SLOT_PRICE);
	const struct slot *quantity = slot_of(&message->reading, SLOT_QUANTITY);

	if (price != NULL && price->value > 0 && price->value < 1000) {
		stall->price = (float)price->value;
		stall->known |= KNOWN_PRICE;
	}
	if (quantity != NULL && (stall->known & KNOWN_QUANTITY) == 0)
		take_unit(stall, quantity);
	if (stall->product == 0)
		stall->product = message->product;
	if (act == ACT_STOCK || act == ACT_PRICE || (act == ACT_ADVERT && (price != NULL || message->product != 0)))
		stall->known |= KNOWN_MENU;
}

/* ---- what must be answered ---- */

static void ask(struct stall *stall, enum reaction reaction)
{
	stall->asked |= 1U << reaction;
}

static const uint8_t reactions[ACT_COUNT] = {
	[ACT_ADVERT] = REACT_ADVERT,
	[ACT_PRICE] = REACT_PRICE,
	[ACT_STOCK] = REACT_STOCK,
	[ACT_ASK_QUANTITY] = REACT_ASK_QUANTITY,
	[ACT_ASK_PLACE] = REACT_ASK_PLACE,
	[ACT_ASK_TIME] = REACT_ASK_TIME,
	[ACT_ASK_WHO] = REACT_ASK_WHO,
	[ACT_PROPOSE_PLACE] = REACT_PROPOSE_PLACE,
	[ACT_PROPOSE_TIME] = REACT_PROPOSE_TIME,
	[ACT_CONFIRM] = REACT_CONFIRM,
	[ACT_ON_MY_WAY] = REACT_ON_MY_WAY,
	[ACT_ARRIVED] = REACT_ARRIVED,
	[ACT_IMPATIENT] = REACT_IMPATIENT,
	[ACT_SUSPICIOUS] = REACT_SUSPICIOUS,
	[ACT_INSULT] = REACT_INSULT,
	[ACT_THREAT] = REACT_THREAT,
	[ACT_WANTS_CALL] = REACT_WANTS_CALL,
	[ACT_WANTS_OTHER_APP] = REACT_WANTS_OTHER_APP,
	[ACT_PAYMENT] = REACT_PAYMENT,
	[ACT_SMALLTALK] = REACT_SMALLTALK,
	[ACT_REFUSE] = REACT_REFUSE,
	[ACT_GOODBYE] = REACT_GOODBYE,
	[ACT_UNCLEAR] = REACT_UNCLEAR,
};

/* A meeting is agreed and its time is about now, or he stands there: "when?" means how much longer. */
static bool meets_now(const struct stall *stall, ms_t at)
{
	return stall->phase == PHASE_WAITING &&
	       (stall->there_at != 0 || stall->meeting - at < 30 * MS_MINUTE);
}

/* Or we put it off, and to him it is still now: "where are you?" is no question of where to meet. */
static bool awaits_us(const struct stall *stall, ms_t at)
{
	return meets_now(stall, at) || (stall->known & (KNOWN_PUT_OFF | KNOWN_PLACE)) == (KNOWN_PUT_OFF | KNOWN_PLACE);
}

/* His place, if it is one of ours; else ours is better. */
static void hear_place(struct stall *stall, const struct stalling *stalling,
		       const struct message *message, uint8_t place)
{
	ms_t at = message->at;

	/* One of ours, but nobody could be there at the time that was named. */
	if (place != 0 && stall->meeting > at && !meeting_allows(stalling, message->line, place, stall->meeting))
		place = 0;
	if (place == 0) {
		/* Where he stands by now is no proposal any more. */
		ask(stall, meets_now(stall, at) ? REACT_ARRIVED : REACT_PROPOSE_PLACE);
		return;
	}
	stall->place = place;
	stall->known |= KNOWN_PLACE;
	ask(stall, REACT_PLACE_OK);
}

static void hear_time(struct stall *stall, const struct stalling *stalling,
		      const struct message *message)
{
	const struct slot *time = slot_of(&message->reading, SLOT_TIME);
	const struct slot *delay = slot_of(&message->reading, SLOT_DELAY);
	ms_t at = 0;

	if (time != NULL)
		at = meeting_accepts(stalling, message->line, stall->place, (int)time->value, message->at);
	else if (delay != NULL && delay->value >= 5 && delay->value <= 600)
		at = (message->at + (ms_t)(delay->value * (double)MS_MINUTE)) / FIVE * FIVE;
	if (at != 0 && !meeting_allows(stalling, message->line, stall->place, at))
		at = 0;
	if (at == 0) {
		ask(stall, REACT_ASK_TIME); /* another one, of ours */
		return;
	}
	stall->meeting = at;
	stall->known |= KNOWN_TIME;
	ask(stall, REACT_PROPOSE_TIME);
}

/* "Ok, 19:30 at ...": if he says it otherwise than we did, his word stands. */
static void take_his_word(struct stall *stall, const struct stalling *stalling,
			  const struct message *message, uint8_t place)
{
	const struct slot *time = slot_of(&message->reading, SLOT_TIME);
	const struct line *line = message->line;
	uint8_t where = place != 0 ? place : stall->place;
	ms_t at = time != NULL ? meeting_accepts(stalling, line, where, (int)time->value, message->at) : 0;
	ms_t when = at != 0 ? at : stall->meeting;

	/* But nobody is where he could not be then. */
	if (place != 0 && (when <= message->at || meeting_allows(stalling, line, place, when))) {
		stall->place = place;
		stall->known |= KNOWN_PLACE;
	}
	if (at != 0) {
		stall->meeting = at;
		stall->known |= KNOWN_TIME;
	}
}

#define CUE(reaction) (1U << REACT_##reaction)

/* The hour of our meeting, as he may say it: "at 8" is 20:00. */
static bool is_its_hour(const struct stall *stall, const struct stalling *stalling, int minute)
{
	int ours = (int)(zone_time_of_day(stalling->zone, stall->meeting) / MS_MINUTE);

	return abs(ours - minute) % (12 * 60) == 0;
}

/* We put it off. "Ok", "see you then" or our own hour takes that up; "ok, 18:25" (the old one), "where are you", "I'm here"
 * and silence do not, and then nothing is agreed. */
static void take_up(struct stall *stall, const struct stalling *stalling, const struct message *message,
		    enum act act, uint32_t cues)
{
	const struct slot *time = slot_of(&message->reading, SLOT_TIME);
	bool yes = act == ACT_CONFIRM || act == ACT_GOODBYE || act == ACT_PROPOSE_TIME;
	bool waits = (cues & (CUE(IMPATIENT) | CUE(ASK_DELAY) | CUE(ASK_PLACE) | CUE(WANTS_CALL))) != 0;

	bool same = time != NULL && is_its_hour(stall, stalling, (int)time->value);
	bool other = time != NULL && meeting_accepts(stalling, message->line, stall->place,
						     (int)time->value, message->at) != 0;

	if (same || (yes && other) || (yes && !waits && time == NULL && stall->there_at == 0))
		stall->known &= ~(uint32_t)KNOWN_PUT_OFF;
}

static bool names_time(const struct message *message)
{
	return slot_of(&message->reading, SLOT_TIME) != NULL || slot_of(&message->reading, SLOT_DELAY) != NULL;
}

/* What the same words ask before a meeting and at it. */
static uint32_t cues_now(const struct stall *stall, const struct message *message, uint32_t cues)
{
	bool now = awaits_us(stall, message->at);

	/* "Police about, I can't stay, where are you" is hurry, no suspicion of us. */
	if (now && (cues & CUE(SUSPICIOUS)) != 0 && (cues & (CUE(ASK_PLACE) | CUE(IMPATIENT))) != 0)
		cues &= ~CUE(SUSPICIOUS);
	if ((cues & CUE(ASK_TIME)) != 0 && now)
		cues = (cues & ~CUE(ASK_TIME)) | CUE(ASK_DELAY);
	if ((cues & CUE(ASK_DELAY)) != 0 && !now && (stall->known & KNOWN_AGREED) == 0)
		cues = (cues & ~CUE(ASK_DELAY)) | CUE(ASK_TIME);
	/* Where we are he asks on his way; that place was named. */
	if ((cues & CUE(ASK_PLACE)) != 0 && now && (stall->known & KNOWN_PLACE) != 0)
		cues = (cues & ~CUE(ASK_PLACE)) | CUE(IMPATIENT);
	/* "Are you there yet?" before there is a meeting is an advert's "are you there?". */
	if (!now && stall->phase < PHASE_WAITING)
		cues &= ~CUE(IMPATIENT);
	if (slot_of(&message->reading, SLOT_APP) != NULL)
		cues |= CUE(WANTS_OTHER_APP);
	return cues;
}

/* "Free at 11. works?", "je peux vers 22h, ok?": whatever else it is taken for, a moment with a question is proposed. Not in an
 * advert, whose hours are the shop's, nor by whoever stands there or leaves. */
static bool proposes_time(const struct stall *stall, const struct message *message, enum act act,
			  uint32_t cues, bool question)
{
	return question && names_time(message) && stall->ours > 0 && !meets_now(stall, message->at) &&
	       (cues & ~CUE(PROPOSE_PLACE)) == 0 &&
	       (act == ACT_UNCLEAR || act == ACT_SMALLTALK || act == ACT_CONFIRM ||
		act == ACT_ASK_TIME || act == ACT_PROPOSE_PLACE || act == ACT_REFUSE);
}

/* What the model takes the text for, where that is less than what stands in it. */
static enum act act_heard(const struct stall *stall, const struct message *message, enum act act,
			  uint32_t cues, bool question)
{
	if (proposes_time(stall, message, act, cues, question))
		return ACT_PROPOSE_TIME;
	/* Nobody who has come asks who writes; "who" is not among his words either. */
	if (act == ACT_ASK_WHO && (cues & CUE(ASK_WHO)) == 0 && awaits_us(stall, message->at))
		return ACT_IMPATIENT;
	if (act == ACT_SUSPICIOUS && (cues & (CUE(SUSPICIOUS) | CUE(ROBOT) | CUE(TEST))) == 0 &&
	    (cues & CUE(IMPATIENT)) != 0 && awaits_us(stall, message->at))
		return ACT_IMPATIENT;
	return act;
}

static void hear_act(struct stall *stall, const struct stalling *stalling,
		     const struct message *message, enum act act, uint32_t cues, uint8_t place,
		     bool question)
{
	if (act == ACT_PROPOSE_TIME)
		cues &= ~CUE(PROPOSE_PLACE); /* "works for you?" is about the hour */
	take_up(stall, stalling, message, act, cues);
	stall->asked |= cues;
	switch (act) {
	case ACT_ASK_PLACE:
		/* "Where did you get my number?" */
		if ((cues & CUE(ASK_WHO)) == 0)
			ask(stall, awaits_us(stall, message->at) ? REACT_IMPATIENT : REACT_ASK_PLACE);
		break;
	case ACT_CONFIRM:
	case ACT_ON_MY_WAY:
		take_his_word(stall, stalling, message, place);
		ask(stall, (enum reaction)reactions[act]);
		break;
	case ACT_PROPOSE_PLACE:
		hear_place(stall, stalling, message, place);
		break;
	case ACT_ASK_TIME:
		ask(stall, awaits_us(stall, message->at) ? REACT_ASK_DELAY : REACT_ASK_TIME);
		break;
	case ACT_PROPOSE_TIME:
		hear_time(stall, stalling, message);
		break;
	case ACT_SUSPICIOUS:
		if ((cues & (CUE(ROBOT) | CUE(TEST) | CUE(ASK_WHO))) == 0)
			ask(stall, REACT_SUSPICIOUS);
		break;
	default:
		if (act == ACT_UNCLEAR && question && cues == 0)
			ask(stall, REACT_ASK_WHAT);
		else
			ask(stall, (enum reaction)reactions[act]);
		break;
	}
}

/* ---- how wary he is ---- */

static void grow_wary(struct stall *stall, enum act act, uint32_t cues)
{
	bool robot = (cues & (1U << REACT_ROBOT | 1U << REACT_TEST)) != 0;

	if (robot || act == ACT_SUSPICIOUS) {
		stall->suspicion += robot ? wary_robot : wary_doubt;
		credit_event(stall, robot ? -cost_robot : -cost_doubt);
		if (robot && stall->accused < UINT8_MAX)
			stall->accused++;
	} else {
		stall->suspicion *= wary_passes;
	}
	if (stall->suspicion > 1)
		stall->suspicion = 1;
	if ((act == ACT_INSULT || act == ACT_THREAT) && stall->insults < UINT8_MAX)
		stall->insults++;
}

/* ---- where it stands ---- */

static bool asks_to_meet(const struct stall *stall)
{
	return heard(stall, ACT_ASK_PLACE) || heard(stall, ACT_ASK_TIME) ||
	       heard(stall, ACT_PROPOSE_PLACE) || heard(stall, ACT_PROPOSE_TIME) ||
	       heard(stall, ACT_ON_MY_WAY) ||
	       (stall->asked & (1U << REACT_ASK_PLACE | 1U << REACT_ASK_TIME)) != 0;
}

/* He left, or will not come any more. */
static bool gave_up(const struct stall *stall)
{
	return heard(stall, ACT_GOODBYE) || heard(stall, ACT_REFUSE) ||
	       (stall->insults >= INSULTS_END_IT &&
		(heard(stall, ACT_INSULT) || heard(stall, ACT_THREAT)));
}

static enum phase back_from_silence(const struct stall *stall)
{
	if (stall->missed > 0)
		return PHASE_EXCUSE;
	if ((stall->known & KNOWN_QUANTITY) != 0)
		return PHASE_ARRANGE;
	return (stall->known & KNOWN_MENU) != 0 ? PHASE_MENU : PHASE_OPENING;
}

static void miss(struct stall *stall)
{
	if (stall->missed < UINT8_MAX)
		stall->missed++;
	stall->phase = PHASE_EXCUSE;
}

static void move_on(struct stall *stall, ms_t at)
{
	const uint32_t both = KNOWN_PLACE | KNOWN_TIME;

	if (stall->phase == PHASE_REVIVE)
		stall->phase = (uint8_t)back_from_silence(stall);
	if (stall->phase == PHASE_OPENING && stall->theirs > 1)
		stall->phase = PHASE_MENU;
	if (stall->phase == PHASE_MENU && (stall->known & KNOWN_PRICE) != 0 && stall->ours > 0)
		stall->phase = PHASE_HAGGLE;
	if (stall->phase < PHASE_ARRANGE && (asks_to_meet(stall) || (stall->known & KNOWN_PLACE) != 0))
		stall->phase = PHASE_ARRANGE;
	if (stall->phase == PHASE_ARRANGE || stall->phase == PHASE_EXCUSE) {
		bool comes = heard(stall, ACT_CONFIRM) || heard(stall, ACT_ON_MY_WAY) ||
			     heard(stall, ACT_ARRIVED) || heard(stall, ACT_PROPOSE_TIME);

		if (comes && (stall->known & (both | KNOWN_PUT_OFF)) == both && stall->meeting > at - MS_HOUR) {
			stall->known |= KNOWN_AGREED;
			stall->phase = PHASE_WAITING;
		}
	}
	if (heard(stall, ACT_ARRIVED) && (stall->known & KNOWN_PLACE) != 0 &&
	    (stall->known & KNOWN_PUT_OFF) == 0 && stall->phase != PHASE_WAITING) {
		if (stall->meeting == 0)
			stall->meeting = at;
		stall->known |= both | KNOWN_AGREED;
		stall->phase = PHASE_WAITING;
	}
	if (stall->phase == PHASE_WAITING && gave_up(stall) && stall->meeting <= at + 10 * MS_MINUTE)
		miss(stall);
}

/* Nobody says anything for days, then he advertises again: the same customer, a new talk. */
static void begin_anew(struct stall *stall)
{
	stall->phase = PHASE_OPENING;
	stall->known &= ~(uint32_t)(KNOWN_PLACE | KNOWN_TIME | KNOWN_AGREED | KNOWN_PUT_OFF);
	if (stall->place != 0)
		stall->last_place = stall->place;
	stall->place = 0;
	stall->meeting = stall->there_at = stall->waits_from = 0;
	stall->heard = stall->asked = 0; /* what he asked then nobody waits for any more */
	stall->revivals = 0;
	stall->suspicion /= 2;
	memset(stall->counts, 0, sizeof stall->counts);
}

static void count(uint16_t *counter)
{
	if (*counter < UINT16_MAX)
		(*counter)++;
}

void hear_message(struct stall *stall, const struct stalling *stalling, const struct message *message)
{
	const struct reading *reading = &message->reading;
	enum act act = reading->act_p >= sure ? reading->act : ACT_UNCLEAR;
	char folded[FOLDED_MAX];
	uint32_t cues;
	bool question;

	credit_gap(stall, message->at);
	if (stall->phase == PHASE_OVER && message->at - stall->heard_at > ANEW)
		begin_anew(stall);
	if (message->at - stall->heard_at > STALE && stall->heard == 0)
		stall->asked = 0;
	cues_fold(message->whole, folded);
	question = cues_question(folded);
	cues = cues_now(stall, message, cues_find(folded, (enum language)stall->language));
	act = act_heard(stall, message, act, cues, question);
	stall->heard |= 1U << act;
	stall->last_act = (uint8_t)act;
	if (stall->waits_from <= stall->said_at)
		stall->waits_from = message->at;
	stall->heard_at = stall->touched = message->at;
	stall->alone = 0;
	count(&stall->theirs);
	take_facts(stall, message, act);
	guess_unit(stall, folded);
	hear_act(stall, stalling, message, act, cues, cues_place(folded, message->line), question);
	grow_wary(stall, act, cues);
	if (act == ACT_ARRIVED && stall->there_at == 0) {
		stall->there_at = message->at;
		credit_event(stall, worth_arrival);
	}
	move_on(stall, message->at);
}

void hear_call(struct stall *stall, ms_t at)
{
	credit_gap(stall, at);
	credit_event(stall, worth_call);
	if (stall->calls < UINT8_MAX)
		stall->calls++;
	stall->heard |= 1U << ACT_WANTS_CALL;
	stall->last_act = ACT_WANTS_CALL;
	ask(stall, REACT_CALLED);
	if (stall->waits_from <= stall->said_at)
		stall->waits_from = at;
	stall->heard_at = stall->touched = at;
	stall->alone = 0;
}
