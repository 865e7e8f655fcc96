// SPDX-License-Identifier: GPL-3.0-or-later
/* What was read back of a site, before anybody relies on it: site_save.c reads fields one by one, and this looks whether they
 * fit one another. */
#include "standing/site_private.h"

/* So that moments can be taken from one another, and a year added. */
static bool is_moment(ms_t at)
{
	return at > INT64_MIN / 4 && at < INT64_MAX / 4;
}

/* ---- members ---- */

static bool is_sound_age(const struct age_given *age)
{
	return age->birth_year >= 0 && age->birth_year <= 9999 && age->least <= age->most &&
	       age->most <= AGE_MOST && is_moment(age->at);
}

static bool are_sound_reports(const struct site *site, const struct reports *reports)
{
	for (size_t i = 0; reports != NULL && i < reports->count; i++) {
		const struct report *one = &reports->list[i];

		if (one->reporter.number == 0 || one->reporter.number > site->person_count ||
		    (unsigned)one->offence >= OFFENCE_COUNT || !is_moment(one->at) ||
		    !is_moment(one->reporter.joined))
			return false;
	}
	return true;
}

static bool is_sound_behaviour(const struct behaviour *behaviour, ms_t now)
{
	if (behaviour == NULL)
		return true;
	if (behaviour->now > now) /* the latest that was seen */
		return false;
	for (size_t i = 0; i < ROBOT_RINGS; i++)
		for (size_t j = 0; j < ROBOT_COUNT_MAX; j++)
			if (!is_moment(behaviour->rings[i].touches[j].at))
				return false;
	for (size_t i = 0; i < ROBOT_CONVERSATIONS; i++) {
		const struct rising *one = &behaviour->risings[i];

		if (!is_moment(one->at) || one->first < 0 || one->first > 1000 || one->highest < 0 ||
		    one->highest > 1000 || one->last < 0 || one->last > 1000)
			return false;
	}
	return true;
}

/* Each decision has its statement, and was taken before now. */
static bool are_sound_decisions(const struct site *site, uint32_t number)
{
	const struct person *person = &site->people[number];

	for (uint32_t i = 1; i <= person->standing.count; i++) {
		uint32_t statement = person->statements[i - 1];

		if (member_ruling(&person->standing, i)->at > site->now || statement == 0 ||
		    statement > site->statement_count ||
		    site->statements[statement].member != number ||
		    site->statements[statement].ruling != i)
			return false;
	}
	return true;
}

static bool is_sound_person(const struct site *site, uint32_t number)
{
	const struct person *person = &site->people[number];

	return person->id != NULL && person->id[0] != '\0' && is_sound_age(&person->standing.age) &&
	       is_moment(person->standing.joined) && person->reports_gravest <= SEVERITY_HIGH &&
	       (unsigned)person->state < SITE_STATE_COUNT &&
	       are_sound_reports(site, person->reports) && is_sound_behaviour(person->behaviour, site->now) &&
	       are_sound_decisions(site, number);
}

/* ---- the rest ---- */

/* Not whether they make sense together: rules_check() may ask for more by now than it did then, and they are how it was judged. */
static bool are_sound_rules(const struct rules *rules)
{
	const int32_t values[] = {rules->warn_at.value, rules->hold_at.value,  rules->age_gap.value,
				  rules->adult_at.value, rules->youngest.value, rules->oldest.value};

	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
		if (values[i] < 0 || values[i] > 1000)
			return false;
	for (size_t i = 0; i < rules->offence_count; i++) {
		const struct offence_rule *row = &rules->offences[i];

		if ((unsigned)row->offence >= OFFENCE_COUNT || (unsigned)row->where >= WHERE_COUNT ||
		    row->percent < 0 || row->percent > PERCENT_MAX)
			return false;
	}
	for (size_t i = 0; i < rules->robot_count; i++)
		if (rules->robots[i].span < 0 || !is_moment(rules->robots[i].span) ||
		    rules->robots[i].level < 0)
			return false;
	return rules->decay.value >= 0 && rules->decay.value <= DECAY_MAX && rules->ban_at.value >= 0 &&
	       rules->ban_at.value <= PERCENT_MAX;
}

static bool is_sound_pair(const struct pair *pair)
{
	return pair->from != pair->to && pair->closed_by <= 1 && pair->blocked <= 3 &&
	       pair->wrote <= 3 && is_moment(pair->opened);
}

static bool is_sound_item(const struct site *site, const struct queue_item *item)
{
	const struct member *standing = &site->people[item->member].standing;
	bool about_decision = item->kind == QUEUE_ROBOT || item->kind == QUEUE_APPEAL;

	for (size_t i = 0; i < QUEUE_OPINIONS; i++)
		if ((unsigned)item->said[i] > OPINION_LIFT)
			return false;
	return item->number != 0 && item->number <= site->queue.last && is_moment(item->at) &&
	       item->at <= site->now && is_moment(item->claimed_until) &&
	       (!about_decision || member_ruling(standing, item->ruling) != NULL);
}

static bool is_sound_ban(const struct site *site, const struct ban *ban)
{
	return ban->member <= site->person_count && (ban->kind != BAN_IP || is_moment(ban->until));
}

bool site_is_sound(const struct site *site)
{
	bool sound = are_sound_rules(&site->rules) &&
		     (is_moment(site->now) || site->now == INT64_MIN);

	for (uint32_t i = 1; sound && i <= site->person_count; i++)
		sound = is_sound_person(site, i);
	for (uint32_t i = 1; sound && i <= site->pair_count; i++)
		sound = is_sound_pair(&site->pairs[i]);
	for (size_t i = 0; sound && i < site->queue.count; i++)
		sound = is_sound_item(site, &site->queue.items[i]);
	for (size_t i = 0; sound && i < site->bans.count; i++)
		sound = is_sound_ban(site, &site->bans.list[i]);
	return sound;
}
