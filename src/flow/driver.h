// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The driver: takes messages through the stages, in batches of one transaction each, and releases answers when they
 * are due. It knows no clock, no network and no chance: moments come with each call, randomness and sending are handed
 * in. rehearse and serve drive the very same code.
 *
 * One batch:   flow_begin, any number of flow_message / flow_operator / flow_outcome, flow_due, flow_commit
 *
 * What a batch brings about is told to the sink as effects, in order, after the commit and never before: the keeper
 * turns them into acknowledgements and sends, rehearse into lines of JSON. When a call returns ERR_IO or ERR_CRYPTO
 * the store is over: abandon the flow, end the process, and let a restart recover.
 */
#ifndef FLOW_DRIVER_H
#define FLOW_DRIVER_H

#include "base/phone.h"
#include "base/random.h"
#include "base/seal.h"
#include "flow/flow.h"
#include "flow/recent.h"
#include "store/store.h"

struct models; /* flow/classify/models.h */
struct site_told; /* flow/sites.h */

#define EFFECTS(E)                                                                                 \
	E(EFFECT_VERDICT, "verdict") /* a message was read and decided on */                       \
	E(EFFECT_REPLY, "reply")     /* hand this to the bearer */                                 \
	E(EFFECT_HELD, "held")                                                                     \
	E(EFFECT_MUTED, "muted")                                                                   \
	E(EFFECT_FLAG, "flag")       /* a person should look */                                    \
	E(EFFECT_PAUSED, "paused")                                                                 \
	E(EFFECT_RESUMED, "resumed")                                                               \
	E(EFFECT_BUDGET, "budget")   /* a cap refuses the next answer */                           \
	E(EFFECT_SIEGE, "siege")     /* far more write than this hour's expectation */             \
	E(EFFECT_CALM, "calm")       /* the siege is over */                                       \
	E(EFFECT_RECEIVING, "receiving") /* receiving passed the line's receive_limit, or is below it again */ \
	E(EFFECT_SITE, "site")       /* of a site: a verdict, or something that came of one */     \
	E(EFFECT_WORDING, "wording") /* words are wanted for a turn: flow_proposal(); of no operator's interest */

enum effect_type {
#define X(id, name) id,
	EFFECTS(X)
#undef X
};
const char *effect_name(enum effect_type type);

/* A stalling line's turn that is decided, for whoever words it: facts, and what was said last. No number, no name but
 * those that are made up. */
struct wording {
	struct saying saying; /* `language`: that of the words */
	uint32_t must;	      /* enum talk_fact that they must name */
	size_t count;	      /* of the last texts, the oldest first */
	struct recent_text texts[RECENT_TEXTS];
};

/* How asking for them ended. Those refused are counted by the rule (reply/filter.h) that did it. */
#define PROPOSAL_ENDS(P)                                                                           \
	P(PROPOSAL_USED, "used", "its words were sent")                                            \
	P(PROPOSAL_LATE, "late", "none came in time")                                              \
	P(PROPOSAL_BUSY, "busy", "too many at a time, or nobody there to be asked")                \
	P(PROPOSAL_FAILED, "failed", "no answer that could be read")                               \
	P(PROPOSAL_OVERTAKEN, "overtaken", "he wrote meanwhile, and it was decided anew")          \
	P(PROPOSAL_SAID, "said", "the line said that before, or nearly")                           \
	P(PROPOSAL_REFUSED, "refused", "by a rule of the filter")

enum proposal_end {
#define X(id, name, what) id,
	PROPOSAL_ENDS(X)
#undef X
		PROPOSAL_END_COUNT
};
const char *proposal_end_name(enum proposal_end end);

/* Views live until the sink's function returns. Members that do not apply are zero. */
struct effect {
	enum effect_type type;
	ms_t at;
	const struct line *line; /* NULL: the house */
	uint32_t line_index, contact;
	const char *address; /* the sender's number */
	const char *via;     /* the own number */
	struct bytes id;     /* the provider's id of the message */
	uint64_t token;      /* of a reply, or of words that are wanted */
	const struct reading *reading;
	struct bytes text;   /* of a reply */
	int parts;
	int64_t cost;
	enum move move;
	enum why why;
	double propensity;
	enum arm arm;        /* of a reply: by what its move was chosen */
	const char *reason;  /* of a stalling line's reply: why it says this, as the record has it; NULL: the move says it all */
	ms_t due;            /* of a verdict: when its answer is due; 0: none is. Of words: until when they are waited for */
	bool late;           /* a reply after its window */
	const char *by;      /* who paused; which cap: "hour", "day", "house" */
	int64_t left;        /* micro-euros under that cap */
	double score;        /* of one held by the cohort: the higher, the more like the attack; NAN: none */
	uint32_t cluster;    /* of one held by the cohort: those who wrote alike share it; 0: none */
	double rate, expected; /* of siege and calm: first contacts, or messages, an hour */
	bool over;           /* of receiving: the limit is passed; false: below it again */
	const struct wording *wording; /* of words that are wanted */
	const struct site_told *site;  /* of EFFECT_SITE */
};

struct flow_sink {
	void *context;
	/* Claims room at the line's bearer for one more answer; false when its window is full or it is not bound. */
	bool (*claim)(void *context, uint32_t line_index);
	void (*effect)(void *context, const struct effect *effect);
	/* Whether somebody may be asked for words now, under this token; then EFFECT_WORDING follows. NULL: nobody ever. */
	bool (*ask)(void *context, uint64_t token);
};

/* Who words turns beside the packs. All zero: nobody does. */
struct flow_writer {
	ms_t timeout; /* an answer is waited for so long at most, once; 0: nobody is asked */
	double share; /* of the turns, 0 to 1 */
};

struct flow_options {
	const struct line *lines; /* borrowed for the flow's life, as all pointers here */
	size_t line_count;
	const struct house *house;
	const struct packs *packs;
	const struct models *models; /* NULL: signs alone read */
	struct store *store;
	const struct keys *keys;
	struct random *random;
	/* The key of a provider's id, as flow_outcome() was given it; receipts find their answers across a restart only
	 * with it. NULL: they do not. */
	uint64_t (*id_key)(const char *provider_id);
	bool fiction; /* numbers reserved for fiction are valid (rehearse, demo) on every line */
	struct flow_writer writer;
	struct flow_sink sink;
};

struct flow;

/* Opens every line in the store, rebuilds what waits from it. `now` is the moment of the restart. Answers that were
 * handed over and never confirmed become "unknown"; a declining line never sends them again. */
enum err flow_create(const struct flow_options *options, ms_t now, struct flow **ret_flow,
		     struct error *error_r);
/* Frees; writes nothing. */
void flow_destroy(struct flow *flow);

/* Writes into the record of each line that the program stops in order: after it, a carrier has nothing to repeat. */
enum err flow_close(struct flow *flow, struct error *error_r);

enum err flow_begin(struct flow *flow, ms_t now, struct error *error_r);
/* Takes one arrival through the stages; its moment is the batch's. `message` must stay until the commit. ERR_MEMORY or ERR_FULL: it was not
 * taken, nothing was written, the batch goes on. */
enum err flow_message(struct flow *flow, struct message *message, struct error *error_r);
/* Releases what is due at the batch's moment. */
enum err flow_due(struct flow *flow, struct error *error_r);
enum err flow_commit(struct flow *flow, struct error *error_r);
/* The next moment at which flow_due() has something to do; MS_NEVER when there is none. */
ms_t flow_next(struct flow *flow);

/* What became of an answer. `key` identifies the provider's id, for receipts. */
enum err flow_outcome(struct flow *flow, uint64_t token, enum outbox_state state,
		      const char *provider_id, uint64_t key, uint32_t status);
/* A receipt came for the answer known by one of these keys, likeliest first. Receipts may come before the response that
 * names the id: one that fits nothing yet is kept for a while and ERR_ABSENT is returned. *ret_found: which key it was. */
enum err flow_receipt(struct flow *flow, const uint64_t *keys, size_t key_count,
		      enum outbox_state state, size_t *ret_found);
/* The bearer of a line lost its bind or its process: what it held is unknown. */
void flow_bearer_lost(struct flow *flow, const char *bearer);
/* A carrier may deliver this again, for its bind broke before our acknowledgement was seen. */
void flow_suspect(struct flow *flow, const uint8_t wire[WIRE_HASH]);

/* turns_writer.c: words that are proposed for the turn that EFFECT_WORDING told of; any bytes. Empty, or more than
 * PROPOSAL_TEXT_MAX: there are none. Its answer is due at once then, with the pack's words if these are refused. A token
 * that is not waited for any more is no error. In a batch. */
enum { PROPOSAL_TEXT_MAX = 512 };
void flow_proposal(struct flow *flow, uint64_t token, struct bytes text);
/* How often it ended how, since start: `at` from 0 on. False beyond the last, and when nobody is asked. */
bool flow_proposal_count(const struct flow *flow, size_t at, const char **ret_name,
			 uint64_t *ret_count);

/* The operator's verbs. `contact` is a number as written on the line, or its id there ("17"). */
enum flow_verb { FLOW_PAUSE, FLOW_RESUME, FLOW_APPROVE, FLOW_BLOCK, FLOW_TAKEOVER };
/* A contact may also be "cluster:1a2b3c4d", as the queue shows it: all who wrote alike and are held (approve and block).
 * line_index SIZE_MAX: all lines (pause and resume only). `by` is kept in the record. */
enum err flow_operator(struct flow *flow, enum flow_verb verb, size_t line_index,
		       const char *contact, const char *by, struct error *error_r);
/* Whether the line knows this contact. */
bool flow_knows(const struct flow *flow, uint32_t line_index, const char *contact);

/* learn.c: what operators correct, and the models that come of it. */
/* A contact's last text, as it was read back from the record. */
struct flow_last {
	uint64_t event;
	enum kind kind; /* what it was read as */
	enum language language;
	char contact[NUMBER_MAX]; /* "17" */
};
/* Appends the text: UTF-8. ERR_ABSENT: no such contact, or its last text is not remembered or was erased; in words. */
enum err flow_last_text(struct flow *flow, uint32_t line_index, const char *contact, struct buf *out,
			struct flow_last *ret_last, struct error *error_r);
/* Seals words about a line into its record; in a batch. */
enum err flow_note(struct flow *flow, uint32_t line_index, const char *text, struct error *error_r);
/* What is taken from now on is read with these models, which must live until others are set. In a batch: the record of each
 * line says so, "model HASH: WORDS", unless that is the model which it named last. */
enum err flow_use_models(struct flow *flow, const struct models *models, const char *words,
			 struct error *error_r);

/* What waits for a person or for calm. */
struct flow_waiting {
	uint32_t line_index, contact;
	const char *address;
	enum why why;
	enum move move;
	uint64_t about;
	ms_t due, late;
	bool held; /* false: it is only waiting for its due time */
	double score;     /* of one the cohort held; NAN: none */
	uint32_t cluster; /* likewise; 0: none */
};
typedef void flow_waiting_fn(void *context, const struct flow_waiting *waiting);
void flow_queue(struct flow *flow, flow_waiting_fn *fn, void *context);

/* Counters since start, and gauges, a line each: the metrics page and the demo. */
struct flow_counts {
	uint64_t messages, parts, duplicates, calls, tips, sightings;
	uint64_t answers, late, held, muted, flags, failed, unknown, delivered;
	int64_t received;             /* micro-euros paid for receiving, since start */
	int64_t spent_hour, spent_day, cap_hour, cap_day;
	uint64_t waiting, sending;
	bool paused;
	bool siege;
	double rate, expected; /* first contacts in the last hour, and what the hour lets expect */
	double senders;        /* different ones today, estimated */
	uint64_t limited, loops; /* messages beyond a limit; robots */
};
void flow_counts(struct flow *flow, uint32_t line_index, ms_t now, struct flow_counts *ret_counts);
/* The latest moment the flow has seen: after flow_create(), of the restart or of the record's last event. */
ms_t flow_now(const struct flow *flow);
size_t flow_line_count(const struct flow *flow);
const struct line *flow_line(const struct flow *flow, uint32_t line_index);
/* The line with this name, or the one with this own number (either may be NULL); SIZE_MAX: none. */
size_t flow_find_line(const struct flow *flow, const char *name, const char *number);

#endif
