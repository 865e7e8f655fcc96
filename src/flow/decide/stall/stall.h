// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The stalling line's policy: whom it engages, what it makes of what he says, when it answers and by which move. Pure:
 * conversations, learner, hours and chance are handed in; nothing is sent and nothing is worded here.
 *
 *   stall_decide()   a message came: whether its sender is answered, and when      (engage.c, hear.c, pace.c)
 *   stall_turn()     an answer is due: what it says                                (turn.c, permit.c, learner.c, meeting.c)
 *   stall_said()     it was said, and is in the record                             (said.c)
 *   stall_initiative()  the next word of our own, should he stay silent            (pace.c)
 *
 * stall_decide() and stall_said() are all that changes a conversation, so that a restart that replays the record through
 * them finds it as it was.
 */
#ifndef FLOW_DECIDE_STALL_STALL_H
#define FLOW_DECIDE_STALL_STALL_H

#include "base/zone.h"
#include "flow/decide/stall/learner.h"

/* How a number of ours fares: those that dealers pass on as a robot's rest (numbers.c). */
struct own_number {
	float opened, answered, accused; /* conversations, fading */
	ms_t rests_until;
	uint16_t rests;	/* how often it had to */
	bool retired;	/* for good: a person should replace it */
};

/* So often a man who fell silent is written to again; then never, unless he begins anew. */
enum { REVIVALS_MOST = 2 };

/*
 * What a turn would have earned under another policy, by inverse propensity: each logged choice counts as often as that
 * policy would have made it. Rewards as learner.h has them.
 */
enum policy { POLICY_LOGGED, POLICY_PRIOR, POLICY_UNIFORM, POLICY_COUNT };
struct estimate {
	double count;		       /* choices */
	double weight, squares;	       /* sums of importance weights and of their squares */
	double reward, reward_squares; /* sums of weighted rewards, and of squared weight times squared reward */
};

/* What the conversations of one line share. */
struct stalling {
	struct zone *zone; /* owned by the driver */
	struct learner learner;
	struct own_number numbers[LINE_NUMBERS_MAX];
	struct estimate estimates[POLICY_COUNT];
	uint8_t last_place; /* 1 + index: not the same twice running */
	uint8_t voice_key[16]; /* voices follow from it and the contact's number */
};

/* Fills message->decision from message->stall and message->stalling, both set; a message, a call or a tip. */
void stall_decide(struct message *message, uint64_t chance);
/* The same from the record, after a restart: message->decision is what was decided then. */
void stall_recall(struct message *message);
/* From now on the line is his customer: by what he wrote, or because an operator approved him. */
void stall_engage(struct stall *stall, struct stalling *stalling, const struct line *line,
		  uint32_t contact, enum language language, enum engagement how, ms_t now);
/* What he wrote before he was approved is heard only then. */
void stall_hear(struct message *message);
/* When the first word to him goes out after an approval. */
ms_t stall_approved(const struct stalling *stalling, const struct line *line, ms_t now,
		    uint64_t chance);
/* Whether the number is on the police's list: then nobody engages it. */
bool stall_is_deconflicted(const struct line *line, const char *number);

/* What an answer that is due is to be. */
enum turn_result {
	TURN_SAY,    /* `saying` */
	TURN_SILENT, /* nothing, on purpose: recorded, and `next` takes its place */
	TURN_LATER,  /* at `again`: it is outside the line's hours */
};
struct turn {
	enum turn_result result;
	ms_t again;
	struct saying saying;
	struct situation_brief {
		uint8_t phase, act, band;
	} situation;
	enum arm arm;
	double propensity; /* of the move and the style together */
	double p, p_prior, p_uniform; /* of the move alone: as it was chosen, and as the controls would have */
	ms_t meeting;	   /* the moment that `saying.time` stands for */
	uint8_t place;	   /* 1 + index; 0: none is named */
	uint64_t claims;   /* what its words claim (story.h): set once it is worded */
	/* For the record alone: whose words it was said in, "writer" or "pack", and why not the writer's; NULL: nobody
	 * was asked. */
	const char *words, *refused;
};
/* Does not change the conversation. */
void stall_turn(const struct stall *stall, const struct stalling *stalling,
		const struct line *line, ms_t now, uint64_t chance, struct turn *ret_turn);
/* The turn was sealed at `now`: the conversation goes on from there. */
void stall_said(struct stall *stall, struct stalling *stalling, const struct line *line,
		const struct turn *turn, ms_t now);
/* When the line says its next word by itself if nobody writes until then; MS_NEVER: it does not. */
ms_t stall_initiative(const struct stall *stall, const struct stalling *stalling,
		      const struct line *line, ms_t now);
/* Rewards all that waits for it: the conversation is forgotten, or over. */
void stall_settle(struct stall *stall, struct stalling *stalling, ms_t now);

/* A turn as the record says it, in words that a person can read and a restart can parse: `turn.text` of at most
 * TURN_TEXT_MAX bytes. */
enum { TURN_TEXT_MAX = 480 };
void turn_write(const struct turn *turn, char ret_text[TURN_TEXT_MAX]);
/* False: it is no such text. */
bool turn_parse(struct bytes text, const struct line *line, struct turn *ret_turn);

/* numbers.c: of the line's numbers, the one that a new conversation begins from (index); SIZE_MAX: all rest. */
size_t stall_number(const struct stalling *stalling, const struct line *line, ms_t now);
/* Whether this number of ours takes nobody new now. */
bool stall_number_rests(const struct stalling *stalling, size_t number, ms_t now);

/* He wrote to it; `accused`: for the second time that it is a robot's. It counts for its health. */
void stall_number_heard(const struct stall *stall, struct stalling *stalling,
			const struct line *line, size_t number, bool accused, ms_t now);

/* save.c: a conversation, and what a line's share, as bytes. Of a conversation older forms are read too; 1 had no story. */
enum { STALL_OLDEST = 1, STALL_VERSION = 2 };
void stall_save(const struct stall *stall, struct buf *out);
enum err stall_load(struct reader *reader, unsigned version, struct stall *ret_stall);
void stalling_save(const struct stalling *stalling, struct buf *out);
enum err stalling_load(struct stalling *stalling, struct bytes saved);

#endif
