// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/site_views.h"

#include "daemon/site_put.h"

#include <string.h>

static enum err absent(struct call_fault *fault, enum call_field field, const char *problem)
{
	fault->field = call_field_name(field);
	return error_set(&fault->error, ERR_ABSENT, "%s: %s", fault->field, problem);
}

static void put_name(struct jsonout *json, const char *key, char letter, uint64_t number)
{
	char name[SITE_NAME_MAX];

	jsonout_text(json, key, number != 0 ? site_name(letter, number, name) : NULL);
}

/* ---- a member ---- */

static void put_decision(struct jsonout *json, const struct site *site, uint32_t member,
			 const struct ruling *ruling)
{
	char text[RULING_TEXT];

	jsonout_open(json, NULL);
	put_name(json, "statement", 's', site_statement_of(site, member, ruling->number));
	jsonout_time(json, "at", ruling->at);
	jsonout_text(json, "code", ruling_code(ruling));
	jsonout_text(json, "sentence", ruling_sentence(ruling, text));
	if (ruling->kind == RULING_OFFENCE) {
		jsonout_text(json, "offence", offence_code(ruling->offence));
		jsonout_text(json, "where", where_code(ruling->where));
		jsonout_int(json, "percent", ruling->percent);
	}
	jsonout_bool(json, "stands", ruling->stands && !ruling->void_now && !ruling->ended);
	jsonout_close(json);
}

static enum err view_member(const struct site *site, const struct call *call, ms_t now,
			    struct jsonout *json, struct call_fault *fault)
{
	uint32_t member = site_member_find(site, call->text[CALL_MEMBER]);
	const struct member *standing;
	enum site_state state;
	int64_t percent;
	ms_t clear;

	if (member == 0)
		return absent(fault, CALL_MEMBER, "no member has this id");
	standing = site_member_standing(site, member);
	state = site_member_state(site, member, now, &percent);
	jsonout_open(json, NULL);
	jsonout_text(json, "id", site_member_id(site, member));
	jsonout_time(json, "joined", standing->joined);
	jsonout_text(json, "state", site_state_code(state));
	jsonout_real(json, "percent", (double)percent / 100, 2);
	clear = member_clear_at(standing);
	jsonout_time(json, "clear_at", percent != 0 ? clear : MS_NEVER);
	jsonout_open_list(json, "decisions");
	for (uint32_t i = 1; i <= standing->count; i++)
		put_decision(json, site, member, member_ruling(standing, i));
	jsonout_close_list(json);
	jsonout_close(json);
	return ERR_NONE;
}

/* ---- the queue ---- */

static void put_text_facts(struct jsonout *json, const struct site *site, uint64_t about)
{
	struct site_text text;

	if (about == 0 || !site_text(site, about, &text))
		return;
	jsonout_open(json, "about");
	jsonout_text(json, "kind", text.photo ? "photo" : "message");
	jsonout_text(json, "id", text.id);
	jsonout_text(json, "from", site_member_id(site, text.from));
	if (text.to != 0)
		jsonout_text(json, "to", site_member_id(site, text.to));
	jsonout_text(json, "where", where_code(text.where));
	jsonout_text(json, "verdict", site_verdict_code(text.verdict));
	jsonout_close(json);
}

static void put_item(struct jsonout *json, const struct site *site, const struct queue_item *item,
		     uint64_t person, ms_t now)
{
	bool claimed = item->claimed_by != 0 && item->claimed_until > now;
	uint32_t member = (uint32_t)item->member;
	uint32_t statement = site_statement_of(site, member, item->ruling);
	char why[SITE_WHY];

	put_name(json, "item", 'q', item->number);
	jsonout_text(json, "kind", queue_kind_code(item->kind));
	jsonout_text(json, "severity", severity_code(item->severity));
	jsonout_text(json, "member", site_member_id(site, member));
	jsonout_time(json, "since", item->at);
	jsonout_text(json, "claimed", !claimed ? "no" : item->claimed_by == person ? "by_you" : "yes");
	if (claimed)
		jsonout_text(json, "claimed_by", site_staff_name(site, item->claimed_by));
	jsonout_int(json, "opinions", (item->said_by[0] != 0) + (item->said_by[1] != 0));
	jsonout_bool(json, "blurred", queue_is_blurred(item, person, now));
	jsonout_bool(json, "sealed", item->sealed);
	if (statement != 0)
		put_name(json, "statement", 's', statement);
	jsonout_text(json, "sentence", site_why(site, item, why));
	put_text_facts(json, site, item->about);
}

static int by_urgency(const struct queue_item *a, const struct queue_item *b)
{
	if (a->severity != b->severity)
		return a->severity > b->severity ? -1 : 1;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

/* The most urgent behind `after` (NULL: of all): a page is short, so that no list need be sorted. */
static const struct queue_item *next_item(const struct queue *queue, const struct queue_item *after)
{
	const struct queue_item *next = NULL;

	for (size_t i = 0; i < queue->count; i++) {
		const struct queue_item *item = &queue->items[i];

		if ((after == NULL || by_urgency(item, after) > 0) &&
		    (next == NULL || by_urgency(item, next) < 0))
			next = item;
	}
	return next;
}

enum { PAGE = 50 };

/* A cursor is the last item that was shown. One that was decided meanwhile: from the beginning, where what waits still is. */
void site_put_queue(const struct site *site, const struct call *call, ms_t now, struct jsonout *json)
{
	const struct queue *queue = site_queue(site);
	uint64_t person = site_staff_find(site, call->text[CALL_PERSON]);
	int64_t room = call_has(call, CALL_LIMIT) ? call->number[CALL_LIMIT] : PAGE;
	const struct queue_item *item = queue_find(queue, site_number(call->text[CALL_CURSOR], 'q'));
	const struct queue_item *last = item;

	jsonout_int(json, "waiting", (int64_t)queue->count);
	jsonout_open_list(json, "items");
	while (room > 0 && (item = next_item(queue, last)) != NULL) {
		jsonout_open(json, NULL);
		put_item(json, site, item, person, now);
		jsonout_close(json);
		last = item;
		room--;
	}
	jsonout_close_list(json);
	item = last != NULL ? next_item(queue, last) : NULL;
	put_name(json, "next", 'q', item != NULL ? last->number : 0);
}

/* What was said, to the one who has it and asked to see it. */
static void put_words(struct jsonout *json, struct flow *flow, uint32_t line_index,
		      const struct queue_item *item, uint64_t person, ms_t now)
{
	const struct site *site = flow_site_of(flow, line_index);
	struct buf words = {0};
	struct site_text text;
	struct error ignored;

	if (queue_is_blurred(item, person, now) || item->about == 0 ||
	    !site_text(site, item->about, &text) || text.photo)
		return;
	if (flow_site_words(flow, line_index, text.event, &words, &ignored) == ERR_NONE)
		jsonout_bytes(json, "text", buf_bytes(&words));
	else
		jsonout_null(json, "text");
	buf_finish(&words);
}

/* Why an appeal was made: the member's own words, which are no secret to whoever judges it. */
static void put_appeal(struct jsonout *json, const struct site *site, const struct queue_item *item)
{
	const struct member *standing = site_member_standing(site, (uint32_t)item->member);

	for (uint32_t i = standing->count; item->kind == QUEUE_APPEAL && i >= 1; i--) {
		const struct ruling *ruling = member_ruling(standing, i), *found;
		uint32_t statement = site_statement_of(site, (uint32_t)item->member, i), member;
		const char *words;
		uint64_t event;

		if (ruling->kind != RULING_APPEAL || ruling->target != item->ruling)
			continue;
		if (site_statement(site, statement, &found, &member, &event, &words))
			jsonout_text(json, "appeal", words);
		return;
	}
}

static enum err view_item(struct flow *flow, uint32_t line_index, const struct call *call, ms_t now,
			  struct jsonout *json, struct call_fault *fault)
{
	const struct site *site = flow_site_of(flow, line_index);
	uint64_t person = site_staff_find(site, call->text[CALL_PERSON]);
	const struct queue_item *item =
		queue_find(site_queue(site), site_number(call->text[CALL_ITEM], 'q'));

	if (item == NULL)
		return absent(fault, CALL_ITEM, "nothing of this name waits");
	jsonout_open(json, NULL);
	put_item(json, site, item, person, now);
	put_appeal(json, site, item);
	put_words(json, flow, line_index, item, person, now);
	jsonout_close(json);
	return ERR_NONE;
}

/* ---- statements and notices ---- */

static enum err view_statement(const struct site *site, const struct call *call,
			       struct jsonout *json, struct call_fault *fault)
{
	uint64_t number = site_number(call->text[CALL_STATEMENT], 's'), event;
	const struct ruling *ruling;
	const char *text;
	uint32_t member;

	if (number > UINT32_MAX ||
	    !site_statement(site, (uint32_t)number, &ruling, &member, &event, &text))
		return absent(fault, CALL_STATEMENT, "there is no such decision");
	jsonout_open(json, NULL);
	site_put_statement(site, (uint32_t)number, json);
	jsonout_close(json);
	return ERR_NONE;
}

/* Facts for whoever writes to the police; a picture itself is never in them. */
static void put_notice(struct jsonout *json, const struct site *site, const struct site_notice *one)
{
	jsonout_open(json, NULL);
	jsonout_time(json, "at", one->at);
	jsonout_text(json, "member", site_member_id(site, one->member));
	jsonout_text(json, "ground", one->sealed ? "suspected_image_of_a_minor" : "threat_to_a_person");
	jsonout_text(json, "article", "Regulation (EU) 2022/2065, Article 18");
	jsonout_int(json, "record", (int64_t)one->event);
	jsonout_bool(json, "sealed", one->sealed);
	if (one->statement != 0) {
		jsonout_open(json, "decision");
		site_put_statement(site, one->statement, json);
		jsonout_close(json);
	}
	jsonout_close(json);
}

static void view_notices(const struct site *site, const struct call *call, struct jsonout *json)
{
	uint64_t at = call_has(call, CALL_CURSOR) ? site_number(call->text[CALL_CURSOR], 'n') : 0;
	int64_t room = call_has(call, CALL_LIMIT) ? call->number[CALL_LIMIT] : PAGE;
	struct site_notice one;

	jsonout_open(json, NULL);
	jsonout_open_list(json, "items");
	while (at < UINT32_MAX && room-- > 0 && site_notice_at(site, (uint32_t)at, &one)) {
		put_notice(json, site, &one);
		at++;
	}
	jsonout_close_list(json);
	put_name(json, "next", 'n', at < UINT32_MAX && site_notice_at(site, (uint32_t)at, &one) ? at : 0);
	jsonout_close(json);
}

/* ---- the report of a year ---- */

/* Each count of the report: where in it, its name, the code it is broken down by. */
typedef void count_fn(void *context, const char *name, const char *code, int64_t count);

static void walk_year(const struct site_year *year, count_fn *fn, void *context)
{
	const struct {
		const char *name;
		uint64_t count;
	} plain[] = {{"members_new", year->members},
		     {"contacts_asked", year->contacts},
		     {"contacts_refused", year->contacts_refused},
		     {"texts", year->texts},
		     {"photos", year->photos},
		     {"held_for_a_person", year->held},
		     {"refused", year->refused},
		     {"released_by_a_person", year->released},
		     {"withheld_by_a_person", year->withheld},
		     {"bans", year->bans},
		     {"bans_and_suspensions_lifted", year->lifted},
		     {"decisions_reversed", year->reversed},
		     {"appeals", year->appeals},
		     {"appeals_refused", year->appeals_refused},
		     {"appeals_granted", year->appeals_granted},
		     {"brigades_noticed", year->brigades},
		     {"evasions_noticed", year->evasions},
		     {"notices_to_police_prepared", year->notices},
		     {"median_seconds_until_settled", (uint64_t)site_year_median(year)}};

	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
		fn(context, plain[i].name, "", (int64_t)plain[i].count);
	for (size_t i = 0; i < OFFENCE_COUNT; i++)
		fn(context, "reports", offence_code((enum offence)i), (int64_t)year->reports[i]);
	for (size_t i = 0; i < OFFENCE_COUNT; i++)
		fn(context, "offences_confirmed", offence_code((enum offence)i),
		   (int64_t)year->offences[i]);
	for (size_t i = 0; i < ROBOT_COUNT; i++)
		fn(context, "suspensions_by_robot", robot_code((enum robot)i),
		   (int64_t)year->suspensions[i]);
	for (size_t i = 0; i < ROBOT_COUNT; i++)
		fn(context, "suspensions_lifted", robot_code((enum robot)i),
		   (int64_t)year->suspensions_lifted[i]);
}

/* A break-down is an object of its own. */
struct breakdown {
	struct jsonout *json;
	const char *open; /* "": none */
};

static void put_count(void *context, const char *name, const char *code, int64_t count)
{
	struct breakdown *report = context;

	if (strcmp(report->open, code[0] != '\0' ? name : "") != 0) {
		if (report->open[0] != '\0')
			jsonout_close(report->json);
		report->open = code[0] != '\0' ? name : "";
		if (code[0] != '\0')
			jsonout_open(report->json, name);
	}
	if (code[0] == '\0' && count < 0)
		jsonout_null(report->json, name);
	else
		jsonout_int(report->json, code[0] != '\0' ? code : name, count);
}

static enum err view_year(const struct site *site, const struct call *call, struct jsonout *json,
			  struct call_fault *fault)
{
	const struct site_year *year = site_year_find(site, (int32_t)call->number[CALL_YEAR]);
	struct breakdown report = {json, ""};

	if (year == NULL)
		return absent(fault, CALL_YEAR, "nothing is known of that year");
	jsonout_open(json, NULL);
	jsonout_int(json, "year", year->year);
	walk_year(year, put_count, &report);
	if (report.open[0] != '\0')
		jsonout_close(json);
	jsonout_close(json);
	return ERR_NONE;
}

static void add_row(void *context, const char *name, const char *code, int64_t count)
{
	struct buf *out = context;

	if (count < 0)
		buf_add_format(out, "%s,%s,\r\n", name, code);
	else
		buf_add_format(out, "%s,%s,%lld\r\n", name, code, (long long)count);
}

enum err site_view_csv(const struct site *site, int32_t number, struct buf *out)
{
	const struct site_year *year = site_year_find(site, number);

	if (year == NULL)
		return ERR_ABSENT;
	buf_add_text(out, "name,code,count\r\n");
	walk_year(year, add_row, out);
	return ERR_NONE;
}

/* ---- the whole ---- */

enum err site_view(struct flow *flow, uint32_t line_index, const struct call *call, ms_t now,
		   struct buf *out, struct call_fault *fault)
{
	const struct site *site = flow_site_of(flow, line_index);
	struct jsonout json;

	*fault = (struct call_fault){.field = ""};
	if (site == NULL)
		return error_set(&fault->error, ERR_STATE, "the line is no site");
	jsonout_init(&json, out);
	switch (call->verb) {
	case VERB_GET_MEMBER:
		return view_member(site, call, now, &json, fault);
	case VERB_GET_QUEUE:
		jsonout_open(&json, NULL);
		site_put_queue(site, call, now, &json);
		jsonout_close(&json);
		return ERR_NONE;
	case VERB_GET_ITEM:
		return view_item(flow, line_index, call, now, &json, fault);
	case VERB_GET_STATEMENT:
		return view_statement(site, call, &json, fault);
	case VERB_GET_NOTICES:
		view_notices(site, call, &json);
		return ERR_NONE;
	case VERB_GET_TRANSPARENCY:
		return view_year(site, call, &json, fault);
	default:
		return error_set(&fault->error, ERR_INPUT, "reads nothing");
	}
}
