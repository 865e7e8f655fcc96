// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What an answer says: first what must be reacted to, then a move among those permitted, then the facts both need. The
 * conversation is not changed here: stall_said() does that, once the answer is in the record.
 */
#include "flow/decide/stall/meeting.h"
#include "flow/decide/stall/pace.h"
#include "flow/decide/stall/pairs.h"
#include "flow/decide/stall/permit.h"

#include <string.h>

/* What must be reacted to first: what no move answers before what one does (must_of). */
static const uint8_t order[] = {
	REACT_ROBOT,	    REACT_TEST,	       REACT_ASK_WHO,	   REACT_SUSPICIOUS,
	REACT_PAYMENT,	    REACT_WANTS_OTHER_APP, REACT_CALLED,   REACT_WANTS_CALL,
	REACT_ASK_QUANTITY, REACT_ASK_PLACE,   REACT_PROPOSE_PLACE, REACT_ASK_TIME,
	REACT_ASK_DELAY,    REACT_PROPOSE_TIME,
	REACT_ARRIVED,	    REACT_THREAT,      REACT_INSULT,	   REACT_IMPATIENT,
	REACT_PLACE_OK,	    REACT_ASK_WHAT,    REACT_ON_MY_WAY,
	REACT_REFUSE,	    REACT_GOODBYE,     REACT_CONFIRM,	   REACT_SMALLTALK,
	REACT_PRICE,	    REACT_STOCK,       REACT_ADVERT,	   REACT_UNCLEAR,
};

static bool stands(const struct stall *stall, enum reaction reaction)
{
	return (stall->asked & 1U << reaction) != 0;
}

static enum reaction reaction_of(const struct stall *stall)
{
	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
		if (stands(stall, (enum reaction)order[i]))
			return (enum reaction)order[i];
	return REACT_NONE;
}

/* Reactions without a word of their own: they leave the move alone. */
static bool says_something(enum reaction reaction)
{
	return reaction != REACT_NONE && reaction != REACT_ADVERT && reaction != REACT_UNCLEAR &&
	       reaction != REACT_STOCK && reaction != REACT_PRICE;
}

/* A reaction that may stand alone: he is not standing there, nor leaving, nor cursing. */
static bool is_enough(enum reaction reaction)
{
	return says_something(reaction) && reaction != REACT_IMPATIENT && reaction != REACT_ARRIVED &&
	       reaction != REACT_INSULT && reaction != REACT_THREAT && reaction != REACT_REFUSE &&
	       reaction != REACT_CALLED && reaction != REACT_WANTS_CALL &&
	       reaction != REACT_GOODBYE;
}

static bool is_answer(enum reaction reaction)
{
	return reaction == REACT_ASK_WHO || reaction == REACT_ASK_QUANTITY ||
	       reaction == REACT_ASK_PLACE || reaction == REACT_PROPOSE_PLACE ||
	       reaction == REACT_ASK_TIME || reaction == REACT_PROPOSE_TIME ||
	       reaction == REACT_ASK_DELAY || reaction == REACT_PAYMENT ||
	       reaction == REACT_WANTS_OTHER_APP;
}

/* A second question of his is answered by the move. */
static enum move must_of(const struct stall *stall, enum reaction reaction, uint32_t known)
{
	if (reaction != REACT_ASK_QUANTITY && stands(stall, REACT_ASK_QUANTITY))
		return MOVE_NAME_QUANTITY;
	if (reaction != REACT_ASK_PLACE && reaction != REACT_PROPOSE_PLACE &&
	    (stands(stall, REACT_ASK_PLACE) || stands(stall, REACT_PROPOSE_PLACE)))
		return MOVE_NAME_PLACE;
	if (reaction != REACT_ASK_TIME && reaction != REACT_PROPOSE_TIME &&
	    (stands(stall, REACT_ASK_TIME) || stands(stall, REACT_PROPOSE_TIME)))
		return MOVE_NAME_TIME;
	if (reaction != REACT_ASK_DELAY && stands(stall, REACT_ASK_DELAY) && stall->phase == PHASE_WAITING &&
	    (known & KNOWN_SOON) != 0)
		return MOVE_BE_LATE;
	/* He stands somewhere, and nobody said where. */
	if ((reaction == REACT_ARRIVED || reaction == REACT_ON_MY_WAY) && (known & KNOWN_PLACE) == 0)
		return MOVE_NAME_PLACE;
	return MOVE_NONE;
}

static enum band band_of(const struct stall *stall)
{
	return stall->suspicion < 0.25F ? BAND_LOW : stall->suspicion < 0.6F ? BAND_MIDDLE : BAND_HIGH;
}

/* ---- the situation ---- */

#define SOON (30 * MS_MINUTE)

static uint32_t known_of_moment(const struct stall *stall, ms_t now)
{
	uint32_t known = 0;

	if (stall->meeting != 0 && stall->meeting <= now)
		known |= KNOWN_PAST;
	if (stall->meeting != 0 && stall->meeting - now <= SOON)
		known |= KNOWN_SOON;
	if (stall->meeting - now > 5 * MS_MINUTE)
		known |= KNOWN_AHEAD;
	if ((stall->heard & (1U << ACT_GOODBYE | 1U << ACT_REFUSE)) != 0)
		known |= (stall->known & KNOWN_AGREED) != 0 && stall->meeting - now > 5 * MS_MINUTE
				 ? KNOWN_BYE
				 : KNOWN_LEFT;
	if (stall->there_at != 0)
		known |= KNOWN_THERE;
	if (stall->missed > 0)
		known |= KNOWN_MISSED;
	if (stall->heard == 0)
		known |= KNOWN_QUIET;
	if (stall->theirs == 0 && stall->ours == 0)
		known |= KNOWN_TIP;
	return known;
}

/* A word of our own after a long silence is a revival, whatever was spoken of. */
static enum phase phase_of(const struct stall *stall, ms_t now)
{
	ms_t last = stall->heard_at > stall->said_at ? stall->heard_at : stall->said_at;
	bool quiet = stall->heard == 0 && stall->theirs != 0;

	/* A time and a place were named: whether he said yes or not, he may be there. */
	if ((stall->phase == PHASE_ARRANGE || stall->phase == PHASE_EXCUSE) &&
	    pace_has_meeting(stall) && stall->meeting - now <= SOON && now - stall->meeting < MS_HOUR)
		return PHASE_WAITING;
	if (quiet && stall->meeting - now > 0 && stall->phase < PHASE_REVIVE)
		return (enum phase)stall->phase;
	if (quiet && (stall->phase != PHASE_WAITING || now - last >= 2 * MS_HOUR) &&
	    now - last >= MS_HOUR)
		return PHASE_REVIVE;
	return (enum phase)stall->phase;
}

/* ---- facts ---- */

struct plan {
	const struct stall *stall;
	const struct stalling *stalling;
	const struct line *line;
	ms_t now;
	uint32_t known; /* with what this turn makes known */
	struct turn *turn;
};

static uint64_t seed_for(const struct plan *plan, uint64_t purpose)
{
	return pace_mix(plan->stall->voice, plan->stall->turns, purpose);
}

static void plan_quantity(struct plan *plan)
{
	struct saying *saying = &plan->turn->saying;

	/* Once named it is never raised. */
	saying->quantity = (plan->stall->known & KNOWN_QUANTITY) != 0
				   ? (double)plan->stall->quantity
				   : meeting_quantity(plan->stall, seed_for(plan, 11));
	strcpy(saying->unit, plan->stall->unit[0] != '\0' ? plan->stall->unit : "g");
	saying->known |= TALK_QUANTITY;
	plan->known |= KNOWN_QUANTITY;
}

static void plan_time(struct plan *plan, bool another)
{
	struct turn *turn = plan->turn;
	ms_t soonest = plan->now + (another ? 60 : 25) * MS_MINUTE;

	if (!another && (plan->stall->known & KNOWN_TIME) != 0 && plan->stall->meeting > plan->now)
		turn->meeting = plan->stall->meeting;
	else
		turn->meeting = meeting_time(plan->stalling, plan->line,
					     turn->place != 0 ? turn->place : plan->stall->place, soonest,
					     seed_for(plan, 12));
	if (turn->meeting != 0)
		plan->known |= KNOWN_TIME;
}

static void plan_place(struct plan *plan, bool another)
{
	struct turn *turn = plan->turn;
	ms_t at = turn->meeting != 0 ? turn->meeting : plan->stall->meeting;

	if (at < plan->now)
		at = plan->now + 40 * MS_MINUTE;
	if (!another && plan->stall->place != 0)
		turn->place = plan->stall->place;
	else
		turn->place = meeting_place(plan->stall, plan->stalling, plan->line, at,
					    seed_for(plan, 13));
	/* None is open then: the next moment at which one is. */
	if (turn->place == 0 && turn->meeting == 0) {
		turn->meeting = meeting_time(plan->stalling, plan->line, 0, at, seed_for(plan, 12));
		if (turn->meeting != 0) {
			plan->known |= KNOWN_TIME;
			turn->place = meeting_place(plan->stall, plan->stalling, plan->line,
						    turn->meeting, seed_for(plan, 13));
		}
	}
	if (turn->place != 0)
		plan->known |= KNOWN_PLACE;
}

static void plan_reaction(struct plan *plan, enum reaction reaction)
{
	switch (reaction) {
	case REACT_ASK_QUANTITY:
		plan_quantity(plan);
		break;
	case REACT_ASK_PLACE:
	case REACT_PROPOSE_PLACE:
	case REACT_PLACE_OK:
		plan_place(plan, false);
		break;
	case REACT_ASK_TIME:
	case REACT_PROPOSE_TIME:
		plan_time(plan, false);
		break;
	default:
		break;
	}
}

static void plan_move(struct plan *plan, enum move move)
{
	switch (move) {
	case MOVE_NAME_QUANTITY:
		plan_quantity(plan);
		break;
	case MOVE_NAME_PLACE:
		plan_place(plan, false);
		break;
	case MOVE_NAME_TIME:
		plan_time(plan, false);
		break;
	case MOVE_CONFIRM:
		plan_place(plan, false);
		plan_time(plan, false);
		break;
	case MOVE_RESCHEDULE:
		plan_time(plan, true);
		plan_place(plan, false);
		break;
	default:
		break;
	}
}

/* What he asked for cannot be given: it is dodged, not ignored. */
static enum reaction possible(const struct plan *plan, enum reaction reaction)
{
	bool place = reaction == REACT_ASK_PLACE || reaction == REACT_PROPOSE_PLACE;
	bool time = reaction == REACT_ASK_TIME || reaction == REACT_PROPOSE_TIME;

	if (place && plan->turn->place == 0)
		return REACT_ASK_WHAT;
	return time && plan->turn->meeting == 0 ? REACT_ASK_WHAT : reaction;
}

/* "How much longer?" while the meeting is hours away (it was put off) is not answered with "ten minutes", but with its hour. */
static enum reaction in_time(const struct stall *stall, enum reaction reaction, ms_t now)
{
	return reaction == REACT_ASK_DELAY && stall->meeting - now > SOON ? REACT_ASK_TIME : reaction;
}

/* Whoever goes home because nobody came is not wished a nice evening. */
static enum reaction fitting(enum reaction reaction, uint32_t known)
{
	return reaction == REACT_GOODBYE && (known & KNOWN_LEFT) != 0 ? REACT_REFUSE : reaction;
}

static const int delays[] = {5, 10, 10, 15, 20};

/* Everything that is known by now may be named. */
static void fill_facts(struct plan *plan)
{
	const struct stall *stall = plan->stall;
	struct saying *saying = &plan->turn->saying;
	uint8_t place = plan->turn->place != 0 ? plan->turn->place : stall->place;
	ms_t meeting = plan->turn->meeting != 0 ? plan->turn->meeting : stall->meeting;

	if ((plan->known & KNOWN_QUANTITY) != 0 && (saying->known & TALK_QUANTITY) == 0)
		plan_quantity(plan);
	if ((plan->known & KNOWN_PLACE) != 0 && place != 0 && place <= plan->line->place_count) {
		saying->place = plan->line->places[place - 1].name;
		saying->known |= TALK_PLACE;
	}
	if ((plan->known & KNOWN_TIME) != 0 && meeting > plan->now - 5 * MS_MINUTE) {
		saying->time = (int)(zone_time_of_day(plan->stalling->zone, meeting) / MS_MINUTE);
		saying->known |= TALK_TIME | TALK_DAY;
	}
	if ((stall->known & KNOWN_PRICE) != 0) {
		saying->price = (double)stall->price;
		saying->offer = meeting_offer(saying->price);
		saying->known |= TALK_PRICE | (saying->offer > 0 ? TALK_OFFER : 0);
	}
	if (stall->product != 0) {
		saying->product = stall->product;
		saying->known |= TALK_PRODUCT;
	}
	saying->delay = delays[seed_for(plan, 14) % (sizeof delays / sizeof delays[0])];
	saying->known |= TALK_DELAY | TALK_NAME | TALK_FRIEND;
}

static bool is_angry(const struct stall *stall)
{
	static const uint32_t acts = 1U << ACT_INSULT | 1U << ACT_THREAT | 1U << ACT_SUSPICIOUS |
				     1U << ACT_IMPATIENT | 1U << ACT_REFUSE;

	return (stall->heard & acts) != 0 || stall->insults != 0;
}

static uint32_t tags_of(const struct plan *plan, enum move move)
{
	const struct stall *stall = plan->stall;
	ms_t meeting = plan->turn->meeting != 0 ? plan->turn->meeting : stall->meeting;
	ms_t since = zone_time_of_day(plan->stalling->zone, plan->now);
	uint32_t tags = stall->counts[move] == 0 ? TAG_FIRST : TAG_AGAIN;

	if (meeting != 0) {
		tags |= meeting - (plan->now - since) < MS_DAY ? TAG_TODAY : TAG_TOMORROW;
		tags |= meeting - plan->now < 2 * MS_HOUR ? TAG_SOON : 0;
	} else {
		tags |= TAG_TODAY;
	}
	tags |= since >= 18 * MS_HOUR ? TAG_EVENING : since < 12 * MS_HOUR && since > 5 * MS_HOUR ? TAG_MORNING : 0;
	tags |= stall->there_at != 0 && stall->phase == PHASE_WAITING ? TAG_WAITING : 0;
	tags |= stall->counts[MOVE_BE_LATE] != 0 ? TAG_LATE2 : 0;
	tags |= is_angry(stall) ? TAG_QUARREL : 0;
	tags |= stall->missed != 0 || stall->counts[MOVE_BE_LATE] != 0 ? TAG_MISSED : 0;
	return tags | (says_something(plan->turn->saying.reaction) ? TAG_ASKED : 0);
}

/* ---- the choice ---- */

static const struct options styles = {
	.count = STYLE_COUNT,
	.ids = {STYLE_ANY, STYLE_SHORT, STYLE_LONG},
	.prior = {0.30F, 0.30F, 0.24F},
};

static enum move choose(struct plan *plan, const struct situation *situation, struct random *random)
{
	struct turn *turn = plan->turn;
	struct options options;
	struct pick move = {MOVE_REACT, 1}, style;

	permit_moves(plan->stall, situation, &options);
	pairs_narrow(turn->saying.reaction, &options);
	if (options.count != 0)
		move = learner_pick(&plan->stalling->learner, WHAT_MOVE, turn->arm, situation->phase,
				    situation->band, situation->act, &options, random);
	style = learner_pick(&plan->stalling->learner, WHAT_STYLE, turn->arm, situation->phase,
			     situation->band, situation->act, &styles, random);
	turn->p = move.propensity;
	turn->p_uniform = options.count != 0 ? 1 / (double)options.count : 1;
	turn->p_prior = options.count != 0
				? learner_share(&plan->stalling->learner, ARM_PRIOR, situation->phase,
						situation->band, situation->act, &options, move.id, random)
				: 1;
	turn->saying.style = (enum style)style.id;
	turn->propensity = move.propensity * style.propensity;
	return (enum move)move.id;
}

/* He was asked twice and stayed silent: it is over, without another word. */
static void rest(struct turn *turn, const struct situation *situation)
{
	turn->result = TURN_SILENT;
	turn->saying.move = MOVE_GO_SILENT;
	turn->propensity = turn->p = turn->p_prior = turn->p_uniform = 1;
	turn->situation = (struct situation_brief){(uint8_t)situation->phase, ACT_UNCLEAR,
						   (uint8_t)situation->band};
}

/* Who he is, asked once: what he answers decides whether he has a customer. No fact is named, nothing is wanted. */
static void probe(const struct stall *stall, struct turn *turn, const struct situation *situation,
		  uint64_t chance)
{
	rest(turn, situation);
	if (stall->ours != 0)
		return;
	turn->result = TURN_SAY;
	turn->saying = (struct saying){.move = MOVE_PROBE,
				       .language = (enum language)stall->language,
				       .voice = stall->voice,
				       .seed = chance,
				       .style = STYLE_SHORT};
}

void stall_turn(const struct stall *stall, const struct stalling *stalling,
		const struct line *line, ms_t now, uint64_t chance, struct turn *ret_turn)
{
	struct random random;
	struct plan plan = {stall, stalling, line, now, 0, ret_turn};
	struct situation situation = {.phase = phase_of(stall, now), .band = band_of(stall)};
	struct saying *saying = &ret_turn->saying;
	enum reaction reaction = reaction_of(stall);
	enum move move;

	*ret_turn = (struct turn){.result = TURN_SAY, .arm = (enum arm)stall->arm};
	if (!pace_is_awake(stalling, line, now)) {
		ret_turn->result = TURN_LATER;
		ret_turn->again = pace_awake(stalling, line, now, chance);
		return;
	}
	random_from_seed(&random, chance, "turn");
	if (stall->engaged == ENGAGED_PROBE) {
		probe(stall, ret_turn, &situation, chance);
		return;
	}
	if (situation.phase == PHASE_REVIVE &&
	    (stall->revivals >= REVIVALS_MOST || (situation.band == BAND_HIGH && stall->revivals > 0))) {
		rest(ret_turn, &situation);
		return;
	}
	situation.act = stall->heard != 0 ? (enum act)stall->last_act : ACT_UNCLEAR;
	plan.known = stall->known | known_of_moment(stall, now);
	if (meeting_time(stalling, line, 0, now + 25 * MS_MINUTE, 0) != 0 && line->place_count != 0)
		plan.known |= KNOWN_PLACES;
	reaction = in_time(stall, reaction, now);
	plan_reaction(&plan, reaction);
	reaction = fitting(possible(&plan, reaction), plan.known);
	situation.must = must_of(stall, reaction, plan.known);
	situation.known = plan.known | (is_enough(reaction) ? KNOWN_ASKED : 0) |
			  (is_answer(reaction) ? KNOWN_ANSWERED : 0);
	saying->reaction = reaction;
	move = choose(&plan, &situation, &random);
	ret_turn->situation = (struct situation_brief){(uint8_t)situation.phase,
						       (uint8_t)situation.act,
						       (uint8_t)situation.band};
	saying->move = move;
	saying->reaction = pairs_keep(reaction, move);
	if (move == MOVE_GO_SILENT || (move == MOVE_REACT && !says_something(reaction)))
		ret_turn->result = TURN_SILENT;
	plan_move(&plan, move);
	fill_facts(&plan);
	saying->tags = tags_of(&plan, move);
	saying->language = (enum language)stall->language;
	saying->voice = stall->voice;
	saying->story = stall->story;
	saying->seed = random_u64(&random);
}
