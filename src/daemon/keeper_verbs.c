// SPDX-License-Identifier: GPL-3.0-or-later
/* What operators may ask of the keeper: one function a verb (control_request.h lists them). */
#include "base/phone.h"
#include "daemon/control_request.h"
#include "daemon/keeper.h"
#include "daemon/learning_report.h"

#include <string.h>

/* ---- lines and contacts as operators write them ---- */

enum err keeper_find_line(struct keeper *keeper, const char *name, size_t *ret_index,
			  struct error *error_r)
{
	struct buf names = {0};

	*ret_index = flow_find_line(keeper->flow, name, NULL);
	if (*ret_index != SIZE_MAX)
		return ERR_NONE;
	for (uint32_t i = 0; i < flow_line_count(keeper->flow); i++)
		buf_add_format(&names, "%s%s", i != 0 ? ", " : "",
			       flow_line(keeper->flow, i)->name);
	error_set(error_r, ERR_ABSENT, "there is no line \"%s\"; there is %s", name,
		  buf_text(&names));
	buf_finish(&names);
	return ERR_ABSENT;
}

/* "06 39 98 10 01" and "+33639981001" are one number. False when it is nobody's. */
static bool normalise_number(const struct keeper *keeper, const char *text, char ret_number[NUMBER_MAX])
{
	return phone_normalise(text, TON_UNKNOWN, keeper->child->settings.house.country,
			       ret_number) != SHAPE_NONE;
}

/* Where a contact is known. */
struct place_of {
	size_t line_index;
	const char *contact; /* as that line knows it */
	size_t lines;	     /* how many know it */
	struct buf names;    /* theirs */
};

static void look_on(struct keeper *keeper, uint32_t line_index, const char *given,
		    const char *number, struct place_of *place)
{
	const char *known = flow_knows(keeper->flow, line_index, given) ? given : NULL;

	if (known == NULL && number[0] != '\0' && flow_knows(keeper->flow, line_index, number))
		known = number;
	if (known == NULL)
		return;
	buf_add_format(&place->names, "%s%s", place->lines != 0 ? ", " : "",
		       flow_line(keeper->flow, line_index)->name);
	place->lines++;
	place->line_index = line_index;
	place->contact = known;
}

static enum err judge_place(struct place_of *place, const char *line, struct error *error_r)
{
	if (place->lines == 1)
		return ERR_NONE;
	if (place->lines > 1)
		return error_set(error_r, ERR_STATE,
				 "the lines %s know this contact; name the one that is meant",
				 buf_text(&place->names));
	return error_set(
		error_r, ERR_ABSENT,
		"there is no such contact on %s; write the number as +33..., or the id that "
		"the queue shows",
		line != NULL ? line : "any line");
}

enum err keeper_find_contact(struct keeper *keeper, const struct control_request *request,
			     char number[NUMBER_MAX], size_t *ret_line_index,
			     const char **ret_contact, struct error *error_r)
{
	const char *line = request->member[MEMBER_LINE], *given = request->member[MEMBER_CONTACT];
	struct place_of place = {0};
	size_t named = SIZE_MAX;
	enum err err = line != NULL ? keeper_find_line(keeper, line, &named, error_r) : ERR_NONE;

	if (err != ERR_NONE)
		return err;
	if (!normalise_number(keeper, given, number))
		number[0] = '\0';
	for (uint32_t i = 0; i < flow_line_count(keeper->flow); i++)
		if (named == SIZE_MAX || named == i)
			look_on(keeper, i, given, number, &place);
	err = judge_place(&place, line, error_r);
	buf_finish(&place.names);
	if (err != ERR_NONE)
		return err;
	*ret_line_index = place.line_index;
	*ret_contact = place.contact;
	return ERR_NONE;
}

/* ---- the verbs: each adds members to the answer that is open ---- */

typedef enum err verb_fn(struct keeper *keeper, const struct control_request *request,
			 struct jsonout *json, struct error *error_r);

const char *keeper_asker(const struct control_request *request)
{
	const char *by = request->member[MEMBER_BY];

	return by != NULL ? by : "operator";
}

/* Opens a batch for what changes something. */
static enum err open_batch(struct keeper *keeper, struct error *error_r)
{
	return keeper_open_batch(keeper)
		       ? ERR_NONE
		       : error_set(error_r, ERR_IO,
				   "the store failed; the keeper is starting anew");
}

static enum err operate(struct keeper *keeper, enum flow_verb verb, size_t line_index,
			const char *contact, const char *by, struct error *error_r)
{
	enum err err = open_batch(keeper, error_r);

	if (err != ERR_NONE)
		return err;
	err = flow_operator(keeper->flow, verb, line_index, contact, by, error_r);
	if (err == ERR_IO || err == ERR_CRYPTO)
		keeper_fail(keeper, error_r);
	keeper_close_soon(keeper, true);
	return err;
}

static enum err pause_or_resume(struct keeper *keeper, const struct control_request *request,
				struct jsonout *json, struct error *error_r)
{
	const char *line = request->member[MEMBER_LINE];
	size_t line_index = SIZE_MAX;
	enum err err =
		strcmp(line, "all") != 0 ? keeper_find_line(keeper, line, &line_index, error_r) : ERR_NONE;

	if (err == ERR_NONE)
		err = operate(keeper, request->verb == CONTROL_PAUSE ? FLOW_PAUSE : FLOW_RESUME,
			      line_index, NULL, keeper_asker(request), error_r);
	if (err == ERR_NONE)
		jsonout_text(json, "line", line);
	return err;
}

static enum err about_contact(struct keeper *keeper, const struct control_request *request,
			      struct jsonout *json, struct error *error_r)
{
	static const enum flow_verb flow_verbs[CONTROL_VERB_COUNT] = {
		[CONTROL_APPROVE] = FLOW_APPROVE,
		[CONTROL_BLOCK] = FLOW_BLOCK,
		[CONTROL_TAKEOVER] = FLOW_TAKEOVER,
	};
	char number[NUMBER_MAX];
	const char *contact;
	size_t line_index;
	enum err err = keeper_find_contact(keeper, request, number, &line_index, &contact, error_r);

	if (err == ERR_NONE)
		err = operate(keeper, flow_verbs[request->verb], line_index, contact,
			      keeper_asker(request), error_r);
	if (err != ERR_NONE)
		return err;
	jsonout_text(json, "line", flow_line(keeper->flow, (uint32_t)line_index)->name);
	jsonout_text(json, "contact", contact);
	return ERR_NONE;
}

/* Which of the line's numbers was written to, those for forwarded advertisements among them: the first when none is given. */
static enum err take_own_number(struct keeper *keeper, const struct line *line, const char *given,
				char ret_number[NUMBER_MAX], struct error *error_r)
{
	char number[NUMBER_MAX] = "";

	if (line->number_count == 0)
		return error_set(error_r, ERR_STATE, "line %s has no number", line->name);
	if (given == NULL) {
		memcpy(ret_number, line->numbers[0], NUMBER_MAX);
		return ERR_NONE;
	}
	normalise_number(keeper, given, number);
	for (size_t i = 0; i < line->number_count; i++) {
		if (strcmp(line->numbers[i], number) == 0) {
			memcpy(ret_number, number, NUMBER_MAX);
			return ERR_NONE;
		}
	}
	for (size_t i = 0; i < line->tip_count; i++) {
		if (strcmp(line->tips[i], number) == 0) {
			memcpy(ret_number, number, NUMBER_MAX);
			return ERR_NONE;
		}
	}
	return error_set(error_r, ERR_INPUT, "to: is none of the numbers of line %s", line->name);
}

/* Hands in an arrival that a person typed. `from`: the member that holds the sender's number. */
static enum err take_arrival(struct keeper *keeper, const struct control_request *request,
			     enum arrival_kind arrival, enum control_member from, size_t line_index,
			     struct error *error_r)
{
	const struct line *line = flow_line(keeper->flow, (uint32_t)line_index);
	struct bytes text = bytes_of_text(request->member[MEMBER_TEXT]);
	struct message message = {
		.arrival = arrival, .line_index = (uint32_t)line_index, .raw = text, .text = text};
	enum err err;

	/* Typed by hand: the same words twice are two messages, no carrier repeats itself. */
	random_bytes(&keeper->random, message.wire, sizeof message.wire);
	if (!normalise_number(keeper, request->member[from], message.from))
		return error_set(error_r, ERR_INPUT, "%s: write a number such as +33639981001",
				 from == MEMBER_ABOUT ? "about" : "from");
	err = take_own_number(keeper, line, request->member[MEMBER_TO], message.to, error_r);
	if (err == ERR_NONE)
		err = open_batch(keeper, error_r);
	if (err != ERR_NONE)
		return err;
	err = keeper_take(keeper, &message, error_r);
	keeper_close_soon(keeper, true);
	return err;
}

static enum err tip(struct keeper *keeper, const struct control_request *request,
		    struct jsonout *json, struct error *error_r)
{
	size_t line_index;
	enum err err = keeper_find_line(keeper, request->member[MEMBER_LINE], &line_index, error_r);

	if (err == ERR_NONE)
		err = take_arrival(keeper, request, ARRIVAL_TIP, MEMBER_ABOUT, line_index, error_r);
	if (err == ERR_NONE)
		jsonout_text(json, "line", request->member[MEMBER_LINE]);
	return err;
}

/* Only where no real sender can be impersonated. */
static bool is_handset(const struct keeper *keeper, const char *bearer)
{
	const struct settings *settings = &keeper->child->settings;

	for (size_t i = 0; i < settings->bearer_count; i++)
		if (strcmp(settings->bearers[i].name, bearer) == 0)
			return settings->bearers[i].kind == BEARER_HANDSET;
	return strcmp(bearer, "handset") == 0;
}

static enum err handset(struct keeper *keeper, const struct control_request *request,
			struct jsonout *json, struct error *error_r)
{
	const struct line *line;
	size_t line_index;
	enum err err = keeper_find_line(keeper, request->member[MEMBER_LINE], &line_index, error_r);

	if (err != ERR_NONE)
		return err;
	line = flow_line(keeper->flow, (uint32_t)line_index);
	if (!is_handset(keeper, line->bearer))
		return error_set(error_r, ERR_STATE,
				 "line %s gets its messages from \"%s\"; only a line with `bearer: "
				 "handset` can be texted by hand",
				 line->name, line->bearer);
	err = take_arrival(keeper, request, ARRIVAL_MESSAGE, MEMBER_FROM, line_index, error_r);
	if (err == ERR_NONE)
		jsonout_text(json, "line", line->name);
	return err;
}

static enum err queue(struct keeper *keeper, const struct control_request *request,
		      struct jsonout *json, struct error *error_r)
{
	const char *line = request->member[MEMBER_LINE];
	size_t line_index = SIZE_MAX;
	enum err err = line != NULL ? keeper_find_line(keeper, line, &line_index, error_r) : ERR_NONE;

	if (err == ERR_NONE)
		keeper_queue(keeper, line_index, json);
	return err;
}

enum { REPORT_BYTES = 1000000 }; /* an answer has at most 1 MiB (ipc.tbl); a line's report has some 30 kB */

static enum err learning(struct keeper *keeper, const struct control_request *request,
			 struct jsonout *json, struct error *error_r)
{
	const char *line = request->member[MEMBER_LINE];
	size_t line_index = SIZE_MAX;
	enum err err = line != NULL ? keeper_find_line(keeper, line, &line_index, error_r) : ERR_NONE;

	if (err == ERR_NONE)
		err = learning_put(json, keeper->flow, line_index, error_r);
	if (err == ERR_NONE && json->out->size > REPORT_BYTES)
		return error_set(error_r, ERR_STATE,
				 "the report on so many lines is too long for one answer; name a line");
	return err;
}

static enum err stats(struct keeper *keeper, const struct control_request *request,
		      struct jsonout *json, struct error *error_r)
{
	(void)request;
	(void)error_r;
	keeper_stats(keeper, json);
	return ERR_NONE;
}

static enum err metrics(struct keeper *keeper, const struct control_request *request,
			struct jsonout *json, struct error *error_r)
{
	struct buf page = {0};

	(void)request;
	(void)error_r;
	keeper_metrics(keeper, &page);
	jsonout_bytes(json, "page", buf_bytes(&page));
	buf_finish(&page);
	return ERR_NONE;
}

static enum err health(struct keeper *keeper, const struct control_request *request,
		       struct jsonout *json, struct error *error_r)
{
	(void)keeper;
	(void)request;
	(void)json;
	(void)error_r;
	return ERR_NONE; /* that it answers is the answer */
}

static enum err follow(struct keeper *keeper, const struct control_request *request,
		       struct jsonout *json, struct error *error_r)
{
	(void)keeper;
	(void)request;
	(void)json;
	return error_set(error_r, ERR_STATE, "whoever follows is the desk's to serve");
}

static verb_fn *const verbs[CONTROL_VERB_COUNT] = {
	[CONTROL_PAUSE] = pause_or_resume,
	[CONTROL_RESUME] = pause_or_resume,
	[CONTROL_APPROVE] = about_contact,
	[CONTROL_BLOCK] = about_contact,
	[CONTROL_TAKEOVER] = about_contact,
	[CONTROL_TIP] = tip,
	[CONTROL_HANDSET] = handset,
	[CONTROL_QUEUE] = queue,
	[CONTROL_LEARNING] = learning,
	[CONTROL_STATS] = stats,
	[CONTROL_FOLLOW] = follow,
	[CONTROL_HEALTH] = health,
	[CONTROL_METRICS] = metrics,
	[CONTROL_CORRECT] = keeper_correct,
	[CONTROL_CORRECTIONS] = keeper_corrections,
	[CONTROL_TAKE_BACK] = keeper_take_back,
	[CONTROL_SIGHTING] = keeper_sighting,
	[CONTROL_SIGHTINGS] = keeper_sightings,
};

enum err keeper_verb(struct keeper *keeper, const struct control_request *request,
		     struct jsonout *json, struct error *error_r)
{
	return verbs[request->verb](keeper, request, json, error_r);
}
