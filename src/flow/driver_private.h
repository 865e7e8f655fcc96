// SPDX-License-Identifier: GPL-3.0-or-later
/* What the driver's own rooms share: flow.c (in), release.c (out), operator.c, recover.c. Nobody
 * else includes it. */
#ifndef FLOW_DRIVER_PRIVATE_H
#define FLOW_DRIVER_PRIVATE_H

#include "base/mem.h"
#include "base/phone.h"
#include "base/sms.h"
#include "base/zone.h"
#include "flow/budget/admit.h"
#include "flow/budget/cohort.h"
#include "flow/budget/curve.h"
#include "flow/budget/ledger.h"
#include "flow/budget/pace.h"
#include "flow/budget/siege.h"
#include "flow/classify/classify.h"
#include "flow/classify/join.h"
#include "flow/decide/decide.h"
#include "flow/driver.h"
#include "flow/evidence/evidence.h"
#include "flow/limits.h"
#include "flow/proposals.h"
#include "flow/reply/filter.h"
#include "flow/reply/outbox.h"
#include "flow/reply/say.h"
#include "flow/reply/sending.h"
#include "flow/reply/words.h"
#include "flow/stalls.h"
#include "flow/talks.h"
#include "standing/site_view.h"
#include "store/contacts.h"

/* The second door of a line: what it expects, whether it is under siege, who waits, how fast money
 * may go. */
struct gate {
	struct zone *zone;
	struct curve curve;
	struct siege siege;
	struct cohort *cohort; /* declining lines that do not answer at once; else NULL */
	struct pace pace;
	ms_t slot; /* the next moment at which all that wait are looked at, in a siege */
	struct ledger received; /* money, for receive_limit; no ring when there is no limit */
	bool found;		/* those that are expected stand out from the attack */
	struct pace_prices prices;
	double doubtful;   /* the score at which the attack begins */
	bool crowd;	   /* what comes may be a crowd of genuine people */
	bool too_dear;	   /* receiving passed its limit, and was told */
	bool look;	   /* just opened: look at receiving once, for whoever must be told again */
	uint32_t contacts; /* of the snapshot, then of what was replayed: beyond it they are new */
};

/* A line at work: its settings, its contacts, its money. */
struct lane {
	const struct line *line;
	struct line_row row;
	struct contacts *contacts;
	struct ledger ledger;
	struct gate gate;
	struct stalling *stalling; /* of a stalling line; else NULL */
	struct site *site;	   /* of a site; else NULL */
	struct sightings *sightings; /* of a watching line, once somebody asked; else NULL */
	bool paused;
	/* The earliest moment at which the first of a queue could be paid; 0: not blocked. */
	ms_t blocked[QUEUE_COUNT];
	bool told_budget;  /* that a cap refuses was told, and is no news until there is slack */
	uint64_t snapshot; /* the newest snapshot's `upto` */
	struct outcome *outcomes; /* to be written with this batch */
	size_t outcome_count, outcome_room;
	struct flow_counts counts;
};

/* What texts of the packs are charged as, once measured. */
enum { MEASURED = 64 };
struct measured {
	const uint8_t *text;
	int parts;
};

struct flow {
	struct flow_options options;
	struct lane lanes[LINES_MAX];
	size_t lane_count;
	struct ledger house;
	struct admit *admit;
	struct join *join;
	struct classify *classify;
	struct talks *talks; /* what those who wrote last said so far */
	struct stalls *stalls; /* conversations of stalling lines; NULL without such a line */
	struct said *said;     /* what they said: never twice */
	struct recents *recents;     /* what both sides said last; NULL: nobody words but the packs */
	struct proposals *proposals; /* likewise */
	struct stall scratch;  /* of a stranger while his message is decided on */
	struct evidence *evidence;
	struct outbox *outbox;
	struct sending *sending;
	struct phone_checker *phones;
	ms_t now;	    /* the batch's moment */
	bool open;	    /* between flow_begin and flow_commit */
	bool wrote;	    /* the batch has something to commit */
	bool full;	    /* its arena had no room for one more answer */
	struct arena arena; /* of effects and texts; emptied with each batch */
	struct effect *effects;
	size_t effect_count, effect_room;
	struct buf text; /* scratch for joining */
	struct measured measured[MEASURED];
};

/* flow.c */
struct effect *flow_effect(struct flow *flow, enum effect_type type, uint32_t line_index);
/* A copy that lives until the commit; "" when memory is short. */
const char *flow_keep(struct flow *flow, const char *text);
struct bytes flow_keep_bytes(struct flow *flow, struct bytes bytes);
uint8_t flow_flags(const struct flow *flow, uint32_t line_index, uint32_t contact);
void flow_set_flags(struct flow *flow, uint32_t line_index, uint32_t contact, uint8_t flags);
/* The contact with this address: 0 when the line has none. */
uint32_t flow_find_contact(const struct flow *flow, uint32_t line_index, const char *address);

/* The number behind a contact, from its sealed row. */
enum err flow_address(struct flow *flow, uint32_t line_index, uint32_t contact,
		      char ret_address[NUMBER_MAX], struct error *error_r);
/* Appends the message's decision as an event of its own about message->event; `by`: an operator, or
 * NULL. */
enum err flow_seal_decision(struct flow *flow, const struct message *message, const char *by,
			    struct error *error_r);

/* release.c */
enum err release_due(struct flow *flow, struct error *error_r);
ms_t release_next(struct flow *flow);
/* Seals a decision about a contact, lets its flags and its entry follow, and tells it. `about` 0:
 * about no message. */
enum err release_decide(struct flow *flow, uint32_t line_index, uint32_t contact, uint64_t about,
			const char *address, const char *id, const struct decision *decision,
			const char *by, struct error *error_r);

/* Money, number, words, carrier: one answer, if all of them allow it. */
enum attempt {
	RELEASED, /* sealed and handed over, or refused for ever: the entry is gone */
	NO_MONEY,
	NO_CREDIT,
	BROKEN, /* the store failed */
};
enum attempt release_attempt(struct flow *flow, uint32_t index, struct error *error_r);

/* What turns.c needs of it: letting an entry go for good, with the reason in the record; and money, record and hand-over of
 * an answer that is worded. */
enum attempt release_let_go(struct flow *flow, uint32_t index, enum why why, struct error *error_r);
enum attempt release_hand_over(struct flow *flow, uint32_t index, const struct answer *answer,
			       struct error *error_r);

/* flow.c */
/* Loads the sender's past into the message; a new sender gets his row in this transaction. */
enum err flow_load_contact(struct flow *flow, struct message *message, struct error *error_r);

/* tip.c */
bool tip_is_number(const struct line *line, const char *number);
/* A text to one of those numbers: from here on it is a tip, and who sent it is forgotten. ERR_FULL: the batch has no room. */
enum err tip_take(struct flow *flow, struct message *message, struct error *error_r);
/* It is whole, and was admitted: whom it is about becomes its contact, if that can be told. */
enum err tip_about(struct flow *flow, struct message *message, struct error *error_r);

/* sightings.c */
/* An arrival was taken: it counts, if anybody has asked for counts. */
void sightings_count(struct flow *flow, const struct message *message);
/* A profile says of itself that a minor has it. */
void sightings_minor(struct talk *talk, struct reading *reading);
void sightings_close(struct lane *lane);

/* turns.c */
/* Nothing is said to these by the line itself. */
#define CONTACT_SILENCED (CONTACT_STOPPED | CONTACT_BLOCKED | CONTACT_TAKEN | CONTACT_HELD)
/* Opens and closes what the conversations of a stalling line share. */
enum err turn_open(struct flow *flow, uint32_t line_index, struct error *error_r);
void turn_close(struct lane *lane);
/* Whether the entry is a turn of a conversation, whose move is chosen when it is due. */
bool turn_is_one(const struct flow *flow, const struct entry *entry);
/* Hands a message its conversation; and keeps that once the message is decided on. */
void turn_lend(struct flow *flow, struct message *message);
void turn_keep(struct flow *flow, struct message *message);
/* One turn: `answer` is addressed, and not worded yet. */
enum attempt turn_attempt(struct flow *flow, uint32_t index, struct answer *answer,
			  struct error *error_r);
/* Why something is said, or nothing is: an event of its own about his last message. */
enum err turn_seal(struct flow *flow, const struct entry *entry, enum move move, double propensity,
		   const char *reason, struct error *error_r);
/* Schedules the next word of ours, should he stay silent. */
enum err turn_follow(struct flow *flow, uint32_t line_index, uint32_t contact, const char *address,
		     struct error *error_r);
/* Engages a contact and fills in when and from which number the first word goes out. */
enum err turn_approve(struct flow *flow, uint32_t line_index, uint32_t contact, struct entry *entry,
		      struct error *error_r);

/* A place for a conversation; what had to go for it taught what it could. NULL: no memory. */
struct stall *turn_place(struct flow *flow, uint32_t line_index, uint32_t contact);
/* Index of one of the line's numbers. */
uint8_t turn_number(const struct line *line, const char *via);
/* Which of the pack's products a text names, from 1 on; 0: none. */
uint16_t turn_product(const struct flow *flow, const struct message *message);

/* turns_writer.c: words that somebody proposes. Without a writer these do nothing. */
enum err writer_open(struct flow *flow, struct error *error_r);
void writer_close(struct flow *flow);
/* Asks for words for a turn that was just decided; false: it is the pack's, and turn->words says so. True: the entry is to
 * ring again when the writer's time is over. */
bool writer_ask(struct flow *flow, const struct entry *entry, const struct stall *stall,
		struct turn *turn);
/* The turn for which words were asked, if nothing has happened since. */
bool writer_recall(struct flow *flow, const struct entry *entry, const struct stall *stall,
		   struct turn *ret_turn);
/* Puts proposed words that may be sent into flow->text; false: the pack's are to be used. The turn says which and why. */
bool writer_words(struct flow *flow, struct turn *turn, struct answer *answer);
/* The turn was said, or something else was done instead. */
void writer_done(struct flow *flow, const struct entry *entry, const struct turn *turn);
/* He wrote, or rang: what was decided for him is void. */
void writer_heard(struct flow *flow, const struct message *message);
void writer_said(struct flow *flow, uint32_t line_index, uint32_t contact, struct bytes text);

/* turns_record.c: conversations to and from the store. */
enum err turns_save(struct flow *flow, uint32_t line_index, struct error *error_r);
enum err turns_load(struct flow *flow, uint32_t line_index, struct error *error_r);
/* Reads a contact's last text again into the message; ERR_ABSENT: he wrote none, or it is not remembered. */
enum err turn_reread(struct flow *flow, struct message *message);
/* What came after the snapshot is heard and said again. */
void turns_replay_message(struct flow *flow, struct message *message);
/* `entry` waits for it (NULL: nothing does) and gets the number it leaves from; `saved`: the conversation was loaded. */
void turns_replay_approval(struct flow *flow, uint32_t line_index, uint32_t contact,
			   struct entry *entry, ms_t at, bool saved);
void turns_replay_said(struct flow *flow, uint32_t line_index, uint32_t contact,
		       const struct turn *turn, struct bytes text, ms_t at);
/* Then the next words of ours are due again. */
enum err turns_resume(struct flow *flow, uint32_t line_index, struct error *error_r);

/* release_siege.c */
/* Whether all that wait in their windows can be paid: then nobody is held, alarm or not. */
bool release_has_room(struct flow *flow, uint32_t line_index);
/* Looks at all that wait in a line under siege, if it is time; the calmest first. */
enum attempt siege_release(struct flow *flow, uint32_t line_index, struct error *error_r);
/* The end of the window of one of them: once more he alone; nobody is held while there is room for
 * all that wait. */
enum attempt siege_last_try(struct flow *flow, uint32_t index, struct error *error_r);
/* Fills why, score and cluster of one whose window is over, and says what the record should. True:
 * not even a late answer, unless a person wants it. */
bool siege_refuse(const struct flow *flow, const struct entry *entry, struct decision *decision,
		  char *ret_text, size_t room);
/* The same read back from the record: fills score, cluster and position; whether it was found
 * hopeless. */
bool siege_recall(struct bytes text, struct entry *entry);

/* gate.c */
enum err gate_open(struct flow *flow, uint32_t line_index, struct error *error_r);
void gate_finish(struct gate *gate);
/* Whether who waits is looked at together: in a siege, and after it while those who came in it wait and
 * cannot all be paid. */
bool gate_in_siege(struct flow *flow, uint32_t line_index);
/* A message is in the record: it counts, and may be the one that says "siege". */
enum err gate_arrived(struct flow *flow, const struct message *message, struct error *error_r);
/* Somebody's first message, whose answer waits; or another one of his. For live messages and for a
 * restart's. */
void gate_pending(struct flow *flow, const struct message *message);
/* A restart meets a message that the gate's snapshot does not hold: it counts, and nothing is told.
 */
void gate_replay(struct flow *flow, const struct message *message);
/* A restart meets what was told: a siege ends by time, which no message tells. */
void gate_recall(struct flow *flow, uint32_t line_index, struct bytes note, ms_t at);
/* He was answered, and not late: in calm, that is whom the line serves. */
void gate_learn(struct flow *flow, uint32_t line_index, uint32_t contact);
/* An answer goes out. */
void gate_answered(struct flow *flow, const struct answer *answer);
/* What time alone changes. */
enum err gate_tick(struct flow *flow, struct error *error_r);
ms_t gate_next(struct flow *flow);
void gate_pace(struct flow *flow, uint32_t line_index);
double gate_scale(struct flow *flow, uint32_t line_index);
/* Answers that the line's limit an hour still allows; INFINITY without one. */
double gate_answers_left(struct flow *flow, uint32_t line_index);
/* What is counted at the doors. */
void gate_read(struct flow *flow, uint32_t line_index, struct flow_counts *counts);
/* To and from the store, beside the line's snapshot. */
enum err gate_save(struct flow *flow, uint32_t line_index, struct error *error_r);
enum err gate_load(struct flow *flow, uint32_t line_index, struct error *error_r);

/* sites.c */
enum err site_open(struct flow *flow, uint32_t line_index, struct error *error_r);
/* An event of the record is taken again. */
enum err site_replay(struct flow *flow, uint32_t line_index, const struct event_row *row,
		     const struct evidence_view *view, struct error *error_r);
/* To and from the store, beside the line's snapshot; of lines that are sites. */
enum err site_store(struct flow *flow, uint32_t line_index, struct error *error_r);
enum err site_fetch(struct flow *flow, uint32_t line_index, struct error *error_r);
/* The record is replayed: from here on the rules of the settings hold. When they are others than before, all is written down
 * first, so that what was decided under the one and what will be under the other is each replayed under its own. */
enum err site_ready(struct flow *flow, uint32_t line_index, struct error *error_r);

/* operator.c */
/* The contact by number ("+33...") or by id ("17"); ERR_ABSENT. */
enum err flow_contact_of(const struct flow *flow, uint32_t line_index, const char *contact,
			 uint32_t *ret_contact, struct error *error_r);

/* outcome.c */
enum err outcomes_seal(struct flow *flow, struct error *error_r);
void lane_outcome(struct flow *flow, uint32_t line_index, const struct outcome *outcome);

/* The note by which a restart knows that the program had stopped in order. */
#define NOTE_STOPPED "stopped"

/* recover.c */
enum err recover_lane(struct flow *flow, uint32_t line_index, struct error *error_r);

/* snapshot.c */
/* A value of the store's that is sealed, and bound to its name. The second appends; ERR_ABSENT: there is none, ERR_CRYPTO: it was tampered
 * with. */
enum err snapshot_put(struct flow *flow, const char *name, struct bytes plain, struct error *error_r);
enum err snapshot_get(struct flow *flow, const char *name, struct buf *plain, struct error *error_r);
/* Writes down what a restart would begin from. */
enum err recover_snapshot(struct flow *flow, uint32_t line_index, struct error *error_r);
/* What was said so far, as it was written down; nothing, when it never was. */
enum err snapshot_talks(struct flow *flow, uint32_t line_index, struct error *error_r);

#endif
