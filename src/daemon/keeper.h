// SPDX-License-Identifier: GPL-3.0-or-later
/* What the keeper's rooms share: keeper.c (batches), keeper_peers.c (bearers), keeper_desk.c (operators). */
#ifndef DAEMON_KEEPER_H
#define DAEMON_KEEPER_H

#include "base/jsonout.h"
#include "base/mem.h"
#include "daemon/alarm_queue.h"
#include "daemon/child.h"
#include "daemon/control_request.h"
#include "daemon/reading.h"
#include "flow/bearer/smpp_receipt.h"
#include "flow/driver.h"
#include "flow/sites.h"

enum { KEEPER_RECENT = 2048 };

/* An acknowledgement that waits for the commit. */
struct keeper_ack {
	struct keeper_bearer *bearer;
	bool safe;               /* it is committed: should it come again, it is a repetition */
	uint8_t wire[WIRE_HASH];
	struct ipc_accept accept;
};

/* What a bearer's process was told last: until the first word it does nothing. */
enum keeper_told { TOLD_NOTHING, TOLD_ATTACH, TOLD_DETACH };

/* A connection to a carrier, as the keeper sees it. `fake` and `handset` have no process: nothing leaves. */
struct keeper_bearer {
	struct keeper *keeper;
	char name[LINE_NAME_MAX];
	bool built_in;
	struct channel *channel; /* NULL while its process is not there */
	uint64_t generation;     /* of the bind; 0: not bound */
	uint64_t credits;
	struct smpp_id_habit habit; /* how this carrier writes ids in receipts */
	bool gone;               /* its channel closed: clean up after the batch */
	bool detached;           /* on_siege: it is to be unbound */
	enum keeper_told told;
	/* What was acknowledged last, in a ring: should its process die, the carrier may repeat these. */
	uint8_t recent[KEEPER_RECENT][WIRE_HASH];
	bool recent_used[KEEPER_RECENT];
	uint32_t next_recent;
};

/* What became of what a site told, for /metrics. */
struct keeper_site_counts {
	uint64_t verdicts[SITE_VERDICT_COUNT], suspensions;
};

struct keeper {
	struct child *child;
	struct reader_set reading;
	struct store *store;
	struct keys keys;
	struct random random;
	struct flow *flow;
	struct arena arena; /* of one batch's messages */
	struct keeper_bearer bearers[BEARERS_MAX + 2];
	size_t bearer_count;
	struct keeper_bearer *of_line[LINES_MAX];
	/* on_siege, a line each: receiving is over its limit; an operator resumed it all the same. */
	bool over[LINES_MAX], resumed[LINES_MAX];
	struct keeper_alarms *alarms; /* NULL: no operator is to be told */
	struct keeper_writer *writer; /* NULL: the packs' words alone are used */
	struct keeper_hooks *hooks;   /* NULL: no site has a webhook */
	struct channel *errand;	      /* NULL while its process is not there */
	struct keeper_learning *learning; /* NULL: nothing is learnt (a test) */
	struct channel *desk;
	bool followed;
	struct buf told; /* answers to operators, which wait for the commit */
	bool site_followed;	/* programs of sites want to hear what happens */
	uint64_t site_sequence; /* of what they were told last */
	struct buf called;	/* answers to them, which wait for the commit */
	struct buf calling;	/* the one that is being made */
	struct keeper_site_counts site_counts[LINES_MAX];
	uint64_t effects_dropped; /* that followers were too slow for, since start */
	uint64_t effects_missed;  /* of these, not yet said to them */
	struct event *commit;  /* ends the batch, after all that has arrived was read */
	struct event *timer;   /* what is due next */
	struct event *lazy;    /* commits that only say what became of answers may wait a little */
	bool open;             /* a batch is open */
	bool failed;           /* the store is over: nothing more is taken */
	size_t taken;          /* messages in the batch */
	struct keeper_ack *acks;
	size_t ack_count, ack_room;
	struct buf scratch;
	/* for /metrics */
	uint64_t batches, batch_messages, refused;
};

/* keeper.c */
/* Opens the batch if none is open; false when the store is over. */
bool keeper_open_batch(struct keeper *keeper);
/* The same, after what is in it was committed: one with room for as much as one request can bring. */
bool keeper_new_batch(struct keeper *keeper);
/* The batch ends when all that has arrived has been read (`soon`), or with the next one that does. */
void keeper_close_soon(struct keeper *keeper, bool soon);
void keeper_fail(struct keeper *keeper, const struct error *error);
/* One arrival into the batch. Its bytes are copied. */
enum err keeper_take(struct keeper *keeper, const struct message *message, struct error *error_r);
/* `wire`: of a message that this batch makes safe; NULL: of none. */
void keeper_acknowledge(struct keeper *keeper, struct keeper_bearer *bearer, uint64_t generation,
			uint32_t sequence, uint32_t status, const uint8_t *wire);

/* keeper_peers.c */
void keeper_bearer_peer(struct keeper *keeper, const char *name, int fd);
bool keeper_claim(void *context, uint32_t line_index);
void keeper_submit(struct keeper *keeper, const struct effect *effect);
void keeper_flush_bearers(struct keeper *keeper);

/* keeper_desk.c */
void keeper_desk_peer(struct keeper *keeper, int fd);
void keeper_tell(struct keeper *keeper, const struct effect *effect);
/* The batch is over: what operators asked for is recorded (`ok`), or the store failed. */
void keeper_desk_committed(struct keeper *keeper, bool ok);

/* keeper_site.c */
/* keeper_desk.c to it: a call came; the batch is over; whether what happens is to be told. */
enum err keeper_site_call(struct keeper *keeper, struct bytes payload);
void keeper_site_committed(struct keeper *keeper, bool ok);
void keeper_site_follow(struct keeper *keeper, bool followed);
/* keeper_verbs.c to it: an operator's call. */
enum err keeper_site_verb(struct keeper *keeper, const struct control_request *request,
			  struct jsonout *json, struct error *error_r);
/* Members of the open object: what waits at each site, or at this line if it is one. */
void keeper_site_queue(struct keeper *keeper, size_t line_index, struct jsonout *json);
/* Tells those who follow a site what happened there. */
void keeper_site_tell(struct keeper *keeper, const struct effect *effect);
void keeper_site_metrics(const struct keeper *keeper, struct buf *out);

/* keeper_watch.c */
/* A call to a watching line: {"verb": "sighting", "body": …} or {"verb": "sightings", "from": …, "to": …}. Appends the answer's
 * body and returns its status; 0: it is another call, and whoever made it is not our desk. */
unsigned keeper_watch_call(struct keeper *keeper, uint32_t line_index, const json_t *json,
			   struct buf *out);

/* keeper_verbs.c */
/* Does what an operator asks, and adds the answer's members to the open object. On an error the text says what to
 * write. A change is recorded only when the batch is: tell nobody before. */
enum err keeper_verb(struct keeper *keeper, const struct control_request *request,
		     struct jsonout *json, struct error *error_r);

/* The one line that knows the contact, or the one that was named. `number` is where its number may be written in full. */
enum err keeper_find_contact(struct keeper *keeper, const struct control_request *request,
			     char number[NUMBER_MAX], size_t *ret_line_index,
			     const char **ret_contact, struct error *error_r);
enum err keeper_find_line(struct keeper *keeper, const char *name, size_t *ret_index,
			  struct error *error_r);
/* Who asks. */
const char *keeper_asker(const struct control_request *request);

/* keeper_correct.c: verbs, as above */
enum err keeper_correct(struct keeper *keeper, const struct control_request *request,
			struct jsonout *json, struct error *error_r);
enum err keeper_take_back(struct keeper *keeper, const struct control_request *request,
			  struct jsonout *json, struct error *error_r);
enum err keeper_corrections(struct keeper *keeper, const struct control_request *request,
			    struct jsonout *json, struct error *error_r);

/* keeper_sighting.c: verbs, as above */
enum err keeper_sighting(struct keeper *keeper, const struct control_request *request,
			 struct jsonout *json, struct error *error_r);
/* What a list came to, and what was wrong with it. */
struct sightings_taken {
	size_t recorded, known;
	size_t index; /* on an error: which of the list ... */
	const char *member; /* ... and its member, of the list; "" when it is about none; NULL: it is about no one of them */
};
/* Records a list, all or none. ERR_IO, ERR_CRYPTO: the keeper failed by it. ERR_MEMORY: the first of them may be recorded. */
enum err keeper_take_sightings(struct keeper *keeper, uint32_t line_index, json_t *list,
			       struct sightings_taken *ret_taken, struct error *error_r);
enum err keeper_sightings(struct keeper *keeper, const struct control_request *request,
			  struct jsonout *json, struct error *error_r);

/* keeper_learning.c */
/* Before the flow is opened: reads what was learnt from the store. After it: says so in the record. */
enum err keeper_learning_open(struct keeper *keeper, struct error *error_r);
void keeper_learning_opened(struct keeper *keeper);
void keeper_learning_close(struct keeper *keeper);
/* What texts are read with. */
const struct models *keeper_models(const struct keeper *keeper);
void keeper_clerk_peer(struct keeper *keeper, int fd);
void keeper_learning_metrics(const struct keeper *keeper, struct buf *out);

/* keeper_alarm.c */
/* Before the flow is opened, and after it is closed. */
void keeper_alarms_open(struct keeper *keeper);
void keeper_alarms_close(struct keeper *keeper);
/* Tells the operators, when it is one of the effects they are told of. */
void keeper_alarm(struct keeper *keeper, const struct effect *effect);
void keeper_alarm_metrics(const struct keeper *keeper, struct buf *out);
/* keeper_errand.c to it: how one ended; the errand is gone; it is there. */
enum err keeper_alarm_ended(struct keeper *keeper, struct bytes payload);
void keeper_alarms_alone(struct keeper *keeper);
void keeper_alarms_pump(struct keeper *keeper);

/* keeper_errand.c */
void keeper_errand_peer(struct keeper *keeper, int fd);

/* keeper_writer.c */
/* Before the flow is opened, and after it is closed. */
void keeper_writer_open(struct keeper *keeper);
void keeper_writer_close(struct keeper *keeper);
struct flow_writer keeper_writer_options(const struct keeper *keeper);
/* The flow's: whether words may be asked for now. Then the errand is, when the effect is told. */
bool keeper_writer_ask(void *context, uint64_t token);
void keeper_writer(struct keeper *keeper, const struct effect *effect);
enum err keeper_writer_written(struct keeper *keeper, struct bytes payload);
void keeper_writer_alone(struct keeper *keeper);
void keeper_writer_metrics(const struct keeper *keeper, struct buf *out);

/* keeper_siege.c */
/* What operators resumed is kept in the store, until the line is below its limit: before the flow's first batch, and
 * after it. */
void keeper_siege_open(struct keeper *keeper);
void keeper_siege_opened(struct keeper *keeper);
/* Says, and does, what a siege brings with it. */
void keeper_siege(struct keeper *keeper, const struct effect *effect);
/* Queues for the bearer's process whether it is to be bound, when that is news to it. */
void keeper_tell_bearer(struct keeper_bearer *bearer);

/* keeper_queue.c */
/* What waits, on one line or (SIZE_MAX) on all: members of the open object. */
void keeper_queue(struct keeper *keeper, size_t line_index, struct jsonout *json);

/* keeper_metrics.c */
/* The page for Prometheus, and the same as members of the open object. */
void keeper_metrics(struct keeper *keeper, struct buf *out);
void keeper_stats(struct keeper *keeper, struct jsonout *json);

#endif
