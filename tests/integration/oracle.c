// SPDX-License-Identifier: GPL-3.0-or-later
#include "oracle.h"

#include "base/mem.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How much later than its hand-over the carrier may see an answer: by its clock the windows are so much shorter. */
#define LAG (2 * MS_MINUTE)

enum { KEY = 160, SAY_MOST = 20 };

struct taken {
	uint8_t line;
	bool took;
	uint32_t sender;
	ms_t at;
};

struct spend {
	ms_t at;
	int64_t price;
};

struct spends {
	struct spend *rows;
	size_t count, room;
};

struct keys {
	char (*rows)[KEY];
	size_t count, room;
};

struct oracle {
	struct oracle_line lines[ORACLE_LINES];
	size_t line_count;
	int64_t house_day;
	struct oracle_message *messages;
	size_t count, room;
	struct taken *taken;
	size_t taken_count, taken_room;
	size_t faults, sieges;
};

static void fault(struct oracle *oracle, const char *what, const char *which)
{
	if (oracle->faults++ < SAY_MOST)
		fprintf(stderr, "ORACLE: %s: %s\n", what, which);
}

static void *grown(void *rows, size_t *room, size_t size)
{
	*room = *room != 0 ? *room * 2 : 1024;
	return mem_grow(rows, *room, size);
}

struct oracle *oracle_create(const struct oracle_line *lines, size_t count, int64_t house_day)
{
	struct oracle *oracle = mem_alloc(1, sizeof *oracle);

	memcpy(oracle->lines, lines, count * sizeof *lines);
	oracle->line_count = count;
	oracle->house_day = house_day;
	return oracle;
}

void oracle_destroy(struct oracle *oracle)
{
	if (oracle == NULL)
		return;
	mem_free(oracle->messages);
	mem_free(oracle->taken);
	mem_free(oracle);
}

void oracle_number(uint32_t sender, char ret_number[24])
{
	snprintf(ret_number, 24, "+99955%07u", sender); /* nobody's country */
}

static uint32_t sender_of(const char *number)
{
	size_t skip = number[0] == '+';

	return strlen(number) == skip + 12 ? (uint32_t)strtoul(number + skip + 5, NULL, 10) : UINT32_MAX;
}

size_t oracle_count(const struct oracle *oracle)
{
	return oracle->count;
}

size_t oracle_add(struct oracle *oracle, uint8_t line, uint32_t sender, const char *text)
{
	struct oracle_message *message;

	if (oracle->count == oracle->room)
		oracle->messages =
			grown(oracle->messages, &oracle->room, sizeof *oracle->messages);
	message = &oracle->messages[oracle->count];
	*message = (struct oracle_message){.line = line, .sender = sender};
	snprintf(message->text, sizeof message->text, "%s", text);
	return oracle->count++;
}

struct oracle_message *oracle_message(struct oracle *oracle, size_t index)
{
	return &oracle->messages[index];
}

void oracle_answer(struct oracle *oracle, const char *from, const char *to, bool took, ms_t now)
{
	size_t line = 0;

	from += from[0] == '+';
	while (line < oracle->line_count && strcmp(oracle->lines[line].number + 1, from) != 0)
		line++;
	if (line == oracle->line_count || !oracle->lines[line].answers ||
	    sender_of(to) == UINT32_MAX) {
		fault(oracle, "an answer to somebody else, or from a line that never answers", to);
		return;
	}
	if (oracle->taken_count == oracle->taken_room)
		oracle->taken = grown(oracle->taken, &oracle->taken_room, sizeof *oracle->taken);
	oracle->taken[oracle->taken_count++] =
		(struct taken){(uint8_t)line, took, sender_of(to), now};
}

size_t oracle_answers(const struct oracle *oracle)
{
	size_t count = 0;

	for (size_t i = 0; i < oracle->taken_count; i++)
		count += oracle->taken[i].took;
	return count;
}

size_t oracle_acknowledged(const struct oracle *oracle)
{
	size_t count = 0;

	for (size_t i = 0; i < oracle->count; i++)
		count += oracle->messages[i].acknowledged;
	return count;
}

size_t oracle_sieges(const struct oracle *oracle)
{
	return oracle->sieges;
}

/* ---- keys: "line|sender|text", sorted and counted against each other ---- */

static void keys_add(struct keys *keys, const char *line, const char *number, const char *text)
{
	if (keys->count == keys->room)
		keys->rows = grown(keys->rows, &keys->room, sizeof *keys->rows);
	snprintf(keys->rows[keys->count++], KEY, "%s|%s|%s", line, number, text);
}

static int compare_keys(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void keys_sort(struct keys *keys)
{
	if (keys->count != 0)
		qsort(keys->rows, keys->count, KEY, compare_keys);
}

/* Every key of `few` must be in `many`, as often (`each`) or at all. */
static void keys_within(struct oracle *oracle, const struct keys *few, const struct keys *many,
			bool each, const char *what)
{
	size_t at = 0;

	for (size_t i = 0; i < few->count; i++) {
		while (at < many->count && strcmp(many->rows[at], few->rows[i]) < 0)
			at++;
		if (at == many->count || strcmp(many->rows[at], few->rows[i]) != 0)
			fault(oracle, what, few->rows[i]);
		else if (each)
			at++;
	}
}

static void keys_single(struct oracle *oracle, const struct keys *keys, const char *what)
{
	for (size_t i = 1; i < keys->count; i++)
		if (strcmp(keys->rows[i - 1], keys->rows[i]) == 0)
			fault(oracle, what, keys->rows[i]);
}

/* ---- money ---- */

static void spend_add(struct spends *spends, ms_t at, int64_t price)
{
	if (spends->count == spends->room)
		spends->rows = grown(spends->rows, &spends->room, sizeof *spends->rows);
	spends->rows[spends->count++] = (struct spend){at, price};
}

static int compare_spends(const void *a, const void *b)
{
	const struct spend *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static void check_cap(struct oracle *oracle, struct spends *spends, ms_t span, int64_t cap,
		      const char *what, const char *which)
{
	int64_t sum = 0;
	size_t first = 0;

	if (spends->count != 0)
		qsort(spends->rows, spends->count, sizeof *spends->rows, compare_spends);
	for (size_t i = 0; i < spends->count; i++) {
		sum += spends->rows[i].price;
		while (spends->rows[first].at <= spends->rows[i].at - span)
			sum -= spends->rows[first++].price;
		if (sum > cap) {
			fault(oracle, what, which);
			return;
		}
	}
}

/* By what the carrier took: what the record leaves out would show here. */
static void check_taken_money(struct oracle *oracle)
{
	struct spends house = {0};

	for (size_t line = 0; line < oracle->line_count; line++) {
		const struct oracle_line *rules = &oracle->lines[line];
		struct spends spends = {0};

		for (size_t i = 0; i < oracle->taken_count; i++) {
			const struct taken *taken = &oracle->taken[i];

			if (taken->line != line || !taken->took)
				continue;
			spend_add(&spends, taken->at, rules->price);
			spend_add(&house, taken->at, rules->price);
		}
		check_cap(oracle, &spends, MS_HOUR - LAG, rules->hour, "the carrier took more than the hour's cap",
			  rules->name);
		check_cap(oracle, &spends, MS_DAY - LAG, rules->day, "the carrier took more than the day's cap",
			  rules->name);
		mem_free(spends.rows);
	}
	check_cap(oracle, &house, MS_DAY - LAG, oracle->house_day, "the carrier took more than the house's cap",
		  "house");
	mem_free(house.rows);
}

/* ---- the record ---- */

struct record {
	struct keys messages, answers;
	struct spends spends[ORACLE_LINES], house;
};

static size_t line_named(const struct oracle *oracle, const char *name)
{
	for (size_t i = 0; i < oracle->line_count; i++)
		if (strcmp(oracle->lines[i].name, name) == 0)
			return i;
	return SIZE_MAX;
}

static void take_row(struct oracle *oracle, struct record *record, json_t *row)
{
	const char *type = json_string_value(json_object_get(row, "type"));
	const char *name = json_string_value(json_object_get(row, "line"));
	const char *address = json_string_value(json_object_get(row, "address"));
	ms_t at = json_integer_value(json_object_get(row, "at"));
	int64_t price = json_integer_value(json_object_get(row, "price"));
	size_t line = line_named(oracle, name);

	if (line == SIZE_MAX) {
		fault(oracle, "the record has a line of its own", name);
	} else if (strcmp(type, "message") == 0) {
		keys_add(&record->messages, name, address,
			 json_string_value(json_object_get(row, "text")));
	} else if (strcmp(type, "answer") == 0) {
		keys_add(&record->answers, name, address, "");
		spend_add(&record->spends[line], at, price);
		spend_add(&record->house, at, price);
		if (price != oracle->lines[line].price)
			fault(oracle, "an answer was recorded with another price", address);
	} else if (strcmp(type, "note") == 0) {
		oracle->sieges += strncmp(json_string_value(json_object_get(row, "text")), "siege: ", 7) == 0;
	}
}

static bool read_record(struct oracle *oracle, struct record *record, const char *dump,
			const char *settings)
{
	char command[1024], line[8192];
	FILE *pipe;

	snprintf(command, sizeof command, "'%s' '%s'", dump, settings);
	pipe = popen(command, "r");
	if (pipe == NULL)
		return false;
	while (fgets(line, sizeof line, pipe) != NULL) {
		json_t *row = json_loads(line, 0, NULL);

		if (row == NULL)
			fault(oracle, "the dump is no JSON", line);
		else
			take_row(oracle, record, row);
		json_decref(row);
	}
	return pclose(pipe) == 0;
}

static void compare(struct oracle *oracle, struct record *record)
{
	struct keys sent = {0}, acknowledged = {0}, taken = {0}, seen = {0};
	char number[24];

	for (size_t i = 0; i < oracle->count; i++) {
		const struct oracle_message *message = &oracle->messages[i];
		const char *name = oracle->lines[message->line].name;

		oracle_number(message->sender, number);
		keys_add(&sent, name, number, message->text);
		if (message->acknowledged)
			keys_add(&acknowledged, name, number, message->text);
	}
	for (size_t i = 0; i < oracle->taken_count; i++) {
		const struct taken *one = &oracle->taken[i];

		oracle_number(one->sender, number);
		keys_add(&seen, oracle->lines[one->line].name, number, "");
		if (one->took)
			keys_add(&taken, oracle->lines[one->line].name, number, "");
	}
	keys_sort(&sent);
	keys_sort(&acknowledged);
	keys_sort(&taken);
	keys_sort(&seen);
	keys_sort(&record->messages);
	keys_sort(&record->answers);
	keys_within(oracle, &acknowledged, &record->messages, true, "acknowledged, and not in the record");
	keys_within(oracle, &record->messages, &sent, false, "in the record, and nobody sent it");
	keys_within(oracle, &seen, &record->answers, false, "said, and not in the record");
	keys_single(oracle, &record->answers, "two answers to one sender in the record");
	keys_single(oracle, &taken, "one sender was answered twice");
	mem_free(sent.rows);
	mem_free(acknowledged.rows);
	mem_free(taken.rows);
	mem_free(seen.rows);
}

size_t oracle_judge(struct oracle *oracle, const char *dump, const char *settings)
{
	struct record record = {0};

	oracle->sieges = 0;
	if (!read_record(oracle, &record, dump, settings))
		fault(oracle, "the record cannot be read", settings);
	compare(oracle, &record);
	for (size_t i = 0; i < oracle->line_count; i++) {
		const struct oracle_line *line = &oracle->lines[i];

		check_cap(oracle, &record.spends[i], MS_HOUR, line->hour, "the hour's cap was passed", line->name);
		check_cap(oracle, &record.spends[i], MS_DAY, line->day, "the day's cap was passed", line->name);
		mem_free(record.spends[i].rows);
	}
	check_cap(oracle, &record.house, MS_DAY, oracle->house_day, "the house's cap was passed", "house");
	check_taken_money(oracle);
	mem_free(record.house.rows);
	mem_free(record.messages.rows);
	mem_free(record.answers.rows);
	return oracle->faults;
}
