// SPDX-License-Identifier: GPL-3.0-or-later
#include "standing/queue.h"

#include "base/mem.h"

const char *queue_kind_code(enum queue_kind kind)
{
	static const char *const codes[] = {
		[QUEUE_REPORTS] = "reports", [QUEUE_ROBOT] = "robot",	  [QUEUE_APPEAL] = "appeal",
		[QUEUE_PHOTO] = "photo",     [QUEUE_EVASION] = "evasion", [QUEUE_TEXT] = "text"};

	return codes[kind];
}

const char *severity_code(enum severity severity)
{
	static const char *const codes[] = {"low", "middle", "high", "grave"};

	return codes[severity];
}

void queue_init(struct queue *queue)
{
	*queue = (struct queue){0};
}

void queue_finish(struct queue *queue)
{
	mem_free(queue->items);
	queue_init(queue);
}

static struct queue_item *find(const struct queue *queue, uint64_t number)
{
	for (size_t i = 0; i < queue->count; i++)
		if (queue->items[i].number == number)
			return &queue->items[i];
	return NULL;
}

const struct queue_item *queue_find(const struct queue *queue, uint64_t number)
{
	return find(queue, number);
}

/* ---- in and out ---- */

static bool is_pressing(const struct queue_item *item)
{
	return item->severity >= SEVERITY_HIGH || item->kind == QUEUE_APPEAL;
}

static enum err make_room(struct queue *queue, bool pressing, struct error *error_r)
{
	size_t room = queue->room == 0 ? 16 : 2 * queue->room;
	struct queue_item *items;

	if (queue->count >= (size_t)(pressing ? QUEUE_MAX : QUEUE_MAX - QUEUE_KEPT))
		return error_set(error_r, ERR_FULL, "no more than %d items wait", QUEUE_MAX);
	if (queue->count < queue->room)
		return ERR_NONE;
	items = mem_try_grow(queue->items, room, sizeof *items);
	if (items == NULL)
		return error_set(error_r, ERR_MEMORY, "no memory for another item");
	queue->items = items;
	queue->room = room;
	return ERR_NONE;
}

enum err queue_add(struct queue *queue, const struct queue_item *item, uint64_t *ret_number,
		   struct error *error_r)
{
	struct queue_item *added;
	enum err err;

	if (item->kind == QUEUE_APPEAL && item->ruling == 0)
		return error_set(error_r, ERR_INPUT, "ruling: an appeal is about one");
	err = make_room(queue, is_pressing(item), error_r);
	if (err != ERR_NONE)
		return err;
	added = &queue->items[queue->count++];
	*added = *item;
	added->number = ++queue->last;
	added->claimed_by = 0;
	added->shown = false;
	for (int i = 0; i < QUEUE_OPINIONS; i++) {
		added->said_by[i] = 0;
		added->said[i] = OPINION_NONE;
		added->said_what[i] = 0;
	}
	*ret_number = added->number;
	return ERR_NONE;
}

/* The last takes its place: the list has no order. */
static void take_out(struct queue *queue, struct queue_item *item)
{
	*item = queue->items[--queue->count];
}

bool queue_drop(struct queue *queue, uint64_t number)
{
	struct queue_item *item = find(queue, number);

	if (item != NULL)
		take_out(queue, item);
	return item != NULL;
}

void queue_aggravate(struct queue *queue, uint64_t number, enum severity severity, bool sealed)
{
	struct queue_item *item = find(queue, number);

	if (item == NULL)
		return;
	if (item->severity < severity)
		item->severity = severity;
	item->sealed |= sealed;
}

/* ---- who may ---- */

static bool is_claimed(const struct queue_item *item, ms_t now)
{
	return item->claimed_by != 0 && now < item->claimed_until;
}

static bool has(const struct queue_item *item, uint64_t person, ms_t now)
{
	return is_claimed(item, now) && item->claimed_by == person;
}

static bool is_excluded(const struct queue_item *item, uint64_t person)
{
	for (int i = 0; i < QUEUE_EXCLUDED && item->excluded[i] != 0; i++)
		if (item->excluded[i] == person)
			return true;
	return false;
}

/* Whoever has said something of it does not say it a second time. */
static const char *why_not_take(const struct queue_item *item, uint64_t person, ms_t now)
{
	if (person == 0)
		return "nobody";
	if (is_excluded(item, person))
		return "who decided does not judge the appeal";
	if (item->said_by[0] == person || item->said_by[1] == person)
		return "another person is needed";
	if (is_claimed(item, now) && item->claimed_by != person)
		return "somebody else has it";
	return NULL;
}

static bool comes_before(const struct queue_item *a, const struct queue_item *b)
{
	if (a->severity != b->severity)
		return a->severity > b->severity;
	return a->at != b->at ? a->at < b->at : a->number < b->number;
}

const struct queue_item *queue_next(const struct queue *queue, uint64_t person, ms_t now)
{
	const struct queue_item *next = NULL;

	for (size_t i = 0; i < queue->count; i++) {
		const struct queue_item *item = &queue->items[i];

		if (why_not_take(item, person, now) == NULL &&
		    (next == NULL || comes_before(item, next)))
			next = item;
	}
	return next;
}

enum err queue_claim(struct queue *queue, uint64_t number, uint64_t person, ms_t now,
		     struct error *error_r)
{
	struct queue_item *item = find(queue, number);
	const char *why;

	if (item == NULL)
		return error_set(error_r, ERR_ABSENT, "no such item");
	why = why_not_take(item, person, now);
	if (why != NULL)
		return error_set(error_r, ERR_STATE, "%s", why);
	if (!has(item, person, now))
		item->shown = false;
	item->claimed_by = person;
	item->claimed_until = now + QUEUE_CLAIM;
	return ERR_NONE;
}

/* The item, when this person has it. */
static enum err held_by(struct queue *queue, uint64_t number, uint64_t person, ms_t now,
			struct queue_item **ret_item, struct error *error_r)
{
	struct queue_item *item = find(queue, number);

	if (item == NULL)
		return error_set(error_r, ERR_ABSENT, "no such item");
	if (!has(item, person, now))
		return error_set(error_r, ERR_STATE, "claim it first");
	*ret_item = item;
	return ERR_NONE;
}

static void let_go(struct queue_item *item)
{
	item->claimed_by = 0;
	item->shown = false;
}

enum err queue_release(struct queue *queue, uint64_t number, uint64_t person, ms_t now,
		       struct error *error_r)
{
	struct queue_item *item;
	enum err err = held_by(queue, number, person, now, &item, error_r);

	if (err == ERR_NONE)
		let_go(item);
	return err;
}

/* ---- looking ---- */

enum err queue_show(struct queue *queue, uint64_t number, uint64_t person, ms_t now,
		    struct error *error_r)
{
	struct queue_item *item;
	enum err err = held_by(queue, number, person, now, &item, error_r);

	if (err != ERR_NONE)
		return err;
	if (item->sealed)
		return error_set(error_r, ERR_STATE, "it is sealed: only its facts are shown");
	item->shown = true;
	return ERR_NONE;
}

bool queue_is_blurred(const struct queue_item *item, uint64_t person, ms_t now)
{
	return item->sealed || !item->shown || !has(item, person, now);
}

/* ---- deciding ---- */

/* Whether opinion `i` is this one. What is lifted is the same whatever it was. */
static bool is_same(const struct queue_item *item, int i, enum opinion opinion, uint32_t what)
{
	return item->said[i] == opinion &&
	       (opinion != OPINION_CONFIRM || item->said_what[i] == what);
}

/* Of those who spoke before, one who said the same; 0: nobody. */
static uint64_t who_agrees(const struct queue_item *item, uint64_t person, enum opinion opinion,
			   uint32_t what)
{
	for (int i = 0; i < QUEUE_OPINIONS; i++)
		if (item->said_by[i] != 0 && item->said_by[i] != person &&
		    is_same(item, i, opinion, what))
			return item->said_by[i];
	return 0;
}

/* Takes in an opinion: done once two say the same, which a third who agrees with neither of two does not. */
static enum queue_outcome hear(struct queue_item *item, uint64_t person, enum opinion opinion,
			       uint32_t what)
{
	int at = item->said_by[0] == 0 ? 0 : 1;

	if (item->severity != SEVERITY_GRAVE || who_agrees(item, person, opinion, what) != 0)
		return QUEUE_DONE;
	item->said_by[at] = person;
	item->said[at] = opinion;
	item->said_what[at] = what;
	return at == 0 ? QUEUE_SECOND : QUEUE_THIRD;
}

enum err queue_decide(struct queue *queue, uint64_t number, uint64_t person, enum opinion opinion,
		      uint32_t what, ms_t now, struct queue_verdict *ret_verdict, struct error *error_r)
{
	struct queue_item *item;
	enum queue_outcome outcome;
	enum err err = held_by(queue, number, person, now, &item, error_r);

	if (err != ERR_NONE)
		return err;
	if (opinion != OPINION_CONFIRM && opinion != OPINION_LIFT)
		return error_set(error_r, ERR_INPUT, "opinion: confirm or lift");
	outcome = hear(item, person, opinion, what);
	let_go(item);
	*ret_verdict = (struct queue_verdict){outcome, OPINION_NONE, 0, *item};
	if (outcome == QUEUE_DONE) {
		ret_verdict->opinion = opinion;
		ret_verdict->also = who_agrees(item, person, opinion, what);
		take_out(queue, item);
	}
	return ERR_NONE;
}
