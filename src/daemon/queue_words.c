// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/queue_words.h"

#include "base/clock.h"
#include "daemon/control_client.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

const char *queue_time(const json_t *value, char ret_text[32])
{
	const char *text = json_string_value(value);
	struct tm parts;
	time_t seconds;
	ms_t at;

	strcpy(ret_text, "-");
	if (text == NULL || !clock_parse(text, &at))
		return ret_text;
	seconds = (time_t)(at / MS_SECOND);
	if (localtime_r(&seconds, &parts) != NULL)
		strftime(ret_text, 32, "%Y-%m-%d %H:%M", &parts);
	return ret_text;
}

/* ---- members of an answer ---- */

/* NULL: it has none. */
static const char *text_of(const json_t *row, const char *key)
{
	return json_string_value(json_object_get(row, key));
}

static bool is_true(const json_t *row, const char *key)
{
	return json_is_true(json_object_get(row, key));
}

static long long number_of(const json_t *row, const char *key)
{
	return (long long)json_integer_value(json_object_get(row, key));
}

static void add(struct buf *out, const char *text)
{
	control_clean(text != NULL ? text : "-", out);
}

/* "label: text", when there is one. */
static void add_line(struct buf *out, const char *label, const char *text)
{
	if (text == NULL)
		return;
	buf_add_format(out, "%s: ", label);
	add(out, text);
	buf_add_u8(out, '\n');
}

static void add_moment(struct buf *out, const char *label, const json_t *value)
{
	char text[32];

	if (json_is_string(value))
		buf_add_format(out, "%s: %s\n", label, queue_time(value, text));
}

/* What somebody wrote, set apart line by line. */
static void add_quoted(struct buf *out, const char *text)
{
	const char *end;

	do {
		char line[512];
		size_t size = strcspn(text, "\n");

		end = text + size;
		/* A line that is longer than this goes on in the next one; never cut within a character. */
		if (size >= sizeof line) {
			size = sizeof line - 1;
			while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
				size--;
			end = text + size;
		}
		memcpy(line, text, size);
		line[size] = '\0';
		buf_add_text(out, "  | ");
		add(out, line);
		buf_add_u8(out, '\n');
		text = *end == '\n' ? end + 1 : end;
	} while (*end != '\0');
}

/* ---- words ---- */

struct word {
	const char *code, *words;
};

/* The code itself when there are no words for it. */
static const char *word_for(const struct word *words, const char *code)
{
	while (code != NULL && words->code != NULL && strcmp(words->code, code) != 0)
		words++;
	return code != NULL && words->code != NULL ? words->words : code;
}

static const char *kind_words(const json_t *item)
{
	static const struct word words[] = {
		{"reports", "reported by members"}, {"robot", "suspended by a robot"},
		{"appeal", "objects to a decision"}, {"photo", "a picture that is held"},
		{"evasion", "perhaps banned before"}, {"text", "a text that is held"},
		{NULL, NULL},
	};

	return word_for(words, text_of(item, "kind"));
}

static const char *state_words(const json_t *member)
{
	static const struct word words[] = {
		{"ok", "nothing stands against him"},
		{"warned", "warned: told how far his percentage is"},
		{"held", "what he posts waits for a person"},
		{"suspended", "suspended until a person has looked"},
		{"banned", "banned"},
		{NULL, NULL},
	};

	return word_for(words, text_of(member, "state"));
}

/* ---- what waits ---- */

static const char *who_has(const json_t *item)
{
	const char *name = text_of(item, "claimed_by");

	return name != NULL ? name : "nobody";
}

static void add_row(const json_t *item, struct buf *out)
{
	char since[32];

	buf_add_text(out, "  ");
	add(out, text_of(item, "item"));
	buf_add_text(out, "  ");
	add(out, text_of(item, "severity"));
	buf_add_text(out, ": ");
	add(out, kind_words(item));
	buf_add_text(out, ", member ");
	add(out, text_of(item, "member"));
	buf_add_format(out, ", since %s; ", queue_time(json_object_get(item, "since"), since));
	add(out, who_has(item));
	buf_add_text(out, " has it");
	if (number_of(item, "opinions") != 0)
		buf_add_format(out, "; %lld said something, another person is needed",
			       number_of(item, "opinions"));
	buf_add_text(out, "\n      ");
	add(out, text_of(item, "sentence"));
	buf_add_text(out, "\n");
}

void queue_words_site(const json_t *site, struct buf *out)
{
	const json_t *items = json_object_get(site, "items");
	long long waiting = number_of(site, "waiting");

	if (waiting == 0)
		return;
	buf_add_text(out, "site ");
	add(out, text_of(site, "line"));
	buf_add_format(out, ": %lld %s for a person, the gravest first\n", waiting,
		       waiting == 1 ? "waits" : "wait");
	for (size_t i = 0; i < json_array_size(items); i++)
		add_row(json_array_get(items, i), out);
	if ((long long)json_array_size(items) < waiting)
		buf_add_format(out, "  the first %zu are shown\n", json_array_size(items));
}

static void add_about(const json_t *item, struct buf *out)
{
	const json_t *about = json_object_get(item, "about");

	if (about == NULL)
		return;
	buf_add_text(out, "about: ");
	add(out, text_of(about, "kind"));
	buf_add_u8(out, ' ');
	add(out, text_of(about, "id") != NULL ? text_of(about, "id") : "(its id is not kept)");
	buf_add_text(out, " from ");
	add(out, text_of(about, "from"));
	if (text_of(about, "to") != NULL) {
		buf_add_text(out, " to ");
		add(out, text_of(about, "to"));
	}
	buf_add_text(out, ", ");
	add(out, text_of(about, "where"));
	buf_add_text(out, ", now: ");
	add(out, text_of(about, "verdict"));
	buf_add_u8(out, '\n');
}

static void add_content(const json_t *item, struct buf *out)
{
	const json_t *text = json_object_get(item, "text");

	if (is_true(item, "sealed"))
		buf_add_text(out, "content: sealed; it is shown to nobody, decide by the facts\n");
	else if (json_is_string(text)) {
		buf_add_text(out, "content:\n");
		add_quoted(out, json_string_value(text));
	} else if (json_is_null(text))
		buf_add_text(out, "content: its words were erased\n");
	else if (is_true(item, "blurred") && json_object_get(item, "about") != NULL)
		buf_add_text(out, "content: blurred until whoever has it asks to see it\n");
}

void queue_words_item(const json_t *item, struct buf *out)
{
	add(out, text_of(item, "item"));
	buf_add_text(out, ": ");
	add(out, kind_words(item));
	buf_add_text(out, ", ");
	add(out, text_of(item, "severity"));
	buf_add_u8(out, '\n');
	add_line(out, "member", text_of(item, "member"));
	add_moment(out, "since", json_object_get(item, "since"));
	add_line(out, "why", text_of(item, "sentence"));
	add_line(out, "decision", text_of(item, "statement"));
	add_line(out, "who has it", who_has(item));
	add_about(item, out);
	if (text_of(item, "appeal") != NULL) {
		buf_add_text(out, "he objects:\n");
		add_quoted(out, text_of(item, "appeal"));
	}
	add_content(item, out);
}

/* ---- members and decisions ---- */

static void add_decision(const json_t *decision, struct buf *out)
{
	char at[32];

	buf_add_text(out, "  ");
	add(out, text_of(decision, "statement"));
	buf_add_format(out, "  %s  ", queue_time(json_object_get(decision, "at"), at));
	add(out, text_of(decision, "sentence"));
	buf_add_text(out, is_true(decision, "stands") ? "\n" : " (stands no more)\n");
}

void queue_words_member(const json_t *member, struct buf *out)
{
	const json_t *decisions = json_object_get(member, "decisions");

	add_line(out, "member", text_of(member, "id"));
	add_line(out, "now", state_words(member));
	buf_add_format(out, "percentage: %.2f %%\n",
		       json_number_value(json_object_get(member, "percent")));
	add_moment(out, "at zero", json_object_get(member, "clear_at"));
	add_moment(out, "joined", json_object_get(member, "joined"));
	buf_add_text(out, json_array_size(decisions) == 0 ? "decisions: none\n" : "decisions:\n");
	for (size_t i = 0; i < json_array_size(decisions); i++)
		add_decision(json_array_get(decisions, i), out);
}

void queue_words_statement(const json_t *statement, struct buf *out)
{
	const json_t *redress = json_object_get(statement, "redress");

	add_line(out, "decision", text_of(statement, "statement"));
	add_line(out, "member", text_of(statement, "member"));
	add_moment(out, "at", json_object_get(statement, "at"));
	add_line(out, "what", text_of(statement, "decision_facts"));
	add_line(out, "about decision", text_of(statement, "about"));
	buf_add_format(out, "stands: %s\n",
		       !is_true(statement, "stands")  ? "no, it was reversed"
		       : is_true(statement, "ended") ? "no, it is over"
						      : "yes");
	add_line(out, "appeal", text_of(redress, "appeal"));
	if (text_of(statement, "text") != NULL) {
		buf_add_text(out, "reasons:\n");
		add_quoted(out, text_of(statement, "text"));
	}
	add_line(out, "redress", text_of(redress, "words"));
}

static const char *ground_words(const json_t *notice)
{
	static const struct word words[] = {
		{"suspected_image_of_a_minor", "a picture that may show a minor as no picture may"},
		{"threat_to_a_person", "a threat to somebody's life or safety"},
		{NULL, NULL},
	};

	return word_for(words, text_of(notice, "ground"));
}

static void add_notice(const json_t *notice, struct buf *out)
{
	const json_t *decision = json_object_get(notice, "decision");
	char at[32];

	buf_add_format(out, "%s  member ", queue_time(json_object_get(notice, "at"), at));
	add(out, text_of(notice, "member"));
	buf_add_text(out, ": ");
	add(out, ground_words(notice));
	if (decision != NULL) {
		buf_add_text(out, "; decision ");
		add(out, text_of(decision, "statement"));
	}
	buf_add_format(out, "; event %lld of the record\n", number_of(notice, "record"));
}

void queue_words_notices(const json_t *notices, struct buf *out)
{
	const json_t *items = json_object_get(notices, "items");

	if (json_array_size(items) == 0)
		buf_add_text(out, "no notice was prepared\n");
	for (size_t i = 0; i < json_array_size(items); i++)
		add_notice(json_array_get(items, i), out);
	if (json_array_size(items) != 0)
		buf_add_text(out, "Whoever runs the site sends them to the police (article 18 of the Digital Services Act).\n");
	if (text_of(notices, "next") != NULL)
		buf_add_format(out, "there are more: --cursor %s\n", text_of(notices, "next"));
}

/* "contacts_refused" -> "contacts refused" */
static void add_name(struct buf *out, const char *name)
{
	for (; *name != '\0'; name++)
		buf_add_u8(out, *name == '_' ? ' ' : (uint8_t)*name);
}

static void add_count(struct buf *out, const char *indent, const char *name, const json_t *count)
{
	buf_add_text(out, indent);
	add_name(out, name);
	if (json_is_integer(count))
		buf_add_format(out, ": %lld\n", (long long)json_integer_value(count));
	else
		buf_add_text(out, ": -\n");
}

/* Of what is broken down by offence or robot only what there was. */
void queue_words_report(const json_t *report, struct buf *out)
{
	const char *name, *code;
	json_t *value, *count;

	json_object_foreach((json_t *)report, name, value) {
		if (!json_is_object(value)) {
			add_count(out, "", name, value);
			continue;
		}
		json_object_foreach(value, code, count) {
			if (json_integer_value(count) == 0)
				continue;
			add_name(out, name);
			add_count(out, ", ", code, count);
		}
	}
}

/* ---- what to do next ---- */

void queue_words_hint(const char *problem, const char *target, const char *by, struct buf *out)
{
	static const struct {
		const char *part, *hint; /* %1: the item, %2: who asked */
	} hints[] = {
		{"claim it first", "fauxbond queue take %1 --by %2"},
		{"somebody else has it", "`fauxbond queue` says who; after a quarter of an hour it is anybody's again"},
		{"another person is needed", "you have said what you think of it; ask somebody else to take it"},
		{"who decided does not judge", "ask somebody who had no hand in the decision to take it"},
		{"nothing of this name waits", "`fauxbond queue` lists what waits; perhaps somebody has decided it"},
		{"there is no such decision", "`fauxbond queue member ID` lists a member's decisions (s1, s2, ...)"},
		{"no member has this id", "write the id that your site gave him"},
		{"offence: is needed", "add --offence with insult, spam, hate, impersonation, private_data, false_report, nudity, "
				       "sexual_request, webcam_request, harassment or threat"},
		{"text: is ", "add --text \"...\" with your reasons: the member reads them"},
		{"by: is missing", "add --by NAME: each person who decides has a name of his own"},
		{"there are several sites", "add --line NAME"},
		{"nothing is known of that year", "write a year in which the site ran: fauxbond queue report 2026"},
	};

	for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
		if (strstr(problem, hints[i].part) == NULL)
			continue;
		for (const char *at = hints[i].hint; *at != '\0'; at++) {
			if (at[0] != '%' || (at[1] != '1' && at[1] != '2'))
				buf_add_u8(out, (uint8_t)*at);
			else if (*++at == '1')
				control_clean(target != NULL ? target : "ITEM", out);
			else
				control_clean(by != NULL ? by : "NAME", out);
		}
		return;
	}
}
