// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/rehearse_input.h"
#include "base/phone.h"
#include "flow/budget/admit.h"

#include <string.h>

enum { LINE_MAX_BYTES = 1 << 20, TEXT_MAX_BYTES = 65536 };

/* A walk over one line, while its members are taken. */
struct parse {
	struct bytes line;
	const struct settings *settings;
	struct rehearse_input *input;
	size_t *column;
	struct error *error_r;
};

/* ---- where a member stands ---- */

/* The end of the JSON string that begins at `at` (on its quote). */
static size_t string_end(struct bytes line, size_t at)
{
	for (at++; at < line.size && line.data[at] != '"'; at++)
		if (line.data[at] == '\\')
			at++;
	return at + 1;
}

static size_t skip_blanks(struct bytes line, size_t at)
{
	while (at < line.size && (line.data[at] == ' ' || line.data[at] == '\t'))
		at++;
	return at;
}

size_t rehearse_column(struct bytes line, const char *key)
{
	size_t length = strlen(key), depth = 0;

	for (size_t at = 0; at < line.size;) {
		uint8_t c = line.data[at];
		size_t end, value;

		if (c == '{' || c == '[')
			depth++;
		if ((c == '}' || c == ']') && depth > 0)
			depth--;
		if (c != '"') {
			at++;
			continue;
		}
		end = string_end(line, at);
		value = skip_blanks(line, end);
		if (depth == 1 && value < line.size && line.data[value] == ':' &&
		    end - at == length + 2 && memcmp(line.data + at + 1, key, length) == 0)
			return skip_blanks(line, value + 1) + 1;
		at = end;
	}
	return 1;
}

static enum err wrong(struct parse *parse, const char *key, const char *problem)
{
	*parse->column = rehearse_column(parse->line, key);
	return error_set(parse->error_r, ERR_INPUT, "%s: %s", key, problem);
}

/* ---- members ---- */

/* A text member, "" when it is missing. ERR_INPUT when it is missing though needed, is no text, or holds a NUL that is
 * not in a message's text. */
static enum err text_of(struct parse *parse, const char *key, bool needed, const char **ret_text)
{
	json_t *value = json_object_get(parse->input->json, key);

	*ret_text = "";
	if (value == NULL || json_is_null(value))
		return needed ? wrong(parse, key, "is missing") : ERR_NONE;
	if (!json_is_string(value))
		return wrong(parse, key, "must be a text in quotes");
	if (strlen(json_string_value(value)) != json_string_length(value) && strcmp(key, "text") != 0)
		return wrong(parse, key, "must not hold the character \\u0000");
	*ret_text = json_string_value(value);
	return ERR_NONE;
}

static enum err take_at(struct parse *parse, ms_t least)
{
	const char *text;
	enum err err = text_of(parse, "at", true, &text);

	if (err != ERR_NONE)
		return err;
	if (!clock_parse(text, &parse->input->at))
		return wrong(parse, "at", "must be a moment in UTC such as 2026-03-02T20:15:00Z");
	if (parse->input->at < least)
		return wrong(parse, "at",
			     "lies before the event above it, or what --db holds; events come in the order of time");
	return ERR_NONE;
}

static size_t line_by_name(const struct settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->line_count; i++)
		if (strcmp(settings->lines[i].name, name) == 0)
			return i;
	return SIZE_MAX;
}

static enum err take_line(struct parse *parse)
{
	const char *name;
	enum err err = text_of(parse, "line", true, &name);

	if (err != ERR_NONE)
		return err;
	parse->input->line_index = line_by_name(parse->settings, name);
	if (parse->input->line_index == SIZE_MAX)
		return wrong(parse, "line", "the settings have no line of this name");
	return ERR_NONE;
}

/* An address as a carrier would give it, normalised. */
static enum err take_address(struct parse *parse, const char *key, char ret_address[NUMBER_MAX])
{
	const char *text;
	enum err err = text_of(parse, key, true, &text);

	if (err != ERR_NONE)
		return err;
	if (text[0] == '\0')
		return wrong(parse, key, "is empty; write a number such as +33639981001");
	phone_normalise(text, 0, parse->settings->house.country, ret_address);
	return ERR_NONE;
}

static enum err take_to(struct parse *parse)
{
	const struct line *line = &parse->settings->lines[parse->input->line_index];
	const char *text;
	enum err err = text_of(parse, "to", false, &text);

	if (err != ERR_NONE)
		return err;
	if (text[0] == '\0') {
		if (line->number_count != 0)
			memcpy(parse->input->to, line->numbers[0], NUMBER_MAX);
		return ERR_NONE;
	}
	phone_normalise(text, 0, parse->settings->house.country, parse->input->to);
	for (size_t i = 0; i < line->number_count; i++)
		if (strcmp(line->numbers[i], parse->input->to) == 0)
			return ERR_NONE;
	for (size_t i = 0; i < line->tip_count && parse->input->arrival == ARRIVAL_MESSAGE; i++)
		if (strcmp(line->tips[i], parse->input->to) == 0)
			return ERR_NONE;
	return wrong(parse, "to", "is none of the line's numbers");
}

static enum err take_text(struct parse *parse)
{
	json_t *value = json_object_get(parse->input->json, "text");
	const char *text;
	enum err err = text_of(parse, "text", true, &text);

	if (err != ERR_NONE)
		return err;
	parse->input->text = (struct bytes){(const uint8_t *)text, json_string_length(value)};
	if (parse->input->text.size > TEXT_MAX_BYTES)
		return wrong(parse, "text", "is longer than 65,536 bytes");
	return ERR_NONE;
}

/* ---- the events ---- */

static enum err parse_message(struct parse *parse)
{
	enum err err = take_line(parse);

	parse->input->arrival = ARRIVAL_MESSAGE;
	if (err == ERR_NONE)
		err = take_address(parse, "from", parse->input->from);
	if (err == ERR_NONE)
		err = take_text(parse);
	if (err == ERR_NONE)
		err = text_of(parse, "id", false, &parse->input->id);
	return err == ERR_NONE ? take_to(parse) : err;
}

static enum err parse_call(struct parse *parse)
{
	enum err err = take_line(parse);

	parse->input->arrival = ARRIVAL_CALL;
	if (err == ERR_NONE)
		err = take_address(parse, "from", parse->input->from);
	return err == ERR_NONE ? take_to(parse) : err;
}

static enum err parse_tip(struct parse *parse)
{
	enum err err = take_line(parse);

	parse->input->arrival = ARRIVAL_TIP;
	if (err == ERR_NONE)
		err = take_address(parse, "about", parse->input->from);
	if (err == ERR_NONE)
		err = take_text(parse);
	return err == ERR_NONE ? take_to(parse) : err;
}

/* Seen at the event's own moment, unless it says when. */
static enum err read_sighting(struct parse *parse, struct zone *zone)
{
	static const char *const others[] = {"at", "event", "line", NULL};
	struct rehearse_input *input = parse->input;
	enum sighting_member member;
	const char *name;
	enum err err = sighting_members(input->json, others, &input->words, &name, parse->error_r);

	if (err == ERR_NONE) {
		err = sighting_read(&input->words, zone, input->at, &input->sighting, &member,
				    parse->error_r);
		name = sighting_member_name(member);
	}
	if (err == ERR_NONE)
		return ERR_NONE;
	*parse->column = rehearse_column(parse->line, name);
	return error_wrap(parse->error_r, err, "%s", name);
}

static enum err parse_sighting(struct parse *parse)
{
	const struct line *line;
	struct zone *zone = NULL;
	enum err err = take_line(parse);

	parse->input->event = REHEARSE_SIGHTING;
	if (err != ERR_NONE)
		return err;
	parse->input->column = rehearse_column(parse->line, "line");
	line = &parse->settings->lines[parse->input->line_index];
	err = line_zone(line, &parse->settings->house, &zone, parse->error_r);
	if (err == ERR_NONE)
		err = read_sighting(parse, zone);
	zone_destroy(zone);
	return err;
}

static enum err parse_receipt(struct parse *parse)
{
	static const struct {
		const char *name;
		enum outbox_state state;
	} states[] = {{"delivered", OUTBOX_DELIVERED}, {"failed", OUTBOX_FAILED},
		      {"expired", OUTBOX_FAILED},      {"rejected", OUTBOX_FAILED},
		      {"sent", OUTBOX_SENT},           {"unknown", OUTBOX_UNKNOWN}};
	const char *state;
	enum err err = text_of(parse, "id", true, &parse->input->id);

	parse->input->event = REHEARSE_RECEIPT;
	if (err == ERR_NONE)
		err = text_of(parse, "state", true, &state);
	if (err != ERR_NONE)
		return err;
	parse->input->column = rehearse_column(parse->line, "id");
	for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
		if (strcmp(states[i].name, state) == 0) {
			parse->input->state = states[i].state;
			return ERR_NONE;
		}
	}
	return wrong(parse, "state", "must be delivered, failed, expired, rejected, sent or unknown");
}

static enum err take_verb(struct parse *parse)
{
	static const char *const verbs[] = {"pause", "resume", "approve", "block", "takeover"};
	const char *action;
	enum err err = text_of(parse, "action", true, &action);

	if (err != ERR_NONE)
		return err;
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if (strcmp(verbs[i], action) == 0) {
			parse->input->verb = (enum flow_verb)i;
			return ERR_NONE;
		}
	}
	return wrong(parse, "action", "must be approve, block, pause, resume or takeover");
}

/* A number, or "cluster:1a2b3c4d". */
static enum err take_contact(struct parse *parse)
{
	const char *text;
	enum err err = text_of(parse, "contact", true, &text);

	if (err != ERR_NONE || strncmp(text, "cluster:", 8) != 0)
		return err == ERR_NONE ? take_address(parse, "contact", parse->input->contact) : err;
	if (strlen(text) >= sizeof parse->input->contact)
		return wrong(parse, "contact", "a cluster is written as cluster:1a2b3c4d");
	strcpy(parse->input->contact, text);
	return ERR_NONE;
}

static enum err parse_operator(struct parse *parse)
{
	const char *name;
	enum err err = take_verb(parse);
	bool about_line = parse->input->verb == FLOW_PAUSE || parse->input->verb == FLOW_RESUME;

	parse->input->event = REHEARSE_OPERATOR;
	if (err == ERR_NONE)
		err = text_of(parse, "line", !about_line, &name);
	if (err != ERR_NONE)
		return err;
	parse->input->line_index = SIZE_MAX;
	if (name[0] != '\0' && strcmp(name, "all") != 0)
		err = take_line(parse);
	if (err != ERR_NONE || about_line)
		return err;
	if (parse->input->line_index == SIZE_MAX)
		return wrong(parse, "line", "must be the one line the contact wrote to");
	parse->input->column = rehearse_column(parse->line, "contact");
	return take_contact(parse);
}

static enum err parse_tick(struct parse *parse)
{
	parse->input->event = REHEARSE_TICK;
	return ERR_NONE;
}

static const struct {
	const char *name;
	enum err (*parse)(struct parse *parse);
} events[] = {
	{"message", parse_message},   {"call", parse_call},         {"tip", parse_tip},
	{"sighting", parse_sighting},
	{"receipt", parse_receipt},   {"operator", parse_operator}, {"tick", parse_tick},
};

/* ---- a site's ---- */

static bool is_to_site(const struct parse *parse)
{
	const char *name = json_string_value(json_object_get(parse->input->json, "line"));
	size_t index = name != NULL ? line_by_name(parse->settings, name) : SIZE_MAX;

	return index != SIZE_MAX && parse->settings->lines[index].kind == LINE_SITE;
}

/* The same object as a body of the API, with what every event has beside it. */
static enum err parse_call_of_site(struct parse *parse, enum call_verb verb)
{
	static const char *const beside[] = {"at", "event", "line", NULL};
	struct call_fault fault;
	enum err err = take_line(parse);

	if (err != ERR_NONE)
		return err;
	parse->input->event = REHEARSE_CALL;
	err = call_parse(verb, json_incref(parse->input->json), beside, &parse->input->call, &fault);
	parse->input->called = err == ERR_NONE;
	if (err == ERR_NONE)
		return err;
	parse->input->field = fault.field;
	*parse->column = rehearse_column(parse->line, fault.field);
	*parse->error_r = fault.error;
	return err;
}

static enum err parse_event(struct parse *parse)
{
	const char *name;
	enum err err = text_of(parse, "event", true, &name);

	if (err != ERR_NONE)
		return err;
	if (is_to_site(parse)) {
		enum call_verb verb = call_verb_parse(name);

		if (verb != CALL_VERBS && call_changes(verb))
			return parse_call_of_site(parse, verb);
	}
	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
		if (strcmp(events[i].name, name) == 0)
			return events[i].parse(parse);
	return wrong(parse, "event",
		     "must be message, call, tip, sighting, receipt, operator or tick; to a site: see docs/SITE.md");
}

enum err rehearse_parse(struct bytes line, const struct settings *settings, ms_t least,
			struct rehearse_input *ret_input, size_t *ret_column, struct error *error_r)
{
	struct parse parse = {line, settings, ret_input, ret_column, error_r};
	json_error_t problem;
	enum err err;

	*ret_input = (struct rehearse_input){.event = REHEARSE_ARRIVAL, .id = "", .column = 1};
	*ret_column = 1;
	if (line.size > LINE_MAX_BYTES)
		return error_set(error_r, ERR_INPUT, "the line is longer than 1 MiB");
	ret_input->json = json_loadb((const char *)line.data, line.size,
				     JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &problem);
	if (ret_input->json == NULL) {
		*ret_column = problem.position > 0 ? (size_t)problem.position : 1;
		return error_set(error_r, ERR_INPUT, "not JSON: %s", problem.text);
	}
	if (!json_is_object(ret_input->json))
		return error_set(error_r, ERR_INPUT, "an event is an object: {\"at\": ..., \"event\": ...}");
	err = take_at(&parse, least);
	return err == ERR_NONE ? parse_event(&parse) : err;
}

void rehearse_input_finish(struct rehearse_input *input)
{
	if (input->called)
		call_finish(&input->call);
	input->called = false;
	json_decref(input->json);
	input->json = NULL;
}

void rehearse_message(const struct rehearse_input *input, const struct line *line,
		      struct message *ret_message)
{
	*ret_message = (struct message){.arrival = input->arrival,
					.at = input->at,
					.line = line,
					.line_index = (uint32_t)input->line_index,
					.raw = input->text,
					.text = input->text,
					.id = bytes_of_text(input->id)};
	memcpy(ret_message->from, input->from, sizeof ret_message->from);
	memcpy(ret_message->to, input->to, sizeof ret_message->to);
	admit_wire_hash(input->text, ret_message->wire);
}
