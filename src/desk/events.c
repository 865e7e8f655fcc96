// SPDX-License-Identifier: GPL-3.0-or-later
#include "desk/events.h"
#include "base/mem.h"
#include "desk/http_private.h"

#include <string.h>

struct entry {
	uint64_t sequence;
	uint32_t line_index;
	struct buf json;
};

struct follower {
	struct events *events;
	struct http_request *request;
	struct follower *next;
	uint32_t line_index;
	uint64_t last;	  /* the newest event that he was given, or that is not for him */
	bool missed;	  /* some are gone that he had not seen: say so first */
	bool beat;	  /* say something, so that both sides see that the other is there */
	bool suspended;
	struct buf out;	  /* being sent */
	size_t sent;
};

struct events {
	struct http *http;
	struct event *beat;
	struct follower *followers;
	size_t follower_count;
	bool ending;
	struct entry ring[DESK_EVENTS];
	size_t first, count; /* of the ring: ascending sequences */
	size_t bytes;
	bool knows;	     /* the keeper told of something, or `floor` is no number */
	uint64_t floor;	     /* all that came up to here, and is not in the ring, is gone */
};

static struct entry *entry_at(struct events *events, size_t at)
{
	return &events->ring[(events->first + at) % DESK_EVENTS];
}

/* ---- what one follower is given ---- */

static void wake(struct follower *follower)
{
	if (!follower->suspended)
		return;
	follower->suspended = false;
	MHD_resume_connection(follower->request->connection);
	http_wake(follower->events->http);
}

/* The place of the first entry behind a sequence. */
static size_t place_behind(struct events *events, uint64_t sequence)
{
	size_t low = 0, high = events->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (entry_at(events, middle)->sequence <= sequence)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void put_entry(struct follower *follower, const struct entry *entry)
{
	buf_add_format(&follower->out, "id: %llu\ndata: ", (unsigned long long)entry->sequence);
	buf_add(&follower->out, entry->json.data, entry->json.size);
	buf_add_text(&follower->out, "\n\n");
}

static void fill(struct follower *follower)
{
	struct events *events = follower->events;
	size_t at;

	if (follower->missed || (events->knows && follower->last < events->floor))
		buf_add_text(&follower->out, "event: missed\ndata: {\"effect\":\"missed\"}\n\n");
	follower->missed = false;
	if (events->knows && follower->last < events->floor)
		follower->last = events->floor;
	for (at = place_behind(events, follower->last);
	     at < events->count && follower->out.size < DESK_EVENTS_AT_ONCE; at++) {
		const struct entry *entry = entry_at(events, at);

		follower->last = entry->sequence;
		if (entry->line_index == follower->line_index)
			put_entry(follower, entry);
	}
	if (follower->out.size == 0 && follower->beat)
		buf_add_text(&follower->out, ":\n\n");
	follower->beat = false;
}

static ssize_t on_read(void *context, uint64_t position, char *out, size_t room)
{
	struct follower *follower = context;
	size_t left;

	(void)position;
	if (follower->events->ending)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (follower->sent == follower->out.size) {
		follower->sent = 0;
		buf_clear(&follower->out);
		fill(follower);
	}
	left = follower->out.size - follower->sent;
	if (left == 0) {
		follower->suspended = true;
		MHD_suspend_connection(follower->request->connection);
		return 0;
	}
	left = left < room ? left : room;
	memcpy(out, follower->out.data + follower->sent, left);
	follower->sent += left;
	return (ssize_t)left;
}

struct MHD_Response *events_response(struct follower *follower)
{
	return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, DESK_EVENTS_BLOCK, on_read,
						 follower, NULL);
}

/* ---- who follows ---- */

bool events_follow(struct http_request *request, bool resumes, uint64_t last)
{
	struct events *events = request->http->events;
	struct follower *follower;
	uint64_t newest;

	if (events->follower_count == DESK_FOLLOWERS)
		return false;
	follower = mem_alloc(1, sizeof *follower);
	*follower = (struct follower){.events = events, .request = request,
				      .next = events->followers,
				      .line_index = request->grant.line_index,
				      .last = last, .beat = true};
	newest = events->count != 0 ? entry_at(events, events->count - 1)->sequence : events->floor;
	/* An id that was never given is of another time: whoever has it knows nothing of this one. */
	if (!resumes || last > newest)
		follower->last = newest;
	follower->missed = resumes && (!events->knows || last > newest);
	events->followers = follower;
	events->follower_count++;
	request->follower = follower;
	link_follow_site(events->http->link);
	return true;
}

void events_left(struct http_request *request)
{
	struct follower *follower = request->follower, **at;

	if (follower == NULL)
		return;
	for (at = &follower->events->followers; *at != follower; at = &(*at)->next)
		;
	*at = follower->next;
	follower->events->follower_count--;
	request->follower = NULL;
	buf_finish(&follower->out);
	mem_free(follower);
}

/* ---- what the keeper tells ---- */

static void drop_first(struct events *events)
{
	struct entry *entry = entry_at(events, 0);

	events->floor = entry->sequence;
	events->bytes -= entry->json.size;
	buf_finish(&entry->json);
	events->first = (events->first + 1) % DESK_EVENTS;
	events->count--;
}

/* What came before is not known; who is here has been told so, or came since and missed nothing. */
static void begin_at(struct events *events, uint64_t floor)
{
	events->knows = true;
	events->floor = floor;
	for (struct follower *one = events->followers; one != NULL; one = one->next)
		one->last = floor;
}

static void on_happened(void *context, uint64_t sequence, uint32_t line_index, struct bytes json)
{
	struct events *events = context;
	struct entry *entry;

	if (!events->knows)
		begin_at(events, sequence - 1);
	while (events->count != 0 &&
	       (events->count == DESK_EVENTS || events->bytes + json.size > DESK_EVENTS_BYTES))
		drop_first(events);
	entry = entry_at(events, events->count++);
	*entry = (struct entry){.sequence = sequence, .line_index = line_index};
	buf_add(&entry->json, json.data, json.size);
	events->bytes += json.size;
}

static void on_happened_over(void *context)
{
	struct events *events = context;

	for (struct follower *one = events->followers; one != NULL; one = one->next)
		if (events->count != 0 &&
		    entry_at(events, events->count - 1)->sequence > one->last)
			wake(one);
}

/* What the keeper did last it may not have told. Its next one counts on from where it is. */
static void on_keeper_gone(void *context)
{
	struct events *events = context;

	while (events->count != 0)
		drop_first(events);
	events->knows = false;
	for (struct follower *one = events->followers; one != NULL; one = one->next) {
		one->missed = true;
		wake(one);
	}
}

static void on_beat(evutil_socket_t fd, short what, void *context)
{
	struct events *events = context;

	(void)fd;
	(void)what;
	for (struct follower *one = events->followers; one != NULL; one = one->next) {
		one->beat = true;
		wake(one);
	}
}

/* ---- beginning and end ---- */

struct events *events_create(struct http *http)
{
	struct events *events = mem_alloc(1, sizeof *events);
	struct timeval pause = {DESK_EVENTS_BEAT, 0};

	events->http = http;
	events->beat = event_new(http->base, -1, EV_PERSIST, on_beat, events);
	event_add(events->beat, &pause);
	http->link->site = (struct link_site){events, on_happened, on_happened_over, on_keeper_gone};
	return events;
}

void events_end(struct events *events)
{
	events->ending = true;
	for (struct follower *one = events->followers; one != NULL; one = one->next)
		wake(one);
}

void events_destroy(struct events *events)
{
	events->http->link->site = (struct link_site){0};
	while (events->count != 0)
		drop_first(events);
	event_free(events->beat);
	mem_free(events);
}
