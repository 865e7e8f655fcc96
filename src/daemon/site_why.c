// SPDX-License-Identifier: GPL-3.0-or-later
/* Why something waits for a person, in one sentence with its facts and nothing of its content, which is blurred. */
#include "daemon/site_views.h"

#include <stdio.h>

static void of_reports(const struct site *site, const struct queue_item *item, char *ret_text)
{
	enum offence offence = OFFENCE_COUNT;
	size_t count = site_reported(site, (uint32_t)item->member, &offence);

	if (count == 0)
		snprintf(ret_text, SITE_WHY, "Members reported him.");
	else if (count == 1)
		snprintf(ret_text, SITE_WHY, "A member reported him: %s.", offence_words(offence));
	else
		snprintf(ret_text, SITE_WHY, "%zu members reported him; the weightiest report says: %s.", count,
			 offence_words(offence));
}

/* What held a text or picture back: enum site_reason, or REASON_OFFENCE + enum offence. */
static const char *of_reason(unsigned reason)
{
	switch (reason) {
	case REASON_GROOMING:
		return "The conversation has signs of grooming.";
	case REASON_BANNED_PHOTO:
		return "The same picture as a banned member's.";
	case REASON_SUSPECTED:
		return "It may show a minor as no picture may.";
	case REASON_UNREADABLE:
		return "The text cannot be read by machine.";
	case REASON_PERCENT:
		return "His percentage is so high that what he posts waits.";
	case REASON_ROBOT:
		return "A robot suspended him by this.";
	default:
		return "It was held.";
	}
}

static void of_content(const struct site *site, const struct queue_item *item, char *ret_text)
{
	struct site_text text = {0};
	unsigned reason = site_text(site, item->about, &text) ? text.reason : 0;

	if (reason >= REASON_OFFENCE && reason < REASON_OFFENCE + OFFENCE_COUNT)
		snprintf(ret_text, SITE_WHY, "It reads as %s.",
			 offence_words((enum offence)(reason - REASON_OFFENCE)));
	else
		snprintf(ret_text, SITE_WHY, "%s", of_reason(reason));
}

/* A decision's own reasons: what the robot said, or what the person wrote. */
static bool of_decision(const struct site *site, const struct queue_item *item, char *ret_text)
{
	uint32_t statement = site_statement_of(site, (uint32_t)item->member, item->ruling), member;
	const struct ruling *ruling;
	const char *words;
	char sentence[RULING_TEXT];
	uint64_t event;

	if (statement == 0 || !site_statement(site, statement, &ruling, &member, &event, &words))
		return false;
	snprintf(ret_text, SITE_WHY, "%s",
		 words != NULL && ruling->kind == RULING_SUSPEND ? words : ruling_sentence(ruling, sentence));
	return true;
}

const char *site_why(const struct site *site, const struct queue_item *item, char ret_text[SITE_WHY])
{
	if (of_decision(site, item, ret_text))
		return ret_text;
	switch (item->kind) {
	case QUEUE_REPORTS:
		of_reports(site, item, ret_text);
		break;
	case QUEUE_EVASION:
		snprintf(ret_text, SITE_WHY, "He may be somebody who was banned.");
		break;
	case QUEUE_ROBOT:
		snprintf(ret_text, SITE_WHY, "A robot suspended him.");
		break;
	case QUEUE_APPEAL:
		snprintf(ret_text, SITE_WHY, "He objects to a decision.");
		break;
	case QUEUE_PHOTO:
	case QUEUE_TEXT:
	default:
		of_content(site, item, ret_text);
		break;
	}
	return ret_text;
}
