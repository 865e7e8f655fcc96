// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control_client.h"
#include "daemon/queue_site.h"
#include "daemon/queue_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the actions ---- */

typedef void words_fn(const json_t *answer, struct buf *out);

static const struct action {
	const char *name, *target_name; /* NULL: it has none */
	enum call_field target;		/* CALL_FIELDS: likewise */
	enum call_verb verb;
	const char *opinion; /* of a decision */
	words_fn *words;     /* of what is read */
	const char *what;
} actions[] = {
	{"take", "ITEM", CALL_ITEM, VERB_CLAIM, NULL, NULL, "have an item for a quarter of an hour"},
	{"show", "ITEM", CALL_ITEM, VERB_SHOW, NULL, NULL, "see what it is about, unblurred, when you have it"},
	{"release", "ITEM", CALL_ITEM, VERB_RELEASE, NULL, NULL, "give it back"},
	{"confirm", "ITEM", CALL_ITEM, VERB_DECISION, "confirm", NULL, "what it asks is right: the act, the suspension, the decision"},
	{"lift", "ITEM", CALL_ITEM, VERB_DECISION, "lift", NULL, "it is not"},
	{"item", "ITEM", CALL_ITEM, VERB_GET_ITEM, NULL, queue_words_item, "the facts of an item"},
	{"member", "ID", CALL_MEMBER, VERB_GET_MEMBER, NULL, queue_words_member, "how a member stands, and what was decided about him"},
	{"statement", "S", CALL_STATEMENT, VERB_GET_STATEMENT, NULL, queue_words_statement, "the reasons of a decision, as the member gets them"},
	{"offence", "ID", CALL_MEMBER, VERB_OFFENCE, NULL, NULL, "a member did something that nobody reported"},
	{"over", "S", CALL_STATEMENT, VERB_LIFT, NULL, NULL, "a ban or suspension was right, and is over"},
	{"reverse", "S", CALL_STATEMENT, VERB_REVERSE, NULL, NULL, "a decision was wrong: as if it had not been"},
	{"ban-address", "RANGE", CALL_ADDRESS, VERB_BAN_ADDRESS, NULL, NULL, "no registration from there until --until"},
	{"notices", NULL, CALL_FIELDS, VERB_GET_NOTICES, NULL, queue_words_notices, "what is prepared for the police"},
	{"report", "YEAR", CALL_YEAR, VERB_GET_TRANSPARENCY, NULL, queue_words_report, "the counts of a year; --csv for a table"},
};

static const struct action *find_action(const char *name)
{
	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	return NULL;
}

void queue_site_help(void)
{
	puts("on site lines:");
	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
		char left[32];

		snprintf(left, sizeof left, "%s %s", actions[i].name,
			 actions[i].target_name != NULL ? actions[i].target_name : "");
		printf("  queue %-17s %s\n", left, actions[i].what);
	}
}

/* ---- the call ---- */

static enum err no_action(const char *name, struct error *error_r)
{
	struct buf known = {0};

	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
		buf_add_format(&known, "%s%s", i != 0 ? ", " : "", actions[i].name);
	error_set(error_r, ERR_INPUT, "there is no `queue %.32s`; there is %s", name, buf_text(&known));
	buf_finish(&known);
	return ERR_INPUT;
}

static enum err check_words(const struct action *action, const struct queue_ask *ask, struct error *error_r)
{
	if (action->target_name != NULL && ask->target == NULL)
		return error_set(error_r, ERR_INPUT, "say which: fauxbond queue %s %s", action->name,
				 action->target_name);
	if (action->target_name == NULL && ask->target != NULL)
		return error_set(error_r, ERR_INPUT, "`queue %s` takes no \"%.32s\"", action->name, ask->target);
	if (ask->as_csv && action->verb != VERB_GET_TRANSPARENCY)
		return error_set(error_r, ERR_INPUT, "--csv is for `queue report`");
	if (ask->by == NULL && call_changes(action->verb))
		return error_set(error_r, ERR_INPUT,
				 "by: is missing"); /* queue_words_hint() says what to write */
	for (size_t i = 0; i < CALL_FIELDS; i++)
		if (ask->value[i] != NULL && call_takes(action->verb, (enum call_field)i) < 0)
			return error_set(error_r, ERR_INPUT, "--%s is not for `queue %s`",
					 call_field_name((enum call_field)i), action->name);
	return ERR_NONE;
}

/* As the table has it: digits are a number there, and a day alone is its first moment. */
static enum err set_value(json_t *call, enum call_field field, const char *text, struct error *error_r)
{
	int64_t least, most;
	const char *type = call_field_type(field, &least, &most);
	json_t *value;
	char moment[32];

	if (strcmp(type, "integer") == 0 && text[0] != '\0' && strlen(text) < 10 &&
	    strspn(text, "0123456789") == strlen(text)) {
		value = json_integer(atoll(text));
	} else if (strcmp(type, "time") == 0 && strlen(text) == 10) {
		snprintf(moment, sizeof moment, "%sT00:00:00Z", text);
		value = json_string(moment);
	} else {
		value = json_string(text);
	}
	if (value == NULL)
		return error_set(error_r, ERR_INPUT, "%s: is not UTF-8", call_field_name(field));
	json_object_set_new(call, call_field_name(field), value);
	return ERR_NONE;
}

enum err queue_call(const struct queue_ask *ask, json_t **ret_call, struct error *error_r)
{
	const struct action *action = find_action(ask->action);
	json_t *call;
	enum err err;

	if (action == NULL)
		return no_action(ask->action, error_r);
	err = check_words(action, ask, error_r);
	if (err != ERR_NONE)
		return err;
	call = json_object();
	json_object_set_new(call, "verb", json_string(call_verb_name(action->verb)));
	if (action->opinion != NULL)
		json_object_set_new(call, call_field_name(CALL_OPINION), json_string(action->opinion));
	if (ask->as_csv)
		json_object_set_new(call, "format", json_string("csv"));
	if (ask->target != NULL)
		err = set_value(call, action->target, ask->target, error_r);
	for (size_t i = 0; err == ERR_NONE && i < CALL_FIELDS; i++)
		if (ask->value[i] != NULL)
			err = set_value(call, (enum call_field)i, ask->value[i], error_r);
	if (err == ERR_NONE)
		*ret_call = call;
	else
		json_decref(call);
	return err;
}

/* ---- asking ---- */

static enum err say(struct control_client *client, const struct queue_ask *ask, const json_t *call,
		    json_t **ret_answer, struct error *error_r)
{
	struct control_words words = {.verb = CONTROL_SITE};
	char *text = json_dumps(call, JSON_COMPACT);
	json_t *answer;
	enum err err;

	words.member[MEMBER_TEXT] = text;
	words.member[MEMBER_LINE] = ask->line;
	words.member[MEMBER_BY] = ask->by;
	err = control_client_ask(client, &words, &answer, error_r);
	free(text);
	if (err != ERR_NONE)
		return err;
	*ret_answer = json_incref(json_object_get(answer, "answer"));
	json_decref(answer);
	return ERR_NONE;
}

/* The item as it is now: after it was taken or shown, and for what is never shown, its facts. */
static enum err say_item(struct control_client *client, const struct queue_ask *ask, json_t **ret_answer,
			 struct error *error_r)
{
	json_t *call = json_pack("{s:s, s:s}", "verb", call_verb_name(VERB_GET_ITEM),
				 call_field_name(CALL_ITEM), ask->target);
	enum err err = say(client, ask, call, ret_answer, error_r);

	json_decref(call);
	return err;
}

/* An item that is sealed is not asked to be shown: whoever has it decides by its facts. */
static enum err say_show(struct control_client *client, const struct queue_ask *ask, const json_t *call,
			 json_t **ret_answer, struct error *error_r)
{
	json_t *item, *shown;
	enum err err = say_item(client, ask, &item, error_r);

	if (err != ERR_NONE)
		return err;
	if (json_is_true(json_object_get(item, "sealed"))) {
		*ret_answer = item;
		return ERR_NONE;
	}
	json_decref(item);
	err = say(client, ask, call, &shown, error_r);
	if (err != ERR_NONE)
		return err;
	json_decref(shown);
	return say_item(client, ask, ret_answer, error_r);
}

static enum err say_take(struct control_client *client, const struct queue_ask *ask, const json_t *call,
			 json_t **ret_answer, struct error *error_r)
{
	json_t *taken;
	enum err err = say(client, ask, call, &taken, error_r);

	if (err != ERR_NONE)
		return err;
	json_decref(taken);
	return say_item(client, ask, ret_answer, error_r);
}

/* ---- saying what came ---- */

static void print_member(const json_t *answer)
{
	const json_t *member = json_object_get(answer, "member");

	if (member == NULL)
		return;
	fputs("member ", stdout);
	control_print(json_string_value(json_object_get(member, "id")));
	fputs(" is now at ", stdout);
	printf("%.2f %%: ", json_number_value(json_object_get(member, "percent")));
	control_print(json_string_value(json_object_get(member, "state")));
	puts("");
}

/* What a decision, or another change, came to. */
static void print_change(const struct action *action, const struct queue_ask *ask, const json_t *answer)
{
	const char *statement = json_string_value(json_object_get(answer, "statement"));
	const char *verdict = json_string_value(json_object_get(answer, "verdict"));
	bool pending = verdict != NULL && strcmp(verdict, "pending") == 0;

	if (json_is_true(json_object_get(answer, "again")))
		puts("this was said before; nothing was done twice");
	if (action->verb == VERB_RELEASE) {
		fputs("given back: ", stdout);
		control_print(ask->target);
		puts("");
		return;
	}
	puts(pending ? "noted; another person has to say what he thinks of it before it counts" : "done");
	if (pending)
		return;
	if (statement != NULL) {
		fputs("decision ", stdout);
		control_print(statement);
		fputs(" (fauxbond queue statement ", stdout);
		control_print(statement);
		puts(")");
	}
	print_member(answer);
}

static void print_answer(const struct action *action, const struct queue_ask *ask, const json_t *answer)
{
	words_fn *words = action->verb == VERB_CLAIM || action->verb == VERB_SHOW ? queue_words_item
										    : action->words;
	struct buf out = {0};

	if (ask->as_csv && json_is_string(answer)) {
		fputs(json_string_value(answer), stdout);
	} else if (ask->as_json) {
		json_dumpf(answer, stdout, JSON_PRESERVE_ORDER | JSON_COMPACT);
		puts("");
	} else if (words == NULL) {
		print_change(action, ask, answer);
	} else {
		words(answer, &out);
		fwrite(out.data, 1, out.size, stdout);
		if (action->verb == VERB_CLAIM)
			printf("it is yours for a quarter of an hour: fauxbond queue show, confirm, lift or release %s\n",
			       ask->target);
	}
	buf_finish(&out);
}

static int failed(const struct queue_ask *ask, const struct error *error, int status)
{
	struct buf hint = {0};

	queue_words_hint(error->text, ask->target, ask->by, &hint);
	fprintf(stderr, hint.size != 0 ? "fauxbond: %s: %s\n" : "fauxbond: %s%s\n", error->text, buf_text(&hint));
	buf_finish(&hint);
	return status;
}

int queue_site(const struct queue_ask *ask)
{
	const struct action *action = find_action(ask->action);
	struct control_client client;
	struct error error = {""};
	json_t *call, *answer;
	int status;
	enum err err = queue_call(ask, &call, &error);

	if (err != ERR_NONE)
		return failed(ask, &error, EXIT_USAGE);
	status = control_client_open(&client, ask->config);
	if (status == EXIT_DONE) {
		if (action->verb == VERB_SHOW)
			err = say_show(&client, ask, call, &answer, &error);
		else if (action->verb == VERB_CLAIM)
			err = say_take(&client, ask, call, &answer, &error);
		else
			err = say(&client, ask, call, &answer, &error);
		control_client_finish(&client);
		if (err == ERR_NONE) {
			print_answer(action, ask, answer);
			json_decref(answer);
		} else {
			status = failed(ask, &error, EXIT_FAILED);
		}
	}
	json_decref(call);
	return status;
}
