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

static struct ask *find_ask(struct link *link, uint64_t number)
{
	for (size_t i = 0; number != 0 && i < DESK_ASKS; i++)
		if (link->asks[i].number == number)
			return &link->asks[i];
	return NULL;
}

static struct ask *free_ask(struct link *link)
{
	for (size_t i = 0; i < DESK_ASKS; i++)
		if (link->asks[i].number == 0)
			return &link->asks[i];
	return NULL;
}

/* The place is free before the answer is told: who hears it may ask again at once. */
static void end_ask(struct ask *ask, enum told told, struct bytes json)
{
	event_del(ask->deadline);
	ask->number = 0;
	ask->fn(ask->context, told, json);
}

static void on_deadline(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	end_ask(context, TOLD_LATE, (struct bytes){0});
}

uint64_t link_ask(struct link *link, struct bytes json, int milliseconds, told_fn *fn,
		  void *context)
{
	struct timeval wait = {milliseconds / 1000, milliseconds % 1000 * 1000};
	struct ask *ask = free_ask(link);

	if (link->channel == NULL || ask == NULL)
		return 0;
	ask->number = ++link->asked;
	ask->fn = fn;
	ask->context = context;
	evtimer_add(ask->deadline, &wait);
	ipc_put_request(channel_begin(link->channel, IPC_ASK), ask->number, json);
	channel_end(link->channel);
	channel_flush(link->channel);
	return ask->number;
}

void link_forget(struct link *link, uint64_t number)
{
	struct ask *ask = find_ask(link, number);

	if (ask == NULL)
		return;
	event_del(ask->deadline);
	ask->number = 0;
}

static void end_all(struct link *link)
{
	for (size_t i = 0; i < DESK_ASKS; i++)
		if (link->asks[i].number != 0)
			end_ask(&link->asks[i], TOLD_GONE, (struct bytes){0});
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
		end_ask(ask, TOLD, json);
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
}

static void drop_channel(struct link *link)
{
	channel_destroy(link->channel);
	link->channel = NULL;
	link->answered = false;
	end_all(link);
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
	buf_add_u64(channel_begin(link->channel, IPC_FOLLOW), link->following);
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
	if (link->following)
		say_follow(link);
}

void link_init(struct link *link, struct event_base *base)
{
	*link = (struct link){.base = base};
	for (size_t i = 0; i < DESK_ASKS; i++) {
		link->asks[i].link = link;
		link->asks[i].deadline = evtimer_new(base, on_deadline, &link->asks[i]);
	}
}

void link_finish(struct link *link)
{
	drop_channel(link);
	for (size_t i = 0; i < DESK_ASKS; i++)
		event_free(link->asks[i].deadline);
}
