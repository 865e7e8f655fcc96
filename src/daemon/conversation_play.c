// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/conversation_play.h"
#include "base/jsonout.h"
#include "base/mem.h"
#include "daemon/conversation_dealer.h"
#include "daemon/rehearsal.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 65536, STEPS_MOST = 5000 };

#define EVENING	   ((ms_t)1772817600000) /* 2026-03-06, 18:20 in Brussels: a Friday */
#define LATER	   (90 * MS_MINUTE)	 /* he begins within this after it */
#define AFTERWARDS (8 * MS_HOUR)	 /* watched after he left for good */
#define SILENCE                                                                                    \
	(36 * MS_HOUR) /* watched when he has fallen silent: so long the line may write again */
#define GAP_MOST (10 * MS_MINUTE)

static const char his_number[] = "+33639981071";

struct play {
	const struct line *line;
	struct rehearsal_child child;
	struct buf heard; /* of the rehearsal, a line that is not whole yet */
	struct dealer dealer;
	struct conversation *conversation;
	ms_t next;  /* the line's; MS_NEVER: it wants nothing */
	ms_t spoke; /* he did, last */
	int events;
};

static void add(struct conversation *conversation, ms_t at, enum conversation_who who,
		const char *text, const struct turn *turn)
{
	size_t count = conversation->count;
	struct conversation_entry *entry;

	conversation->entries = mem_grow(conversation->entries, count + 1, sizeof *entry);
	entry = &conversation->entries[conversation->count++];
	*entry = (struct conversation_entry){
		.at = at, .who = who, .text = text != NULL ? mem_strdup(text) : NULL};
	if (turn != NULL)
		entry->turn = *turn;
}

/* ---- what the line does ---- */

static bool names_place(const struct line *line, const char *text)
{
	for (size_t i = 0; i < line->place_count; i++)
		if (strstr(text, line->places[i].name) != NULL)
			return true;
	return false;
}

static enum err take_reply(struct play *play, const json_t *effect, ms_t at, struct error *error_r)
{
	const char *text = json_string_value(json_object_get(effect, "text"));
	const char *move = json_string_value(json_object_get(effect, "move"));
	const char *reason = json_string_value(json_object_get(effect, "reason"));
	struct turn turn = {0};

	if (text == NULL || !conversation_turn(move, reason, play->line, &turn))
		return error_set(error_r, ERR_STATE, "the rehearsal answered without saying why");
	play->conversation->cost +=
		(int64_t)llround(1e6 * json_number_value(json_object_get(effect, "cost")));
	add(play->conversation, at, CONVERSATION_LINE, text, &turn);
	dealer_hear(&play->dealer, &turn, names_place(play->line, text), at);
	return ERR_NONE;
}

static ms_t moment(const json_t *effect, const char *key)
{
	const char *text = json_string_value(json_object_get(effect, key));
	ms_t at = MS_NEVER;

	if (text != NULL)
		clock_parse(text, &at);
	return at;
}

/* One line of the rehearsal; *ret_ready: it waits for the next event. */
static enum err take_line(struct play *play, struct bytes line, bool *ret_ready,
			  struct error *error_r)
{
	json_t *effect = json_loadb((const char *)line.data, line.size, 0, NULL);
	const char *what = json_string_value(json_object_get(effect, "effect"));
	enum err err = ERR_NONE;

	if (what == NULL || strcmp(what, "error") == 0) {
		err = error_set(error_r, ERR_STATE, "the rehearsal does not understand: %.*s",
				(int)line.size, (const char *)line.data);
	} else if (strcmp(what, "reply") == 0) {
		err = take_reply(play, effect, moment(effect, "at"), error_r);
	} else if (strcmp(what, "ready") == 0) {
		play->next = moment(effect, "next");
		*ret_ready = true;
	}
	json_decref(effect);
	return err;
}

static enum err take_lines(struct play *play, bool *ret_ready, struct error *error_r)
{
	enum err err = ERR_NONE;
	uint8_t *end;

	while (err == ERR_NONE && !*ret_ready &&
	       (end = memchr(play->heard.data, '\n', play->heard.size)) != NULL) {
		struct bytes line = {play->heard.data, (size_t)(end - play->heard.data)};

		err = take_line(play, line, ret_ready, error_r);
		buf_shift(&play->heard, line.size + 1);
	}
	return err;
}

static enum err hear(struct play *play, struct error *error_r)
{
	bool ready = false;
	enum err err = ERR_NONE;

	while (err == ERR_NONE && !ready) {
		ssize_t got = read(play->child.out, buf_room(&play->heard, PIECE), PIECE);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return error_set(error_r, ERR_STATE, "the rehearsal ended early");
		play->heard.size += (size_t)got;
		err = take_lines(play, &ready, error_r);
	}
	return err;
}

/* ---- what he does ---- */

static enum err give(struct play *play, struct buf *event, struct error *error_r)
{
	enum err err = ERR_NONE;

	buf_add_u8(event, '\n');
	if (write(play->child.in, event->data, event->size) != (ssize_t)event->size)
		err = error_set(error_r, ERR_STATE, "the rehearsal takes nothing more");
	buf_finish(event);
	return err == ERR_NONE ? hear(play, error_r) : err;
}

/* `what`: "message", "call" or "tick". */
static enum err send(struct play *play, ms_t at, const char *what, const char *text,
		     struct error *error_r)
{
	struct buf event = {0};
	struct jsonout json;
	char id[16];

	jsonout_init(&json, &event);
	jsonout_open(&json, NULL);
	jsonout_time(&json, "at", at);
	jsonout_text(&json, "event", what);
	if (strcmp(what, "tick") != 0) {
		jsonout_text(&json, "line", play->line->name);
		jsonout_text(&json, "from", his_number);
	}
	if (text != NULL) {
		snprintf(id, sizeof id, "in-%d", ++play->events);
		jsonout_text(&json, "text", text);
		jsonout_text(&json, "id", id);
	}
	jsonout_close(&json);
	return give(play, &event, error_r);
}

static enum err act(struct play *play, ms_t at, struct error *error_r)
{
	char text[DEALER_TEXT_MAX];
	bool texts = dealer_act(&play->dealer, text);

	play->spoke = at;
	if (text[0] == '\0' && texts)
		return ERR_NONE;
	add(play->conversation, at, texts ? CONVERSATION_HE : CONVERSATION_RINGS,
	    texts ? text : NULL, NULL);
	return send(play, at, texts ? "message" : "call", texts ? text : NULL, error_r);
}

/* ---- the whole ---- */

static bool is_over(const struct play *play, ms_t at)
{
	ms_t watched = play->dealer.stage == DEALER_OVER ? AFTERWARDS : SILENCE;

	return at == MS_NEVER || at > play->spoke + watched;
}

/* Whoever is first, he or the line, does something. */
static enum err run(struct play *play, struct error *error_r)
{
	enum err err = ERR_NONE;

	for (int step = 0; err == ERR_NONE && step < STEPS_MOST; step++) {
		ms_t his = dealer_next(&play->dealer);
		ms_t at = his < play->next ? his : play->next;

		if (is_over(play, at))
			break;
		err = his == at ? act(play, at, error_r) : send(play, at, "tick", NULL, error_r);
	}
	return err;
}

static const struct line *line_of(const struct settings *settings, enum spoken language)
{
	for (size_t i = 0; i < settings->line_count; i++)
		if (strcmp(settings->lines[i].name, spoken_name(language)) == 0)
			return &settings->lines[i];
	return NULL;
}

static enum err play_under(const struct settings *settings, struct bytes yaml, enum spoken language,
			   uint64_t seed, struct conversation *conversation, struct error *error_r)
{
	struct play play = {.line = line_of(settings, language),
			    .next = MS_NEVER,
			    .conversation = conversation};
	struct random random;
	enum err err;

	if (play.line == NULL)
		return error_set(error_r, ERR_INPUT, "there is no line named %s",
				 spoken_name(language));
	random_from_seed(&random, seed, "evening");
	play.spoke = EVENING + (ms_t)random_below(&random, LATER);
	dealer_begin(&play.dealer, language, seed, play.spoke);
	err = rehearsal_start(NULL, yaml, seed, &play.child, error_r);
	if (err == ERR_NONE)
		err = run(&play, error_r);
	err = rehearsal_end(&play.child, err, error_r);
	conversation->kept = play.dealer.kept;
	buf_finish(&play.heard);
	return err;
}

enum err conversation_play(struct bytes yaml, enum spoken language, uint64_t seed,
			   struct conversation *ret_conversation, struct error *error_r)
{
	struct settings settings;
	enum err err = settings_parse(yaml, "examples/conversation.yaml", &settings, error_r);

	*ret_conversation = (struct conversation){0};
	if (err != ERR_NONE)
		return err;
	err = play_under(&settings, yaml, language, seed, ret_conversation, error_r);
	settings_finish(&settings);
	return err;
}

void conversation_finish(struct conversation *conversation)
{
	for (size_t i = 0; i < conversation->count; i++)
		mem_free(conversation->entries[i].text);
	mem_free(conversation->entries);
}

/* ---- how long ---- */

/* Entries up to his last message. */
static size_t up_to_his_last(const struct conversation *conversation)
{
	size_t count = conversation->count;

	while (count > 0 && conversation->entries[count - 1].who != CONVERSATION_HE)
		count--;
	return count;
}

ms_t conversation_active(const struct conversation *conversation)
{
	size_t count = up_to_his_last(conversation), last = 0;
	ms_t active = 0;

	for (size_t i = 1; i < count; i++) {
		ms_t gap = conversation->entries[i].at - conversation->entries[last].at;

		if (conversation->entries[i].who == CONVERSATION_RINGS)
			continue;
		active += gap < GAP_MOST ? gap : GAP_MOST;
		last = i;
	}
	return active;
}

ms_t conversation_span(const struct conversation *conversation)
{
	size_t count = up_to_his_last(conversation);

	return count == 0 ? 0 : conversation->entries[count - 1].at - conversation->entries[0].at;
}
