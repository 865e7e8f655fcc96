// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The statement of reasons of a decision, as article 17 of Regulation (EU) 2022/2065 (the Digital Services Act) asks: what was
 * decided and how long, the facts, whether machines found or decided it, the ground, and how to object. Codes are those of the
 * Commission's transparency database (schema 2, July 2025), so that a site that must send them there can.
 *
 * Nothing in it tells who decided, nor the other member's name: it goes to the member.
 */
#include "daemon/site_put.h"
#include "daemon/site_views.h"

/* An act in the database's words. */
static const char *category_of(enum offence offence)
{
	switch (offence) {
	case OFFENCE_HATE:
		return "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH";
	case OFFENCE_INSULT:
	case OFFENCE_HARASSMENT:
		return "STATEMENT_CATEGORY_CYBER_VIOLENCE";
	case OFFENCE_PRIVATE_DATA:
		return "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS";
	case OFFENCE_SPAM:
	case OFFENCE_IMPERSONATION:
		return "STATEMENT_CATEGORY_SCAMS_AND_FRAUD";
	case OFFENCE_SEXUAL_REQUEST:
	case OFFENCE_WEBCAM_REQUEST:
	case OFFENCE_NUDITY:
		return "STATEMENT_CATEGORY_PROTECTION_OF_MINORS";
	case OFFENCE_THREAT:
		return "STATEMENT_CATEGORY_VIOLENCE";
	case OFFENCE_FALSE_REPORT:
	default:
		return "STATEMENT_CATEGORY_OTHER_VIOLATION_TC";
	}
}

static const char *category_of_robot(enum robot robot)
{
	switch (robot) {
	case ROBOT_MINORS:
	case ROBOT_GROOMING:
	case ROBOT_OTHER_APP:
	case ROBOT_AGE_CLAIM:
		return "STATEMENT_CATEGORY_PROTECTION_OF_MINORS";
	case ROBOT_PAYMENT:
		return "STATEMENT_CATEGORY_SCAMS_AND_FRAUD";
	default:
		return "STATEMENT_CATEGORY_OTHER_VIOLATION_TC";
	}
}

/* The decision at the bottom: an appeal's outcome or a confirmation rests on another one. */
static const struct ruling *ground_of(const struct member *standing, const struct ruling *ruling)
{
	while (ruling->target != 0)
		ruling = member_ruling(standing, ruling->target);
	return ruling;
}

static const char *account_code(const struct ruling *ruling)
{
	if (ruling->bans)
		return "DECISION_ACCOUNT_TERMINATED";
	return ruling->suspends ? "DECISION_ACCOUNT_SUSPENDED" : NULL;
}

static void put_decision(struct jsonout *json, const struct ruling *ruling)
{
	bool withholds = ruling->kind == RULING_OFFENCE && ruling->about != 0;

	jsonout_text(json, "code", ruling_code(ruling));
	if (ruling->kind == RULING_OFFENCE)
		jsonout_int(json, "percent", ruling->percent);
	jsonout_text(json, "decision_account", account_code(ruling));
	jsonout_text(json, "decision_visibility",
		     withholds ? "DECISION_VISIBILITY_CONTENT_REMOVED" : NULL);
	/* A ban has no end but that a person gives it one; a suspension ends when a person has looked. */
	jsonout_null(json, "end_date");
	jsonout_bool(json, "stands", ruling->stands && !ruling->void_now);
	jsonout_bool(json, "ended", ruling->ended);
}

static void put_means(struct jsonout *json, const struct ruling *ruling, const struct ruling *ground)
{
	bool robot = ground->kind == RULING_SUSPEND;
	bool found = robot || ground->found_by == FOUND_BY_MACHINE;
	bool notified = !robot && ground->found_by == FOUND_BY_REPORT;

	jsonout_text(json, "automated_detection", found ? "Yes" : "No");
	jsonout_text(json, "automated_decision",
		     ruling->by == 0 ? "AUTOMATED_DECISION_FULLY"
		     : robot	     ? "AUTOMATED_DECISION_PARTIALLY"
				     : "AUTOMATED_DECISION_NOT_AUTOMATED");
	jsonout_text(json, "source_type", notified ? "SOURCE_TYPE_OTHER_NOTIFICATION" : "SOURCE_VOLUNTARY");
}

static void put_ground(struct jsonout *json, const struct ruling *ground)
{
	bool act = ground->kind == RULING_OFFENCE;

	jsonout_text(json, "decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT");
	jsonout_text(json, "category",
		     act ? category_of(ground->offence) : category_of_robot(ground->robot));
	if (act)
		jsonout_text(json, "offence", offence_code(ground->offence));
	else
		jsonout_text(json, "robot", robot_code(ground->robot));
	if (act)
		jsonout_text(json, "where", where_code(ground->where));
}

static const char *const appeals[] = {"none", "open", "refused", "granted"};

static void put_redress(struct jsonout *json, const struct member *standing,
			const struct ruling *ruling)
{
	enum appeal appeal = member_appeal(standing, ruling->number);
	bool may = (ruling->kind == RULING_OFFENCE || ruling->kind == RULING_SUSPEND ||
		    ruling->kind == RULING_CONFIRM) &&
		   ruling->stands && !ruling->void_now && appeal == APPEAL_NONE;

	jsonout_open(json, "redress");
	jsonout_text(json, "appeal", appeals[appeal]);
	jsonout_bool(json, "may_appeal", may);
	jsonout_text(json, "words",
		     may ? "You may object once, in writing. Somebody else than who decided looks at "
			   "it and answers you. You may also turn to a certified out-of-court body "
			   "(article 21 of the Digital Services Act) or to a court."
			 : "You may turn to a certified out-of-court body (article 21 of the Digital "
			   "Services Act) or to a court.");
	jsonout_close(json);
}

void site_put_statement(const struct site *site, uint32_t statement, struct jsonout *json)
{
	const struct ruling *ruling, *ground;
	const struct member *standing;
	const char *text;
	char sentence[RULING_TEXT], name[SITE_NAME_MAX];
	uint32_t member;
	uint64_t event;

	if (!site_statement(site, statement, &ruling, &member, &event, &text))
		return;
	standing = site_member_standing(site, member);
	ground = ground_of(standing, ruling);
	jsonout_text(json, "statement", site_name('s', statement, name));
	jsonout_text(json, "member", site_member_id(site, member));
	jsonout_time(json, "at", ruling->at);
	put_decision(json, ruling);
	jsonout_text(json, "decision_facts", ruling_sentence(ruling, sentence));
	jsonout_text(json, "text", text); /* what the person wrote, or the robot's sentence */
	if (ruling->target != 0)
		jsonout_text(json, "about",
			     site_name('s', site_statement_of(site, member, ruling->target), name));
	put_means(json, ruling, ground);
	put_ground(json, ground);
	put_redress(json, standing, ruling);
}
