// SPDX-License-Identifier: GPL-3.0-or-later
/* Reports by members: they bring a person to look, and never ban. */
#include "base/mem.h"
#include "standing/site_private.h"

#include <stdio.h>

/* What a report names: whose it is, and which text or picture. */
struct named {
	struct person *person;
	uint64_t number; /* of the text or picture; 0: the member himself */
};

static enum err find_named(struct doing *doing, struct named *ret_named)
{
	const struct call *call = doing->call;
	struct bytes id = call->text[CALL_ABOUT];
	struct words *words;

	if (call->number[CALL_KIND] == ABOUT_MEMBER) {
		ret_named->number = 0;
		return site_find(doing, CALL_ABOUT, &ret_named->person);
	}
	words = site_words_find(doing->site, id, call->number[CALL_KIND] == ABOUT_PHOTO);
	if (words == NULL)
		return site_refuse(doing, ERR_ABSENT, CALL_ABOUT,
				   "no text or picture of this id is remembered");
	ret_named->person = site_person(doing->site, words->from);
	ret_named->number = site_words_number(doing->site, words);
	return ERR_NONE;
}

/* It may have to be taken away, and be told of. */
static void keep_id(struct doing *doing, const struct named *named)
{
	struct words *words = site_words_at(doing->site, named->number);

	if (words != NULL && words->id == NULL)
		words->id = site_copy(doing->call->text[CALL_ABOUT]);
}

static enum severity severity_of(enum offence offence)
{
	static const enum severity table[OFFENCE_COUNT] = {
		[OFFENCE_INSULT] = SEVERITY_LOW,	  [OFFENCE_SPAM] = SEVERITY_LOW,
		[OFFENCE_HATE] = SEVERITY_MIDDLE,	  [OFFENCE_IMPERSONATION] = SEVERITY_MIDDLE,
		[OFFENCE_PRIVATE_DATA] = SEVERITY_MIDDLE, [OFFENCE_FALSE_REPORT] = SEVERITY_LOW,
		[OFFENCE_NUDITY] = SEVERITY_HIGH,	  [OFFENCE_SEXUAL_REQUEST] = SEVERITY_HIGH,
		[OFFENCE_WEBCAM_REQUEST] = SEVERITY_HIGH, [OFFENCE_HARASSMENT] = SEVERITY_HIGH,
		[OFFENCE_THREAT] = SEVERITY_HIGH};

	return table[offence];
}

/* The item that asks for a look at the reports about him: made, or brought up to date. It names what the weightiest voice
 * reported, which is what a person who confirms says yes to. Which of them came first makes no difference. */
static void ask(struct doing *doing, struct person *person, bool first)
{
	/* Weighty voices move it up, and never so far that one person could not settle it. */
	enum severity severity = (enum severity)(person->reports_gravest +
						 (first && person->reports_gravest < SEVERITY_HIGH));
	struct queue *queue = &doing->site->queue;
	struct queue_item item = {.kind = QUEUE_REPORTS,
				  .severity = severity,
				  .member = person->standing.number,
				  .about = person->reports->list[0].about,
				  .at = doing->at};

	for (size_t i = 0; person->reports_item != 0 && i < queue->count; i++) {
		if (queue->items[i].number != person->reports_item)
			continue;
		if (queue->items[i].severity != SEVERITY_GRAVE) /* somebody named an act that takes two people */
			queue->items[i].severity = severity;
		queue->items[i].about = item.about;
		return;
	}
	if (site_enqueue(doing, &item, &person->reports_item) != ERR_NONE)
		person->reports_item = 0; /* full: the next report asks again */
}

static void tell_brigade(struct doing *doing, struct person *person,
			 const struct reports_weighed *weighed)
{
	struct happened *told;

	if (!weighed->brigade || person->brigade_told)
		return;
	person->brigade_told = true;
	told = site_tell(doing, SITE_EFFECT_BRIGADE, (uint32_t)person->standing.number);
	told->item = person->reports_item;
	snprintf(told->sentence, sizeof told->sentence,
		 "%u members reported this one within a day; %u of the accounts are new and %u are "
		 "connected with one another.",
		 weighed->reporters, weighed->fresh, weighed->connected);
	site_year_of(doing->site, doing->at)->brigades++;
}

static enum err add(struct doing *doing, const struct person *from, struct named *named)
{
	const struct call *call = doing->call;
	struct person *person = named->person;
	struct report report = {.reporter = {.number = from->standing.number,
					     .joined = from->standing.joined,
					     .address = from->address,
					     .device = from->device,
					     .confirmed = from->confirmed,
					     .rejected = from->rejected},
				.at = doing->at,
				.offence = (enum offence)call->number[CALL_OFFENCE],
				.about = named->number};
	struct reports_weighed weighed;
	enum err err;

	if (person->reports == NULL)
		person->reports = mem_alloc(1, sizeof *person->reports);
	err = reports_add(person->reports, &report);
	if (err != ERR_NONE)
		return site_refuse(doing, err, CALL_OFFENCE, "cannot be reported");
	reports_weigh(person->reports, &doing->site->company, &weighed);
	if (person->reports_gravest < severity_of(report.offence))
		person->reports_gravest = (uint8_t)severity_of(report.offence);
	ask(doing, person, weighed.ask == REPORTS_FIRST && !weighed.brigade);
	tell_brigade(doing, person, &weighed);
	return ERR_NONE;
}

enum err site_do_report(struct doing *doing)
{
	struct person *from;
	struct named named;
	enum err err = site_find(doing, CALL_FROM, &from);

	if (err == ERR_NONE)
		err = find_named(doing, &named);
	if (err != ERR_NONE)
		return err;
	if (named.person == from)
		return site_refuse(doing, ERR_INPUT, CALL_ABOUT, "is the reporter's own");
	keep_id(doing, &named);
	doing->came->verdict = SITE_DONE;
	doing->came->member = (uint32_t)named.person->standing.number;
	doing->came->is_new = true;
	site_year_of(doing->site, doing->at)->reports[doing->call->number[CALL_OFFENCE]]++;
	/* Whoever is banned says nothing that weighs. */
	if (from->standing.banned)
		return ERR_NONE;
	err = add(doing, from, &named);
	doing->came->item = named.person->reports_item;
	return err;
}

void site_reports_settled(struct doing *doing, struct person *person, bool right)
{
	struct site *site = doing->site;
	struct reports *reports = person->reports;

	person->reports_item = 0;
	person->reports_gravest = SEVERITY_LOW;
	person->brigade_told = false;
	if (reports == NULL)
		return;
	company_note(&site->company, reports);
	for (size_t i = 0; i < reports->count; i++) {
		struct person *reporter = site_person(site, (uint32_t)reports->list[i].reporter.number);

		*(right ? &reporter->confirmed : &reporter->rejected) += 1;
	}
	mem_free(reports);
	person->reports = NULL;
}

size_t site_reported(const struct site *site, uint32_t member, enum offence *ret_offence)
{
	const struct reports *reports = site->people[member].reports;

	if (reports == NULL || reports->count == 0)
		return 0;
	*ret_offence = reports->list[0].offence; /* the heaviest is the first */
	return reports->count;
}
