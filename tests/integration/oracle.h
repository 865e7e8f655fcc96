// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What must be true of a line whatever dies when. It is told what a carrier saw (messages delivered and acknowledged,
 * answers taken) and compares that with the record in the end:
 *
 *   - what was acknowledged is in the record, as often as it was acknowledged;
 *   - nothing is in the record that nobody sent;
 *   - a sender of a declining line is answered at most once, a sender of a watching line never;
 *   - every answer the carrier saw is in the record;
 *   - the answers of any hour and day cost no more than the caps, by the record and by what the carrier took.
 */
#ifndef TESTS_ORACLE_H
#define TESTS_ORACLE_H

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ORACLE_TEXT = 64, ORACLE_LINES = 4 };

struct oracle_line {
	const char *name;
	const char *number;
	bool answers;
	int64_t price, hour, day; /* micro-euros; INT64_MAX: no cap */
};

/* One message a sender wrote, until the end of the world. */
struct oracle_message {
	uint32_t sender;
	uint8_t line;
	bool acknowledged, under_way;
	char text[ORACLE_TEXT];
};

struct oracle;

struct oracle *oracle_create(const struct oracle_line *lines, size_t count, int64_t house_day);
void oracle_destroy(struct oracle *oracle);
/* A sender's number, from his index. */
void oracle_number(uint32_t sender, char ret_number[24]);

size_t oracle_count(const struct oracle *oracle);
size_t oracle_add(struct oracle *oracle, uint8_t line, uint32_t sender, const char *text);
/* Valid until the next one is added. */
struct oracle_message *oracle_message(struct oracle *oracle, size_t index);
/* The carrier was handed an answer. `took`: it said yes, or said nothing, so that it may have gone out. */
void oracle_answer(struct oracle *oracle, const char *from, const char *to, bool took, ms_t now);
size_t oracle_answers(const struct oracle *oracle);
size_t oracle_acknowledged(const struct oracle *oracle);
/* Sieges that the record tells of, when it was last compared. */
size_t oracle_sieges(const struct oracle *oracle);

/* Reads the record with `dump SETTINGS` and compares. Says each fault on stderr; how many there are. */
size_t oracle_judge(struct oracle *oracle, const char *dump, const char *settings);

#endif
