// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Advertisements that people forward as texts, to a number that the line keeps for that (`tips:`).
 * Who forwards one may be a dealer's customer, or his mother: he is never answered, and nothing of
 * him is kept. Of the message only its text is sealed: no address, no bytes as received, no hash of
 * them, and his own number is struck out of the text if he signs with it.
 *
 * The dealer is the one number that stands in the text, if exactly one does beside our own. Else
 * nobody can be told from it: the text is in the record without a contact, and a person is told to
 * look.
 *
 * Parts of long messages are told apart by a keyed hash of the sender, which lives in memory for as
 * long as they are joined. Over a restart that hash is lost: parts that waited then stay apart in
 * the record.
 */
#include "flow/driver_private.h"

#include <string.h>

bool tip_is_number(const struct line *line, const char *number)
{
	for (size_t i = 0; i < line->tip_count; i++)
		if (strcmp(line->tips[i], number) == 0)
			return true;
	return false;
}

/* ---- numbers in a text ---- */

/* "0478/12.34.56": digits in groups, with little between them. Two digits more than E.164 has, for
 * "00". */
enum { RUN_DIGITS = 17, RUN_GROUPS = 12, BETWEEN_MOST = 3 };
struct run {
	char number[RUN_DIGITS + 2]; /* its digits, behind a plus if it began with one */
	size_t count;
	struct {
		size_t size; /* of `number` up to the group's end */
		size_t end;  /* in the text */
	} groups[RUN_GROUPS];
};

static bool is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_letter(uint8_t byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
}

/* What may stand between groups: U+00A0 too, which is what phones write there. */
static size_t skip_between(struct bytes text, size_t at)
{
	size_t start = at;

	while (at < text.size && at - start < BETWEEN_MOST) {
		if (text.data[at] == 0xc2 && at + 1 < text.size && text.data[at + 1] == 0xa0)
			at += 2;
		else if (text.data[at] != '\0' && strchr(" .-/()", text.data[at]) != NULL)
			at++;
		else
			break;
	}
	return at;
}

static void read_run(struct bytes text, size_t at, struct run *ret_run)
{
	size_t size = 0;

	*ret_run = (struct run){0};
	if (text.data[at] == '+') {
		ret_run->number[size++] = '+';
		at = skip_between(text, at + 1);
	}
	while (at < text.size && is_digit(text.data[at]) && ret_run->count < RUN_GROUPS) {
		while (at < text.size && is_digit(text.data[at]) && size < RUN_DIGITS + 1)
			ret_run->number[size++] = (char)text.data[at++];
		if (at < text.size &&
		    (is_digit(text.data[at]) || is_letter(text.data[at]) || text.data[at] == ':'))
			return; /* too long, or an amount with its unit ("5g"), or a time of day */
		ret_run->groups[ret_run->count].size = size;
		ret_run->groups[ret_run->count++].end = at;
		at = skip_between(text, at);
	}
}

/* A walk over the numbers of a text. */
struct seek {
	struct flow *flow;
	struct bytes text;
	const char *only;  /* the one that is looked for; NULL: any that somebody has */
	unsigned checks;   /* numbers whose plan was asked, which takes some microseconds each */
	size_t start, end; /* of the one that was found last */
	char number[NUMBER_MAX];
};

/* So many are asked about in one text: nobody forwards more, a robot might. */
enum { CHECKS_MOST = 40 };

/* Whether these digits are somebody's number. Amounts, days and times are not: of what has neither
 * plus nor zero in front, only numbers of the house's country are. */
static bool is_number(struct seek *seek, const char *digits)
{
	struct phone phone;

	if (phone_normalise(digits, 0, seek->flow->options.house->country, seek->number) !=
	    SHAPE_NUMBER)
		return false;
	if (seek->only != NULL)
		return strcmp(seek->number, seek->only) == 0;
	if (seek->checks >= CHECKS_MOST)
		return false;
	seek->checks++;
	phone_check(seek->flow->phones, seek->number, &phone);
	if (digits[0] != '+' && digits[0] != '0' && phone.foreign)
		return false;
	return phone.kind == PHONE_VALID || phone.kind == PHONE_FICTION ||
	       phone.kind == PHONE_PREMIUM;
}

/* The longest number that begins at `at`. */
static bool number_at(struct seek *seek, size_t at)
{
	const uint8_t *text = seek->text.data;
	struct run run;

	if (!is_digit(text[at]) && text[at] != '+')
		return false;
	if (at > 0 && (is_digit(text[at - 1]) || is_letter(text[at - 1])))
		return false;
	read_run(seek->text, at, &run);
	while (run.count-- > 0) {
		run.number[run.groups[run.count].size] = '\0';
		if (is_number(seek, run.number)) {
			seek->start = at;
			seek->end = run.groups[run.count].end;
			return true;
		}
	}
	return false;
}

static bool next_number(struct seek *seek)
{
	for (size_t at = seek->end; at < seek->text.size; at++)
		if (number_at(seek, at))
			return true;
	return false;
}

/* ---- the sender, forgotten ---- */

/* Strikes a number out of a text of ours, wherever it stands. */
static void strike_out(struct flow *flow, const char *number, uint8_t *text, size_t size)
{
	struct seek seek = {.flow = flow, .text = {text, size}, .only = number};

	while (next_number(&seek))
		for (size_t at = seek.start; at < seek.end; at++)
			if (is_digit(text[at]))
				text[at] = '*';
}

/* Never 0. */
static uint32_t pseudonym_of(const struct flow *flow, const char *address)
{
	uint8_t hash[LOOKUP];
	uint32_t pseudonym;

	seal_lookup(flow->options.keys->lookup, bytes_of_text(address), hash);
	memcpy(&pseudonym, hash, sizeof pseudonym);
	return pseudonym | 1;
}

enum err tip_take(struct flow *flow, struct message *message, struct error *error_r)
{
	uint8_t *text = arena_copy(&flow->arena, message->text.data, message->text.size);

	if (text == NULL)
		return error_set(error_r, ERR_FULL, "the batch is full");
	strike_out(flow, message->from, text, message->text.size);
	message->text = message->raw = (struct bytes){text, message->text.size};
	message->arrival = ARRIVAL_TIP;
	message->tipper = pseudonym_of(flow, message->from);
	memset(message->from, 0, sizeof message->from);
	return ERR_NONE;
}

/* ---- whom it is about ---- */

enum err tip_about(struct flow *flow, struct message *message, struct error *error_r)
{
	struct seek seek = {.flow = flow, .text = message->whole};
	char about[NUMBER_MAX] = "";
	bool several = false;

	while (next_number(&seek)) {
		if (flow_find_line(flow, NULL, seek.number) != SIZE_MAX)
			continue;
		several |= about[0] != '\0' && strcmp(about, seek.number) != 0;
		memcpy(about, seek.number, sizeof about);
	}
	if (several || about[0] == '\0' || seek.checks >= CHECKS_MOST)
		return ERR_NONE;
	memcpy(message->from, about, sizeof message->from);
	return flow_load_contact(flow, message, error_r);
}
