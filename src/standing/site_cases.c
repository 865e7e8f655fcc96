// SPDX-License-Identifier: GPL-3.0-or-later
/* What waits for a person: taken, looked at, decided. */
#include "standing/site_private.h"

static enum err find_item(struct doing *doing, uint64_t *ret_number)
{
	*ret_number = site_number(doing->call->text[CALL_ITEM], 'q');
	if (*ret_number == 0 || queue_find(&doing->site->queue, *ret_number) == NULL)
		return site_refuse(doing, ERR_ABSENT, CALL_ITEM, "nothing of this name waits");
	doing->came->item = *ret_number;
	doing->came->verdict = SITE_DONE;
	return ERR_NONE;
}

enum err site_do_queue(struct doing *doing)
{
	struct site *site = doing->site;
	struct error *error = &doing->fault->error;
	uint64_t number, person;
	enum err err = find_item(doing, &number);

	if (err != ERR_NONE)
		return err;
	person = site_staff(site, doing->call->text[CALL_PERSON]);
	if (doing->call->verb == VERB_CLAIM)
		err = queue_claim(&site->queue, number, person, doing->at, error);
	else if (doing->call->verb == VERB_RELEASE)
		err = queue_release(&site->queue, number, person, doing->at, error);
	else
		err = queue_show(&site->queue, number, person, doing->at, error);
	doing->fault->field = call_field_name(CALL_ITEM);
	return err == ERR_NONE ? err : error_wrap(error, err, "item");
}

/* ---- deciding ---- */

/* A decision on an item, once all that are needed have said the same. */
struct case_ {
	struct doing *doing;
	struct queue_item item;
	struct person *person;
	uint64_t by, also; /* who had said the same before; 0: nobody */
	bool confirm;
	enum offence offence; /* OFFENCE_COUNT: none was named */
	enum where where;
};

/* The act that is confirmed: what was named, else what was reported or read. */
static enum offence offence_of(const struct case_ *one)
{
	const struct reports *reports = one->person->reports;
	const struct words *words = site_words_at(one->doing->site, one->item.about);

	if (one->offence != OFFENCE_COUNT)
		return one->offence;
	if (one->item.kind == QUEUE_REPORTS && reports != NULL && reports->count != 0)
		return reports->list[0].offence; /* the heaviest */
	if (words != NULL && words->offence != OFFENCE_COUNT)
		return (enum offence)words->offence;
	return OFFENCE_COUNT;
}

static enum where where_of(const struct case_ *one)
{
	const struct words *words = site_words_at(one->doing->site, one->item.about);

	if (one->where != WHERE_ANY)
		return one->where;
	return words != NULL ? (enum where)words->where : WHERE_PROFILE;
}

/* How it came to be known: reported, held by a machine for what it is, or seen by a person where it was held for another reason. */
static enum found_by found_by(const struct case_ *one)
{
	const struct words *words = site_words_at(one->doing->site, one->item.about);

	if (one->item.kind == QUEUE_REPORTS)
		return FOUND_BY_REPORT;
	if (words != NULL && (words->reason == REASON_PERCENT || words->reason == REASON_UNREADABLE))
		return FOUND_BY_PERSON;
	return FOUND_BY_MACHINE;
}

/* A minor's safety, or a threat: what article 18 of the DSA wants told to the police. */
static bool is_for_police(const struct case_ *one, enum offence offence)
{
	const struct words *words = site_words_at(one->doing->site, one->item.about);
	const struct site *site = one->doing->site;
	bool minor = words != NULL && words->to != 0 &&
		     age_may_be_minor(&site->rules, site_age(site, site_person(site, words->to)));

	return one->item.sealed || offence == OFFENCE_THREAT ||
	       ((offence == OFFENCE_SEXUAL_REQUEST || offence == OFFENCE_WEBCAM_REQUEST) && minor);
}

static enum err rule_offence(struct case_ *one)
{
	struct doing *doing = one->doing;
	const struct ruling_request request = {.kind = RULING_OFFENCE,
					       .at = doing->at,
					       .by = one->by,
					       .also = one->also,
					       .about = one->item.about,
					       .offence = offence_of(one),
					       .where = where_of(one),
					       .found_by = found_by(one)};
	uint32_t statement;
	enum err err = site_rule(doing, one->person, &request, doing->call->text[CALL_TEXT], &statement);

	if (err != ERR_NONE)
		return err;
	doing->came->statement = statement;
	site_words_withhold(doing, one->item.about);
	if (is_for_police(one, request.offence)) {
		const struct words *words = site_words_at(doing->site, one->item.about);

		site_notice(doing, one->person, statement, words != NULL ? words->event : 0,
			    one->item.sealed);
	}
	return ERR_NONE;
}

static enum err decide_text(struct case_ *one)
{
	if (one->confirm)
		return rule_offence(one);
	site_words_release(one->doing, one->item.about);
	return ERR_NONE;
}

static enum err decide_reports(struct case_ *one)
{
	enum err err = one->confirm ? rule_offence(one) : ERR_NONE;

	if (err == ERR_NONE)
		site_reports_settled(one->doing, one->person, one->confirm);
	return err;
}

static enum err decide_robot(struct case_ *one)
{
	struct doing *doing = one->doing;
	const struct ruling_request request = {.kind = one->confirm ? RULING_CONFIRM : RULING_LIFT,
					       .at = doing->at,
					       .by = one->by,
					       .also = one->also,
					       .about = one->item.about,
					       .target = one->item.ruling};
	uint32_t statement;
	enum err err = site_rule(doing, one->person, &request, doing->call->text[CALL_TEXT], &statement);

	if (err != ERR_NONE)
		return err;
	doing->came->statement = statement;
	if (one->confirm) {
		site_words_withhold(doing, one->item.about);
		return ERR_NONE;
	}
	site_words_release(doing, one->item.about);
	site_forget(one->person);
	return ERR_NONE;
}

/* Who was banned is back: suspended, and the suspension confirmed, in one go. */
static enum err decide_evasion(struct case_ *one)
{
	static const char why[] = "A person found that this account is a banned member's.";
	struct doing *doing = one->doing;
	struct ruling_request request = {.kind = RULING_SUSPEND,
					 .at = doing->at,
					 .robot = ROBOT_BANNED_EMAIL};
	uint32_t statement;
	enum err err;

	if (!one->confirm)
		return ERR_NONE;
	err = site_rule(doing, one->person, &request, bytes_of_text(why), &statement);
	if (err != ERR_NONE)
		return err;
	request.kind = RULING_CONFIRM;
	request.by = one->by;
	request.also = one->also;
	request.target = one->person->standing.count;
	err = site_rule(doing, one->person, &request, doing->call->text[CALL_TEXT], &statement);
	doing->came->statement = statement;
	return err;
}

static enum err decide_appeal(struct case_ *one)
{
	struct doing *doing = one->doing;
	const struct ruling_request request = {.kind = one->confirm ? RULING_UPHELD : RULING_GRANTED,
					       .at = doing->at,
					       .by = one->by,
					       .also = one->also,
					       .target = one->item.ruling};
	uint32_t statement;
	enum err err = site_rule(doing, one->person, &request, doing->call->text[CALL_TEXT], &statement);

	if (err != ERR_NONE)
		return err;
	doing->came->statement = statement;
	if (!one->confirm)
		site_undone(doing, one->person, request.target);
	return ERR_NONE;
}

static enum err apply(struct case_ *one)
{
	switch (one->item.kind) {
	case QUEUE_REPORTS:
		return decide_reports(one);
	case QUEUE_ROBOT:
		return decide_robot(one);
	case QUEUE_APPEAL:
		return decide_appeal(one);
	case QUEUE_EVASION:
		return decide_evasion(one);
	case QUEUE_PHOTO:
	case QUEUE_TEXT:
	default:
		return decide_text(one);
	}
}

static bool is_about_act(const struct case_ *one)
{
	return one->item.kind == QUEUE_REPORTS || one->item.kind == QUEUE_TEXT ||
	       one->item.kind == QUEUE_PHOTO;
}

/* What is confirmed, as a number: two people who name different acts do not say the same. */
static uint32_t what_of(const struct case_ *one)
{
	if (!one->confirm || !is_about_act(one))
		return 0;
	return 1 + (uint32_t)offence_of(one) * WHERE_COUNT + (uint32_t)where_of(one);
}

/* What would be refused once it is applied, before anybody's opinion is taken in. */
static enum err check(struct case_ *one)
{
	struct doing *doing = one->doing;

	if (one->confirm && is_about_act(one) && offence_of(one) == OFFENCE_COUNT)
		return site_refuse(doing, ERR_INPUT, CALL_OFFENCE,
				   "is needed: say which act it is");
	if (one->item.kind == QUEUE_APPEAL && !call_has(doing->call, CALL_TEXT))
		return site_refuse(doing, ERR_INPUT, CALL_TEXT, "is needed: an appeal gets a written answer");
	/* Who had a hand in it since the appeal was filed is on no list of the item's. */
	if (one->item.kind == QUEUE_APPEAL &&
	    member_appeal(&one->person->standing, one->item.ruling) == APPEAL_OPEN &&
	    !member_may_judge(&one->person->standing, one->item.ruling, one->by))
		return site_refuse(doing, ERR_STATE, CALL_ITEM, "who decided does not judge the appeal");
	if (one->person->standing.count + 2 > MEMBER_RULINGS_MAX)
		return site_refuse(doing, ERR_FULL, CALL_ITEM, "this member's decisions are full");
	return ERR_NONE;
}

/* An act that ends somebody's account takes two people, whatever the item looked like before one of them named it. */
static void need_two(struct case_ *one)
{
	struct site *site = one->doing->site;
	enum offence offence = offence_of(one);
	const struct offence_rule *rule;
	int64_t percent;

	if (!one->confirm || one->item.kind == QUEUE_ROBOT || one->item.kind == QUEUE_APPEAL ||
	    one->item.kind == QUEUE_EVASION || one->person->standing.banned)
		return;
	rule = rules_offence(&site->rules, offence, where_of(one));
	if (rule == NULL)
		return;
	percent = member_percent(&one->person->standing, one->doing->at) + 100 * (int64_t)rule->percent;
	if (!rule->ban && percent < 100 * (int64_t)site->rules.ban_at.value)
		return;
	queue_aggravate(&site->queue, one->item.number, SEVERITY_GRAVE, false);
}

enum err site_do_decision(struct doing *doing)
{
	const struct call *call = doing->call;
	struct site *site = doing->site;
	struct case_ one = {.doing = doing, .offence = OFFENCE_COUNT, .where = WHERE_ANY};
	struct queue_verdict verdict;
	uint64_t number;
	enum err err = find_item(doing, &number);

	if (err != ERR_NONE)
		return err;
	one.item = *queue_find(&site->queue, number);
	one.person = site_person(site, (uint32_t)one.item.member);
	one.by = site_staff(site, call->text[CALL_PERSON]);
	one.confirm = call->number[CALL_OPINION] == OPINION_CONFIRM;
	if (call_has(call, CALL_OFFENCE))
		one.offence = (enum offence)call->number[CALL_OFFENCE];
	if (call_has(call, CALL_WHERE))
		one.where = (enum where)call->number[CALL_WHERE];
	doing->came->member = (uint32_t)one.item.member;
	err = check(&one);
	if (err != ERR_NONE)
		return err;
	/* Only of who has it: a decision that is refused changes nothing. */
	if (one.item.claimed_by == one.by && one.item.claimed_until > doing->at)
		need_two(&one);
	err = queue_decide(&site->queue, number, one.by, (enum opinion)call->number[CALL_OPINION],
			   what_of(&one), doing->at, &verdict, &doing->fault->error);
	if (err != ERR_NONE) {
		doing->fault->field = call_field_name(CALL_ITEM);
		return error_wrap(&doing->fault->error, err, "item");
	}
	if (verdict.outcome != QUEUE_DONE) {
		doing->came->verdict = SITE_PENDING; /* another person is needed */
		return ERR_NONE;
	}
	one.also = verdict.also;
	/* What it was about may have gone meanwhile (a suspension that was lifted elsewhere): then nothing is left to do. */
	if (apply(&one) != ERR_NONE)
		doing->fault->error.text[0] = '\0';
	site_waited(doing, &one.item);
	return ERR_NONE;
}

enum err site_do_ban_address(struct doing *doing)
{
	const struct call *call = doing->call;
	struct ban ban = {.kind = BAN_IP, .until = call->number[CALL_UNTIL]};
	struct person *person = NULL;
	enum err err = ip_range_parse(call->text[CALL_ADDRESS], &ban.range, &doing->fault->error);

	if (err != ERR_NONE) {
		doing->fault->field = call_field_name(CALL_ADDRESS);
		return error_wrap(&doing->fault->error, err, "address");
	}
	if (call_has(call, CALL_STATEMENT)) {
		err = site_find_statement(doing, &person, &ban.ruling);
		if (err != ERR_NONE)
			return err;
		ban.member = person->standing.number;
	}
	err = bans_add(&doing->site->bans, &ban, doing->at, &doing->fault->error);
	if (err != ERR_NONE) {
		doing->fault->field = call_field_name(CALL_UNTIL);
		return err;
	}
	bans_expire(&doing->site->bans, doing->at);
	site_staff(doing->site, call->text[CALL_PERSON]);
	doing->came->verdict = SITE_DONE;
	doing->came->is_new = true;
	return ERR_NONE;
}
