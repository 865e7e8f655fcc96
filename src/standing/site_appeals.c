// SPDX-License-Identifier: GPL-3.0-or-later
/* Decisions that do not come from the queue: an act that a person found, an appeal, a ban that is over, a decision undone. */
#include "standing/site_private.h"

enum err site_find_statement(struct doing *doing, struct person **ret_person, uint32_t *ret_ruling)
{
	const struct site *site = doing->site;
	uint64_t number = site_number(doing->call->text[CALL_STATEMENT], 's');

	if (number == 0 || number > site->statement_count)
		return site_refuse(doing, ERR_ABSENT, CALL_STATEMENT, "there is no such decision");
	*ret_person = site_person(site, site->statements[number].member);
	*ret_ruling = site->statements[number].ruling;
	return ERR_NONE;
}

/* A severity between those of a robot and of a quarrel: somebody's account may hang on it. */
static enum severity severity_of(const struct ruling *ruling)
{
	return ruling->bans ? SEVERITY_HIGH : ruling->suspends ? SEVERITY_MIDDLE : SEVERITY_LOW;
}

static enum err rule(struct doing *doing, struct person *person,
		     const struct ruling_request *request)
{
	uint32_t statement;
	enum err err = site_rule(doing, person, request, doing->call->text[CALL_TEXT], &statement);

	if (err != ERR_NONE) {
		doing->fault->field = call_field_name(
			doing->call->verb == VERB_OFFENCE ? CALL_MEMBER : CALL_STATEMENT);
		return error_wrap(&doing->fault->error, err, "%s", doing->fault->field);
	}
	doing->came->verdict = SITE_DONE;
	doing->came->member = (uint32_t)person->standing.number;
	doing->came->statement = statement;
	doing->came->is_new = true;
	return ERR_NONE;
}

enum err site_do_appeal(struct doing *doing)
{
	struct person *member, *person;
	struct ruling_request request = {.kind = RULING_APPEAL, .at = doing->at};
	struct queue_item item = {.kind = QUEUE_APPEAL, .at = doing->at};
	enum err err = site_find(doing, CALL_MEMBER, &member);

	if (err == ERR_NONE)
		err = site_find_statement(doing, &person, &request.target);
	if (err != ERR_NONE)
		return err;
	/* What is another's is not there for him. */
	if (person != member)
		return site_refuse(doing, ERR_ABSENT, CALL_STATEMENT, "there is no such decision");
	request.by = member->standing.number;
	err = rule(doing, member, &request);
	if (err != ERR_NONE)
		return err;
	item.severity = severity_of(member_ruling(&member->standing, request.target));
	item.member = member->standing.number;
	item.ruling = request.target;
	member_judges_not(&member->standing, request.target, item.excluded, QUEUE_EXCLUDED);
	if (site_enqueue(doing, &item, &doing->came->item) != ERR_NONE)
		doing->came->item = 0;
	return ERR_NONE;
}

enum err site_do_offence(struct doing *doing)
{
	const struct call *call = doing->call;
	struct person *person;
	struct words *words = NULL;
	struct ruling_request request = {.kind = RULING_OFFENCE,
					 .at = doing->at,
					 .offence = (enum offence)call->number[CALL_OFFENCE],
					 .where = (enum where)call->number[CALL_WHERE]};
	enum err err = site_find(doing, CALL_MEMBER, &person);

	if (err != ERR_NONE)
		return err;
	if (call_has(call, CALL_ABOUT) && call->number[CALL_KIND] != ABOUT_MEMBER) {
		words = site_words_find(doing->site, call->text[CALL_ABOUT],
					call->number[CALL_KIND] == ABOUT_PHOTO);
		if (words == NULL || words->from != person->standing.number)
			return site_refuse(doing, ERR_ABSENT, CALL_ABOUT,
					   "is no text or picture of his that is remembered");
		request.about = site_words_number(doing->site, words);
	}
	request.by = site_staff(doing->site, call->text[CALL_PERSON]);
	err = rule(doing, person, &request);
	if (err != ERR_NONE || words == NULL)
		return err;
	if (words->id == NULL)
		words->id = site_copy(call->text[CALL_ABOUT]);
	site_words_withhold(doing, request.about);
	return ERR_NONE;
}

/* A robot's item about a suspension that is over asks for nothing any more. */
static void settle_items(struct doing *doing, const struct person *person)
{
	struct queue *queue = &doing->site->queue;

	for (size_t i = 0; i < queue->count;) {
		const struct queue_item *item = &queue->items[i];
		const struct ruling *ruling = member_ruling(&person->standing, item->ruling);

		if (item->kind == QUEUE_ROBOT && item->member == person->standing.number &&
		    ruling != NULL && (!ruling->stands || ruling->ended)) {
			uint64_t number = item->number, about = item->about;

			site_settle(doing, number); /* another takes its place in the list */
			site_words_release(doing, about);
			continue;
		}
		i++;
	}
}

enum err site_do_undo(struct doing *doing)
{
	struct person *person;
	struct ruling_request request = {
		.kind = doing->call->verb == VERB_LIFT ? RULING_LIFT : RULING_REVERSE,
		.at = doing->at};
	const struct ruling *target;
	enum err err = site_find_statement(doing, &person, &request.target);

	if (err != ERR_NONE)
		return err;
	request.by = site_staff(doing->site, doing->call->text[CALL_PERSON]);
	err = rule(doing, person, &request);
	if (err != ERR_NONE)
		return err;
	target = member_ruling(&person->standing, request.target);
	if (target->kind == RULING_SUSPEND)
		site_forget(person);
	settle_items(doing, person);
	return ERR_NONE;
}
