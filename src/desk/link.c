// SPDX-License-Identifier: GPL-3.0-or-later
#include "desk/link.h"
#include "daemon/ipc_messages.h"

const char link_absent[] = "the keeper is starting anew; try again in a moment";

const char *told_problem(enum told told)
{
	static const char *const problems[TOLD_COUNT] = {
		[TOLD] = "",
		[TOLD_LATE] = "the keeper did not answer in time; look whether it was done before "
			      "you try again",
		[TOLD_GONE] = "the keeper ended before it answered and is starting anew; look "
			      "whether it was done before you try again",
	};

	return problems[told];
}

/* ---- questions ---- */

/* A question's number says its place: asked << PLACE_BITS | place. */
enum { PLACE_BITS = 10, PLACE_MASK = (1 << PLACE_BITS) - 1 };
_Static_assert((int)DESK_ASKS <= (int)PLACE_MASK, "a question's place is a part of its number");

static struct ask *find_ask(struct link *link, uint64_t number)
{
	size_t place = number & PLACE_MASK;

	return number != 0 && place < DESK_ASKS && link->asks[place].number == number
		       ? &link->asks[place]
		       : NULL;
}

static void free_ask(struct ask *ask)
{
	event_del(ask->deadline);
	ask->number = 0;
	ask->next = ask->link->free;
	ask->link->free = ask;
}

/* The place is free before the answer is told: who hears it may ask again at once. */
static void end_ask(struct ask *ask, enum told told, unsigned status, struct bytes json)
{
	free_ask(ask);
	if (ask->called != NULL)
		ask->called(ask->context, told, status, json);
	else
		ask->fn(ask->context, told, json);
}

static void on_deadline(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	end_ask(context, TOLD_LATE, 0, (struct bytes){0});
}

/* Queues a question; NULL when there is no keeper. */
static struct ask *put_ask(struct link *link, enum ipc_code code, struct bytes json,
			   int milliseconds)
{
	struct timeval wait = {milliseconds / 1000, milliseconds % 1000 * 1000};
	struct ask *ask = link->free;

	if (link->channel == NULL || ask == NULL ||
	    channel_queued(link->channel) > DESK_LINK_QUEUED)
		return NULL;
	link->free = ask->next;
	ask->number = ++link->asked << PLACE_BITS | (uint64_t)(ask - link->asks);
	ask->fn = NULL;
	ask->called = NULL;
	evtimer_add(ask->deadline, &wait);
	ipc_put_request(channel_begin(link->channel, code), ask->number, json);
	channel_end(link->channel);
	return ask;
}

uint64_t link_ask(struct link *link, struct bytes json, int milliseconds, told_fn *fn,
		  void *context)
{
	struct ask *ask = put_ask(link, IPC_ASK, json, milliseconds);

	if (ask == NULL)
		return 0;
	ask->fn = fn;
	ask->context = context;
	channel_flush(link->channel);
	return ask->number;
}

uint64_t link_call(struct link *link, struct bytes json, int milliseconds, called_fn *fn,
		   void *context)
{
	struct ask *ask = put_ask(link, IPC_CALL, json, milliseconds);

	if (ask == NULL)
		return 0;
	ask->called = fn;
	ask->context = context;
	return ask->number;
}

void link_flush(struct link *link)
{
	if (link->channel != NULL)
		channel_flush(link->channel);
}

void link_forget(struct link *link, uint64_t number)
{
	struct ask *ask = find_ask(link, number);

	if (ask != NULL)
		free_ask(ask);
}

static void end_all(struct link *link)
{
	for (size_t i = 0; i < DESK_ASKS; i++)
		if (link->asks[i].number != 0)
			end_ask(&link->asks[i], TOLD_GONE, 0, (struct bytes){0});
}

/* ---- what the keeper says ---- */

static enum err on_tell(struct link *link, struct bytes payload)
{
	struct bytes json;
	struct ask *ask;
	uint64_t number;

	if (ipc_get_request(payload, &number, &json) != ERR_NONE)
		return ERR_INPUT;
	link->answered = link->met = true;
	ask = find_ask(link, number);
	if (ask != NULL) /* else it came after its deadline */
		end_ask(ask, TOLD, 0, json);
	return ERR_NONE;
}

static enum err on_called(struct link *link, struct bytes payload)
{
	struct ipc_called called;
	struct ask *ask;

	if (ipc_get_called(payload, &called) != ERR_NONE)
		return ERR_INPUT;
	link->answered = link->met = true;
	ask = find_ask(link, called.request);
	if (ask != NULL)
		end_ask(ask, TOLD, called.status, called.json);
	return ERR_NONE;
}

static enum err on_happened(struct link *link, struct bytes payload)
{
	struct ipc_happened happened;

	if (ipc_get_happened(payload, &happened) != ERR_NONE)
		return ERR_INPUT;
	if (link->site.happened != NULL)
		link->site.happened(link->site.context, happened.sequence, happened.line_index,
				    happened.json);
	return ERR_NONE;
}

static enum err on_message(void *context, struct channel *channel, enum ipc_code code,
			   struct bytes payload, int fd)
{
	struct link *link = context;

	(void)channel;
	(void)fd;
	if (code == IPC_TELL)
		return on_tell(link, payload);
	if (code == IPC_CALLED)
		return on_called(link, payload);
	if (code == IPC_HAPPENED)
		return on_happened(link, payload);
	if (code != IPC_EFFECT)
		return ERR_INPUT;
	if (link->effect != NULL)
		link->effect(link->context, payload);
	return ERR_NONE;
}

static void on_read_over(void *context, struct channel *channel)
{
	struct link *link = context;

	(void)channel;
	if (link->effects_over != NULL)
		link->effects_over(link->context);
	if (link->site.happened_over != NULL)
		link->site.happened_over(link->site.context);
}

static void drop_channel(struct link *link)
{
	channel_destroy(link->channel);
	link->channel = NULL;
	link->answered = false;
	end_all(link);
	if (link->site.gone != NULL)
		link->site.gone(link->site.context);
}

/* The parent says in the log that the keeper is gone, and why. */
static void on_closed(void *context, struct channel *channel)
{
	(void)channel;
	drop_channel(context);
}

static void say_follow(struct link *link)
{
	if (link->channel == NULL)
		return;
	buf_add_u64(channel_begin(link->channel, IPC_FOLLOW),
		    (link->following ? FOLLOW_EFFECTS : 0) |
			    (link->following_site ? FOLLOW_SITES : 0));
	channel_end(link->channel);
	channel_flush(link->channel);
}

void link_follow(struct link *link, bool following)
{
	if (link->following == following)
		return;
	link->following = following;
	say_follow(link);
}

void link_follow_site(struct link *link)
{
	if (link->following_site)
		return;
	link->following_site = true;
	say_follow(link);
}

bool link_is_starting(const struct link *link)
{
	return link->channel != NULL ? !link->answered : !link->met;
}

/* ---- beginning and end ---- */

void link_peer(struct link *link, int fd)
{
	const struct channel_hooks hooks = {link, on_message, on_read_over, on_closed};

	if (link->channel != NULL)
		drop_channel(link);
	link->channel = channel_create(link->base, fd, ROLE_DESK, ROLE_KEEPER, &hooks);
	if (link->following || link->following_site)
		say_follow(link);
}

void link_init(struct link *link, struct event_base *base)
{
	*link = (struct link){.base = base};
	for (size_t i = DESK_ASKS; i-- > 0;) {
		link->asks[i].link = link;
		link->asks[i].deadline = evtimer_new(base, on_deadline, &link->asks[i]);
		link->asks[i].next = link->free;
		link->free = &link->asks[i];
	}
}

void link_finish(struct link *link)
{
	drop_channel(link);
	for (size_t i = 0; i < DESK_ASKS; i++)
		event_free(link->asks[i].deadline);
}
