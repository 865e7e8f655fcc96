// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Whom the line engages, and the brakes. Only somebody whose text is a dealer's with high probability, or whom an operator
 * approved, gets a customer; anybody else waits for a person. Who is in distress, has the wrong number, says stop, is a
 * child, or threatens somebody else is let go within one polite message, whatever was going on, for ever.
 */
#include "flow/decide/stall/cues.h"
#include "flow/decide/stall/due.h"
#include "flow/decide/stall/hear.h"
#include "flow/decide/stall/pace.h"
#include "flow/limits.h"

#include <stdlib.h>
#include <string.h>

/* As many of a hundred such texts are a dealer's: with goods in it that is enough; without, he is first asked who he is. */
static const double sure_dealer = 0.90, likely_dealer = 0.75;
/* What he sells named by one of the packs' words and a figure beside it: a price list, which needs less to be believed, and
 * which is at least worth a question when its phrases are a shop's ("bring a friend along"). */
static const double likely_list = 0.60;
/* Of somebody who was a dealer by all he wrote, what he writes must be this sure, or hold a sign, to be another thing. */
static const double sure_distress = 0.97, sure_stop = 0.985;
/* Messages in a row that no dealer would write, after which a person looks before anything more is said. */
enum { DOUBTS_MOST = 3 };
/* A help line, or a word to who has the wrong number, comes like a person's. */
#define POLITE_LEAST (40 * MS_SECOND)
#define POLITE_SPREAD (100 * MS_SECOND)

static void mute(struct message *message, enum why why)
{
	message->decision.verdict = VERDICT_MUTED;
	message->decision.why = why;
	message->stall->over = (uint8_t)why;
}

static void hold(struct message *message)
{
	message->decision.verdict = VERDICT_HELD;
	message->decision.why = WHY_PERSON;
}

static int compare_numbers(const void *a, const void *b)
{
	return strcmp(a, b);
}

bool stall_is_deconflicted(const struct line *line, const char *number)
{
	return line->deconflicts != NULL &&
	       bsearch(number, line->deconflicts, line->deconflict_count, NUMBER_MAX,
		       compare_numbers) != NULL;
}

/* ---- the brakes ---- */

static void let_go_politely(struct message *message, enum move move, uint64_t chance)
{
	struct decision *decision = &message->decision;
	bool asked = message->stall->engaged == ENGAGED_PROBE && message->stall->ours != 0;

	/* "Who is this?" was the one polite message; only a help line may follow it. */
	if (asked && move == MOVE_WRONG_NUMBER) {
		message->stall->engaged = ENGAGED_NOT;
		mute(message, WHY_WRONG_NUMBER);
		return;
	}
	decision->verdict = VERDICT_ANSWER;
	decision->move = move;
	decision->due = message->at + POLITE_LEAST + (ms_t)(chance % (uint64_t)POLITE_SPREAD);
	decision->until = decision->due + LIMIT_TURN_WAIT;
	message->stall->over = move == MOVE_HELP_LINE ? WHY_DISTRESS : WHY_WRONG_NUMBER;
	message->stall->engaged = 0;
}

/* What only somebody who sells, or doubts his customer, says. */
static bool is_trade(const struct reading *reading)
{
	static const bool trade[ACT_COUNT] = {
		[ACT_ADVERT] = true,	    [ACT_PRICE] = true,		[ACT_STOCK] = true,
		[ACT_ASK_QUANTITY] = true,  [ACT_ASK_PLACE] = true,	[ACT_ASK_TIME] = true,
		[ACT_ASK_WHO] = true,	    [ACT_PROPOSE_PLACE] = true, [ACT_PROPOSE_TIME] = true,
		[ACT_ON_MY_WAY] = true,	    [ACT_ARRIVED] = true,	[ACT_WANTS_CALL] = true,
		[ACT_WANTS_OTHER_APP] = true, [ACT_PAYMENT] = true,	[ACT_SUSPICIOUS] = true,
		[ACT_IMPATIENT] = true,
	};

	return trade[reading->act] && reading->act_p >= 0.4F;
}

/* By a sign of the packs; or by the model alone: to a stranger as it settles it, to a dealer only when it is sure and he
 * speaks of nothing that dealers speak of. */
static bool is_sure(const struct reading *reading, bool deals, double least)
{
	return !deals || reading->by_sign || (reading->p >= least && !is_trade(reading));
}

/* Whether a brake took it: then nothing else is decided. */
static bool brakes(struct message *message, uint64_t chance)
{
	const struct reading *reading = &message->reading;
	/* Somebody who has been dealing for a while and curses is not in despair because a model leans that way. */
	bool deals = message->stall->engaged == ENGAGED;

	if (reading->kind == KIND_DISTRESS && is_sure(reading, deals, sure_distress)) {
		let_go_politely(message, MOVE_HELP_LINE, chance);
		return true;
	}
	if ((reading->findings & FINDING_MINOR) != 0) {
		mute(message, WHY_MINOR);
		return true;
	}
	if ((reading->fresh & FINDING_THREAT_TO_OTHER) != 0) {
		mute(message, WHY_THREAT);
		return true;
	}
	if (reading->kind == KIND_STOP && is_sure(reading, deals, sure_stop)) {
		mute(message, WHY_STOP);
		return true;
	}
	/* "Do I know you?" is what dealers ask new customers, and after it "ah ok" makes the model sure of what comes next:
	 * whoever has been dealing has a wrong number only in so many words. */
	if (reading->kind == KIND_WRONG_NUMBER && (!deals || reading->by_sign) &&
	    !(deals && is_trade(reading))) {
		let_go_politely(message, MOVE_WRONG_NUMBER, chance);
		return true;
	}
	return false;
}

/* ---- who is a dealer ---- */

/* Somebody who was taken for a dealer and goes on like somebody else. */
static bool is_doubtful(struct stall *stall, const struct reading *reading)
{
	bool other = reading->kind == KIND_ORDINARY || reading->kind == KIND_SPAM ||
		     reading->kind == KIND_SCAM || reading->kind == KIND_PUSHY ||
		     reading->kind == KIND_SEXUAL;

	/* "ok", a curse, a goodbye: anybody's words, which tell neither way. */
	bool tells = reading->act == ACT_UNCLEAR || reading->act == ACT_SMALLTALK ||
		     reading->act_p < 0.4F;

	if (reading->kind == KIND_DEALER || is_trade(reading))
		stall->doubt = 0;
	else if (other && tells && reading->p > 0.7 && stall->doubt < UINT8_MAX)
		stall->doubt++;
	return stall->doubt >= DOUBTS_MOST;
}

static double unit(uint64_t seed)
{
	return (double)(seed >> 11) * 0x1p-53;
}

/* A fixed share of conversations is control, in two arms. */
static enum arm arm_of(const struct line *line, uint64_t voice)
{
	double at = unit(pace_mix(voice, 0, 21));

	if (at < line->control.uniform)
		return ARM_UNIFORM;
	return at < line->control.uniform + line->control.prior ? ARM_PRIOR : ARM_LEARNING;
}

static enum language speaks(const struct line *line, enum language language)
{
	for (size_t i = 0; i < line->language_count; i++)
		if (line->languages[i] == language)
			return language;
	return line->language_count != 0 ? line->languages[0] : LANGUAGE_UNKNOWN;
}

static uint64_t voice_of(const struct stalling *stalling, uint32_t contact)
{
	uint64_t high, low;

	memcpy(&high, stalling->voice_key, sizeof high);
	memcpy(&low, stalling->voice_key + sizeof high, sizeof low);
	return pace_mix(high ^ contact, low, 22);
}

void stall_engage(struct stall *stall, struct stalling *stalling, const struct line *line,
		  uint32_t contact, enum language language, enum engagement how, ms_t now)
{
	if (stall->engaged != ENGAGED_NOT) {
		if (how == ENGAGED)
			stall->engaged = ENGAGED;
		return;
	}
	stall->engaged = (uint8_t)how;
	stall->over = WHY_NONE;
	stall->doubt = 0;
	if (stall->began == 0)
		stall->began = now;
	stall->touched = now;
	stall->voice = voice_of(stalling, contact);
	stall->arm = (uint8_t)arm_of(line, stall->voice);
	stall->language = (uint8_t)speaks(line, language);
}

ms_t stall_approved(const struct stalling *stalling, const struct line *line, ms_t now,
		    uint64_t chance)
{
	return pace_answer(stalling, line, DELAY_QUICK, now, chance);
}

/* Which of the line's numbers he wrote to. */
static size_t number_of(const struct message *message)
{
	for (size_t i = 0; i < message->line->number_count; i++)
		if (strcmp(message->line->numbers[i], message->to) == 0)
			return i;
	return 0;
}

static bool has_slot(const struct reading *reading, enum slot_type type)
{
	for (size_t i = 0; i < reading->slots.count; i++)
		if (reading->slots.slots[i].type == type)
			return true;
	return false;
}

/* A number of three digits at most that stands alone: "9", "- 13", but not "21:30", "18u" or "0612". */
static bool has_figure(struct bytes text)
{
	static const char joins[] = ":.,'/";

	for (size_t at = 0; at < text.size;) {
		size_t from = at;

		while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9')
			at++;
		if (at == from) {
			at++;
			continue;
		}
		if (at - from <= 3 && (from == 0 || strchr(joins, text.data[from - 1]) == NULL) &&
		    (at == text.size || text.data[at] <= ' ' ||
		     (strchr(",.!-", text.data[at]) != NULL && (at + 1 == text.size || text.data[at + 1] <= ' '))))
			return true;
	}
	return false;
}

/* Goods of the packs, or a sign of theirs that is a dealer's: a price alone is anybody's who sells, eggs or tyres. */
static bool names_drugs(const struct message *message)
{
	return message->product != 0 ||
	       (message->reading.by_sign && message->reading.kind == KIND_DEALER);
}

/* What he wrote settles what he is to us, as far as one text can. */
static enum engagement engagement_of(const struct message *message)
{
	const struct reading *reading = &message->reading;
	bool figure = has_slot(reading, SLOT_PRICE) || has_slot(reading, SLOT_QUANTITY);
	bool list = message->product != 0 && (figure || has_figure(message->whole));
	double p = (double)reading->kinds[KIND_DEALER];

	if (stall_number_rests(message->stalling, number_of(message), message->at))
		return ENGAGED_NOT;
	if (reading->kind == KIND_DEALER && p >= (list ? likely_dealer : sure_dealer) && names_drugs(message))
		return ENGAGED;
	if (reading->kind == KIND_DEALER && p >= (list ? likely_list : likely_dealer))
		return ENGAGED_PROBE;
	return list && reading->kind == KIND_SPAM && p + (double)reading->kinds[KIND_SPAM] >= likely_dealer
		       ? ENGAGED_PROBE
		       : ENGAGED_NOT;
}

/* Whether a second text makes a dealer of whom we asked who he is. */
static bool is_confirmed(const struct message *message)
{
	const struct reading *reading = &message->reading;
	bool wares = reading->act == ACT_ADVERT || reading->act == ACT_PRICE || reading->act == ACT_STOCK;
	bool offers = wares || reading->act == ACT_ASK_QUANTITY ||
		      reading->act == ACT_PROPOSE_PLACE || reading->act == ACT_PAYMENT;
	/* "Who is this?", "answer me": so may anybody who is asked who he is. */
	bool anybodys = reading->act == ACT_ASK_WHO || reading->act == ACT_SUSPICIOUS ||
			reading->act == ACT_IMPATIENT;

	/* Asked who he is, a farmer names his eggs and their price. */
	if ((wares || has_slot(reading, SLOT_PRICE)) && !names_drugs(message))
		return false;
	/* What he wrote before still weighs in his kind: what he says now must be trade too. */
	if (reading->kind == KIND_DEALER && is_trade(reading) &&
	    reading->p >= (anybodys ? sure_dealer : likely_dealer))
		return true;
	return has_slot(reading, SLOT_PRICE) ||
	       (offers && reading->act_p >= 0.5F && reading->kinds[KIND_ORDINARY] < 0.5F);
}

/* ---- a message, a call, a tip ---- */

/* "Bet. gare du Midi 10" is English, whatever a model makes of the name of a place of ours. */
static bool names_place(const struct message *message)
{
	char folded[FOLDED_MAX];

	cues_fold(message->whole, folded);
	return cues_place(folded, message->line) != 0;
}

/* In his first texts the language is whatever he writes; later on two in a row make us change. */
static void follow_language(const struct message *message)
{
	struct stall *stall = message->stall;
	enum language language = message->reading.language;

	if (stall->theirs >= 2 && names_place(message))
		return;
	if (language == LANGUAGE_UNKNOWN || language == (enum language)stall->language ||
	    speaks(message->line, language) != language) {
		stall->other = 0;
		return;
	}
	if (++stall->other < 2 && stall->theirs >= 2)
		return;
	stall->language = (uint8_t)language;
	stall->other = 0;
}

/* Nobody talks with him any more until a person has looked. */
static void let_be(struct stall *stall)
{
	stall->engaged = ENGAGED_NOT;
	stall->heard = stall->asked = 0;
}

/* The same live and from the record. False: he goes on like somebody who is no dealer. */
static bool hear_him(struct message *message)
{
	struct stall *stall = message->stall;
	bool trusted = stall->accused < 2;

	follow_language(message);
	stall->number = (uint8_t)number_of(message);
	hear_message(stall, message->stalling, message);
	if (is_doubtful(stall, &message->reading))
		return false;
	stall_number_heard(stall, message->stalling, message->line, number_of(message),
			   trusted && stall->accused > 1, message->at);
	return true;
}

static void engaged(struct message *message, uint64_t chance)
{
	struct stall *stall = message->stall;
	bool burst = stall->heard != 0 && (message->contact.flags & CONTACT_PENDING) != 0;

	if (!hear_him(message)) {
		let_be(stall);
		hold(message);
		return;
	}
	if (stall->phase == PHASE_OVER)
		return; /* recorded; he begins anew only after a rest */
	due_schedule(message, burst, chance);
}

static bool was_asked(const struct stall *stall)
{
	return stall->engaged == ENGAGED_PROBE && stall->ours > 0;
}

/* Asked who he is he said "alright" or "hello?", as anybody may: a person can look, nothing more is said, but what he writes
 * next is still heard, and what he asked meanwhile is then answered. The same live and from the record. */
static void wait_for_more(struct message *message)
{
	struct stall *stall = message->stall;

	follow_language(message);
	stall->number = (uint8_t)number_of(message);
	hear_message(stall, message->stalling, message);
	if (++stall->doubt >= DOUBTS_MOST)
		let_be(stall);
}

static void decide_call(struct message *message, uint64_t chance)
{
	bool burst = message->stall->heard != 0 && (message->contact.flags & CONTACT_PENDING) != 0;

	if (message->stall->engaged != ENGAGED || message->stall->over != WHY_NONE ||
	    message->stall->phase == PHASE_OVER)
		return;
	hear_call(message->stall, message->at);
	due_schedule(message, burst, chance);
}


/* What flags and earlier brakes settle; true when they did. */
static bool is_closed(struct message *message)
{
	uint8_t flags = message->contact.flags;
	enum why why = WHY_NONE;

	if ((flags & CONTACT_BLOCKED) != 0)
		why = WHY_BLOCKED;
	else if ((flags & CONTACT_TAKEN) != 0)
		why = WHY_TAKEOVER;
	else if ((flags & CONTACT_STOPPED) != 0)
		why = WHY_STOP;
	else if (stall_is_deconflicted(message->line, message->from))
		why = WHY_DECONFLICT;
	if (why == WHY_NONE && message->stall->over == WHY_NONE)
		return false;
	/* What was promised him politely still goes out; nothing else ever does. */
	if (why == WHY_NONE && (flags & CONTACT_PENDING) != 0)
		return true;
	message->decision.verdict = VERDICT_MUTED;
	message->decision.why = message->stall->over != WHY_NONE ? (enum why)message->stall->over : why;
	return true;
}

/* Engages, or probes; and after a probe, engages. */
static void settle_engagement(struct message *message)
{
	struct stall *stall = message->stall;
	enum engagement how = engagement_of(message);

	if (stall->engaged == ENGAGED_PROBE && (how == ENGAGED || is_confirmed(message))) {
		stall->engaged = ENGAGED;
		stall->doubt = 0;
	} else if (how != ENGAGED_NOT) {
		stall_engage(stall, message->stalling, message->line, message->contact.number,
			     message->reading.language, how, message->at);
	}
}

/* A forwarded advertisement: only with an advertisement in it, and only a person opens that conversation. About whom cannot be
 * told, or who forwarded it is in danger: a person should look. */
static void decide_tip(struct message *message)
{
	const struct reading *reading = &message->reading;
	bool advert = reading->kind == KIND_DEALER || reading->kinds[KIND_DEALER] >= 0.5F;

	if (message->contact.number == 0)
		message->decision.flag = reading->kind == KIND_DISTRESS ? WHY_DISTRESS : WHY_TIP;
	else if (!is_closed(message) && advert && message->stall->engaged == 0)
		hold(message);
}

void stall_decide(struct message *message, uint64_t chance)
{
	if (message->arrival == ARRIVAL_TIP) {
		decide_tip(message);
		return;
	}
	if (is_closed(message))
		return;
	if (message->arrival == ARRIVAL_CALL) {
		decide_call(message, chance);
		return;
	}
	if (brakes(message, chance))
		return;
	settle_engagement(message);
	if (was_asked(message->stall)) {
		wait_for_more(message);
		hold(message);
	} else if (message->stall->engaged != ENGAGED_NOT) {
		engaged(message, chance);
	} else {
		let_be(message->stall);
		hold(message);
	}
}

void stall_hear(struct message *message)
{
	hear_message(message->stall, message->stalling, message);
}

/* The band that a delay lies in, from the record. */
static enum delay delay_of(ms_t span)
{
	static const ms_t most[DELAY_COUNT] = {
#define X(id, least, most, name) [id] = (most) * MS_SECOND,
		DELAYS(X)
#undef X
	};
	enum delay delay = DELAY_QUICK;

	while (delay + 1 < DELAY_COUNT && span > most[delay])
		delay++;
	return delay;
}

/* What a brake did, or a polite word that was promised. */
static void recall_brake(struct stall *stall, const struct decision *decision)
{
	enum why why = decision->why;

	if (decision->verdict == VERDICT_MUTED && (why == WHY_MINOR || why == WHY_THREAT ||
						   why == WHY_STOP || why == WHY_WRONG_NUMBER))
		stall->over = (uint8_t)why;
	if (decision->move == MOVE_HELP_LINE || decision->move == MOVE_WRONG_NUMBER) {
		stall->over = decision->move == MOVE_HELP_LINE ? WHY_DISTRESS : WHY_WRONG_NUMBER;
		stall->engaged = ENGAGED_NOT;
	}
}

/* Whether he was heard then: not beyond a limit, nor a repetition, nor once he was left. */
static bool was_heard(const struct message *message)
{
	return message->admission != ADMIT_LIMITED && message->admission != ADMIT_PART &&
	       message->decision.verdict != VERDICT_MUTED && message->stall->over == WHY_NONE;
}

void stall_recall(struct message *message)
{
	struct stall *stall = message->stall;
	const struct decision *decision = &message->decision;
	bool answered = decision->verdict == VERDICT_ANSWER && decision->move == MOVE_NONE;
	bool held = decision->verdict == VERDICT_HELD && decision->why == WHY_PERSON;
	bool burst = stall->heard != 0;

	recall_brake(stall, decision);
	if (!was_heard(message))
		return;
	if (message->arrival == ARRIVAL_CALL) {
		if (answered)
			hear_call(stall, message->at);
		return;
	}
	if (answered)
		settle_engagement(message);
	/* It was then, whatever is read now: models may have changed since. */
	if (answered && stall->engaged == ENGAGED_NOT)
		stall_engage(stall, message->stalling, message->line, message->contact.number,
			     message->reading.language, ENGAGED, message->at);
	if (held && was_asked(stall)) {
		wait_for_more(message);
		return;
	}
	if (stall->engaged == ENGAGED || (stall->engaged == ENGAGED_PROBE && !held))
		hear_him(message);
	if (held)
		let_be(stall);
	if (answered && !burst)
		stall->delay = (uint8_t)delay_of(decision->due - message->at);
}
